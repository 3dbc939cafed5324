from odoo.fields import Command

from .common import HccCase

FORM = {
    "category": "student",
    "name": "Trần Thị Hà",
    "phone": "0912 000 555",
    "email": "ha@example.com",
    "languages": "Tiếng Anh",
    "availability_note": "",
    "experience": "Two years in the youth union.",
    "can_evenings": True,
    "consent_version": "test",
    "consent_digest": "digest",
    "submit_token": "token-1",
}


class SelectionCase(HccCase):
    """Applicants of ward A1 and those who choose among them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.criteria = cls.env["hcc.selection.criterion"].search([])
        cls.applicant = cls.env["hcc.collaborator"].create(
            {
                "name": "Applicant One",
                "team_id": cls.team_a1.id,
                "phone": "+84912000501",
                "email": "one@example.com",
            }
        )
        cls.strict = cls.env["hcc.document.type"].search(
            [("is_strict", "=", True), ("category", "=", False)]
        )

    def _score(self, user, points=4, person=None, note=False):
        """Hand in a whole set of the same points."""
        person = (person or self.applicant).with_user(user)
        person._submit_scores(dict.fromkeys(self.criteria.ids, (points, note)))

    def _score_enough(self, person=None):
        """Let both assessors of the branch score."""
        self._score(self.user_coordinator, person=person)
        self._score(self.user_trainer, person=person)

    def _see_documents(self, person=None, types=None):
        person = person or self.applicant
        person.with_user(self.user_coordinator).document_ids = [
            Command.create({"type_id": kind.id}) for kind in types or self.strict
        ]

    def _make_ready(self, person=None):
        self._score_enough(person)
        self._see_documents(person)

    def _receive(self, **changes):
        values = {**FORM, "ward_id": self.ward_a1.id, **changes}
        return self.env["hcc.collaborator"]._receive_application(values)

    def _notices(self, person):
        return self.env["hcc.notice"].search(
            [("collaborator_id", "=", person.id)], order="id"
        )

    def _journaled(self, person):
        rows = self.env["hcc.journal"].search(
            [("model", "=", "hcc.collaborator"), ("res_id", "=", person.id)], order="id"
        )
        return [row.action for row in rows]

from datetime import date, timedelta

from odoo.addons.hcc_collaborator.tests.common import TODAY

from .common import AT_POINT, BookingCase

CODE = "H26.1-251123-0001"
#: some days after ``TODAY``, a Monday
THURSDAY, NEXT_WEEK = date(2026, 11, 26), date(2026, 11, 30)


class StandInPortal:
    """STAND-IN FOR TESTS: answers as a portal would, from a dict.

    It lives among the tests and is patched into ``hcc.dossier.portal`` by them, so
    that nothing of it is there when the service runs. No portal is asked.
    """

    def __init__(self, answers, failing=False):
        self.answers = answers
        self.failing = failing
        self.asked = []

    def is_on(self, _model):
        return True

    def ask(self, _model, dossiers):
        self.asked += dossiers.mapped("code")
        if self.failing:
            raise ConnectionError("the portal is away")
        return self.answers


class DossierCase(BookingCase):
    """A visit at the point, led by helper One, with a dossier that was filed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("hcc_booking.sms_enabled", "True")
        cls.today = TODAY

    def setUp(self):
        super().setUp()
        self.visits = 0

    def _new_dossier(self, code=CODE, **values):
        # one visit after the other, from 08:00 in Hanoi
        number = self.env["hcc.request"].search_count([])
        begins = AT_POINT - timedelta(hours=1) + timedelta(minutes=30) * self.visits
        self.visits += 1
        request = self._submit(
            collaborator_id=self.c_a1_1.id,
            submit_token=f"dossier-{number}",
            start=begins,
        )
        request.outbox_ids._write_guarded({"state": "sent"})
        visit = request.current_appointment_id
        return visit._record_dossiers(
            [{"code": code, "procedure_id": self.procedure.id, **values}]
        )

    def _news(self, dossier, kind):
        return self.env["hcc.message"].search(
            [("dossier_id", "=", dossier.id), ("kind", "=", kind)]
        )

    def _attention(self, user=None, dossier=None):
        rows = self.env["hcc.attention"].with_user(user or self.user_coordinator)
        domain = [("kind", "=", "dossier_due")]
        if dossier:
            domain.append(("dossier_id", "=", dossier.id))
        return rows.with_context(lang="en_US").search(domain)

import json
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.tools import file_open

from ..tools.localtime import local_date, utc_datetime

WORDS = "hcc_collaborator/demo/hcc_applicant_demo.json"


class HccDemoApplicant(models.AbstractModel):
    """Applicants in different steps of selection, in wards that look for people."""

    _name = "hcc.demo.applicant"
    _description = "Sample Applicants"

    @api.model
    def _load_applicants(self):
        if self.env.ref("hcc_collaborator.demo_applicant_01", False):
            return
        with file_open(WORDS, "r") as file:
            words = json.load(file)
        for sample in words["applicants"]:
            ward = self.env.ref(f"hcc_collaborator.ward_{sample['ward']}")
            now = fields.Datetime.now()
            values = {
                "name": sample["name"],
                "category": sample["category"],
                "team_id": self.env["hcc.team"]._get_or_create(ward).id,
                "phone": f"+849120009{sample['number']}",
                "is_online": True,
                "applied_at": now - timedelta(days=sample["days"]),
                "can_evenings": True,
                "can_weekends": sample["step"] != "applied",
                "experience": words["experience"],
            }
            xml_id = f"hcc_collaborator.demo_applicant_{sample['number']}"
            person = self.env["hcc.collaborator"]._load_records(
                [{"xml_id": xml_id, "noupdate": True, "values": values}]
            )
            self._bring_to(person, sample["step"], words)

    @api.model
    def _bring_to(self, person, step, words):
        """Let the sample staff take an applicant to a step."""
        if step == "applied":
            return
        coordinator = self.env.ref("hcc_collaborator.demo_user_coordinator")
        trainer = self.env.ref("hcc_collaborator.demo_user_trainer")
        mine = person.with_user(coordinator)
        if step == "rejected":
            mine._decide("rejected", words["rejected"])
            return
        mine.action_screen()
        self._score_sample(person, trainer, 4)
        if step == "screened":
            return
        self._score_sample(person, coordinator, 5)
        if step == "interview":
            self._plan_sample(mine, coordinator | trainer, words["place"])
            return
        mine.action_interview()
        types = self.env["hcc.document.type"].search([("is_strict", "=", True)])
        mine.document_ids = [
            Command.create({"type_id": kind.id})
            for kind in types._get_types_of(person.category)
        ]
        mine.conflict_ids = [
            Command.create({"kind": "relative", "words": words["conflict"]})
        ]
        if step == "approved":
            mine._decide("approved", words["approved"])

    @api.model
    def _score_sample(self, person, user, points):
        criteria = self.env["hcc.selection.criterion"]._get_all()
        person.with_user(user)._submit_scores(
            {
                criterion.id: (points - index % 2, False)
                for index, criterion in enumerate(criteria)
            }
        )

    @api.model
    def _plan_sample(self, person, users, place):
        """An interview two days from now at nine in the morning."""
        day = local_date(fields.Datetime.now()) + timedelta(days=2)
        person.env["hcc.interview"].create(
            {
                "collaborator_id": person.id,
                "start": utc_datetime(day, 9.0),
                "place": place,
                "interviewer_ids": users.ids,
            }
        )

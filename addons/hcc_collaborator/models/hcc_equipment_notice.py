from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.misc import format_date

from ..tools.localtime import local_date

MY_EQUIPMENT = "/odoo/my-equipment"
#: days before its end on which the holder of a card is told
PLAN_DAYS = 7


class HccEquipmentNotice(models.AbstractModel):
    """What whoever has equipment is told about it."""

    _name = "hcc.equipment.notice"
    _description = "Notices about Equipment"

    def _tell_to_sign(self):
        """The office has signed; the other signature is missing."""
        for handover in self:
            words = (
                "_words_sign_return"
                if handover.state == "returning"
                else "_words_sign_handover"
            )
            handover._tell_holder(getattr(handover, words), handover.state)

    def _tell_lost(self, ended):
        """The coordinator reports it as lost.

        :param int ended: how many sessions of the holder ended
        """
        for handover in self:
            if handover.user_id != self.env.user:
                handover._tell_holder(
                    lambda person, handover=handover: handover._words_lost(
                        person, ended
                    ),
                    "lost",
                )

    def _tell_holder(self, words, step):
        self.env["hcc.notice"]._tell(
            self.collaborator_id,
            "equipment",
            words,
            key=f"{self.id}:{step}",
            path=MY_EQUIPMENT,
        )

    def _words_sign_handover(self, person):
        return (
            person.env._("Please sign for equipment"),
            person.env._(
                "%(equipment)s is ready for you. Read and sign under “My "
                "equipment”: it counts when both have signed.",
                equipment=self.about,
            ),
        )

    def _words_sign_return(self, person):
        return (
            person.env._("Please sign that you gave equipment back"),
            person.env._(
                "You gave back: %(equipment)s. Read and sign under “My equipment”: "
                "it counts when both have signed.",
                equipment=self.about,
            ),
        )

    def _words_lost(self, person, ended):
        return (
            person.env._("Your equipment was reported as lost"),
            person.env._(
                "%(equipment)s was reported as lost. Signed out: %(count)s sessions. "
                "If you still have it, tell your coordinator at once.",
                equipment=self.about,
                count=ended,
            ),
        )

    @api.model
    def _cron_data_plans(self):
        """Tell those whose card runs out of data soon, once for each end."""
        today = local_date(fields.Datetime.now())
        held = self.search(
            [
                ("state", "in", ("open", "returning")),
                ("equipment_id.hcc_sim_until", ">=", today),
                ("equipment_id.hcc_sim_until", "<=", today + timedelta(days=PLAN_DAYS)),
            ]
        )
        for handover in held:
            until = handover.equipment_id.hcc_sim_until
            handover._tell_holder(handover._words_data_plan, f"data:{until}")

    def _words_data_plan(self, person):
        return (
            person.env._("The data plan of your equipment ends soon"),
            person.env._(
                "%(equipment)s: the data plan ends on %(day)s. Ask your coordinator "
                "whether it goes on.",
                equipment=self.about,
                day=format_date(
                    person.env,
                    self.equipment_id.hcc_sim_until,
                    date_format="dd/MM/yyyy",
                ),
            ),
        )

from odoo import fields, models

from .hcc_course import SESSION_GROUPS


class HccCollaborator(models.Model):
    _inherit = "hcc.collaborator"

    attendance_ids = fields.One2many(
        "hcc.attendance",
        "collaborator_id",
        string="Training",
        readonly=True,
        groups=SESSION_GROUPS,
    )

    def action_view_training(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_training.hcc_attendance_action"
        )
        action["domain"] = [("collaborator_id", "=", self.id)]
        action["context"] = {"create": False}
        return action

    def _on_practice_signed(self):
        """The last practice visit may complete a course that was passed before."""
        result = super()._on_practice_signed()
        self._queue_up()
        # sudo: hcc.attendance, hcc.exam - certificates follow from what is complete
        waiting = [
            ("collaborator_id", "in", self.ids),
            ("certificate_id", "=", False),
            ("course_id.practice_needed", ">", 0),
        ]
        self.env["hcc.attendance"].sudo().search(
            [*waiting, ("result", "=", "passed")]
        )._certify_complete()
        self.env["hcc.exam"].sudo().search(
            [*waiting, ("state", "=", "passed"), ("attendance_id", "=", False)]
        )._certify_complete()
        return result

    def _hand_over_work(self, choices):
        """Seats in sessions that have not begun are given back."""
        sentences = super()._hand_over_work(choices)
        # sudo: hcc.attendance - seats in sessions that the user may not see
        seats_sudo = (
            self.env["hcc.attendance"]
            .sudo()
            .search(
                [
                    ("collaborator_id", "in", self.ids),
                    ("state", "=", "enrolled"),
                    ("session_id.state", "=", "open"),
                    ("session_start", ">", fields.Datetime.now()),
                ]
            )
        )
        if seats_sudo:
            seats_sudo._release()
            sentences.append(
                self.env._(
                    "Seats in training given back: %(count)s.", count=len(seats_sudo)
                )
            )
        return sentences

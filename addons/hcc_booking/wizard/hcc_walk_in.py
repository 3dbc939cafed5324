from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError


class HccWalkIn(models.TransientModel):
    """Somebody came without an appointment and was helped at once.

    A helper alone at a point records it in half a minute: no name is needed.
    """

    _name = "hcc.walk.in"
    _description = "Walk-in"
    _inherit = ["hcc.dossier.entry"]

    submit_token = fields.Char(default=lambda self: uuid4().hex)
    collaborator_id = fields.Many2one("hcc.collaborator", "Helper")
    is_clerk = fields.Boolean(compute="_compute_is_clerk")
    service_point_id = fields.Many2one("hcc.service.point", "Where")
    with_person = fields.Boolean("Note name and phone")
    name = fields.Char()
    phone = fields.Char()
    consent_text_id = fields.Many2one(
        "hcc.consent.text",
        default=lambda self: self.env["hcc.consent.text"]._current(),
    )
    consent_body = fields.Text(related="consent_text_id.body")
    consent_given = fields.Boolean("Read aloud, and the person agrees")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        user = self.env.user
        values.setdefault("collaborator_id", user.hcc_collaborator_ids[:1].id)
        values.setdefault("service_point_id", self._default_point().id)
        values.update(entries=[{}], position=0)
        return values

    def _default_point(self):
        """The point of the shift that runs now, else the only one of the ward."""
        now = fields.Datetime.now()
        user = self.env.user
        shift = self.env["hcc.shift"].search(
            [
                ("user_id", "=", user.id),
                ("kind", "=", "point"),
                ("state", "=", "published"),
                ("start", "<=", now),
                ("stop", ">", now),
            ],
            limit=1,
        )
        if shift:
            return shift.service_point_id
        wards = user.hcc_collaborator_ids.ward_id or user.hcc_clerk_ward_ids
        points = self.env["hcc.service.point"].search(
            [("ward_id", "in", wards.ids)], limit=2
        )
        return points if len(points) == 1 else points.browse()

    def _compute_is_clerk(self):
        clerk = self.env.user.has_group("hcc_collaborator.group_hcc_clerk")
        for form in self:
            form.is_clerk = clerk

    def action_save(self):
        """Record the assist and close."""
        self._record()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The assist is recorded. Thank you."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_save_and_next(self):
        """Record the assist and show an empty form for the next person."""
        point, helper = self.service_point_id, self.collaborator_id
        self._record()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_booking.hcc_walk_in_action"
        )
        return {
            **action,
            "context": {
                "default_service_point_id": point.id,
                "default_collaborator_id": helper.id,
            },
        }

    def _record(self):
        """Record the assist through the booking service.

        :raises UserError: when something is missing
        """
        self.ensure_one()
        self._keep_entry()
        _ = self.env._
        if not self.service_point_id:
            raise UserError(_("Choose where the person was helped."))
        if self.with_person and not self.consent_given:
            raise UserError(
                _("Name and phone may be noted only when the person agrees.")
            )
        self.env["hcc.booking"]._register_walk_in(self._prepare_values())
        self.unlink()

    def _prepare_values(self):
        procedures = [
            entry["procedure_id"] for entry in self.entries if entry.get("procedure_id")
        ]
        values = {
            "submit_token": self.submit_token,
            "ward_id": self.service_point_id.ward_id.id,
            "place": "point",
            "service_point_id": self.service_point_id.id,
            "collaborator_id": self.collaborator_id.id,
            "procedure_ids": list(dict.fromkeys(procedures)),
            "channel": "helper" if not self.is_clerk else "counter",
            "dossiers": self._prepare_dossier_values(),
            "description": self.note or self.env._("Advice at the point"),
        }
        if self.with_person:
            values.update(
                name=self.name,
                phone=self.phone,
                consent_text_id=self.consent_text_id.id,
            )
        return values

    def _reopen(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_booking.hcc_walk_in_action"
        )
        return {**action, "res_id": self.id}

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .hcc_pilot_readiness import CHECKS, WORKING


class HccPilotBoard(models.AbstractModel):
    """The ways from a number of the board to the records behind it."""

    _name = "hcc.pilot.board"
    _description = "Board of Readiness"

    def action_open_check(self):
        """Open the records that one number of a ward counts.

        The client says which number by ``hcc_check`` in the context.
        """
        self.ensure_one()
        self.check_access("read")
        name = self.env.context.get("hcc_check")
        if name not in CHECKS:
            raise UserError(self.env._("This figure has no list of records."))
        action = getattr(self, f"_open_{name}")()
        label = self.env["hcc.pilot.readiness"]._get_labels()[name]
        return {
            **action,
            "display_name": f"{self.ward_id.display_name}: {label}",
            "target": "current",
        }

    def _open_team(self):
        return self._open_people(Domain.TRUE)

    def _open_trained(self):
        return self._open_people(
            ~self.env["hcc.pilot.readiness"]._get_trained_domain(), only_if_any=True
        )

    def _open_equipped(self):
        return self._open_people(
            ~self.env["hcc.pilot.readiness"]._get_equipped_domain(), only_if_any=True
        )

    def _open_people(self, domain, only_if_any=False):
        """Collaborators of the ward: those who are missing something, or all."""
        people = Domain("ward_id", "=", self.ward_id.id) & WORKING
        Collaborator = self.env["hcc.collaborator"]
        if not only_if_any or Collaborator.search_count(people & domain, limit=1):
            people &= domain
        return self._open(
            "hcc_collaborator.hcc_collaborator_action", "hcc.collaborator", people
        )

    def _open_points(self):
        return self._open(
            "hcc_collaborator.hcc_service_point_action",
            "hcc.service.point",
            Domain("ward_id", "=", self.ward_id.id),
        )

    def _open_shifts(self):
        """The open hours that nobody covers; the shifts when all are covered."""
        if self.ward_id <= self.env.user.hcc_ward_ids:
            gaps = self.env["hcc.coverage.gap"]._refresh(self.ward_id)
            if gaps:
                return self._open(
                    "hcc_booking.hcc_coverage_gap_action",
                    "hcc.coverage.gap",
                    Domain("id", "in", gaps.ids),
                )
        start, stop = self.env["hcc.pilot.readiness"]._get_coming_week()
        return self._open(
            "hcc_booking.hcc_shift_action",
            "hcc.shift",
            Domain("ward_id", "=", self.ward_id.id)
            & Domain("start", "<", stop)
            & Domain("stop", ">", start),
        )

    def _open_messages(self):
        return self._open(
            "hcc_booking.hcc_message_action",
            "hcc.message",
            Domain("ward_id", "=", self.ward_id.id),
        )

    @api.model
    def _open(self, xmlid, model, domain):
        """One of the lists that there are, of this ward alone.

        :raises UserError: for somebody who has no right to the records
        """
        if not self.env[model].has_access("read"):
            raise UserError(
                self.env._("The number is for everybody here, the records are not.")
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": list(domain), "context": {"create": False}}

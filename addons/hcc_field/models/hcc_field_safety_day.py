from odoo import api, fields, models
from odoo.fields import Domain

from .hcc_safety_steps import RUNNING

#: as browsers read a naive UTC datetime
ISO = "%Y-%m-%dT%H:%M:%SZ"


class HccFieldSafetyDay(models.AbstractModel):
    """What the field page knows of safety and proofs."""

    _name = "hcc.field.safety.day"
    _description = "Safety of the Day"
    _inherit = ["hcc.field.day.base"]

    @api.model
    def _get_out_there(self):
        """Whoever is watched, or calls for help, keeps the buttons for it."""
        runs = Domain("watch_ids.state", "in", RUNNING)
        calls = Domain(
            "watch_ids",
            "any",
            [("help_at", "!=", False), ("help_closed_at", "=", False)],
        )
        return super()._get_out_there() | runs | calls

    @api.model
    def _add_to_visits(self, assignments, rows):
        result = super()._add_to_visits(assignments, rows)
        # sudo: hcc.safety.watch, hcc.visit.proof - of the own visits
        watches_sudo = self.env["hcc.safety.watch"].sudo()
        watches = watches_sudo.search([("assignment_id", "in", assignments.ids)])
        by_entry = watches.grouped(lambda watch: watch.assignment_id.id)
        proofs = (
            self.env["hcc.visit.proof"]
            .sudo()
            .search_fetch(
                [("assignment_id", "in", assignments.ids)],
                ["assignment_id", "moment", "how", "state"],
            )
            .grouped(lambda proof: proof.assignment_id.id)
        )
        minutes = {
            name: watches_sudo._get_minutes(f"safety_{name}")
            for name in ("minutes", "extend_minutes")
        }
        for entry, row in zip(assignments, rows, strict=True):
            watch = by_entry.get(entry.id, watches_sudo)
            row["coming"] = {
                "at": entry.on_the_way_at and f"{entry.on_the_way_at:{ISO}}",
                "expected": entry.expected_at and f"{entry.expected_at:{ISO}}",
            }
            row["safety"] = {
                "state": watch.state or "none",
                "due": watch.due and f"{watch.due:{ISO}}",
                "help": bool(watch) and watch._is_calling(),
                "minutes": minutes["minutes"],
                "extend": minutes["extend_minutes"],
                "check_in": self._get_check_in(entry),
            }
            row["proof"] = dict.fromkeys(("start", "finish"), "")
            for proof in proofs.get(entry.id, ()):
                if row["proof"][proof.moment] != "ok":
                    row["proof"][proof.moment] = proof.state
        return result

    @api.model
    def _get_check_in(self, entry):
        """When an evening visit has to be heard of, which the timer knows."""
        # sudo: hcc.appointment - of the own visit
        due = entry.sudo().appointment_id.checkin_due
        return due and due > fields.Datetime.now() and f"{due:{ISO}}"

from datetime import timedelta

from odoo import fields, models

from .hcc_pilot_phase import KINDS


class HccPilotStep(models.Model):
    """A task of the template that each new pilot gets."""

    _name = "hcc.pilot.step"
    _description = "Task of the Template"
    _order = "kind, sequence, id"

    kind = fields.Selection(KINDS, "Phase", required=True, default="prepare")
    sequence = fields.Integer(default=10)
    name = fields.Char("Task", required=True, translate=True)
    days = fields.Integer("Due after days", help="Counted from the phase's first day.")
    active = fields.Boolean(default=True)

    _days_check = models.Constraint(
        "CHECK (days BETWEEN 0 AND 366)", "Please enter 0 to 366 days."
    )

    def _prepare_task_values(self, phase):
        self.ensure_one()
        return {
            "phase_id": phase.id,
            "name": self.name,
            "sequence": self.sequence,
            "date_due": min(phase.date_from + timedelta(days=self.days), phase.date_to),
        }

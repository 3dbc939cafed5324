from odoo import api, fields, models

KINDS = [
    ("prepare", "Week 1: prepare and recruit"),
    ("train", "Week 2: train and equip"),
    ("live", "Week 3: go live"),
    ("run", "The month of running"),
]


class HccPilotPhase(models.Model):
    """A stretch of a pilot, with its days."""

    _name = "hcc.pilot.phase"
    _description = "Phase of a Pilot"
    _order = "date_from, id"

    pilot_id = fields.Many2one(
        "hcc.pilot", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(KINDS, "Phase", required=True)
    date_from = fields.Date("First day", required=True)
    date_to = fields.Date("Last day", required=True)
    task_ids = fields.One2many("hcc.pilot.task", "phase_id", string="Tasks")
    task_text = fields.Char("Tasks so far", compute="_compute_task_text")

    _kind_unique = models.Constraint(
        "UNIQUE (pilot_id, kind)", "The pilot has this phase already."
    )
    _dates_check = models.Constraint(
        "CHECK (date_from <= date_to)", "A phase cannot end before it begins."
    )

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for phase in self:
            phase.display_name = labels.get(phase.kind, "")

    @api.depends("task_ids.is_done")
    def _compute_task_text(self):
        for phase in self:
            phase.task_text = self.env._(
                "%(done)s of %(all)s",
                done=len(phase.task_ids.filtered("is_done")),
                all=len(phase.task_ids),
            )

    def _move(self, delta):
        """Move the phases, and what is still to be done in them."""
        for phase in self:
            phase.write(
                {
                    "date_from": phase.date_from + delta,
                    "date_to": phase.date_to + delta,
                }
            )
        for task in self.task_ids.filtered(lambda task: not task.is_done):
            if task.date_due:
                task.date_due += delta

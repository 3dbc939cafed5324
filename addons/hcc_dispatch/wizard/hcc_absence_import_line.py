from odoo import fields, models


class HccAbsenceImportLine(models.TransientModel):
    """One entry of a calendar and what becomes of it."""

    _name = "hcc.absence.import.line"
    _description = "Entry of a calendar file"
    _order = "start, id"

    import_id = fields.Many2one(
        "hcc.absence.import", required=True, ondelete="cascade", index=True
    )
    title = fields.Char(readonly=True)
    start = fields.Datetime("From", readonly=True)
    stop = fields.Datetime("To", readonly=True)
    outcome = fields.Selection(
        [
            ("new", "New"),
            ("moved", "Moved"),
            ("ended", "Called off"),
            ("same", "There already"),
            ("cancelled", "Cancelled before"),
            ("past", "Already over"),
        ],
        readonly=True,
    )
    visit_count = fields.Integer("Visits", readonly=True)

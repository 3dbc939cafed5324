from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.kpi_columns import LOW_IS_GOOD, MEANS, RATES


class HccKpiTarget(models.Model):
    """What a figure should reach: in an area, for a time.

    The nearest area wins: the ward's own target, else its branch's, else the city's.
    Of one area and figure, one target holds on each day; PostgreSQL sees to it. Read
    by whoever reads figures, written by administrators.
    """

    _name = "hcc.kpi.target"
    _description = "Target of a Figure"
    _inherit = ["hcc.journal.mixin"]
    _order = "measure, ward_id, branch_id, date_from desc"
    _rec_name = "measure"

    measure = fields.Selection(selection="_selection_measure", required=True)
    value = fields.Float(
        required=True,
        digits=(16, 4),
        help="A share from 0 to 1 (0.9 is 90 %), a mean in its own unit.",
    )
    value_words = fields.Char("Target", compute="_compute_value_words")
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", help="Last day; empty: until changed.")
    branch_id = fields.Many2one("hcc.branch", index=True, ondelete="cascade")
    ward_id = fields.Many2one("hcc.ward", index=True, ondelete="cascade")
    source = fields.Char(translate=True, help="Who set it, and where it is written.")

    _days_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_from <= date_to)",
        "The last day is before the first day.",
    )
    _one_area = models.Constraint(
        "CHECK (branch_id IS NULL OR ward_id IS NULL)",
        "A target is for the city, one branch or one ward.",
    )
    _not_negative = models.Constraint(
        "CHECK (value >= 0)", "A target cannot be below zero."
    )
    _one_a_day = models.Constraint(
        "EXCLUDE USING gist (measure WITH =, COALESCE(branch_id, 0) WITH =, "
        "COALESCE(ward_id, 0) WITH =, daterange(date_from, date_to, '[]') WITH &&)",
        "This area has a target of this figure on some of these days already.",
    )

    @api.depends("measure", "value")
    @api.depends_context("lang")
    def _compute_value_words(self):
        for target in self:
            target.value_words = self._to_words(target.measure, target.value)

    @api.depends("measure", "branch_id", "ward_id")
    def _compute_display_name(self):
        labels = dict(self._fields["measure"]._description_selection(self.env))
        for target in self:
            area = (target.ward_id or target.branch_id).display_name
            target.display_name = " – ".join(
                filter(None, (labels.get(target.measure), area))
            )

    @api.model
    def _selection_measure(self):
        labels = self.env["hcc.kpi.fact"].fields_get(list(RATES), ["string"])
        return [(name, labels[name]["string"]) for name in RATES]

    @api.constrains("measure", "value")
    def _check_value(self):
        for target in self:
            if target.measure not in MEANS and target.value > 1:
                raise ValidationError(
                    self.env._("A share is between 0 and 1: 0.9 is 90 %.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        for target in targets:
            target._journal("target_set", measure=target.measure, value=target.value)
        return targets

    def write(self, vals):
        res = super().write(vals)
        self._journal("target_changed", fields=sorted(vals), value=vals.get("value"))
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_journal(self):
        for target in self:
            target._journal("target_dropped", measure=target.measure)

    # ------------------------------------------------------------------
    # Which one holds
    # ------------------------------------------------------------------

    @api.model
    def _get_targets(self, date_from, date_to, ward=None, branch=None):
        """Return what holds at the end of a period in one area.

        :param ward: ``hcc.ward``, :param branch: ``hcc.branch``; neither: the city
        :return: {measure: value}
        """
        ward_id, branch_id = ward.id if ward else False, branch.id if branch else False
        if ward:
            branch_id = ward.branch_id.id
        return self._get_many(date_from, date_to, [(branch_id, ward_id)])[0]

    @api.model
    def _get_many(self, date_from, date_to, areas):
        """Return what holds at the end of a period in many areas, in one read.

        :param areas: list of (id of the branch or False, id of the ward or False)
        :return: list of {measure: value}
        """
        day = Domain("date_to", "=", False) | Domain("date_to", ">=", date_to)
        # sudo: hcc.kpi.target - what the figures of one's area are held against
        targets_sudo = self.sudo().search_fetch(
            Domain("date_from", "<=", date_to) & day,
            ["measure", "value", "branch_id", "ward_id"],
        )
        by_area = {}
        for target in targets_sudo:
            area = (target.branch_id.id, target.ward_id.id)
            by_area.setdefault(area, {})[target.measure] = target.value
        return [
            {
                **by_area.get((False, False), {}),
                **(by_area.get((branch_id, False), {}) if branch_id else {}),
                **(by_area.get((False, ward_id), {}) if ward_id else {}),
            }
            for branch_id, ward_id in areas
        ]

    @api.model
    def _is_reached(self, measure, value, target):
        """Return whether a figure reaches its target; None when there is no figure."""
        if value is None or target is None:
            return None
        return value <= target if measure in LOW_IS_GOOD else value >= target

    @api.model
    def _to_words(self, measure, value):
        """Return a value of a figure as people read it."""
        return self.env["hcc.kpi.words"]._get_value_words(measure, value)

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from odoo.addons.hcc_collaborator.tools.localtime import local_date


class HccPublicPublish(models.TransientModel):
    """Publishes a month: what will be seen and what will be hidden, then one action."""

    _name = "hcc.public.publish"
    _description = "Publish Figures"

    month = fields.Date(
        required=True,
        default=lambda self: self._default_month(),
        help="Any day of the month.",
    )
    version = fields.Integer(compute="_compute_preview")
    assists = fields.Integer(compute="_compute_preview")
    area_count = fields.Integer("Areas", compute="_compute_preview")
    hidden_count = fields.Integer(
        "Areas with hidden figures", compute="_compute_preview"
    )
    warning = fields.Char(compute="_compute_preview")
    reason = fields.Char("Why it is published once more")

    @api.model
    def _default_month(self):
        today = local_date(fields.Datetime.now())
        return today.replace(day=1) - relativedelta(months=1)

    @api.depends("month")
    def _compute_preview(self):
        figures = self.env["hcc.public.figure"]
        for form in self:
            form.update(
                {
                    "version": 0,
                    "assists": 0,
                    "area_count": 0,
                    "hidden_count": 0,
                    "warning": False,
                }
            )
            if form.month:
                form.update(figures._get_preview(form.month))

    def action_publish(self):
        """Publish the month for everybody to read."""
        self.ensure_one()
        figure = self.env["hcc.public.figure"]._publish(self.month, self.reason or "")
        return {
            "type": "ir.actions.act_window",
            "res_model": "hcc.public.figure",
            "res_id": figure.id,
            "views": [[False, "form"]],
        }

from odoo import api, models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _get_rendering_context(self, report, docids, data):
        values = super()._get_rendering_context(report, docids, data)
        records = self.env.get(report.model)
        if docids and records is not None and hasattr(records, "_note_read"):
            records.browse(docids)._note_read((), "file")
        return values

    @api.model
    def _run_wkhtmltopdf(
        self,
        bodies,
        report_ref=False,
        header=None,
        footer=None,
        landscape=False,
        specific_paperformat_args=None,
        set_viewport_size=False,
    ):
        """Leave out header and footer, which papers of the service do not have.

        Debian's wkhtmltopdf cannot print them, and warns at each page.
        """
        report = self._get_report(report_ref) if report_ref else self
        if (report.report_name or "").startswith("hcc_"):
            header = footer = None
        return super()._run_wkhtmltopdf(
            bodies,
            report_ref=report_ref,
            header=header,
            footer=footer,
            landscape=landscape,
            specific_paperformat_args=specific_paperformat_args,
            set_viewport_size=set_viewport_size,
        )

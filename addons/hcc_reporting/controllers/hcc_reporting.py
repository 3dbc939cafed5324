from werkzeug.exceptions import BadRequest, Forbidden, NotFound

from odoo.exceptions import UserError
from odoo.http import Controller, request, route

from ..tools.figures_xlsx import write_figures
from .file_answer import answer_file

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = ("level", "by", "split", "date_from", "date_to", "branch_id", "ward_id")


class HccReporting(Controller):
    @route(
        "/hcc/figures.xlsx",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def figures_xlsx(self, **options):
        """Answer the figures that the screen shows as a spreadsheet."""
        if not request.env["hcc.kpi.fact"].has_access("read"):
            raise Forbidden(request.env._("The figures are not open to you."))
        try:
            export = request.env["hcc.kpi.report"]._get_export(
                {name: options[name] for name in OPTIONS if name in options}
            )
        except UserError as error:
            raise BadRequest(str(error)) from error
        content = write_figures(
            export["title"],
            export["columns"],
            export["rows"],
            export["notes"],
            request.env._("Definitions"),
        )
        return answer_file(content, XLSX_TYPE, export["filename"])

    @route(
        "/hcc/figures.pdf",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def figures_pdf(self, **options):
        """Answer the figures that the screen shows as a paper."""
        if not request.env["hcc.kpi.fact"].has_access("read"):
            raise Forbidden(request.env._("The figures are not open to you."))
        paper = request.env["report.hcc_reporting.report_figures"]
        try:
            content = paper._render_pdf(
                {name: options[name] for name in OPTIONS if name in options}
            )
        except UserError as error:
            raise BadRequest(str(error)) from error
        return answer_file(content, "application/pdf", "hcc-figures.pdf")

    @route(
        "/hcc/export/<int:export_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def export_file(self, export_id):
        """Answer the file of an export to whoever asked for it, to nobody else."""
        export = request.env["hcc.export"]
        if export.has_access("read"):
            export = export.search([("id", "=", export_id), ("state", "=", "done")])
        # sudo: ir.attachment - of an export that the person may read
        attachment_sudo = export.sudo().attachment_id
        if not attachment_sudo:
            raise NotFound(request.env._("This file is not there any more."))
        stream = request.env["ir.binary"]._get_stream_from(attachment_sudo)
        response = stream.get_response(as_attachment=True)
        response.headers["Cache-Control"] = "no-store"
        return response

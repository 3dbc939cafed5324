"""The list of a breach, as files for whoever may read it."""

from werkzeug.exceptions import NotFound

from odoo.http import Controller, request, route

from .file_answer import answer_file
from .hcc_reporting import XLSX_TYPE

# not read only: that somebody saved it is noted
_ROUTE = {"type": "http", "auth": "user", "methods": ["GET"], "readonly": False}


class HccBreachFiles(Controller):
    @route("/hcc/breach/<int:breach_id>/xlsx", **_ROUTE)
    def breach_xlsx(self, breach_id):
        breach = self._get_breach(breach_id)
        name = f"{breach.reference}.xlsx"
        return answer_file(breach._make_xlsx(), XLSX_TYPE, name)

    @route("/hcc/breach/<int:breach_id>/pdf", **_ROUTE)
    def breach_pdf(self, breach_id):
        breach = self._get_breach(breach_id)
        report = request.env["ir.actions.report"]
        content, _kind = report._render_qweb_pdf(
            "hcc_reporting.report_breach", breach.ids
        )
        return answer_file(content, "application/pdf", f"{breach.reference}.pdf")

    def _get_breach(self, breach_id):
        """:raises NotFound: one answer, whether it is not there or not for the user"""
        Breach = request.env["hcc.breach"]
        breach = Breach.browse()
        if Breach.has_access("read"):
            breach = Breach.search(
                [("id", "=", breach_id), ("state", "!=", "draft")], limit=1
            )
        if not breach:
            raise NotFound(request.env._("This file is not there any more."))
        return breach

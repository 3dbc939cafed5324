"""Delivery reports of the text message service."""

from odoo.http import Controller, request, route
from odoo.tools import consteq

from ..tools.sms_gateway import look_up, read_report

MAX_BODY = 65_536
MAX_REPORTS = 500


class HccSmsReport(Controller):
    """For one machine, which shows the secret that was agreed with it."""

    @route(
        "/hcc/sms/report",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def report(self, secret=None, **params):
        # sudo: hcc.sms.gateway, hcc.message - the secret is the permission
        gateways_sudo = request.env["hcc.sms.gateway"].sudo()
        if not self._is_known(gateways_sudo, secret):
            return request.make_response("forbidden", status=403)
        http = request.httprequest
        if (http.content_length or 0) > MAX_BODY:
            return request.make_response("too long", status=413)
        try:
            report = params or read_report(http.get_data(), http.content_type)
        except ValueError:
            return request.make_response("not understood", status=400)
        reports = report if isinstance(report, list) else [report]
        for entry in reports[:MAX_REPORTS]:
            self._note(gateways_sudo, entry)
        # the same answer for texts that are not known: nobody learns which are
        return request.make_response("ok")

    def _is_known(self, gateways_sudo, secret):
        """Whether the caller shows the secret: header, or field of the form."""
        name = gateways_sudo._get("sms_report_secret_name")
        expected = gateways_sudo._read_secret(name)
        headers = request.httprequest.headers
        bearer = headers.get("Authorization", "").removeprefix("Bearer ")
        shown = headers.get("X-Hcc-Secret") or bearer or secret or ""
        return bool(expected) and consteq(expected.encode(), shown.encode())

    def _note(self, gateways_sudo, entry):
        reference = look_up(entry, gateways_sudo._get("sms_report_id_path"))
        status = look_up(entry, gateways_sudo._get("sms_report_status_path"))
        if reference is None or status is None:
            return
        delivered = str(status) in gateways_sudo._get_values("sms_delivered_values")
        failed = str(status) in gateways_sudo._get_values("sms_undelivered_values")
        if delivered or failed:
            gateways_sudo.env["hcc.message"]._note_report(
                str(reference)[:100], delivered, f"code_{str(status)[:40]}"
            )

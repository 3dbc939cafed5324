"""Requests of somebody with a portal account, under /my."""

from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route

from odoo.addons.hcc_collaborator.controllers.grants import grant
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from .request_values import request_values
from .times import moment_words

_ROUTE = {"type": "http", "auth": "user", "website": True, "methods": ["GET"]}


class HccCustomerPortal(CustomerPortal):
    """A portal user reads the own requests; changing one is a public page."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "hcc_request_count" in counters:
            values["hcc_request_count"] = self._count_own_requests()
        return values

    def _get_own_requests_domain(self):
        """Also for staff, whose rules let them read more than their own."""
        return [("partner_id", "=", request.env.user.partner_id.id)]

    def _count_own_requests(self):
        Request = request.env["hcc.request"]
        if not Request.has_access("read"):
            return 0
        # sudo: hcc.request - the domain names the reader as the owner; staff may
        # read requests without reading whose they are
        return Request.sudo().search_count(self._get_own_requests_domain())

    @route(["/my/requests", "/my/requests/page/<int:page>"], **_ROUTE)
    def portal_my_requests(self, page=1, **_params):
        Request = request.env["hcc.request"]
        domain = self._get_own_requests_domain()
        can_read = Request.has_access("read")
        pager = portal_pager(
            url="/my/requests",
            total=self._count_own_requests(),
            page=page,
            step=self._items_per_page,
        )
        # sudo: hcc.request - the domain names the reader as the owner
        own_sudo = Request.sudo().search(
            domain,
            order="id desc",
            limit=self._items_per_page if can_read else 0,
            offset=pager["offset"],
        )
        state_names = dict(Request._fields["state"]._description_selection(request.env))
        lines = [
            {
                "url": f"/my/requests/{own.id}",
                "reference": own.reference,
                "procedure": own.procedure_summary,
                "when": moment_words(own.start) if own.start else "",
                "state": state_names[own.state],
            }
            for own in own_sudo
        ]
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="hcc_requests",
            lines=lines,
            pager=pager,
            default_url="/my/requests",
        )
        return request.render("hcc_booking.portal_my_requests", values)

    @route("/my/requests/<int:request_id>", **_ROUTE)
    def portal_my_request(self, request_id, **_params):
        try:
            own_sudo = self._document_check_access("hcc.request", request_id)
        except (AccessError, MissingError):
            return request.redirect("/my")
        if own_sudo.partner_id != request.env.user.partner_id:
            return request.redirect("/my")
        # The pages that move, cancel and print it ask for a grant.
        grant(own_sudo.reference)
        values = self._prepare_portal_layout_values()
        values.update(request_values(own_sudo))
        values.update(page_name="hcc_request")
        values.pop("ward")
        return request.render("hcc_booking.portal_my_request", values)

""" "I am here": said by the citizen on the own page, at the point, on that day."""

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.hcc_collaborator.controllers.base import HccPublic
from odoo.addons.hcc_collaborator.tools.web_input import as_reference

from .booking import _PUBLIC


class HccPublicArrival(HccPublic):
    """Takes the grant of the request's page."""

    @route(
        "/hcc/request/<string:reference>/here",
        **{**_PUBLIC, "methods": ["POST"], "csrf": False},
    )
    def here(self, reference, token=None, **params):
        booked_sudo = self._granted_request(reference)
        if not booked_sudo:
            return self._find_page(as_reference(reference))
        if self._is_program(params):
            return self._redirect("/hcc")
        path = f"/hcc/request/{booked_sudo.reference}"
        if not self._check_token(f"here:{booked_sudo.reference}", token).is_valid:
            return self._redirect(path)
        if self._wait_notice("change", booked_sudo.reference):
            return self._redirect(path)
        try:
            booked_sudo.current_appointment_id._arrive("citizen")
        except UserError:
            # no longer today, or begun: the page says how it stands
            request.env.cr.rollback()
        return self._redirect(path, fragment="here")

    def _arrival_values(self, booked_sudo):
        """What the page of a request shows of being at the point."""
        visit_sudo = booked_sudo.current_appointment_id
        is_here = bool(
            visit_sudo.arrived_at
            and visit_sudo.state == "booked"
            and visit_sudo._is_today()
        )
        can_arrive = bool(visit_sudo) and not is_here and visit_sudo._can_arrive()
        return {
            "is_here_text": is_here
            and request.env._(
                "We know since %(time)s that you are here. The helper has been told.",
                time=request.env["hcc.words"]._time(visit_sudo.arrived_at),
            ),
            "can_arrive": can_arrive,
            "here_token": self._make_token(f"here:{booked_sudo.reference}"),
        }

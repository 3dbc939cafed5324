"""The link of a message: it opens the page of one request, for a while."""

from odoo.http import request, route

from odoo.addons.hcc_collaborator.controllers.grants import grant
from odoo.addons.hcc_collaborator.tools.web_input import as_reference

from .my_request import _READ, HccPublicRequest


class HccPublicLink(HccPublicRequest):
    """Opening the link changes nothing: programs of mail services open it too."""

    @route("/hcc/l/<string:reference>/<string:key>", **_READ)
    def open_link(self, reference, key, **_params):
        reference = as_reference(reference)
        # sudo: hcc.request - the signature is the permission
        Request = request.env["hcc.request"].sudo()
        standing = Request._check_page_link(reference, key)
        found_sudo = self._find_request(reference) if standing else Request
        if not found_sudo:
            return self._not_found()
        if standing == "old":
            notice = request.env._(
                "This link is too old. Please type the telephone number that was "
                "given for the appointment."
            )
            return self._find_page(reference, notice=notice)
        grant(found_sudo.reference)
        return self._redirect(f"/hcc/request/{found_sudo.reference}")

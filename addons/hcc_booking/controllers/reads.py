"""Who has read what is known of a citizen, for the citizen."""

from odoo.http import route

from odoo.addons.hcc_collaborator.tools.web_input import as_reference

from .my_request import _READ, HccPublicRequest
from .times import moment_words


class HccPublicReads(HccPublicRequest):
    """A page behind the same grant as the request itself."""

    @route("/hcc/request/<string:reference>/reads", **_READ)
    def reads(self, reference, **_params):
        booked_sudo = self._granted_request(reference)
        if not booked_sudo:
            return self._find_page(as_reference(reference))
        lines = [
            {"when": moment_words(at), "who": who}
            for at, who in booked_sudo._get_reads()
        ]
        values = {
            "reference": booked_sudo.reference,
            "is_own": booked_sudo.requester_relation == "self",
            "lines": lines,
        }
        return self._page("hcc_booking.public_reads", values, personal=True)

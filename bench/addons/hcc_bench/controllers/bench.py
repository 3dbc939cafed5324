from odoo.http import request, route

from odoo.addons.hcc_booking.controllers.booking import _PUBLIC
from odoo.addons.hcc_collaborator.controllers.base import HccPublic


class HccBenchPages(HccPublic):
    """What our pages and our bookings are compared with."""

    @route("/hcc/bench/empty", **{**_PUBLIC, "methods": ["GET"], "readonly": True})
    def empty(self, **_params):
        return self._page("hcc_bench.empty")

    @route("/hcc/bench/bare", **{**_PUBLIC, "methods": ["POST"], "csrf": False})
    def bare(self, name="Bare", **_params):
        """One record out of one form, and the answer of a form."""
        # sudo: hcc.bench.record - a stranger makes it, as with a booking
        record = request.env["hcc.bench.record"].sudo().create({"name": name})
        return request.redirect(f"/hcc/bench/bare/{record.id}", code=303)

"""Links to the consents to be helped, where people look what is kept of them."""

from odoo.http import request, route

from odoo.addons.hcc_booking.controllers.my_data import HccPortalData, HccPublicData
from odoo.addons.hcc_booking.controllers.times import moment_words


def mandate_links(mandates_sudo):
    """What the pages show of consents: number, time, state, link to its own page."""
    states = dict(
        request.env["hcc.mandate"]._fields["state"]._description_selection(request.env)
    )
    return [
        {
            "reference": mandate.reference,
            "given_at": moment_words(mandate.given_at),
            "state": states[mandate.state],
            "path": mandate._get_path(),
        }
        for mandate in mandates_sudo
        if mandate._is_shown_by_link()
    ]


class HccPublicMandates(HccPublicData):
    """What we keep of you, behind the grant of the request."""

    def _data_page(self, booked_sudo, **page):
        response = super()._data_page(booked_sudo, **page)
        response.qcontext["mandates"] = mandate_links(booked_sudo.mandate_ids)
        return response


class HccPortalMandates(HccPortalData):
    """The same for somebody with an account."""

    @route()
    def portal_my_data(self, **params):
        response = super().portal_my_data(**params)
        response.qcontext["mandates"] = mandate_links(
            self._get_own_people().mandate_ids
        )
        return response

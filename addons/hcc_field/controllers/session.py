from odoo.http import request, route

from odoo.addons.http_routing.controllers.main import SessionWebsite

from .field_page import local_path

#: set by the field page while a browser keeps visits, see core/main.js
COOKIE = "hcc_field"


class HccFieldSession(SessionWebsite):
    """Whoever signs out of Odoo leaves no visits in the browser."""

    @route()
    def logout(self, redirect="/odoo"):
        response = super().logout(redirect=redirect)
        if COOKIE in request.httprequest.cookies:
            return request.redirect_query(
                "/hcc/field/left", {"redirect": local_path(redirect)}, code=303
            )
        return response

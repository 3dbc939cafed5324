import re

from odoo import http
from odoo.http import request

from .base import HccPublic

_TAG = re.compile(r"[\w-]{1,20}", re.ASCII)


class HccEquipment(HccPublic):
    """The address on the stickers of equipment."""

    @http.route(
        "/equipment/<string:tag>",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["GET"],
        readonly=True,
    )
    def equipment_scanned(self, tag):
        """Open the equipment of a sticker, for whoever may see it.

        A tag that is unknown answers as one of another branch does.
        """
        equipment = request.env["maintenance.equipment"]
        if _TAG.fullmatch(tag) and equipment.has_access("read"):
            equipment = equipment.search([("hcc_tag", "=", tag.upper())])
        if not equipment:
            return self._not_found()
        if equipment.holder_user_id == request.env.user:
            return request.redirect("/odoo/my-equipment", code=303)
        return request.redirect(f"/odoo/equipment/{equipment.id}", code=303)

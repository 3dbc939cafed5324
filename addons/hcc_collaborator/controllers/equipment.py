from odoo import http
from odoo.http import request

TAG_LENGTH = 20


class HccEquipment(http.Controller):
    """The address on the stickers."""

    @http.route(
        "/equipment/<string:tag>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def equipment_scanned(self, tag):
        """Open the equipment of a sticker, for whoever may see it.

        A tag that is unknown answers as one of another branch does.
        """
        equipment = (
            request.env["maintenance.equipment"].search([("hcc_tag", "=", tag)])
            if len(tag) <= TAG_LENGTH
            else request.env["maintenance.equipment"]
        )
        if not equipment:
            return request.redirect("/odoo/equipment-unknown")
        if equipment.holder_user_id == request.env.user:
            return request.redirect("/odoo/my-equipment")
        return request.redirect(f"/odoo/equipment/{equipment.id}")

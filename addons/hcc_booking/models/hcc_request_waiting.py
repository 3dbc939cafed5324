from odoo import fields, models


class HccRequestWaiting(models.AbstractModel):
    """What a request has to do with the waiting list."""

    _name = "hcc.request.waiting"
    _description = "Request on the Waiting List"

    waiting_ids = fields.One2many("hcc.waiting", "request_id", "Waiting List")

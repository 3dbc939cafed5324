from odoo import fields, models


class HccComplaintMessage(models.AbstractModel):
    """A message that tells somebody of the complaint they made.

    Only those who may answer the complaint see it among the messages.
    """

    _name = "hcc.complaint.message"
    _description = "Message about a Complaint"

    complaint_id = fields.Many2one(
        "hcc.complaint", readonly=True, index="btree_not_null", ondelete="cascade"
    )

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"complaint_id"}

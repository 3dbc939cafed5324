from odoo import models
from odoo.tools import SQL


class HccAssignmentReads(models.AbstractModel):
    """The contact that a helper sees, from acceptance to closing, is noted."""

    _name = "hcc.assignment.reads"
    _description = "Who Read an Assignment"
    _inherit = ["hcc.read.logged.mixin"]

    _read_log_fields = frozenset(
        {
            "contact_name",
            "contact_phone",
            "contact_address",
            "contact_note",
            "phone_words",
            "map_url",
        }
    )

    def _get_read_log_query(self, ids):
        # before and after, nothing is shown
        return SQL(
            """SELECT r.citizen_id, a.ward_id
                 FROM hcc_assignment a
                 JOIN hcc_request r ON r.id = a.request_id
                WHERE a.id = ANY(%s) AND a.state IN ('accepted', 'started')""",
            ids,
        )

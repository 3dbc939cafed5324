from odoo import api, models
from odoo.tools import SQL


class HccRequestLoggedMixin(models.AbstractModel):
    """Records that show the person whom a request is for, see what it inherits.

    Whoever is in no register leaves no row: there is no number to write.
    """

    _name = "hcc.request.logged.mixin"
    _description = "Record That Shows the Person of a Request"
    _inherit = ["hcc.read.logged.mixin"]

    @api.model
    def _get_read_log_query(self, ids):
        return SQL(
            """SELECT r.citizen_id, own.ward_id
                 FROM %s own
                 JOIN hcc_request r ON r.id = own.request_id
                WHERE own.id = ANY(%s)""",
            SQL.identifier(self._table),
            ids,
        )

from odoo import api, fields, models

from ..tools.bigint import BigInt


class HccJournal(models.Model):
    """What happened to the records of the service, append-only.

    It holds ids and states, no personal data, so that anonymising a person
    never touches it. The database itself refuses changes.
    """

    _name = "hcc.journal"
    _description = "Journal"
    _log_access = False
    _order = "id desc"
    _rec_name = "action"

    at = fields.Datetime(required=True, readonly=True, index=True)
    user_id = fields.Integer("User ID", required=True, readonly=True)
    model = fields.Char(required=True, readonly=True)
    res_id = fields.Integer("Record ID", required=True, readonly=True)
    action = fields.Char(required=True, readonly=True)
    ward_id = fields.Many2one(
        "hcc.ward", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    details = fields.Json(readonly=True)
    xid = BigInt("Transaction", readonly=True, index=True)

    _record_idx = models.Index("(model, res_id)")

    @api.model
    def _log(self, records, action, **details):
        """Append one row for each record.

        :param records: recordset of any model
        :param str action: short technical word
        :param details: JSON values without personal data
        """
        has_ward = "ward_id" in records._fields
        records_sudo = records.sudo()  # sudo: any model - its ward for the row
        # sudo: hcc.journal - nobody may create rows by hand
        self.sudo().create(
            [
                {
                    "at": fields.Datetime.now(),
                    "user_id": self.env.uid,
                    "model": record._name,
                    "res_id": record.id,
                    "action": action,
                    "ward_id": record.ward_id.id if has_ward else False,
                    "details": details or False,
                }
                for record in records_sudo
            ]
        )

from odoo import fields, models


class HccComplaintRetention(models.AbstractModel):
    """Takes the words and the person out of a complaint; its outcome stays."""

    _name = "hcc.complaint.retention"
    _description = "Retention of Complaints"

    erased_at = fields.Datetime("Words Taken Away on", readonly=True)

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"erased_at"}

    def _erase_words(self):
        self._write_guarded(
            {
                "text": False,
                "name": False,
                "phone": False,
                "answer": False,
                "submit_token": False,
                "access_code": False,
                "erased_at": fields.Datetime.now(),
            }
        )

    def _retire(self, kind):
        """The time of a retention rule is over; many are proved together."""
        self.message_ids._erase_words()
        self._erase_words()
        return False

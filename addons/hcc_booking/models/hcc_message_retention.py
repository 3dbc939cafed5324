from odoo import fields, models

#: stands where something has to stand
NOTHING = "–"


class HccMessageRetention(models.AbstractModel):
    """Takes the words and numbers out of a message; that it was sent stays."""

    _name = "hcc.message.retention"
    _description = "Retention of Messages"

    erased_at = fields.Datetime("Words Taken Away on", readonly=True)

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"erased_at"}

    def _erase_words(self):
        self._write_guarded(
            {
                "body": NOTHING,
                "sms_text": False,
                "to_phone": False,
                "to_email": False,
                "error": False,
                "erased_at": fields.Datetime.now(),
            }
        )

    def _retire(self, kind):
        """The time of a retention rule is over; many are proved together."""
        self.sms_id.unlink()
        self._erase_words()
        return False

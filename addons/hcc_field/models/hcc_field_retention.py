from odoo import fields, models


class HccFieldRetention(models.AbstractModel):
    """Takes away what devices told of people; that it was done stays.

    The row of an action stays for another reason, too: sent once more, it is known.
    """

    _name = "hcc.field.retention"
    _description = "Retention of What Was Told in the Field"

    def _erase_words(self):
        """Take out what tells of a person."""
        names = ("text", "words", "payload", "content", "pieces", "sha256")
        values = {name: False for name in names if name in self._fields}
        self._write_guarded({**values, "erased_at": fields.Datetime.now()})

    def _retire(self, kind):
        """The time of a retention rule is over; many are proved together."""
        self._erase_words()
        return False

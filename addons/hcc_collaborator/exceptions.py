"""What people may be refused for; shown to them as it is."""

from odoo.exceptions import UserError


class InputError(UserError):
    """Bad input, all of it at once.

    :ivar errors: {name of the field: message for the person who typed it}
    """

    def __init__(self, errors):
        self.errors = dict(errors)
        super().__init__("\n".join(self.errors.values()))

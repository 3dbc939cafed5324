from odoo.exceptions import UserError


class FieldConflict(UserError):
    """What a device tells does not fit, and is kept for the coordinator."""

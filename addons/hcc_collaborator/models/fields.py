from odoo import fields


class BigInt(fields.Integer):
    """A whole number of 64 bits, as transaction numbers need."""

    _column_type = ("int8", "int8")

from odoo import fields

from ..tools.secret_words import hide_secrets


class BigInt(fields.Integer):
    """A whole number of 64 bits, as transaction numbers need."""

    _column_type = ("int8", "int8")


class NoteText(fields.Text):
    """Words that somebody writes freely.

    What looks like a password or a one-time code never gets as far as a record:
    not into the database, and so neither into logs, tracking or messages.
    """

    def convert_to_cache(self, value, record, validate=True):
        return hide_secrets(super().convert_to_cache(value, record, validate))

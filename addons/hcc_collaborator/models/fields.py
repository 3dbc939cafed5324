from odoo import fields

from ..tools.secret_words import hide_secrets


class BigInt(fields.Integer):
    """A whole number of 64 bits, as transaction numbers need."""

    _column_type = ("int8", "int8")


class IntArray(fields.Json):
    """A list of whole numbers, as PostgreSQL indexes them. Read only: the rows that
    have one are written in SQL."""

    _column_type = ("_int4", "int4[]")


class LooseMany2one(fields.Many2one):
    """A link that the database does not check, for rows that are written at each page:
    checking takes longer than writing. Whatever it names must not be deleted."""

    def update_db_foreign_key(self, model, column):
        """There is none."""


class NoteText(fields.Text):
    """Words that somebody writes freely.

    What looks like a password or a one-time code never gets as far as a record:
    not into the database, and so neither into logs, tracking or messages.
    """

    def convert_to_cache(self, value, record, validate=True):
        return hide_secrets(super().convert_to_cache(value, record, validate))

from odoo import models

from ..tools.secret_words import HIDDEN
from .fields import NoteText


class Base(models.AbstractModel):
    """Whoever writes a password into a note is told so at once."""

    _inherit = "base"

    def _has_onchange(self, field, other_fields):
        return isinstance(field, NoteText) or super()._has_onchange(field, other_fields)

    def _apply_onchange_methods(self, field_name, result):
        res = super()._apply_onchange_methods(field_name, result)
        field = self._fields[field_name]
        if isinstance(field, NoteText) and HIDDEN in (self[field_name] or ""):
            result["warnings"].add(
                (
                    self.env._("No passwords and codes here"),
                    self.env._(
                        "This looks like a password or a one-time code. It will not "
                        "be kept. Nobody of the service may ask for one or write it "
                        "down."
                    ),
                    "dialog",
                )
            )
        return res

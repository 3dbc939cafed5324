from odoo import models
from odoo.exceptions import UserError


class HccGuardMixin(models.AbstractModel):
    """Records whose state is written by their own methods alone.

    No flag in the context opens the guard: a client could send that too. The
    methods of the owning model call :meth:`_write_guarded`, which no client
    can call.
    """

    _name = "hcc.guard.mixin"
    _description = "Guarded Record"

    def _get_guarded_fields(self):
        """Names of the fields that only the model's methods write.

        :rtype: frozenset
        """
        return frozenset()

    def _get_stored_fields(self):
        """Names of all stored fields but those that Odoo itself keeps: the guard of
        records that nobody writes by hand.

        :rtype: frozenset
        """
        return frozenset(
            name for name, field in self._fields.items() if field.store
        ) - set(models.MAGIC_COLUMNS)

    def write(self, vals):
        guarded = self._get_guarded_fields().intersection(vals)
        if guarded and self:
            names = sorted(
                self._fields[name]._description_string(self.env) for name in guarded
            )
            raise UserError(
                self.env._(
                    "This cannot be changed by hand: %(fields)s. Use the actions "
                    "of the page, so that everybody concerned is told.",
                    fields=", ".join(names),
                )
            )
        return super().write(vals)

    def _write_guarded(self, vals):
        """Write past the guard; only for the methods of the owning model."""
        return super().write(vals)

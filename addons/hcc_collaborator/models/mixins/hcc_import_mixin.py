from collections import Counter

from odoo import api, models


class HccImportMixin(models.AbstractModel):
    """Records that a file without identifiers finds by their official key.

    A newer file of the authorities updates the records it names by code and
    adds the others; the same key twice in a file is an error.
    """

    _name = "hcc.import.mixin"
    _description = "Record Imported by Key"

    _import_key = "code"

    @api.model
    def load(self, fields, data):
        key = self._import_key
        if key not in fields or {"id", ".id"} & set(fields):
            return super().load(fields, data)
        index = fields.index(key)
        messages = self._get_repeated_keys(fields, data, index)
        if messages:
            return {"ids": False, "messages": messages, "nextrow": 0}
        known = {
            str(record[key]): str(record.id)
            for record in self.with_context(active_test=False).search_fetch(
                self._get_import_domain(), [key]
            )
        }
        rows = [[*row, known.get(str(row[index]).strip(), "")] for row in data]
        return super().load([*fields, ".id"], rows)

    @api.model
    def _get_import_domain(self):
        """Return which records a file may update."""
        return []

    @api.model
    def _get_repeated_keys(self, fields, data, index):
        """Return one error for each row whose key stood in a row before it."""
        counts, messages = Counter(), []
        for position, row in enumerate(data):
            value = str(row[index]).strip()
            counts[value] += 1
            if value and counts[value] > 1:
                messages.append(
                    {
                        "type": "error",
                        "message": self.env._(
                            "“%(value)s” is in the file more than once.", value=value
                        ),
                        "record": position,
                        "rows": {"from": position, "to": position},
                        "field": fields[index],
                    }
                )
        return messages

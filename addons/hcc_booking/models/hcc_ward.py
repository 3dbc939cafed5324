from odoo import api, models


class HccWard(models.Model):
    _inherit = "hcc.ward"

    @api.model
    def _list_not_open(self):
        """Ids of the wards in which citizens cannot book by themselves yet.

        Made to be extended: a pilot lets its wards go live one by one.

        :rtype: frozenset
        """
        return frozenset()

    def _takes_bookings(self):
        """Whether the public pages offer times in the ward."""
        self.ensure_one()
        return self.id not in self._list_not_open()

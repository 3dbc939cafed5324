from odoo import fields, models


class HccSlotHoldMatch(models.AbstractModel):
    """Says what a held time is good for."""

    _name = "hcc.slot.hold.match"
    _description = "Fit of a Held Time"

    def _is_live(self):
        return bool(self) and self.expires_at > fields.Datetime.now()

    def _is_good_for(self, values):
        """Whether a visit with these values may take the held time over."""
        self.ensure_one()
        ward_id = values.get("ward_id")
        if not ward_id:
            request = self.env["hcc.request"].browse(values["request_id"])
            ward_id = request.ward_id.id
        return (
            self.ward_id.id == ward_id
            and self._is_at(values)
            and len(self._get_entries()) == values["helpers_needed"]
        )

    def _keeps_ways(self, values):
        """Whether nobody can have come too near to the held visit.

        Others look through a hold that is over, and only the form said where
        exactly the home is.
        """
        finder = self.env["hcc.slot.finder"]
        request = self.env["hcc.request"].browse(values["request_id"])
        known = self.place == "home" and finder._get_position(request)
        return self._is_live() and not known

    def _is_at(self, values):
        return (
            self.place == values["place"]
            and self.service_point_id.id == (values["service_point_id"] or False)
            and (self.start, self.stop) == (values["start"], values["stop"])
        )

    def _is_same(self, ward, values, procedures):
        return (
            self.ward_id == ward
            and self._is_at(values)
            and set(self.procedure_ids.ids) == set(procedures.ids if procedures else [])
        )

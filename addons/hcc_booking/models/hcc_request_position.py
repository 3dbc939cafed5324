from odoo import fields, models

from .hcc_citizen import PERSONAL_GROUPS


class HccRequestPosition(models.AbstractModel):
    """Where exactly the help is asked for; 0, 0 means that nobody said so.

    A home is personal, so only those who know the person read it. The slot finder
    reads it to know the way between two visits, and lets only times out.
    """

    _name = "hcc.request.position"
    _description = "Position of a Request"

    latitude = fields.Float(digits=(9, 6), aggregator=None, groups=PERSONAL_GROUPS)
    longitude = fields.Float(digits=(9, 6), aggregator=None, groups=PERSONAL_GROUPS)

    _position_check = models.Constraint(
        "CHECK (latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)",
        "This position is not on earth.",
    )

    def _get_position(self):
        """Where the home is, for those who look for a time.

        :return: (latitude, longitude), or ``None`` when nobody knows
        """
        # sudo: hcc.request - the way is computed from it, it does not come out
        request_sudo = self.sudo()
        if not request_sudo.latitude and not request_sudo.longitude:
            return None
        return request_sudo.latitude, request_sudo.longitude

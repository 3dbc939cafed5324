from odoo import api, models

from odoo.addons.hcc_collaborator.tools.text import nfc

from .hcc_request_needs import GENDERS, LANGUAGE_LENGTH, NEEDS


class HccBookingNeeds(models.AbstractModel):
    """Reads what would make the help easier for the person."""

    _name = "hcc.booking.needs"
    _description = "Needs of a Booking"

    @api.model
    def _read_needs(self, values, errors):
        """What was ticked and typed; nothing where nobody was asked.

        :param dict values: the names of ``NEEDS`` and of ``MORE_NEEDS``
        :rtype: dict
        """
        language = " ".join(nfc(str(values.get("need_language") or "")).split())
        if len(language) > LANGUAGE_LENGTH:
            errors["need_language"] = self.env._(
                "At most %(limit)s characters, please.", limit=LANGUAGE_LENGTH
            )
        needs = {name: True for name in NEEDS if values.get(name)}
        if language:
            needs["need_language"] = language
        gender = values.get("wish_gender")
        if gender and gender not in dict(GENDERS):
            errors["wish_gender"] = self.env._("Please choose one of the answers.")
        elif gender:
            needs["wish_gender"] = gender
        return {"needs": needs}

from odoo import api, models

from odoo.addons.hcc_collaborator.tools.phone import format_phone, parse_phone

from ..exceptions import BookingError

NAME_LENGTH = 100
ABOUT_LENGTH = 500


class HccCallBack(models.AbstractModel):
    """Takes the wish to be called from somebody who is lost on the pages.

    What comes of it is a call on the list of the ward's clerks, and nothing else:
    no request, no record of the person.
    """

    _name = "hcc.call.back"
    _description = "Wish To Be Called"

    @api.model
    def _ask(self, ward, phone, name="", about=""):
        """Put a call on the list of a ward; asking twice makes one call.

        :param ward: ``hcc.ward``
        :param str phone: as typed
        :param str name: whom to ask for, may be empty
        :param str about: words for whoever calls, may be empty
        :return: the call to make, ``hcc.message`` in sudo
        :raises BookingError: with all that is wrong in ``errors``
        """
        errors = {}
        if not ward:
            errors["ward"] = self.env._("Choose the ward.")
        try:
            number = parse_phone(phone)
        except ValueError:
            number = ""
            errors["phone"] = self.env._(
                "Enter a telephone number, for example 0912 345 678."
            )
        for field, text, limit in (
            ("name", name, NAME_LENGTH),
            ("about", about, ABOUT_LENGTH),
        ):
            if len(text) > limit:
                errors[field] = self.env._(
                    "At most %(limit)s characters, please.", limit=limit
                )
        if errors:
            raise BookingError(errors)
        # sudo: hcc.message - strangers put a call on the list and read nothing
        calls_sudo = self.env["hcc.message"].sudo()
        known = calls_sudo.search(
            [
                ("ward_id", "=", ward.id),
                ("to_phone", "=", number),
                ("kind", "=", "call_back"),
                ("state", "=", "to_call"),
            ],
            limit=1,
        )
        return known or calls_sudo.create(
            {
                "kind": "call_back",
                "recipient": "citizen",
                "to_phone": number,
                "ward_id": ward.id,
                "channel": "call",
                "body": self._get_body(number, name, about),
            }
        )

    @api.model
    def _get_body(self, number, name, about):
        """Words for the clerk, who reads them in the language of the service."""
        lang = self.env["hcc.message"]._get_citizen_lang()
        here = self.with_context(lang=lang)
        words = here.env._(
            "Please call %(name)s, %(phone)s.",
            name=name or here.env._("somebody who gave no name"),
            phone=format_phone(number),
        )
        return f"{words} {about}".strip()

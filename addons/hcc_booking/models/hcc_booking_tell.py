from odoo import api, models


class HccBookingTell(models.AbstractModel):
    """Reads how the people of a request wish to be told."""

    _name = "hcc.booking.tell"
    _description = "How to Tell the People of a Request"

    @api.model
    def _read_tell(self, values, clean, errors):
        """What was chosen; nothing where nobody was asked.

        :param dict values: ``contact_channel``, ``reminder_channel``, ``discreet``
        :rtype: dict
        """
        found = {"discreet": bool(values.get("discreet"))}
        people = self.env["hcc.citizen"]._fields
        for name in ("contact_channel", "reminder_channel"):
            value = values.get(name) or False
            if value and value not in dict(people[name].selection):
                errors[name] = self.env._("Please choose one of the answers.")
            found[name] = value
        if found["contact_channel"] == "email" and not clean["email"]:
            errors.setdefault("email", self.env._("Please give the e-mail address."))
        return found

    @api.model
    def _prepare_tell(self, clean, *, is_requester=False):
        """Values of a person: who filled in the form chose for themselves.

        Discretion is for both: either telephone may be looked at by others.
        """
        values = {}
        if clean.get("discreet"):
            values["discreet"] = True
        if bool(clean["on_behalf"]) == is_requester:
            for name in ("contact_channel", "reminder_channel"):
                if clean.get(name):
                    values[name] = clean[name]
            values["email"] = clean["email"]
        elif not is_requester:
            values["email"] = False
        return values

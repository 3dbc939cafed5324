from odoo import fields, models


class HccIntakeTell(models.AbstractModel):
    """How the person on the telephone wishes to be told; nothing chosen, nothing
    changes for somebody who is known."""

    _name = "hcc.intake.tell"
    _description = "Request Taken by a Clerk, Messages"

    contact_channel = fields.Selection(
        [("sms", "Text message"), ("email", "E-mail"), ("call", "Telephone call")],
        "Tell by",
    )
    email = fields.Char("E-mail")
    no_reminder = fields.Boolean("No reminder the day before")
    discreet = fields.Boolean("Discreet: messages do not say what it is about")

    def _prepare_tell_values(self):
        """Values of the booking service about messages."""
        return {
            "contact_channel": self.contact_channel,
            "email": self.email,
            "reminder_channel": "none" if self.no_reminder else False,
            "discreet": self.discreet,
        }

from odoo import fields, models


class HccCitizenContact(models.AbstractModel):
    """How a person wishes to be told."""

    _name = "hcc.citizen.contact"
    _description = "How to Tell a Citizen"

    contact_channel = fields.Selection(
        [("sms", "Text message"), ("email", "E-mail"), ("call", "Telephone call")],
        default="sms",
        required=True,
    )
    reminder_channel = fields.Selection(
        [
            ("same", "Like other messages"),
            ("sms", "Text message"),
            ("email", "E-mail"),
            ("call", "Telephone call"),
            ("none", "No reminder"),
        ],
        "Reminders",
        default="same",
        required=True,
    )
    discreet = fields.Boolean(
        "Discreet Messages",
        help="Messages hold the reference and the time, and no word of what it is "
        "about. On the telephone, speak only to the person.",
    )

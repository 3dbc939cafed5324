from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.machine_secret import NAME
from ..tools.sms_gateway import Gateway, GatewayError, GatewaySettings
from .hcc_sms_gateway import DEFAULTS

HIDDEN = "*****"
LONGEST = 1000


def _char(label, name, help_text=None):
    return fields.Char(
        label,
        config_parameter=f"hcc_booking.{name}",
        default=DEFAULTS[name],
        help=help_text,
    )


class HccMessageSettings(models.AbstractModel):
    """The part of the settings that says how messages go out.

    Secrets stand in the environment or in odoo.conf; a setting names them.
    """

    _name = "hcc.message.settings"
    _description = "Settings of Messages"
    _inherit = ["hcc.settings.mixin"]

    hcc_sms_enabled = fields.Boolean(
        "Send text messages", config_parameter="hcc_booking.sms_enabled"
    )
    hcc_sms_diacritics = fields.Boolean(
        "With diacritics",
        config_parameter="hcc_booking.sms_diacritics",
        help="Half as much fits into a text message then.",
    )
    hcc_sms_links = fields.Boolean(
        "With a link",
        config_parameter="hcc_booking.sms_links",
        help="People are told not to trust links in text messages.",
    )
    hcc_sms_url = _char("Address", "sms_url", "Empty: Odoo's own service is used.")
    hcc_sms_method = fields.Selection(
        [("POST", "POST"), ("GET", "GET")],
        "Method",
        config_parameter="hcc_booking.sms_method",
        default="POST",
    )
    hcc_sms_format = fields.Selection(
        [("json", "JSON"), ("form", "Form: name=value&name=value")],
        "Format",
        config_parameter="hcc_booking.sms_format",
        default="json",
    )
    hcc_sms_template = _char(
        "Content",
        "sms_template",
        "Filled in: {phone}, {phone_plain}, {text}, {id}, {sender}, {secret}",
    )
    hcc_sms_sender = _char("Sender name", "sms_sender")
    hcc_sms_auth = fields.Selection(
        [
            ("none", "Nothing, or within the content"),
            ("bearer", "Authorization: Bearer"),
            ("basic", "User and password"),
            ("header", "A header"),
        ],
        "Signs in with",
        config_parameter="hcc_booking.sms_auth",
        default="none",
    )
    hcc_sms_header = _char("Name of the header", "sms_header")
    hcc_sms_user = _char("User", "sms_user")
    hcc_sms_secret_name = _char("Name of the secret", "sms_secret_name")
    hcc_sms_timeout = fields.Integer(
        "Waits at most (seconds)",
        config_parameter="hcc_booking.sms_timeout",
        default=10,
    )
    hcc_sms_attempts = fields.Integer(
        "Attempts", config_parameter="hcc_booking.sms_attempts", default=3
    )
    hcc_sms_success_path = _char("Field that says how it went", "sms_success_path")
    hcc_sms_success_values = _char("Values of success", "sms_success_values")
    hcc_sms_retry_values = _char("Values of “try later”", "sms_retry_values")
    hcc_sms_id_path = _char("Field with the number of the message", "sms_id_path")
    hcc_sms_prefixes = _char("Countries", "sms_prefixes", "Numbers begin with these.")
    hcc_sms_report_secret_name = _char(
        "Name of the secret of reports", "sms_report_secret_name"
    )
    hcc_sms_report_id_path = _char(
        "Field with the number in reports", "sms_report_id_path"
    )
    hcc_sms_report_status_path = _char(
        "Field with the state in reports", "sms_report_status_path"
    )
    hcc_sms_delivered_values = _char("Values of “arrived”", "sms_delivered_values")
    hcc_sms_undelivered_values = _char(
        "Values of “not delivered”", "sms_undelivered_values"
    )
    hcc_sms_example = fields.Text("What is sent", compute="_compute_hcc_sms_example")

    @api.depends(
        "hcc_sms_url",
        "hcc_sms_method",
        "hcc_sms_format",
        "hcc_sms_template",
        "hcc_sms_sender",
        "hcc_sms_auth",
        "hcc_sms_header",
        "hcc_sms_user",
    )
    def _compute_hcc_sms_example(self):
        for settings in self:
            settings.hcc_sms_example = settings._get_example()

    def _get_example(self):
        """A request as it would go out, the secret hidden."""
        if not self.hcc_sms_url:
            return ""
        try:
            gateway = Gateway(self._get_gateway_settings(HIDDEN))
        except GatewayError as wrong:
            return self._say_wrong_gateway(str(wrong))
        method, target, headers, body = gateway.prepare(
            "+84912345678", "HT-1234-5678: 09:00 25/11.", "0123456789abcdef"
        )
        lines = [f"{method} {target}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if self.hcc_sms_auth == "basic":
            lines = [line for line in lines if not line.startswith("Authorization")]
            lines.append(f"Authorization: Basic {HIDDEN}")
        return "\n".join([*lines, "", (body or b"").decode()]).strip()

    @api.constrains("hcc_sms_timeout", "hcc_sms_attempts")
    def _check_hcc_sms_numbers(self):
        limits = {"hcc_sms_timeout": (1, 60), "hcc_sms_attempts": (1, 6)}
        self._check_hcc_limits(limits)

    @api.constrains("hcc_sms_secret_name", "hcc_sms_report_secret_name")
    def _check_hcc_sms_names(self):
        for settings in self:
            for name in (
                settings.hcc_sms_secret_name,
                settings.hcc_sms_report_secret_name,
            ):
                if name and not NAME.fullmatch(name):
                    raise ValidationError(
                        self.env._(
                            "The name of a secret begins with HCC_ and has capital "
                            "letters, digits and underscores only."
                        )
                    )

    @api.constrains(
        "hcc_sms_enabled",
        "hcc_sms_url",
        "hcc_sms_method",
        "hcc_sms_format",
        "hcc_sms_template",
        "hcc_sms_auth",
        "hcc_sms_header",
        "hcc_sms_secret_name",
    )
    def _check_hcc_sms_gateway(self):
        for settings in self:
            if not settings.hcc_sms_url:
                continue
            is_tried = settings.hcc_sms_enabled and settings.hcc_sms_auth != "none"
            secret = HIDDEN
            if is_tried:
                gateways = self.env["hcc.sms.gateway"]
                secret = gateways._read_secret(settings.hcc_sms_secret_name)
            try:
                Gateway(settings._get_gateway_settings(secret))
            except GatewayError as wrong:
                message = settings._say_wrong_gateway(str(wrong))
                raise ValidationError(message) from wrong

    def _get_gateway_settings(self, secret):
        return GatewaySettings(
            url=(self.hcc_sms_url or "").strip()[:LONGEST],
            method=self.hcc_sms_method or "POST",
            body_format=self.hcc_sms_format or "json",
            template=(self.hcc_sms_template or "")[:LONGEST],
            auth=self.hcc_sms_auth or "none",
            header=self.hcc_sms_header or "",
            user=self.hcc_sms_user or "",
            sender=self.hcc_sms_sender or "",
            secret=secret,
        )

    def _say_wrong_gateway(self, wrong):
        return {
            "url": self.env._(
                "The address of the text message service begins with https:// (or "
                "with http://localhost for one on this machine)."
            ),
            "header": self.env._(
                "The name of a header has letters, digits and hyphens only."
            ),
            "secret": self.env._(
                "The secret is not there. Put it into the environment of the server "
                "(%(name)s) or into odoo.conf, section [hcc] (%(key)s).",
                name=self.hcc_sms_secret_name or "",
                key=(self.hcc_sms_secret_name or "").removeprefix("HCC_").lower(),
            ),
        }.get(
            wrong,
            self.env._(
                "The content is not right: JSON or name=value&name=value, with {text} "
                "and {phone} in it."
            ),
        )

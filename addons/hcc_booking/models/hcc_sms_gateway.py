from odoo import api, models
from odoo.tools import config

from ..tools.machine_secret import read_secret
from ..tools.sms_gateway import Gateway, GatewaySettings

DEFAULTS = {
    "sms_url": "",
    "sms_method": "POST",
    "sms_format": "json",
    "sms_template": '{"to": "{phone}", "text": "{text}", "id": "{id}"}',
    "sms_auth": "none",
    "sms_header": "X-Api-Key",
    "sms_user": "",
    "sms_sender": "",
    "sms_secret_name": "HCC_SMS_SECRET",
    "sms_timeout": "10",
    "sms_success_path": "",
    "sms_success_values": "",
    "sms_retry_values": "",
    "sms_id_path": "",
    "sms_prefixes": "+84",
    "sms_attempts": "3",
    "sms_report_secret_name": "HCC_SMS_REPORT_SECRET",
    "sms_report_id_path": "id",
    "sms_report_status_path": "status",
    "sms_delivered_values": "delivered, DELIVRD",
    "sms_undelivered_values": "undelivered, failed, rejected, expired, UNDELIV",
}


class HccSmsGateway(models.AbstractModel):
    """The text message service of the city, as the settings describe it.

    Its secret stands outside the database; a setting names where.
    """

    _name = "hcc.sms.gateway"
    _description = "Text Message Service"

    @api.model
    def _is_on(self):
        """Whether texts go out through a service of the city's own."""
        return self._get("sms_enabled") == "True" and bool(self._get("sms_url"))

    @api.model
    def _get(self, name):
        # sudo: ir.config_parameter - how texts are sent
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        value = parameters_sudo.get_param(f"hcc_booking.{name}")
        return value or DEFAULTS.get(name, "")

    @api.model
    def _get_number(self, name):
        value = self._get(name)
        return int(value if value.isdecimal() else DEFAULTS[name])

    @api.model
    def _get_values(self, name):
        """The values of a setting that lists several, with commas."""
        return tuple(
            value.strip() for value in self._get(name).split(",") if value.strip()
        )

    @api.model
    def _get_settings(self):
        """:rtype: GatewaySettings"""
        return GatewaySettings(
            url=self._get("sms_url").strip(),
            method=self._get("sms_method"),
            body_format=self._get("sms_format"),
            template=self._get("sms_template"),
            auth=self._get("sms_auth"),
            header=self._get("sms_header"),
            user=self._get("sms_user"),
            sender=self._get("sms_sender"),
            secret=self._read_secret(self._get("sms_secret_name")),
            timeout=self._get_number("sms_timeout"),
            success_path=self._get("sms_success_path"),
            success_values=self._get_values("sms_success_values"),
            retry_values=self._get_values("sms_retry_values"),
            id_path=self._get("sms_id_path"),
        )

    @api.model
    def _read_secret(self, name):
        """A secret out of the environment of the server, or out of odoo.conf."""
        return read_secret(name, config["config"] or "")

    @api.model
    def _get_gateway(self):
        """:raises GatewayError: when the settings make no request"""
        return Gateway(self._get_settings())

    @api.model
    def _may_send_to(self, phone):
        """Whether texts to this country are paid for."""
        return phone.startswith(self._get_values("sms_prefixes"))

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.colours import ACCENT, MAIN, as_colour
from .hcc_branding import LONGEST_NAME


class HccBrandingSettings(models.AbstractModel):
    """The part of the settings that gives the public pages their look."""

    _name = "hcc.branding.settings"
    _description = "Settings of the Public Pages"
    _inherit = ["hcc.settings.mixin"]

    hcc_city_name = fields.Char(
        "Name of the city", config_parameter="hcc_collaborator.city_name"
    )
    hcc_service_name = fields.Char(
        "Name of the service", config_parameter="hcc_collaborator.service_name"
    )
    hcc_colour_main = fields.Char(
        "Main colour", config_parameter="hcc_collaborator.colour_main", default=MAIN
    )
    hcc_colour_accent = fields.Char(
        "Second colour",
        config_parameter="hcc_collaborator.colour_accent",
        default=ACCENT,
    )
    hcc_logo = fields.Binary("Logo", attachment=False)
    hcc_rate_limit_percent = fields.Integer(
        "Tries that strangers have on the public pages (% of the usual)",
        config_parameter="hcc_collaborator.rate_limit_percent",
        default=100,
    )

    @api.constrains("hcc_city_name", "hcc_service_name")
    def _check_hcc_names(self):
        for settings in self:
            for name in ("hcc_city_name", "hcc_service_name"):
                if len(settings[name] or "") > LONGEST_NAME:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: at most %(limit)s characters.",
                            field=self._fields[name]._description_string(self.env),
                            limit=LONGEST_NAME,
                        )
                    )

    @api.constrains("hcc_rate_limit_percent")
    def _check_hcc_rate_limit(self):
        self._check_hcc_limits({"hcc_rate_limit_percent": (10, 10000)})

    @api.constrains("hcc_colour_main", "hcc_colour_accent")
    def _check_hcc_colours(self):
        for settings in self:
            self.env["hcc.branding"]._check_colours(
                settings.hcc_colour_main, settings.hcc_colour_accent
            )

    @api.constrains("hcc_logo")
    def _check_hcc_logo(self):
        for settings in self:
            self.env["hcc.branding"]._read_logo(settings.hcc_logo)

    @api.model
    def get_values(self):
        values = super().get_values()
        values["hcc_logo"] = self.env["hcc.branding"]._logo_base64()
        return values

    def set_values(self):
        for name in ("hcc_colour_main", "hcc_colour_accent"):
            self[name] = as_colour(self[name])
        result = super().set_values()
        Branding = self.env["hcc.branding"]
        if (self.hcc_logo or False) != Branding._logo_base64():
            Branding._set_logo(self.hcc_logo)
        return result

from odoo import api, models
from odoo.exceptions import ValidationError


class HccSettingsMixin(models.AbstractModel):
    """What all groups of settings share."""

    _name = "hcc.settings.mixin"
    _description = "Part of the Settings"

    @api.model
    def _valid_field_parameter(self, field, name):
        # As in the settings themselves, which inherit this.
        return name == "config_parameter" or super()._valid_field_parameter(field, name)

    def _check_hcc_limits(self, limits):
        """Refuse numbers out of bounds.

        :param dict limits: {name of a field: (lowest, highest)}
        :raises ValidationError: naming the field and its bounds
        """
        for settings in self:
            for name, (low, high) in limits.items():
                if not low <= settings[name] <= high:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: choose a number from %(low)s to %(high)s.",
                            field=self._fields[name]._description_string(self.env),
                            low=low,
                            high=high,
                        )
                    )

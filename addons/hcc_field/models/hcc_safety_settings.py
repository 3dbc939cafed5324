from odoo import api, fields, models

LIMITS = {
    "hcc_safety_minutes": (5, 240),
    "hcc_safety_extend_minutes": (5, 120),
    "hcc_safety_ask_minutes": (2, 120),
    "hcc_safety_branch_minutes": (2, 240),
    "hcc_safety_help_minutes": (1, 60),
}


class HccSafetySettings(models.AbstractModel):
    """The part of the settings about the safety of helpers at home visits."""

    _name = "hcc.safety.settings"
    _description = "Settings of Safety"
    _inherit = ["hcc.settings.mixin"]

    hcc_safety_minutes = fields.Integer(
        "Minutes after the planned end until the helper is asked",
        config_parameter="hcc_field.safety_minutes",
        default=30,
        help="After an evening visit the check-in call may be due sooner: then that "
        "time counts.",
    )
    hcc_safety_extend_minutes = fields.Integer(
        "Minutes that one tap adds",
        config_parameter="hcc_field.safety_extend_minutes",
        default=30,
    )
    hcc_safety_ask_minutes = fields.Integer(
        "Minutes until the coordinator is told",
        config_parameter="hcc_field.safety_ask_minutes",
        default=10,
        help="Counted from when the helper was asked and did not answer.",
    )
    hcc_safety_branch_minutes = fields.Integer(
        "Minutes until the branch is told",
        config_parameter="hcc_field.safety_branch_minutes",
        default=20,
        help="Counted from when the coordinator was told and nobody took it over.",
    )
    hcc_safety_help_minutes = fields.Integer(
        "Minutes until a call for help is told once more",
        config_parameter="hcc_field.safety_help_minutes",
        default=5,
        help="Where nobody took it over: to coordinator and branch again, and to the "
        "city.",
    )

    @api.constrains(*LIMITS)
    def _check_hcc_safety(self):
        self._check_hcc_limits(LIMITS)

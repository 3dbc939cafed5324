from odoo import api, fields, models

RATES = ("hour", "evening", "weekend", "holiday", "visit", "companion")
HIGHEST_RATE = 10_000_000


def _rate(name, string):
    return fields.Integer(string, config_parameter=f"hcc_collaborator.rate_{name}")


class HccPeopleSettings(models.AbstractModel):
    """The part of the settings about those who work: activity and allowance."""

    _name = "hcc.people.settings"
    _description = "Settings of Collaborators"
    _inherit = ["hcc.settings.mixin"]

    hcc_remind_days = fields.Integer(
        "Reminded after so many days without any activity",
        config_parameter="hcc_collaborator.remind_days",
        default=45,
    )
    hcc_pause_days = fields.Integer(
        "Paused so many days after the reminder",
        config_parameter="hcc_collaborator.pause_days",
        default=15,
    )
    hcc_hours_evening_from = fields.Integer(
        "Hours count as evening from (hour)",
        config_parameter="hcc_collaborator.statement_evening_hour",
        default=18,
    )
    hcc_rate_hour = _rate("hour", "An hour on a working day (đồng)")
    hcc_rate_evening = _rate("evening", "An hour in the evening or at night (đồng)")
    hcc_rate_weekend = _rate("weekend", "An hour at a weekend (đồng)")
    hcc_rate_holiday = _rate("holiday", "An hour on a day off (đồng)")
    hcc_rate_visit = _rate("visit", "A visit (đồng)")
    hcc_rate_companion = _rate("companion", "A visit as companion (đồng)")

    @api.constrains(
        "hcc_remind_days",
        "hcc_pause_days",
        "hcc_hours_evening_from",
        *(f"hcc_rate_{name}" for name in RATES),
    )
    def _check_hcc_people_numbers(self):
        limits = {
            "hcc_remind_days": (7, 365),
            "hcc_pause_days": (1, 365),
            "hcc_hours_evening_from": (16, 23),
        }
        limits |= {f"hcc_rate_{name}": (0, HIGHEST_RATE) for name in RATES}
        self._check_hcc_limits(limits)

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResConfigSettings(models.TransientModel):
    _name = "res.config.settings"
    # The mixin comes first: what core begins with calls nothing after it.
    _inherit = ["hcc.branding.settings", "res.config.settings"]

    hcc_notice_minutes_home = fields.Integer(
        "Notice before a home visit (minutes)",
        config_parameter="hcc_booking.notice_minutes_home",
        default=120,
    )
    hcc_notice_minutes_point = fields.Integer(
        "Notice before a visit to a point (minutes)",
        config_parameter="hcc_booking.notice_minutes_point",
        default=30,
    )
    hcc_slot_step = fields.Integer(
        "A time is offered every (minutes)",
        config_parameter="hcc_booking.slot_step",
        default=30,
    )
    hcc_travel_buffer = fields.Integer(
        "Way to and from a home visit (minutes)",
        config_parameter="hcc_booking.travel_buffer",
        default=20,
    )
    hcc_horizon_days = fields.Integer(
        "Days that can be booked",
        config_parameter="hcc_booking.horizon_days",
        default=14,
    )
    hcc_wish_answer_hours = fields.Integer(
        "Hours to answer a wished time",
        config_parameter="hcc_booking.wish_answer_hours",
        default=4,
    )
    hcc_evening_hour = fields.Integer(
        "The evening begins at (hour)",
        config_parameter="hcc_booking.evening_hour",
        default=18,
    )
    hcc_evening_home_rule = fields.Selection(
        [
            ("two_helpers", "Two helpers go"),
            ("check_in_call", "One helper goes and calls in afterwards"),
        ],
        "Home visit in the evening",
        config_parameter="hcc_booking.evening_home_rule",
        default="two_helpers",
    )
    hcc_sms_enabled = fields.Boolean(
        "Send text messages", config_parameter="hcc_booking.sms_enabled"
    )

    @api.constrains(
    hcc_waiting_offer_minutes = fields.Integer(
        "Minutes to answer an offer from the waiting list",
        config_parameter="hcc_booking.waiting_offer_minutes",
        default=60,
    )
        "hcc_notice_minutes_home",
        "hcc_notice_minutes_point",
        "hcc_slot_step",
        "hcc_travel_buffer",
        "hcc_horizon_days",
        "hcc_wish_answer_hours",
        "hcc_evening_hour",
    )
    def _check_hcc_booking_numbers(self):
        limits = {
            "hcc_notice_minutes_home": (0, 14400),
            "hcc_notice_minutes_point": (0, 14400),
            "hcc_slot_step": (5, 240),
            "hcc_travel_buffer": (0, 240),
            "hcc_horizon_days": (1, 90),
            "hcc_wish_answer_hours": (1, 168),
            "hcc_evening_hour": (12, 24),
        }
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
        "hcc_waiting_offer_minutes",
            "hcc_waiting_offer_minutes": (15, 1440),

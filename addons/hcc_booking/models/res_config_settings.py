from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _name = "res.config.settings"
    # The mixin comes first: what core begins with calls nothing after it.
    _inherit = [
        "hcc.message.settings",
        "hcc.complaint.settings",
        "hcc.home.settings",
        "hcc.dossier.settings",
        "res.config.settings",
    ]

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
        "Time that every way takes besides the riding (minutes)",
        config_parameter="hcc_booking.travel_buffer",
        default=10,
        help="To lock the door, to park, to find the alley.",
    )
    hcc_travel_detour_percent = fields.Integer(
        "Length of a way (% of the straight line)",
        config_parameter="hcc_booking.travel_detour_percent",
        default=140,
    )
    hcc_speed_walk = fields.Integer(
        "Speed on foot (km/h)", config_parameter="hcc_booking.speed_walk", default=4
    )
    hcc_speed_bicycle = fields.Integer(
        "Speed by bicycle (km/h)",
        config_parameter="hcc_booking.speed_bicycle",
        default=10,
    )
    hcc_speed_motorbike = fields.Integer(
        "Speed by motorbike (km/h)",
        config_parameter="hcc_booking.speed_motorbike",
        default=18,
    )
    hcc_horizon_days = fields.Integer(
        "Days of which all times are shown",
        config_parameter="hcc_booking.horizon_days",
        default=14,
    )
    hcc_wish_answer_hours = fields.Integer(
        "Hours to answer a wished time",
        config_parameter="hcc_booking.wish_answer_hours",
        default=4,
    )
    hcc_hold_minutes = fields.Integer(
        "Minutes that a chosen time is held",
        config_parameter="hcc_booking.hold_minutes",
        default=10,
    )
    hcc_waiting_offer_minutes = fields.Integer(
        "Minutes to answer an offer from the waiting list",
        config_parameter="hcc_booking.waiting_offer_minutes",
        default=60,
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

    @api.constrains(
        "hcc_notice_minutes_home",
        "hcc_notice_minutes_point",
        "hcc_slot_step",
        "hcc_travel_buffer",
        "hcc_travel_detour_percent",
        "hcc_speed_walk",
        "hcc_speed_bicycle",
        "hcc_speed_motorbike",
        "hcc_horizon_days",
        "hcc_wish_answer_hours",
        "hcc_hold_minutes",
        "hcc_waiting_offer_minutes",
        "hcc_evening_hour",
    )
    def _check_hcc_booking_numbers(self):
        limits = {
            "hcc_notice_minutes_home": (0, 14400),
            "hcc_notice_minutes_point": (0, 14400),
            "hcc_slot_step": (5, 240),
            "hcc_travel_buffer": (0, 240),
            "hcc_travel_detour_percent": (100, 300),
            "hcc_speed_walk": (1, 10),
            "hcc_speed_bicycle": (3, 30),
            "hcc_speed_motorbike": (5, 60),
            "hcc_horizon_days": (1, 90),
            "hcc_wish_answer_hours": (1, 168),
            "hcc_hold_minutes": (3, 60),
            "hcc_waiting_offer_minutes": (15, 1440),
            "hcc_evening_hour": (12, 24),
        }
        self._check_hcc_limits(limits)

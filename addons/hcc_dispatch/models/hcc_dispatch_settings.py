from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..solver.travel import OSRM, VALHALLA
from .hcc_dispatch_jobs import CHANNEL
from .hcc_dispatch_reader import TRAVEL_ADDRESS, TRAVEL_KIND
from .hcc_dispatch_run import PATIENCE


class HccDispatchSettings(models.AbstractModel):
    """The part of the settings about day plans and offers."""

    _name = "hcc.dispatch.settings"
    _description = "Settings of Day Plans"
    _inherit = ["hcc.settings.mixin"]

    hcc_offer_minutes = fields.Integer(
        "Minutes to answer an offered visit",
        config_parameter="hcc_dispatch.offer_minutes",
        help="Then the next best is asked. At most half of the time that is left "
        "until the visit; at night nobody has to answer. 0: offers do not end.",
    )
    hcc_replan_minutes = fields.Integer(
        "Plan the rest of the day every (minutes)",
        config_parameter="hcc_dispatch.replan_minutes",
        help="0: only the evening before.",
    )
    hcc_frozen_minutes = fields.Integer(
        "Change nothing that begins within (minutes)",
        config_parameter="hcc_dispatch.frozen_minutes",
    )
    hcc_least_gain = fields.Integer(
        "Minutes of ways that a new plan must save",
        config_parameter="hcc_dispatch.least_gain",
        help="Each change is told to a citizen and to two helpers. A visit that has "
        "nobody yet is given to somebody in any case.",
    )
    hcc_travel_kind = fields.Selection(
        [(OSRM, "OSRM"), (VALHALLA, "Valhalla")],
        "Server of ways",
        config_parameter=TRAVEL_KIND,
        default=OSRM,
    )
    hcc_travel_address = fields.Char(
        "Address of the server of ways",
        config_parameter=TRAVEL_ADDRESS,
        help="As http://127.0.0.1:5000. It learns the positions of homes, without "
        "names: use one of the city's own. Without an address, or while it does not "
        "answer, ways are straight lines with a detour.",
    )
    hcc_jobs_waiting = fields.Integer(
        "Plans that nobody works off", compute="_compute_hcc_jobs_waiting"
    )

    def _compute_hcc_jobs_waiting(self):
        # sudo: queue.job - how many wait, for whoever may see the settings
        waiting = (
            self.env["queue.job"]
            .sudo()
            .search_count(
                Domain("channel", "=", CHANNEL)
                & Domain("state", "in", ("pending", "enqueued"))
                & Domain("date_created", "<", fields.Datetime.now() - PATIENCE)
            )
        )
        for settings in self:
            settings.hcc_jobs_waiting = waiting

    @api.constrains("hcc_travel_address")
    def _check_hcc_travel_address(self):
        for settings in self:
            parts = urlsplit(settings.hcc_travel_address or "http://none")
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValidationError(
                    self.env._("The address of a server begins with http or https.")
                )

    @api.constrains(
        "hcc_offer_minutes",
        "hcc_replan_minutes",
        "hcc_frozen_minutes",
        "hcc_least_gain",
    )
    def _check_hcc_dispatch_numbers(self):
        self._check_hcc_limits(
            {
                "hcc_offer_minutes": (0, 1440),
                "hcc_replan_minutes": (0, 720),
                "hcc_frozen_minutes": (0, 720),
                "hcc_least_gain": (0, 600),
            }
        )

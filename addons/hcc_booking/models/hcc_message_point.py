from odoo import api, models


class HccMessagePoint(models.AbstractModel):
    """The words about a support point that closes, or is open after all."""

    _name = "hcc.message.point"
    _description = "Words about a Closed Support Point"
    _inherit = ["hcc.message.parts"]

    @api.model
    def _say_point_closed(self, facts):
        return [
            self.env._(
                "%(point)s is closed on %(day)s at %(time)s, the time of your help "
                "appointment %(reference)s.",
                **self._get_point_facts(facts),
            ),
            self.env._(
                "Please choose another time or another point on the page of your "
                "request, or by telephone. If you do not, we will call you."
            ),
        ]

    @api.model
    def _say_point_open(self, facts):
        return [
            self.env._(
                "%(point)s is open after all: your help appointment %(reference)s "
                "stays on %(day)s at %(time)s.",
                **self._get_point_facts(facts),
            ),
            self._say_free(),
        ]

    @api.model
    def _get_point_facts(self, facts):
        visit = facts["visit"]
        return {
            "reference": facts["reference"],
            "day": self._format_day(visit.start),
            "time": self._format_time(visit.start),
            "point": self._name_point(visit.service_point_id),
        }

    @api.model
    def _shorten_point(self, kind, values):
        if kind == "point_closed":
            return self.env._(
                "%(reference)s: the point is closed at %(time)s %(day)s. Choose "
                "another time or call us.",
                **values,
            )
        return self.env._(
            "%(reference)s: the point is open, still %(time)s %(day)s.", **values
        )

    @api.model
    def _get_point_body(self, kind, values):
        """What a helper reads."""
        if kind == "point_closed":
            return self.env._(
                "%(place)s is closed on %(day)s at %(time)s. The person of visit "
                "%(reference)s is asked to choose another time; you are told what "
                "becomes of it.",
                **values,
            )
        return self.env._(
            "%(place)s is open after all: visit %(reference)s stays on %(day)s at "
            "%(time)s.",
            **values,
        )

from babel.dates import format_timedelta

from odoo import fields, models
from odoo.tools import babel_locale_parse, get_lang
from odoo.tools.misc import format_date

from odoo.addons.hcc_collaborator.tools.localtime import local_date, local_datetime


class HccWords(models.AbstractModel):
    """Times in the words that a person says, in the language of the user."""

    _name = "hcc.words"
    _description = "Times in Words"

    def _today(self):
        """Return the local date of now."""
        return local_date(fields.Datetime.now())

    def _time(self, moment):
        """Return "14:00"."""
        return local_datetime(moment).strftime("%H:%M")

    def _day(self, day):
        """Return "today", "tomorrow" or the weekday with the date."""
        distance = (day - self._today()).days
        if distance == 0:
            return self.env._("today")
        if distance == 1:
            return self.env._("tomorrow")
        if distance == -1:
            return self.env._("yesterday")
        return format_date(self.env, day, date_format="EEEE dd/MM")

    def _when(self, start, stop=None):
        """Return "14:00 today" or, with an end, "14:00 - 14:30 today".

        :param start: naive UTC datetime or False
        """
        if not start:
            return self.env._("no time yet")
        clock = self._time(start)
        if stop and stop != start:
            clock = f"{clock} - {self._time(stop)}"
        return self.env._(
            "%(clock)s %(day)s", clock=clock, day=self._day(local_date(start))
        )

    def _relative(self, moment):
        """Return "in 2 hours" or "5 minutes ago"."""
        locale = babel_locale_parse(get_lang(self.env).code)
        return format_timedelta(
            moment - fields.Datetime.now(), add_direction=True, locale=locale
        )

    def _where(self, place, point, ward):
        """Return "At home, Phường Ba Đình" or the name of the point."""
        if place == "point" and point:
            return point.name
        return self.env._("At home, %(ward)s", ward=ward.full_name or "")

"""What a citizen may do when no time suits. Reading only."""

from odoo.http import route

from .booking import _PUBLIC, HccPublicBooking
from .held import HOLD_PURPOSE
from .other_ways_values import count_search, other_ways_values

_READ = {**_PUBLIC, "methods": ["GET"], "readonly": True}


class HccPublicOtherWays(HccPublicBooking):
    """Nobody leaves the choice of a time without a way to be helped."""

    @route("/hcc/book/other", **_READ)
    def other_ways(self, **params):
        choice, detour = self._choice(params, "slots")
        if detour:
            return detour
        count_search(choice)
        values = self._step_values("slots", None, choice)
        values.update(
            back_path="/hcc/book/slots",
            back_query=choice.until("slots"),
            token=self._make_token(HOLD_PURPOSE),
            **other_ways_values(choice),
        )
        return self._page("hcc_booking.public_other_ways_page", values)

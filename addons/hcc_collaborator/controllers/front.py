from odoo.http import route

from .base import PUBLIC_READ, HccPublic
from .grants import forget_search


class HccPublicFront(HccPublic):
    """Front page of the service, and whatever is not there."""

    #: what the front page shows; an addon with more to offer has its own
    _front_template = "hcc_collaborator.public_front"

    @route("/hcc", **{**PUBLIC_READ, "sitemap": True})
    def front(self, done=None, **_params):
        forget_search()
        values = {"is_forgotten": done == "forgotten"}
        return self._page(self._front_template, values)

    @route("/hcc/<path:rest>", **PUBLIC_READ)
    def elsewhere(self, rest, **_params):
        return self._not_found()

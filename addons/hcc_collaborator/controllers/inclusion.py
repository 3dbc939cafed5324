"""Pages for everybody who finds pages hard: what to expect, and what words mean."""

import csv
from functools import cache

from odoo.http import route
from odoo.tools.misc import file_open

from .base import PUBLIC_READ, HccPublic

_READ = {**PUBLIC_READ, "sitemap": True}


@cache
def plain_words():
    """The plain word for each official one, as the file ships them.

    :return: tuple of dicts: ``official``, ``plain``, ``meaning`` in English, and
        ``rule``: ``instead`` where pages say the plain word alone, ``with`` where
        they say both, ``listed`` where the official word is explained here only
    """
    with file_open("hcc_collaborator/data/files/plain_words.csv") as file:
        return tuple(csv.DictReader(file))


class HccPublicInclusion(HccPublic):
    """Reading only, the same for everybody."""

    @route("/hcc/accessibility", **_READ)
    def accessibility(self, **_params):
        return self._page("hcc_collaborator.public_accessibility")

    @route("/hcc/words", **_READ)
    def words(self, **_params):
        return self._page("hcc_collaborator.public_words", {"words": plain_words()})

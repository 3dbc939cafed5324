"""Which published figures would point at single people. No Odoo here.

Figures are published for wards, for their branches and for the city, and a branch is
the sum of its wards. So hiding a small figure is not enough: it is the branch less the
other wards. The rule is one and the same for what stands in the table and for what can
be worked out of it:

* a row is *safe* when nobody is in it, or when each of its parts counts at least
  ``THRESHOLD`` (parts are what one can tell apart: of dossiers filed online those that
  succeeded and those that did not, so that no rate points at a few either);
* the rows of one level (say, dossiers filed online) are shown or hidden whole;
* what is hidden of a branch that is shown, and what is hidden of all branches that are
  hidden, is a sum that anybody can work out. It has two rows or more, and each of its
  parts counts ``TOGETHER`` or more, so that any of its rows could have ``THRESHOLD``
  or more in any part; else one more row is hidden, and when there is none left, the
  sum itself.

Levels hang on one another (no rate without its denominator): what is hidden on one is
hidden on those below it. Which further row is hidden depends on a secret: otherwise
whoever knows this program could tell a row that is small from one that only helps.
"""

import hashlib
from typing import NamedTuple

THRESHOLD = 5
#: what is hidden together: whoever knows which row is small (1 to 4), and that the one
#: hidden beside it is not, still finds more than one way to make up the sum
TOGETHER = 2 * THRESHOLD
CITY = "city"
#: small rows are hidden before big ones, but not the smallest first: see above
_SIZES = (50, 500)


class Level(NamedTuple):
    """Figures that are shown or hidden together.

    ``parts`` of an area count different people or things, and add up.
    """

    name: str
    parent: str
    parts: tuple


def suppress(tree, leaves, levels, *, totals=None, before=None, salt=""):
    """Choose what is hidden.

    :param dict tree: {branch: list of wards}; all keys differ, none is ``CITY``
    :param dict leaves: {ward: {part: count}}
    :param list levels: of :class:`Level`, parents first
    :param dict totals: {branch or ``CITY``: {part: count}} of parts that do not add up
        (a person who was in two wards is one person)
    :param dict before: what an earlier version hid, as returned; it stays hidden
    :param str salt: secret text that decides which of two rows is hidden
    :return: {level: set of the wards and branches, and ``CITY``, that are hidden}
    """
    hidden = {}
    for level in levels:
        start = set(hidden.get(level.parent, ())) | set(
            (before or {}).get(level.name, ())
        )
        hidden[level.name] = _Hiding(tree, leaves, level, totals or {}, salt).run(start)
    return hidden


def is_safe(counts):
    """Whether a row with these parts points at nobody."""
    return not any(counts) or min(counts) >= THRESHOLD


class _Hiding:
    """Chooses what is hidden of one level."""

    def __init__(self, tree, leaves, level, totals, salt):
        self.tree = tree
        self.parts = level.parts
        self.totals = totals
        self.salt = f"{salt}/{level.name}"
        self.counts = {
            ward: tuple(leaves[ward][part] for part in self.parts)
            for wards in tree.values()
            for ward in wards
        }

    def run(self, start):
        """
        :param set start: what is hidden in any case
        :return: set of all that is hidden
        """
        self.hidden = set(start)
        self.hidden |= {
            ward for ward, counts in self.counts.items() if not is_safe(counts)
        }
        for branch, wards in self.tree.items():
            if branch not in self.hidden:
                self._protect_branch(branch, wards)
        self._protect_city()
        return self.hidden

    def _protect_branch(self, branch, wards):
        """Hide more of its wards until it can be shown; else hide it as well."""
        group = [ward for ward in wards if ward in self.hidden]
        spare = self._in_order(ward for ward in wards if ward not in self.hidden)
        while group and not self._protects(group) and spare:
            group.append(spare.pop(0))
        if (group and not self._protects(group)) or not self._is_safe_total(branch):
            self.hidden.add(branch)
            group += spare
        self.hidden.update(group)

    def _protect_city(self):
        """Hide more branches until the city can be shown; else hide it as well."""
        if CITY in self.hidden:
            return
        group = self._get_wards_of_hidden()
        shown = [
            branch
            for branch, wards in self.tree.items()
            if branch not in self.hidden and any(any(self.counts[w]) for w in wards)
        ]
        # one of which something is hidden already costs only its total
        shown.sort(
            key=lambda branch: (
                not self.hidden.intersection(self.tree[branch]),
                self._order(branch, self._count(self.tree[branch])),
            )
        )
        while group and not self._protects(group) and shown:
            branch = shown.pop(0)
            self.hidden.add(branch)
            if not self.hidden.intersection(self.tree[branch]):
                self.hidden.add(self._in_order(self.tree[branch])[0])
            group = self._get_wards_of_hidden()
        if (group and not self._protects(group)) or not self._is_safe_total(CITY):
            self.hidden.add(CITY)

    def _get_wards_of_hidden(self):
        """Wards of whose sum anybody can work out: all that hidden branches hide."""
        return [
            ward
            for branch, wards in self.tree.items()
            if branch in self.hidden
            for ward in wards
            if ward in self.hidden
        ]

    def _protects(self, wards):
        """Whether the sum of these wards tells nothing about any of them."""
        if not self._count(wards):
            return True
        sums = [
            sum(counts) for counts in zip(*map(self.counts.get, wards), strict=True)
        ]
        return len(wards) > 1 and min(sums) >= TOGETHER

    def _is_safe_total(self, area):
        """Whether a sum that does not add up may be shown itself."""
        own = self.totals.get(area, {})
        return all(is_safe([own[part]]) for part in self.parts if part in own)

    def _count(self, wards):
        return sum(sum(self.counts[ward]) for ward in wards)

    def _in_order(self, wards):
        """Wards with anybody in them, those first that are hidden first."""
        return sorted(
            (ward for ward in wards if any(self.counts[ward])),
            key=lambda ward: self._order(ward, sum(self.counts[ward])),
        )

    def _order(self, key, count):
        digest = hashlib.sha256(f"{self.salt}/{key}".encode()).hexdigest()
        return sum(count >= size for size in _SIZES), digest


def carry_over(old, new, parts):
    """Take over what changed by ``THRESHOLD`` or more; keep the rest as it was.

    Two versions of the same figures are one more difference: one assist more in a
    ward would be a person.

    :param dict old: {area: {part: count}} as published
    :param dict new: {area: {part: count}} of now
    :param parts: names of the parts
    :return: {area: {part: count}} for the areas of ``new``
    """
    return {
        area: {
            part: old[area][part]
            if area in old and abs(counts[part] - old[area][part]) < THRESHOLD
            else counts[part]
            for part in parts
        }
        for area, counts in new.items()
    }

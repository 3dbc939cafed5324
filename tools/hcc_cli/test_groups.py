"""Which pytest process runs what."""

from dataclasses import dataclass, field
from pathlib import Path

ADDONS = "addons"
#: the smaller addons, where everything runs
MORE = "more"
REPOSITORY = "tests"
INSIDE = (ADDONS, MORE)
# Odoo's own rules that hold for a whole registry, so for ours too
RULES = "tools/hcc_pytest/test_odoo_rules.py"


@dataclass
class Group:
    """One pytest process.

    :param name: one of INSIDE (inside Odoo) or REPOSITORY (plain pytest)
    :param lane: groups of one lane run one after the other
    """

    name: str
    paths: list
    options: list = field(default_factory=list)
    lane: int = 0

    @property
    def is_inside(self):
        return self.name in INSIDE


def is_path(argument, root):
    return not argument.startswith("-") and (
        (root / argument.split("::")[0]).exists()
        or Path(argument.split("::")[0]).is_absolute()
    )


def split(arguments, root):
    """Sort pytest's arguments into paths and options."""
    paths = [argument for argument in arguments if is_path(argument, root)]
    return paths, [argument for argument in arguments if argument not in paths]


def group_of(path, root):
    """The group that a path of the checkout belongs to."""
    full = (root / path.split("::")[0]).resolve()
    inside = full == root / RULES or full.is_relative_to(root / "addons")
    return ADDONS if inside else REPOSITORY


def plan(arguments, root):
    """The pytest processes for the arguments of ./hcc test.

    Everything where no path is named: the addon with most tests at the side of the
    others and what is not inside an addon, so that two processors end together.

    :return: list of Group
    """
    paths, options = split(arguments, root)
    if paths:
        chosen = {}
        for path in paths:
            chosen.setdefault(group_of(path, root), []).append(path)
        return [
            Group(name, names, options, lane)
            for lane, (name, names) in enumerate(chosen.items())
        ]
    tests = [
        path
        for path in sorted((root / "addons").glob("*/tests"))
        if list(path.glob("test_*.py"))
    ]
    tests.sort(key=_size, reverse=True)
    names = [str(path.relative_to(root)) for path in tests]
    return [
        Group(ADDONS, names[:1] or [RULES], options, 0),
        *([Group(MORE, [*sorted(names[1:]), RULES], options, 1)] if names else []),
        Group(REPOSITORY, ["tests"], options, 1),
    ]


def _size(folder):
    """How much there is to run, roughly."""
    return sum(path.stat().st_size for path in folder.glob("test_*.py"))

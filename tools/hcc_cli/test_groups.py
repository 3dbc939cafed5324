"""Which pytest process runs what."""

from dataclasses import dataclass, field
from pathlib import Path

ADDONS = "addons"
REPOSITORY = "tests"
#: the journeys in a browser, a folder of the former and a process of their own
BROWSER = "e2e"
JOURNEYS = f"{REPOSITORY}/{BROWSER}"
# Odoo's own rules that hold for a whole registry, so for ours too
RULES = "tools/hcc_pytest/test_odoo_rules.py"


@dataclass
class Group:
    """One pytest process.

    :param name: REPOSITORY or BROWSER (plain pytest), or any other (inside Odoo):
        ADDONS where paths were named, else that of the addon
    """

    name: str
    paths: list
    options: list = field(default_factory=list)

    @property
    def is_inside(self):
        return self.name not in (REPOSITORY, BROWSER)


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

    Everything where no path is named, each addon by itself: what takes longest
    first, so that two processors end together.

    :return: list of Group
    """
    paths, options = split(arguments, root)
    if paths:
        chosen = {}
        for path in paths:
            chosen.setdefault(group_of(path, root), []).append(path)
        return [Group(name, names, options) for name, names in chosen.items()]
    tests = [
        path
        for path in sorted((root / "addons").glob("*/tests"))
        if list(path.glob("test_*.py"))
    ]
    tests.sort(key=_size, reverse=True)
    groups = [
        Group(path.parent.name, [str(path.relative_to(root))], options)
        for path in tests
    ]
    if not groups:
        groups.append(Group(ADDONS, [], options))
    groups[-1].paths.append(RULES)
    # the browser's journeys begin beside the longest of the others
    groups[1:1] = [
        Group(BROWSER, [JOURNEYS], options),
        Group(REPOSITORY, [REPOSITORY], [*options, f"--ignore={JOURNEYS}"]),
    ]
    return groups


def _size(folder):
    """How much there is to run, roughly."""
    return sum(path.stat().st_size for path in folder.glob("test_*.py"))

"""Which pytest process runs what."""

from dataclasses import dataclass, field
from pathlib import Path

ADDONS = "addons"
REPOSITORY = "tests"
#: the journeys in a browser, a folder of the former and two processes of their own
BROWSERS = ("e2e-1", "e2e-2")
JOURNEYS = f"{REPOSITORY}/e2e"
# Odoo's own rules that hold for a whole registry, so for ours too
RULES = "tools/hcc_pytest/test_odoo_rules.py"


@dataclass
class Group:
    """One pytest process.

    :param name: REPOSITORY or one of BROWSERS (plain pytest), or any other (inside
        Odoo): ADDONS where paths were named, else that of the addon
    """

    name: str
    paths: list
    options: list = field(default_factory=list)

    @property
    def is_inside(self):
        return self.name not in (REPOSITORY, *BROWSERS)


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
        *_plan_journeys(root, options),
        Group(REPOSITORY, [REPOSITORY], [*options, f"--ignore={JOURNEYS}"]),
    ]
    return groups


def _plan_journeys(root, options):
    """The journeys, in two processes that take about as long."""
    files = sorted((root / JOURNEYS).glob("test_*.py"), key=_file_size, reverse=True)
    names = [str(path.relative_to(root)) for path in files]
    return [
        Group(name, sorted(names[start::2]), options)
        for start, name in enumerate(BROWSERS)
        if names[start::2]
    ]


def _size(folder):
    """How much there is to run, roughly."""
    return sum(map(_file_size, folder.glob("test_*.py")))


def _file_size(path):
    return path.stat().st_size

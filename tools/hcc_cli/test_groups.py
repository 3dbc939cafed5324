"""Which pytest process runs what."""

from dataclasses import dataclass, field
from pathlib import Path

ADDONS = "addons"
REPOSITORY = "tests"
# Odoo's own rules that hold for a whole registry, so for ours too
RULES = "tools/hcc_pytest/test_odoo_rules.py"


@dataclass
class Group:
    """One pytest process.

    :param name: ADDONS (inside Odoo) or REPOSITORY (plain pytest)
    """

    name: str
    paths: list
    options: list = field(default_factory=list)


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

    :return: list of Group; everything where no path is named
    """
    paths, options = split(arguments, root)
    if paths:
        chosen = {}
        for path in paths:
            chosen.setdefault(group_of(path, root), []).append(path)
        return [Group(name, names, options) for name, names in chosen.items()]
    tests = [
        str(path.relative_to(root))
        for path in sorted((root / "addons").glob("*/tests"))
        if list(path.glob("test_*.py"))
    ]
    tests.append(RULES)
    groups = [Group(ADDONS, tests, options), Group(REPOSITORY, ["tests"], options)]
    return [group for group in groups if group.paths]

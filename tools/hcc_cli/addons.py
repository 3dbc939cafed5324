"""Our addons: which there are, and a fingerprint that tells when they change."""

import ast
import hashlib

# a change there needs no upgrade of the database
IGNORED_FOLDERS = {"__pycache__", "tests", "readme"}
IGNORED_SUFFIXES = {".pyc", ".pot", ".md"}


def find(folder):
    """:return: names of the addons in `folder`, sorted"""
    return sorted(path.parent.name for path in folder.glob("*/__manifest__.py"))


def manifest(addon):
    return ast.literal_eval((addon / "__manifest__.py").read_text())


def in_order(folder):
    """The addons, each after those of ours that it depends on."""
    names = find(folder)
    depends = {name: manifest(folder / name).get("depends", []) for name in names}
    done = []

    def visit(name):
        if name in done or name not in depends:
            return
        for other in depends[name]:
            visit(other)
        done.append(name)

    for name in names:
        visit(name)
    return done


def fingerprint(addon, ignored=IGNORED_FOLDERS):
    """A hash of the files of an addon that its database depends on."""
    digest = hashlib.sha256()
    for path in sorted(addon.rglob("*")):
        parts = path.relative_to(addon).parts
        if (
            ignored.intersection(parts)
            or path.suffix in IGNORED_SUFFIXES
            or not path.is_file()
        ):
            continue
        digest.update("/".join(parts).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def fingerprints(folder):
    return {name: fingerprint(folder / name) for name in find(folder)}


def decide(installed, current):
    """What a start has to do.

    :param installed: fingerprints when the database was last brought up to date
    :param current: fingerprints of the files now
    :return: (names to install, names to upgrade)
    """
    install = sorted(set(current) - set(installed))
    upgrade = sorted(
        name
        for name, value in current.items()
        if name in installed and installed[name] != value
    )
    return install, upgrade

"""Debian packages: which are missing, and getting them installed."""

import glob
import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import process
from .errors import HccError

PACKAGES = Path(__file__).parent.parent / "packages.txt"
# Debian's postgresql starts a server of its own; ours is private
NO_MAIN_CLUSTER = Path("/etc/postgresql-common/createcluster.d/hcc.conf")


def read_packages(text):
    """:return: list of (set name, package, probe)"""
    return [tuple(line.split()) for line in text.splitlines() if line.strip()]


def is_present(package, probe):
    kind, _, value = probe.partition(":")
    if kind == "cmd":
        return shutil.which(value) is not None
    if kind == "file":
        return bool(glob.glob(value))
    query = subprocess.run(
        ["dpkg-query", "-W", "-f=${Status}", package],
        capture_output=True,
        text=True,
    )
    return query.stdout.endswith(" installed")


def missing(sets, table=None, present=is_present):
    """Names of the packages of `sets` that are not there.

    A name that ends in `?` is wanted only where the archive has that package.
    """
    table = read_packages(PACKAGES.read_text()) if table is None else table
    names = []
    for set_name, package, probe in table:
        if set_name in sets and package not in names and not present(package, probe):
            names.append(package)
    return names


def is_known(package):
    """True if the archive of this machine has the package."""
    if not shutil.which("apt-cache"):
        return False
    shown = subprocess.run(["apt-cache", "show", package], capture_output=True)
    return shown.returncode == 0 and bool(shown.stdout)


def available(names, known=is_known):
    """`names` without the marks, and without what is nowhere to be had."""
    return [
        name.removesuffix("?")
        for name in names
        if not name.endswith("?") or known(name.removesuffix("?"))
    ]


def root_prefix(is_root=None, find=shutil.which, interactive=None):
    """What goes before a command that needs root.

    :return: list, or None where there is no way to become root
    """
    if os.geteuid() == 0 if is_root is None else is_root:
        return []
    if not find("sudo"):
        return None
    interactive = sys.stdin.isatty() if interactive is None else interactive
    if interactive:
        return ["sudo"]
    quiet = subprocess.run(["sudo", "-n", "true"], capture_output=True)
    return ["sudo", "-n"] if quiet.returncode == 0 else None


def cannot_install(names):
    return HccError(
        "Some Debian packages are missing, and this user may not install them.",
        "Ask an administrator to run:\n    apt-get install " + " ".join(names),
    )


def ensure(sets, console):
    """Install what is missing of the package sets.

    :raises HccError: not Debian, no root, no network, full disk
    """
    marked = missing(sets)
    names = available(marked)
    if not names:
        return
    if not shutil.which("apt-get"):
        raise HccError(
            "This is not Debian, and something is missing: " + ", ".join(names) + ".",
            "Install the like of them with this system's own means and run the"
            " same command again.",
        )
    prefix = root_prefix()
    if prefix is None:
        if any(name in marked for name in names):
            raise cannot_install(names)
        console.line("  Better with (optional): apt-get install " + " ".join(names))
        return
    with console.step("Debian packages") as step:
        if "postgresql" in names:
            _no_main_cluster(prefix)
        apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
        process.run([*apt, "update"], what="The list of Debian packages")
        names = available(marked)
        _install(apt, names, step)
        step.say("installed " + " ".join(names))


def _install(apt, names, step):
    seen, total = 0, 1

    def on_line(line):
        nonlocal seen, total
        if line.startswith(("Get:", "Unpacking ", "Setting up ")):
            seen += 1
            step.bar(seen / max(total, seen))
        elif " newly installed" in line:
            total = 3 * int(line.split(" newly installed")[0].split()[-1])

    process.run(
        [*apt, "install", "-y", "--no-install-recommends", *names],
        what="The installation of Debian packages",
        on_line=on_line,
    )


def _no_main_cluster(prefix):
    if NO_MAIN_CLUSTER.parent.parent.exists():
        return
    process.run(
        [*prefix, "mkdir", "-p", NO_MAIN_CLUSTER.parent], what="PostgreSQL's settings"
    )
    process.run(
        [*prefix, "tee", NO_MAIN_CLUSTER],
        what="PostgreSQL's settings",
        input="create_main_cluster = false\n",
    )

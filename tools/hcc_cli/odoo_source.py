"""Odoo 19: the folder that HCC_ODOO names, or Debian's package unpacked."""

import json
import os
import shutil
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

from . import apt_sources, process
from .errors import HccError
from .layout import require_space
from .lock import exclusive

# package -> what its version must contain (None: the newest)
PACKAGES = {
    "odoo-19": None,
    "libjs-jquery": None,
    "libjs-underscore": None,
    "libjs-jquery-form": None,
    "fonts-roboto-unhinted": None,
    "fonts-montserrat": None,
    "fonts-ocr-b": None,
    "fonts-font-awesome": "4.7",
    "fonts-inconsolata": "001.010",
}
SUITES = ("unstable", "bookworm")
INSIDE = Path("usr/lib/python3/dist-packages")
STAMP = "hcc-stamp.json"


@dataclass(frozen=True)
class Odoo:
    """An Odoo that can be run.

    :param python_path: folder that holds the package `odoo`
    :param addons: folder of the community addons
    """

    python_path: Path
    addons: Path


def from_folder(folder):
    """Odoo in a source folder (HCC_ODOO).

    :raises HccError: it is not one, or not 19
    """
    folder = Path(folder).expanduser().resolve()
    release = folder / "odoo" / "release.py"
    if not release.is_file() or not (folder / "addons").is_dir():
        raise HccError(
            f"HCC_ODOO names {folder}, which is not a source folder of Odoo.",
            "It must hold the folders odoo/ and addons/.",
        )
    if "version_info = (19," not in release.read_text():
        raise HccError(f"The Odoo in {folder} is not version 19.")
    return Odoo(folder, folder / "addons")


def is_complete(root):
    """True if `root` was unpacked to the end."""
    return (root / STAMP).is_file() and (
        root / INSIDE / "odoo" / "release.py"
    ).is_file()


def dangling_links(root):
    return sorted(
        os.path.join(folder, name)
        for folder, folders, files in os.walk(root)
        for name in folders + files
        if os.path.islink(os.path.join(folder, name))
        and not os.path.exists(os.path.join(folder, name))
    )


def unpack(debs, root, on_progress=lambda fraction: None):
    """Unpack `debs` into `root`, which appears only when complete.

    :raises HccError: links lead nowhere, no space
    """
    for leftover in root.parent.glob(root.name + ".partial*"):
        shutil.rmtree(leftover, ignore_errors=True)
    if root.exists() and not is_complete(root):
        shutil.rmtree(root)
    partial = root.parent / f"{root.name}.partial"
    partial.mkdir(parents=True)
    try:
        for number, deb in enumerate(debs):
            process.run(["dpkg-deb", "-x", deb, partial], what=f"Unpacking {deb.name}")
            on_progress((number + 1) / len(debs))
        lost = dangling_links(partial)
        if lost:
            raise HccError(
                f"The unpacked Odoo has {len(lost)} links that lead nowhere,"
                f" the first: {lost[0]}.",
                "Debian's packages changed; name an Odoo 19 folder in HCC_ODOO.",
            )
        stamp = {"packages": [deb.name for deb in debs]}
        (partial / STAMP).write_text(json.dumps(stamp, indent=2))
        partial.rename(root)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def choose_version(madison, wanted):
    """The newest version of `apt-cache madison` output that contains `wanted`."""
    for line in madison.splitlines():
        parts = [part.strip() for part in line.split("|")]
        if len(parts) >= 2 and (wanted is None or wanted in parts[1]):
            return parts[1]
    return None


class Apt:
    """apt with a state of its own, so that the machine's stays as it is."""

    def __init__(self, folder, archive):
        self.folder = folder
        self.debs = folder / "debs"
        for name in ("lists/partial", "archives/partial", "debs", "etc"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        sources = folder / "hcc.sources"
        sources.write_text(apt_sources.render(archive, SUITES))
        (folder / "status").write_text("")
        settings = {
            "Dir::Etc::SourceList": sources,
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::Etc::Preferences": "/dev/null",
            "Dir::Etc::PreferencesParts": "/dev/null",
            "Dir::State::Lists": folder / "lists",
            "Dir::State::Status": folder / "status",
            "Dir::Cache": folder,
            "Dir::Cache::Archives": folder / "archives",
            "APT::Sandbox::User": "",
            "APT::Default-Release": "",
            "Acquire::Languages": "none",
            # a mirror that lags is no reason to stop: what it holds is signed
            "Acquire::Check-Valid-Until": "false",
            "Acquire::Retries": "3",
            "APT::Update::Error-Mode": "any",
        }
        self.options = [f"-o{name}={value}" for name, value in settings.items()]

    def get(self, arguments, what, on_progress=lambda fraction: None):
        """Run apt-get, following its download on the status descriptor."""
        reader, writer = os.pipe()
        thread = threading.Thread(target=_follow, args=(reader, on_progress))
        thread.start()
        try:
            process.run(
                ["apt-get", *self.options, f"-oAPT::Status-Fd={writer}", *arguments],
                what=what,
                cwd=self.debs,
                pass_fds=[writer],
                env={**os.environ, "LC_ALL": "C"},
            )
        finally:
            os.close(writer)
            thread.join()

    def version(self, package, wanted):
        madison = subprocess.run(
            ["apt-cache", *self.options, "madison", package],
            capture_output=True,
            text=True,
        )
        found = choose_version(madison.stdout, wanted)
        if not found:
            raise HccError(
                f"Debian's archive has no {package} {wanted or ''}".strip() + ".",
                "Name a folder with the sources of Odoo 19 in HCC_ODOO.",
            )
        return found


def _follow(reader, on_progress):
    with os.fdopen(reader, errors="replace") as lines:
        for line in lines:
            parts = line.split(":")
            if parts[0] == "dlstatus" and len(parts) > 2:
                try:
                    on_progress(float(parts[2]) / 100)
                except ValueError:
                    continue


def ensure(layout, console):
    """:return: an Odoo that can be run, fetched first if need be"""
    if layout.odoo_override:
        return from_folder(layout.odoo_override)
    root = layout.cache / "odoo-19"
    if not is_complete(root):
        if not shutil.which("apt-get"):
            raise HccError(
                "Odoo 19 is fetched with Debian's apt-get, which is not here.",
                "Name a folder with the sources of Odoo 19 in HCC_ODOO.",
            )
        layout.cache.mkdir(parents=True, exist_ok=True)
        waiting = "Another ./hcc is fetching Odoo; waiting for it."
        with exclusive(layout.cache / "lock", lambda: console.line(waiting)):
            if not is_complete(root):
                _fetch(layout, root, console)
    inside = root / INSIDE
    return Odoo(inside, inside / "addons")


def _fetch(layout, root, console):
    require_space(layout.cache, 2.5, "Odoo 19")
    apt = Apt(layout.cache / "apt", apt_sources.find_archive())
    with console.step("Odoo 19, package lists") as step:
        apt.get(["update"], "The package lists", step.bar)
    with console.step("Odoo 19, download") as step:
        versions = {
            name: apt.version(name, wanted) for name, wanted in PACKAGES.items()
        }
        wanted = [f"{name}={version}" for name, version in versions.items()]
        apt.get(["download", *wanted], "Odoo 19", step.bar)
        debs = [_deb(apt.debs, name, version) for name, version in versions.items()]
        step.say(versions["odoo-19"])
    with console.step("Odoo 19, unpacking") as step:
        unpack(debs, root, step.bar)


def _deb(folder, name, version):
    pattern = f"{name}_{version.replace(':', '%3a')}_*.deb"
    found = sorted(folder.glob(pattern))
    if not found:
        raise HccError(f"apt-get left no {pattern} in {folder}.")
    return found[-1]

"""Virtual environments from lock files."""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys

from . import process
from .layout import require_space

STAMP = "hcc-stamp.json"
BUILD_TOOLS = "build.lock"


def lock_lines(text):
    return [
        line
        for line in text.splitlines()
        if line.strip() and not line.startswith(("#", "-"))
    ]


def wanted_stamp(locks, extra=""):
    """What a finished environment says of itself."""
    digest = hashlib.sha256(extra.encode())
    for lock in locks:
        digest.update(lock.read_bytes())
    return {
        "python": platform.python_version(),
        "executable": os.path.realpath(sys.executable),
        "locks": digest.hexdigest(),
    }


def read_stamp(folder):
    try:
        return json.loads((folder / STAMP).read_text())
    except (OSError, ValueError):
        return {}


def _environment():
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET")
    }
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    return environment


def _pip(folder, arguments, layout, step, total):
    seen = 0

    def on_line(line):
        nonlocal seen
        if line.startswith(("Collecting ", "Requirement already ")):
            seen += 1
            step.bar(0.9 * min(seen / total, 1), line.split()[1])

    process.run(
        [folder / "bin" / "python", "-m", "pip", "install", "--no-deps", *arguments],
        what="The Python packages",
        log=layout.logs / "pip.log",
        on_line=on_line,
        env=_environment(),
    )


def ensure(layout, console, folder, lock_names, title, links=()):
    """Make `folder` a virtual environment of exactly these locks.

    :param lock_names: files of requirements/; later ones add to earlier ones
    :param links: folders that become importable
    :return: its python
    """
    build = layout.requirements / BUILD_TOOLS
    locks = [layout.requirements / name for name in lock_names]
    levels = [
        wanted_stamp([build, *locks[: number + 1]], "\n".join(map(str, links)))
        for number in range(len(locks))
    ]
    python = folder / "bin" / "python"
    have = read_stamp(folder)
    # a fuller environment (of tests) serves whoever needs less (a run)
    if have.get("levels", [])[: len(levels)] == levels and python.exists():
        return python
    require_space(layout.state, 1, title)
    with console.step(title) as step:
        done = _common(have.get("levels", []), levels) if python.exists() else 0
        if not done:
            if folder.exists():
                shutil.rmtree(folder)
            process.run([sys.executable, "-m", "venv", folder], what=title)
            _pip(folder, ["-r", build], layout, step, 2)
        (folder / STAMP).unlink(missing_ok=True)
        for number in range(done, len(locks)):
            lock = locks[number]
            total = len(lock_lines(lock.read_text()))
            # no isolated builds: those would fetch versions that nobody pinned
            arguments = ["--no-build-isolation", "-r", lock]
            _pip(folder, arguments, layout, step, total)
        _write_links(folder, links)
        (folder / STAMP).write_text(json.dumps({"levels": levels}))
    return python


def _common(have, wanted):
    count = 0
    for one, other in zip(have, wanted, strict=False):
        if one != other:
            return 0
        count += 1
    return count


def _write_links(folder, links):
    if not links:
        return
    python = folder / "bin" / "python"
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    purelib = subprocess.check_output([python, "-c", code], text=True).strip()
    text = "".join(f"{link}\n" for link in links)
    with open(os.path.join(purelib, "hcc.pth"), "w") as file:
        file.write(text)

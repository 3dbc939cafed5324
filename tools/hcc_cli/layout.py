"""Where everything lives: the checkout, its `.hcc/` and the shared cache."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from .errors import HccError

GIGABYTE = 1024**3


class Layout:
    """Paths of one checkout.

    :param root: the checkout
    :param environ: the environment variables that are honoured
    """

    def __init__(self, root, environ=None):
        environ = os.environ if environ is None else environ
        self.root = Path(root)
        self.environ = environ
        self.state = self.root / ".hcc"
        self.logs = self.state / "logs"
        self.addons = self.root / "addons"
        self.venv = self.state / "venv"
        self.lint_venv = self.state / "lintvenv"
        self.node = self.state / "node"
        self.data = self.state / "data"
        self.requirements = self.root / "requirements"
        home = environ.get("HOME") or str(Path.home())
        base = environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")
        self.cache = Path(base) / "hcc"
        self.odoo_override = environ.get("HCC_ODOO") or None
        # a short name for places outside the checkout
        self.key = hashlib.sha256(str(self.root).encode()).hexdigest()[:10]

    def make_state(self):
        self.logs.mkdir(parents=True, exist_ok=True)


def require_space(path, gigabytes, what):
    """:raises HccError: less than `gigabytes` are free where `path` will be"""
    path = Path(path)
    while not path.exists():
        path = path.parent
    free = shutil.disk_usage(path).free
    if free < gigabytes * GIGABYTE:
        raise HccError(
            f"{what} needs {gigabytes:g} GB at {path}, where"
            f" {free / GIGABYTE:.1f} GB are free.",
            "Free some space there (or point XDG_CACHE_HOME elsewhere) and run"
            " the same command again.",
        )


def spread(folder):
    """Let the file system keep new folders in this one far from each other.

    ext4 passes over the places of files that were deleted in the last minutes, one by
    one for each new file. A database is three thousand files: where databases come and
    go all the time, making one took three seconds of processor instead of a third of
    one. Another file system knows no such mark and needs none.
    """
    if shutil.which("chattr"):
        subprocess.run(["chattr", "+T", str(folder)], capture_output=True, check=False)

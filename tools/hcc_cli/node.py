"""Node tools: those of package.json in `.hcc/node`, those of a bench beside it."""

import hashlib
import os
import shutil

from . import process
from .layout import require_space

FILES = ("package.json", "package-lock.json")


def ensure(layout, console, source=None):
    """Install what a folder's package.json names.

    :param source: the folder, by default the checkout
    :return: the folder node_modules
    """
    target = layout.state / f"node-{source.name}" if source else layout.node
    source = source or layout.root
    digest = hashlib.sha256()
    for name in FILES:
        digest.update((source / name).read_bytes())
    stamp = target / "hcc-stamp"
    modules = target / "node_modules"
    if stamp.is_file() and stamp.read_text() == digest.hexdigest():
        return modules
    require_space(layout.state, 0.3, "The Node tools")
    with console.step("Node tools"):
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for name in FILES:
            shutil.copy(source / name, target)
        process.run(
            ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
            what="The Node tools",
            log=layout.logs / "npm.log",
            cwd=target,
            env={**os.environ, "npm_config_update_notifier": "false"},
        )
        stamp.write_text(digest.hexdigest())
    return modules

"""The Node tools of package.json, installed in `.hcc/node`."""

import hashlib
import os
import shutil

from . import process
from .layout import require_space

FILES = ("package.json", "package-lock.json")


def ensure(layout, console):
    """:return: the folder node_modules"""
    digest = hashlib.sha256()
    for name in FILES:
        digest.update((layout.root / name).read_bytes())
    stamp = layout.node / "hcc-stamp"
    modules = layout.node / "node_modules"
    if stamp.is_file() and stamp.read_text() == digest.hexdigest():
        return modules
    require_space(layout.state, 0.3, "The Node tools")
    with console.step("Node tools"):
        shutil.rmtree(layout.node, ignore_errors=True)
        layout.node.mkdir(parents=True)
        for name in FILES:
            shutil.copy(layout.root / name, layout.node)
        process.run(
            ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
            what="The Node tools",
            log=layout.logs / "npm.log",
            cwd=layout.node,
            env={**os.environ, "npm_config_update_notifier": "false"},
        )
        stamp.write_text(digest.hexdigest())
    return modules

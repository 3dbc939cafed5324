"""Odoo's own rules for a whole registry (its module test_lint), on ours too.

Only those that need nothing but Odoo: the package's `__init__` imports all of
its checks, and with them pylint; a stand-in package leaves that out.
"""

import importlib
import sys
import types
from pathlib import Path

import pytest

import odoo.addons

PACKAGE = "odoo.addons.test_lint.tests"


def _load():
    for folder in odoo.addons.__path__:
        tests = Path(folder) / "test_lint" / "tests"
        if tests.is_dir():
            break
    else:
        pytest.skip("this Odoo has no test_lint", allow_module_level=True)
    package = types.ModuleType(PACKAGE)
    package.__path__ = [str(tests)]
    sys.modules.setdefault(PACKAGE, package)
    return [
        importlib.import_module(f"{PACKAGE}.{name}")
        for name in ("test_index", "test_naming", "test_routes")
    ] + [importlib.import_module(f"{PACKAGE}.test_override_signatures")]


_index, _naming, _routes, _signatures = _load()
# OCA's queue_job breaks two of the rules: its channels are a handful of rows, and it
# names the values of `write` otherwise.
_index.BTREE_INDEX_IGNORE_FIELDS.add("queue.job.function.channel_id")
_signatures.MODEL_METHODS_TO_IGNORE = {
    *_signatures.MODEL_METHODS_TO_IGNORE,
    ("queue.job.channel", "write"),
    ("queue.job.function", "write"),
}
TestIndex = _index.TestIndex
TestNaming = _naming.TestNaming
TestRoutes = _routes.RoutesLinter
TestOverrideSignatures = _signatures.TestLintOverrideSignatures

"""The Vietnamese of every addon is complete, and made from the present sources."""

import sys

import pytest

from hcc_cli import addons
from hcc_cli.i18n_command import translate
from hcc_cli.layout import Layout

polib = pytest.importorskip("polib")
from hcc_pytest.context import ROOT  # noqa: E402

sys.path.insert(0, str(ROOT / "tools" / "checks"))
from po_complete import problems  # noqa: E402

LAYOUT = Layout(ROOT)
NAMES = addons.find(LAYOUT.addons)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_empty_fuzzy_or_obsolete(name):
    assert problems(LAYOUT.addons / name) == []


def test_catalogs_match_the_sources(hcc_context):
    database = hcc_context.clone("test")
    states = translate(hcc_context.setup, database, check=True)
    stale = {name: state["changed"] for name, state in states.items()}
    assert stale == {name: [] for name in NAMES}, "run ./hcc i18n"

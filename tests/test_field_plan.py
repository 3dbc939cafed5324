"""The judge of the fault runs sees what is lost and what is doubled."""

import sys
from collections import Counter

import pytest

from hcc_pytest.context import ROOT

CODE = "H26.1-261128-00010"
ACTIONS = [
    {"id": "a", "kind": "start", "mark": ""},
    {"id": "b", "kind": "note", "mark": "N1-0"},
    {"id": "c", "kind": "dossier", "mark": CODE},
    {"id": "d", "kind": "photo", "mark": "", "upload": "p"},
]


@pytest.fixture(scope="module")
def plan():
    sys.path.insert(0, str(ROOT / "bench"))
    try:
        import _field_plan
    finally:
        sys.path.remove(str(ROOT / "bench"))
    return _field_plan


def rows(**statuses):
    """Rows as they should be, but for the statuses of some."""
    texts = {"b": "Bench note N1-0 end", "c": CODE}
    return [
        {
            "uid": one["id"],
            "kind": one["kind"],
            "status": statuses.get(one["id"], "applied"),
            "text": texts.get(one["id"]),
            "payload": None,
        }
        for one in ACTIONS
    ]


def judge(plan, found=None, dossiers=1, photos=1, ends=1, **changes):
    run = {
        "left": 0,
        "wiped": False,
        "made": ACTIONS,
        "outcomes": [{"id": one["id"]} for one in ACTIONS],
    }
    return plan.judge(
        {**run, **changes},
        rows() if found is None else found,
        Counter({CODE: dossiers}),
        Counter({"p": photos}),
        ends,
    )


def test_a_whole_run(plan):
    assert judge(plan) == ([], [])
    # what is to be decided says what it is about, and is no dossier yet
    assert judge(plan, rows(c="attached"), dossiers=0) == ([], [])


@pytest.mark.parametrize(
    ("lost", "changes"),
    [
        ("never arrived", {"found": rows()[:-1]}),
        ("still wait", {"left": 2}),
        ("does not know", {"outcomes": []}),
        ("refused", {"found": rows(b="refused")}),
        ("is received", {"found": rows(b="received")}),
        ("words are gone", {"found": [{**row, "text": ""} for row in rows()]}),
        ("no dossier", {"dossiers": 0}),
        ("0 photos", {"photos": 0}),
    ],
)
def test_lost(plan, lost, changes):
    found, doubled = judge(plan, **changes)
    assert any(lost in text for text in found)
    assert doubled == []


@pytest.mark.parametrize(
    "changes",
    [
        {"found": [*rows(), rows()[1]]},
        {"found": [*rows(), {**rows()[1], "uid": "nobody"}]},
        {"dossiers": 2},
        {"found": rows(c="attached"), "dossiers": 1},
        {"ends": 2},
    ],
)
def test_doubled(plan, changes):
    lost, doubled = judge(plan, **changes)
    assert lost == []
    assert len(doubled) == 1


def test_what_was_never_begun_may_be_refused(plan):
    note = ACTIONS[1]
    lost, _doubled = judge(plan, [rows(b="refused")[1]], made=[note])
    assert lost == []


def test_the_same_number_gives_the_same_run(plan):
    assert plan.plan(7, 1) == plan.plan(7, 1) != plan.plan(8, 1)


def test_all_that_may_happen_happens(plan):
    steps = [step for number in range(300) for step in plan.plan(number, 1)]
    assert {step["do"] for step in steps} == {
        *("act", "sync", "reopen", "tabs", "leave", "clock", "wipe", "office")
    }
    kinds = {step["kind"] for step in steps if step["do"] == "act"}
    assert {"start", "note", "dossier", "photo", "done", "no_show"} < kinds

"""./hcc plan: files in, files out, and clear words about what is wrong with them."""

import json
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest
from dispatch_days import problems
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from solver import __main__ as program
from solver import checks, document, portfolio, solomon
from solver.validate import ProblemError

from hcc_cli import plan_command

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "docs" / "example-day.json"
INSTANCE = """SMALL

VEHICLE
NUMBER     CAPACITY
  3         10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0         0          0          0       200          0
    1      3         4          6          0       100         10
    2      6         8          6          0       100         10
    3      0         5          4         50        60         10
"""

bounded = settings(
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@given(problem=problems())
@settings(bounded, max_examples=60)
def test_problem_and_plan_survive_json(problem):
    text = json.dumps(document.problem_to(problem))
    assert document.problem_from(json.loads(text)) == problem
    plan = portfolio.solve(problem, max_iterations=0)
    assert document.plan_from(json.loads(json.dumps(document.plan_to(plan)))) == plan


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=4,
)


@given(data=st.data())
@settings(bounded, max_examples=300)
def test_example_with_anything_in_it_is_read_or_refused(data):
    """Whatever stands somewhere in a file, there is a message and no traceback."""
    found = json.loads(EXAMPLE.read_text())
    at = found
    while True:
        keys = list(at) if isinstance(at, dict) else range(len(at))
        key = data.draw(st.sampled_from(list(keys)))
        if isinstance(at[key], dict | list) and at[key] and data.draw(st.booleans()):
            at = at[key]
        else:
            break
    at[key] = data.draw(ANY)
    try:
        problem = document.problem_from(found)
    except ProblemError as error:
        assert str(error)
        return
    plan = portfolio.solve(problem, max_iterations=0)
    assert checks.violations(problem, plan) == []


def test_example_of_the_documentation_is_solved(tmp_path):
    out = tmp_path / "plan.json"
    assert program.main([str(EXAMPLE), "--out", str(out), "--iterations", "20"]) == 0
    found = json.loads(out.read_text())
    assert found["schema"] == "hcc-dispatch-plan/1"
    assert found["figures"]["served"] == 3
    assert found["violations"] == found["unserved"] == []
    again = document.plan_from(
        {name: found[name] for name in ("schema", "method", "routes", "unserved")}
    )
    problem = program.read(EXAMPLE)
    assert checks.violations(problem, again) == []


def test_documentation_names_every_field():
    text = (ROOT / "docs" / "dispatch.md").read_text()
    for kind in ("Helper", "Visit", "Shift", "Break"):
        for name in getattr(document, kind).__dataclass_fields__:
            assert f"`{name}`" in text, name


def test_published_instance_is_solved():
    problem = solomon.problem_from_text(INSTANCE)
    plan = portfolio.solve(problem, max_iterations=100)
    found = checks.measure(problem, plan)
    assert found.served == 3
    # capacity parts 1 and 2: 0-1-0 is 100 tenths, 0-3-2-0 is 50 + 67 + 100
    assert found.travel_minutes == 100 + 217
    assert checks.violations(problem, plan) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not an instance"),
        ("VEHICLE\nCUSTOMER\n1\n2\n3", "two numbers"),
        (INSTANCE.replace("  3         10", "  0    10"), "at most 1000"),
        (INSTANCE.replace("100         10", "100", 1), "seven for each"),
        (INSTANCE.replace("    2      6 ", "    2      6000 "), "too far"),
        (INSTANCE.replace("    2      6 ", "    1      6 "), "is there 2 times"),
    ],
)
def test_instance_that_is_none_is_refused(text, message):
    with pytest.raises(ProblemError, match=message):
        solomon.problem_from_text(text)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("p.json", b"{", "no JSON"),
        ("p.json", b"[" * 100_000, "no JSON"),
        ("p.json", b"\xff\xfe", "UTF-8"),
        ("p.json", b"{}", "schema must be"),
        ("p.json", b"[]", "it is an object"),
        ("p.txt", b"nothing", "not an instance"),
        ("none.json", None, "No such file"),
    ],
)
def test_file_that_is_no_problem_gets_a_message(
    tmp_path, capsys, name, content, message
):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert program.main([str(path)]) == 1
    assert message in capsys.readouterr().err


def test_command_line_of_the_solver(tmp_path):
    """What ./hcc plan runs works from its folder, with paths of where it was called."""
    out = tmp_path / "plan.json"
    arguments = Namespace(problem=EXAMPLE, out=out, seconds=2.5, iterations=10, seed=3)
    line = plan_command.command_line(sys.executable, arguments)
    folder = ROOT / "addons" / "hcc_dispatch"
    done = subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "3 served, 0 not" in done.stderr
    assert json.loads(out.read_text())["violations"] == []


@pytest.mark.parametrize("wrong", ["--iterations=-1", "--seconds=0", "--seed=x"])
def test_numbers_without_sense_are_refused(wrong):
    with pytest.raises(SystemExit):
        program.main([str(EXAMPLE), wrong])

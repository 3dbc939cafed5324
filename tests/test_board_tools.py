"""Plain functions of the day board's screen, run by Node."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

TOOLS = (
    Path(__file__).resolve().parent.parent
    / "addons/hcc_dispatch/static/src/board/board_tools.js"
)


@pytest.fixture(scope="module")
def run():
    """`run("clock(485)")` gives what the expression is."""
    node = shutil.which("node")
    if not node:
        pytest.fail("Node is missing; ./hcc test installs it")

    def evaluate(expression):
        script = f"{TOOLS.read_text()}\nconsole.log(JSON.stringify({expression}));"
        done = subprocess.run(
            [node, "--input-type=module"],
            input=script,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return json.loads(done.stdout)

    return evaluate


def test_times_and_marks(run):
    assert run("[0, 485, 1439, 1450, -30].map(clock)") == [
        "00:00",
        "08:05",
        "23:59",
        "00:10",
        "23:30",
    ]
    assert run("[0, 5, 185].map(hours)") == ["0:00", "0:05", "3:05"]
    assert run("[0, 25, 26, 51, 52, 702].map(mark)") == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "AAA",
    ]


def test_place_on_the_line(run):
    window = "{start: 360, stop: 1260}"
    assert run(f"position({{start: 360, stop: 1260}}, {window})") == (
        "left: 0.000%; width: 100.000%"
    )
    assert run(f"position({{start: 0, stop: 405}}, {window})") == (
        "left: 0.000%; width: 5.000%"
    )
    # outside there is nothing to draw
    assert run(f"position({{start: 1300, stop: 1400}}, {window})") == ""
    assert run(f"position({{start: 0, stop: 100}}, {window})") == ""


def test_map_holds_all_places(run):
    spots = "[{lat: 21.03, lon: 105.82}, {lat: 21.05, lon: 105.86}]"
    seen = run(
        f"""(() => {{
            const spots = {spots};
            const centre = fit(spots, 600, 380, [9, 17]);
            const size = 256 * 2 ** centre.zoom;
            return spots.map(project).map(({{x, y}}) => [
                (x - centre.x) * size + 300, (y - centre.y) * size + 190]);
        }})()"""
    )
    for x, y in seen:
        assert 40 <= x <= 560
        assert 40 <= y <= 340
    # one place alone is looked at from near, not from infinitely near
    assert run("fit([{lat: 21, lon: 105.8}], 600, 380, [9, 17]).zoom") == 17
    assert run("Math.round(metresPerPixel(0, 0))") == 156543

"""Small figures are hidden so well that nothing published gives them away.

Three who try: one solves all equations of the published tables, one narrows what is
hidden between bounds, and one knows the program and tries every table of a small city.
"""

import csv
import importlib.util
import io
import json
import random
import sys
from collections import defaultdict
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[1] / "addons" / "hcc_reporting" / "tools"


def load():
    """Import the folder under a name of its own: other rooms have `tools`, too."""
    name = "hcc_reporting_tools"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            name, TOOLS / "__init__.py", submodule_search_locations=[str(TOOLS)]
        )
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    importlib.import_module(f"{name}.public_figures")
    return sys.modules[f"{name}.public_figures"], sys.modules[f"{name}.suppression"]


public_figures, suppression = load()
CITY, THRESHOLD = suppression.CITY, suppression.THRESHOLD
ATOMS, SUMS, RATES = public_figures.ATOMS, public_figures.SUMS, public_figures.RATES
#: atoms that add up from wards to branches; people do not
ADDITIVE = [atom for atom in ATOMS if atom != "citizens"]
COUNTS = [*ATOMS, *SUMS]


# ----------------------------------------------------------------------
# Cities
# ----------------------------------------------------------------------


def random_city(chance):
    """Return (tree, wards, citizens): a pilot where much is small."""
    tree, wards = {}, {}
    for branch in range(chance.randint(1, 4)):
        tree[f"b{branch}"] = keys = [
            f"w{branch}{number}" for number in range(chance.randint(1, 5))
        ]
        for key in keys:
            wards[key] = random_ward(chance)
    citizens = {}
    for area in [CITY, *tree]:
        within = [key for keys in tree.values() for key in keys]
        people = [wards[key]["citizens"] for key in tree.get(area, within)]
        # some were in several wards
        citizens[area] = chance.randint(max(people), sum(people))
    return tree, wards, citizens


def random_ward(chance):
    top = chance.choice([0, 0, 2, 4, 6, 12, 40, 400])

    def some(limit):
        return chance.choice([0, limit, chance.randint(0, limit)])

    home, point = some(top), some(top)
    online, asked = some(2 * top), some(home + point)
    successful, rated = some(online), some(asked)
    satisfied = some(rated)
    return {
        "assists_home": home,
        "assists_point": point,
        "citizens": some(home + point),
        "dossiers_successful": successful,
        "dossiers_open": online - successful,
        "ratings_satisfied": satisfied,
        "ratings_other": rated - satisfied,
        "not_rated": asked - rated,
    }


def publish(tree, wards, citizens, **options):
    """Return (published rows by key, true counts by key, hidden)."""
    areas = {CITY: public_figures.Area("city", "", "City", "", "")}
    for branch, keys in tree.items():
        areas[branch] = public_figures.Area("branch", branch, branch, "", "")
        for key in keys:
            areas[key] = public_figures.Area("ward", branch, branch, key, key)
    rows, hidden = public_figures.make_rows(areas, tree, wards, citizens, **options)
    order = [CITY, *sorted(tree), *sorted(wards)]
    truth = {key: public_figures.complete(wards[key]) for key in wards}
    for branch, keys in tree.items():
        truth[branch] = add(truth, keys, citizens[branch])
    truth[CITY] = add(truth, wards, citizens[CITY])
    return dict(zip(order, rows, strict=True)), truth, hidden


def add(truth, keys, people):
    sums = {name: sum(truth[key][name] for key in keys) for name in COUNTS}
    return {**sums, "citizens": people}


def known_of(row, truth):
    """Return {count: value} of all that a published row tells."""
    known = {
        name: row[name] for name in row if name in COUNTS and row[name] is not None
    }
    # what is left when one part of a whole is shown
    for whole, parts in SUMS.items():
        unknown = [part for part in parts if part not in known]
        if whole in known and len(unknown) == 1:
            known[unknown[0]] = known[whole] - sum(
                known[part] for part in parts if part in known
            )
    return known


def sensitive(truth):
    """Yield the counts of an area that must not be known."""
    wholes = {part: whole for whole, parts in SUMS.items() for part in parts}
    for name in COUNTS:
        value = truth[name]
        if 0 < value < THRESHOLD:
            yield name
        elif not value and name in wholes and truth[wholes[name]]:
            yield name


CASES = [pytest.param(seed, id=f"seed {seed}") for seed in range(60)]


def city_of(seed):
    return random_city(random.Random(seed))


# ----------------------------------------------------------------------
# Who tries
# ----------------------------------------------------------------------


class Solver:
    """Linear equations over the wards' parts, solved exactly."""

    def __init__(self):
        self.rows = {}

    def add(self, form):
        form = self.reduce(form)
        pivot = next(iter(form), None)
        if pivot is not None:
            scale = form[pivot]
            self.rows[pivot] = {name: value / scale for name, value in form.items()}

    def reduce(self, form):
        form = {name: Fraction(value) for name, value in form.items()}
        for pivot, row in self.rows.items():
            factor = form.get(pivot)
            if factor:
                for name, value in row.items():
                    left = form.get(name, 0) - factor * value
                    if left:
                        form[name] = left
                    else:
                        form.pop(name, None)
        return form

    def knows(self, form):
        return not self.reduce(form)


def form_of(tree, wards, key, name):
    """Return a count of an area as a sum of the wards' parts."""
    within = [key] if key in wards else tree.get(key, list(wards))
    parts = SUMS.get(name, (name,))
    return {(ward, part): 1 for ward in within for part in parts}


@pytest.mark.parametrize("seed", CASES)
def test_no_equation_gives_a_small_figure_away(seed):
    tree, wards, citizens = city_of(seed)
    rows, truth, __ = publish(tree, wards, citizens, salt=str(seed))
    solver = Solver()
    names = [name for name in COUNTS if name != "citizens"]
    for key, row in rows.items():
        for name in known_of(row, truth):
            if name in names:
                solver.add(form_of(tree, wards, key, name))
    for key in rows:
        for name in sensitive(truth[key]):
            if name in names:
                assert not solver.knows(form_of(tree, wards, key, name)), (key, name)


@pytest.mark.parametrize("seed", CASES)
def test_bounds_leave_five_or_more_possible(seed):
    tree, wards, citizens = city_of(seed)
    rows, truth, __ = publish(tree, wards, citizens, salt=str(seed))
    low, high = {}, {}
    for key, row in rows.items():
        known = known_of(row, truth)
        for name in COUNTS:
            low[key, name] = known.get(name, 0)
            high[key, name] = known.get(name, 10**6)
    narrow(tree, wards, low, high)
    for key in rows:
        for name in sensitive(truth[key]):
            assert low[key, name] <= truth[key][name] <= high[key, name]
            assert high[key, name] >= THRESHOLD, (key, name)


def narrow(tree, wards, low, high):
    """Pull bounds together by every sum and every "no more than" there is."""
    sums = [((CITY, name), [(b, name) for b in tree]) for name in COUNTS]
    sums += [
        ((branch, name), [(ward, name) for ward in keys])
        for branch, keys in tree.items()
        for name in COUNTS
    ]
    # people of all areas may be fewer than the sum of those of each
    sums = [item for item in sums if item[0][1] != "citizens"]
    areas = [CITY, *tree, *wards]
    sums += [
        ((key, whole), [(key, part) for part in parts])
        for key in areas
        for whole, parts in SUMS.items()
    ]
    at_most = [((key, "citizens"), (key, "assists")) for key in areas]
    at_most += [
        ((ward, "citizens"), (branch, "citizens"))
        for branch, keys in tree.items()
        for ward in keys
    ]
    at_most += [((branch, "citizens"), (CITY, "citizens")) for branch in tree]
    for __ in range(30):
        before = list(low.values()), list(high.values())
        for whole, parts in sums:
            low[whole] = max(low[whole], sum(low[part] for part in parts))
            high[whole] = min(high[whole], sum(high[part] for part in parts))
            for part in parts:
                others = [other for other in parts if other != part]
                low[part] = max(
                    low[part], low[whole] - sum(high[other] for other in others)
                )
                high[part] = min(
                    high[part], high[whole] - sum(low[other] for other in others)
                )
        for less, more in at_most:
            high[less] = min(high[less], high[more])
            low[more] = max(low[more], low[less])
        if before == (list(low.values()), list(high.values())):
            return


@pytest.mark.parametrize(
    ("tree", "top", "parts"),
    [
        pytest.param({"b": ["w1", "w2", "w3"]}, 11, ("n",), id="one branch"),
        pytest.param({"b": ["w1"], "c": ["w2", "w3"]}, 13, ("n",), id="two branches"),
        pytest.param({"b": ["w1", "w2"]}, 9, ("p", "q"), id="two parts"),
    ],
)
def test_who_knows_the_program_finds_more_than_one_answer(tree, top, parts):
    """Every table of a small city; those that look the same are told apart by none."""
    wards = [ward for keys in tree.values() for ward in keys]
    levels = [suppression.Level("n", "", parts)]
    seen = defaultdict(set)
    for flat in product(range(top + 1), repeat=len(wards) * len(parts)):
        cells = [
            flat[start : start + len(parts)]
            for start in range(0, len(flat), len(parts))
        ]
        leaves = {
            ward: dict(zip(parts, cell, strict=True))
            for ward, cell in zip(wards, cells, strict=True)
        }
        truth = dict(zip(wards, cells, strict=True))
        for branch, keys in tree.items():
            truth[branch] = tuple(
                map(sum, zip(*(truth[key] for key in keys), strict=True))
            )
        truth[CITY] = tuple(
            map(sum, zip(*(truth[branch] for branch in tree), strict=True))
        )
        # the secret is not known to whoever tries
        for salt in ("a", "b", "c", "d", "e"):
            hidden = suppression.suppress(tree, leaves, levels, salt=salt)["n"]
            shown = tuple(
                (key, None if key in hidden else value) for key, value in truth.items()
            )
            seen[shown].add(flat)
    judged = 0
    for shown, tables in seen.items():
        unknown = [
            wards.index(key) for key, value in shown if value is None and key in wards
        ]
        # at the rim the other answers are outside of what was tried
        if (
            any(sum(table[i] for i in unknown) > top for table in tables)
            and len(parts) == 1
        ):
            continue
        for ward in unknown:
            for part in range(len(parts)):
                judged += 1
                values = {table[ward * len(parts) + part] for table in tables}
                whole = {
                    sum(table[ward * len(parts) : (ward + 1) * len(parts)])
                    for table in tables
                }
                assert len(values) > 1 or min(values) >= THRESHOLD or whole == {0}, (
                    shown
                )
    assert judged > 20


# ----------------------------------------------------------------------
# What else is promised
# ----------------------------------------------------------------------


@pytest.mark.parametrize("seed", CASES)
def test_nothing_small_is_shown(seed):
    tree, wards, citizens = city_of(seed)
    rows, truth, __ = publish(tree, wards, citizens, salt=str(seed))
    for key, row in rows.items():
        known = known_of(row, truth)
        assert all(known[name] == truth[key][name] for name in known)
        for name in sensitive(truth[key]):
            assert name not in known, (key, name)
        for rate, (numerator, denominator) in RATES.items():
            if row[rate] is not None:
                assert row[numerator] is not None
                assert row[rate] == round(row[numerator] / row[denominator], 4)
            elif rate not in row["suppressed"]:
                assert row[denominator] == 0


def test_big_figures_are_all_shown():
    """Where every ward has many, nothing is hidden."""
    tree = {"b": ["w1", "w2"], "c": ["w3"]}
    wards = {ward: dict.fromkeys(ATOMS, 40) for ward in ("w1", "w2", "w3")}
    rows, __, hidden = publish(tree, wards, {CITY: 100, "b": 70, "c": 40})
    assert not any(row["suppressed"] for row in rows.values())
    assert not any(hidden.values())


def test_one_small_ward_costs_one_neighbour():
    tree = {"b": ["w1", "w2", "w3", "w4"], "c": ["w5"]}
    wards = {ward: dict.fromkeys(ATOMS, 40) for keys in tree.values() for ward in keys}
    wards["w1"] = {**dict.fromkeys(ATOMS, 0), "assists_home": 2}
    rows, __, hidden = publish(tree, wards, {CITY: 150, "b": 110, "c": 40})
    assert hidden["assists"] - {"w1"} < {"w2", "w3", "w4"}
    assert len(hidden["assists"]) == 2
    assert rows["b"]["assists"] == 242
    assert rows[CITY]["assists"] == 322


def test_nobody_is_a_figure_too():
    """A ward that has not begun says 0, not "hidden"."""
    tree = {"b": ["w1", "w2"]}
    wards = {"w1": dict.fromkeys(ATOMS, 40), "w2": dict.fromkeys(ATOMS, 0)}
    rows, __, __ = publish(tree, wards, {CITY: 40, "b": 40})
    assert rows["w2"]["assists"] == 0
    assert rows["w2"]["success_rate"] is None
    assert rows["w2"]["suppressed"] == []


def test_few_people_in_two_wards_are_few():
    """Three people, each helped in two wards, are not six."""
    tree = {"b": ["w1", "w2"], "c": ["w3"]}
    wards = {ward: dict.fromkeys(ATOMS, 40) for ward in ("w1", "w2", "w3")}
    wards["w1"]["citizens"] = wards["w2"]["citizens"] = 8
    rows, __, __ = publish(tree, wards, {CITY: 43, "b": 3, "c": 40})
    assert rows["b"]["citizens"] is None


@pytest.mark.parametrize("seed", range(30))
def test_correction_is_no_difference_of_a_few(seed):
    chance = random.Random(seed)
    tree, wards, citizens = random_city(chance)
    first, __, hidden = publish(tree, wards, citizens, salt="s")
    later = {
        ward: {
            atom: max(0, count + chance.choice([0, 0, -3, 1, 2, 4, 9, 60]))
            for atom, count in atoms.items()
        }
        for ward, atoms in wards.items()
    }
    kept = suppression.carry_over(wards, later, ATOMS)
    second, __, hidden_again = publish(
        tree, kept, citizens, before={k: sorted(v) for k, v in hidden.items()}, salt="s"
    )
    for level, keys in hidden.items():
        assert keys <= hidden_again[level]
    for ward in wards:
        before, after = known_of(first[ward], None), known_of(second[ward], None)
        for atom in set(ATOMS) & set(before) & set(after):
            change = abs(after[atom] - before[atom])
            assert change == 0 or change >= THRESHOLD


def test_files_say_the_same():
    tree, wards, citizens = city_of(7)
    rows, __, __ = publish(tree, wards, citizens, salt="7")
    lines = list(rows.values())
    content = public_figures.write_csv("2026-10", lines, ["Một dòng,\nhai dòng"])
    assert content.startswith(b"\xef\xbb\xbf# ")
    text = content.decode("utf-8-sig")
    note, __, table = text.partition("\r\n")
    assert note == "# Một dòng, hai dòng"
    read = list(csv.DictReader(io.StringIO(table)))
    again = json.loads(public_figures.write_json("2026-10", lines, {"version": 1}))
    assert again["threshold"] == THRESHOLD
    assert len(read) == len(again["rows"]) == len(lines)
    for from_csv, from_json in zip(read, again["rows"], strict=True):
        for column in public_figures.COLUMNS:
            value = from_json[column]
            assert from_csv[column] == ("" if value is None else str(value))
        assert from_csv["suppressed"].split() == from_json["suppressed"]


def test_a_name_never_becomes_a_formula():
    areas = {CITY: public_figures.Area("city", "", "=1+1", "", "")}
    rows, __ = public_figures.make_rows(areas, {}, {}, {CITY: 0})
    line = public_figures.write_csv("2026-10", rows, []).decode().splitlines()[1]
    assert line.startswith("2026-10,city,,'=1+1,")

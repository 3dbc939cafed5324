"""The published figures of a month as rows, and as files. No Odoo here."""

import csv
import io
import json
from typing import NamedTuple

from .csv_text import csv_text
from .suppression import CITY, THRESHOLD, Level, suppress

#: what is counted of an area: parts that have nothing in common
ATOMS = (
    "assists_home",
    "assists_point",
    "citizens",
    "dossiers_successful",
    "dossiers_open",
    "ratings_satisfied",
    "ratings_other",
    "not_rated",
)
#: sums of parts
SUMS = {
    "assists": ("assists_home", "assists_point"),
    "dossiers_online": ("dossiers_successful", "dossiers_open"),
    "ratings": ("ratings_satisfied", "ratings_other"),
    "ratings_asked": ("ratings_satisfied", "ratings_other", "not_rated"),
}
#: rate -> (numerator, denominator)
RATES = {
    "success_rate": ("dossiers_successful", "dossiers_online"),
    "satisfaction_rate": ("ratings_satisfied", "ratings"),
    "response_rate": ("ratings", "ratings_asked"),
}
LEVELS = (
    Level("assists", "", ("assists",)),
    Level("place", "assists", ("assists_home", "assists_point")),
    Level("citizens", "assists", ("citizens",)),
    Level("online", "assists", ("dossiers_online",)),
    Level("success", "online", ("dossiers_successful", "dossiers_open")),
    Level("asked", "assists", ("ratings_asked",)),
    Level("answers", "asked", ("ratings", "not_rated")),
    Level("satisfaction", "answers", ("ratings_satisfied", "ratings_other")),
)
#: column -> the level that it is shown or hidden with
COLUMNS = {
    "assists": "assists",
    "assists_home": "place",
    "assists_point": "place",
    "citizens": "citizens",
    "dossiers_online": "online",
    "dossiers_successful": "success",
    "success_rate": "success",
    "ratings_asked": "asked",
    "ratings": "answers",
    "response_rate": "answers",
    "ratings_satisfied": "satisfaction",
    "satisfaction_rate": "satisfaction",
}
#: what a row says of its area
AREA = ("level", "branch_code", "branch", "ward_code", "ward")


class Area(NamedTuple):
    """A ward, a branch (``ward_code`` is empty) or the city."""

    level: str
    branch_code: str
    branch: str
    ward_code: str
    ward: str


def complete(atoms):
    """Add the sums to the parts of an area."""
    sums = {name: sum(atoms[part] for part in parts) for name, parts in SUMS.items()}
    return {**atoms, **sums}


def make_rows(areas, tree, wards, citizens, *, before=None, salt=""):
    """Make the rows that are published.

    :param dict areas: {key of a ward, a branch or ``CITY``: :class:`Area`}
    :param dict tree: {branch: list of wards}
    :param dict wards: {ward: {atom: count}}
    :param dict citizens: {branch or ``CITY``: people, each counted once}
    :param before: what an earlier version hid
    :param str salt: see ``suppress``
    :return: (list of rows, {level: hidden keys}); a row is a dict of ``AREA``,
        ``COLUMNS`` (``None``: hidden, or a rate without denominator) and
        ``suppressed``, the names of the columns that are hidden
    """
    leaves = {ward: complete(atoms) for ward, atoms in wards.items()}
    totals = {area: {"citizens": number} for area, number in citizens.items()}
    hidden = suppress(tree, leaves, LEVELS, totals=totals, before=before, salt=salt)
    counts = dict(leaves)
    for branch, keys in tree.items():
        counts[branch] = {**_add(leaves[key] for key in keys), **totals[branch]}
    counts[CITY] = {**_add(leaves.values()), **totals[CITY]}
    rows = [
        _make_row(areas[key], counts[key], key, hidden)
        for key in sorted(counts, key=lambda key: _order(areas[key]))
    ]
    return rows, hidden


def _order(area):
    """The city, its branches and their wards, by their codes."""
    return (
        ("city", "branch", "ward").index(area.level),
        # what belongs to no branch comes last
        not area.branch_code,
        area.branch_code,
        area.ward_code,
    )


def _add(rows):
    total = dict.fromkeys((*ATOMS, *SUMS), 0)
    for row in rows:
        for name in total:
            total[name] += row[name]
    return total


def _make_row(area, counts, key, hidden):
    values, suppressed = {}, []
    for column, level in COLUMNS.items():
        if key in hidden[level]:
            values[column] = None
            suppressed.append(column)
        elif column in RATES:
            numerator, denominator = (counts[name] for name in RATES[column])
            values[column] = round(numerator / denominator, 4) if denominator else None
        else:
            values[column] = counts[column]
    return {**area._asdict(), **values, "suppressed": suppressed}


def write_csv(month, rows, notes):
    """Write the rows as text for spreadsheets and programs.

    :param str month: as 2026-10
    :param list notes: lines that say what this is, each behind a ``#``
    :return: bytes, UTF-8 with the mark by which spreadsheets know it
    """
    output = io.StringIO()
    for note in notes:
        output.write(f"# {' '.join(note.split())}\r\n")
    writer = csv.writer(output)
    writer.writerow(["month", *AREA, *COLUMNS, "suppressed"])
    for row in rows:
        writer.writerow(
            [
                month,
                *(csv_text(row[name]) for name in AREA),
                *("" if row[name] is None else row[name] for name in COLUMNS),
                " ".join(row["suppressed"]),
            ]
        )
    return output.getvalue().encode("utf-8-sig")


def write_json(month, rows, about):
    """Write the rows as JSON.

    :param dict about: what it says of itself, first
    :return: bytes
    """
    content = {**about, "month": month, "threshold": THRESHOLD, "rows": rows}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()

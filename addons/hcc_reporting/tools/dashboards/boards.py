"""The three dashboards: city, branch, ward. No Odoo here.

Each data source reads at most one dimension beside day, branch and ward: those are
answered from roll-ups.
"""

from . import words
from .book import (
    BRANCH,
    COLUMN,
    DECIMAL,
    FIRST_COLUMN,
    GREEN,
    HEADING,
    HOURS,
    INTEGER,
    NUMBER,
    PERCENT,
    PERIOD,
    RED,
    ROW_HEIGHT,
    TERM,
    TEXT,
    WARD,
    WIDTH,
    WORDS,
    Book,
    translated,
)

NAMES = ("city", "branch", "ward")
FACT = ("hcc.kpi.fact", "day")
PEOPLE = ("hcc.kpi.people", "day")
RATES = ("success_rate", "satisfaction_rate", "response_rate")
#: causes why a dossier did not come through, the state's outcomes first
CAUSES = ("dossiers_supplement", "dossiers_rejected")
REASONS = ()
#: what the server puts in: see hcc.kpi.target
TARGETS = {"success_rate": 0.5, "satisfaction_rate": 0.9}
#: where the server finds the targets in the sheet of data
TARGET_CELLS = {"success_rate": "D3", "satisfaction_rate": "D4"}

FIGURES_MENU = "hcc_reporting.hcc_kpi_report_menu"
DETAIL_MENU = "hcc_reporting.hcc_kpi_fact_menu"
PEOPLE_MENU = "hcc_reporting.hcc_kpi_people_menu"
UNMET_MENU = "hcc_booking.hcc_unmet_demand_menu"

CARD = (326, 105)
GAP = 11
HALF = 494
CHART_HEIGHT = 300
MONTHS = 24
#: cards stand above, then two rows of charts
CHARTS_TOP = 10 + 3 * (CARD[1] + GAP)
WORDS_ROW = (CHARTS_TOP + 2 * (CHART_HEIGHT + GAP)) // ROW_HEIGHT + 2
TABLES_ROW = WORDS_ROW + len(words.DEFINITIONS) + 2


def build(name):
    """Return the JSON of a dashboard.

    :param str name: one of ``NAMES``
    """
    book = Book()
    _filters(book, name)
    columns = (200, 70, 70, 70, 84, 12, 200, 70, 70, 70, 84)
    book.board.cols = dict(enumerate(columns))
    book.data.cols = {0: 260, 1: 110, 2: 320}
    _cards(book)
    _trend(book)
    _causes(book)
    _definitions(book, WORDS_ROW)
    lines = {"city": 130, "branch": 40, "ward": MONTHS}[name]
    if name == "ward":
        _ward(book, lines)
    else:
        _areas(book, name, lines)
    return book.to_json()


def _filters(book, name):
    book.filter(PERIOD, "Period", type="date", defaultValue="last_90_days")
    for key, label, model in (
        (BRANCH, "Branch", "hcc.branch"),
        (WARD, "Ward", "hcc.ward"),
    ):
        book.filter(key, label, type="relation", modelName=model, includeChildren=False)


def _show(value, instead, line=None):
    """A number, or what stands where there is none."""
    arguments = [value, instead] + ([line] if line else [])
    return f"=HCC.SHOW({','.join(arguments)})"


def _said(*parts):
    return f"=CONCATENATE({','.join(parts)})"


# ----------------------------------------------------------------------
# Cards
# ----------------------------------------------------------------------


def _cards(book):
    data = book.data
    for column, heading in enumerate(("Figure", "Value", "Below", "Target")):
        data.put(f"{'ABCD'[column]}1", f"={translated(heading)}")
    names = (
        "assists",
        "citizens",
        "requests",
        "dossiers_online",
        "dossiers_not_filed",
        "ratings",
        "rateable",
    )
    rates = [(rate, "avg") for rate in (*RATES, "rating_mean")]
    now = book.pivot("Figures", FACT, [*names, *rates])
    before = book.pivot("Figures of the period before", FACT, ["assists"], offset=-1)
    people = book.pivot("People figures", PEOPLE, words.PEOPLE_MEASURES)

    def fact(name, pattern="#,##0", pivot=now):
        shown = f"HCC.SHOW({book.value(pivot, name)},0)"
        return f'TEXT({shown},"{pattern}")'

    def person(name, pattern="#,##0"):
        return fact(name, pattern, people)

    for row, (name, target) in enumerate(TARGETS.items(), start=3):
        assert TARGET_CELLS[name] == f"D{row}"
        data.put(f"D{row}", str(target), number_format=PERCENT)
    cards = (
        ("assists", "Assists", now, "0", INTEGER, DETAIL_MENU,
         _said(translated("Period before:"), '" "', fact("assists", pivot=before))),
        ("success_rate", "Online success rate", now, '"—"', PERCENT, FIGURES_MENU,
         _against_target(3)),
        ("satisfaction_rate", "Satisfaction", now, '"—"', PERCENT, FIGURES_MENU,
         _against_target(4)),
        ("response_rate", "Response rate", now, '"—"', PERCENT, FIGURES_MENU,
         _said(fact("ratings"), '"/"', fact("rateable"), '" "',
               translated("requests were rated"))),
        ("citizens", "Unique citizens", now, "0", INTEGER, FIGURES_MENU,
         _said(fact("requests"), '" "', translated("requests"))),
        ("dossiers_not_filed", "Dossiers not filed", now, "0", INTEGER, DETAIL_MENU,
         _said(fact("dossiers_online"), '" "', translated("were filed online"))),
        ("coverage_rate", "Open hours covered", people, '"—"', PERCENT, PEOPLE_MENU,
         _said(person("bare_hours", "#,##0.0"), '" "',
               translated("hours with nobody there"))),
        ("unmet", "Unmet demand", people, "0", INTEGER, UNMET_MENU,
         f"={translated('times no help was found')}"),
        ("training_rate", "Training completed", people, '"—"', PERCENT, PEOPLE_MENU,
         _said(person("training_passed"), '"/"', person("training_required"), '" "',
               translated("required courses passed"))),
    )  # fmt: skip
    for number, card in enumerate(cards):
        name, title, pivot, instead, pattern, menu, below = card
        row = number + 2
        data.put(f"A{row}", f"={translated(title)}")
        value = _show(book.value(pivot, name), instead)
        data.put(f"B{row}", value, number_format=pattern)
        data.put(f"C{row}", below)
        left = (number % 3) * (CARD[0] + GAP)
        top = 10 + (number // 3) * (CARD[1] + GAP)
        book.card(
            f"card-{name}",
            title,
            (left, top, *CARD),
            f"B{row}",
            below=f"C{row}",
            menu=menu,
            background="#F6F6F6" if pivot == people else "#EFF6FF",
        )
    for row in (3, 4):
        data.colour(f"B{row}", f"=AND(ISNUMBER($B{row}),$B{row}>=$D{row})", GREEN)
        data.colour(f"B{row}", f"=AND(ISNUMBER($B{row}),$B{row}<$D{row})", RED)


def _against_target(row):
    reached = f'IF(B{row}>=D{row},{translated("reached")},{translated("not reached")})'
    said = _said(
        translated("Target:"),
        '" "',
        f'TEXT(D{row},"0%")',
        f'IF(ISNUMBER(B{row}),CONCATENATE(" – ",{reached}),"")',
    )
    return f'=IF(ISNUMBER(D{row}),{said[1:]},"")'


# ----------------------------------------------------------------------
# Charts
# ----------------------------------------------------------------------


def _box(row, half):
    left = half * (WIDTH - HALF)
    return (left, CHARTS_TOP + row * (CHART_HEIGHT + GAP), HALF, CHART_HEIGHT)


def _trend(book):
    """Assists by month, and the rates of each month beside their targets."""
    book.chart(
        "chart-assists",
        "Assists by month",
        _box(0, 0),
        FACT,
        "day:month",
        "assists",
        menu=DETAIL_MENU,
        values=True,
    )
    top = 20
    months = book.pivot(
        "Rates by month",
        FACT,
        [(rate, "avg") for rate in RATES[:2]],
        ["day:month"],
    )
    data = book.data
    data.put(f"A{top}", f"={translated('Month')}")
    heads = ("Online success", "Satisfaction", "Target online", "Target satisfaction")
    for column, text in zip("BCDE", heads, strict=True):
        data.put(f"{column}{top}", f"={translated(text)}")
    for number in range(1, MONTHS + 1):
        row = top + number
        place = ("#day:month", number)
        data.put(f"A{row}", f"={book.header(months, *place)}")
        for column, rate in zip("BC", RATES[:2], strict=True):
            value = _show(book.value(months, rate, *place), '""')
            data.put(f"{column}{row}", value, number_format=PERCENT)
        for column, rate in zip("DE", RATES[:2], strict=True):
            data.put(
                f"{column}{row}",
                f'=IF($A{row}="","",${TARGET_CELLS[rate][0]}${TARGET_CELLS[rate][1:]})',
                number_format=PERCENT,
            )
    last = top + MONTHS
    book.drawing(
        "chart-rates",
        "Rates by month, and their targets",
        _box(0, 1),
        "line",
        f"A{top + 1}:A{last}",
        [f"{column}{top}:{column}{last}" for column in "BCDE"],
        menu=FIGURES_MENU,
    )


def _causes(book):
    """Why dossiers did not come through: one bar for each cause."""
    names = (*CAUSES, *(REASONS or ("dossiers_not_filed",)))
    causes = book.pivot("Causes of failure", FACT, names)
    data, top = book.data, 50
    data.put(f"A{top}", f"={translated('Cause')}")
    data.put(f"B{top}", f"={translated('Dossiers')}")
    for row, name in enumerate(names, start=top + 1):
        data.put(f"A{row}", f"={translated(words.CAUSES[name])}")
        data.put(f"B{row}", _show(book.value(causes, name), "0"), None, INTEGER)
    last = top + len(names)
    book.drawing(
        "chart-causes",
        "Causes of failure",
        _box(1, 1),
        "bar",
        f"A{top + 1}:A{last}",
        [f"B{top}:B{last}"],
        legend="none",
        horizontal=True,
        values=True,
        menu=DETAIL_MENU,
    )


# ----------------------------------------------------------------------
# Tables
# ----------------------------------------------------------------------


def _areas(book, name, lines):
    """Wards, the busiest first, as a chart of the first ten and as a table."""
    wards = _ranking(book, "Wards", "ward_id", "A", lines)
    if name == "city":
        _ranking(book, "Branches", "branch_id", "G", 14)
    else:
        _ranking(book, "Groups of procedures", "procedure_group", "G", 20)
    data, top = book.data, 70
    data.put(f"A{top}", f"={translated('Ward')}")
    data.put(f"B{top}", f"={translated('Assists')}")
    for number in range(1, 11):
        place = ("#ward_id", number)
        data.put(f"A{top + number}", f"={book.header(wards, *place)}")
        data.put(f"B{top + number}", f"={book.value(wards, 'assists', *place)}")
    book.drawing(
        "chart-wards",
        "Wards with the most assists",
        _box(1, 0),
        "bar",
        f"A{top + 1}:A{top + 10}",
        [f"B{top}:B{top + 10}"],
        legend="none",
        horizontal=True,
        values=True,
        menu=DETAIL_MENU,
    )


def _ward(book, lines):
    """One ward: day by day, month by month, and what people came for."""
    book.chart(
        "chart-days",
        "Assists by day",
        _box(1, 0),
        FACT,
        "day:day",
        "assists",
        kind="line",
        menu=DETAIL_MENU,
    )
    _ranking(book, "Months", "day:month", "A", lines)
    _ranking(book, "Groups of procedures", "procedure_group", "G", 20)


def _ranking(book, title, spec, first, lines):
    """A table of one line for each group, with the three figures.

    :return: number of its pivot
    """
    by_time = ":" in spec
    measures = ["assists", *((rate, "avg") for rate in RATES)]
    pivot = book.pivot(
        title, FACT, measures, [spec], sort=None if by_time else "assists"
    )
    columns = [chr(ord(first) + number) for number in range(5)]
    board, row = book.board, TABLES_ROW
    board.put(f"{first}{row}", f"={translated(title)}", HEADING)
    board.rows[row - 1] = 34
    board.rows[row] = 40
    heads = ("", "Assists", "Online success", "Satisfied", "Response")
    board.put(f"{first}{row + 1}", f"={translated('Name')}", FIRST_COLUMN)
    for column, text in zip(columns[1:], heads[1:], strict=True):
        board.put(f"{column}{row + 1}", f"={translated(text)}", COLUMN)
    for number in range(1, lines + 1):
        line = row + 1 + number
        place = (f"#{spec}", number)
        board.put(f"{first}{line}", f"={book.header(pivot, *place)}", TEXT)
        for column, name in zip(columns[1:], ("assists", *RATES), strict=True):
            instead = "0" if name == "assists" else '"—"'
            board.put(
                f"{column}{line}",
                _show(book.value(pivot, name, *place), instead, f"${first}{line}"),
                NUMBER,
                INTEGER if name == "assists" else PERCENT,
            )
            if name in TARGETS:
                _mark(board, f"{column}{line}", name)
    return pivot


def _mark(board, cell, name):
    """Write what misses the target in red: beside it stands the target."""
    target = f"Data!${TARGET_CELLS[name][0]}${TARGET_CELLS[name][1:]}"
    board.colour(cell, f"=AND(ISNUMBER({cell}),{cell}<{target})", RED)


def _definitions(book, row):
    board = book.board
    board.put(f"A{row}", f"={translated('What the figures mean')}", HEADING)
    board.rows[row - 1] = 34
    for line, (term, text) in enumerate(words.DEFINITIONS, start=row + 1):
        board.put(f"A{line}", f"={translated(term)}", TERM)
        board.put(f"B{line}", f"={translated(text)}", WORDS)
        board.merges.append(f"B{line}:K{line}")
        # lines of about 110 characters
        board.rows[line - 1] = 12 + 17 * (1 + len(text) // 110)


__all__ = ["DECIMAL", "HOURS", "NAMES", "TARGETS", "TARGET_CELLS", "build"]

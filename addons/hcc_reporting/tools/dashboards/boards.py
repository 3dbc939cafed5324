"""The dashboards: city, branch, ward, people. No Odoo here.

Each data source reads at most one dimension beside day, branch and ward: those are
answered from roll-ups.
"""

from ..kpi_columns import CAUSES as REASONS
from . import words
from .book import HOURS, INTEGER, PERCENT, Book, translated
from .parts import (
    FACT,
    LEFT,
    PEOPLE,
    RIGHT,
    TARGET_CELLS,
    Layout,
    counted,
    measured,
    pinned,
    said,
    show,
)
from .people import build_people

NAMES = ("city", "branch", "ward", "people")
#: the three figures that are shares
RATES = ("success_rate", "satisfaction_rate", "response_rate")
COUNTS = (
    "assists",
    "citizens",
    "requests",
    "ratings",
    "rateable",
    "no_shows",
    "visits_due",
    "assists_vulnerable",
    "first_visits_successful",
    "first_visits",
)
OTHER_RATES = (
    "first_visit_rate",
    "wait_days",
    "contact_hours",
    "no_show_rate",
    "vulnerable_rate",
)
#: why a dossier did not come through: of the authority; REASONS are those before
CAUSES = ("dossiers_supplement", "dossiers_rejected")

FIGURES_MENU = "hcc_reporting.hcc_kpi_report_menu"
DETAIL_MENU = "hcc_reporting.hcc_kpi_fact_menu"
PEOPLE_MENU = "hcc_reporting.hcc_kpi_people_menu"
UNMET_MENU = "hcc_booking.hcc_unmet_demand_menu"

MONTHS = 24
DASH = '"—"'
GREY_CARD = "#F6F6F6"
#: rows of the sheet of data
MONTHS_TOP, CAUSES_TOP, WARDS_TOP = 20, 50, 70


def build(name):
    """Return the JSON of a dashboard.

    :param str name: one of ``NAMES``
    """
    if name == "people":
        return build_people()
    book = Book()
    layout = Layout(book, 12, 2, words.DEFINITIONS)
    layout.filters("last_90_days")
    layout.targets()
    layout.cards(_cards(book, name))
    _trend(book, layout)
    _causes(book, layout)
    layout.words()
    if name == "ward":
        _ward(book, layout)
    else:
        _areas(layout, name)
    return book.to_json()


# ----------------------------------------------------------------------
# Cards
# ----------------------------------------------------------------------


def _cards(book, name):
    rates = [(rate, "avg") for rate in (*RATES, *OTHER_RATES)]
    now = book.pivot("Figures", FACT, [*COUNTS, *rates])
    before = book.pivot("Figures of the period before", FACT, ["assists"], offset=-1)
    people = book.pivot("People figures", PEOPLE, words.PEOPLE_MEASURES)

    def fact(name, pivot=now, pattern="#,##0"):
        return counted(book.value(pivot, name), pattern)

    def count(key, title, below, menu, pivot=now):
        value = show(book.value(pivot, key), "0")
        return _card(key, title, value, below, menu, INTEGER)

    def rate(key, title, below, menu, pivot=now, pattern=PERCENT):
        value = show(book.value(pivot, key), DASH)
        return _card(key, title, value, below, menu, pattern)

    def part(above, below, text, pivot=now):
        return said(
            fact(above, pivot), '"/"', fact(below, pivot), '" "', translated(text)
        )

    answered = said(
        translated("first answer after"),
        '" "',
        measured(book.value(now, "contact_hours")),
        '" "',
        translated("hours"),
    )
    bare = fact("bare_hours", people, "#,##0.0")
    earlier = said(translated("Period before:"), '" "', fact("assists", before))
    if name != "city":
        # on a phone nothing else says which area this is
        earlier = _one_area(book, f"{name}_id", earlier)
    cards = [
        count("assists", "Assists", earlier, DETAIL_MENU),
        rate("success_rate", "Online success rate", _against(3), FIGURES_MENU),
        rate("satisfaction_rate", "Satisfaction", _against(4), FIGURES_MENU),
        rate(
            "response_rate",
            "Response rate",
            part("ratings", "rateable", "requests rated"),
            FIGURES_MENU,
        ),
        count(
            "citizens",
            "Unique citizens",
            said(fact("requests"), '" "', translated("requests")),
            FIGURES_MENU,
        ),
        rate(
            "vulnerable_rate",
            "Vulnerable citizens",
            part("assists_vulnerable", "assists", "assists"),
            DETAIL_MENU,
        ),
        rate(
            "first_visit_rate",
            "Success at the first visit",
            part("first_visits_successful", "first_visits", "requests"),
            DETAIL_MENU,
        ),
        rate("wait_days", "Days to the first visit", answered, DETAIL_MENU, now, HOURS),
        rate(
            "no_show_rate",
            "Citizen not there",
            part("no_shows", "visits_due", "visits"),
            DETAIL_MENU,
        ),
        rate(
            "coverage_rate",
            "Open hours covered",
            said(bare, '" "', translated("hours with nobody there")),
            PEOPLE_MENU,
            people,
        ),
        count(
            "unmet",
            "Unmet demand",
            translated("times no help was found"),
            UNMET_MENU,
            people,
        ),
        rate(
            "training_rate",
            "Training completed",
            part("training_passed", "training_required", "courses passed", people),
            PEOPLE_MENU,
            people,
        ),
    ]
    for card in cards[9:]:
        card["background"] = GREY_CARD
    return cards


def _one_area(book, spec, otherwise):
    """The name of the one area that is shown, or something else."""
    areas = book.pivot("Area", FACT, ["assists"], [spec], sort="assists")
    first, second = (
        f'IFERROR({book.header(areas, f"#{spec}", number)},"")' for number in (1, 2)
    )
    return f'IF(AND({first}<>"",{second}=""),{first},{otherwise})'


def _card(key, title, value, below, menu, pattern):
    return {
        "key": key,
        "title": title,
        "value": value,
        "below": below,
        "menu": menu,
        "format": pattern,
    }


def _against(row):
    """The line below a rate: its target, and whether it is reached."""
    reached = f"IF(B{row}>=D{row},{translated('reached')},{translated('not reached')})"
    line = said(
        translated("Target:"),
        '" "',
        f'TEXT(D{row},"0%")',
        f'IF(ISNUMBER(B{row}),CONCATENATE(" – ",{reached}),"")',
    )
    return f'IF(ISNUMBER(D{row}),{line},"")'


# ----------------------------------------------------------------------
# Charts
# ----------------------------------------------------------------------


def _trend(book, layout):
    """Assists by month, and the rates of each month beside their targets."""
    book.chart(
        "chart-assists",
        "Assists by month",
        layout.chart_box(0, 0),
        FACT,
        "day:month",
        "assists",
        menu=DETAIL_MENU,
        values=True,
    )
    data, top = book.data, MONTHS_TOP
    months = book.pivot(
        "Rates by month", FACT, [(rate, "avg") for rate in RATES[:2]], ["day:month"]
    )
    heads = ("Online success", "Satisfied", "Target online", "Target satisfied")
    data.put(f"A{top}", f"={translated('Month')}")
    for column, text in zip("BCDE", heads, strict=True):
        data.put(f"{column}{top}", f"={translated(text)}")
    for number in range(1, MONTHS + 1):
        row, place = top + number, ("#day:month", number)
        data.put(f"A{row}", f'=IFERROR({book.header(months, *place)},"")')
        for column, rate in zip("BC", RATES[:2], strict=True):
            value = show(book.value(months, rate, *place), '""')
            data.put(f"{column}{row}", f"={value}", number_format=PERCENT)
        for column, rate in zip("DE", RATES[:2], strict=True):
            target = f'=IF($A{row}="","",{pinned(TARGET_CELLS[rate])})'
            data.put(f"{column}{row}", target, number_format=PERCENT)
    last = top + MONTHS
    book.drawing(
        "chart-rates",
        "Rates by month, and their targets",
        layout.chart_box(0, 1),
        "line",
        f"A{top + 1}:A{last}",
        [f"{column}{top}:{column}{last}" for column in "BCDE"],
        menu=FIGURES_MENU,
    )


def _causes(book, layout):
    """Why dossiers did not come through: one bar for each cause."""
    names = (*CAUSES, *REASONS)
    causes = book.pivot("Causes of failure", FACT, names)
    data, top = book.data, CAUSES_TOP
    data.put(f"A{top}", f"={translated('Cause')}")
    data.put(f"B{top}", f"={translated('Dossiers')}")
    for row, name in enumerate(names, start=top + 1):
        data.put(f"A{row}", f"={translated(words.CAUSES[name])}")
        value = show(book.value(causes, name), "0")
        data.put(f"B{row}", f"={value}", number_format=INTEGER)
    last = top + len(names)
    book.drawing(
        "chart-causes",
        "Causes of failure",
        layout.chart_box(1, 1),
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

FIGURE_COLUMNS = (
    ("assists", "Assists", "sum", INTEGER),
    ("success_rate", "Online success", "avg", PERCENT),
    ("satisfaction_rate", "Satisfied", "avg", PERCENT),
    ("response_rate", "Response", "avg", PERCENT),
)


def _areas(layout, name):
    """Wards, the busiest first, as a chart of the first ten and as a table."""
    wards = layout.table(
        "Wards",
        FACT,
        "ward_id",
        LEFT,
        130 if name == "city" else 40,
        FIGURE_COLUMNS,
        sort="assists",
    )
    title, spec, lines = (
        ("Branches", "branch_id", 14)
        if name == "city"
        else ("Groups of procedures", "procedure_group", 20)
    )
    layout.table(title, FACT, spec, RIGHT, lines, FIGURE_COLUMNS, sort="assists")
    layout.top_ten(
        "chart-wards",
        "Wards with the most assists",
        layout.chart_box(1, 0),
        wards,
        "ward_id",
        "assists",
        WARDS_TOP,
        menu=DETAIL_MENU,
    )


def _ward(book, layout):
    """One ward: day by day, month by month, and what people came for."""
    book.chart(
        "chart-days",
        "Assists by day",
        layout.chart_box(1, 0),
        FACT,
        "day:day",
        "assists",
        kind="line",
        menu=DETAIL_MENU,
    )
    layout.table("Months", FACT, "day:month", LEFT, MONTHS, FIGURE_COLUMNS)
    layout.table(
        "Groups of procedures",
        FACT,
        "procedure_group",
        RIGHT,
        20,
        FIGURE_COLUMNS,
        sort="assists",
    )

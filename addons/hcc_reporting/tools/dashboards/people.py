"""The dashboard of people figures. No Odoo here."""

from . import words
from .book import DECIMAL, HOURS, INTEGER, PERCENT, Book, translated
from .parts import LEFT, PEOPLE, RIGHT, Layout, counted, measured, said, show

PEOPLE_MENU = "hcc_reporting.hcc_kpi_people_menu"
UNMET_MENU = "hcc_booking.hcc_unmet_demand_menu"
WARDS_TOP = 20


def build_people():
    """Return the JSON of the dashboard."""
    book = Book()
    layout = Layout(book, 6, 2, words.PEOPLE_DEFINITIONS)
    layout.filters("last_90_days")
    layout.cards(_cards(book))
    layout.words()
    wards = layout.table(
        "Wards: open hours and demand",
        PEOPLE,
        "ward_id",
        LEFT,
        130,
        (
            ("open_hours", "Open hours", "sum", INTEGER),
            ("bare_hours", "Nobody there", "sum", INTEGER),
            ("coverage_rate", "Covered", "avg", PERCENT),
            ("unmet", "Unmet demand", "sum", INTEGER),
        ),
        sort="bare_hours",
    )
    layout.table(
        "Wards: courses and hours worked",
        PEOPLE,
        "ward_id",
        RIGHT,
        130,
        (
            ("training_rate", "Courses", "avg", PERCENT),
            ("hours", "Hours", "sum", INTEGER),
            ("hours_median", "Median", "avg", HOURS),
            ("hours_gini", "Gini", "avg", DECIMAL),
        ),
        sort="hours",
    )
    _charts(book, layout, wards)
    return book.to_json()


def _cards(book):
    menu = PEOPLE_MENU
    now = book.pivot("People figures", PEOPLE, words.PEOPLE_MEASURES)
    coming = book.pivot(
        "Coming days",
        PEOPLE,
        words.PEOPLE_MEASURES,
        domain=[["is_coming", "=", True]],
        any_period=True,
    )

    def card(key, title, instead, below, menu, pattern, pivot=now):
        return {
            "key": key if pivot == now else f"coming-{key}",
            "title": title,
            "value": show(book.value(pivot, key), instead),
            "below": below,
            "menu": menu,
            "format": pattern,
        }

    def text(name, pattern="#,##0", pivot=now):
        return counted(book.value(pivot, name), pattern)

    def bare(pivot):
        words_of_it = translated("hours with nobody there")
        return said(text("bare_hours", "#,##0.0", pivot), '" "', words_of_it)

    courses = said(
        text("training_passed"),
        '"/"',
        text("training_required"),
        '" "',
        translated("courses passed"),
    )
    dash = '"—"'

    spread = said(
        translated("Lowest"),
        '" "',
        measured(book.value(now, "hours_low")),
        '" – "',
        translated("highest"),
        '" "',
        measured(book.value(now, "hours_high")),
    )
    return [
        card("coverage_rate", "Open hours covered", dash, bare(now), menu, PERCENT),
        card(
            "coverage_rate",
            "Covered in the coming weeks",
            dash,
            bare(coming),
            menu,
            PERCENT,
            coming,
        ),
        card(
            "unmet",
            "Unmet demand",
            "0",
            translated("times no help was found"),
            UNMET_MENU,
            INTEGER,
        ),
        card("training_rate", "Training completed", dash, courses, menu, PERCENT),
        card("hours_median", "Median hours of a person", dash, spread, menu, HOURS),
        card(
            "hours_gini",
            "Gini of hours",
            dash,
            translated("0: everybody works as long"),
            menu,
            DECIMAL,
        ),
    ]


def _charts(book, layout, wards):
    layout.top_ten(
        "chart-bare",
        "Wards with most hours with nobody there",
        layout.chart_box(0, 0),
        wards,
        "ward_id",
        "bare_hours",
        WARDS_TOP,
        format=INTEGER,
        menu=PEOPLE_MENU,
    )
    book.chart(
        "chart-bare-days",
        "Hours with nobody there, by day",
        layout.chart_box(0, 1),
        PEOPLE,
        "day:day",
        "bare_hours",
        kind="line",
        domain=[["open_hours", ">", 0]],
        menu=PEOPLE_MENU,
    )
    book.chart(
        "chart-unmet",
        "Unmet demand by month",
        layout.chart_box(1, 0),
        PEOPLE,
        "day:month",
        "unmet",
        domain=[["unmet", ">", 0]],
        values=True,
        menu=UNMET_MENU,
    )
    book.chart(
        "chart-hours",
        "Hours worked by month",
        layout.chart_box(1, 1),
        PEOPLE,
        "day:month",
        "hours",
        domain=[["people", ">", 0]],
        values=True,
        menu=PEOPLE_MENU,
    )

"""A spreadsheet, piece by piece: pivots, figures, cells. No Odoo here."""

from string import ascii_uppercase

#: what the web client of Odoo 19.0 reads without migrating it
VERSION = "18.5.10"
#: the grid is so wide: it fits beside the list of dashboards at 1280 px
WIDTH = 1000
ROW_HEIGHT = 23

PERIOD, BRANCH, WARD = "period", "branch", "ward"

BLUE, GREY, GREEN, RED = "#0b4f8a", "#434343", "#1a7f37", "#b42318"
STYLES = {
    1: {"textColor": BLUE, "bold": True, "fontSize": 14},
    2: {
        "textColor": GREY,
        "bold": True,
        "wrapping": "wrap",
        "verticalAlign": "bottom",
        "align": "right",
    },
    3: {"textColor": GREY, "verticalAlign": "middle", "align": "left"},
    4: {"textColor": GREY, "verticalAlign": "middle", "align": "right"},
    5: {"textColor": GREY, "wrapping": "wrap", "verticalAlign": "top"},
    6: {"textColor": GREY, "bold": True, "wrapping": "wrap", "verticalAlign": "top"},
    7: {"textColor": GREY, "bold": True, "verticalAlign": "bottom"},
}
HEADING, COLUMN, TEXT, NUMBER, WORDS, TERM, FIRST_COLUMN = 1, 2, 3, 4, 5, 6, 7
FORMATS = {1: "#,##0", 2: "0.0%", 3: "0.00", 4: "#,##0.0"}
INTEGER, PERCENT, DECIMAL, HOURS = 1, 2, 3, 4


def translated(text):
    """The formula of a text that is shown in the reader's language."""
    assert '"' not in text
    return f'_t("{text}")'


class Sheet:
    """Cells and figures of one sheet."""

    def __init__(self, key, name):
        self.key = key
        self.name = name
        self.cells, self.styles, self.formats = {}, {}, {}
        self.rows, self.cols, self.merges = {}, {}, []
        self.figures, self.conditional = [], []
        self.last_row = 1

    def put(self, cell, content, style=None, number_format=None):
        self.cells[cell] = content
        if style:
            self.styles[cell] = style
        if number_format:
            self.formats[cell] = number_format
        self.last_row = max(self.last_row, int(cell.lstrip(ascii_uppercase)))

    def colour(self, cell, formula, colour):
        """Write the cell in a colour while a formula is true."""
        number = len(self.conditional) + 1
        self.conditional.append(
            {
                "id": f"{self.key}-{number}",
                "ranges": [cell],
                "rule": {
                    "type": "CellIsRule",
                    "operator": "customFormula",
                    "values": [formula],
                    "style": {"textColor": colour},
                },
            }
        )

    def to_json(self):
        return {
            "id": self.key,
            "name": self.name,
            "colNumber": max(12, len(self.cols)),
            "rowNumber": self.last_row + 4,
            "rows": {str(row): {"size": size} for row, size in self.rows.items()},
            "cols": {str(col): {"size": size} for col, size in self.cols.items()},
            "merges": self.merges,
            "cells": self.cells,
            "styles": self.styles,
            "formats": self.formats,
            "borders": {},
            "conditionalFormats": self.conditional,
            "dataValidationRules": [],
            "figures": self.figures,
            "tables": [],
            "areGridLinesVisible": False,
            "isVisible": True,
            "headerGroups": {"ROW": [], "COL": []},
            "comments": {},
        }


class Book:
    """Sheets with what they read: pivots, filters, ways to menus."""

    def __init__(self):
        self.board = Sheet("board", "Dashboard")
        self.data = Sheet("data", "Data")
        self.pivots, self.filters, self.menus = {}, [], {}

    # Where the numbers come from

    def pivot(self, name, source, measures, rows=(), **options):
        """Add a pivot.

        :param source: (model, its field of the day)
        :param measures: names of fields, or (name, aggregator)
        :param rows: groupings, as ``ward_id`` or ``day:month``
        :param sort: measure to sort by, the largest first
        :param offset: -1 for the period before
        :param any_period: whether the filter of the period does not matter
        :return: its number, for formulas
        """
        model, day = source
        number = str(len(self.pivots) + 1)
        sort = options.get("sort")
        measures = [m if isinstance(m, tuple) else (m, "sum") for m in measures]
        ids = {field: f"{field}:{aggregator}" for field, aggregator in measures}
        self.pivots[number] = {
            "type": "ODOO",
            "id": number,
            "formulaId": number,
            "name": name,
            "model": model,
            "context": {},
            "domain": options.get("domain", []),
            "measures": [
                {"id": ids[field], "fieldName": field, "aggregator": aggregator}
                for field, aggregator in measures
            ],
            "columns": [],
            "rows": [_dimension(spec) for spec in rows],
            "sortedColumn": sort
            and {"measure": ids[sort], "order": "desc", "domain": []},
            "fieldMatching": _matching(
                None if options.get("any_period") else day, options.get("offset", 0)
            ),
        }
        return number

    def value(self, pivot, field, *place):
        """The formula, without =, of a number of a pivot."""
        measures = self.pivots[pivot]["measures"]
        measure = next(m["id"] for m in measures if m["fieldName"] == field)
        return f"PIVOT.VALUE({_arguments(pivot, measure, *place)})"

    def header(self, pivot, *place):
        """The formula, without =, of the name of a line of a pivot."""
        return f"PIVOT.HEADER({_arguments(pivot, *place)})"

    def filter(self, key, label, **values):
        self.filters.append({"id": key, "label": label, **values})

    # Figures

    def figure(self, key, box, data, menu=None):
        """Add a chart.

        :param box: (left, top, width, height) in pixels
        :param menu: where a click leads that hits no part of it
        """
        left, top, width, height = box
        self.board.figures.append(
            {
                "id": key,
                "tag": "chart",
                "col": 0,
                "row": 0,
                "offset": {"x": left, "y": top},
                "width": width,
                "height": height,
                "data": {"chartId": key, **data},
            }
        )
        if menu:
            self.menus[key] = menu

    def card(self, key, title, box, cell, **options):
        """Add one number with its name, and with a line below it."""
        self.figure(
            key,
            box,
            {
                "type": "scorecard",
                "title": {"text": title, "bold": True, "color": GREY, "fontSize": 14},
                "background": options.get("background", "#EFF6FF"),
                "keyValue": f"Data!{cell}",
                "baseline": f"Data!{options['below']}",
                "baselineMode": options.get("mode", "text"),
                "baselineDescr": {"text": options.get("words", "")},
                "baselineColorUp": GREEN,
                "baselineColorDown": RED,
                "humanize": False,
            },
            options.get("menu"),
        )

    def chart(self, key, title, box, source, group, measure, **options):
        """Add a chart that asks the server; its parts lead to the records."""
        model, day = source
        kind = options.get("kind", "bar")
        order = options.get("order")
        self.figure(
            key,
            box,
            {
                "type": f"odoo_{kind}",
                "title": _title(title),
                "background": "#FFFFFF",
                "legendPosition": options.get("legend", "none"),
                "metaData": {
                    "groupBy": [group],
                    "measure": measure,
                    "order": order,
                    "resModel": model,
                    "mode": kind,
                    "cumulatedStart": False,
                },
                "searchParams": {
                    "comparison": None,
                    "context": {},
                    "domain": options.get("domain", []),
                    "groupBy": [group],
                    "orderBy": [],
                },
                "dataSets": [],
                "verticalAxisPosition": "left",
                "stacked": False,
                "horizontal": options.get("horizontal", False),
                "showValues": options.get("values", False),
                "humanize": False,
                "fieldMatching": _matching(day, 0),
            },
            options.get("menu"),
        )

    def drawing(self, key, title, box, kind, labels, lines, **options):
        """Add a chart of cells: gaps, and no 0, where there is no number."""
        self.figure(
            key,
            box,
            {
                "type": kind,
                "title": _title(title),
                "background": "#FFFFFF",
                "legendPosition": options.get("legend", "top"),
                "dataSetsHaveTitle": options.get("titles", True),
                "dataSets": [{"dataRange": f"Data!{line}"} for line in lines],
                "labelRange": f"Data!{labels}",
                "labelsAsText": True,
                "stacked": False,
                "aggregated": False,
                "cumulative": False,
                "horizontal": options.get("horizontal", False),
                "showValues": options.get("values", False),
                "humanize": False,
            },
            options.get("menu"),
        )

    def to_json(self):
        return {
            "version": VERSION,
            "sheets": [self.board.to_json(), self.data.to_json()],
            "styles": {str(key): style for key, style in STYLES.items()},
            "formats": {str(key): pattern for key, pattern in FORMATS.items()},
            "borders": {},
            "revisionId": "START_REVISION",
            "uniqueFigureIds": True,
            "settings": {
                "locale": {
                    "name": "English (US)",
                    "code": "en_US",
                    "thousandsSeparator": ",",
                    "decimalSeparator": ".",
                    "dateFormat": "mm/dd/yyyy",
                    "timeFormat": "hh:mm:ss",
                    "formulaArgSeparator": ",",
                    "weekStart": 7,
                }
            },
            "pivots": self.pivots,
            "pivotNextId": len(self.pivots) + 1,
            "customTableStyles": {},
            "globalFilters": self.filters,
            "lists": {},
            "listNextId": 1,
            "chartOdooMenusReferences": self.menus,
        }


def _dimension(spec):
    field, __, granularity = spec.partition(":")
    if granularity:
        return {"fieldName": field, "granularity": granularity, "order": "asc"}
    return {"fieldName": field}


def _matching(day, offset):
    period = {PERIOD: {"chain": day, "type": "date", "offset": offset}} if day else {}
    return {
        **period,
        BRANCH: {"chain": "branch_id", "type": "many2one"},
        WARD: {"chain": "ward_id", "type": "many2one"},
    }


def _title(text):
    return {"text": text, "bold": True, "color": GREY, "fontSize": 14}


def _arguments(pivot, *rest):
    return ",".join(
        [pivot, *(str(x) if isinstance(x, int) else f'"{x}"' for x in rest)]
    )

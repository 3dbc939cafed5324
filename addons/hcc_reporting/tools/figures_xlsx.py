"""A table of figures as an XLSX file. No Odoo here."""

import io

import xlsxwriter

NO_RATE = "—"
FORMATS = {
    "text": {},
    "day": {"num_format": "dd/mm/yyyy", "align": "left"},
    "month": {"num_format": "mm/yyyy", "align": "left"},
    "integer": {"num_format": "#,##0"},
    "rate": {"num_format": "0.00%", "align": "right"},
    "mean": {"num_format": "0.00", "align": "right"},
}
WIDTHS = {"text": 28, "day": 12, "month": 12, "integer": 13, "rate": 13, "mean": 13}


def write_figures(title, columns, rows, notes, notes_title):
    """Write a table and a second sheet that says what its figures mean.

    Every cell is typed; text stays text, whatever it begins with: nothing that a
    person typed is ever taken for a formula or an address.

    :param str title: name of the first sheet
    :param list columns: (heading, kind), kind as of ``FORMATS``
    :param list rows: lists of values; ``None`` is an empty text or an absent rate.
        The last row is set in bold.
    :param list notes: (heading, text)
    :param str notes_title: name of the second sheet
    :return: bytes of the file
    """
    output = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(output, options) as workbook:
        sheet = workbook.add_worksheet(_sheet_name(title))
        bold = {"bold": True, "top": 1}
        formats = {kind: workbook.add_format(FORMATS[kind]) for kind in FORMATS}
        total_formats = {
            kind: workbook.add_format({**FORMATS[kind], **bold}) for kind in FORMATS
        }
        heading = workbook.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E7EEF6"}
        )
        for number, (name, kind) in enumerate(columns):
            sheet.set_column(number, number, WIDTHS[kind])
            sheet.write_string(0, number, name, heading)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            used = total_formats if number == len(rows) else formats
            for column, ((__, kind), value) in enumerate(
                zip(columns, row, strict=True)
            ):
                _write_cell(sheet, number, column, kind, value, used[kind])
        if rows:
            sheet.autofilter(0, 0, max(len(rows) - 1, 1), len(columns) - 1)
        _write_notes(workbook, notes, notes_title)
    return output.getvalue()


def _write_cell(sheet, row, column, kind, value, cell_format):
    if value is None:
        text = NO_RATE if kind in ("rate", "mean") else ""
        sheet.write_string(row, column, text, cell_format)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, cell_format)
    elif kind in ("day", "month"):
        sheet.write_datetime(row, column, value, cell_format)
    else:
        sheet.write_number(row, column, value, cell_format)


def _write_notes(workbook, notes, title):
    sheet = workbook.add_worksheet(_sheet_name(title))
    wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
    bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    for number, (name, text) in enumerate(notes):
        sheet.write_string(number, 0, name, bold)
        sheet.write_string(number, 1, text, wrap)


def _sheet_name(title):
    """Return a name that a spreadsheet accepts."""
    return "".join(char for char in title if char not in "[]:*?/\\'")[:31] or "1"

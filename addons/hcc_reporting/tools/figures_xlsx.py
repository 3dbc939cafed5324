"""Tables as XLSX files, of any length in little memory. No Odoo here."""

import io
from contextlib import contextmanager
from datetime import date

import xlsxwriter

NO_RATE = "—"
FORMATS = {
    "text": {},
    "day": {"num_format": "dd/mm/yyyy", "align": "left"},
    "month": {"num_format": "mm/yyyy", "align": "left"},
    "moment": {"num_format": "dd/mm/yyyy hh:mm", "align": "left"},
    "integer": {"num_format": "#,##0"},
    "rate": {"num_format": "0.00%", "align": "right"},
    "mean": {"num_format": "0.00", "align": "right"},
}
WIDTHS = {
    "text": 28,
    "day": 12,
    "month": 12,
    "moment": 17,
    "integer": 13,
    "rate": 13,
    "mean": 13,
}
#: what a sheet holds below its heading
SHEET_ROWS = 1_048_575
# One row at a time is kept, in a file of its own beside the workbook. Text stays text,
# whatever it begins with: nothing that a person typed is ever taken for a formula or
# an address.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
#: spreadsheets count days from here
_DAY_ZERO = date(1899, 12, 30).toordinal()
_DAY_SECONDS = 24 * 60 * 60


def write_figures(title, columns, rows, notes, notes_title):
    """Write a table that ends with its total, and what its figures mean.

    :param str title: name of the first sheet
    :param list columns: (heading, kind), kind as of ``FORMATS``
    :param list rows: lists of values; the last row is set in bold
    :param list notes: (heading, text)
    :param str notes_title: name of the second sheet
    :return: bytes of the file
    """
    output = io.BytesIO()
    with open_book(output) as book:
        table = Table(book, title, columns)
        table.add(rows[:-1])
        if rows:
            table.write_total(rows[-1])
        table.close()
        write_notes(book, notes, notes_title)
    return output.getvalue()


@contextmanager
def open_book(target):
    """Open a workbook, and write it to the target at the end.

    Nothing is written when what is done with it fails.

    :param target: path, or file that is open for binary writing
    """
    book = xlsxwriter.Workbook(target, OPTIONS)
    try:
        yield book
    except BaseException:
        # or it would be written when it is forgotten
        book.fileclosed = True
        for sheet in book.worksheets():
            sheet._opt_close()
        raise
    book.close()


class Table:
    """A table in a workbook; it goes on in further sheets when one is full.

    A value is ``None`` (an empty cell, or a rate that is not there) or of the kind of
    its column: ``str``; ``date``; naive ``datetime``; ``int``; ``float``.
    """

    def __init__(self, book, title, columns, sheet_rows=SHEET_ROWS):
        """
        :param list columns: (heading, kind), kind as of ``FORMATS``
        """
        self.book = book
        self.title = title
        self.columns = columns
        self.sheet_rows = sheet_rows
        self.count = 0
        kinds = {kind for __, kind in columns}
        self.formats = {kind: book.add_format(FORMATS[kind]) for kind in kinds}
        bold = {"bold": True, "top": 1}
        self.total_formats = {
            kind: book.add_format({**FORMATS[kind], **bold}) for kind in kinds
        }
        self.heading = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E7EEF6"}
        )
        self._begin_sheet(1)

    def add(self, rows):
        """Write rows, each as long as there are columns."""
        row, last, writers = self.row, self.sheet_rows, self.writers
        for values in rows:
            if row == last:
                self._close_sheet(row)
                self._begin_sheet(self.number + 1)
                row, writers = 0, self.writers
            row += 1
            for (column, write), value in zip(writers, values, strict=True):
                write(row, column, value)
        self.row = row

    def write_total(self, values):
        """Write the last row, in bold and out of the reach of the filter."""
        self.writers = self._get_writers(self.total_formats)
        filtered = self.row
        self.add([values])
        if self.row > filtered:
            self.filtered = filtered

    def close(self):
        """Finish the last sheet; call it once, before the workbook is closed."""
        self._close_sheet(self.row)

    def _begin_sheet(self, number):
        self.number, self.row, self.filtered = number, 0, None
        name = _sheet_name(self.title)
        if number > 1:
            name = f"{name[:26]} {number}"
        self.sheet = self.book.add_worksheet(name)
        for column, (heading, kind) in enumerate(self.columns):
            self.sheet.set_column(column, column, WIDTHS[kind])
            self.sheet.write_string(0, column, heading, self.heading)
        self.sheet.freeze_panes(1, 0)
        self.writers = self._get_writers(self.formats)

    def _close_sheet(self, row):
        self.count += row
        if row:
            last = row if self.filtered is None else max(self.filtered, 1)
            self.sheet.autofilter(0, 0, last, len(self.columns) - 1)

    def _get_writers(self, formats):
        """Return what writes a cell of each column: chosen once, not for each cell."""
        return [
            (column, _WRITERS[kind](self.sheet, formats[kind]))
            for column, (__, kind) in enumerate(self.columns)
        ]


def _text_writer(sheet, cell_format):
    write_string = sheet.write_string

    def write(row, column, value):
        if value is not None:
            # XlsxWriter would take it for mark-up of its own
            if value[:3] == "<r>":
                value = f" {value}"
            write_string(row, column, value, cell_format)

    return write


def _number_writer(sheet, cell_format):
    write_number = sheet.write_number

    def write(row, column, value):
        if value is not None:
            write_number(row, column, value, cell_format)

    return write


def _rate_writer(sheet, cell_format):
    write_number, write_string = sheet.write_number, sheet.write_string

    def write(row, column, value):
        if value is None:
            write_string(row, column, NO_RATE, cell_format)
        else:
            write_number(row, column, value, cell_format)

    return write


def _day_writer(sheet, cell_format):
    write_number, write_text = sheet.write_number, _text_writer(sheet, cell_format)

    def write(row, column, value):
        if isinstance(value, str):
            write_text(row, column, value)
        elif value is not None:
            write_number(row, column, value.toordinal() - _DAY_ZERO, cell_format)

    return write


def _moment_writer(sheet, cell_format):
    write_number = sheet.write_number

    def write(row, column, value):
        if value is not None:
            seconds = value.hour * 3600 + value.minute * 60 + value.second
            days = value.toordinal() - _DAY_ZERO
            write_number(row, column, days + seconds / _DAY_SECONDS, cell_format)

    return write


_WRITERS = {
    "text": _text_writer,
    "day": _day_writer,
    "month": _day_writer,
    "moment": _moment_writer,
    "integer": _number_writer,
    "rate": _rate_writer,
    "mean": _rate_writer,
}


def write_notes(book, notes, title):
    """Write a sheet that says what the figures mean.

    :param list notes: (heading, text)
    """
    sheet = book.add_worksheet(_sheet_name(title))
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    write_name, write_text = _text_writer(sheet, bold), _text_writer(sheet, wrap)
    for number, (name, text) in enumerate(notes):
        write_name(number, 0, name)
        write_text(number, 1, text)


def _sheet_name(title):
    """Return a name that a spreadsheet accepts."""
    return "".join(char for char in title if char not in "[]:*?/\\'")[:31] or "1"

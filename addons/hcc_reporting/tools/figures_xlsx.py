"""Tables as XLSX files, of any length in little memory. No Odoo here."""

import io
import os
import re
from contextlib import contextmanager
from datetime import date

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from odoo.addons.hcc_collaborator.tools.sheet_text import xlsx_text

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
#: characters of a cell
LONGEST_TEXT = 32_767
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
            os.unlink(sheet.row_data_filename)
        raise
    book.close()


class _Sheet(Worksheet):
    """A sheet that takes a whole row at once, as it stands in the file.

    XlsxWriter keeps each cell as an object until its row is full, and writes it piece
    by piece: a third of the speed.
    """

    def add_row(self, number, cells):
        """Write a row below all others.

        :param int number: of the row, the first is 1
        :param str cells: XML of its cells
        """
        if self.table:
            # the heading, which was written the usual way
            self._write_single_row(number)
        self.fh.write(f'<row r="{number}">{cells}</row>')
        self.dim_rowmax = number - 1


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
        row, last = self.row, self.sheet_rows
        writers, add_row = self.writers, self.sheet.add_row
        for values in rows:
            if row == last:
                self._close_sheet(row)
                self._begin_sheet(self.number + 1)
                row, writers, add_row = 0, self.writers, self.sheet.add_row
            row += 1
            number = row + 1
            cells = [
                write(number, value)
                for write, value in zip(writers, values, strict=True)
            ]
            add_row(number, "".join(cells))
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
        self.sheet = self.book.add_worksheet(name, worksheet_class=_Sheet)
        for column, (heading, kind) in enumerate(self.columns):
            self.sheet.set_column(column, column, WIDTHS[kind])
            self.sheet.write_string(0, column, xlsx_text(heading), self.heading)
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
            _WRITERS[kind](xl_col_to_name(column), formats[kind]._get_xf_index())
            for column, (__, kind) in enumerate(self.columns)
        ]


# A writer turns the number of a row and a value into the XML of the cell; without a
# value there is no cell, or there is a dash.


def _text_writer(column, style):
    start, tail = f'<c r="{column}', f'" s="{style}" t="inlineStr"><is><t'

    def write(number, value):
        if value is None:
            return ""
        return f"{start}{number}{tail}{_to_xml(value)}</t></is></c>"

    return write


def _number_writer(column, style):
    start, tail = f'<c r="{column}', f'" s="{style}"><v>'

    def write(number, value):
        if value is None:
            return ""
        return f"{start}{number}{tail}{value:.16G}</v></c>"

    return write


def _rate_writer(column, style):
    write_text, write_number = (
        _text_writer(column, style),
        _number_writer(column, style),
    )

    def write(number, value):
        if value is None:
            return write_text(number, NO_RATE)
        return write_number(number, value)

    return write


def _day_writer(column, style):
    write_text, write_number = (
        _text_writer(column, style),
        _number_writer(column, style),
    )

    def write(number, value):
        if isinstance(value, str):
            return write_text(number, value)
        return write_number(number, value and value.toordinal() - _DAY_ZERO)

    return write


def _moment_writer(column, style):
    write_number = _number_writer(column, style)

    def write(number, value):
        if value is None:
            return ""
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        days = value.toordinal() - _DAY_ZERO
        return write_number(number, days + seconds / _DAY_SECONDS)

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
#: what does not stand in XML as it is, or would be read as one of our escapes
_SPECIAL = re.compile("[&<>\\x00-\\x08\\x0b-\\x1f\\ufffe\\uffff]|_x[0-9a-fA-F]{4}_")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def _to_xml(text):
    """Return a text as it stands in a cell, with the end of the tag before it."""
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT]
    if _SPECIAL.search(text):
        text = _SPECIAL.sub(_escape, text)
    if text[:1].isspace() or text[-1:].isspace():
        return f' xml:space="preserve">{text}'
    return f">{text}"


def _escape(match):
    found = match.group()
    if len(found) > 1:
        return f"_x005F{found}"
    return _NAMED.get(found) or f"_x{ord(found):04X}_"


def write_notes(book, notes, title):
    """Write a sheet that says what the figures mean.

    :param list notes: (heading, text)
    """
    sheet = book.add_worksheet(_sheet_name(title))
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    for number, (name, text) in enumerate(notes):
        sheet.write_string(number, 0, xlsx_text(name), bold)
        sheet.write_string(number, 1, xlsx_text(text), wrap)


def _sheet_name(title):
    """Return a name that a spreadsheet accepts."""
    return "".join(char for char in title if char not in "[]:*?/\\'")[:31] or "1"

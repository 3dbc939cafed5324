"""The list to fill in, and the rows that came back with reasons. No Odoo here."""

import io

import xlsxwriter

from .sheet_text import xlsx_text

# every cell is text, whatever it begins with: nothing that a person typed is ever
# taken for a formula or an address
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
HEADING = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E7EEF6"}
#: rows below the heading that offer choices
OFFERED_ROWS = 2000


def write_template(title, columns, choices_title):
    """Write an empty list.

    :param str title: name of the sheet
    :param list columns: (heading, width, choices); without choices: free text
    :param str choices_title: name of the second sheet, which holds the choices
    :return: bytes of the file
    """
    output = io.BytesIO()
    # the choices are written column by column
    with xlsxwriter.Workbook(output, {**OPTIONS, "constant_memory": False}) as workbook:
        sheet = workbook.add_worksheet(_sheet_name(title))
        choices_sheet = workbook.add_worksheet(_sheet_name(choices_title))
        heading = workbook.add_format(HEADING)
        text = workbook.add_format({"num_format": "@"})
        for number, (name, width, choices) in enumerate(columns):
            # text, or a telephone number loses its zero
            sheet.set_column(number, number, width, text)
            sheet.write_string(0, number, name, heading)
            choices_sheet.set_column(number, number, width)
            choices_sheet.write_string(0, number, name, heading)
            for row, choice in enumerate(choices, start=1):
                choices_sheet.write_string(row, number, choice)
            if choices:
                letter = xlsxwriter.utility.xl_col_to_name(number, col_abs=True)
                quoted = choices_sheet.get_name().replace("'", "''")
                source = f"='{quoted}'!{letter}$2:{letter}${len(choices) + 1}"
                rule = {"validate": "list", "source": source, "error_type": "warning"}
                sheet.data_validation(1, number, OFFERED_ROWS, number, rule)
        sheet.freeze_panes(1, 0)
        choices_sheet.freeze_panes(1, 0)
    return output.getvalue()


def write_returned(title, headings, rows):
    """Write the rows that were not taken, as they came, with the reason at the end.

    :param str title: name of the sheet
    :param list headings: of the columns, the reason's last
    :param rows: iterable of (list of texts, reason)
    :return: bytes of the file
    """
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, OPTIONS) as workbook:
        sheet = workbook.add_worksheet(_sheet_name(title))
        heading = workbook.add_format(HEADING)
        text = workbook.add_format({"num_format": "@"})
        reason = workbook.add_format({"text_wrap": True, "font_color": "#A61B1B"})
        last = len(headings) - 1
        sheet.set_column(0, last - 1, 18, text)
        sheet.set_column(last, last, 70)
        sheet.freeze_panes(1, 0)
        for number, name in enumerate(headings):
            sheet.write_string(0, number, name, heading)
        for row, (cells, why) in enumerate(rows, start=1):
            for number, cell in enumerate(cells[:last]):
                if cell:
                    sheet.write_string(row, number, xlsx_text(cell), text)
            sheet.write_string(row, last, why, reason)
    return output.getvalue()


def _sheet_name(title):
    """Return a name that a spreadsheet accepts."""
    return "".join(char for char in title if char not in "[]:*?/\\'")[:31] or "1"

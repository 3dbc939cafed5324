"""Texts in CSV files that stay texts. No Odoo here."""

#: with these a spreadsheet program begins to compute, also behind spaces
_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def csv_text(value):
    """A cell of a CSV file, which has no other way to say that it is a text.

    >>> csv_text("=1+1"), csv_text("  @SUM(A1)"), csv_text("Ba Đình"), csv_text(None)
    ("'=1+1", "'  @SUM(A1)", 'Ba Đình', '')
    >>> csv_text(-3), csv_text(0.5)
    (-3, 0.5)
    """
    if value is None or value is False:
        return ""
    if not isinstance(value, str):
        return value
    begins = value[:1] in _FORMULA or value.lstrip()[:1] in _FORMULA
    return f"'{value}" if value and begins else value

"""Texts in spreadsheets that stay texts. No Odoo here."""


def xlsx_text(text):
    """A text that XlsxWriter's ``write_string`` takes for nothing but a text."""
    return f" {text}" if text.startswith("<r>") else text

"""What stands in the words of a review. No Odoo here."""

import re

from odoo.addons.hcc_collaborator.tools.phone import parse_phone

#: digits, however they are set apart
NUMBER = re.compile(r"(?<![\d,])\+?\d(?:[\s.\-]{0,2}\d){7,13}(?!\d)")


def has_phone(text):
    """Return whether a text looks as if it held a telephone number.

    >>> has_phone("call 0912.000 123"), has_phone("12 of 3000 dossiers"), has_phone("")
    (True, False, False)
    """
    for number in NUMBER.findall(text or ""):
        try:
            parse_phone(number)
        except ValueError:
            continue
        return True
    return False

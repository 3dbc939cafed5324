"""Vietnamese text made comparable. No Odoo here."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[^0-9a-z]+")


def nfc(text):
    """Return the text in the one form in which it is stored, or ``""``."""
    return unicodedata.normalize("NFC", text or "").strip()


def fold(text):
    """Return the text in lower case, without diacritics and punctuation.

    >>> fold("Phường Hoà  Lạc"), fold("Hòa Lạc"), fold("Đống-Đa")
    ('phuong hoa lac', 'hoa lac', 'dong da')
    """
    decomposed = unicodedata.normalize("NFKD", (text or "").lower())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", bare.replace("đ", "d")).strip()


def words(text):
    """Return the folded words of the text.

    >>> words("số 5, ngõ 12 Kim Mã")
    ['so', '5', 'ngo', '12', 'kim', 'ma']
    """
    return fold(text).split()

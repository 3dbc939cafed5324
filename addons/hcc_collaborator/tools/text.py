"""Vietnamese text made comparable. No Odoo here."""

import re
import unicodedata

_NOT_LETTER = re.compile(r"[\W_]+")
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


def spelling(text):
    """Return the words with their diacritics, wherever the tone mark was put.

    >>> spelling("Hòa") == spelling("hoà"), spelling("Hòa") == spelling("hóa")
    (True, False)
    """
    result = []
    for word in _NOT_LETTER.split(nfc(text).lower()):
        decomposed = unicodedata.normalize("NFD", word)
        letters = "".join(c for c in decomposed if not unicodedata.combining(c))
        marks = "".join(sorted(c for c in decomposed if unicodedata.combining(c)))
        if letters:
            result.append(letters + marks)
    return result

"""The words of the field page on their way to it. No Odoo here."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def number_of(text):
    """The number under which the translation of a text is sent (FNV-1a, 32 bits).

    ``static/src/field/core/words.js`` does the same. Spaces count as one: Owl shows
    them so.

    >>> number_of("a")
    '1r9wi7g'
    >>> number_of("Not sent\\n        yet") == number_of("Not sent yet")
    True
    """
    number = 2166136261
    for letter in " ".join(text.split()):
        number = ((number ^ ord(letter)) * 16777619) & 0xFFFFFFFF
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"

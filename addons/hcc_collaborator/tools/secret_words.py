"""Passwords and codes that people write into notes. No Odoo here.

Helpers are never to know them, and nobody is to keep them: what looks like one
is hidden before it is stored. Better one word too many than one too few, but
"quên mật khẩu VNeID" (forgot the password) is a reason to come, not a password.
"""

import re
import unicodedata

HIDDEN = "•••"
_BETWEEN = r"(?:\s*[:=]\s*|\s+(?:la|is)\s*[:=]?\s+|\s*-+>?\s+)"
#: a password is told by what stands before it
_PASSWORD = re.compile(
    r"\b(?:mat\s*khau|mk|password|passcode|passwd|pass|pwd)\b"
    r"(?:\s+(?:cu|moi|vneid|dvc|dich vu cong|zalo|email|cua\s+\w+|my|new)){0,3}"
    rf"(?P<mark>{_BETWEEN})(?P<secret>[^\s,;<>]{{4,64}})"
)
#: a code is a few digits near a word that says so
_CODE_WORD = (
    r"(?:otp|ma\s*(?:otp|pin|xac\s*(?:thuc|nhan|minh))|pin\s+code|"
    r"(?:verification|security|one[- ]time|login)\s+code)"
)
_DIGITS = r"(?P<secret>(?<!\d)\d(?:[ .-]?\d){3,7}(?!\d|[ .-]\d))"
_CODE = re.compile(rf"\b{_CODE_WORD}\b[^\d\n]{{0,25}}{_DIGITS}")
_CODE_FIRST = re.compile(
    rf"{_DIGITS}\s*(?:la|is|=)?\s*(?:your|the|cai|so)?\s*{_CODE_WORD}\b"
)
_SIGN = re.compile(r"[:=>]")
_ODD = re.compile(r"[\d\W_]")


def hide_secrets(text):
    """The text without what looks like a password or a one-time code.

    >>> hide_secrets("Mật khẩu: Hoa@2024, mã OTP là 123 456")
    'Mật khẩu: •••, mã OTP là •••'
    >>> hide_secrets("quên mật khẩu VNeID, gọi 0912345678")
    'quên mật khẩu VNeID, gọi 0912345678'
    """
    if not text:
        return text
    plain = unicodedata.normalize("NFC", text)
    folded = "".join(map(_fold, plain))
    spans = sorted({*_find_passwords(folded), *_find_codes(folded)}, reverse=True)
    if not spans:
        return text
    end = len(plain)
    for start, stop in spans:
        if stop <= end:
            plain = plain[:start] + HIDDEN + plain[stop:]
            end = start
    return plain


def has_secrets(text):
    """Whether something in the text looks like a password or a one-time code.

    >>> has_secrets("OTP 482913"), has_secrets("hẹn 14:30 ngày 25/11/2026")
    (True, False)
    """
    return bool(text) and hide_secrets(text) != text


def _find_passwords(folded):
    for found in _PASSWORD.finditer(folded):
        # after "là" nearly anything may stand: "mật khẩu là không đúng"
        if _SIGN.search(found["mark"]) or _ODD.search(found["secret"].rstrip(".!?")):
            if HIDDEN not in found["secret"]:
                yield found.span("secret")


def _find_codes(folded):
    for pattern in (_CODE, _CODE_FIRST):
        for found in pattern.finditer(folded):
            yield found.span("secret")


def _fold(letter):
    """One small letter without its marks for each letter, so that places stay."""
    if letter in "đĐ":
        return "d"
    return unicodedata.normalize("NFD", letter)[0].lower()[0]

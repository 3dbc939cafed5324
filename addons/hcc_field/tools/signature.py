"""What may be kept as a drawn signature. No Odoo here."""

import base64
import binascii
import io

from PIL import Image

#: a signature is a few lines, not a photograph
MAX_BYTES = 50 * 1024
#: no more pixels than a large tablet has: a small file may unfold to a huge picture
MAX_PIXELS = 2_000 * 1_000
_PNG = b"\x89PNG\r\n\x1a\n"


def check_signature(text):
    """Look at a signature as it comes from a page.

    :param text: PNG in base64, with or without ``data:image/png;base64,`` before it
    :return: (PNG in base64 or nothing, what is wrong: ``missing``, ``large``,
        ``no_png``, ``empty``, or nothing)
    """
    if not text or not isinstance(text, str | bytes):
        return "", "missing"
    text = text.decode("ascii", "replace") if isinstance(text, bytes) else text
    text = text.removeprefix("data:image/png;base64,")
    if len(text) > MAX_BYTES * 4 // 3 + 4:
        return "", "large"
    try:
        png = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return "", "no_png"
    wrong = _look_at(png)
    return ("", wrong) if wrong else (text, "")


def _look_at(png):
    if not png.startswith(_PNG):
        return "no_png"
    try:
        with Image.open(io.BytesIO(png), formats=("PNG",)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                return "large"
            drawn = picture.convert("LA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return "no_png"
    # a sheet on which nobody drew has one colour
    if all(low == high for low, high in drawn.getextrema()):
        return "empty"
    return ""

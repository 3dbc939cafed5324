"""Colours of the public pages: made from two, and always readable. No Odoo here."""

import re

_HEX = re.compile(r"#[0-9a-f]{6}")

MAIN, ACCENT = "#8f1419", "#c9962f"
PAPER, DESK = "#ffffff", "#f6f3ee"
#: WCAG 2.2 AA for text
ENOUGH = 4.5


def as_colour(text):
    """``#rrggbb`` in small letters out of what was typed, or an empty text."""
    colour = str(text or "").strip().lower()
    if colour and not colour.startswith("#"):
        colour = f"#{colour}"
    if re.fullmatch(r"#[0-9a-f]{3}", colour):
        colour = "#" + "".join(2 * digit for digit in colour[1:])
    return colour if _HEX.fullmatch(colour) else ""


def mix(colour, other, share):
    """``share`` of the other colour (0 to 1) in the first one."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def contrast(one, other):
    """Contrast of WCAG: from 1 (the same) to 21 (black on white)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def palette(main, accent):
    """The colours that a style sheet needs, by the names that it has for them."""
    return {
        "--red": main,
        "--red-dark": mix(main, "#000000", 0.25),
        "--red-pale": mix(PAPER, main, 0.06),
        "--gold": accent,
        "--gold-pale": mix(PAPER, accent, 0.12),
    }


def lowest_contrast(main, accent):
    """How readable the worst pair of the main colour and what is behind it is."""
    colours = palette(main, accent)
    behind = (PAPER, DESK, colours["--red-pale"], colours["--gold-pale"])
    return min(contrast(main, other) for other in behind)


def _channels(colour):
    return [int(colour[index : index + 2], 16) for index in (1, 3, 5)]


def _luminance(colour):
    shares = [channel / 255 for channel in _channels(colour)]
    linear = [
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in shares
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

"""Addresses that a telephone can open. No Odoo here."""

from urllib.parse import urlsplit


def is_web_address(text):
    """Whether the text is one address that begins with https://."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and len(text.split()) == 1

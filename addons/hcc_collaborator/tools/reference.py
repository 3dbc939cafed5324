"""References that cannot be guessed and are read out without mistakes."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def random_reference(prefix):
    """Return a new reference such as ``HT-7K3M-9QXP``.

    :param str prefix: what kind of thing it names
    """
    chars = "".join(secrets.choice(ALPHABET) for _index in range(8))
    return f"{prefix}-{chars[:4]}-{chars[4:]}"


def random_code():
    """Return a short code to be typed beside a number, such as ``7K3-M9Q``."""
    chars = "".join(secrets.choice(ALPHABET) for _index in range(6))
    return f"{chars[:3]}-{chars[3:]}"

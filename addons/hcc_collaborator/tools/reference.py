"""References that cannot be guessed and are read out without mistakes."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def random_reference(prefix):
    """Return a new reference such as ``HT-7K3M-9QXP``.

    :param str prefix: what kind of thing it names
    """
    chars = "".join(secrets.choice(ALPHABET) for _index in range(8))
    return f"{prefix}-{chars[:4]}-{chars[4:]}"

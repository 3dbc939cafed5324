"""Advisory locks of one transaction, always taken in one order.

Whoever needs several takes them in one call: first by kind, then by id. A lock
taken inside a savepoint is given back when that savepoint is rolled back, so
trying one helper after another never holds two at a time.
"""

import zlib

TOKEN = 7101
POINT = 7102
COLLABORATOR = 7103


def lock(cr, kind, numbers):
    """Wait for the locks of one kind, lowest number first.

    :param cr: database cursor
    :param int kind: one of the constants of this module
    :param numbers: ids of the records
    """
    numbers = sorted(set(numbers))
    if numbers:
        cr.execute(
            "SELECT pg_advisory_xact_lock(%s, k) FROM unnest(%s::int[]) k",
            [kind, numbers],
        )


def lock_text(cr, text):
    """Wait for the lock of a text, such as the token of a form."""
    number = zlib.crc32(text.encode()) - 2**31
    cr.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TOKEN, number])

"""./hcc verify-journal: compute all seals of the journal anew."""

import re
from argparse import ArgumentTypeError

from . import postgres, prepare
from .database import Database
from .errors import HccError
from .run_command import database_name


def verify_journal(layout, console, arguments):
    """Say whether the journal is as it was sealed, on the database of ./hcc run.

    Whoever owns the database can make all of the journal anew, with all that checks
    kept of it. So its end is printed, to be written down where they cannot reach.

    :return: the exit code: 0 when it is intact, 1 when it was changed, or when rows
        are not sealed that should be
    """
    server = postgres.for_run(layout)
    try:
        setup = prepare.on_server(layout, console, server)
        database = Database(server, database_name(layout))
        if not database.exists():
            raise HccError(
                "There is no database yet, so no journal.", "./hcc run makes it."
            )
        report = setup.script(
            "call",
            database.name,
            model="hcc.journal.check",
            method="_report",
            arguments={},
        )
        found = arguments.kept and find_digest(server, database.name, arguments.kept[0])
    finally:
        server.release()
    console.line(report["words"])
    is_good = report["state"] == "intact"
    if arguments.kept:
        is_good &= compare(console, arguments.kept, found)
    if report["seal"]:
        console.line(
            f"Its newest seal is {report['seal']}:{report['digest']}. Write this down"
            " outside of this machine: ./hcc verify-journal --kept SEAL:DIGEST tells"
            " later whether the journal up to here is still the same."
        )
    return 0 if is_good else 1


def find_digest(server, database, number):
    """The digest of a seal, or None where there is no such seal."""
    rows = server.query(
        f"SELECT digest FROM hcc_journal_seal WHERE id = {number:d}", database
    )
    return rows[0][0] if rows else None


def read_kept(text):
    """Take apart what was written down.

    :return: (number of a seal, its digest)
    :raises ArgumentTypeError: when it is nothing of that kind
    """
    kept = re.fullmatch(r"(\d{1,9}):([0-9a-f]{64})", text.strip())
    if not kept:
        raise ArgumentTypeError(
            "it is a seal and its digest, as ./hcc verify-journal prints them"
        )
    return int(kept[1]), kept[2]


def compare(console, kept, found):
    """Say whether a seal is the one that was written down.

    :param kept: as :func:`read_kept` gives it
    :param found: the digest of that seal in the database, or None
    :return: whether it is
    """
    number, digest = kept
    if found == digest:
        console.line(f"Seal {number} is the one that was written down.")
        return True
    console.line(
        f"Seal {number} is not the one that was written down: "
        + (f"its digest is {found} now." if found else "it is gone.")
        + " The journal up to there was changed."
    )
    return False

"""./hcc verify-journal: compute all seals of the journal anew."""

from . import postgres, prepare
from .database import Database
from .errors import HccError
from .run_command import database_name


def verify_journal(layout, console, arguments):
    """Say whether the journal is as it was sealed, on the database of ./hcc run.

    :return: the exit code: 0 when it is intact, 1 when it was changed
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
    finally:
        server.release()
    console.line(report["words"])
    return 0 if report["state"] == "intact" else 1

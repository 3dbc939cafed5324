"""./hcc verify-journal on a real journal, intact and then changed."""

from types import SimpleNamespace

import pytest

from hcc_cli import verify_command
from hcc_cli.errors import HccError


@pytest.fixture
def verify(hcc_context, cloned_db, monkeypatch):
    """Run the command on a copy of a database; gives (exit code, what it said)."""
    setup = hcc_context.setup
    server = SimpleNamespace(
        query=setup.server.query, admin=setup.server.admin, release=lambda: None
    )
    monkeypatch.setattr(verify_command.postgres, "for_run", lambda layout: server)
    monkeypatch.setattr(
        verify_command.prepare, "on_server", lambda layout, console, server: setup
    )

    def run(database=cloned_db):
        said = []
        layout = SimpleNamespace(environ={"PGDATABASE": database})
        console = SimpleNamespace(line=said.append)
        code = verify_command.verify_journal(layout, console, None)
        return code, " ".join(said)

    return run


def test_first_changed_row_is_named(verify, hcc_context, cloned_db):
    query = hcc_context.setup.server.query
    hcc_context.setup.script(
        "call",
        cloned_db,
        model="hcc.journal.seal",
        method="_cron_seal",
        arguments={},
    )
    code, said = verify()
    assert code == 0, said
    [(row,)] = query("SELECT min(id) + 1 FROM hcc_journal", cloned_db)
    query(
        "ALTER TABLE hcc_journal DISABLE TRIGGER USER;"
        f"UPDATE hcc_journal SET action = 'forged' WHERE id = {row};"
        "ALTER TABLE hcc_journal ENABLE TRIGGER USER",
        cloned_db,
    )
    code, said = verify()
    assert code == 1
    assert f"row {row}." in said


def test_without_a_database_it_says_what_to_do(verify):
    with pytest.raises(HccError, match="no database yet"):
        verify("t_0_is_not_there")

"""./hcc verify-journal on a real journal, intact and then changed."""

import re
from argparse import ArgumentTypeError
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

    def run(database=cloned_db, kept=None):
        said = []
        layout = SimpleNamespace(environ={"PGDATABASE": database})
        console = SimpleNamespace(line=said.append)
        code = verify_command.verify_journal(
            layout, console, SimpleNamespace(kept=kept)
        )
        return code, " ".join(said)

    return run


@pytest.fixture
def query(hcc_context, cloned_db):
    """Run SQL on the copy past the guards of the journal."""
    tables = ("hcc_journal", "hcc_journal_seal", "hcc_journal_check")

    def switch(word):
        return ";".join(f"ALTER TABLE {table} {word} TRIGGER USER" for table in tables)

    def run(change):
        hcc_context.setup.server.query(
            f"{switch('DISABLE')};{change};{switch('ENABLE')}", cloned_db
        )

    return run


def find_seal(said):
    """The newest seal and its digest, as they were said."""
    (printed,) = re.findall(r"newest seal is (\d+:[0-9a-f]{64})\.", said)
    return verify_command.read_kept(printed)


def test_first_changed_row_is_named(verify, query, hcc_context, cloned_db):
    code, said = verify()
    assert code == 0, said
    seal, digest = find_seal(said)
    sealed = hcc_context.setup.server.query(
        f"SELECT digest FROM hcc_journal_seal WHERE id = {seal}", cloned_db
    )
    assert sealed == [[digest]]
    [(row,)] = hcc_context.setup.server.query(
        "SELECT min(id) + 1 FROM hcc_journal", cloned_db
    )
    query(f"UPDATE hcc_journal SET action = 'forged' WHERE id = {row}")
    code, said = verify()
    assert code == 1
    assert f"row {row}." in said


def test_end_that_was_made_anew_is_told(verify, query):
    """Also by the command itself, which seals what was forged before it looks."""
    code, said = verify()
    assert code == 0, said
    seal, digest = find_seal(said)
    query(
        f"DELETE FROM hcc_journal_seal WHERE id = {seal};"
        "UPDATE hcc_journal SET action = 'forged'"
        " WHERE id = (SELECT max(id) FROM hcc_journal)"
    )
    code, said = verify()
    assert code == 1
    assert f"seal {seal}, the newest one at the check" in said
    # who takes away what checks kept as well is found out by what was printed alone
    query("DELETE FROM hcc_journal_check")
    assert verify()[0] == 0
    code, said = verify(kept=(seal, digest))
    assert code == 1
    assert f"Seal {seal} is not the one that was written down: it is gone." in said
    now = find_seal(said)
    code, said = verify(kept=(now[0], digest))
    assert code == 1
    assert f"its digest is {now[1]} now" in said
    code, said = verify(kept=now)
    assert code == 0
    assert "is the one that was written down" in said


@pytest.mark.parametrize("wrong", ["", "12", "x:" + "0" * 64, "12:" + "g" * 64])
def test_what_is_no_seal_is_refused(wrong):
    with pytest.raises(ArgumentTypeError):
        verify_command.read_kept(wrong)


def test_without_a_database_it_says_what_to_do(verify):
    with pytest.raises(HccError, match="no database yet"):
        verify("t_0_is_not_there")

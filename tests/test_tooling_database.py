"""A database that takes the place of another one below a running server."""

import os
import threading
import time

import psycopg2
import pytest

from hcc_cli.database import Database

#: longer than a job pauses between its transactions
A_WHILE = 2.5
PATIENCE = 60


@pytest.fixture
def pair(hcc_context):
    """A database in use, and one that has a table called `fresh`."""
    server = hcc_context.setup.server
    start = f"t_{hcc_context.values['owner']}_{os.getpid()}_pair"
    used, fresh = (Database(server, f"{start}_{word}") for word in ("used", "fresh"))
    used.create()
    fresh.create()
    server.admin("CREATE TABLE fresh ()", fresh.name)
    yield used, fresh
    for database in (used, fresh, Database(server, f"{used.name}_old")):
        database.drop()


@pytest.fixture
def connect(pair):
    """Factory of connections to the database in use, as Odoo has them."""
    made = []
    server = pair[0].server

    def make():
        connection = psycopg2.connect(
            host=server.variables["PGHOST"],
            port=server.variables.get("PGPORT"),
            user=server.variables["PGUSER"],
            dbname=pair[0].name,
        )
        made.append(connection)
        return connection

    yield make
    for connection in made:
        connection.close()


def test_job_that_begins_at_that_moment_keeps_its_connections(
    pair, connect, monkeypatch
):
    """Also those that are idle between two of its transactions."""
    used, fresh = pair
    running, idle = connect(), connect()
    running.cursor().execute("SELECT 1")
    monkeypatch.setattr(Database, "_until_quiet", lambda *_: time.sleep(0.1))
    thread = threading.Thread(target=fresh.replace, args=(used,))
    thread.start()
    thread.join(A_WHILE)
    assert thread.is_alive()
    for connection in (idle, running):
        connection.cursor().execute("SELECT 2")
        connection.commit()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert used.server.admin("SELECT to_regclass('fresh')", used.name) == "fresh"


def test_what_runs_is_waited_for(pair, connect):
    used, fresh = pair
    running, idle = connect(), connect()
    job = running.cursor()
    job.execute("SELECT 1")
    thread = threading.Thread(target=fresh.replace, args=(used,))
    thread.start()
    thread.join(A_WHILE)
    assert thread.is_alive(), "it took the place of a database that is worked in"
    job.execute("SELECT 2")
    assert job.fetchone() == (2,)
    running.commit()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    with pytest.raises(psycopg2.OperationalError):
        idle.cursor().execute("SELECT 1")
    assert used.server.admin("SELECT to_regclass('fresh')", used.name) == "fresh"
    assert not fresh.exists()
    assert not Database(used.server, f"{used.name}_old").exists()

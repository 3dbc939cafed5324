"""Figures while everybody works: nothing is passed over, nobody waits."""

import threading
from datetime import datetime, timedelta

import pytest

START = datetime(2026, 3, 2, 2, 0)
WORKERS, VISITS = 6, 8


@pytest.fixture
def cloned_registry(quiet_registry):
    """Folding waits for every transaction of the cluster."""
    return quiet_registry


@pytest.fixture
def ward_id(cloned_registry, new_ward):
    """Id of a ward, committed."""
    from odoo import SUPERUSER_ID, api

    with cloned_registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
        return new_ward(env).id


def add_visit(env, ward_id, at):
    request = env["hcc.request"].create(
        {"ward_id": ward_id, "state": "done", "place": "home"}
    )
    env["hcc.appointment"].create(
        {
            "request_id": request.id,
            "start": at,
            "stop": at,
            "done_at": at,
            "state": "done",
            "place": "home",
            "is_walk_in": True,
        }
    )
    return request


def count(registry, ward_id):
    with registry.cursor() as cr:
        cr.execute(
            "SELECT COALESCE(SUM(assists), 0) FROM hcc_kpi_rollup"
            " WHERE dimension = 'day' AND ward_id = %s",
            [ward_id],
        )
        return cr.fetchone()[0]


def fold(registry):
    from odoo import SUPERUSER_ID, api

    with registry.cursor() as cr:
        return api.Environment(cr, SUPERUSER_ID, {})["hcc.kpi.rollup"]._fold(20)


def test_nothing_is_lost_while_many_write_and_the_job_runs(rush, ward_id):
    stop = threading.Event()
    registry = rush.registry

    def keep_folding():
        threading.current_thread().dbname = registry.db_name
        while not stop.is_set():
            fold(registry)

    def work(number):
        def call(env):
            for visit in range(VISITS):
                add_visit(env, ward_id, START + timedelta(days=number, hours=visit))
            return number

        return call

    job = threading.Thread(target=keep_folding)
    job.start()
    try:
        outcomes = rush.run([work(number) for number in range(WORKERS)])
    finally:
        stop.set()
        job.join(60)
    assert outcomes == list(range(WORKERS))
    assert rush.deadlocks == 0
    while fold(registry):
        pass
    assert count(registry, ward_id) == WORKERS * VISITS


def test_what_commits_late_is_not_passed_over(rush, ward_id):
    """A slow transaction began first; a quick one is folded before it ends."""
    from odoo import SUPERUSER_ID, api

    registry = rush.registry
    slow = registry.cursor()
    try:
        add_visit(api.Environment(slow, SUPERUSER_ID, {}), ward_id, START)
        slow.execute("SELECT 1")
        with registry.cursor() as quick:
            env = api.Environment(quick, SUPERUSER_ID, {})
            add_visit(env, ward_id, START + timedelta(days=1))
        fold(registry)
        assert count(registry, ward_id) <= 1
        slow.commit()
    finally:
        slow.close()
    while fold(registry):
        pass
    assert count(registry, ward_id) == 2


def test_two_jobs_count_once(rush, ward_id):
    registry = rush.registry
    with registry.cursor() as cr:
        from odoo import SUPERUSER_ID, api

        env = api.Environment(cr, SUPERUSER_ID, {})
        for day in range(5):
            add_visit(env, ward_id, START + timedelta(days=day))
    outcomes = rush.run([lambda env: env["hcc.kpi.rollup"]._fold()] * 4)
    assert all(isinstance(outcome, int) for outcome in outcomes), outcomes
    while fold(registry):
        pass
    assert count(registry, ward_id) == 5

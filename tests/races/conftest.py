"""A small ward in a throw-away database, and threads that rush at it."""

import threading
from datetime import UTC, datetime, time, timedelta

import pytest

WAIT = 60


class Rush:
    """Runs one function in many threads at once, each in its own transaction.

    Odoo's own retrying is around it, as around every request of a browser.
    """

    def __init__(self, registry):
        self.registry = registry
        self.deadlocks = 0

    def run(self, calls):
        """:param calls: functions of an environment
        :return: list with the result, or the exception, of each
        """
        barrier = threading.Barrier(len(calls))
        outcomes = [None] * len(calls)

        def work(number, call):
            threading.current_thread().dbname = self.registry.db_name
            try:
                barrier.wait(WAIT)
                outcomes[number] = self._transact(call)
            except Exception as error:  # noqa: BLE001 - the test looks at it
                outcomes[number] = error

        threads = [
            threading.Thread(target=work, args=item) for item in enumerate(calls)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(WAIT)
        assert not any(thread.is_alive() for thread in threads), "somebody still waits"
        return outcomes

    def _transact(self, call):
        from psycopg2.errors import DeadlockDetected

        from odoo import SUPERUSER_ID, api
        from odoo.service.model import retrying

        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})

            def once():
                try:
                    return call(env)
                except DeadlockDetected:
                    self.deadlocks += 1
                    raise

            return retrying(once, env)

    def count_deadlocks(self):
        """What PostgreSQL itself has counted in this database."""
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT deadlocks FROM pg_stat_database"
                " WHERE datname = current_database()"
            )
            return cr.fetchone()[0]


class Ward:
    """Ids of what the threads book, all of it committed."""

    def __init__(self, env, helpers, desks):
        day = datetime.now(UTC).date() + timedelta(days=4)
        #: 14:00 and 19:00 in Hanoi
        self.afternoon = datetime.combine(day, time(7))
        self.evening = datetime.combine(day, time(12))
        branch = env["hcc.branch"].create({"name": "Race", "code": "RACE"})
        ward = env["hcc.ward"].create(
            {
                "name": "Race",
                "full_name": "Phường Race",
                "code": "RACE",
                "branch_id": branch.id,
                "priority_class": "dense",
                # small, so that the ways within it are short
                "latitude": 21.03,
                "longitude": 105.85,
                "area_km2": 1.0,
            }
        )
        point = env["hcc.service.point"].create(
            {
                "name": "Race point",
                "ward_id": ward.id,
                "kind": "ward_office",
                "calendar_id": env.ref("hcc_collaborator.calendar_office").id,
                "desks": desks,
            }
        )
        team = env["hcc.team"].create({"name": "Race", "ward_id": ward.id})
        people = env["hcc.collaborator"].create(
            [
                {
                    "name": f"Helper {number}",
                    "badge_number": f"CTV-RACE-{number:02d}",
                    "team_id": team.id,
                    "state": "active",
                    "qualification_ids": [
                        (
                            0,
                            0,
                            {
                                "type_id": env.ref(
                                    "hcc_collaborator.qualification_type_basic"
                                ).id,
                                "date_from": "2026-01-01",
                            },
                        )
                    ],
                }
                for number in range(1, helpers + 1)
            ]
        )
        env["hcc.shift"].create(
            [
                {
                    "collaborator_id": person.id,
                    "start": self.afternoon - timedelta(hours=1),
                    "stop": self.evening + timedelta(hours=2),
                    "kind": "on_call",
                }
                for person in people
            ]
        )
        self.ward_id, self.point_id = ward.id, point.id
        self.collaborator_ids = people.ids
        env["ir.config_parameter"].set_param("hcc_booking.quota_person_day", "0")
        self.text_id = env.ref("hcc_booking.hcc_consent_text_booking_1").id

    def values(self, token, start, at_point=False):
        """Values of a good form."""
        return {
            "submit_token": token,
            "ward_id": self.ward_id,
            "place": "point" if at_point else "home",
            "service_point_id": self.point_id if at_point else False,
            "difficulty_travelling": not at_point,
            "description": "A race",
            "start": start,
            "name": "Race Runner",
            "phone": "0912345678",
            "address": "1 Race street",
            "consent_text_id": self.text_id,
            "channel": "web",
        }


@pytest.fixture
def rush(cloned_registry):
    return Rush(cloned_registry)


@pytest.fixture
def make_ward(cloned_registry):
    """Factory: `make_ward(helpers, desks)`."""

    def make(helpers, desks=1):
        from odoo import SUPERUSER_ID, api

        with cloned_registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            return Ward(env, helpers, desks)

    return make


@pytest.fixture
def new_ward():
    """`new_ward(env)`: a ward with a branch of its own, and nobody in it."""

    def make(env):
        branch = env["hcc.branch"].create({"name": "Race", "code": "RACE"})
        return env["hcc.ward"].create(
            {
                "name": "Race",
                "full_name": "Phường Race",
                "code": "RACE",
                "branch_id": branch.id,
                "priority_class": "dense",
            }
        )

    return make

"""The last seat of a session, and one person's result, in real transactions."""

from datetime import UTC, datetime, timedelta

import pytest


class Session:
    """Ids of an open session and of the people who want a seat, all committed."""

    def __init__(self, env, people, seats, start):
        branch = env["hcc.branch"].create({"name": "Race", "code": "RACE"})
        ward = env["hcc.ward"].create(
            {
                "name": "Race",
                "full_name": "Phường Race",
                "code": "RACE",
                "branch_id": branch.id,
                "priority_class": "dense",
            }
        )
        team = env["hcc.team"].create({"name": "Race", "ward_id": ward.id})
        helpers = env["hcc.collaborator"].create(
            [
                {
                    "name": f"Helper {number}",
                    "badge_number": f"CTV-RACE-{number:02d}",
                    "team_id": team.id,
                    "state": "active",
                }
                for number in range(1, people + 1)
            ]
        )
        session = env["hcc.session"].create(
            {
                "course_id": env.ref("hcc_training.hcc_course_social").id,
                "trainer_id": env.ref("base.user_admin").id,
                "branch_id": branch.id,
                "place": "Race room",
                "start": start,
                "seats": seats,
            }
        )
        session._open()
        self.id = session.id
        self.helper_ids = helpers.ids

    def enrol(self, helper_id):
        """Return a call that gives the helper a seat."""

        def call(env):
            session = env["hcc.session"].browse(self.id)
            return session._enrol(env["hcc.collaborator"].browse(helper_id)).id

        return call


@pytest.fixture
def make_session(cloned_registry):
    """Factory: `make_session(people, seats, start=None)`."""

    def make(people, seats, start=None):
        from odoo import SUPERUSER_ID, api

        tomorrow = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        start = start or tomorrow + timedelta(days=1)
        with cloned_registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            return Session(env, people, seats, start)

    return make


def read_one(rush, query, *values):
    with rush.registry.cursor() as cr:
        cr.execute(query, values)
        return cr.fetchone()


def count_seats(rush, session):
    """Return (seats taken, live attendances)."""
    return read_one(
        rush,
        """SELECT seats_taken,
                  (SELECT count(*) FROM hcc_attendance
                    WHERE session_id = s.id AND state != 'cancelled')
             FROM hcc_session s WHERE id = %s""",
        session.id,
    )


def split(outcomes):
    ids = [outcome for outcome in outcomes if isinstance(outcome, int)]
    return ids, [outcome for outcome in outcomes if not isinstance(outcome, int)]


def test_last_seat_has_one_winner(rush, make_session):
    from odoo.exceptions import UserError

    session = make_session(people=4, seats=1)
    won, lost = split(rush.run([session.enrol(each) for each in session.helper_ids]))
    assert len(won) == 1
    assert len(lost) == 3
    for error in lost:
        assert type(error) is UserError, repr(error)
        assert "0 left, 1 wanted" in str(error)
    assert count_seats(rush, session) == (1, 1)


def test_everyone_gets_a_seat_while_there_are_seats(rush, make_session):
    session = make_session(people=3, seats=3)
    won, lost = split(rush.run([session.enrol(each) for each in session.helper_ids]))
    assert (len(won), lost) == (3, [])
    assert count_seats(rush, session) == (3, 3)


def test_same_person_twice_takes_one_seat(rush, make_session):
    from odoo.exceptions import UserError

    session = make_session(people=1, seats=5)
    won, lost = split(rush.run([session.enrol(session.helper_ids[0])] * 3))
    assert len(won) == 1
    assert all(type(error) is UserError for error in lost), lost
    assert all("already has a training session" in str(error) for error in lost)
    assert count_seats(rush, session) == (1, 1)


def test_two_clicks_give_one_certificate(rush, make_session):
    from odoo.exceptions import UserError

    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    session = make_session(people=1, seats=5, start=now)
    [attendance_id] = rush.run([session.enrol(session.helper_ids[0])])

    def act(action):
        def call(env):
            getattr(env["hcc.attendance"].browse(attendance_id), action)()
            return attendance_id

        return call

    assert rush.run([act("action_present")]) == [attendance_id]
    won, lost = split(rush.run([act("action_pass")] * 3))
    assert len(won) == 1
    assert all(type(error) is UserError for error in lost), lost
    assert read_one(rush, "SELECT count(*) FROM hcc_certificate") == (1,)
    assert read_one(
        rush,
        "SELECT count(*) FROM hcc_qualification WHERE collaborator_id = %s",
        session.helper_ids[0],
    ) == (1,)

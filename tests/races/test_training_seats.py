"""Seats, the line for them, and one person's result, in real transactions."""

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
                    WHERE session_id = s.id
                      AND state NOT IN ('waiting', 'cancelled'))
             FROM hcc_session s WHERE id = %s""",
        session.id,
    )


def count_waiting(rush, session):
    """Return (people counted as waiting, people in the line)."""
    return read_one(
        rush,
        """SELECT waiting_count,
                  (SELECT count(*) FROM hcc_attendance
                    WHERE session_id = s.id AND state = 'waiting')
             FROM hcc_session s WHERE id = %s""",
        session.id,
    )


def states_of(rush, attendance_ids):
    with rush.registry.cursor() as cr:
        cr.execute(
            "SELECT state FROM hcc_attendance WHERE id = ANY(%s) ORDER BY id",
            [attendance_ids],
        )
        return [state for (state,) in cr.fetchall()]


def fill(rush, session, helper_ids):
    """Enrol one after the other; return the ids of the attendances."""
    return [rush.run([session.enrol(each)])[0] for each in helper_ids]


def cancel(attendance_id):
    """Return a call that gives a seat back or leaves the line."""

    def call(env):
        env["hcc.attendance"].browse(attendance_id).action_cancel()
        return attendance_id

    return call


def split(outcomes):
    ids = [outcome for outcome in outcomes if isinstance(outcome, int)]
    return ids, [outcome for outcome in outcomes if not isinstance(outcome, int)]


def test_last_seat_has_one_winner(rush, make_session):
    """The others are in the line."""
    session = make_session(people=4, seats=1)
    won, lost = split(rush.run([session.enrol(each) for each in session.helper_ids]))
    assert (len(won), lost) == (4, [])
    assert count_seats(rush, session) == (1, 1)
    assert count_waiting(rush, session) == (3, 3)
    assert sorted(states_of(rush, won)) == ["enrolled", "waiting", "waiting", "waiting"]


def test_last_seat_of_a_session_that_has_begun(rush, make_session):
    """Nobody waits for it any more: the others are refused."""
    from odoo.exceptions import UserError

    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    session = make_session(people=4, seats=1, start=now - timedelta(minutes=5))
    won, lost = split(rush.run([session.enrol(each) for each in session.helper_ids]))
    assert len(won) == 1
    assert len(lost) == 3
    for error in lost:
        assert type(error) is UserError, repr(error)
        assert "0 left, 1 wanted" in str(error)
    assert count_seats(rush, session) == (1, 1)


def test_one_freed_seat_goes_to_one_person(rush, make_session):
    """A release and newcomers at once: the seat is the first's in the line."""
    session = make_session(people=6, seats=1)
    ids = fill(rush, session, session.helper_ids[:3])
    calls = [cancel(ids[0])]
    calls += [session.enrol(each) for each in session.helper_ids[3:]]
    done, lost = split(rush.run(calls))
    assert (len(done), lost) == (4, [])
    assert states_of(rush, ids) == ["cancelled", "enrolled", "waiting"]
    assert count_seats(rush, session) == (1, 1)
    assert count_waiting(rush, session) == (4, 4)


def test_two_releases_give_two_seats_in_order(rush, make_session):
    session = make_session(people=6, seats=2)
    ids = fill(rush, session, session.helper_ids)
    done, lost = split(rush.run([cancel(ids[0]), cancel(ids[1])]))
    assert (len(done), lost) == (2, [])
    assert (
        states_of(rush, ids) == ["cancelled"] * 2 + ["enrolled"] * 2 + ["waiting"] * 2
    )
    assert count_seats(rush, session) == (2, 2)
    assert count_waiting(rush, session) == (2, 2)


def test_seat_released_twice_is_given_once(rush, make_session):
    from odoo.exceptions import UserError

    session = make_session(people=4, seats=1)
    ids = fill(rush, session, session.helper_ids)
    done, lost = split(rush.run([cancel(ids[0])] * 3))
    assert len(done) == 1
    assert all(type(error) is UserError for error in lost), lost
    assert states_of(rush, ids) == ["cancelled", "enrolled", "waiting", "waiting"]
    assert count_seats(rush, session) == (1, 1)
    assert count_waiting(rush, session) == (2, 2)


def test_who_joins_while_the_last_seat_is_given_back(rush, make_session):
    """Neither a free seat beside somebody who waits, nor one seat for two."""
    session = make_session(people=2, seats=1)
    ids = fill(rush, session, session.helper_ids[:1])
    done, lost = split(rush.run([cancel(ids[0]), session.enrol(session.helper_ids[1])]))
    assert (len(done), lost) == (2, [])
    assert count_seats(rush, session) == (1, 1)
    assert count_waiting(rush, session) == (0, 0)


def test_the_next_leaves_while_a_seat_becomes_free(rush, make_session):
    session = make_session(people=3, seats=1)
    ids = fill(rush, session, session.helper_ids)
    done, lost = split(rush.run([cancel(ids[0]), cancel(ids[1])]))
    assert (len(done), lost) == (2, [])
    assert states_of(rush, ids) == ["cancelled", "cancelled", "enrolled"]
    assert count_seats(rush, session) == (1, 1)
    assert count_waiting(rush, session) == (0, 0)


def test_same_seat_by_the_line_and_by_hand(rush, make_session):
    """The trainer gives a seat out of turn while it goes on by itself."""
    session = make_session(people=4, seats=1)
    ids = fill(rush, session, session.helper_ids)

    def give(env):
        env["hcc.attendance"].browse(ids[3]).action_give_seat()
        return ids[3]

    rush.run([cancel(ids[0]), give, give])
    states = states_of(rush, ids)
    assert states.count("enrolled") == 1, states
    assert count_seats(rush, session) == (1, 1)
    assert count_waiting(rush, session) == (2, 2)


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

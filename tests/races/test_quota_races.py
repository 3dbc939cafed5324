"""One person in many windows at once: never more places than the day has."""

from datetime import timedelta

HALF_HOUR = timedelta(minutes=30)


def submit(values):
    """A citizen without an account sends the form."""

    def call(env):
        public = env.ref("base.public_user")
        return env["hcc.booking"].with_user(public)._submit(values).id

    return call


def move(request_id, start):
    def call(env):
        env["hcc.request"].browse(request_id)._move(start, by="citizen")
        return request_id

    return call


def set_quota(rush, number):
    from odoo import SUPERUSER_ID, api

    with rush.registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        env["ir.config_parameter"].set_param(
            "hcc_booking.quota_person_day", str(number)
        )


def count_live(rush):
    """Live requests of the busiest person and day, and places taken twice."""
    with rush.registry.cursor() as cr:
        cr.execute(
            """SELECT coalesce(max(n), 0), coalesce(sum(n - places), 0) FROM (
                   SELECT count(*) AS n, count(DISTINCT quota_place) AS places
                     FROM hcc_request
                    WHERE state IN ('waiting', 'booked', 'in_progress')
                    GROUP BY quota_key) AS days"""
        )
        return tuple(int(number) for number in cr.fetchone())


def split(outcomes):
    """The ids that came back, and the exceptions."""
    ids = [outcome for outcome in outcomes if isinstance(outcome, int)]
    return ids, [outcome for outcome in outcomes if not isinstance(outcome, int)]


def test_one_person_in_many_windows(rush, make_ward):
    from odoo.addons.hcc_booking.exceptions import BookingError

    ward = make_ward(helpers=8)
    set_quota(rush, 2)
    before = rush.count_deadlocks()
    outcomes = rush.run(
        [
            submit(ward.values(f"window-{who}", ward.afternoon + who * 2 * HALF_HOUR))
            for who in range(5)
        ]
    )
    ids, losers = split(outcomes)
    assert len(ids) == 2, outcomes
    assert all(isinstance(loser, BookingError) for loser in losers), losers
    assert count_live(rush) == (2, 0)
    assert rush.count_deadlocks() == before


def test_wishes_in_many_windows(rush, make_ward):
    from odoo.addons.hcc_booking.exceptions import BookingError

    ward = make_ward(helpers=1)
    set_quota(rush, 2)
    values = ward.values("wish", None)
    outcomes = rush.run(
        [
            submit({**values, "submit_token": f"wish-{who}", "wish": "Any morning"})
            for who in range(6)
        ]
    )
    ids, losers = split(outcomes)
    assert len(ids) == 2, outcomes
    assert all(isinstance(loser, BookingError) for loser in losers), losers
    assert count_live(rush) == (2, 0)


def test_moving_onto_the_same_day_at_once(rush, make_ward):
    """Requests of three days, one place left on the fourth."""
    from odoo import SUPERUSER_ID, api

    from odoo.addons.hcc_booking.exceptions import BookingError

    ward = make_ward(helpers=4)
    set_quota(rush, 2)
    days = [ward.afternoon + timedelta(days=number) for number in (1, 2, 3)]
    with rush.registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        env["hcc.shift"].create(
            [
                {
                    "collaborator_id": person,
                    "start": day - HALF_HOUR,
                    "stop": day + timedelta(hours=4),
                    "kind": "on_call",
                    "state": "published",
                }
                for person in ward.collaborator_ids
                for day in days
            ]
        )
    made = rush.run(
        [submit(ward.values(f"day-{n}", day)) for n, day in enumerate(days)]
        + [submit(ward.values("here", ward.afternoon))]
    )
    assert all(isinstance(outcome, int) for outcome in made), made
    outcomes = rush.run(
        [
            move(request_id, ward.afternoon + (2 + number) * HALF_HOUR)
            for number, request_id in enumerate(made[:3])
        ]
    )
    ids, losers = split(outcomes)
    assert len(ids) == 1, outcomes
    assert all(isinstance(loser, BookingError) for loser in losers), losers
    assert count_live(rush) == (2, 0)

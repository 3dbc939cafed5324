"""Held times in real transactions: one holder, nothing lost, no deadlock."""

from datetime import timedelta

HALF_HOUR = timedelta(minutes=30)
TABLES = ("hcc_slot_hold", "hcc_appointment", "hcc_assignment", "hcc_request")


def public(env, model):
    return env[model].with_user(env.ref("base.public_user"))


def take(ward, visitor, start, point=False):
    """A visitor of the page chooses a time."""

    def call(env):
        place = env["hcc.service.point"].browse(ward.point_id if point else [])
        hold = public(env, "hcc.slot.hold")._take(
            env["hcc.ward"].browse(ward.ward_id),
            "point" if point else "home",
            place,
            env["hcc.procedure"],
            start,
            visitor,
        )
        return hold.id

    return call


def submit(values, hold=None):
    """The form is sent; ``hold`` is (token, visitor)."""
    if hold:
        values = values | {"hold_token": hold[0], "visitor": hold[1]}

    def call(env):
        return public(env, "hcc.booking")._submit(values).id

    return call


def extend(hold):
    return lambda env: public(env, "hcc.slot.hold")._extend(*hold).id


def release(hold):
    return lambda env: int(public(env, "hcc.slot.hold")._release(*hold))


def sweep(env):
    return env["hcc.slot.hold"]._sweep()


def read(rush, query, *values):
    with rush.registry.cursor() as cr:
        cr.execute(query, values)
        return cr.fetchall()


def count(rush):
    return [read(rush, f"SELECT count(*) FROM {table}")[0][0] for table in TABLES]


def held(rush, ward, visitor, start):
    """Take a time, committed: (token, visitor)."""
    (number,) = rush.run([take(ward, visitor, start)])
    assert isinstance(number, int), number
    token = read(rush, "SELECT token FROM hcc_slot_hold WHERE id = %s", number)
    return token[0][0], visitor


def expire(rush):
    read(
        rush,
        """UPDATE hcc_slot_hold SET expires_at = expires_at - interval '1 hour'
           RETURNING id""",
    )


def split(outcomes):
    ids = [outcome for outcome in outcomes if isinstance(outcome, int)]
    return ids, [outcome for outcome in outcomes if not isinstance(outcome, int)]


def check(rush, before):
    """Nobody is in two places, nothing hangs in the air, nobody waited in a circle."""
    overlaps = """SELECT count(*) FROM hcc_assignment a JOIN hcc_assignment b
                      ON a.id < b.id AND a.collaborator_id = b.collaborator_id
                     AND a.start < b.stop AND b.start < a.stop
                   WHERE a.is_live AND b.is_live"""
    assert read(rush, overlaps) == [(0,)]
    assert read(
        rush,
        """SELECT count(*) FROM hcc_appointment a
           LEFT JOIN hcc_slot_hold h ON h.appointment_id = a.id
            WHERE a.state <> 'cancelled' AND ((a.state = 'held') <> (h.id IS NOT NULL)
               OR (a.state = 'held') <> (a.request_id IS NULL)
               OR NOT EXISTS (SELECT FROM hcc_assignment s
                               WHERE s.appointment_id = a.id AND s.is_live
                                 AND (s.state = 'held') = (a.state = 'held')))""",
    ) == [(0,)]
    assert rush.deadlocks == 0
    assert rush.count_deadlocks() == before


def test_sixteen_choose_one_time(rush, make_ward):
    from odoo.addons.hcc_booking.exceptions import SlotTaken

    ward = make_ward(helpers=2)
    before = rush.count_deadlocks()
    outcomes = rush.run(
        [take(ward, f"visitor {who}", ward.afternoon) for who in range(16)]
    )
    ids, losers = split(outcomes)
    assert len(ids) == 2
    assert all(type(loser) is SlotTaken for loser in losers), losers
    check(rush, before)


def test_one_visitor_in_eight_tabs_holds_one(rush, make_ward):
    ward = make_ward(helpers=6)
    before = rush.count_deadlocks()
    starts = [ward.afternoon + number * 3 * HALF_HOUR for number in range(2)]
    outcomes = rush.run([take(ward, "tabs", starts[who % 2]) for who in range(8)])
    assert all(isinstance(outcome, int) for outcome in outcomes), outcomes
    assert count(rush)[:2] == [1, 1]
    check(rush, before)


def test_hold_against_booking(rush, make_ward):
    """Of all who choose and all who book without holding, one helper serves one."""
    from odoo.addons.hcc_booking.exceptions import SlotTaken

    ward = make_ward(helpers=1)
    before = rush.count_deadlocks()
    calls = []
    for who in range(8):
        calls.append(take(ward, f"visitor {who}", ward.afternoon))
        calls.append(submit(ward.values(f"form {who}", ward.afternoon)))
    ids, losers = split(rush.run(calls))
    assert len(ids) == 1
    assert all(type(loser) is SlotTaken for loser in losers), losers
    check(rush, before)


def test_everybody_sends_the_form_of_what_they_hold(rush, make_ward):
    """While others choose and book at random around them."""
    from odoo.addons.hcc_booking.exceptions import SlotTaken

    ward = make_ward(helpers=4)
    before = rush.count_deadlocks()
    holds = [held(rush, ward, f"holder {who}", ward.afternoon) for who in range(4)]
    calls = [
        submit(ward.values(f"holder {who}", ward.afternoon), hold)
        for who, hold in enumerate(holds)
    ]
    calls += [take(ward, f"other {who}", ward.afternoon) for who in range(6)]
    calls += [submit(ward.values(f"other {who}", ward.afternoon)) for who in range(6)]
    outcomes = rush.run(calls)
    assert all(isinstance(outcome, int) for outcome in outcomes[:4]), outcomes
    assert all(type(loser) is SlotTaken for loser in outcomes[4:]), outcomes
    assert count(rush) == [0, 4, 4, 4]
    check(rush, before)


def test_expired_at_the_same_moment(rush, make_ward):
    """Dead holds, their late owners, newcomers, and the job, all at once."""
    from odoo.addons.hcc_booking.exceptions import SlotTaken

    ward = make_ward(helpers=2)
    before = rush.count_deadlocks()
    for number in range(3):
        start = ward.afternoon + number * 3 * HALF_HOUR
        holds = [held(rush, ward, f"late {number} {who}", start) for who in range(2)]
        expire(rush)
        calls = [
            submit(ward.values(f"late {number} {who}", start), hold)
            for who, hold in enumerate(holds)
        ]
        calls += [take(ward, f"new {number} {who}", start) for who in range(5)]
        calls += [sweep, sweep]
        outcomes = rush.run(calls)
        people = outcomes[:7]
        ids, losers = split(people)
        assert len(ids) == 2, outcomes
        assert all(type(loser) is SlotTaken for loser in losers), losers
        assert all(isinstance(swept, int) for swept in outcomes[7:]), outcomes
        check(rush, before)


def test_extension_against_sweep(rush, make_ward):
    """Either it is held longer, or it is gone and its owner is told so."""
    ward = make_ward(helpers=1)
    before = rush.count_deadlocks()
    for number in range(5):
        hold = held(rush, ward, f"visitor {number}", ward.afternoon)
        expire(rush)
        kept, *swept = rush.run([extend(hold), sweep, sweep])
        assert all(isinstance(outcome, int) for outcome in swept), swept
        live = read(
            rush,
            "SELECT id FROM hcc_slot_hold WHERE expires_at > now() AT TIME ZONE 'UTC'",
        )
        assert bool(kept) == bool(live), (kept, live)
        assert isinstance(kept, int | bool), kept
        check(rush, before)
        rush.run([release(hold)])
        assert count(rush)[:3] == [0, 0, 0]


def test_release_against_submit(rush, make_ward):
    """A beacon that comes late costs nobody the appointment."""
    ward = make_ward(helpers=1)
    before = rush.count_deadlocks()
    for number in range(3):
        start = ward.afternoon + number * 3 * HALF_HOUR
        hold = held(rush, ward, f"visitor {number}", start)
        values = ward.values(f"form {number}", start)
        booked, *released = rush.run(
            [submit(values, hold), release(hold), release(hold)]
        )
        assert isinstance(booked, int), booked
        assert all(isinstance(outcome, int) for outcome in released), released
        check(rush, before)
        with rush.registry.cursor() as cr:
            from odoo import SUPERUSER_ID, api

            env = api.Environment(cr, SUPERUSER_ID, {})
            env["hcc.request"].browse(booked)._cancel()


def test_visit_moves_to_a_held_time(rush, make_ward):
    """The waiting list and a clerk move visits while others choose and book."""
    from odoo.addons.hcc_booking.exceptions import SlotTaken

    ward = make_ward(helpers=3)
    before = rush.count_deadlocks()
    later = ward.afternoon + 3 * HALF_HOUR
    requests = rush.run(
        [submit(ward.values(f"visit {who}", later)) for who in range(3)]
    )
    holds = [held(rush, ward, f"mover {who}", ward.afternoon) for who in range(3)]

    def move(number, hold):
        def call(env):
            found = env["hcc.slot.hold"]._get(*hold)
            env["hcc.request"].browse(number)._move(ward.afternoon, hold=found)
            return number

        return call

    calls = [move(*pair) for pair in zip(requests, holds, strict=True)]
    calls += [take(ward, f"other {who}", ward.afternoon) for who in range(4)]
    calls += [submit(ward.values(f"other {who}", ward.afternoon)) for who in range(4)]
    calls += [sweep, release(holds[0])]
    outcomes = rush.run(calls)
    losers = [outcome for outcome in outcomes if not isinstance(outcome, int)]
    assert all(type(loser) is SlotTaken for loser in losers), outcomes
    # whose hold nobody gave back has moved
    assert outcomes[1:3] == requests[1:3], outcomes
    check(rush, before)


def test_people_change_their_minds(rush, make_ward):
    """Each holds one time and takes another, crosswise: no circle of waiting."""
    from odoo.addons.hcc_booking.exceptions import SlotTaken

    ward = make_ward(helpers=4, desks=3)
    before = rush.count_deadlocks()
    starts = [ward.afternoon, ward.afternoon + HALF_HOUR, ward.evening]
    for number in range(4):
        outcomes = rush.run(
            [
                take(ward, f"visitor {who}", starts[(who + number) % 3], who % 2)
                for who in range(12)
            ]
        )
        _ids, losers = split(outcomes)
        assert all(type(loser) is SlotTaken for loser in losers), losers
        check(rush, before)

"""Real transactions against each other: nobody is in two places, no deadlock."""

from datetime import timedelta

HALF_HOUR = timedelta(minutes=30)


def submit(values):
    """A citizen without an account sends the form."""

    def call(env):
        public = env.ref("base.public_user")
        return env["hcc.booking"].with_user(public)._submit(values).id

    return call


def count_overlaps(rush, table="hcc_assignment", key="collaborator_id"):
    from odoo.tools import SQL

    with rush.registry.cursor() as cr:
        cr.execute(
            SQL(
                """SELECT count(*)
                     FROM %(table)s a
                     JOIN %(table)s b ON a.id < b.id AND a.%(key)s = b.%(key)s
                                     AND a.start < b.stop AND b.start < a.stop
                    WHERE a.state IN %(states)s AND b.state IN %(states)s""",
                table=SQL.identifier(table),
                key=SQL.identifier(key),
                states=(
                    *("offered", "accepted", "started", "done"),
                    *("booked", "in_progress"),
                ),
            )
        )
        return cr.fetchone()[0]


def count_rows(rush, table):
    from odoo.tools import SQL

    with rush.registry.cursor() as cr:
        cr.execute(SQL("SELECT count(*) FROM %s", SQL.identifier(table)))
        return cr.fetchone()[0]


def split(outcomes):
    """The ids that came back, and the exceptions."""
    ids = [outcome for outcome in outcomes if isinstance(outcome, int)]
    return ids, [outcome for outcome in outcomes if not isinstance(outcome, int)]


def test_sixteen_citizens_and_one_helper(rush, make_ward):
    from odoo.addons.hcc_booking.exceptions import SlotTaken

    ward = make_ward(helpers=1)
    before = rush.count_deadlocks()
    booked = 0
    for number in range(8):
        # visits at home with their way: every other hour is far enough apart
        start = ward.afternoon + number % 4 * 2 * HALF_HOUR
        outcomes = rush.run(
            [submit(ward.values(f"{number}-{who}", start)) for who in range(16)]
        )
        ids, losers = split(outcomes)
        assert len(ids) == (1 if number < 4 else 0)
        assert all(type(loser) is SlotTaken for loser in losers), losers
        booked += len(ids)
    assert booked == 4
    assert count_overlaps(rush) == 0
    assert rush.deadlocks == 0
    assert rush.count_deadlocks() == before


def test_neighbours_of_one_helper(rush, make_ward):
    """One visit after the other, without time for the way: PostgreSQL allows it."""
    from odoo.addons.hcc_booking.exceptions import SlotTaken

    ward = make_ward(helpers=1)
    outcomes = rush.run(
        [
            submit(ward.values(f"way-{who}", ward.afternoon + who % 2 * HALF_HOUR))
            for who in range(8)
        ]
    )
    ids, losers = split(outcomes)
    assert len(ids) == 1
    assert all(isinstance(loser, SlotTaken) for loser in losers), losers
    assert rush.deadlocks == 0


def test_citizens_cross_each_other(rush, make_ward):
    """Different times and two helpers an evening: locks are taken in one order."""
    from odoo.addons.hcc_booking.exceptions import SlotTaken

    ward = make_ward(helpers=4)
    starts = [ward.afternoon, ward.afternoon + HALF_HOUR, ward.evening]
    outcomes = rush.run(
        [
            submit(ward.values(f"cross-{who}", starts[who % len(starts)]))
            for who in range(16)
        ]
    )
    ids, losers = split(outcomes)
    assert ids
    assert all(isinstance(loser, SlotTaken) for loser in losers), losers
    assert count_overlaps(rush) == 0
    assert rush.deadlocks == 0
    with rush.registry.cursor() as cr:
        cr.execute(
            """SELECT helpers_needed, count(s.id)
                 FROM hcc_appointment a
            LEFT JOIN hcc_assignment s ON s.appointment_id = a.id
             GROUP BY a.id"""
        )
        assert all(needed == count for needed, count in cr.fetchall())
    assert count_rows(rush, "hcc_request") == len(ids), "losers leave nothing behind"


def test_losers_get_the_next_best_helper(rush, make_ward):
    ward = make_ward(helpers=6)
    outcomes = rush.run(
        [submit(ward.values(f"next-{who}", ward.afternoon)) for who in range(6)]
    )
    ids, losers = split(outcomes)
    assert (len(ids), losers) == (6, [])
    assert count_overlaps(rush) == 0
    assert rush.deadlocks == 0


def test_same_form_from_eight_threads(rush, make_ward):
    ward = make_ward(helpers=3)
    outcomes = rush.run([submit(ward.values("same", ward.afternoon))] * 8)
    ids, losers = split(outcomes)
    assert losers == []
    assert len(set(ids)) == 1
    for table in ("hcc_request", "hcc_appointment", "hcc_citizen", "hcc_consent"):
        assert count_rows(rush, table) == 1, table


def test_same_desk(rush, make_ward):
    from odoo.addons.hcc_booking.exceptions import SlotTaken

    ward = make_ward(helpers=8, desks=2)
    outcomes = rush.run(
        [
            submit(ward.values(f"desk-{who}", ward.evening, at_point=True))
            for who in range(8)
        ]
    )
    ids, losers = split(outcomes)
    assert len(ids) == 2
    assert all(isinstance(loser, SlotTaken) for loser in losers), losers
    assert count_overlaps(rush, "hcc_appointment", "desk") == 0
    assert rush.deadlocks == 0


def test_coordinators_want_the_same_helper(rush, make_ward):
    from odoo.addons.hcc_booking.exceptions import SlotTaken

    ward = make_ward(helpers=3)
    request_ids = rush.run(
        [submit(ward.values(f"visit-{who}", ward.afternoon)) for who in range(2)]
    )

    def reassign(request_id):
        def call(env):
            visit = env["hcc.request"].browse(request_id).current_appointment_id
            busy = env["hcc.assignment"].search([]).collaborator_id
            free = env["hcc.collaborator"].browse(ward.collaborator_ids) - busy
            return visit._reassign(visit.assignment_ids, free[:1]).id

        return call

    ids, losers = split(rush.run([reassign(number) for number in request_ids]))
    assert len(ids) == 1
    assert [type(loser) for loser in losers] == [SlotTaken]
    assert count_overlaps(rush) == 0


def test_cancelled_while_reassigned(rush, make_ward):
    """Whoever is first, a cancelled visit holds nobody's time."""
    from odoo.exceptions import UserError

    ward = make_ward(helpers=2)
    (request_id,) = rush.run([submit(ward.values("visit", ward.afternoon))])

    def cancel(env):
        env["hcc.request"].browse(request_id)._cancel()
        return 1

    def reassign(env):
        visit = env["hcc.request"].browse(request_id).current_appointment_id
        entry = visit.assignment_ids.filtered("is_live")
        other = env["hcc.collaborator"].browse(ward.collaborator_ids)
        return visit._reassign(entry, other - entry.collaborator_id).id

    outcomes = rush.run([cancel, reassign])
    assert all(isinstance(outcome, int | UserError) for outcome in outcomes), outcomes
    with rush.registry.cursor() as cr:
        cr.execute(
            """SELECT r.state, count(s.id)
                 FROM hcc_request r
            LEFT JOIN hcc_assignment s ON s.request_id = r.id AND s.is_live
             GROUP BY r.id"""
        )
        assert cr.fetchall() == [("cancelled", 0)]

"""Many reach for one offered shift at the same moment."""

from datetime import timedelta

THREADS = 6


def test_an_offered_shift_goes_to_one_person(rush, make_ward):
    from odoo.exceptions import UserError

    ward = make_ward(helpers=THREADS + 1)
    giver, *takers = ward.collaborator_ids
    start = ward.afternoon + timedelta(days=5)

    def offer(env):
        shift = env["hcc.shift"].create(
            {
                "collaborator_id": giver,
                "start": start,
                "stop": start + timedelta(hours=3),
            }
        )
        return env["hcc.shift.swap"].create({"shift_id": shift.id, "from_id": giver}).id

    (swap,) = rush.run([offer])
    before = rush.count_deadlocks()

    def take(person):
        def call(env):
            env["hcc.shift.swap"].browse(swap)._take(
                env["hcc.collaborator"].browse(person)
            )
            return "taken"

        return call

    outcomes = rush.run([take(person) for person in takers])
    assert outcomes.count("taken") == 1
    losers = [outcome for outcome in outcomes if outcome != "taken"]
    assert all(isinstance(loser, UserError) for loser in losers), losers
    with rush.registry.cursor() as cr:
        cr.execute(
            """SELECT count(*), count(DISTINCT s.collaborator_id)
                 FROM hcc_shift_swap w JOIN hcc_shift s ON s.id = w.shift_id
                WHERE w.id = %s AND w.state = 'taken'
                  AND s.collaborator_id = w.taker_id""",
            [swap],
        )
        assert cr.fetchone() == (1, 1)
    assert rush.count_deadlocks() == before

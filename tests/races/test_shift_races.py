"""Coordinators at work on one roster at the same moment."""

from datetime import timedelta

THREADS = 8


def overlaps(rush):
    with rush.registry.cursor() as cr:
        cr.execute(
            """SELECT count(*)
                 FROM hcc_shift a
                 JOIN hcc_shift b ON a.id < b.id
                                 AND a.collaborator_id = b.collaborator_id
                                 AND a.start < b.stop AND b.start < a.stop
                WHERE a.state <> 'cancelled' AND b.state <> 'cancelled'"""
        )
        return cr.fetchone()[0]


def test_shifts_of_one_helper_never_overlap(rush, make_ward):
    from odoo.exceptions import ValidationError

    ward = make_ward(helpers=2)
    before = rush.count_deadlocks()

    def enter(number):
        people = ward.collaborator_ids
        # half of them in one order, half in the other
        people = people if number % 2 else people[::-1]
        start = ward.afternoon + timedelta(days=3, minutes=10 * number)

        def call(env):
            shifts = env["hcc.shift"].create(
                [
                    {
                        "collaborator_id": person,
                        "start": start,
                        "stop": start + timedelta(hours=4),
                    }
                    for person in people
                ]
            )
            return len(shifts)

        return call

    outcomes = rush.run([enter(number) for number in range(THREADS)])
    assert outcomes.count(2) == 1
    losers = [outcome for outcome in outcomes if outcome != 2]
    assert all(isinstance(loser, ValidationError) for loser in losers), losers
    assert overlaps(rush) == 0
    assert rush.deadlocks == 0
    assert rush.count_deadlocks() == before


def test_a_week_published_by_many_is_published_once(rush, make_ward):
    ward = make_ward(helpers=3)
    monday = (ward.afternoon + timedelta(days=14)).date()
    monday -= timedelta(days=monday.weekday())
    with rush.registry.cursor() as cr:
        from odoo import SUPERUSER_ID, api

        api.Environment(cr, SUPERUSER_ID, {})["hcc.availability"].create(
            [
                {
                    "collaborator_id": person,
                    "weekday": str(weekday),
                    "hour_from": 8,
                    "hour_to": 12,
                    "kind": "on_call",
                }
                for person in ward.collaborator_ids
                for weekday in range(5)
            ]
        )

    def publish(env):
        team = env["hcc.ward"].browse(ward.ward_id).team_id
        outcomes = env["hcc.shift"]._publish_week(team, monday)
        return sum(outcome["outcome"] == "made" for outcome in outcomes)

    outcomes = rush.run([publish] * 4)
    assert sorted(outcomes, key=str) == [0, 0, 0, 15], outcomes
    assert overlaps(rush) == 0
    assert rush.deadlocks == 0

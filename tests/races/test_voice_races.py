"""A form sent twice at once, and two offices that change one complaint at once."""

import pytest


@pytest.fixture
def ward(make_ward):
    return make_ward(2)


def read(rush, call):
    from odoo import SUPERUSER_ID, api

    with rush.registry.cursor() as cr:
        return call(api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"}))


def make_coordinators(env, number=3):
    """Coordinators of the city, the first of whom is to be complained of."""
    users = env["res.users"].create(
        [
            {
                "login": f"race-coordinator-{index}",
                "name": f"Coordinator {index}",
                "group_ids": [(6, 0, env.ref("base.group_user").ids)],
            }
            for index in range(number)
        ]
    )
    env["hcc.area.role"].create(
        [
            {
                "user_id": user.id,
                "role": "coordinator",
                "scope": "city",
                "date_from": "2026-01-01",
            }
            for user in users
        ]
    )
    return users.ids


def test_one_form_sent_many_times_is_one_complaint(rush, ward):
    def send(env):
        return (
            env["hcc.complaint"]
            ._receive(
                {
                    "kind": "money_asked",
                    "ward_id": ward.ward_id,
                    "submit_token": "once",
                }
            )
            .reference
        )

    outcomes = rush.run([send] * 8)
    assert len(set(outcomes)) == 1, outcomes
    assert all(isinstance(outcome, str) for outcome in outcomes)
    count = read(
        rush,
        lambda env: env["hcc.complaint"].search_count([("submit_token", "=", "once")]),
    )
    assert count == 1
    assert rush.deadlocks == 0


def test_owner_is_not_named_at_the_same_moment(rush, ward):
    """One office makes somebody the owner while another names that very person."""
    users = read(rush, make_coordinators)
    for turn in range(6):
        complaint_id = read(
            rush,
            lambda env, turn=turn: env["hcc.complaint"]
            ._receive(
                {
                    "kind": "other",
                    "ward_id": ward.ward_id,
                    "text": "Words",
                    "submit_token": f"race-{turn}",
                }
            )
            .id,
        )

        def own(env, complaint_id=complaint_id):
            complaint = env["hcc.complaint"].browse(complaint_id)
            complaint.owner_id = users[0]
            return "owner"

        def name(env, complaint_id=complaint_id):
            complaint = env["hcc.complaint"].browse(complaint_id)
            complaint.staff_user_ids = [(4, users[0])]
            return "named"

        outcomes = rush.run([own, name])
        assert outcomes[1] == "named", outcomes
        owner, barred = read(
            rush,
            lambda env, complaint_id=complaint_id: (
                env["hcc.complaint"].browse(complaint_id).owner_id.id,
                env["hcc.complaint"].browse(complaint_id).barred_user_ids.ids,
            ),
        )
        assert users[0] in barred
        assert owner != users[0], outcomes


def test_rated_twice_at_once_counts_once(rush, ward):
    def prepare(env):
        request = env["hcc.booking"]._submit(ward.values("rated", ward.afternoon))
        visit = request.current_appointment_id
        visit.assignment_ids.action_accept()
        visit.assignment_ids[:1]._start(at=visit.start)
        visit._complete(at=visit.stop)
        return request.id

    request_id = read(rush, prepare)

    def rate(value):
        def call(env):
            env["hcc.request"].browse(request_id)._submit_rating(value)
            return value

        return call

    outcomes = rush.run([rate(value) for value in (1, 2, 4, 5)])
    counted = [outcome for outcome in outcomes if isinstance(outcome, int)]
    assert len(counted) == 1, outcomes
    kept, rows = read(
        rush,
        lambda env: (
            env["hcc.request"].browse(request_id).rating_value,
            env["rating.rating"].search_count(
                [("res_model", "=", "hcc.request"), ("res_id", "=", request_id)]
            ),
        ),
    )
    assert (kept, rows) == (counted[0], 1)

"""An application sent twice at once, and two assessors who are ready at once."""

import pytest


@pytest.fixture
def ward(make_ward):
    return make_ward(2)


def read(rush, call):
    from odoo import SUPERUSER_ID, api

    with rush.registry.cursor() as cr:
        return call(api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"}))


def make_assessors(env):
    users = env["res.users"].create(
        [
            {
                "login": f"race-assessor-{index}",
                "name": f"Assessor {index}",
                "group_ids": [(6, 0, env.ref("base.group_user").ids)],
            }
            for index in range(2)
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


def test_one_form_sent_many_times_is_one_application(rush, ward):
    def send(env):
        return (
            env["hcc.collaborator"]
            ._receive_application(
                {
                    "category": "other",
                    "name": "Somebody",
                    "phone": "0912000555",
                    "ward_id": ward.ward_id,
                    "consent_version": "1",
                    "consent_digest": "digest",
                    "submit_token": "once",
                }
            )
            .application_reference
        )

    outcomes = rush.run([send] * 8)
    assert len(set(outcomes)) == 1, outcomes
    assert all(isinstance(outcome, str) for outcome in outcomes)
    count = read(
        rush,
        lambda env: env["hcc.collaborator"].search_count(
            [("submit_token", "=", "once")]
        ),
    )
    assert count == 1
    assert rush.deadlocks == 0


def test_two_assessors_at_once_reveal_both_sets(rush, ward):
    users = read(rush, make_assessors)
    for turn in range(4):
        person_id = read(
            rush,
            lambda env, turn=turn: env["hcc.collaborator"]
            .create(
                {
                    "name": f"Applicant {turn}",
                    "team_id": env["hcc.team"]
                    ._get_or_create(env["hcc.ward"].browse(ward.ward_id))
                    .id,
                }
            )
            .id,
        )

        def score(env, user, person_id=person_id):
            criteria = env["hcc.selection.criterion"].search([]).ids
            person = env["hcc.collaborator"].with_user(user).browse(person_id)
            person._submit_scores(dict.fromkeys(criteria, (4, False)))
            return True

        calls = [lambda env, user=user: score(env, user) for user in users]
        assert rush.run(calls) == [True, True]
        revealed, hidden = read(
            rush,
            lambda env, person_id=person_id: (
                env["hcc.collaborator"].browse(person_id).is_scored,
                env["hcc.selection.score"].search_count(
                    [
                        ("collaborator_id", "=", person_id),
                        ("is_revealed", "=", False),
                    ]
                ),
            ),
        )
        assert revealed and not hidden

"""One statement for a person and month, whoever makes it at the same moment."""

from datetime import date

import pytest

MONTH = date(2026, 1, 1)


@pytest.fixture
def team_ids(cloned_registry, new_ward):
    """Ids of three people of one team, committed."""
    from odoo import SUPERUSER_ID, api

    with cloned_registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
        ward = new_ward(env)
        team = env["hcc.team"].create({"name": "Race", "ward_id": ward.id})
        return (
            env["hcc.collaborator"]
            .create(
                [
                    {"name": f"Helper {number}", "team_id": team.id, "state": "active"}
                    for number in range(3)
                ]
            )
            .ids
        )


def read_one(rush, query, *values):
    with rush.registry.cursor() as cr:
        cr.execute(query, values)
        return cr.fetchone()


def test_made_by_four_at_once(rush, team_ids):
    def make(env):
        people = env["hcc.collaborator"].browse(team_ids)
        return sorted(env["hcc.statement"]._make(MONTH, people).ids)

    outcomes = rush.run([make] * 4)
    assert all(outcome == outcomes[0] for outcome in outcomes), outcomes
    assert len(outcomes[0]) == 3
    count = "SELECT count(*) FROM hcc_statement WHERE collaborator_id = ANY(%s)"
    assert read_one(rush, count, team_ids) == (3,)


def test_job_leaves_what_somebody_makes_just_now(rush, team_ids):
    """It is no failure of the job, and nobody is told of one."""
    from odoo import SUPERUSER_ID, api

    with rush.registry.cursor() as job:
        env = api.Environment(job, SUPERUSER_ID, {"tracking_disable": True})
        people = env["hcc.collaborator"].browse(team_ids)
        people.mapped("name")
        with rush.registry.cursor() as office:
            made = api.Environment(office, SUPERUSER_ID, {"tracking_disable": True})
            one = made["hcc.collaborator"].browse(team_ids[0])
            made["hcc.statement"]._make(MONTH, one)
        env["hcc.statement"]._make_some(MONTH, people)
    count = "SELECT count(*) FROM hcc_statement WHERE collaborator_id = ANY(%s)"
    assert read_one(rush, count, team_ids) == (3,)
    failed = "SELECT count(*) FROM hcc_journal WHERE action = %s"
    assert read_one(rush, failed, "statement_failed") == (0,)


def test_contested_while_it_is_settled(rush, team_ids):
    """Neither answer is lost: the second of two sees what the first one did."""
    from odoo import SUPERUSER_ID, api
    from odoo.exceptions import UserError

    with rush.registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
        people = env["hcc.collaborator"].browse(team_ids[:1])
        statement = env["hcc.statement"]._make(MONTH, people)
        statement.action_publish()
        statement._set(state="contested", contest_text="Too little")
        number = statement.id

    def settle(words):
        def call(env):
            env["hcc.statement"].browse(number)._settle(words)
            return words

        return call

    outcomes = rush.run([settle("One"), settle("Two"), settle("Three")])
    won = [outcome for outcome in outcomes if isinstance(outcome, str)]
    lost = [outcome for outcome in outcomes if not isinstance(outcome, str)]
    assert len(won) == 1, outcomes
    assert all(type(error) is UserError for error in lost), outcomes
    assert read_one(
        rush, "SELECT answer, state FROM hcc_statement WHERE id = %s", number
    ) == (won[0], "settled")

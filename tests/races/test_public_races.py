"""One month is published once, and one report sent once, whoever asks meanwhile."""

from datetime import date

MONTH = date(2026, 1, 1)


def new_administrator(rush):
    """Return the id of an administrator of the whole city, committed."""
    from odoo import SUPERUSER_ID, api

    with rush.registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"no_reset_password": True})
        user = env["res.users"].create(
            {"name": "Race", "login": "race", "email": "race@test.example"}
        )
        env["hcc.area.role"].create(
            {
                "user_id": user.id,
                "role": "administrator",
                "scope": "city",
                "date_from": MONTH,
            }
        )
        return user.id


def read(rush, query):
    with rush.registry.cursor() as cr:
        cr.execute(query)
        return cr.fetchall()


def test_one_month_from_four_at_once(rush):
    from odoo.exceptions import UserError

    user = new_administrator(rush)

    def publish(env):
        return env(user=user)["hcc.public.figure"]._publish(MONTH).version

    outcomes = rush.run([publish] * 4)
    assert outcomes.count(1) == 1, outcomes
    # the others are asked why it is published once more
    assert sum(type(outcome) is UserError for outcome in outcomes) == 3, outcomes
    kept = read(rush, "SELECT version, is_current FROM hcc_public_figure")
    assert kept == [(1, True)]


def test_one_report_from_four_at_once(rush):
    from odoo import Command, api

    user = new_administrator(rush)
    with rush.registry.cursor() as cr:
        env = api.Environment(cr, user, {})
        schedule = env["hcc.report.schedule"].create(
            {
                "name": "Race",
                "scope": "city",
                "recipient_ids": [Command.set([user])],
            }
        )
        number = schedule.id

    def send(env):
        env(user=user)["hcc.report.schedule"].browse(number).action_send()
        return True

    outcomes = rush.run([send] * 4)
    assert outcomes == [True] * 4
    assert read(rush, "SELECT count(*) FROM hcc_report_delivery") == [(1,)]

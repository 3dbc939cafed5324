"""The job that looks for helpers who did not come back, run by several at once."""

from datetime import timedelta

THREADS = 4


def test_each_step_is_taken_once(rush, make_ward):
    from odoo import fields

    ward = make_ward(helpers=1)
    (helper,) = ward.collaborator_ids
    long_ago = fields.Datetime.now() - timedelta(hours=3)

    def begin(env):
        citizen = env["hcc.citizen"].create(
            {"name": "Race", "phone": "+84912000999", "ward_id": ward.ward_id}
        )
        request = env["hcc.request"].create(
            {
                "ward_id": ward.ward_id,
                "place": "home",
                "citizen_id": citizen.id,
                "state": "booked",
            }
        )
        visit = env["hcc.appointment"].create(
            {
                "request_id": request.id,
                "start": ward.afternoon,
                "stop": ward.afternoon + timedelta(minutes=30),
                "place": "home",
            }
        )
        entry = env["hcc.assignment"].create(
            {"appointment_id": visit.id, "collaborator_id": helper}
        )
        entry.action_accept()
        watches = env["hcc.safety.watch"]
        watches._watch(entry)
        watch = watches.search([("assignment_id", "=", entry.id)])
        watch._write_guarded({"due": long_ago})
        return watch.id

    (watch,) = rush.run([begin])

    def escalate(env):
        # as the scheduler runs it, commits included
        env["hcc.safety.watch"]._cron_escalate()
        return "ran"

    assert rush.run([escalate] * THREADS) == ["ran"] * THREADS
    rows = read(rush, watch)
    assert rows["safety_helper_asked"] == 1, rows
    assert rows["messages"] == 1, rows

    def wait(env):
        env["hcc.safety.watch"].browse(watch)._write_guarded({"asked_at": long_ago})

    rush.run([wait])
    assert rush.run([escalate] * THREADS) == ["ran"] * THREADS
    assert rush.run([escalate] * THREADS) == ["ran"] * THREADS
    rows = read(rush, watch)
    assert rows["safety_helper_asked"] == 1, rows
    assert rows["safety_coordinator_told"] == 1, rows


def read(rush, watch):
    """How often each step stands in the journal, and how many messages there are."""
    with rush.registry.cursor() as cr:
        cr.execute(
            """SELECT action, count(*) FROM hcc_journal
                WHERE model = 'hcc.safety.watch' AND res_id = %s GROUP BY action""",
            [watch],
        )
        rows = dict(cr.fetchall())
        cr.execute("SELECT count(*) FROM hcc_message WHERE kind = 'are_you_safe'")
        return rows | {"messages": cr.fetchone()[0]}

"""A day plan against people who are faster: whatever changed in between wins."""

from datetime import timedelta

HOUR = timedelta(hours=1)


def book(rush, ward, number):
    """A visit at home that has nobody, for the plan to fill."""

    def call(env):
        values = ward.values(f"plan-{number}", ward.afternoon + 2 * number * HOUR)
        visit = env["hcc.booking"]._submit(values).current_appointment_id
        visit.assignment_ids.filtered("is_live")._release("released", "Test")
        return visit.id

    [visit_id] = rush.run([call])
    assert isinstance(visit_id, int), visit_id
    return visit_id


def make_plan(rush, ward_id, day):
    """A run that is planned and not in use yet."""

    def call(env):
        run = env["hcc.dispatch.run"].create({"ward_id": ward_id, "day": day})
        run._make_plan()
        assert run.state == "planned", run.state
        return run.id

    [run_id] = rush.run([call])
    assert isinstance(run_id, int), run_id
    return run_id


def apply_plan(run_id):
    def call(env):
        run = env["hcc.dispatch.run"].browse(run_id)
        run._job_apply()
        return run.state

    return call


def get_live(rush, visit_id):
    from odoo.tools import SQL

    with rush.registry.cursor() as cr:
        cr.execute(
            SQL(
                """SELECT collaborator_id FROM hcc_assignment
                    WHERE appointment_id = %s AND is_live""",
                visit_id,
            )
        )
        return [row[0] for row in cr.fetchall()]


def get_place(rush, visit_id):
    def call(env):
        visit = env["hcc.appointment"].browse(visit_id)
        return visit.ward_id.id, visit.start

    [answer] = rush.run([call])
    return answer


def test_a_coordinator_and_the_plan(rush, make_ward):
    """Both give the visit to somebody: one helper goes in the end, and no more."""
    from odoo.addons.hcc_collaborator.tools.localtime import local_date

    ward = make_ward(helpers=3)
    for number in range(2):
        visit_id = book(rush, ward, number)
        ward_id, start = get_place(rush, visit_id)
        run_id = make_plan(rush, ward_id, local_date(start))

        def choose(env, visit_id=visit_id):
            visit = env["hcc.appointment"].browse(visit_id)
            if visit.assignment_ids.filtered("is_live"):
                return 0
            return visit._assign(visit._candidates()[:1]).collaborator_id.id

        _state, chosen = rush.run([apply_plan(run_id), choose])
        live = get_live(rush, visit_id)
        assert len(live) == 1, (live, chosen)
        assert not chosen or live == [chosen], "the person wins"
    assert rush.deadlocks == 0


def test_a_citizen_cancels_while_the_plan_is_applied(rush, make_ward):
    from odoo.addons.hcc_collaborator.tools.localtime import local_date

    ward = make_ward(helpers=3)
    for number in range(2):
        visit_id = book(rush, ward, number)
        ward_id, start = get_place(rush, visit_id)
        run_id = make_plan(rush, ward_id, local_date(start))

        def cancel(env, visit_id=visit_id):
            visit = env["hcc.appointment"].browse(visit_id)
            visit.request_id._cancel("Test")
            return visit.state

        _state, after = rush.run([apply_plan(run_id), cancel])
        assert after == "cancelled", after
        assert get_live(rush, visit_id) == []
    assert rush.deadlocks == 0


def test_an_answer_while_the_offer_ends(rush, make_ward):
    """Accepted, or asked of the next: never both."""
    ward = make_ward(helpers=3)
    for number in range(2):
        values = ward.values(f"offer-{number}", ward.afternoon + 2 * number * HOUR)

        def submit(env, values=values):
            request = env["hcc.booking"]._submit(values)
            return request.current_appointment_id.assignment_ids.id

        [entry_id] = rush.run([submit])
        assert isinstance(entry_id, int), entry_id

        def accept(env, entry_id=entry_id):
            env["hcc.assignment"].browse(entry_id).action_accept()
            return "accepted"

        def expire(env, entry_id=entry_id):
            entry = env["hcc.assignment"].browse(entry_id).try_lock_for_update()
            if entry.state == "offered":
                entry._expire_offer()
            return "expired"

        rush.run([accept, expire])

        def look(env, entry_id=entry_id):
            entry = env["hcc.assignment"].browse(entry_id)
            live = entry.appointment_id.assignment_ids.filtered("is_live")
            return entry.state, len(live)

        [(state, count)] = rush.run([look])
        assert state in ("accepted", "expired"), state
        assert count <= 1
    assert rush.deadlocks == 0

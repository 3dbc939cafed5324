"""Two people mend one day at the same time; a day is taken back meanwhile."""

from datetime import timedelta

HOUR = timedelta(hours=1)
LIVE = ("offered", "accepted", "started")


class IllDay:
    """A helper with two visits, and what became of them; all of it committed."""

    def __init__(self, rush, ward):
        self.rush, self.ward = rush, ward
        self.helper_id = ward.collaborator_ids[0]
        self.start = ward.afternoon - HOUR
        self.stop = ward.evening
        self.visits = self.run(self._book)

    def run(self, call):
        from odoo import SUPERUSER_ID, api

        with self.rush.registry.cursor() as cr:
            return call(api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"}))

    def _book(self, env):
        requests = env["hcc.request"]
        for number in range(2):
            values = self.ward.values(
                f"ill-{number}", self.ward.afternoon + number * 2 * HOUR
            )
            requests |= env["hcc.booking"]._submit(
                values | {"collaborator_id": self.helper_id}
            )
        return requests.current_appointment_id.ids

    def ill(self, env):
        helper = env["hcc.collaborator"].browse(self.helper_id)
        return env["hcc.booking"]._ill(helper, self.start, self.stop)["repair"].id

    def undo(self, repair_id):
        def call(env):
            env["hcc.day.repair"].browse(repair_id).action_undo()
            return "undone"

        return call

    def accept(self, env):
        """Whoever was asked accepts the first visit."""
        entries = env["hcc.appointment"].browse(self.visits[0]).assignment_ids
        entries.filtered("is_live").action_accept()
        return "accepted"

    def look(self):
        """The live helpers of each visit: list of lists of (person, state)."""

        def read(env):
            return [
                [
                    (entry.collaborator_id.id, entry.state)
                    for entry in visit.assignment_ids
                    if entry.state in LIVE
                ]
                for visit in env["hcc.appointment"].browse(self.visits)
            ]

        return self.run(read)


def test_two_coordinators_mend_the_same_day(rush, make_ward):
    day = IllDay(rush, make_ward(helpers=3))
    outcomes = rush.run([day.ill] * 4)
    assert all(isinstance(outcome, int) for outcome in outcomes), outcomes
    found = day.look()
    assert [len(entries) for entries in found] == [1, 1], "one helper for each visit"
    assert all(person != day.helper_id for [(person, _state)] in found)
    assert rush.deadlocks == 0

    def count(env):
        lines = env["hcc.day.repair"].browse(outcomes).line_ids
        return len(lines)

    assert day.run(count) == 2, "each visit is handed over once"


def test_a_candidate_is_booked_meanwhile(rush, make_ward):
    """Nobody is in two places; the visit that is promised is nobody's loss."""
    from odoo.addons.hcc_booking.exceptions import SlotTaken

    day = IllDay(rush, make_ward(helpers=2))

    def book(env):
        return env["hcc.booking"]._submit(day.ward.values("new", day.ward.afternoon)).id

    [repair, booked] = rush.run([day.ill, book])
    assert isinstance(repair, int), repair
    assert isinstance(booked, int | SlotTaken), booked
    first, second = day.look()
    # whoever was first has the other helper at that time
    assert len(first) == (0 if isinstance(booked, int) else 1)
    assert len(second) == 1
    assert rush.deadlocks == 0


def test_taken_back_while_somebody_accepts(rush, make_ward):
    """Either the helper has it again or the other keeps it, never both."""
    day = IllDay(rush, make_ward(helpers=3))
    repair = day.run(day.ill)
    outcomes = rush.run([day.undo(repair), day.accept])
    assert outcomes[0] == "undone", outcomes
    first, second = day.look()
    [(person, state)] = first
    # when the acceptance came later, it was of what the helper had before
    assert person == day.helper_id or state == "accepted"
    assert [person for person, _state in second] == [day.helper_id]
    assert rush.deadlocks == 0


def test_taken_back_twice(rush, make_ward):
    from odoo.exceptions import UserError

    day = IllDay(rush, make_ward(helpers=2))
    repair = day.run(day.ill)
    outcomes = rush.run([day.undo(repair)] * 4)
    assert outcomes.count("undone") == 1
    assert all(
        outcome == "undone" or type(outcome) is UserError for outcome in outcomes
    ), outcomes
    assert [[person for person, _ in entries] for entries in day.look()] == [
        [day.helper_id]
    ] * 2
    assert rush.deadlocks == 0

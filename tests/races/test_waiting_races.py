"""An offer from the waiting list against everything else that may happen then."""

from datetime import timedelta

import pytest

HOUR = timedelta(hours=1)


class Line:
    """One helper, a time that is free, and somebody who waits for it; committed."""

    def __init__(self, rush, ward):
        self.rush, self.ward = rush, ward
        #: 13:00 is free, they have 17:00
        self.free, self.later = ward.afternoon - HOUR, ward.afternoon + 3 * HOUR
        self.ids = self._in_transaction(self._prepare)

    def _in_transaction(self, call):
        from odoo import SUPERUSER_ID, api

        with self.rush.registry.cursor() as cr:
            return call(api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"}))

    def _prepare(self, env):
        # whom we can write to is asked outside office hours as well
        env["ir.config_parameter"].set_param("hcc_booking.sms_enabled", "True")
        request = env["hcc.booking"]._submit(self.ward.values("waits", self.later))
        entry = env["hcc.waiting"]._join(request)
        return {"request": request.id, "entry": entry.id}

    def offer(self):
        """Offer the free time; returns the id of the offer."""

        def make(env):
            return self.entry(env)._offer_best({}).id

        self.ids["offer"] = self._in_transaction(make)
        assert self.ids["offer"]
        return self.ids["offer"]

    def entry(self, env):
        return env["hcc.waiting"].browse(self.ids["entry"])

    def accept(self, env):
        """What the page does when they say yes."""
        offer = env["hcc.waiting.offer"].browse(self.ids["offer"])
        return "accepted" if self.entry(env)._accept(offer) else "again"

    def decline(self, env):
        offer = env["hcc.waiting.offer"].browse(self.ids["offer"])
        return "declined" if self.entry(env)._decline(offer) else "again"

    def cancel(self, env):
        env["hcc.request"].browse(self.ids["request"])._cancel()
        return "cancelled"

    def look(self):
        """What there is in the end."""

        def read(env):
            entry = self.entry(env)
            offer = env["hcc.waiting.offer"].browse(self.ids["offer"])
            visits = env["hcc.appointment"].search(
                [
                    ("ward_id", "=", self.ward.ward_id),
                    ("state", "in", ("held", "booked")),
                ]
            )
            return {
                "entry": entry.state,
                "offer": offer.state,
                "start": entry.request_id.start,
                "request": entry.request_id.state,
                "visits": sorted((visit.state, visit.start) for visit in visits),
                "holds": env["hcc.slot.hold"].search_count([]),
            }

        return self._in_transaction(read)


@pytest.fixture
def line(rush, make_ward, monkeypatch):
    # an hour to answer, at whatever time of the day the tests run
    monkeypatch.setattr(
        rush.registry["hcc.waiting"],
        "_get_expiry",
        lambda entry, start, now: now + HOUR,
    )
    return Line(rush, make_ward(helpers=1))


def test_joining_twice_at_once(rush, line):
    def prepare(env):
        request = env["hcc.request"].browse(line.ids["request"])
        request._leave_line("left")
        return request.id

    def join(env):
        request = env["hcc.request"].browse(line.ids["request"])
        return env["hcc.waiting"]._join(request).id

    line._in_transaction(prepare)
    outcomes = rush.run([join] * 4)
    assert len(set(outcomes)) == 1, outcomes
    assert outcomes[0] != line.ids["entry"]


def test_two_accept_the_same_offer(rush, line):
    line.offer()
    before = rush.count_deadlocks()
    outcomes = rush.run([line.accept] * 6)
    assert sorted(outcomes) == ["accepted"] + ["again"] * 5
    end = line.look()
    assert (end["entry"], end["offer"]) == ("accepted", "accepted")
    assert end["start"] == line.free
    assert end["visits"] == [("booked", line.free)], "one visit, nothing held"
    assert end["holds"] == 0
    assert rush.deadlocks == 0
    assert rush.count_deadlocks() == before


def test_yes_and_no_at_once(rush, line):
    from odoo.exceptions import UserError

    line.offer()
    outcomes = rush.run([line.accept, line.decline, line.accept, line.decline])
    won = {outcome for outcome in outcomes if isinstance(outcome, str)} - {"again"}
    assert len(won) == 1, outcomes
    refused = [outcome for outcome in outcomes if not isinstance(outcome, str)]
    assert len(refused) == 2
    assert all(type(error) is UserError for error in refused)
    end = line.look()
    if won == {"accepted"}:
        assert (end["entry"], end["start"]) == ("accepted", line.free)
    else:
        assert (end["entry"], end["start"]) == ("waiting", line.later)
    assert end["holds"] == 0
    assert len(end["visits"]) == 1


def test_end_of_the_offer_and_the_answer(rush, line):
    """Whoever comes first: the offer ends once, and the visit is at one time."""
    from odoo.exceptions import UserError

    line.offer()

    def lapse(env):
        from odoo.fields import Domain

        entry = line.entry(env)._lock(skip=True)
        entry._lapse(Domain("state", "=", "open"))
        return "lapsed" if entry else "busy"

    outcomes = rush.run([line.accept, lapse, lapse])
    end = line.look()
    if outcomes[0] == "accepted":
        assert (end["offer"], end["start"]) == ("accepted", line.free)
    else:
        assert type(outcomes[0]) is UserError, outcomes
        assert (end["offer"], end["start"]) == ("expired", line.later)
        assert end["entry"] == "waiting"
    assert end["holds"] == 0
    assert len(end["visits"]) == 1


def test_answer_and_cancelling(rush, line):
    from odoo.exceptions import UserError

    line.offer()
    outcomes = rush.run([line.accept, line.cancel])
    end = line.look()
    assert end["request"] == "cancelled" or type(outcomes[1]) is UserError, outcomes
    assert end["holds"] == 0
    assert not [visit for visit in end["visits"] if visit[0] == "held"]
    if end["request"] == "cancelled":
        assert not end["visits"]
        assert end["entry"] in ("left", "accepted")


def test_freed_time_taken_by_another_booking(rush, line):
    """The job and a stranger want the same time: one of them gets it."""
    from odoo.addons.hcc_booking.exceptions import SlotTaken

    def make(env):
        return line.entry(env)._offer_best({}).start or "nothing"

    def submit(env):
        public = env.ref("base.public_user")
        booking = env["hcc.booking"].with_user(public)
        return booking._submit(line.ward.values("stranger", line.free)).id

    offered, booked = rush.run([make, submit])
    line.ids["offer"] = 0
    end = line.look()
    at_that_time = [visit for visit in end["visits"] if visit[1] == line.free]
    assert len(at_that_time) == 1
    if isinstance(booked, int):
        assert offered != line.free, "no time is both booked and offered"
        assert at_that_time[0][0] == "booked"
    else:
        assert type(booked) is SlotTaken
        assert offered == line.free
        assert at_that_time[0][0] == "held"
    assert rush.deadlocks == 0

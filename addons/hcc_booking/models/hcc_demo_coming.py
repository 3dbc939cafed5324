from datetime import timedelta

from odoo import api, models

from odoo.addons.hcc_collaborator.models.hcc_demo import PILOT_WARDS
from odoo.addons.hcc_collaborator.tools.localtime import local_date

from ..exceptions import BookingError, HelperNotFit, SlotTaken

#: (days from today, at home) of the visits booked in each ward
COMING = (
    (0, False),
    (0, True),
    (0, True),
    (1, False),
    (1, True),
    (2, True),
    (3, False),
)
HANDED_BACK_MAX = 12


class HccDemoComing(models.AbstractModel):
    """Demonstration data: visits of today and the next days.

    Most are in order; a few need a hand, so that the first screen of a
    coordinator has something to show.
    """

    _name = "hcc.demo.coming"
    _description = "Demonstration Visits to Come"

    @api.model
    def _load(self, rng, words, now):
        """Make them.

        :param rng: seeded ``random.Random``
        :param dict words: names and sentences
        :param now: naive UTC
        """
        booked = self.env["hcc.request"]
        for code in PILOT_WARDS:
            ward = self.env.ref(f"hcc_collaborator.ward_{code}")
            for days, at_home in COMING:
                booked |= self._book(rng, words, ward, days, at_home, now)
        booked |= self._load_own_visits(rng, words, now)
        self._accept(rng, booked)
        self._load_wishes(rng, words, now)
        self._load_red(booked)
        self._load_portal(rng, words, now)
        self._load_calls()

    @api.model
    def _book(self, rng, words, ward, days, at_home, now, helper=None, **extra):
        """Book the first free time from a day on.

        :return: ``hcc.request``, or none when nothing is free
        """
        demo = self.env["hcc.demo.request"]
        points = self.env["hcc.service.point"].search([("ward_id", "=", ward.id)])
        point = points.browse() if at_home else rng.choice(points)
        values = demo._prepare_values(rng, words, ward, point, helper) | extra
        slots = self.env["hcc.slot.finder"]._find(
            ward,
            values["place"],
            self.env["hcc.procedure"].browse(values["procedure_ids"]),
            point=point,
            date_from=local_date(now) + timedelta(days=days),
            days=3,
        )
        if helper:
            slots = [slot for slot in slots if helper.id in slot.worker_ids]
            values["collaborator_id"] = helper.id
        if not slots:
            return self.env["hcc.request"]
        values["start"] = rng.choice(slots[:6]).start
        try:
            return self.env["hcc.booking"]._submit(values)
        except (SlotTaken, HelperNotFit, BookingError):
            return self.env["hcc.request"]

    @api.model
    def _load_own_visits(self, rng, words, now):
        """The sample collaborator who can sign in has something to do."""
        helper = self.env.ref("hcc_collaborator.demo_collaborator_00004_01")
        requests = self.env["hcc.request"]
        for days, at_home in ((0, False), (0, True), (1, True), (2, False)):
            requests |= self._book(
                rng, words, helper.ward_id, days, at_home, now, helper=helper
            )
        return requests

    @api.model
    def _accept(self, rng, requests):
        """Most visits are accepted; home visits wait for a decision here and there."""
        for number, request in enumerate(requests):
            if request.home_decision == "pending" and number % 6:
                request._decide_home("approved")
            if rng.random() < 0.7:
                request.assignment_ids.filtered(
                    lambda entry: entry.state == "offered"
                ).action_accept()

    @api.model
    def _load_wishes(self, rng, words, now):
        """Some ask for a time of their own; one answer is nearly due."""
        for code, wish, hours in zip(
            (*PILOT_WARDS[:2], PILOT_WARDS[0]), words["wishes"], (1, 3, 4), strict=True
        ):
            ward = self.env.ref(f"hcc_collaborator.ward_{code}")
            point = self.env["hcc.service.point"]
            if hours < 4:
                point = point.search([("ward_id", "=", ward.id)], limit=1)
            values = self.env["hcc.demo.request"]._prepare_values(
                rng, words, ward, point
            )
            request = self.env["hcc.booking"]._submit(values | {"wish": wish})
            request._write_guarded({"answer_deadline": now + timedelta(hours=hours)})

    @api.model
    def _load_red(self, booked):
        """In two wards nobody can take a visit: it stays promised and red."""
        for code in PILOT_WARDS[:2]:
            ward = self.env.ref(f"hcc_collaborator.ward_{code}")
            request = booked.filtered(
                lambda request, ward=ward: request.ward_id == ward
                and request.place == "home"
            )[-1:]
            for _helper in range(HANDED_BACK_MAX):
                entries = request.assignment_ids.filtered(
                    lambda entry: entry.state in ("offered", "accepted")
                )
                if not entries:
                    break
                entries[0].action_hand_back()

    @api.model
    def _load_portal(self, rng, words, now):
        """The sample citizen with an account has a visit to come."""
        user = self.env.ref("hcc_collaborator.demo_user_citizen")
        ward = self.env.ref(f"hcc_collaborator.ward_{PILOT_WARDS[0]}")
        for days, at_home in ((1, False), (2, True)):
            self._book(
                rng,
                words,
                ward,
                days,
                at_home,
                now,
                partner_id=user.partner_id.id,
                name=user.name,
                on_behalf=False,
                channel="web",
            )

    @api.model
    def _load_calls(self):
        """Of the messages that wait, a few are calls; the others were sent."""
        waiting = self.env["hcc.message"].search(
            [("state", "=", "pending"), ("recipient", "=", "citizen")], order="id"
        )
        waiting[:3]._write_guarded({"state": "to_call"})
        rest = self.env["hcc.message"].search([("state", "=", "pending")])
        rest._write_guarded({"state": "sent", "sent_at": self.env.cr.now()})

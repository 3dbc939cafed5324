import json
from datetime import timedelta
from random import Random

from odoo import api, fields, models
from odoo.tools.misc import file_open

from odoo.addons.hcc_booking.exceptions import BookingError, HelperNotFit, SlotTaken
from odoo.addons.hcc_collaborator.models.hcc_demo import PILOT_WARDS
from odoo.addons.hcc_collaborator.tools.localtime import local_date

SEED = 7
DAYS = 3
#: visits tried in each ward on each day, most of them at home
VISITS_A_DAY = 7
#: degrees from the middle of a ward to its edge, more or less
REACH = 0.006


class HccDemoBoard(models.AbstractModel):
    """Demonstration data: days that are full enough for a board.

    Homes have positions, so that the map has ways; a few visits are not accepted
    yet.
    """

    _name = "hcc.demo.board"
    _description = "Demonstration of the Board"

    @api.model
    def _load(self):
        with file_open("hcc_booking/demo/hcc_request_demo.json") as source:
            words = json.load(source)
        rng = Random(SEED)
        now = fields.Datetime.now().replace(second=0, microsecond=0)
        booked = self.env["hcc.request"]
        for code in PILOT_WARDS:
            ward = self.env.ref(f"hcc_collaborator.ward_{code}")
            for number in range(DAYS * VISITS_A_DAY):
                day = local_date(now) + timedelta(days=number % DAYS)
                booked |= self._book(rng, words, ward, day, number % 3 != 0)
        for request in booked.filtered(lambda one: one.home_decision == "pending"):
            request._decide_home("approved")
        self.env["hcc.demo.coming"]._accept(rng, booked)
        fresh = self.env["hcc.message"].search(
            [("state", "=", "pending"), ("request_id", "in", booked.ids)]
        )
        fresh._write_guarded({"state": "sent", "sent_at": self.env.cr.now()})

    @api.model
    def _book(self, rng, words, ward, day, at_home):
        """Book any free time of the day; nothing when there is none."""
        points = self.env["hcc.service.point"].search([("ward_id", "=", ward.id)])
        point = points.browse() if at_home else rng.choice(points)
        demo = self.env["hcc.demo.request"]
        values = demo._prepare_values(rng, words, ward, point)
        slots = self.env["hcc.slot.finder"]._find(
            ward,
            values["place"],
            self.env["hcc.procedure"].browse(values["procedure_ids"]),
            point=point,
            date_from=day,
            days=1,
        )
        if not slots:
            return self.env["hcc.request"]
        values["start"] = rng.choice(slots).start
        if at_home:
            values["latitude"] = ward.latitude + rng.uniform(-REACH, REACH)
            values["longitude"] = ward.longitude + rng.uniform(-REACH, REACH)
        try:
            with self.env.cr.savepoint():
                return self.env["hcc.booking"]._submit(values)
        except (SlotTaken, HelperNotFit, BookingError):
            return self.env["hcc.request"]

import json
from datetime import timedelta
from random import Random

from odoo import api, fields, models
from odoo.tools.misc import file_open

from odoo.addons.hcc_collaborator.models.hcc_demo import PILOT_WARDS
from odoo.addons.hcc_collaborator.tools.localtime import local_date

from ..exceptions import BookingError, HelperNotFit, SlotTaken
from .hcc_dossier_flow import FAILED_OUTCOMES, OPEN_OUTCOMES

SEED = 2026
DAYS_BEFORE = 21
#: visits tried a day in each ward
VISITS_A_DAY = 4
CHANNELS = ("web", "web", "web", "counter", "telephone", "ward_official", "helper")
OUTCOMES = (
    ("resolved", 30),
    ("accepted", 26),
    ("filed", 14),
    ("supplement", 10),
    ("returned", 2),
    ("rejected", 2),
    ("not_filed", 16),
)
REASONS = (
    ("no_eid_level2", 6),
    ("originals_missing", 5),
    ("sim_not_own", 3),
    ("portal_error", 3),
    ("in_person_only", 2),
    ("no_network", 1),
)
NEEDS = (
    {"disability": "severe"},
    {"disability": "mild"},
    {"poverty": "poor"},
    {"poverty": "near_poor"},
)
RATED_BY = ("link", "code", "link", "telephone")
RATINGS = ((5, 50), (4, 33), (3, 9), (2, 5), (1, 3))


class HccDemoRequest(models.AbstractModel):
    """Demonstration data: three weeks of help given, and the days to come.

    Everything goes through the methods that people use, with times of the past;
    the same seed on the same day gives the same data.
    """

    _name = "hcc.demo.request"
    _description = "Demonstration Requests"

    @api.model
    def _load(self):
        """Make the requests of the past, then those of the days to come."""
        with file_open("hcc_booking/demo/hcc_request_demo.json") as source:
            words = json.load(source)
        rng = Random(SEED)
        now = fields.Datetime.now().replace(second=0, microsecond=0)
        shifts = self._get_shifts_by_day(now)
        for day in sorted(shifts):
            for code in PILOT_WARDS:
                self._load_day(rng, words, now, code, shifts[day])
        self._settle_messages()
        self.env["hcc.demo.coming"]._load(rng, words, now)

    # -------------------------------------------------------------------------
    # THE PAST
    # -------------------------------------------------------------------------

    @api.model
    def _get_shifts_by_day(self, now):
        """Published shifts that ended in the last three weeks, by local day."""
        shifts = self.env["hcc.shift"].search(
            [
                ("state", "=", "published"),
                ("start", ">=", now - timedelta(days=DAYS_BEFORE)),
                ("stop", "<=", now),
            ],
            order="start, id",
        )
        return shifts.grouped(lambda shift: local_date(shift.start))

    @api.model
    def _load_day(self, rng, words, now, code, shifts):
        ward = self.env.ref(f"hcc_collaborator.ward_{code}")
        own = shifts.filtered(lambda shift: shift.ward_id == ward)
        if not own:
            return
        for _visit in range(rng.randint(VISITS_A_DAY - 2, VISITS_A_DAY)):
            self._load_visit(rng, words, ward, rng.choice(own), now)
        points = own.filtered(lambda shift: shift.kind == "point")
        for shift in points[: rng.randint(0, 2)]:
            self._load_walk_in(rng, words, shift)

    @api.model
    def _load_visit(self, rng, words, ward, shift, now):
        """One visit in a past shift; nothing when the time is taken."""
        hours = int((shift.stop - shift.start).total_seconds() // 3600)
        start = shift.start + timedelta(minutes=30 * rng.randint(0, 2 * hours - 3))
        point = shift.service_point_id
        values = self._prepare_values(rng, words, ward, point, shift.collaborator_id)
        values["start"] = start
        asked = start - timedelta(minutes=rng.choice((150, 300, 1500, 3100, 4600)))
        try:
            request = self.env["hcc.booking"]._submit(values, now=asked)
        except (SlotTaken, HelperNotFit, BookingError):
            return
        self._note_asked(request, asked)
        self._play(rng, words, request)

    @api.model
    def _load_walk_in(self, rng, words, shift):
        at = shift.start + timedelta(minutes=rng.randint(10, 170))
        procedures = self._pick_procedures(rng, words, shift.collaborator_id, False)
        lines = [self._prepare_dossier(rng, item, at) for item in procedures]
        try:
            request = self.env["hcc.booking"]._register_walk_in(
                {
                    "submit_token": f"demo-{rng.getrandbits(80):x}",
                    "service_point_id": shift.service_point_id.id,
                    "collaborator_id": shift.collaborator_id.id,
                    "procedure_ids": procedures.ids,
                    "name": words["visitor"],
                    "dossiers": lines,
                    "channel": rng.choice(("helper", "helper", "counter")),
                },
                at=at,
            )
        except (SlotTaken, HelperNotFit, BookingError):
            return
        self._note_asked(request, at)
        self._rate(rng, words, request, 0.3)

    @api.model
    def _note_asked(self, request, moment):
        """Let a request of the past have been made then, not when it was loaded."""
        request.flush_recordset()
        self.env.cr.execute(
            "UPDATE hcc_request SET create_date = %s WHERE id = %s",
            [moment, request.id],
        )
        request.invalidate_recordset(["create_date"])

    @api.model
    def _play(self, rng, words, request):
        """Let a past visit happen, or not."""
        visit = request.current_appointment_id
        fate = rng.random()
        if fate < 0.05:
            request._cancel(rng.choice(words["cancel_reasons"]), by="citizen")
            return
        if request.home_decision == "pending":
            request._decide_home("approved")
        visit.assignment_ids.action_accept()
        if fate < 0.09:
            visit._mark_no_show(at=visit.stop)
            return
        visit.assignment_ids[:1]._start(at=visit.start)
        lines = [
            self._prepare_dossier(rng, item, visit.start)
            for item in request.procedure_ids
        ]
        if lines:
            visit._record_dossiers(lines)
        visit._complete(at=visit.stop - timedelta(minutes=rng.randint(0, 10)))
        if visit.checkin_due:
            visit._write_guarded({"checked_in_at": visit.stop})
        if visit.place == "home" and rng.random() < 0.4:
            request.citizen_id.write(rng.choice(NEEDS))
        self._rate(rng, words, request, 0.62)

    @api.model
    def _rate(self, rng, words, request, share):
        if rng.random() > share:
            return
        value = self._weighted(rng, RATINGS)
        comment = rng.choice(words["comments"]) if value > 3 else False
        channel = RATED_BY[request.id % len(RATED_BY)]
        request._submit_rating(value, comment, channel)
        request._write_guarded({"rated_at": request.done_at + timedelta(hours=2)})

    @api.model
    def _settle_messages(self):
        """What was said in the past was sent in the past."""
        messages = self.env["hcc.message"].search([("state", "=", "pending")])
        messages._write_guarded(
            {"state": "sent", "sent_at": fields.Datetime.now(), "attempts": 1}
        )

    # -------------------------------------------------------------------------
    # VALUES
    # -------------------------------------------------------------------------

    @api.model
    def _prepare_values(self, rng, words, ward, point, helper=None):
        """Values of one request, as a form sends them; the time is missing."""
        at_home = not point
        name, birth_year = rng.choice(words["people"][: 16 if at_home else None])
        procedures = self._pick_procedures(rng, words, helper, at_home)
        on_behalf = rng.random() < 0.2
        values = {
            "submit_token": f"demo-{rng.getrandbits(80):x}",
            "ward_id": ward.id,
            "place": "home" if at_home else "point",
            "service_point_id": point.id,
            "procedure_ids": procedures.ids,
            "description": rng.choice(
                words["descriptions" if procedures else "unsure"]
            ),
            "eid_level2": rng.choice(("yes", "yes", "no", "unknown")),
            "own_sim": rng.choice(("yes", "yes", "yes", "no", "unknown")),
            "difficulty_travelling": at_home,
            "name": name,
            "phone": f"0912{rng.randint(300000, 399999)}",
            "address": f"{rng.choice(words['streets'])}, {ward.full_name}",
            "birth_year": birth_year,
            "channel": rng.choice(CHANNELS),
            "consent_text_id": self.env["hcc.consent.text"]._current().id,
        }
        if at_home:
            values["home_reason_ids"] = self._pick_home_reasons(birth_year).ids
        if on_behalf:
            values |= {
                "on_behalf": True,
                "requester_relation": "relative",
                "requester_name": rng.choice(words["relatives"]),
                "requester_phone": f"0912{rng.randint(400000, 499999)}",
            }
        return values

    @api.model
    def _pick_home_reasons(self, birth_year):
        """Difficulty travelling, and the age where it is so."""
        reasons = self.env.ref("hcc_booking.hcc_home_reason_difficulty")
        age = self.env.ref("hcc_booking.hcc_home_reason_age")
        this_year = fields.Date.context_today(self).year
        if birth_year and this_year - birth_year >= age.threshold:
            reasons |= age
        return reasons

    @api.model
    def _pick_procedures(self, rng, words, helper, at_home):
        """One or two procedures that the helper may help with."""
        codes = words["codes"]
        held = {"basic"}
        if helper:
            held = set(helper.qualification_ids.type_id.mapped("code"))
        kinds = [kind for kind in ("basic", "basic", "social", *held) if kind in held]
        if not at_home and "basic" in held:
            kinds.append("person")
        if rng.random() < 0.04:
            return self.env["hcc.procedure"]
        pool = codes[rng.choice(kinds or ["basic"])]
        chosen = rng.sample(pool, 2 if rng.random() < 0.12 else 1)
        names = [f"hcc_booking.procedure_{code.replace('.', '_')}" for code in chosen]
        return self.env["hcc.procedure"].concat(*[self.env.ref(name) for name in names])

    @api.model
    def _prepare_dossier(self, rng, procedure, moment):
        day = local_date(moment)
        outcome = self._weighted(rng, OUTCOMES)
        values = {"procedure_id": procedure.id, "outcome": outcome, "outcome_on": day}
        if outcome == "not_filed":
            reason = self._weighted(rng, REASONS)
            return values | {"not_filed_reason": reason, "filed_online": False}
        values |= self._prepare_dossier_follow_up(outcome, day, procedure)
        number = f"{rng.randint(1, 9999):04d}"
        return values | {
            "code": f"H26.{rng.randint(10, 60)}-{day:%y%m%d}-{number}",
            "filed_on": day,
            "filed_online": procedure.channel_online and rng.random() < 0.95,
        }

    @api.model
    def _prepare_dossier_follow_up(self, outcome, day, procedure):
        """When a dossier is looked at: a few are late, most in the days to come."""
        values = {}
        if outcome in FAILED_OUTCOMES:
            values["not_filed_reason"] = "originals_missing"
        if outcome not in OPEN_OUTCOMES:
            return values
        today = local_date(fields.Datetime.now())
        ahead = (day.toordinal() * 7 + procedure.id) % 60
        values["follow_up_on"] = today + timedelta(days=ahead or -4)
        if outcome == "supplement":
            # looked at three days before the papers are due, as the service does
            deadline = today + timedelta(days=ahead % 20 + 2)
            values["supplement_deadline"] = deadline
            values["follow_up_on"] = deadline - timedelta(days=3)
        return values

    @api.model
    def _weighted(self, rng, pairs):
        values, weights = zip(*pairs, strict=True)
        return rng.choices(values, weights)[0]

import random
from datetime import datetime, timedelta

from odoo.addons.hcc_collaborator.tests.common import HccCase

OUTCOMES = (
    *("filed", "accepted", "supplement", "returned", "rejected", "resolved"),
    "not_filed",
)


class ReportingCase(HccCase):
    """A history of assists, written down as records and as plain dicts.

    ``self.history`` holds what was made, one dict for each assist: the reference
    that the facts are compared with is computed from it in plain Python.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.history = []
        cls.missed = []
        cls.citizens = cls.env["hcc.citizen"].create(
            [
                cls._prepare_citizen("An", cls.ward_a1, birth_year=1950),
                cls._prepare_citizen("Bình", cls.ward_a1, disability="severe"),
                cls._prepare_citizen("Chi", cls.ward_a2, poverty="near_poor"),
                cls._prepare_citizen("Dũng", cls.ward_b1, birth_year=2000),
            ]
        )
        cls.citizen_groups = dict(
            zip(
                cls.citizens.ids,
                ("elderly", "disability", "poor", "other"),
                strict=True,
            )
        )
        cls.procedures = cls.env["hcc.procedure"].create(
            [
                {"code": f"T.{group}", "name": f"Test {group}", "group": group}
                for group in ("ho_tich", "cu_tru", "dat_dai", "a_new_group")
            ]
        )
        cls.procedure_groups = dict(
            zip(
                cls.procedures.ids,
                ("ho_tich", "cu_tru", "dat_dai", "other"),
                strict=True,
            )
        )

    def setUp(self):
        super().setUp()
        # What a test adds is rolled back with it.
        for made in (self.history, self.missed):
            self.addCleanup(made.__delitem__, slice(len(made), None))

    @classmethod
    def _prepare_citizen(cls, name, ward, **values):
        return {"name": name, "phone": "+84912000111", "ward_id": ward.id, **values}

    @classmethod
    def _new_request(cls, ward, citizen, procedures, channel="web", **values):
        return cls.env["hcc.request"].create(
            {
                "ward_id": ward.id,
                "citizen_id": citizen.id,
                "procedure_ids": procedures.ids,
                "channel": channel,
                "state": "done",
                **values,
            }
        )

    @classmethod
    def _new_visit(cls, request, done_at, *, state="done", place="home", **values):
        """Add a visit with a helper to a request."""
        helpers = {
            cls.ward_a1: cls.c_a1_1,
            cls.ward_a2: cls.c_a2_1,
            cls.ward_b1: cls.c_b1_1,
        }
        # Nothing but the end counts; a walk-in is in nobody's way, and needs no shift.
        if not request.appointment_ids:
            # whoever walks in asks at that moment
            cls.env.cr.execute(
                "UPDATE hcc_request SET create_date = %s WHERE id = %s",
                [done_at, request.id],
            )
            request.invalidate_recordset(["create_date"])
        visit = cls.env["hcc.appointment"].create(
            {
                "request_id": request.id,
                "start": done_at,
                "stop": done_at,
                "done_at": done_at if state == "done" else False,
                "state": state,
                "place": place,
                "is_walk_in": True,
                **values,
            }
        )
        if state == "done":
            cls.env["hcc.assignment"].create(
                {
                    "appointment_id": visit.id,
                    "collaborator_id": helpers[request.ward_id].id,
                    "role": "lead",
                    "state": "done",
                    "start": done_at,
                    "stop": done_at,
                }
            )
        return visit

    @classmethod
    def _new_dossiers(cls, visit, dossiers):
        """Add dossiers, each (outcome, filed online, procedure), to a visit."""
        return cls.env["hcc.dossier"].create(
            [
                {
                    "request_id": visit.request_id.id,
                    "appointment_id": visit.id,
                    "collaborator_id": visit.lead_id.id,
                    "procedure_id": procedure.id,
                    "code": f"H26.1-261123-{visit.id:04}{number}",
                    "filed_online": online,
                    "outcome": outcome,
                    "not_filed_reason": (
                        "portal_error" if outcome == "not_filed" else False
                    ),
                    "supplement_deadline": (
                        "2026-12-31" if outcome == "supplement" else False
                    ),
                }
                for number, (outcome, online, procedure) in enumerate(dossiers)
            ]
        )

    @classmethod
    def _new_history(cls, seed, requests):
        """Make a random history, the same one for the same seed."""
        chance = random.Random(seed)
        for __ in range(requests):
            cls._new_random_request(chance)
        cls._fold()

    @classmethod
    def _fold(cls):
        """Do the job's work: what was noted becomes figures."""
        cls.env["hcc.kpi.rollup"]._fold()
        cls.env.invalidate_all()

    @classmethod
    def _new_random_request(cls, chance):
        ward = chance.choice([cls.ward_a1, cls.ward_a2, cls.ward_b1])
        citizen = chance.choice(cls.citizens)
        procedures = cls.procedures.browse(
            chance.sample(cls.procedures.ids, chance.choice([0, 1, 1, 1, 2]))
        )
        channel = chance.choice(["web", "counter", "telephone"])
        request = cls._new_request(ward, citizen, procedures, channel)
        moments = range(0, 50 * 24 * 60, 10)
        ends = [
            datetime(2026, 9, 28) + timedelta(minutes=minutes)
            for minutes in sorted(
                chance.sample(moments, chance.choice([1, 1, 1, 2, 3]))
            )
        ]
        assists = [
            cls._new_random_assist(chance, request, citizen, procedures, done_at)
            for done_at in ends
        ]
        assists[0]["is_first"] = True
        if chance.random() < 0.3:
            state = chance.choice(["cancelled", "no_show"])
            cls._new_visit(request, ends[0], state=state)
            cls.missed.append(
                {
                    **assists[0],
                    "place": "home",
                    "in_hours": False,
                    "collaborator_category": None,
                    "state": state,
                }
            )
        # The rating belongs to the last assist before it.
        rated = assists[-1]
        if chance.random() < 0.6:
            rated = chance.choice(assists)
            rated["rating"] = chance.randint(1, 5)
            request._write_guarded(
                {
                    "rating_value": rated["rating"],
                    "rated_at": rated["done_at"] + timedelta(seconds=30),
                }
            )
        rated["rateable"] = 1

    @classmethod
    def _new_random_assist(cls, chance, request, citizen, procedures, done_at):
        place = chance.choice(["home", "point"])
        in_hours = chance.random() < 0.7
        visit = cls._new_visit(
            request,
            done_at,
            place=place,
            in_hours=in_hours,
            service_point_id=cls.point_a1.id if place == "point" else False,
        )
        dossiers = [
            (
                chance.choice(OUTCOMES),
                chance.random() < 0.8,
                chance.choice(cls.procedures),
            )
            for __ in range(chance.choice([0, 1, 1, 2, 3]))
        ]
        cls._new_dossiers(visit, dossiers)
        groups = {cls.procedure_groups[procedure.id] for procedure in procedures}
        assist = {
            "done_at": done_at,
            # Hanoi is seven hours ahead, all year round
            "day": (done_at + timedelta(hours=7)).date(),
            "ward_id": request.ward_id.id,
            "branch_id": request.ward_id.branch_id.id,
            "place": place,
            "in_hours": in_hours,
            "channel": request.channel,
            "citizen": citizen.id,
            "request": request.id,
            "citizen_group": cls.citizen_groups[citizen.id],
            "collaborator_category": "student",
            "procedure_group": (
                "unknown"
                if not groups
                else min(groups)
                if len(groups) == 1
                else "several"
            ),
            "dossiers": [
                (outcome, online, cls.procedure_groups[procedure.id])
                for outcome, online, procedure in dossiers
            ],
            "rating": 0,
            "rateable": 0,
            "is_first": False,
        }
        cls.history.append(assist)
        return assist

import random
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.addons.hcc_booking.models.hcc_dossier_flow import STEPS
from odoo.addons.hcc_reporting.tools.kpi_columns import COUNTS, DISTINCT, RATES, SPLITS

from .common import OUTCOMES, ReportingCase

#: 23:50 in Hanoi, ten minutes before another day
LATE = datetime(2026, 10, 31, 16, 50)
GROUPINGS = [
    [],
    ["ward_id"],
    ["day:day"],
    ["day:month", "branch_id"],
    *[["day:month", split] for split in SPLITS],
    ["ward_id", "day:day", "place"],
    ["channel", "citizen_group"],
]


class TestKpiHistories(ReportingCase):
    """Facts equal records, whatever happened and in whatever order.

    Random histories of creation, change, cancellation and late outcomes, across
    midnight in Hanoi; the job runs now and then, as it does in life. What is read of
    the roll-ups is compared with the same grouping of the records themselves, whose
    meaning ``test_kpi_fact`` compares with plain Python.
    """

    def setUp(self):
        super().setUp()
        self._fold()
        self.requests = self.env["hcc.request"]
        self.domain = [
            ("ward_id", "in", (self.ward_a1 | self.ward_a2 | self.ward_b1).ids)
        ]

    def _read(self, model, groupby, domain):
        names = [*COUNTS, *DISTINCT, *RATES]
        specs = [f"{name}:{'avg' if name in RATES else 'sum'}" for name in names]
        splits = [name for name in groupby if name in SPLITS]
        # what does not know a way of splitting has no part in it
        known = [(name, "!=", False) for name in splits if name != "in_hours"]
        if "in_hours" in splits and model == "hcc.kpi.source":
            known.append(("id", "in", self._get_ids_with_hours()))
        rows = self.env[model]._read_group([*domain, *known], groupby, specs)
        return {
            tuple(str(value) for value in row[: len(groupby)]): row[len(groupby) :]
            for row in rows
        }

    def _get_ids_with_hours(self):
        """Ids of the sources that hang on visits."""
        ids = self.env["hcc.kpi.source"].search(self.domain).ids
        return [one for one in ids if one % 8 in (0, 1, 2, 3)]

    def _assert_equal(self):
        self._fold()
        periods = [
            self.domain,
            [*self.domain, ("day", ">=", "2026-10-20"), ("day", "<=", "2026-12-05")],
        ]
        for domain in periods:
            for groupby in GROUPINGS:
                with self.subTest(groupby=groupby, domain=str(domain)):
                    self.assertEqual(
                        self._read("hcc.kpi.fact", groupby, domain),
                        self._read("hcc.kpi.source", groupby, domain),
                    )
        check = self.env["hcc.kpi.check"]._run()
        self.assertEqual((check.state, check.waiting), ("equal", 0), check.details)

    # What may happen

    def _begin(self, chance):
        ward = chance.choice([self.ward_a1, self.ward_a2, self.ward_b1])
        request = self._new_request(
            ward,
            chance.choice([*self.citizens, self.env["hcc.citizen"]]),
            self.procedures.browse(
                chance.sample(self.procedures.ids, 2)[: chance.randint(0, 2)]
            ),
            chance.choice(["web", "counter", "helper"]),
            state="booked",
            place=chance.choice(["home", "point"]),
        )
        self.requests |= request
        self._visit(chance, request)

    def _visit(self, chance, request=None):
        days, minutes = chance.randint(-12, 40), chance.choice((0, 10, 600))
        visit = self._new_visit(
            request or self._any(chance, self.requests),
            LATE + timedelta(days=days, minutes=minutes),
            state=chance.choice(["done", "done", "booked", "no_show"]),
            in_hours=chance.random() < 0.5,
        )
        visit._write_guarded({"is_walk_in": chance.random() < 0.3})

    def _any(self, chance, records):
        return chance.choice(records) if records else records

    def _of(self, chance, state):
        visits = self.requests.appointment_ids.filtered(lambda v: v.state == state)
        return self._any(chance, visits.sorted("id"))

    def _close(self, chance):
        visit = self._of(chance, "booked")
        if visit:
            visit._write_guarded({"state": "done", "done_at": visit.start})

    def _cancel(self, chance):
        self._of(chance, "booked")._write_guarded({"state": "cancelled"})

    def _move(self, chance):
        visit = self._of(chance, "booked")
        if visit:
            later = visit.start + timedelta(days=chance.randint(1, 30))
            visit._write_guarded({"start": later, "stop": later})

    def _record(self, chance):
        visit = self._of(chance, "done")
        if visit and not visit.dossier_ids:
            self._new_dossiers(
                visit,
                [
                    (chance.choice(OUTCOMES), chance.random() < 0.7, procedure)
                    for procedure in self.procedures[: chance.randint(1, 3)]
                ],
            )

    def _late_outcome(self, chance):
        dossier = self._any(chance, self.requests.dossier_ids.sorted("id"))
        if dossier and dossier.outcome != "not_filed":
            dossier._set_outcome(
                chance.choice(STEPS[dossier.outcome]),
                deadline=date(2026, 12, 31),
                cause="other",
            )

    def _rate(self, chance):
        request = self._any(chance, self.requests)
        request._write_guarded(
            {
                "rating_value": chance.randint(0, 5),
                "rated_at": LATE + timedelta(days=chance.randint(-10, 40)),
            }
        )

    def _step(self, chance):
        state = chance.choice(["waiting", "booked", "done", "cancelled"])
        self._any(chance, self.requests)._write_guarded({"state": state})

    def _contact(self, chance):
        at = datetime(2026, 11, 2) + timedelta(hours=chance.randint(0, 99))
        self._any(chance, self.requests)._write_guarded({"first_contact_at": at})

    def _change_person(self, chance):
        chance.choice(self.citizens).write(
            {
                "birth_year": chance.choice([0, 1940, 1966, 2001]),
                "disability": chance.choice(["none", "mild"]),
                "poverty": chance.choice(["none", "poor"]),
            }
        )

    def _change_procedures(self, chance):
        request = self._any(chance, self.requests)
        request.procedure_ids = self.procedures.browse(
            chance.sample(self.procedures.ids, chance.randint(0, 3))
        )

    def _change_group(self, chance):
        chance.choice(self.procedures).group = chance.choice(["ho_tich", "nha_o"])

    def _change_helper(self, chance):
        self.c_a1_1.category = chance.choice(["student", "retired_official", "other"])

    def _miss(self, chance):
        self.env["hcc.unmet.demand"]._count(
            chance.choice(["wish", "left"]), self._any(chance, self.requests)
        )

    def _forget(self, chance):
        """Rows go away, in whatever way."""
        self.env.flush_all()
        if chance.random() < 0.5:
            self._any(chance, self.requests.dossier_ids.sorted("id")).unlink()
        else:
            visit = self._of(chance, "booked")
            self.env.cr.execute(
                "DELETE FROM hcc_appointment WHERE id = ANY(%s)", [visit.ids]
            )
            self.env.invalidate_all()

    def _run_history(self, seed, steps=40):
        chance = random.Random(seed)
        things = (
            *(self._begin, self._begin, self._visit, self._close, self._cancel),
            *(self._move, self._record, self._record, self._late_outcome, self._rate),
            *(self._step, self._contact, self._change_person, self._miss),
            *(self._change_procedures, self._change_group, self._change_helper),
            self._forget,
        )
        self._begin(chance)
        for __ in range(steps):
            chance.choice(things)(chance)
            if chance.random() < 0.2:
                self._fold()

    def test_random_histories(self):
        for seed in range(8):
            self._run_history(seed)
            self._assert_equal()
        self.assertGreater(len(self.requests), 30)

    def test_made_anew_they_are_the_same(self):
        self._run_history(99, steps=80)
        self._fold()
        queries = (
            "SELECT dimension, value, day, ward_id, branch_id, assists, asked, unmet,"
            " dossiers_online, wait_minutes FROM hcc_kpi_rollup ORDER BY 1, 2, 3, 4, 5",
            "SELECT key, day, ward_id, place, channel, assists, ratings, citizen_key"
            " FROM hcc_kpi_count ORDER BY 1, 2, 3, 4, 5, 6",
        )

        def read():
            result = []
            for query in queries:
                self.env.cr.execute(query)
                result.append(self.env.cr.fetchall())
            return result

        before = read()
        self.assertTrue(all(before))
        self.assertTrue(self.env["hcc.kpi.rollup"]._rebuild())
        self.assertEqual(read(), before)

    def test_difference_is_found_and_told(self):
        self._run_history(5)
        self._fold()
        cr = self.env.cr
        cr.execute(
            "UPDATE hcc_kpi_rollup SET assists = assists + 1 WHERE dimension = 'day'"
        )
        with self.assertLogs("odoo.addons.hcc_reporting", "ERROR"):
            check = self.env["hcc.kpi.check"]._run()
        self.assertEqual(check.state, "different")
        self.assertIn("rollup", check.details)
        users = self.env.ref("hcc_collaborator.group_hcc_administrator").user_ids
        self.assertEqual(check.activity_ids.user_id, users.filtered("active"))
        self.assertTrue(self.env["hcc.kpi.rollup"]._rebuild())
        cr.execute("UPDATE hcc_kpi_count SET citizen_group = 'poor'")
        with self.assertLogs("odoo.addons.hcc_reporting", "ERROR"):
            check = self.env["hcc.kpi.check"]._run()
        self.assertIn("only_in", check.details)
        self.env["hcc.kpi.rollup"]._rebuild()
        self.assertEqual(self.env["hcc.kpi.check"]._run().state, "equal")

    def test_what_waits_is_no_difference(self):
        self._run_history(6)
        self._fold()
        request = self._new_request(self.ward_a1, self.citizens[0], self.procedures[0])
        self._new_visit(request, LATE)
        check = self.env["hcc.kpi.check"]._run()
        self.assertEqual(check.state, "equal")
        self.assertGreater(check.waiting, 0)

    def test_only_administrators_make_figures_anew(self):
        from odoo.exceptions import AccessError

        rollup = self.env["hcc.kpi.rollup"]
        for user in (self.user_manager, self.user_committee, self.user_coordinator):
            with self.assertRaises(AccessError):
                rollup.with_user(user).action_rebuild()
        rollup.with_user(self.user_administrator).action_rebuild()
        cron = self.env.ref("hcc_reporting.ir_cron_hcc_kpi_rebuild")
        self.assertTrue(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        )

    def test_a_rebuild_that_finds_somebody_folding_comes_back(self):
        rollup = self.env["hcc.kpi.rollup"]
        cron = self.env.ref("hcc_reporting.ir_cron_hcc_kpi_rebuild")
        asked = [("cron_id", "=", cron.id)]
        triggers = self.env["ir.cron.trigger"]
        with patch.object(self.registry["hcc.kpi.rollup"], "_lock", lambda self: False):
            rollup._cron_rebuild()
        self.assertEqual(triggers.search_count(asked), 1)
        rollup._cron_rebuild()
        self.assertEqual(triggers.search_count(asked), 1)

    def test_closing_writes_no_counter(self):
        """What a citizen's transaction leaves is rows of its own, nothing else."""
        self._run_history(7)
        self._fold()
        cr = self.env.cr
        cr.execute("SELECT sum(hashtext(t::text)) FROM hcc_kpi_rollup t")
        before = cr.fetchone()
        for __ in range(3):
            self._close(random.Random(1))
        self.env.flush_all()
        cr.execute("SELECT sum(hashtext(t::text)) FROM hcc_kpi_rollup t")
        self.assertEqual(cr.fetchone(), before)
        self.assertGreater(self.env["hcc.kpi.rollup"]._get_backlog()[0], 0)

from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.hcc_booking.tests.common import AT_HOME

from .field_common import FieldHttpCase
from .safety_common import RINGS, STOP, SafetyCase
from .test_visit_proof import draw


@tagged("post_install", "-at_install")
class TestFieldSafety(SafetyCase, FieldHttpCase):
    def _at(self, moment):
        self.startPatcher(freeze_time(moment))

    def test_whole_visit(self):
        proofs = self.env["hcc.visit.proof"]
        codes = [proofs._get_code(self.visit, moment) for moment in ("start", "finish")]
        self._at(STOP)
        statuses = self.device.statuses(
            self._act("start", ago=1800),
            self._act("proof", {"moment": "start", "how": "code", "code": codes[0]}),
            self._act("proof", {"moment": "start", "how": "code", "code": "111111"}),
            self._act(
                "proof", {"moment": "finish", "how": "signature", "signature": draw()}
            ),
            self._act("timer", {"minutes": 15}),
            self._act("done"),
        )
        self.assertEqual(set(statuses), {"applied"})
        self.assertEqual(self.visit.proof_share, 1)
        self.assertEqual(
            sorted(self.entry.proof_ids.mapped("state")), ["ok", "ok", "wrong"]
        )
        self.assertEqual(self.entry.proof_ids.device_id, self.device.record)
        self.assertRecordValues(
            self._get_watch(), [{"state": "over", "over_by": "visit"}]
        )

    def _act(self, kind, payload=None, **values):
        return self.device.action(self.entry, kind, payload, **values)

    def test_help_counts_whatever_became_of_the_visit(self):
        self._start()
        self.visit._call_off()
        self.device.record._write_guarded({"state": "lost"})
        self.env.flush_all()
        self._at(STOP)
        self.assertEqual(self.device.statuses(self._act("help")), ["applied"])
        self.assertTrue(self._get_rows(kind="help_call"))
        self.assertEqual(self.device.statuses(self._act("safe")), ["applied"])
        self.assertEqual(self._get_watch().state, "over")

    def _get_day(self):
        return self.env["hcc.field.day"].with_user(self.helper)._get_day()["visits"]

    def test_whoever_is_out_there_keeps_the_buttons(self):
        """The office takes the visit away; nothing is told of the person any more."""
        self._start()
        self.assertNotIn("only_safety", self._get_day()[0])
        self.visit._call_off()
        self.env.flush_all()
        [row] = self._get_day()
        self.assertEqual(row["state"], "released")
        self.assertTrue(row["only_safety"])
        self.assertEqual(row["safety"]["state"], "running")
        self.assertFalse({"name", "phone", "address", "where", "notes"} & row.keys())
        # over midnight as well, and no longer than it runs
        self._at(RINGS + timedelta(days=1))
        [row] = self._get_day()
        self.assertGreater(row["until"], f"{RINGS + timedelta(days=1)}")
        self.device.send(self._act("help"))
        self.device.send(self._act("safe"))
        [row] = self._get_day()
        self.assertEqual(
            (row["safety"]["state"], row["safety"]["help"]), ("over", True)
        )
        self._get_watch().with_user(self.user_ward).action_settle()
        self.assertFalse(self._get_day())

    def test_a_visit_begun_yesterday(self):
        self._start()
        self._at(RINGS + timedelta(days=1))
        [row] = self._get_day()
        self.assertTrue(row["only_safety"])
        self.assertNotIn("name", row)

    def test_help_sent_twice(self):
        self._allow_texts()
        message = self._act("help")
        self.device.send(message)
        self.device.send(message, self._act("help"))
        self.assertEqual(len(self._get_told("help_call")), 2)

    def test_timer(self):
        self._start()
        self._at(STOP)
        self.device.send(self._act("timer", {"minutes": 60}))
        self.assertEqual(self._get_watch().due, RINGS + timedelta(minutes=60))
        self.device.send(self._act("timer", {"minutes": 100_000}))
        self.assertEqual(self._get_watch().due, RINGS + timedelta(minutes=180))
        self.device.send(self._act("safe"))
        [(status, words)] = self.device.results(self._act("timer", {"minutes": 5}))
        self.assertEqual(status, "applied")
        self.assertTrue(words)

    def test_bad_input(self):
        statuses = self.device.statuses(
            self._act("proof", {"moment": "later", "how": "code"}),
            self._act("proof", {"moment": "start", "how": ["x"]}),
            self._act("proof", {"moment": {}, "how": "code"}),
        )
        self.assertEqual(set(statuses), {"refused"})
        statuses = self.device.statuses(
            self._act("proof", {"moment": "start", "how": "code", "code": {"a": 1}}),
            self._act("proof", {"moment": "start", "how": "slip", "code": None}),
            self._act("proof", {"moment": "start", "how": "signature", "signature": 7}),
        )
        self.assertEqual(set(statuses), {"applied"})
        self.assertEqual(set(self.entry.proof_ids.mapped("state")), {"wrong"})

    def test_another_helpers_visit(self):
        other = self._make_device(self.user_helper_3)
        message = other.action(self.entry, "help")
        self.assertEqual(other.statuses(message), ["refused"])
        self.assertFalse(self._get_watch())

    def test_on_the_way(self):
        self._at(AT_HOME)
        self.device.send(self._act("on_the_way"))
        self.assertRecordValues(
            self.entry,
            [
                {
                    "on_the_way_at": AT_HOME,
                    "expected_at": AT_HOME + timedelta(minutes=15),
                }
            ],
        )
        self.assertEqual(len(self._get_messages(self.request, "on_the_way")), 1)
        self.device.send(self._act("on_the_way"))
        self.assertEqual(len(self._get_messages(self.request, "on_the_way")), 1)

    def test_on_the_way_heard_of_too_late(self):
        self._at(AT_HOME + timedelta(minutes=25))
        [(status, words)] = self.device.results(self._act("on_the_way", ago=1500))
        self.assertEqual(status, "applied")
        self.assertTrue(words)
        self.assertTrue(self.entry.on_the_way_at)
        self.assertFalse(self._get_messages(self.request, "on_the_way"))
        # whoever set out is looked for in time, whenever that was heard of
        self.assertRecordValues(
            self._get_watch(),
            [{"state": "running", "started_at": AT_HOME, "due": RINGS}],
        )

    def test_day(self):
        self._start()
        self._sign_in()
        self._at(STOP)
        [row] = self.device.post("/hcc/field/day").json()["visits"]
        self.assertEqual(
            row["safety"],
            {
                "state": "running",
                "due": "2026-11-25T08:00:00Z",
                "help": False,
                "minutes": 30,
                "extend": 30,
                "check_in": False,
            },
        )
        self.assertEqual(row["proof"], {"start": "", "finish": ""})
        code = self.env["hcc.visit.proof"]._get_code(self.visit, "start")
        self.assertNotIn(code, str(row))

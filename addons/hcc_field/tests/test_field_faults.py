import json
import random
import uuid
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.seal import seal
from .field_common import ON_THE_DAY, FieldHttpCase

FOLD = "odoo.addons.hcc_field.models.hcc_field_fold"


@tagged("post_install", "-at_install")
class TestFieldFaults(FieldHttpCase):
    """Whatever happens on the way: nothing is lost, nothing is there twice."""

    # sent twice, in disorder, in parts

    def test_order_does_not_matter(self):
        messages = self._whole_visit()
        random.Random(8).shuffle(messages)
        self.assertEqual(set(self.device.statuses(*messages)), {"applied"})
        self.assertEqual(self.visit.state, "done")
        self.assertEqual(len(self.visit.dossier_ids), 1)

    def test_later_parts_come_first(self):
        start, note, paper, done = self._whole_visit()
        self.assertEqual(self.device.statuses(done), ["applied"])
        self.assertEqual(self.visit.state, "done")
        self.assertEqual(self.device.statuses(paper, start, note), ["applied"] * 3)
        self.assertEqual(len(self.visit.dossier_ids), 1)
        self.assertEqual(self.visit.state, "done")

    def test_the_same_within_one_request(self):
        [start, *_rest] = self._whole_visit()
        answer = self.device.send(start, start).json()["results"]
        self.assertEqual([row["status"] for row in answer], ["applied"] * 2)
        self.assertEqual(len(self._get_actions(kind="start")), 1)

    def test_the_same_dossier_twice(self):
        first = self.device.action(self.entry, "dossier", self._paper())
        again = self.device.action(self.entry, "dossier", self._paper())
        [_ok, told] = self.device.results(first, again)
        self.assertEqual(told, ("applied", "This dossier is recorded already."))
        self.assertEqual(len(self.visit.dossier_ids), 1)

    # one bad among good

    def test_one_bad_among_good(self):
        device, entry = self.device, self.entry
        forged = device.action(entry, "note", {"text": "Forged"})
        forged["header"] = forged["header"].replace('"seq": 1', '"seq": 7')
        messages = [
            forged,
            device.action(entry, "start", ago=60),
            device.action(entry, "note", {"text": ""}),
            device.action(entry, "dance"),
            device.action(entry, "dossier", self._paper(code="")),
            device.action(entry, "dossier", self._paper()),
            device.action(entry, "note", {"text": "Mã OTP là 482913"}),
            device.action(entry, "note", {"text": "Good"}),
        ]
        self.assertEqual(
            device.statuses(*messages),
            [
                *("refused", "applied", "refused", "refused", "attached"),
                *("applied", "refused", "applied"),
            ],
        )
        self.assertEqual(self.entry.state, "started")
        self.assertEqual(self.visit.dossier_ids.mapped("code"), ["H26.1-261125-0001"])
        notes = self._get_actions(kind="note").filtered("text")
        self.assertEqual(notes.mapped("text"), ["Good"])
        stored = self.env.execute_query_dict(
            self.env["hcc.field.action"]._as_query().select("payload", "text", "words")
        )
        self.assertNotIn("482913", json.dumps(stored))

    def test_a_handler_that_breaks_takes_nothing_with_it(self):
        device, entry = self.device, self.entry
        broken = type(self.env["hcc.field.action"])
        messages = [
            device.action(entry, "start"),
            device.action(entry, "note", {"text": "Secret words of a person"}),
            device.action(entry, "done"),
        ]

        def breaks(_self, items):
            raise ZeroDivisionError(items[0].payload["text"])

        with (
            patch.object(broken, "_apply_note", breaks),
            self.assertLogs(FOLD, "WARNING") as logs,
        ):
            self.assertEqual(
                device.statuses(*messages), ["applied", "attached", "applied"]
            )
        self.assertNotIn("Secret", "".join(logs.output))
        self.assertEqual(self.visit.state, "done")
        self.assertEqual(
            self._get_actions(kind="note").text, "Secret words of a person"
        )

    def test_headers_that_are_none(self):
        device, good = self.device, self.device.action(self.entry, "start")
        clear = json.loads(good["header"])
        odd = [
            None,
            [],
            {},
            {"header": good["header"]},
            good | {"header": "{"},
            good | {"header": json.dumps(clear | {"id": "1"})},
            good | {"header": json.dumps(clear | {"seq": True})},
            good | {"header": json.dumps(clear | {"assignment": 2**40})},
            good | {"header": json.dumps(clear | {"kind": "__class__"})},
            good | {"header": json.dumps(clear | {"clock": 10**30})},
            good | {"header": " " * 2000},
        ]
        self.assertEqual(
            device.statuses(*odd, good), ["refused"] * len(odd) + ["applied"]
        )

    def test_boxes_that_are_none(self):
        device = self.device
        for change in (
            {"key": 0},
            {"key": "1"},
            {"key": 2**40},
            {"key": 2**31 - 1},
            {"epk": "AAAA"},
            {"epk": None},
            {"iv": ""},
            {"box": "é"},
            {"box": ["x"]},
        ):
            message = device.action(self.entry, "start")
            message["sealed"] |= change
            with self.subTest(change=change):
                self.assertEqual(device.statuses(message), ["refused"])
        self.assertEqual(self.entry.state, "accepted")

    def test_box_of_another_header(self):
        first = self.device.action(self.entry, "start")
        second = self.device.action(self.entry, "note", {"text": "x"})
        swapped = {"header": first["header"], "sealed": second["sealed"]}
        self.assertEqual(self.device.statuses(swapped), ["refused"])
        self.assertEqual(self.entry.state, "accepted")

    def test_odd_payloads(self):
        device, entry = self.device, self.entry
        messages = [
            device.action(entry, "note", {"text": ["x"]}),
            device.action(entry, "note", {"text": "x" * 1001}),
            device.action(entry, "note", {"text": "nul \x00 and \ud800 half"}),
            device.action(entry, "checklist", {"9" * 30: True, "x": 1}),
            device.action(entry, "dossier", {"filed": ["online"], "code": {"a": 1}}),
            device.action(entry, "dossier", {"filed": "no", "reason": []}),
            device.action(entry, "photo", {"upload": ["x"], "kind": {}}),
        ]
        self.assertEqual(
            device.statuses(*messages),
            [
                *("refused", "refused", "applied", "applied", "attached"),
                *("attached", "refused"),
            ],
        )

    def test_number_that_is_too_great(self):
        """Nobody could write it again: it would be in the way for ever."""
        start = self.device.action(self.entry, "start")
        sealed = seal(start["header"], b'{"wish": 1e999}', self.device.key["point"])
        great = {"header": start["header"], "sealed": start["sealed"] | sealed}
        again = self.device.action(self.entry, "start")
        self.assertEqual(self.device.statuses(great, again), ["refused", "applied"])

    # who asks, for what

    def test_unknown_device(self):
        message = self.device.action(self.entry, "start")
        for changes in (
            {"Authorization": "Bearer wrong"},
            {"Authorization": f"Basic {self.device.token}"},
            {"Authorization": ""},
            {"X-HCC-Device": str(uuid.uuid4())},
            {"X-HCC-Device": "x' OR 1=1"},
        ):
            for path in ("day", "sync", "upload"):
                with self.subTest(changes=changes, path=path):
                    answer = self.device.post(
                        f"/hcc/field/{path}",
                        {"now": 1, "actions": [message]},
                        **changes,
                    )
                    self.assertEqual(answer.status_code, 401)
                    self.assertEqual(answer.json(), {"register": True})
        self.assertEqual(self.entry.state, "accepted")

    def test_foreign_visit(self):
        """A device sends for its helper alone, whatever number it names."""
        other = self._make_device(self.user_collaborator)
        status, words = other.results(other.action(self.entry, "start"))[0]
        self.assertEqual(status, "refused")
        self.assertNotIn(self.request.reference, words)
        self.assertEqual(self.entry.state, "accepted")
        [(unknown, same)] = other.results(other.action(2**31 - 1, "start"))
        self.assertEqual((unknown, same), (status, words))
        rows = self._get_actions(device_id=other.record.id)
        self.assertFalse(rows.assignment_id)
        self.assertEqual(rows.ward_id, self.c_a1_1.ward_id)

    def test_ids_of_another_device_tell_nothing(self):
        message = self.device.action(self.entry, "start")
        self.device.send(message)
        other = self._make_device(self.user_collaborator)
        self.assertEqual(other.statuses(message), ["refused"])
        self.assertEqual(self.device.statuses(message), ["applied"])

    def test_another_helper_on_the_same_browser(self):
        """Sealed actions go to their own helper; the day goes to nobody else."""
        self._sign_in(self.user_collaborator)
        day = self.device.post("/hcc/field/day")
        self.assertEqual(day.status_code, 403)
        self.assertEqual(day.json(), {"sign_in": True})
        self.assertEqual(
            self.device.statuses(self.device.action(self.entry, "start")), ["applied"]
        )
        journal = self.env["hcc.journal"].search(
            [("model", "=", "hcc.assignment"), ("res_id", "=", self.entry.id)], limit=1
        )
        self.assertEqual(journal.user_id, self.helper.id)

    def test_nobody_signed_in(self):
        day = self.device.post("/hcc/field/day")
        self.assertEqual((day.status_code, day.json()), (403, {"sign_in": True}))

    def _get_time(self, message):
        uid = json.loads(message["header"])["id"]
        return self._get_actions(uid=uid)

    def test_clock_of_the_device_is_not_trusted(self):
        """A clock that is years off counts for how long ago something was."""
        off = 5 * 365 * 24 * 3600
        clock = self.device.clock() - off * 1000
        start = self.device.action(self.entry, "start", clock=clock - 600_000)
        note = self.device.action(self.entry, "note", {"text": "x"}, clock=clock)
        self.device.send(start, note, now=clock)
        first, second = self._get_time(start), self._get_time(note)
        self.assertEqual(first.at, ON_THE_DAY - timedelta(minutes=10))
        self.assertEqual(second.at, ON_THE_DAY)
        self.assertFalse(first.clock_jumped or second.clock_jumped)

    def test_clock_jumped(self):
        device, now = self.device, self.device.clock()
        messages = {
            "future": device.action(self.entry, "start", clock=now + 3600_000),
            "before": device.action(
                self.entry, "note", {"text": "x"}, clock=now - 9 * 3600_000
            ),
            "never": device.action(self.entry, "note", {"text": "y"}, clock=0),
            "right": device.action(self.entry, "done", clock=now),
        }
        statuses = device.statuses(*messages.values())
        self.assertEqual(set(statuses), {"applied"})
        rows = {name: self._get_time(message) for name, message in messages.items()}
        self.assertEqual(
            {name: row.clock_jumped for name, row in rows.items()},
            {"future": True, "before": True, "never": True, "right": False},
        )
        times = [rows[name].at for name in messages]
        self.assertEqual(times, sorted(times))
        self.assertTrue(all(at <= fields.Datetime.now() for at in times))

    # limits

    def test_limits_of_a_request(self):
        post = self.device.post
        path = "/hcc/field/sync"
        for raw, status in (
            ("[]", 400),
            ("{", 400),
            ('{"now": NaN, "actions": []}', 400),
            ('{"now": 1e999, "actions": []}', 400),
            ("[" * 100_000, 400),
            ("\xff", 400),
            ('{"actions": []}', 400),
            ('{"now": -1, "actions": []}', 400),
            ('{"now": 1, "actions": {}}', 400),
            ('{"now": 1, "actions": [' + "1," * 200 + "1]}", 413),
            (" " * (4 * 1024 * 1024 + 1), 413),
        ):
            with self.subTest(raw=raw[:20], status=status):
                answer = post(path, raw=raw.encode("latin1"))
                self.assertEqual(answer.status_code, status)
                self.assertTrue(answer.json()["error"])
        self.assertIn(self.url_open(path).status_code, (404, 405))

    @mute_logger("odoo.http")
    def test_answers_are_never_kept(self):
        for path in ("register", "day", "sync", "upload"):
            answer = self.device.post(f"/hcc/field/{path}")
            self.assertEqual(answer.headers["Cache-Control"], "no-store")
            self.assertLess(answer.status_code, 500)

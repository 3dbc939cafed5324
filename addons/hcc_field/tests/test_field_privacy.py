import uuid
from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.hcc_booking.tests.common import AT_HOME

from .field_common import ON_THE_DAY, FieldCase


@tagged("post_install", "-at_install")
class TestFieldPrivacy(FieldCase):
    """What a device holds and what is kept of it, and for how long."""

    def setUp(self):
        super().setUp()
        self.device = self._make_device()

    def _receive(self, *messages):
        env = self.env(user=self.helper.id, su=True)
        device = self.device.record.with_env(env)
        return env["hcc.field.action"]._receive(
            device, list(messages), self.device.clock()
        )

    def _get_day(self):
        return self.env["hcc.field.day"].with_user(self.helper)._get_day()

    def test_day(self):
        day = self._get_day()
        self.assertEqual(day["today"], "2026-11-25")
        # midnight after tomorrow, in Hanoi
        self.assertEqual(day["until"], "2026-11-26T17:00:00Z")
        self.assertEqual(day["user"]["badge"], self.entry.collaborator_id.badge_number)
        self.assertIn("no_network", dict(day["reasons"]["not_filed"]))
        [row] = day["visits"]
        self.assertEqual(row["until"], "2026-11-25T17:00:00Z")
        self.assertEqual(row["phone"].replace(" ", ""), "0912345678")
        self.assertEqual(row["address"], "12 Test street")
        self.assertTrue(row["directions"].startswith("geo:"))

    def test_day_shows_the_person_only_while_the_visit_is_open(self):
        personal = ("name", "phone", "address", "note", "directions")
        with freeze_time(AT_HOME + timedelta(minutes=30)):
            self.entry.with_user(self.helper).action_done()
            [row] = self._get_day()["visits"]
            self.assertEqual(row["state"], "done")
            self.assertFalse([name for name in personal if row[name]])
            self.assertFalse(row["needs"] or row["notes"] or row["papers_to_see"])

    def test_day_of_others_is_empty(self):
        person = (self.c_a1_2 | self.c_a1_3) - self.entry.collaborator_id
        self.visit.with_user(self.user_coordinator)._reassign(self.entry, person)
        self.assertFalse(self._get_day()["visits"])
        with freeze_time(ON_THE_DAY - timedelta(days=3)):
            day = self.env["hcc.field.day"].with_user(person.user_id)._get_day()
            self.assertFalse(day["visits"])

    def test_day_is_noted_as_a_read(self):
        self._get_day()
        self.env.cr.precommit.run()
        row = self.env["hcc.read.log"].search(
            [("user_id", "=", self.helper.id)], limit=1
        )
        self.assertEqual(row.person_ids, self.request.citizen_id.ids)

    def test_day_takes_the_same_queries_for_many_visits(self):
        self._get_day()
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            self._get_day()

    def test_what_was_said_is_not_kept(self):
        self._receive(
            self.device.action(self.entry, "start"),
            self.device.action(self.entry, "note", {"text": "By the yard"}),
        )
        actions = self._get_actions()
        self.assertFalse(any(actions.sudo().mapped("payload")))

    def test_checklist_comes_back(self):
        paper = self.env["hcc.procedure.document"].create(
            {"procedure_id": self.procedure.id, "name": "Birth paper"}
        )
        self._receive(
            self.device.action(
                self.entry, "checklist", {str(paper.id): True, "9": True}
            ),
            self.device.action(self.entry, "note", {"text": "By the yard"}),
        )
        [row] = self._get_day()["visits"]
        self.assertEqual(row["checklist"], {str(paper.id): True})
        self.assertEqual(row["notes"], ["By the yard"])
        self.assertEqual(self._get_actions(kind="checklist").text, "Birth paper")

    def test_retention(self):
        self._receive(self.device.action(self.entry, "note", {"text": "By the yard"}))
        note = self._get_actions(kind="note")
        with freeze_time(ON_THE_DAY + timedelta(days=179)):
            self.env["hcc.retention.rule"]._apply_all()
            self.assertTrue(note.text)
        with freeze_time(ON_THE_DAY + timedelta(days=182)):
            self.env["hcc.retention.rule"]._apply_all()
        self.assertFalse(note.text)
        self.assertTrue(note.erased_at)

    def test_what_is_to_be_decided_is_not_taken_away(self):
        self.device.record._end("lost")
        self._receive(self.device.action(self.entry, "note", {"text": "By the yard"}))
        with freeze_time(ON_THE_DAY + timedelta(days=400)):
            self.env["hcc.retention.rule"]._apply_all()
        self.assertEqual(self._get_actions(kind="note").text, "By the yard")

    def test_erasure_takes_it_along(self):
        self._receive(self.device.action(self.entry, "note", {"text": "By the yard"}))
        with freeze_time(AT_HOME + timedelta(minutes=30)):
            self.entry.with_user(self.helper).action_done()
            self.request.citizen_id._erase("request")
        note = self._get_actions(kind="note")
        self.assertFalse(note.text)
        self.assertTrue(note.erased_at)

    def test_nobody_is_brought_back_after_an_erasure(self):
        """What a device holds back for weeks does not write the person down again."""
        photo = str(uuid.uuid4())
        header = {
            "upload": photo,
            "assignment": self.entry.id,
            "offset": 0,
            "total": 9,
            "sha256": "0" * 64,
        }
        with freeze_time(AT_HOME + timedelta(minutes=30)):
            self.entry.with_user(self.helper).action_done()
            self._receive(self.device.action(self.entry, "no_show"))
            attached = self._get_actions(status="attached")
            self.assertTrue(attached)
            self.request.citizen_id._erase("request")
            rows = self._receive(
                self.device.action(self.entry, "note", {"text": "By the yard"}),
                self.device.action(self.entry, "photo", {"upload": photo}),
                self.device.action(self.entry, "safe"),
            )
            uploads = self.env["hcc.field.upload"].with_user(self.helper)
            have = uploads._take_piece(self.device.record, header, b"x" * 9)
        # nobody decides about what is not there any more
        self.assertEqual(attached.status, "kept")
        [row] = self.env["hcc.journal"].search(
            [
                ("model", "=", attached._name),
                ("res_id", "=", attached.id),
                ("action", "=", "field_action_decided"),
            ]
        )
        self.assertEqual(row.details["status"], "kept")
        self.assertEqual(
            [row["status"] for row in rows], ["refused", "refused", "applied"]
        )
        self.assertFalse(any(self._get_actions(kind="note").mapped("text")))
        self.assertEqual(have, 9, "so that the device lets go of it")
        self.assertFalse(self.env["hcc.field.upload"].search([]))

    def test_keys_rotate_and_end(self):
        keys = self.env["hcc.field.key"]
        old = keys._get_current()
        message = self.device.action(self.entry, "note", {"text": "Sealed long ago"})
        with freeze_time(old.create_date + timedelta(days=31)):
            keys._cron_rotate()
            self.assertNotEqual(keys._get_current(), old)
            self.assertTrue(old.private)
            [row] = self._receive(message)
            self.assertEqual(row["status"], "applied")
        with freeze_time(old.create_date + timedelta(days=121)):
            keys._cron_rotate()
        self.assertFalse(old.private)
        self.assertFalse(keys._get_private(old.id))

    def test_key_that_was_asked_for_before_it_was_made(self):
        keys = self.env["hcc.field.key"]
        number = keys._get_current().id + 1
        self.assertFalse(keys._get_private(number))
        self.env.execute_query(
            SQL("SELECT setval('hcc_field_key_id_seq', %s, false)", number)
        )
        self.assertEqual(keys._make().id, number)
        self.assertTrue(keys._get_private(number))

    def test_read_of_notes_is_noted(self):
        self._receive(self.device.action(self.entry, "note", {"text": "By the yard"}))
        self._get_actions().with_user(self.user_clerk).read(["text"])
        self.env.cr.precommit.run()
        row = self.env["hcc.read.log"].search(
            [("user_id", "=", self.user_clerk.id)], limit=1
        )
        self.assertEqual(row.person_ids, self.request.citizen_id.ids)

    # how many queries

    def _queries_of(self, count):
        kinds = [
            lambda number: ("note", {"text": f"Note {number}"}),
            lambda number: ("checklist", {"1": True}),
            lambda number: ("photo", {"upload": str(uuid.uuid4()), "kind": "paper"}),
            lambda number: (
                "dossier",
                {"filed": "online", "code": f"H26.1-2611{count}-{number:04}"},
            ),
        ]
        messages = [
            self.device.action(self.entry, *kinds[number % 4](number))
            for number in range(count)
        ]
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._receive(*messages)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_queries_do_not_grow_with_what_is_queued(self):
        self._receive(self.device.action(self.entry, "start"))
        self._queries_of(4)
        few, many = self._queries_of(20), self._queries_of(200)
        self.assertEqual(few, many)
        self.assertLess(many, 60)

    def test_queries_do_not_grow_where_the_visit_moved(self):
        with freeze_time(AT_HOME - timedelta(days=1)):
            self.request.with_user(self.user_clerk)._move(
                AT_HOME + timedelta(minutes=30), by="clerk"
            )
            self.env.flush_all()
        self._queries_of(4)
        self.assertEqual(self._queries_of(20), self._queries_of(200))
        self.assertEqual(set(self._get_actions().mapped("status")), {"applied"})

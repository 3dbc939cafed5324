import uuid
from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.hcc_booking.tests.common import AT_HOME

from .field_common import ON_THE_DAY, FieldHttpCase


@tagged("post_install", "-at_install")
class TestFieldConflicts(FieldHttpCase):
    """The office changed the visit meanwhile, or took the device out of use."""

    def _reassign(self):
        person = (
            self.c_a1_2 if self.entry.collaborator_id != self.c_a1_2 else self.c_a1_3
        )
        return self.visit.with_user(self.user_coordinator)._reassign(self.entry, person)

    def test_given_away_before_it_began(self):
        self._reassign()
        results = self.device.results(
            self.device.action(self.entry, "accept"),
            self.device.action(self.entry, "note", {"text": "Third floor"}),
        )
        self.assertEqual({status for status, _words in results}, {"refused"})
        self.assertIn("given this visit away", results[0][1])
        self.assertFalse(self._get_actions(status="attached"))
        self.assertFalse(any(self._get_actions().mapped("text")))

    def test_given_away_after_it_began(self):
        messages = self._whole_visit()
        self._reassign()
        self.assertEqual(set(self.device.statuses(*messages)), {"attached"})
        self.assertEqual(self.entry.state, "released")
        note = self._get_actions(kind="note")
        self.assertEqual(note.text, "The door is in the yard")
        paper = self._get_actions(kind="dossier")
        self.assertIn("H26.1-261125-0001", paper.text)
        self.assertFalse(self.visit.dossier_ids)

    def test_given_away_between_two_syncs(self):
        start, *rest = self._whole_visit()
        self.device.send(start)
        self._reassign()
        # the note alone would not show that the visit took place
        self.assertEqual(self.device.statuses(rest[0]), ["attached"])

    def test_called_off_before_it_began(self):
        self.request.with_user(self.user_coordinator)._cancel(by="clerk")
        [(status, _words)] = self.device.results(
            self.device.action(self.entry, "note", {"text": "x"})
        )
        self.assertEqual(status, "refused")

    def test_called_off_after_it_began(self):
        messages = self._whole_visit()
        self.request.with_user(self.user_coordinator)._cancel(by="clerk")
        self.assertEqual(set(self.device.statuses(*messages)), {"attached"})

    def test_closed_by_the_office_meanwhile(self):
        """What is new is added; what is the same changes nothing."""
        messages = self._whole_visit()
        with freeze_time(AT_HOME + timedelta(minutes=20)):
            self.visit.with_user(self.user_coordinator)._record_dossiers(
                [{"procedure_id": self.procedure.id, "code": "H26.1-261125-0001"}]
            )
            self.visit.with_user(self.user_coordinator)._complete()
            more = self._paper(code="H26.1-261125-0002")
            messages.append(self.device.action(self.entry, "dossier", more))
            self.assertEqual(set(self.device.statuses(*messages)), {"applied"})
        self.assertEqual(
            sorted(self.visit.dossier_ids.mapped("code")),
            ["H26.1-261125-0001", "H26.1-261125-0002"],
        )
        self.assertEqual(self._get_actions(kind="note").text, "The door is in the yard")

    def test_closed_by_the_office_as_something_else(self):
        messages = self._whole_visit()
        with freeze_time(AT_HOME + timedelta(minutes=20)):
            self.visit.with_user(self.user_coordinator)._mark_no_show()
            self.assertEqual(
                self.device.statuses(*messages),
                ["attached", "applied", "attached", "attached"],
            )
        self.assertEqual(self.visit.state, "no_show")
        self.assertFalse(self.visit.dossier_ids)

    def test_not_there_though_the_office_says_done(self):
        with freeze_time(AT_HOME + timedelta(minutes=20)):
            self.visit.with_user(self.user_coordinator)._complete()
            message = self.device.action(self.entry, "no_show")
            self.assertEqual(self.device.statuses(message), ["attached"])
        self.assertEqual(self.visit.state, "done")

    def test_too_early_is_kept(self):
        with freeze_time(AT_HOME - timedelta(hours=3)):
            message = self.device.action(self.entry, "start")
            [(status, words)] = self.device.results(message)
        self.assertEqual(status, "attached")
        self.assertIn("too early", words)

    # moved, and the same helper keeps it

    def _move(self, minutes):
        """The person asks for another time on the eve, and the helper has it too."""
        with freeze_time(AT_HOME - timedelta(days=1)):
            self.request.with_user(self.user_clerk)._move(
                AT_HOME + timedelta(minutes=minutes), by="clerk"
            )
            self.env.flush_all()
        now = self.visit.assignment_ids - self.entry
        self.assertRecordValues(now, [{"user_id": self.helper.id, "state": "offered"}])
        self.assertEqual(self.entry.state, "released")
        return now

    def test_moved_and_kept(self):
        """What a device noted before it heard of the new time is of that visit."""
        paper = self.env["hcc.procedure.document"].create(
            {"procedure_id": self.procedure.id, "name": "Birth paper"}
        )
        photo = {"upload": str(uuid.uuid4()), "kind": "place"}
        messages = [
            self.device.action(self.entry, "note", {"text": "Third floor"}, ago=90000),
            self.device.action(self.entry, "checklist", {str(paper.id): True}),
            self.device.action(self.entry, "start"),
            self.device.action(self.entry, "photo", photo),
            self.device.action(self.entry, "dossier", self._paper()),
        ]
        now = self._move(30)
        self.assertEqual(self.device.statuses(*messages), ["applied"] * 5)
        self.assertEqual(now.state, "started")
        self.assertEqual(self.visit.state, "in_progress")
        self.assertEqual(self.visit.dossier_ids.code, "H26.1-261125-0001")
        self.assertEqual(self._get_actions().assignment_id, now)
        # older than the new offer, as it was
        note = self._get_actions(kind="note")
        self.assertFalse(note.clock_jumped)
        self.assertEqual(note.at, ON_THE_DAY - timedelta(seconds=90000))

    def test_moved_while_a_photo_was_on_its_way(self):
        upload = str(uuid.uuid4())
        self.env["hcc.field.upload"].create(
            self.env["hcc.field.upload"]._prepare_values(
                self.device.record, self.entry, upload
            )
        )
        message = self.device.action(self.entry, "photo", {"upload": upload})
        self._move(30)
        self.assertEqual(self.device.statuses(message), ["applied"])

    def test_moved_is_not_accepted_unseen(self):
        accept = self.device.action(self.entry, "accept")
        now = self._move(30)
        [(status, words)] = self.device.results(accept)
        self.assertEqual(status, "refused")
        self.assertIn("accept it anew", words)
        self.assertEqual(now.state, "offered")

    def test_moved_and_started_by_the_old_time(self):
        start = self.device.action(self.entry, "start", ago=60)
        now = self._move(180)
        [(status, words)] = self.device.results(start)
        self.assertEqual(status, "attached")
        self.assertIn("too early", words)
        self.assertEqual(now.state, "offered")

    def test_moved_and_decided_later(self):
        """Taken over where the helper has the visit by then; nobody is released."""
        self.device.record._end("lost")
        self.device.send(self.device.action(self.entry, "start", ago=60))
        now = self._move(30)
        attached = self._get_actions(status="attached")
        attached.with_user(self.user_coordinator).action_take_over()
        self.assertEqual(now.state, "started")

    # out of use

    def test_lost_device(self):
        """What was sealed before is delivered, for a decision; and it wipes itself."""
        messages = self._whole_visit()
        self.device.record.with_user(self.user_coordinator).action_report_lost()
        answer = self.device.send(*messages).json()
        self.assertTrue(answer["wipe"])
        self.assertEqual({row["status"] for row in answer["results"]}, {"attached"})
        self.assertEqual(self.entry.state, "accepted")
        self.assertEqual(self.device.record.wipe_told_at, ON_THE_DAY)
        self._sign_in()
        self.assertEqual(self.device.post("/hcc/field/day").json(), {"wipe": True})
        self.device.send(wiped=True)
        self.assertEqual(self.device.record.wiped_at, ON_THE_DAY)

    def test_wiped_counts_only_when_it_was_told(self):
        self.device.send(wiped=True)
        self.assertFalse(self.device.record.wiped_at)

    # clocks

import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.hcc_booking.tests.roster_common import WEDNESDAY
from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime

from .roster_case import WeekCase

EXAM = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Test//EN
BEGIN:VEVENT
UID:exam-1@school
SUMMARY:Final examination
DTSTART;TZID=Asia/Ho_Chi_Minh:{start}
DTEND;TZID=Asia/Ho_Chi_Minh:{stop}
{more}END:VEVENT
END:VCALENDAR
"""


@tagged("post_install", "-at_install")
class TestHccAbsenceImport(WeekCase):
    def _form(self, text, user=None, **values):
        content = text if isinstance(text, bytes) else text.encode()
        return (
            self.env["hcc.absence.import"]
            .with_user(user or self.user_collaborator)
            .create({"file": base64.b64encode(content), **values})
        )

    def _exam(self, start="20261125T080000", stop="20261125T110000", more=""):
        return EXAM.format(start=start, stop=stop, more=more)

    def _absences(self):
        return self.env["hcc.absence"].search(
            [("collaborator_id", "=", self.c_a1_1.id)], order="start"
        )

    def test_looked_at_first_and_taken_over_once(self):
        self._shift(self.c_a1_1, WEDNESDAY, 8, 12)
        self._visit(self.c_a1_1, WEDNESDAY, 9)
        form = self._form(self._exam())
        form.action_look()
        self.assertEqual(form.line_ids.outcome, "new")
        self.assertEqual(form.line_ids.title, "Final examination")
        self.assertEqual((form.new_count, form.visit_count), (1, 1))
        self.assertFalse(self._absences(), "only a look")
        form.action_take_over()
        form.action_take_over()
        absence = self._absences()
        self.assertEqual((absence.kind, absence.note), ("study", False))
        self.assertEqual(absence.start, utc_datetime(WEDNESDAY, 8))
        self.assertEqual(absence.stop, utc_datetime(WEDNESDAY, 11))
        self.assertFalse(form.file)
        # the same file once more changes nothing
        again = self._form(self._exam())
        again.action_look()
        self.assertEqual(again.line_ids.outcome, "same")
        again.action_take_over()
        self.assertEqual(self._absences(), absence)

    def test_moved_and_called_off(self):
        self._form(self._exam()).action_take_over()
        absence = self._absences()
        moved = self._exam("20261126T130000", "20261126T150000")
        form = self._form(moved)
        form.action_take_over()
        self.assertEqual(form.line_ids.outcome, "moved")
        self.assertEqual(self._absences(), absence)
        self.assertEqual(absence.stop, utc_datetime(WEDNESDAY, 24 + 15))
        form = self._form(
            self._exam("20261126T130000", "20261126T150000", "STATUS:CANCELLED\n")
        )
        form.action_take_over()
        self.assertEqual(absence.state, "cancelled")
        # what was called off by hand does not come back
        self._form(moved).action_take_over()
        self.assertEqual(self._absences().mapped("state"), ["cancelled"])

    def test_repeated_and_past(self):
        form = self._form(
            self._exam(
                "20261118T080000", "20261118T100000", "RRULE:FREQ=WEEKLY;COUNT=3\n"
            )
        )
        form.action_take_over()
        self.assertEqual(form.line_ids.mapped("outcome"), ["new", "new"])
        self.assertEqual(len(self._absences()), 2)

    def test_garbage_gets_a_clear_answer(self):
        for content, words in (
            (b"\xff\xfe\x00garbage", "does not consist of text"),
            (b"hello", "no calendar file"),
            (b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "no entries"),
            (b"x" * 600_000, "larger than 512 KB"),
            (self._exam(start="soon").encode(), "Final examination"),
            (
                self._exam(more="RRULE:FREQ=SECONDLY\n").encode(),
                "repetition of the entry",
            ),
            (
                self._exam(more="RRULE:FREQ=DAILY;COUNT=99999\n").encode() * 2,
                "",
            ),
        ):
            form = self._form(content)
            try:
                form.action_look()
            except UserError as refused:
                self.assertIn(words, str(refused))
            else:
                self.assertFalse(words, content[:40])
        with self.assertRaisesRegex(UserError, "Choose a calendar file"):
            self.env["hcc.absence.import"].create(
                {"collaborator_id": self.c_a1_1.id}
            ).action_look()

    def test_only_for_oneself_or_in_own_wards(self):
        form = self._form(self._exam(), collaborator_id=self.c_a1_2.id)
        with self.assertRaises(AccessError):
            form.action_take_over()
        foreign = self._form(
            self._exam(), self.user_coordinator, collaborator_id=self.c_b1_1.id
        )
        with self.assertRaises(AccessError):
            foreign.action_take_over()
        own = self._form(
            self._exam(), self.user_coordinator, collaborator_id=self.c_a1_1.id
        )
        own.action_take_over()
        self.assertEqual(len(self._absences()), 1)
        with self.assertRaises(AccessError):
            own.with_user(self.user_collaborator).action_look()

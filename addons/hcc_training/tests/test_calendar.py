from datetime import timedelta

from odoo.tests import tagged

from .common import SESSION_START, TrainingCase


@tagged("post_install", "-at_install")
class TestCalendar(TrainingCase):
    def test_open_session_is_in_the_trainers_calendar(self):
        draft = self._new_session(start=SESSION_START + timedelta(days=1))
        self.assertFalse(draft.calendar_event_id)
        event = self.session.calendar_event_id.sudo()
        self.assertRecordValues(
            event,
            [
                {
                    "name": self.course.name,
                    "start": SESSION_START,
                    "stop": SESSION_START + timedelta(minutes=180),
                    "user_id": self.user_trainer.id,
                    "location": "Room 1",
                }
            ],
        )
        self.assertEqual(event.partner_ids, self.user_trainer.partner_id)

    def test_event_is_cheap_and_silent(self):
        mails = self.env["mail.mail"].search_count([])
        messages = self.env["mail.message"].search_count([])
        session = self._new_session(trainer_id=self.user_trainer.id)
        session.with_user(self.user_administrator).action_open()
        session.with_user(self.user_administrator).start += timedelta(hours=1)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(self.env["mail.message"].search_count([]), messages)
        self.assertFalse(session.calendar_event_id.sudo().alarm_ids)

    def test_event_follows_the_session(self):
        moved = SESSION_START + timedelta(days=7)
        session = self._as_trainer(self.session)
        session.write({"start": moved, "stop": moved + timedelta(hours=2)})
        session.place = "Room 5"
        self.assertRecordValues(
            session.calendar_event_id.sudo(),
            [
                {
                    "start": moved,
                    "stop": moved + timedelta(hours=2),
                    "location": "Room 5",
                }
            ],
        )

    def test_event_goes_with_a_cancellation(self):
        event = self.session.calendar_event_id.sudo()
        self._as_trainer(self.session)._cancel("no room")
        self.assertFalse(event.exists())

    def test_deleted_event_comes_back(self):
        self.session.calendar_event_id.sudo().unlink()
        self.session.invalidate_recordset()
        self._as_trainer(self.session).place = "Room 6"
        self.assertEqual(self.session.calendar_event_id.sudo().location, "Room 6")

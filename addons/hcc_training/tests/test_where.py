from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .common import TrainingCase

LINK = "https://meet.example.org/room-7"


@tagged("post_install", "-at_install")
class TestWhere(TrainingCase):
    """In a room, behind a link, or both; the link is for those who have a seat."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.online = cls._new_session(place=False, link=LINK, seats=1)
        cls.online.action_open()

    def _link(self, user):
        self.env.invalidate_all()
        return self.online.with_user(user).link

    def test_room_or_link(self):
        for values in ({"place": False}, {"place": "  "}):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._new_session(**values)
        for link in ("http://meet.example.org", "javascript:alert(1)", "meet me"):
            with self.subTest(link=link), self.assertRaises(ValidationError):
                self._new_session(link=link)
        both = self._new_session(link=f" {LINK} ")
        both.invalidate_recordset()
        self.assertEqual(both.link, LINK)
        self.assertTrue(both.is_online)
        with self.assertRaises(ValidationError):
            self._as_trainer(self.online).link = False

    def test_form_of_an_online_session(self):
        form = Form(self.env["hcc.session"].with_user(self.user_trainer))
        form.course_id = self.course
        form.start = self.session.start
        form.link = LINK
        self.assertEqual(form.save().link, LINK)

    def test_only_who_has_a_seat_sees_the_link(self):
        self.assertEqual(self._link(self.user_trainer), LINK)
        self.assertEqual(self._link(self.user_administrator), LINK)
        for user in (self.user_collaborator, self.user_coordinator, self.user_manager):
            with self.subTest(user=user.login):
                self.assertFalse(self._link(user))
                self.assertTrue(self.online.with_user(user).is_online)
        seat = self._enrol(self.c_a1_1, session=self.online)
        self.assertEqual(self._link(self.user_collaborator), LINK)
        seat.action_cancel()
        self.assertFalse(self._link(self.user_collaborator))

    def test_whoever_waits_does_not_see_it_yet(self):
        seat = self._enrol(self.c_a1_2, session=self.online)
        self._enrol(self.c_a1_1, session=self.online)
        self.assertFalse(self._link(self.user_collaborator))
        seat.action_cancel()
        self.assertEqual(self._link(self.user_collaborator), LINK)

    def test_hidden_from_other_ways_of_reading(self):
        for user in (self.user_collaborator, self.user_coordinator):
            Session = self.env["hcc.session"].with_user(user)
            for field, error in (("link", ValueError), ("link_kept", AccessError)):
                with self.subTest(user=user.login, field=field):
                    with self.assertRaises(error):
                        Session.search([(field, "ilike", "meet")])
                    with self.assertRaises(error):
                        Session._read_group([], [field])
            with self.assertRaises(AccessError):
                Session.browse(self.online.id).read(["link_kept"])
        event = self.online.calendar_event_id.sudo()
        for name in ("name", "location", "description", "videocall_location"):
            self.assertNotIn(LINK, str(event[name] or ""))

    def test_neither_notice_nor_journal_tells_it(self):
        self._enrol(self.c_a1_1, session=self.online)
        self._as_trainer(self.online).link = f"{LINK}-b"
        notices = self.env["hcc.notice"].search(
            [("collaborator_id", "=", self.c_a1_1.id)]
        )
        self.assertIn("has changed", notices.subject)
        self.assertNotIn("meet.example", notices.body)
        rows = self.env["hcc.journal"].search(
            [("model", "=", "hcc.session"), ("res_id", "=", self.online.id)]
        )
        self.assertNotIn("meet.example", str(rows.read()))

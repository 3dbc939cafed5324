from datetime import date

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TrainingCase


@tagged("post_install", "-at_install")
class TestCourse(TrainingCase):
    def test_every_qualification_type_has_a_course(self):
        courses = self.env["hcc.course"].search([])
        self.assertEqual(
            set(courses.qualification_type_id.mapped("code")),
            {"basic", "social", "land", "business"},
        )
        for code in ("KNS", "GT", "DLCN"):
            self.assertIn(code, courses.mapped("code"))

    def test_last_valid_day_is_inclusive(self):
        course = self.course.copy({"code": "T1", "validity_months": 12})
        self.assertEqual(
            course._get_last_valid_day(date(2026, 11, 25)), date(2027, 11, 24)
        )
        course.validity_months = 1
        self.assertEqual(
            course._get_last_valid_day(date(2026, 1, 31)), date(2026, 2, 27)
        )

    def test_no_months_means_no_end(self):
        course = self.course.copy({"code": "T1", "validity_months": 0})
        self.assertFalse(course._get_last_valid_day(date(2026, 11, 25)))

    @mute_logger("odoo.sql_db")
    def test_bad_values_are_refused(self):
        for values in ({"minutes": 0}, {"validity_months": -1}):
            with (
                self.subTest(values=values),
                self.assertRaises(Exception),  # noqa: B017
                self.cr.savepoint(),
            ):
                self.course.write(values)
                self.env.flush_all()

    def test_sessions_are_counted(self):
        self.assertEqual(self.course.session_count, 1)
        self.assertEqual(self.course_skill.session_count, 0)
        action = self.course.action_view_sessions()
        self.assertEqual(self.env["hcc.session"].search(action["domain"]), self.session)

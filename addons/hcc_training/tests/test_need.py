from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import NOW, TrainingCase

TODAY = date(2026, 11, 23)


@tagged("post_install", "-at_install")
class TestTrainingNeed(TrainingCase):
    """Who needs which course, why and by when; one action enrols them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.env["hcc.training.path"].search([]).active = False
        cls.env.flush_all()
        cls.path = cls.env["hcc.training.path"].create(
            {
                "name": "Students",
                "category": "student",
                "line_ids": [
                    (0, 0, {"course_id": cls.course.id, "within_days": 30}),
                    (
                        0,
                        0,
                        {
                            "course_id": cls.course_skill.id,
                            "kind": "recommended",
                            "within_days": 90,
                            "refresher_months": 12,
                        },
                    ),
                ],
            }
        )
        cls.people = cls.c_a1_1 | cls.c_a1_2 | cls.c_a1_3 | cls.c_a2_1 | cls.c_b1_1
        cls.env.cr.execute(
            "UPDATE hcc_collaborator SET create_date = %s WHERE id = ANY(%s)",
            [datetime(2026, 11, 1, 17, 30), cls.people.ids],
        )
        cls.env.flush_all()

    def _get_needs(self, person=None, course=None, user=None):
        needs = self.env["hcc.training.need"]
        self.env.flush_all()
        # a view that was read before in this transaction
        self.env.invalidate_all()
        return needs.with_user(user or self.env.user).search(
            [
                ("collaborator_id", "in", (person or self.people).ids),
                ("course_id", "=", (course or self.course).id),
            ]
        )

    def _qualify(self, last_day, person=None, **values):
        return self.env["hcc.qualification"].create(
            {
                "collaborator_id": (person or self.c_a1_1).id,
                "type_id": self.type_social.id,
                "date_from": date(2026, 1, 1),
                "date_to": last_day,
                **values,
            }
        )

    def _assert_need(self, reason, due, **values):
        self.assertRecordValues(
            self._get_needs(self.c_a1_1),
            [{"reason": reason, "due": due, "kind": "required", **values}],
        )

    # ------------------------------------------------------------------
    # Why and by when
    # ------------------------------------------------------------------
    def test_missing_since_joining_on_the_local_day(self):
        self._assert_need(
            "missing", date(2026, 12, 2), is_overdue=False, progress="none"
        )

    def test_expired(self):
        self._qualify(TODAY - timedelta(days=1))
        self._assert_need("expired", TODAY - timedelta(days=1), is_overdue=True)

    def test_ending_within_sixty_days(self):
        held = self._qualify(TODAY + timedelta(days=60))
        self._assert_need("ending", TODAY + timedelta(days=60))
        held.date_to = TODAY + timedelta(days=61)
        self.assertFalse(self._get_needs(self.c_a1_1))
        held.date_to = False
        self.assertFalse(self._get_needs(self.c_a1_1))

    def test_the_longest_counts(self):
        self._qualify(TODAY - timedelta(days=1))
        self._qualify(TODAY + timedelta(days=300))
        self.assertFalse(self._get_needs(self.c_a1_1))

    def test_refresher_after_a_change(self):
        self._qualify(TODAY + timedelta(days=300))
        day = TODAY + timedelta(days=90)
        self.type_social._require_refresher(day, "New")
        self._assert_need("refresher", day)
        self._qualify(TODAY + timedelta(days=364), date_from=TODAY)
        self.assertFalse(self._get_needs(self.c_a1_1))

    def test_course_without_qualification_goes_by_certificate_and_period(self):
        session = self._new_session(course_id=self.course_skill.id)
        session.action_open()
        attendance = self._enrol(self.c_a1_1, session=session)
        needs = self._get_needs(self.c_a1_1, self.course_skill)
        self.assertEqual(needs.progress, "enrolled")
        with freeze_time(self._during()):
            self._as_trainer(attendance).action_present()
            self._as_trainer(attendance).action_pass()
        self.assertFalse(self._get_needs(self.c_a1_1, self.course_skill))
        # passed on 25 November 2026, again after twelve months
        with freeze_time("2027-10-01 02:00:00"):
            need = self._get_needs(self.c_a1_1, self.course_skill)
            self.assertRecordValues(
                need, [{"reason": "ending", "due": date(2027, 11, 24)}]
            )

    def test_enrolled_and_going_on(self):
        attendance = self._enrol(self.c_a1_1)
        self._assert_need(
            "missing",
            date(2026, 12, 2),
            progress="enrolled",
            session_id=self.session.id,
        )
        self.course.practice_needed = 1
        with freeze_time(self._during()):
            self._as_trainer(attendance).action_present()
            self._as_trainer(attendance).action_pass()
            self.assertEqual(self._get_needs(self.c_a1_1).progress, "going_on")

    def test_who_does_not_work_needs_nothing(self):
        self.c_a1_1.action_leave()
        self.assertFalse(self._get_needs(self.c_a1_1))

    def test_each_category_has_a_path_as_shipped(self):
        paths = self.env["hcc.training.path"].with_context(active_test=False).search([])
        shipped = paths - self.path
        categories = (
            self.env["hcc.collaborator"]._fields["category"].get_values(self.env)
        )
        self.assertEqual(set(shipped.mapped("category")), set(categories))
        basic = self.env.ref("hcc_training.hcc_course_basic")
        for path in shipped:
            required = path.line_ids.filtered(lambda line: line.kind == "required")
            self.assertIn(basic, required.course_id)

    # ------------------------------------------------------------------
    # Access
    # ------------------------------------------------------------------
    def test_everybody_sees_the_own_wards(self):
        expected = (
            (self.user_coordinator, self.people - self.c_b1_1),
            (self.user_coordinator_b, self.c_b1_1),
            (self.user_trainer, self.people - self.c_b1_1),
            (self.user_manager, self.people - self.c_b1_1),
            (self.user_committee, self.people),
            (self.user_collaborator, self.c_a1_1),
        )
        for user, people in expected:
            with self.subTest(user=user.login):
                needs = self._get_needs(user=user)
                self.assertEqual(needs.sudo().collaborator_id, people)

    def test_list_pivot_and_plan_agree(self):
        needs = self.env["hcc.training.need"].with_user(self.user_coordinator)
        domain = [("course_id", "=", self.course.id)]
        plan = needs._get_plan(domain)
        self.assertEqual(
            {(ward, reason): count for ward, _course, reason, count in plan},
            {(self.ward_a1, "missing"): 3, (self.ward_a2, "missing"): 1},
        )
        self.assertEqual(needs.search_count(domain), 4)

    def test_few_queries(self):
        needs = self.env["hcc.training.need"].with_user(self.user_coordinator)
        needs._get_plan()
        self.env.flush_all()
        with self.assertQueryCount(1):
            needs._get_plan([("kind", "=", "required")])

    # ------------------------------------------------------------------
    # Enrolling
    # ------------------------------------------------------------------
    def _open_form(self, user=None, **session):
        user = user or self.user_coordinator
        needs = self._get_needs(user=user)
        action = needs.action_enrol_form()
        return self.env[action["res_model"]].with_user(user).browse(action["res_id"])

    def _get_seated(self, session=None):
        seats = (session or self.session).sudo().attendance_ids
        return seats.filtered(lambda seat: seat.state == "enrolled").collaborator_id

    def test_enrol_the_selected(self):
        self.session.sudo().seats = 10
        form = self._open_form()
        self.assertEqual(form.line_ids.course_id, self.course)
        self.assertEqual(form.line_ids.session_ids, self.session)
        form.action_confirm()
        self.assertEqual(self._get_seated(), self.people - self.c_b1_1)
        self.assertIn("4 enrolled", form.outcome)
        with self.assertRaisesRegex(UserError, "enrolled already"):
            self._open_form()

    def test_the_rest_is_named(self):
        self.session.sudo().seats = 2
        form = self._open_form()
        form.action_confirm()
        seated = self._get_seated()
        self.assertEqual(len(seated), 2)
        for person in self.people - self.c_b1_1 - seated:
            self.assertIn(person.name, form.outcome)

    def test_second_session_takes_the_rest(self):
        self.session.sudo().seats = 2
        later = self._new_session(start=self._during(60 * 24))
        later.action_open()
        form = self._open_form()
        form.action_confirm()
        self.assertEqual(
            self._get_seated() | self._get_seated(later), self.people - self.c_b1_1
        )

    def test_busy_people_are_named(self):
        other = self._new_session(course_id=self.course_skill.id)
        other.action_open()
        self._enrol(self.c_a1_2, session=other)
        self.session.sudo().seats = 10
        form = self._open_form()
        form.action_confirm()
        self.assertNotIn(self.c_a1_2, self._get_seated())
        self.assertIn("another session at that time", form.outcome)
        self.assertIn(self.c_a1_2.name, form.outcome)

    def test_session_of_another_branch_is_not_for_them(self):
        self.session.sudo().write({"branch_id": self.branch_b.id})
        form = self._open_form()
        self.assertFalse(form.line_ids.session_ids)
        form.action_confirm()
        self.assertFalse(self._get_seated())
        self.assertIn("no session is open for them", form.outcome)

    def test_enrol_all_of_my_wards(self):
        self.session.sudo().seats = 10
        needs = self.env["hcc.training.need"].with_user(self.user_coordinator)
        action = needs.action_enrol_all()
        form = self.env[action["res_model"]].browse(action["res_id"])
        form = form.with_user(self.user_coordinator)
        self.assertEqual(
            form.line_ids.filtered(
                lambda line: line.course_id == self.course
            ).collaborator_ids,
            self.people - self.c_b1_1,
        )
        form.action_confirm()
        self.assertEqual(self._get_seated(), self.people - self.c_b1_1)

    def test_nobody_of_other_wards_even_by_a_forged_form(self):
        self.session.sudo().seats = 10
        form = self._open_form()
        with self.assertRaises(AccessError):
            form.line_ids.collaborator_ids = self.people
        # nor those who changed wards in the meantime
        form.line_ids.sudo().collaborator_ids = self.people
        form.action_confirm()
        self.assertNotIn(self.c_b1_1, self._get_seated())

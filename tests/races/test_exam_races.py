"""One certificate, however many ends of a training come at the same moment."""

from datetime import UTC, datetime

import pytest


class Training:
    """Somebody who was present, has begun the examination, and has two mentors."""

    def __init__(self, env, practice=0):
        now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        branch = env["hcc.branch"].create({"name": "Race", "code": "RACE"})
        ward = env["hcc.ward"].create(
            {
                "name": "Race",
                "full_name": "Phường Race",
                "code": "RACE",
                "branch_id": branch.id,
                "priority_class": "dense",
            }
        )
        team = env["hcc.team"].create({"name": "Race", "ward_id": ward.id})
        user = env["res.users"].create({"login": "race", "name": "Helper 1"})
        person, *mentors = env["hcc.collaborator"].create(
            [
                {
                    "name": f"Helper {number}",
                    "badge_number": f"CTV-RACE-{number:02d}",
                    "team_id": team.id,
                    "state": "active",
                }
                for number in range(1, 4)
            ]
        )
        person.user_id = user
        course = env.ref("hcc_training.hcc_course_social")
        course.write(
            {
                "survey_id": env.ref("hcc_training.survey_exam_basic").id,
                "practice_needed": practice,
            }
        )
        session = env["hcc.session"].create(
            {
                "course_id": course.id,
                "trainer_id": env.ref("base.user_admin").id,
                "branch_id": branch.id,
                "place": "Race room",
                "start": now,
                "seats": 5,
            }
        )
        session._open()
        attendance = session._enrol(person)
        attendance.action_present()
        self.person_id, self.user_id = person.id, user.id
        self.attendance_id = attendance.id
        self.visit_ids = [
            env["hcc.practice.visit"]._record(person, mentor, now, f"R-{mentor.id}").id
            for mentor in mentors
        ]

    def begin(self, env):
        """Begin, or go on with it; returns the id of the try."""
        attendance = env["hcc.attendance"].browse(self.attendance_id)
        attendance.with_user(self.user_id).action_take_exam()
        return attendance.exam_ids.ids

    def answer(self, env):
        """Answer all but send nothing off."""
        exam = env["hcc.attendance"].browse(self.attendance_id).exam_ids[:1]
        answers = exam.user_input_id
        answers._mark_in_progress()
        for question in answers.predefined_question_ids:
            right = question.suggested_answer_ids.filtered("is_correct")
            answers._save_lines(question, str(right.id))
        return exam.id

    def finish(self, env):
        exam = env["hcc.attendance"].browse(self.attendance_id).exam_ids[:1]
        exam.user_input_id._mark_done()
        return exam.id

    def sign(self, number):
        def call(env):
            env["hcc.practice.visit"].browse(self.visit_ids[number]).action_sign()
            return self.visit_ids[number]

        return call


@pytest.fixture
def make_training(cloned_registry):
    def make(**values):
        from odoo import SUPERUSER_ID, api

        with cloned_registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            return Training(env, **values)

    return make


def count(rush, training):
    """Return (certificates, qualifications, tries) of the person."""
    with rush.registry.cursor() as cr:
        cr.execute(
            """SELECT (SELECT count(*) FROM hcc_certificate
                        WHERE collaborator_id = %(id)s),
                      (SELECT count(*) FROM hcc_qualification
                        WHERE collaborator_id = %(id)s),
                      (SELECT count(*) FROM hcc_exam
                        WHERE collaborator_id = %(id)s)""",
            {"id": training.person_id},
        )
        return cr.fetchone()


def assert_all_done(outcomes):
    assert not [one for one in outcomes if isinstance(one, Exception)], outcomes


def test_begun_by_four_taps_is_one_try(rush, make_training):
    training = make_training()
    outcomes = rush.run([training.begin] * 4)
    assert_all_done(outcomes)
    assert len({tuple(one) for one in outcomes}) == 1
    assert count(rush, training) == (0, 0, 1)


def test_sent_off_twice_gives_one_certificate(rush, make_training):
    training = make_training()
    assert_all_done(rush.run([training.begin]))
    assert_all_done(rush.run([training.answer]))
    assert_all_done(rush.run([training.finish] * 3))
    assert count(rush, training) == (1, 1, 1)


def test_last_parts_at_the_same_moment_give_one_certificate(rush, make_training):
    # the examination and both signatures: whichever comes last certifies
    training = make_training(practice=2)
    assert_all_done(rush.run([training.begin]))
    assert_all_done(rush.run([training.answer]))
    assert_all_done(rush.run([training.finish, training.sign(0), training.sign(1)]))
    assert count(rush, training) == (1, 1, 1)


def test_two_last_signatures_give_one_certificate(rush, make_training):
    training = make_training(practice=2)
    for step in (training.begin, training.answer, training.finish):
        assert_all_done(rush.run([step]))
    assert count(rush, training) == (0, 0, 1)
    assert_all_done(rush.run([training.sign(0), training.sign(1)]))
    assert count(rush, training) == (1, 1, 1)

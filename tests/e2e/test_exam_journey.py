"""Present, examined, two practice visits signed, qualified, assigned; then ended.

On a phone of 360 px, in Vietnamese, to the first question; the rest by the methods
that the pages call.
"""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from hcc_pytest import people

TRAINER = "trainer@demo.hcc"
WARD = "Ba Đình"
ATTENDANCE = "/odoo/action-hcc_training.hcc_attendance_action"
CARD = ".o_kanban_record:not(.o_kanban_ghost)"


def now():
    return datetime.now(UTC).replace(tzinfo=None, second=0, microsecond=0)


def make_person(env, name, types):
    held = [(0, 0, {"type_id": kind.id, "date_from": "2026-01-01"}) for kind in types]
    person = people.make_helper(env, "kt", name, qualification_ids=held)
    person.user_id.lang = "vi_VN"
    return {"id": person.id, "name": person.name, "login": person.user_id.login}


def make_training(env):
    """A session that is on, a person in it who is not qualified, and a mentor."""
    basic = env.ref("hcc_collaborator.qualification_type_basic")
    person = make_person(env, "Trần Thị Học", basic.browse())
    mentor = make_person(env, "Phạm Văn Dẫn", basic.search([]))
    trainer = env["res.users"].search([("login", "=", TRAINER)])
    helper = env["hcc.collaborator"].browse(person["id"])
    session = env["hcc.session"].create(
        {
            "course_id": env.ref("hcc_training.hcc_course_basic").id,
            "trainer_id": trainer.id,
            "branch_id": helper.branch_id.id,
            "place": "Phòng kiểm tra",
            "start": now() - timedelta(minutes=30),
            "seats": 5,
        }
    )
    session._open()
    session._enrol(helper)
    return {"person": person, "mentor": mentor, "session": session.id}


def make_practice(env, training):
    """Two visits to which the person came along."""
    persons = env["hcc.collaborator"]
    for number in (1, 2):
        env["hcc.practice.visit"]._record(
            persons.browse(training["person"]["id"]),
            persons.browse(training["mentor"]["id"]),
            now() - timedelta(days=number),
            f"HT-{uuid.uuid4().hex[:8].upper()}",
        )


def make_visit(env, helper_id=0):
    """A home visit in the ward of a helper, in six hours; returns its id."""
    ward = env["hcc.collaborator"].browse(helper_id).ward_id
    ward = ward or env["hcc.ward"].search([("name", "=", WARD)], limit=1)
    moment = now() + timedelta(hours=6)
    request = env["hcc.request"].create(
        {
            "ward_id": ward.id,
            "citizen_id": env["hcc.citizen"]
            .create(
                {"name": "Ngô Thị Thử", "phone": "+84912000777", "ward_id": ward.id}
            )
            .id,
            "place": "home",
            "state": "booked",
        }
    )
    return (
        env["hcc.appointment"]
        .create(
            {
                "request_id": request.id,
                "place": "home",
                "start": moment,
                "stop": moment + timedelta(minutes=30),
            }
        )
        .id
    )


def mark_present(page, session, name):
    """The trainer taps "Có mặt" on the card of the person."""
    page.goto(f"/odoo/action-hcc_training.hcc_session_action/{session}")
    page.locator("button[name=action_view_attendances]").first.click()
    card = page.locator(CARD).filter(has_text=name)
    card.get_by_role("button", name="Có mặt", exact=True).click()
    card.locator(".badge").filter(has_text="Có mặt").first.wait_for()
    # the examination gives the result here, not the trainer
    assert not card.get_by_role("button", name="Đạt", exact=True).count()
    return card


def begin_exam(page, checks):
    """From the own card to the first question; `checks(page, name)` looks at pages."""
    page.goto(ATTENDANCE)
    card = page.locator(CARD).filter(has_text="Tập huấn")
    card.get_by_role("button", name="Làm bài kiểm tra").first.click()
    page.wait_for_url(lambda url: "/survey/" in url)
    start = page.locator("button[value=start]")
    start.wait_for()
    checks(page, "exam-start")
    start.click()
    page.locator(".js_question-wrapper h3").first.wait_for()
    checks(page, "exam-question")


def finish_exam(env, training):
    """Answer the rest as the page does, and send it off."""
    exam = env["hcc.exam"].search(
        [("collaborator_id", "=", training["person"]["id"])], limit=1
    )
    answers = exam.user_input_id
    for question in answers.predefined_question_ids:
        right = question.suggested_answer_ids.filtered("is_correct")
        answers._save_lines(question, str(right.id))
    answers._mark_done()
    return exam.state, bool(exam.attendance_id.certificate_id)


def sign_practice(env, training):
    visits = env["hcc.practice.visit"].search(
        [("collaborator_id", "=", training["person"]["id"])]
    )
    visits.action_sign()
    return (
        env["hcc.attendance"]
        .search([("collaborator_id", "=", training["person"]["id"])])
        .certificate_id.number
    )


def test_trained_examined_practised_assigned_and_ended(
    demo, new_page, login, assert_fits, shot
):
    training = demo(make_training)
    person = training["person"]

    def look(page, name):
        assert_fits(page)
        shot(page, name)

    trainer = login(new_page(phone=True), TRAINER)
    mark_present(trainer, training["session"], person["name"])
    look(trainer, "exam-trainer")

    page = login(new_page(phone=True), person["login"], path=ATTENDANCE)
    page.locator(CARD).first.wait_for()
    look(page, "exam-own-attendance")
    begin_exam(page, look)
    assert demo(lambda env: finish_exam(env, training)) == ("passed", False)
    demo(lambda env: make_practice(env, training))
    assert demo(lambda env: sign_practice(env, training)).startswith("CN-")

    visit_id = demo(make_visit)

    def assign(env, visit_id):
        visit = env["hcc.appointment"].browse(visit_id)
        visit._assign(env["hcc.collaborator"].browse(person["id"]))
        return visit.lead_id.id

    assert demo(lambda env: assign(env, visit_id)) == person["id"]

    # the certificate ends: the visit is handed back, nobody can give another
    def end(env):
        helper = env["hcc.collaborator"].browse(person["id"])
        helper.qualification_ids.write(
            {
                "date_from": date.today() - timedelta(days=30),
                "date_to": date.today() - timedelta(days=2),
            }
        )
        visit = env["hcc.appointment"].browse(visit_id)
        going = visit.assignment_ids.filtered("is_live").collaborator_id
        return helper in going, helper in visit._candidates()

    assert demo(end) == (False, False)

    def refuse(env):
        from odoo.addons.hcc_booking.exceptions import HelperNotFit

        with pytest.raises(HelperNotFit):
            assign(env, make_visit(env))

    demo(refuse)

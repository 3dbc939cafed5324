"""One person's whole way on phones of 360 px: applies, is chosen, is trained, is
examined, comes along twice, is qualified and sent; then the certificate ends."""

from datetime import date, timedelta

import pytest
from test_exam_journey import (
    CARD,
    begin_exam,
    make_person,
    make_practice,
    make_visit,
    mark_present,
    now,
)
from test_recruit_journey import (
    COORDINATOR,
    NAME,
    TRAINER,
    apply,
    decide,
    open_candidate,
    score,
)

from hcc_pytest import pages, people

ADMINISTRATOR = "admin@demo.hcc"
EMAIL = "thoa@example.com"
SESSION = "/odoo/action-hcc_training.hcc_session_action"
PRACTICE = "/odoo/action-hcc_collaborator.hcc_practice_visit_action"
CERTIFICATES = "/odoo/action-hcc_training.hcc_certificate_action"
VISITS = "/odoo/action-hcc_booking.hcc_appointment_action_board"
PEOPLE = "/odoo/action-hcc_collaborator.hcc_collaborator_action"
DIALOG = ".modal"
CHOOSE = "Chọn người"
STATE = ".o_statusbar_status button.o_arrow_button_current"


@pytest.fixture
def check(assert_fits, assert_targets, axe):
    """`check(page)`: everybody can read and use it."""

    def run(page):
        page.wait_for_load_state()
        assert_fits(page)
        assert_targets(page)
        assert axe(page) == []

    return run


# What is looked up or made beside the screens


def person_of(env, reference):
    return env["hcc.collaborator"].search([("application_reference", "=", reference)])


def get_missing(env, reference):
    """Names of the documents that must have been seen before a decision."""
    return person_of(env, reference).missing_strict_ids.mapped("name")


def give_password(env, reference):
    """What the administrator hands over in person; and the person is on call."""
    person = person_of(env, reference)
    person.user_id.write({"password": "demo", "lang": "vi_VN"})
    people.put_on_call(env, person)
    return {"id": person.id, "name": person.name, "login": person.user_id.login}


def make_session(env, person):
    """An open session of the basic course that begins in an hour."""
    helper = env["hcc.collaborator"].browse(person["id"])
    session = env["hcc.session"].create(
        {
            "course_id": env.ref("hcc_training.hcc_course_basic").id,
            "trainer_id": env["res.users"].search([("login", "=", TRAINER)]).id,
            "branch_id": helper.branch_id.id,
            "place": "Hội trường phường",
            "start": now() + timedelta(minutes=30),
            "seats": 5,
        }
    )
    session._open()
    return session.id


def get_right_answers(env):
    """{question: its right answer}, as the page shows them."""
    exam = env.ref("hcc_training.hcc_course_basic").survey_id
    return {
        " ".join(question.title.split()): question.suggested_answer_ids.filtered(
            "is_correct"
        ).value
        for question in exam.question_ids
    }


def begin_session(env, session):
    """The session has begun some minutes ago."""
    env["hcc.session"].browse(session).write({"start": now() - timedelta(minutes=5)})


def make_mentor(env):
    return make_person(env, "Phạm Văn Dẫn", env["hcc.qualification.type"].search([]))


def lead_of(env, visit_id):
    return env["hcc.appointment"].browse(visit_id).lead_id.id


def end_yesterday(env, person):
    held = env["hcc.collaborator"].browse(person["id"]).qualification_ids
    yesterday = date.today() - timedelta(days=1)
    held.write({"date_from": yesterday - timedelta(days=30), "date_to": yesterday})


def refused_words(env, visit_id, person):
    """What a coordinator is told who sends the person all the same."""
    from odoo.addons.hcc_booking.exceptions import HelperNotFit

    helper = env["hcc.collaborator"].browse(person["id"])
    with pytest.raises(HelperNotFit) as caught:
        env["hcc.appointment"].browse(visit_id)._assign(helper)
    return str(caught.value)


# Steps on the screen


def await_state(page, label):
    page.locator(STATE).filter(has_text=label).first.wait_for(state="attached")


def see_documents(page, names):
    """Note each document as seen, and save."""
    page.locator(".nav-link[name=documents]").click()
    lines = page.locator(".o_field_widget[name=document_ids]")
    for name in names:
        lines.locator(".o_field_x2many_list_row_add a").click()
        page.locator(f"{DIALOG} [name=type_id] input").click()
        found = page.locator(DIALOG).last.locator(f"{CARD}, .o_data_row")
        found.filter(has_text=name).first.click()
        page.locator(f"{DIALOG} [name=seen_on]").wait_for()
        page.locator(f"{DIALOG} .o_form_button_save").click()
        page.locator(DIALOG).wait_for(state="detached")
    page.locator(".o_form_button_save").first.click()
    page.locator(".o_form_button_save").first.wait_for(state="hidden")


def plan_interview(page, place):
    """Tomorrow, in a room."""
    pages.press_in_bar(page, "Xếp lịch")
    form = page.locator(f"{DIALOG} .o_form_view")
    moment = form.locator("[name=start] input").first
    moment.fill("+1d")
    moment.press("Enter")
    page.keyboard.press("Tab")
    form.locator("[name=place] input").fill(place)
    page.locator(f"{DIALOG} .o_form_button_save").click()
    form.wait_for(state="detached")


def answer(page, answers):
    """Answer one question after the other, rightly, to the end.

    :return: how many there were
    """
    title = page.locator(".js_question-wrapper h3 span").first
    for number in range(1, 20):
        words = " ".join(title.inner_text().split())
        right = page.locator(
            ".o_survey_choice_btn, .o_survey_form_choice label"
        ).filter(has_text=answers[words])
        right.first.click()
        page.locator("button[value=next], button[value=finish]").first.click()
        page.wait_for_function(
            """(before) => {
                const title = document.querySelector(".js_question-wrapper h3 span");
                const words = title && title.innerText.split(/\\s+/).join(" ").trim();
                return document.querySelector(".modal") || (words && words !== before);
            }""",
            arg=words,
        )
        if page.locator(DIALOG).count():
            # the page asks whether that is all
            page.locator(f"{DIALOG} .btn-primary").click()
            page.locator(".o_survey_finished").wait_for()
            return number
    return 0


def choose_helper(page, visit_id):
    """Open the form that proposes who could go; return what it proposes."""
    page.goto(f"{VISITS}/{visit_id}")
    pages.press_in_bar(page, CHOOSE)
    page.locator(f"{DIALOG} .o_hcc_form").wait_for()
    return page.locator(f"{DIALOG} .o_hcc_choice_item")


def test_from_applying_to_a_visit(new_page, login, check, demo, assert_fits, shot):
    # applies, without an account
    page = new_page(phone=True)
    reference = apply(page, check, email=EMAIL)

    # two assessors, papers, an interview, a decision
    trainer = new_page(phone=True)
    open_candidate(trainer, login, TRAINER)
    score(trainer, 5, assert_fits)
    office = new_page(phone=True)
    open_candidate(office, login, COORDINATOR)
    score(office, 4, assert_fits)
    see_documents(office, demo(lambda env: get_missing(env, reference)))
    shot(office, "force-documents")
    assert demo(lambda env: get_missing(env, reference)) == []
    plan_interview(office, "Phòng họp số 2")
    pages.press_in_bar(office, method="action_screen")
    await_state(office, "Đã sơ tuyển")
    pages.press_in_bar(office, method="action_interview")
    await_state(office, "Đã phỏng vấn")
    decide(office, "Nhiệt tình, có kinh nghiệm")
    await_state(office, "Đã duyệt")

    # at work: active, with an account of the own
    pages.press_in_bar(office, method="action_activate")
    await_state(office, "Đang hoạt động")
    admin = login(new_page(phone=True), ADMINISTRATOR, path=PEOPLE)
    admin.locator(CARD).filter(has_text=NAME).first.click()
    pages.press_in_bar(admin, method="action_create_user")
    admin.locator(".o_field_widget[name=user_id]").filter(has_text=NAME).wait_for()
    person = demo(lambda env: give_password(env, reference))

    # without the qualification nobody is proposed, and nobody may be sent
    visit_id = demo(lambda env: make_visit(env, person["id"]))
    assert choose_helper(office, visit_id).filter(has_text=NAME).count() == 0

    # enrols, is there, passes the examination
    session = demo(lambda env: make_session(env, person))
    page = login(new_page(phone=True), person["login"], path=f"{SESSION}/{session}")
    pages.press_in_bar(page, method="action_enrol_me")
    page.locator("button[name=action_leave]").first.wait_for(state="attached")
    demo(lambda env: begin_session(env, session))
    trainer.goto("/odoo")
    mark_present(trainer, session, NAME)
    begin_exam(
        page, lambda page, name: (assert_fits(page), shot(page, f"force-{name}"))
    )
    assert answer(page, demo(get_right_answers)) == 10
    shot(page, "force-exam-passed")

    # two visits at the side of somebody, who signs each on the phone
    mentor = demo(make_mentor)
    training = {"person": person, "mentor": mentor}
    demo(lambda env: make_practice(env, training))
    beside = login(new_page(phone=True), mentor["login"], path=PRACTICE)
    for left in (1, 0):
        cards = beside.locator(CARD).filter(
            has=beside.locator("button[name=action_sign]")
        )
        cards.first.locator("button[name=action_sign]").click()
        beside.wait_for_function(
            "(left) => document.querySelectorAll('[name=action_sign]').length === left",
            arg=left,
        )
    assert_fits(beside)

    # the certificate is in the own list, and the visit can be given
    page.goto(CERTIFICATES)
    page.locator(CARD).filter(has_text="CN-").first.wait_for()
    assert_fits(page)
    shot(page, "force-certificate")
    choices = choose_helper(office, visit_id)
    choices.filter(has_text=NAME).first.click()
    assert_fits(office)
    shot(office, "force-assign")
    office.locator(f"{DIALOG} button[name=action_confirm]").click()
    office.locator(DIALOG).wait_for(state="detached")
    assert demo(lambda env: lead_of(env, visit_id)) == person["id"]

    # the last valid day was yesterday: the visit is handed back, and nobody gets one
    demo(lambda env: end_yesterday(env, person))
    assert demo(lambda env: lead_of(env, visit_id)) != person["id"]
    other_id = demo(lambda env: make_visit(env, person["id"]))
    assert choose_helper(office, other_id).filter(has_text=NAME).count() == 0
    assert demo(lambda env: refused_words(env, other_id, person))

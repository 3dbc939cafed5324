"""Present, examined, two practice visits signed, qualified, assigned; then ended.

On a phone of 360 px, in Vietnamese; the coordinator sits at a desk.
"""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

TRAINER = "trainer@demo.hcc"
COORDINATOR = "coordinator@demo.hcc"
WARD = "Ba Đình"
ATTENDANCE = "/odoo/action-hcc_training.hcc_attendance_action"
PRACTICE = "/odoo/action-hcc_collaborator.hcc_practice_visit_action"
CARD = ".o_kanban_record:not(.o_kanban_ghost)"


@pytest.fixture(scope="module")
def demo(odoo_configured, demo_server):
    """`demo(function)` runs function(env) on the server's database and commits."""
    import odoo.api
    import odoo.sql_db
    from odoo.modules.registry import Registry

    registry = Registry(demo_server.database)

    def run(function):
        with registry.cursor() as cr:
            env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {"lang": "vi_VN"})
            return function(env)

    yield run
    Registry.delete(demo_server.database)
    odoo.sql_db.close_db(demo_server.database)


def now():
    return datetime.now(UTC).replace(tzinfo=None, second=0, microsecond=0)


def make_person(env, name, types):
    mark = uuid.uuid4().hex[:6]
    team = env["hcc.team"].search([("ward_id.name", "=", WARD)], limit=1)
    user = env["res.users"].create(
        {
            "login": f"{mark}@demo.hcc",
            "name": f"{name} {mark}",
            "password": "demo",
            "lang": "vi_VN",
        }
    )
    person = env["hcc.collaborator"].create(
        {
            "name": user.name,
            "badge_number": f"CTV-KT-{mark}",
            "team_id": team.id,
            "user_id": user.id,
            "state": "active",
            "qualification_ids": [
                (0, 0, {"type_id": kind.id, "date_from": "2026-01-01"})
                for kind in types
            ],
        }
    )
    env["hcc.shift"].create(
        {
            "collaborator_id": person.id,
            "kind": "on_call",
            "start": now() - timedelta(hours=2),
            "stop": now() + timedelta(hours=20),
            "state": "published",
        }
    )
    return {"id": person.id, "name": person.name, "login": user.login}


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


def get_right_answers(env):
    """{question: right answer}, as the pages show them in Vietnamese."""
    survey = env.ref("hcc_training.survey_exam_basic").with_context(lang="vi_VN")
    return {
        question.title.strip(): question.suggested_answer_ids.filtered(
            "is_correct"
        ).value.strip()
        for question in survey.question_ids
    }


def make_practice(env, training):
    """Two visits to which the person came along."""
    people = env["hcc.collaborator"]
    for number in (1, 2):
        env["hcc.practice.visit"]._record(
            people.browse(training["person"]["id"]),
            people.browse(training["mentor"]["id"]),
            now() - timedelta(days=number),
            f"HT-{uuid.uuid4().hex[:8].upper()}",
        )


def make_visit(env):
    """A home visit of the ward in the evening; returns its id."""
    ward = env["hcc.ward"].search([("name", "=", WARD)], limit=1)
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


def take_exam(page, answers, checks):
    """From the own card through all questions; `checks(page, name)` looks at pages."""
    page.goto(ATTENDANCE)
    card = page.locator(CARD).filter(has_text="Tập huấn")
    card.get_by_role("button", name="Làm bài kiểm tra").first.click()
    page.wait_for_url(lambda url: "/survey/" in url)
    start = page.locator("button[value=start]")
    start.wait_for()
    checks(page, "exam-start")
    start.click()
    for number in range(10):
        wrapper = page.locator(".js_question-wrapper:visible").first
        wrapper.wait_for()
        title = wrapper.locator("h3").first.inner_text().strip()
        if not number:
            checks(page, "exam-question")
        right = answers[title.splitlines()[0].rstrip(" *")]
        wrapper.locator("label").filter(has_text=right).first.click()
        page.locator("button[type=submit]:visible").first.click()
        page.wait_for_function(
            """title => {
                const shown = document.querySelector(".js_question-wrapper h3");
                return document.querySelector(".o_survey_finished") ||
                    (shown && shown.innerText.trim() !== title);
            }""",
            arg=title,
        )
    page.locator(".o_survey_finished").wait_for()
    checks(page, "exam-done")


def test_trained_examined_practised_assigned_and_ended(
    demo, new_page, login, assert_fits, assert_targets, axe, shot
):
    training = demo(make_training)
    person, mentor = training["person"], training["mentor"]

    def look(page, name):
        assert_fits(page)
        shot(page, name)

    trainer = login(new_page(phone=True), TRAINER)
    mark_present(trainer, training["session"], person["name"])
    look(trainer, "exam-trainer")

    page = login(new_page(phone=True), person["login"], path=ATTENDANCE)
    page.locator(CARD).first.wait_for()
    look(page, "exam-own-attendance")
    take_exam(page, demo(get_right_answers), look)
    page.get_by_role("link", name="Về phần tập huấn của tôi").click()
    card = page.locator(CARD).filter(has_text="Tập huấn").first
    card.get_by_text("0 trên 2").wait_for()
    assert not card.get_by_text("CN-").count()
    look(page, "exam-practice-missing")

    demo(lambda env: make_practice(env, training))
    phone = login(new_page(phone=True), mentor["login"], path=PRACTICE)
    phone.locator(CARD).first.wait_for()
    assert phone.locator(CARD).count() == 2
    look(phone, "exam-practice-to-sign")
    for number in (1, 2):
        phone.get_by_role("button", name="Ký xác nhận").first.click()
        phone.locator(".badge").filter(has_text="Đã ký").nth(number - 1).wait_for()

    page.goto(ATTENDANCE)
    page.locator(CARD).filter(has_text="CN-").first.wait_for()
    look(page, "exam-certified")
    page.goto("/odoo/action-hcc_collaborator.hcc_qualification_action")
    page.locator(".o_searchview_facet .o_facet_remove").first.click()
    page.locator(CARD).filter(has_text="cơ bản").first.wait_for()
    look(page, "exam-qualified")

    visit_id = demo(make_visit)
    desk = login(
        new_page(),
        COORDINATOR,
        path=f"/odoo/action-hcc_booking.hcc_appointment_action/{visit_id}",
    )
    desk.get_by_role("button", name="Chọn người hỗ trợ").first.click()
    dialog = desk.locator(".modal-dialog")
    dialog.get_by_text(person["name"]).first.click()
    shot(desk, "exam-assign")
    dialog.locator("button[name=action_confirm]").click()
    desk.locator(".o_field_widget[name=assignment_ids]").get_by_text(
        person["name"]
    ).first.wait_for()

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

    def assign(env):
        from odoo.addons.hcc_booking.exceptions import HelperNotFit

        visit = env["hcc.appointment"].browse(make_visit(env))
        with pytest.raises(HelperNotFit):
            visit._assign(env["hcc.collaborator"].browse(person["id"]))
        return visit.id

    another = demo(assign)
    desk.goto(f"/odoo/action-hcc_booking.hcc_appointment_action/{another}")
    desk.get_by_role("button", name="Chọn người hỗ trợ").first.click()
    dialog.locator("button[special=cancel]").wait_for()
    assert not dialog.get_by_text(person["name"]).count()
    shot(desk, "exam-ended")

"""A badge at the door, somebody who leaves, hours that are contested: at 360 px."""

import uuid
from datetime import datetime, timedelta

import pytest

from hcc_pytest import people

COORDINATOR = "coordinator@demo.hcc"
DIALOG = ".modal-dialog"
#: the first to sign in on a new database waits for its style sheets and programs
COLD = 90_000


def make_helper(env):
    person = people.make_helper(env, "the", "Lê Thị Thẻ")
    return {
        "id": person.id,
        "user_id": person.user_id.id,
        "name": person.name,
        "login": person.user_id.login,
        "number": person.badge_number,
        "code": person.badge_code,
        "token": person.badge_token,
    }


@pytest.fixture
def helpers(demo):
    """Two of one ward: the first has work, the second can take it over."""
    return demo(lambda env: [make_helper(env) for _turn in range(2)])


def book(env, helper):
    """A visit at home that the helper has."""
    person = env["hcc.collaborator"].browse(helper["id"])
    name = f"Phạm Thị {uuid.uuid4().hex[:6]}"
    start = people.now() + timedelta(hours=3)
    return people.book(env, person, start, name, "0912345678").id


def look(page, axe, assert_fits, assert_targets):
    assert_fits(page)
    assert_targets(page)
    assert axe(page) == []


def test_citizen_checks_a_badge(
    phone_page, demo, helpers, axe, assert_fits, assert_targets, shot
):
    page, helper = phone_page, helpers[0]
    # by the QR code
    page.goto(f"/hcc/badge/{helper['token']}")
    page.locator(".o_hcc_badge_good").wait_for()
    assert helper["name"] in page.locator("main").inner_text()
    photo = page.locator(".o_hcc_badge_person img")
    assert photo.evaluate("image => image.naturalWidth > 0")
    look(page, axe, assert_fits, assert_targets)
    shot(page, "badge-valid-phone", full_page=True)
    # by hand: first a wrong code, then the right one
    page.goto("/hcc")
    page.locator("footer a[href$='/hcc/badge']").click()
    look(page, axe, assert_fits, assert_targets)
    shot(page, "badge-form-phone", full_page=True)
    for code, answer in (("AAA-AAA", "bad"), (helper["code"].lower(), "good")):
        page.goto("/hcc/badge")
        page.fill("input[name=number]", helper["number"].lower())
        page.fill("input[name=code]", code)
        page.locator("main form button").click()
        page.locator(f".o_hcc_badge_{answer}").wait_for()
        look(page, axe, assert_fits, assert_targets)
        if answer == "bad":
            assert helper["name"] not in page.content()
            shot(page, "badge-not-valid-phone", full_page=True)
    # the badge is lost: the old code says nothing any more
    demo(lambda env: env["hcc.collaborator"].browse(helper["id"]).action_renew_badge())
    page.goto(f"/hcc/badge/{helper['token']}")
    page.locator(".o_hcc_badge_bad").wait_for()
    assert helper["name"] not in page.content()


def test_somebody_leaves_and_the_visit_is_taken_over(
    new_page, demo, helpers, login, assert_fits, shot
):
    request_id = demo(lambda env: book(env, helpers[0]))
    # the one who leaves is at work in a browser of their own
    own = new_page(phone=True)
    own.set_default_timeout(COLD)
    login(own, helpers[0]["login"])
    own.goto("/odoo/action-hcc_booking.hcc_assignment_action_my_visits")
    own.locator(".o_action_manager .o_view_controller").first.wait_for()

    page = new_page(phone=True)
    login(page, COORDINATOR)
    page.goto(f"/odoo/hcc.collaborator/{helpers[0]['id']}")
    page.locator(".o_form_view").wait_for()
    end = page.locator("button[name=action_end]")
    if not end.first.is_visible():
        # a telephone folds the buttons of the header away
        page.locator(
            ".o_statusbar_buttons .dropdown-toggle, .o_cp_action_menus .dropdown-toggle"
        ).first.click()
    end.first.click()
    dialog = page.locator(DIALOG)
    dialog.locator("[name=reason] textarea").fill("Chuyển nơi ở")
    dialog.locator("input[type=radio]").nth(1).check()
    assert dialog.locator(".o_kanban_record:not(.o_kanban_ghost)").count() == 1
    assert_fits(page)
    shot(page, "ending-phone")
    dialog.locator("button[name=action_confirm]:visible").click()
    dialog.locator("[name=result]").wait_for()
    shot(page, "ending-done-phone")

    def outcome(env):
        visit = env["hcc.request"].browse(request_id).current_appointment_id
        live = visit.assignment_ids.filtered("is_live")
        person = env["hcc.collaborator"].browse(helpers[0]["id"])
        return live.collaborator_id.ids, visit.state, person.state

    people, visit_state, state = demo(outcome)
    assert len(people) == 1 and people != [helpers[0]["id"]]
    assert (visit_state, state) == ("booked", "left")
    # the open page of who left is signed out
    own.goto("/odoo")
    own.wait_for_url(lambda url: "/web/login" in url)
    page.goto(f"/hcc/badge/{helpers[0]['token']}")
    page.locator(".o_hcc_badge_bad").wait_for()


def make_statements(env, helpers):
    """Last month's hours of both, published; each has one line."""
    last_month = (people.now().replace(day=1) - timedelta(days=1)).date().replace(day=1)
    persons = env["hcc.collaborator"].browse([helper["id"] for helper in helpers])
    start = datetime.combine(last_month, datetime.min.time()) + timedelta(hours=2)
    for person, hours in zip(persons, (3, 9), strict=True):
        env["hcc.shift"].create(
            {
                "collaborator_id": person.id,
                "kind": "on_call",
                "start": start + timedelta(days=3),
                "stop": start + timedelta(days=3, hours=hours),
                "state": "published",
            }
        )
    statements = env["hcc.statement"]._make(last_month, persons)
    statements.action_publish()
    return statements.filtered(
        lambda statement: statement.collaborator_id == persons[0]
    ).id


def test_hours_are_contested_and_settled(
    new_page, demo, helpers, login, assert_fits, axe, shot
):
    number = demo(lambda env: make_statements(env, helpers))
    page = new_page(phone=True)
    page.set_default_timeout(COLD)
    login(page, helpers[0]["login"])
    page.goto("/odoo/action-hcc_collaborator.hcc_statement_action_mine")
    card = page.locator(".o_kanban_record:not(.o_kanban_ghost)")
    card.first.wait_for()
    assert card.count() == 1, "the own one alone"
    assert helpers[1]["name"] not in page.content()
    assert_fits(page)
    shot(page, "my-hours-phone")
    card.first.click()
    page.locator(".o_form_view").wait_for()
    assert_fits(page)
    shot(page, "my-hours-one-phone", full_page=True)
    page.locator("[name=line_ids] button[name=action_contest]").first.click()
    page.locator(f"{DIALOG} [name=text] textarea").fill("Tôi ở lại đến 20 giờ")
    shot(page, "contest-phone")
    page.locator(f"{DIALOG} button[name=action_confirm]").click()
    page.locator(DIALOG).wait_for(state="detached")
    state = demo(lambda env: env["hcc.statement"].browse(number).state)
    assert state == "contested"

    office = new_page()
    login(office, COORDINATOR)
    office.goto(f"/odoo/hcc.statement/{number}")
    office.locator("[name=line_ids]").get_by_text("Tôi ở lại đến 20 giờ").wait_for()
    shot(office, "statement-office", full_page=True)
    office.locator("button[name=action_settle]").click()
    office.locator(f"{DIALOG} [name=text] textarea:visible").fill("Đã kiểm tra, cảm ơn")
    shot(office, "settle-office")
    office.locator(f"{DIALOG} button[name=action_confirm]").click()
    office.locator(DIALOG).wait_for(state="detached")
    assert demo(lambda env: env["hcc.statement"].browse(number).state) == "settled"
    office.goto("/odoo/action-hcc_collaborator.hcc_statement_action_share")
    office.locator(".o_list_view").wait_for()
    shot(office, "share-office")
    page.reload()
    page.get_by_text("Đã kiểm tra, cảm ơn").wait_for()

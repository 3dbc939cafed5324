"""From the public page to the team: apply, be scored blindly, be taken in."""

import re
from datetime import datetime, timedelta

import pytest

from hcc_pytest import pages

COORDINATOR = "coordinator@demo.hcc"
TRAINER = "trainer@demo.hcc"
REFERENCE = re.compile(r"UV-[2-9A-Z]{4}-[2-9A-Z]{4}")
PHONE = "0912 000 666"
NAME = "Lâm Thị Kim Thoa"
WARD = "Phường Ngọc Hà"
CANDIDATES = "/odoo/action-hcc_collaborator.hcc_candidate_action"


@pytest.fixture
def check(assert_fits, assert_targets, axe):
    """`check(page)`: everybody can read and use it."""

    def run(page):
        page.wait_for_load_state()
        assert page.locator("html").get_attribute("lang") == "vi"
        assert page.locator("h1").count() == 1
        assert_fits(page)
        assert_targets(page)
        assert axe(page) == []

    return run


def follow(locator):
    """Click, and wait until the page that it leads to is there, whole."""
    with locator.page.expect_navigation():
        locator.click()


def submit(page):
    follow(page.locator("main form button[type=submit]").first)


def apply(page, check, email="", shot=None):
    """Fill the form of the public page; a slip first, which loses nothing."""
    page.goto("/hcc")
    follow(page.locator("footer a[href$='/hcc/join']"))
    check(page)
    if shot:
        shot(page, "join-1-form")
    page.locator("input[name=category][value=union_member]").check()
    page.fill("[name=ward]", "ngoc ha")
    page.fill("[name=phone]", PHONE)
    page.fill("[name=email]", email)
    page.fill("[name=experience]", "Đoàn viên, quen dùng Cổng Dịch vụ công")
    page.locator("input[name=can_evenings]").check()
    page.locator("input[name=conflicts][value=relative]").check()
    page.set_input_files(
        "[name=cv]",
        {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": b"<html>"},
    )
    submit(page)
    check(page)
    assert page.locator("#errors a[href='#name']").count() == 1
    assert page.locator("#errors a[href='#cv']").count() == 1
    assert page.input_value("[name=phone]") == PHONE
    assert page.locator("input[name=can_evenings]").is_checked()
    page.fill("[name=name]", NAME)
    ward = page.locator(".o_hcc_radio", has_text=WARD)
    if ward.count():
        ward.first.click()
    page.locator("input[name=consent]").check()
    page.set_input_files(
        "[name=cv]",
        {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n"},
    )
    submit(page)
    check(page)
    return REFERENCE.search(page.inner_text("main")).group()


def open_candidate(page, login, account, name=NAME):
    login(page, account, path=CANDIDATES)
    page.locator(".o_kanban_record", has_text=name).first.click()
    page.locator(".o_form_view").wait_for()


def press(page, name):
    """A button of the form's bar that opens a question."""
    pages.press_in_bar(page, method=name)
    page.locator(".modal .o_form_view").wait_for()


def score(page, points, assert_fits):
    """Hand in as many points for each criterion, on a phone."""
    press(page, "action_score")
    dialog = page.locator(".modal")
    rows = dialog.locator(".o_data_row")
    rows.first.wait_for()
    for index in range(rows.count()):
        star = rows.nth(index).locator(".o_priority_star").nth(points - 1)
        star.click()
    assert_fits(page)
    dialog.locator("button[name=action_confirm]").click()
    dialog.wait_for(state="detached")


def see_documents_and_interview(env, reference):
    """What the coordinator does at the desk: papers seen, a time agreed."""
    coordinator = env["res.users"].search([("login", "=", COORDINATOR)])
    person = (
        env["hcc.collaborator"]
        .with_user(coordinator)
        .search([("application_reference", "=", reference)])
    )
    person.action_screen()
    person.document_ids = [
        (0, 0, {"type_id": kind.id}) for kind in person.missing_strict_ids
    ]
    env["hcc.interview"].with_user(coordinator).create(
        {
            "collaborator_id": person.id,
            "start": datetime.now().replace(microsecond=0) + timedelta(days=2),
            "place": "Phòng họp số 2",
        }
    )


def finish_interview(env, reference):
    person = env["hcc.collaborator"].search([("application_reference", "=", reference)])
    person.interview_ids.action_done()


def decide(page, reason):
    press(page, "action_decide")
    dialog = page.locator(".modal")
    dialog.locator("[name=decision] input").first.check()
    dialog.locator("[name=reason] textarea").fill(reason)
    dialog.locator("button[name=action_confirm]").click()
    dialog.wait_for(state="detached")


def find_application(page, reference):
    page.goto("/hcc/join/find")
    page.fill("[name=reference]", reference.lower().replace("-", " "))
    page.fill("[name=phone]", PHONE)
    submit(page)


def test_from_applying_to_the_team(
    new_page, login, check, demo, assert_fits, assert_targets, shot
):
    page = new_page(phone=True)
    reference = apply(page, check, shot=shot)

    # two assessors, neither of whom sees what the other gave
    trainer = new_page(phone=True)
    open_candidate(trainer, login, TRAINER)
    assert_fits(trainer)
    score(trainer, 5, assert_fits)
    coordinator = new_page(phone=True)
    open_candidate(coordinator, login, COORDINATOR)
    coordinator.locator(".nav-link[name=selection]").click()
    assert coordinator.locator("[name=score_ids] .o_data_row").count() == 0
    score(coordinator, 3, assert_fits)
    coordinator.locator("[name=score_ids] .o_data_row").first.wait_for()
    shown = coordinator.locator("[name=score_ids] .o_data_row")
    assert shown.count() == 14, "both sets, once both are there"

    # papers, interview: the applicant sees when and where
    demo(lambda env: see_documents_and_interview(env, reference))
    elsewhere = new_page(phone=True)
    find_application(elsewhere, reference)
    check(elsewhere)
    assert "Phòng họp số 2" in elsewhere.inner_text("main")
    demo(lambda env: finish_interview(env, reference))

    coordinator.reload()
    coordinator.locator(".o_form_view").wait_for()
    decide(coordinator, "Nhiệt tình, có kinh nghiệm")
    find_application(elsewhere, reference)
    check(elsewhere)
    told = elsewhere.inner_text("main")
    assert "CTV-00008-" in told
    assert "Nhiệt tình" not in told, "the reason stays in the file"


def test_withdrawing(new_page, check, assert_fits):
    page = new_page(phone=True)
    reference = apply(page, check)
    page.goto(f"/hcc/join/{reference}/withdraw")
    check(page)
    submit(page)
    check(page)
    assert page.locator("main a[href$='/withdraw']").count() == 0
    # somebody else's telephone gets nothing by the address
    stranger = new_page(phone=True)
    stranger.goto(f"/hcc/join/{reference}")
    assert stranger.locator("[name=reference]").count() == 1
    assert WARD not in stranger.inner_text("main")

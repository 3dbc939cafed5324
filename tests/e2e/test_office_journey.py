"""Clerk, coordinator and helper at work, in Odoo's web client, in Vietnamese."""

import itertools
import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from hcc_pytest import pages, people

COORDINATOR = "coordinator@demo.hcc"
CLERK = "clerk@demo.hcc"
#: whose badge is CTV-00004-01
HELPER = "collaborator@demo.hcc"
WARD = "Ba Đình"
REFERENCE = re.compile(r"HT-[0-9A-Z]{4}-[0-9A-Z]{4}")
DIALOG = ".modal-dialog"
#: milliseconds that a drawing may take on a busy machine
WAIT = 20_000
PERSONS = itertools.count(1)


def make_helper(env, number):
    person = people.make_helper(env, "thu", "Lê Văn Thử", phone=f"091200077{number}")
    return {"id": person.id, "name": person.name, "login": person.user_id.login}


@pytest.fixture(scope="module")
def helper(demo):
    """A helper who signs in, and a colleague who can take over."""
    return demo(lambda env: [make_helper(env, number) for number in (1, 2)][0])


@pytest.fixture
def visit(demo, helper):
    """`visit(minutes)`: a visit of the helper that starts so much from now."""

    def make(minutes=20, procedures=1, person=helper):
        def book(env):
            request = people.book(
                env,
                env["hcc.collaborator"].browse(person["id"]),
                people.now() + timedelta(minutes=minutes),
                # another person each time: one has so many a day
                f"Phạm Thị Thử {next(PERSONS)}",
                "0912345678",
                procedure_ids=env["hcc.procedure"]
                .search([("home_possible", "=", True)], limit=procedures)
                .ids,
            )
            return request.reference

        return demo(book)

    return make


def open_action(page, name):
    page.goto(f"/odoo/action-hcc_booking.{name}")
    page.locator(
        ".o_action_manager .o_view_controller, .modal .o_form_view"
    ).first.wait_for()


def press(page, method):
    """Press the button of the form that calls this method."""
    page.locator(f"{DIALOG} button[name={method}]").click()


def pick(page, field, words):
    """Choose in a many2one by typing words; on a phone, from a list of cards."""
    box = page.locator(f"{DIALOG} [name={field}] input").first
    box.click()
    cards = page.locator(".modal .o_kanban_renderer")
    options = page.locator(".o-autocomplete--dropdown-item")
    cards.or_(options.first).first.wait_for()
    if cards.count():
        cards.locator(".o_kanban_record", has_text=words).first.click()
        cards.wait_for(state="detached")
    else:
        pages.choose(page, box, words)


def set_moment(page, field, words):
    """Type a moment; the field becomes an input when it is touched."""
    page.locator(f"{DIALOG} [name={field}] button").first.click()
    box = page.locator(f"{DIALOG} [name={field}] input").first
    box.fill(words)
    box.press("Enter")
    page.keyboard.press("Tab")


def find_request(page, reference):
    open_action(page, "hcc_request_action")
    page.locator(".o_searchview_input").fill(reference)
    page.locator(".o_searchview_autocomplete .o-dropdown-item").first.click()
    page.locator(".o_data_row", has_text=reference).click()
    page.locator(".o_form_view h1", has_text=reference).wait_for()


def state_of(demo, reference):
    return demo(
        lambda env: env["hcc.request"].search([("reference", "=", reference)]).state
    )


def helper_of(demo, reference):
    return demo(
        lambda env: env["hcc.request"]
        .search([("reference", "=", reference)])
        .current_appointment_id.lead_id.name
    )


# ----------------------------------------------------------------------------
# Clerk
# ----------------------------------------------------------------------------


def fill_intake(page, channel):
    open_action(page, "hcc_intake_action")
    dialog = page.locator(DIALOG)
    dialog.locator("[name=phone] input").fill("0912 777 001")
    dialog.locator("[name=name] input").fill("Đặng Thị Nhập")
    dialog.get_by_text(channel, exact=True).click()
    if not dialog.locator("[name=ward_id] input").input_value():
        pick(page, "ward_id", WARD)
    box = dialog.locator("[name=procedure_ids] input").first
    pages.choose(page, box, "khai sinh")
    return dialog


def test_clerk_takes_a_telephone_request(
    desktop_page, login, assert_fits, shot, demo, demo_server
):
    page = login(desktop_page, CLERK)
    page.locator(".o_hcc_attention").wait_for()
    dialog = fill_intake(page, "Qua điện thoại")
    dialog.locator("[name=slot] input[type=radio]").first.check()
    shot(page, "clerk-new-request")
    dialog.locator("[name=consent_given] input").check()
    press(page, "action_book")
    title = page.locator(".o_form_view h1", has_text=REFERENCE)
    title.wait_for()
    reference = REFERENCE.search(title.inner_text()).group()
    assert_fits(page)
    shot(page, "clerk-request")
    assert state_of(demo, reference) == "booked"
    # the slip that the clerk prints
    record = demo(
        lambda env: env["hcc.request"].search([("reference", "=", reference)]).id
    )
    slip = page.request.get(f"/report/html/hcc_booking.report_slip/{record}")
    assert slip.ok
    assert reference in slip.text()
    assert "Phiếu hẹn" in slip.text()


def test_clerk_hears_what_is_missing(desktop_page, login):
    page = login(desktop_page, CLERK)
    dialog = fill_intake(page, "Tại quầy")
    dialog.locator("[name=slot] input[type=radio]").first.check()
    dialog.locator("[name=phone] input").fill("12")
    dialog.locator("[name=consent_given] input").check()
    press(page, "action_book")
    page.locator(".o_error_dialog", has_text="số điện thoại").wait_for()
    page.locator(".o_error_dialog footer button").first.click()
    assert dialog.locator("[name=name] input").input_value() == "Đặng Thị Nhập"


@pytest.mark.parametrize("person", [CLERK, HELPER])
def test_walk_in_is_recorded(person, phone_page, login, assert_fits, shot, demo):
    """By a clerk, who says who helped, and by a helper alone at a point."""
    page = login(phone_page, person)
    before = demo(lambda env: env["hcc.request"].search_count([("is_walk_in", "=", 1)]))
    open_action(page, "hcc_walk_in_action")
    dialog = page.locator(DIALOG)
    pick(page, "service_point_id", WARD)
    if person == CLERK:
        pick(page, "collaborator_id", "CTV-00004-01")
    pick(page, "procedure_id", "khai sinh")
    dialog.get_by_text("Nộp trực tuyến", exact=True).click()
    dialog.locator("[name=code] input").fill("H26.1-251123-0009")
    assert_fits(page)
    shot(page, "walk-in-phone")
    press(page, "action_save")
    page.locator(".o_notification", has_text="Đã ghi lượt hỗ trợ").wait_for()
    after = demo(lambda env: env["hcc.request"].search_count([("is_walk_in", "=", 1)]))
    assert after == before + 1
    newest = demo(
        lambda env: (
            env["hcc.request"]
            .search([("is_walk_in", "=", 1)], order="id desc", limit=1)
            .current_appointment_id.lead_id.badge_number
        )
    )
    assert newest == "CTV-00004-01"


# ----------------------------------------------------------------------------
# Coordinator
# ----------------------------------------------------------------------------


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_coordinator_begins_with_what_waits(size, new_page, login, assert_fits, shot):
    page = login(new_page(phone=size == "phone"), COORDINATOR)
    rows = ".o_hcc_attention .o_data_row" if size == "desktop" else ".o_kanban_record"
    page.locator(rows).first.wait_for()
    assert "/odoo/attention" in page.url
    assert_fits(page)
    shot(page, f"coordinator-attention-{size}")
    for action in (
        "hcc_appointment_action_calendar",
        "hcc_appointment_action_board",
        "hcc_request_action",
        "hcc_dossier_action",
        "hcc_message_action",
    ):
        open_action(page, action)
        assert_fits(page)
        shot(page, f"{action.removeprefix('hcc_').replace('_', '-')}-{size}")


def test_coordinator_chooses_another_helper(
    desktop_page, login, shot, demo, visit, helper
):
    reference = visit(minutes=180)
    assert helper_of(demo, reference) == helper["name"]
    page = login(desktop_page, COORDINATOR)
    find_request(page, reference)
    page.get_by_role("tab", name="Lượt hẹn").click()
    change = page.locator("[name=assignment_ids]").get_by_role(
        "button", name="Đổi người"
    )
    change.first.click()
    choices = page.locator(f"{DIALOG} .o_hcc_choice_item")
    page.locator(f"{DIALOG} .o_hcc_form").wait_for()
    shot(page, "coordinator-choose-helper")
    name = choices.first.inner_text().split(" (")[0]
    choices.first.click()
    press(page, "action_confirm")
    page.locator(".o_notification", has_text="Người dân được báo tin").wait_for()
    assert helper_of(demo, reference) == name


def test_coordinator_mends_the_day_of_an_ill_helper(
    desktop_page, login, shot, demo, visit, helper
):
    reference = visit(minutes=300)
    page = login(desktop_page, COORDINATOR)
    open_action(page, "hcc_illness_action")
    dialog = page.locator(DIALOG)
    pick(page, "collaborator_id", helper["name"])
    set_moment(page, "stop", "+1d")
    dialog.locator("[name=line_ids]", has_text=reference).wait_for()
    reason = dialog.locator("[name=kind]")
    words = reason.evaluate(
        "box => box.innerText + (box.querySelector('input')?.value ?? '')"
    )
    assert "Nghỉ ốm" in words
    dialog.locator(".modal-title").click()  # closes the list that Tab opened
    shot(page, "coordinator-ill-helper")
    press(page, "action_apply")
    result = dialog.locator("[name=result]", has_text=reference)
    result.wait_for()
    shot(page, "coordinator-ill-helper-result")
    assert helper_of(demo, reference) != helper["name"]
    assert state_of(demo, reference) == "booked"
    demo(
        lambda env: env["hcc.absence"]
        .search([("collaborator_id", "=", helper["id"])])
        .action_cancel()
    )


def test_coordinator_sees_no_other_branch(desktop_page, login, demo):
    page = login(desktop_page, COORDINATOR)
    page.locator(".o_hcc_attention").wait_for()
    open_action(page, "hcc_request_action")
    page.locator(".o_data_row").first.wait_for()
    other = demo(
        lambda env: env["hcc.request"]
        .search(
            [
                (
                    "ward_id",
                    "not in",
                    env["res.users"]
                    .search([("login", "=", COORDINATOR)])
                    .hcc_coordinator_ward_ids.ids,
                )
            ],
            limit=1,
        )
        .reference
    )
    assert other
    # each step waits for what the one before it draws
    facets = page.locator(".o_searchview_facet")
    left = facets.count() - 1
    facets.locator(".o_facet_remove").first.click()
    expect(facets).to_have_count(left, timeout=WAIT)
    page.locator(".o_data_row").first.wait_for()
    page.locator(".o_searchview_input").fill(other)
    page.locator(".o_searchview_autocomplete").get_by_text(other).first.click()
    expect(facets.filter(has_text=other)).to_have_count(1, timeout=WAIT)
    expect(page.locator(".o_data_row")).to_have_count(0, timeout=WAIT)
    page.locator(".o_view_nocontent").wait_for()


# ----------------------------------------------------------------------------
# Helper
# ----------------------------------------------------------------------------


def test_helper_does_a_visit_on_the_phone(
    phone_page, login, assert_fits, shot, demo, visit, helper
):
    reference = visit(minutes=20)
    page = login(phone_page, helper["login"])
    card = page.locator(".o_hcc_my_day .o_kanban_record:not(.o_kanban_ghost)").first
    card.wait_for()
    assert "/odoo/my-day" in page.url
    assert_fits(page)
    assert not card.locator("a[href^='tel:']").count(), "no contact before acceptance"
    card.get_by_role("button", name="Nhận", exact=True).click()
    call = page.locator(".o_hcc_my_day a[href='tel:+84912345678']")
    call.wait_for()
    assert page.locator(".o_hcc_my_day a[href^='geo:']").count() == 1
    # those in a closed menu have no size
    for target in page.locator(".o_hcc_my_day .o_hcc_touch:visible").all():
        assert target.bounding_box()["height"] >= 44
    shot(page, "helper-my-day")
    page.get_by_role("button", name="Bắt đầu", exact=True).click()
    # the helper has no tablet: a warning, which does not keep anybody from going
    page.locator(DIALOG).get_by_text("máy tính bảng").first.wait_for()
    page.locator(DIALOG).locator(".btn-primary").click()
    page.get_by_role("button", name="Kết thúc", exact=True).click()
    dialog = page.locator(DIALOG)
    dialog.get_by_text("Nộp trực tuyến", exact=True).click()
    dialog.locator("[name=code] input").fill("MA LA 1")
    dialog.locator("[name=note] textarea").click()
    dialog.locator(".alert-warning", has_text="khác thường").wait_for()
    dialog.locator("[name=code] input").fill("H26.1-251123-0010")
    assert_fits(page)
    shot(page, "helper-finish")
    press(page, "action_done")
    page.locator(".o_notification", has_text="Đã ghi lượt hỗ trợ").wait_for()
    assert state_of(demo, reference) == "done"
    codes = demo(
        lambda env: env["hcc.request"]
        .search([("reference", "=", reference)])
        .dossier_ids.mapped("code")
    )
    assert codes == ["H26.1-251123-0010"]


def test_helper_hands_back_and_finds_no_office_menus(
    phone_page, login, assert_fits, shot, demo, visit
):
    # nothing else on this helper's day: the first card is this visit
    own = demo(lambda env: make_helper(env, 3))
    reference = visit(minutes=240, person=own)
    page = login(phone_page, own["login"])
    page.get_by_role("button", name="Tôi không đi được", exact=True).first.click()
    page.locator(DIALOG).get_by_text("Tôi không khoẻ", exact=True).click()
    assert_fits(page)
    shot(page, "helper-hand-back")
    press(page, "action_confirm")
    page.locator(DIALOG).wait_for(state="detached")
    assert helper_of(demo, reference) != own["name"]
    menus = page.evaluate(
        "async () => (await fetch('/web/webclient/load_menus')).text()"
    )
    assert "hcc_booking.hcc_assignment_menu_my_day" in menus
    for hidden in ("hcc_attention_menu", "hcc_citizen_menu", "menu_root_discuss"):
        assert hidden not in menus

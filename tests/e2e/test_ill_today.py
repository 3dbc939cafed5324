"""A helper is ill: one tap on the phone, what is left for the coordinator, undo."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from hcc_pytest import people

COORDINATOR = "coordinator@demo.hcc"
ILL = "Hôm nay tôi ốm"
UNDO = "Lấy lại"
#: bars, lists to choose from and labels of the client itself
NOT_OURS = (
    ".o_navbar",
    ".o_control_panel",
    ".o_bottom_sheet",
    ".modal .o_form_label",
    ".modal [name=kind]",
)
OUR_BUTTONS = ".o_form_sheet button[name^=action], footer button, .btn.o_hcc_touch"


def make_day(env):
    """A helper with a visit right now, whatever the hour, and one later."""
    person, _colleague = (
        people.make_helper(env, "om", "Đỗ Thị Ốm") for _turn in range(2)
    )
    visits = [
        people.make_visit(
            env, person, people.now() + timedelta(minutes=minutes)
        ).appointment_id
        for minutes in (-5, 150)
    ]
    return {
        "login": person.user_id.login,
        "name": person.name,
        "id": person.id,
        "visits": [visit.id for visit in visits],
        "references": [visit.reference for visit in visits],
    }


@pytest.fixture
def day(demo):
    return demo(make_day)


@pytest.fixture
def check(assert_fits, axe):
    """`check(page)`: our part of the page can be read and tapped by everybody.

    What is behind a dialog is not looked at again.
    """

    def run(page):
        assert_fits(page)
        if page.viewport_size["width"] < 500:
            dialog = page.locator(".modal")
            if dialog.count():
                dialog.evaluate(
                    "one => Promise.all(one.getAnimations({subtree: true})"
                    ".map(each => each.finished))"
                )
            low = (
                (dialog if dialog.count() else page)
                .locator(OUR_BUTTONS)
                .evaluate_all(
                    """found => found.map(one => [one.innerText,
                    one.getBoundingClientRect().height])
                    .filter(([_words, height]) => height && height < 43.5)"""
                )
            )
            assert low == []
        behind = (".o_action_manager",) if page.locator(".modal").count() else ()
        found = axe(page, exclude=(*NOT_OURS, *behind))
        # the client itself forbids zooming
        found = [one for one in found if not one.startswith("meta-viewport")]
        assert not found, "\n".join(found)

    return run


def leads(demo, day):
    """Who goes to the visit of today."""
    return demo(lambda env: env["hcc.appointment"].browse(day["visits"][0]).lead_id.ids)


def open_day(page, login, person):
    page = login(page, person)
    page.goto("/odoo/my-day")
    page.locator(".o_kanban_record").first.wait_for()
    return page


def test_one_tap_and_back(phone_page, login, demo, day, shot, assert_fits, check):
    page = open_day(phone_page, login, day["login"])
    assert_fits(page)
    shot(page, "ill-my-day")
    page.get_by_role("button", name=ILL).click()
    form = page.locator(".o_form_view")
    form.get_by_text(day["references"][0]).wait_for()
    check(page)
    shot(page, "ill-day-handed-over")
    assert day["id"] not in leads(demo, day)
    form.get_by_role("button", name=UNDO).click()
    form.get_by_text("Đã lấy lại").first.wait_for()
    shot(page, "ill-taken-back")
    assert leads(demo, day) == [day["id"]]


def test_coordinator_sees_what_is_left(
    new_page, login, demo, day, shot, assert_fits, check
):
    page = open_day(new_page(phone=True), login, day["login"])
    page.get_by_role("button", name=ILL).click()
    page.locator(".o_form_view").get_by_text(day["references"][0]).wait_for()

    def nobody(env):
        """Whoever is asked declines, and so on: a job finds nobody either."""
        visits = env["hcc.appointment"].browse(day["visits"])
        while live := visits.assignment_ids.filtered("is_live"):
            live._release("declined")
            env.flush_all()
            for visit in visits:
                visit._fill()

    demo(nobody)
    for phone in (False, True):
        page = login(new_page(phone=phone), COORDINATOR)
        page.goto("/odoo/days-handed-over")
        row = page.locator(".o_data_row, .o_kanban_record", has_text=day["name"])
        row.first.wait_for()
        assert_fits(page)
        shot(page, f"ill-days-{'phone' if phone else 'desktop'}")
        row.first.click()
        page.get_by_role("button", name="Chọn người").first.wait_for()
        expect(page.get_by_text("Giờ khác:").first).to_be_visible()
        assert_fits(page)
        check(page)
        shot(page, f"ill-left-{'phone' if phone else 'desktop'}")
    page.get_by_role("button", name="Hẹn giờ khác").first.click()
    page.locator(".modal [name=agreed]").wait_for()


def test_a_part_is_shown_before_it_is_saved(
    phone_page, login, demo, day, shot, assert_fits, check
):
    page = open_day(phone_page, login, day["login"])
    page.locator("button.o-control-panel-adaptive-dropdown").click()
    page.locator(".o-dropdown--menu").get_by_text("Chỉ nghỉ một phần").click()
    dialog = page.locator(".modal")
    dialog.get_by_text(day["references"][0]).wait_for()
    shot(page, "ill-part")
    check(page)
    assert leads(demo, day) == [day["id"]]
    dialog.locator("button[name=action_apply]").click()
    page.locator(".o_form_view button[name=action_undo]").wait_for()
    assert day["id"] not in leads(demo, day)

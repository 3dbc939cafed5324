"""A trainer schedules a session, takes attendance and marks results."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from hcc_pytest import pages
from hcc_pytest.pages import press_in_bar

TRAINER = "trainer@demo.hcc"
COORDINATOR = "coordinator@demo.hcc"
SESSIONS = "/odoo/action-hcc_training.hcc_session_action"
COURSE = "hộ kinh doanh"
STATE = ".o_statusbar_status button.o_arrow_button_current"


def half_an_hour_ago():
    """As Hanoi's clocks show it, written as the form wants it."""
    now = datetime.now(UTC) + timedelta(hours=7)
    # just after midnight that would be yesterday's page of the calendar
    midnight = now.replace(hour=0, minute=0)
    moment = max(now - timedelta(minutes=30), midnight)
    return moment.strftime("%d/%m/%Y %H:%M:00")


def choose(page, name, text=""):
    """Fill a many2one with the first suggestion, in a phone's own dialog too."""
    field = page.locator(f".o_field_widget[name={name}]")
    if page.viewport_size["width"] < 768:
        field.locator("input").click()
        rows = page.locator(".modal").locator(
            ".o_kanban_record:not(.o_kanban_ghost), .o_data_row"
        )
        rows.filter(has_text=text).first.click()
        page.locator(".modal").wait_for(state="detached")
        return
    pages.choose(page, field.locator("input"), text)


def fill_session(page, place):
    """Course, time, place and branch of a session that is on now."""
    choose(page, "course_id", COURSE)
    start = page.locator(".o_field_widget[name=start]")
    # a time that is already there becomes an input when it is touched
    start.locator("button, input").first.click()
    start.locator("input").fill(half_an_hour_ago())
    start.locator("input").press("Tab")
    page.locator(".o_field_widget[name=place] input").fill(place)
    choose(page, "branch_id")


def await_state(page, label):
    # a phone folds the other states away
    page.locator(STATE).filter(has_text=label).first.wait_for(state="attached")


def enrol(page):
    """Everyone shown in the form, as many as there are seats."""
    press_in_bar(page, "Ghi danh cộng tác viên")
    form = page.locator(".modal")
    form.get_by_role("button", name="Chọn tất cả").click()
    form.locator(".o_field_widget[name=collaborator_ids]").get_by_text(
        "CTV-"
    ).first.wait_for()
    form.get_by_role("button", name="Ghi danh", exact=True).click()
    form.wait_for(state="detached")


def cards(page):
    return page.locator(".o_hcc_attendance .o_kanban_record:not(.o_kanban_ghost)")


def tap(page, number, button, badge):
    """Tap a button of a person's card and wait for what it then shows."""
    card = cards(page).nth(number)
    card.get_by_role("button", name=button, exact=True).click()
    card.locator(".badge").filter(has_text=badge).first.wait_for()


@pytest.fixture
def sign_in(login):
    def show(page, account, path):
        return login(page, account, path=path)

    return show


def test_trainer_at_the_desk(new_page, sign_in, assert_fits, shot):
    page = sign_in(new_page(), TRAINER, SESSIONS)
    # a day of the calendar opens the form; where it begins there is no other session
    page.locator(".fc-daygrid-day.fc-day-today").click(position={"x": 8, "y": 8})
    page.locator(".o_field_widget[name=course_id]").wait_for()
    fill_session(page, "Phòng A")
    page.locator(".o_field_widget[name=seats] input").fill("4")
    press_in_bar(page, "Mở ghi danh")
    await_state(page, "Đang mở")
    address = page.url
    page.locator(".o_breadcrumb a, .breadcrumb a").filter(
        has_text="Buổi tập huấn"
    ).first.click()
    today = page.locator(".fc-daygrid-day.fc-day-today .fc-event")
    today.filter(has_text=COURSE).last.wait_for()
    shot(page, "trainer-calendar")

    # the coordinator of the area enrols those who lack the qualification
    desk = sign_in(new_page(), COORDINATOR, urlsplit(address).path)
    enrol(desk)
    desk.locator(".o_field_widget[name=attendance_ids] .o_data_row").nth(3).wait_for()
    shot(desk, "trainer-enrolled")

    page.goto(address)
    rows = page.locator(".o_field_widget[name=attendance_ids] .o_data_row")
    rows.first.wait_for()
    rows.nth(3).wait_for()
    assert rows.count() == 4
    for number, mark in enumerate(("Có mặt", "Có mặt", "Có mặt", "Vắng mặt")):
        row = rows.nth(number)
        row.get_by_role("button", name=mark, exact=True).click()
        row.locator(".badge").filter(has_text=mark).wait_for()
    for number, mark in enumerate(("Đạt", "Đạt", "Không đạt")):
        row = rows.nth(number)
        row.get_by_role("button", name=mark, exact=True).click()
        row.locator("td[name=result] .badge").filter(has_text=mark).wait_for()
    numbers = page.locator("td[name=certificate_id]").filter(has_text="CN-")
    numbers.nth(1).wait_for()
    assert numbers.count() == 2
    press_in_bar(page, "Kết thúc buổi tập huấn")
    await_state(page, "Đã xong")
    assert_fits(page)
    shot(page, "trainer-done")


def test_trainer_on_a_phone(new_page, sign_in, assert_fits, assert_targets, shot):
    page = sign_in(new_page(phone=True), TRAINER, f"{SESSIONS}/new")
    page.locator(".o_field_widget[name=course_id]").wait_for()
    fill_session(page, "Phòng B")
    assert_fits(page)
    press_in_bar(page, "Mở ghi danh")
    await_state(page, "Đang mở")
    enrol(page)
    assert_fits(page)
    shot(page, "trainer-phone-session")

    press_in_bar(page, "Điểm danh")
    cards(page).first.wait_for()
    cards(page).nth(2).wait_for()
    assert_fits(page)
    for button in cards(page).first.get_by_role("button").all():
        assert button.bounding_box()["height"] >= 44
    shot(page, "trainer-phone-attendance")
    tap(page, 0, "Có mặt", "Có mặt")
    tap(page, 1, "Có mặt", "Có mặt")
    tap(page, 2, "Vắng mặt", "Vắng mặt")
    # only those who are present can pass
    assert not cards(page).nth(2).get_by_role("button", name="Đạt").count()
    tap(page, 0, "Đạt", "Đạt")
    tap(page, 1, "Không đạt", "Không đạt")
    assert "CN-" in cards(page).first.inner_text()
    shot(page, "trainer-phone-results")
    # a slip of the thumb is taken back
    cards(page).nth(1).get_by_role("button", name="Rút lại kết quả").click()
    page.locator(".modal-footer .btn-primary").click()
    cards(page).nth(1).get_by_role("button", name="Đạt", exact=True).wait_for()
    tap(page, 1, "Đạt", "Đạt")
    assert_fits(page)

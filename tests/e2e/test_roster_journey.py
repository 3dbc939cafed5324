"""A week is proposed, pinned and published; two helpers swap a shift by phone."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

COORDINATOR = "coordinator@demo.hcc"
WARD = "Ba Đình"
DIALOG = ".modal-dialog"
WEEKS = 9
TEXT_CALENDAR = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:{uid}
SUMMARY:Thi cuối kỳ
DTSTART:{start:%Y%m%dT010000Z}
DTEND:{start:%Y%m%dT040000Z}
END:VEVENT
END:VCALENDAR
"""


def find_team(env):
    return env["hcc.team"].search([("ward_id.name", "=", WARD)], limit=1)


def make_helper(env, number):
    """A helper who signs in, with a shift some days from now."""
    mark = uuid.uuid4().hex[:6]
    user = env["res.users"].create(
        {
            "login": f"swap-{mark}@demo.hcc",
            "name": f"Trịnh Văn Đổi {mark}",
            "password": "demo",
        }
    )
    person = env["hcc.collaborator"].create(
        {
            "name": user.name,
            "badge_number": f"CTV-DOI-{mark}",
            "team_id": find_team(env).id,
            "user_id": user.id,
            "state": "active",
            "phone": f"091200066{number}",
        }
    )
    day = datetime.now(UTC).replace(tzinfo=None, hour=2, minute=0, second=0)
    start = day.replace(microsecond=0) + timedelta(days=4 + 2 * number)
    shift = env["hcc.shift"].create(
        {
            "collaborator_id": person.id,
            "start": start,
            "stop": start + timedelta(hours=3),
        }
    )
    return {
        "id": person.id,
        "login": user.login,
        "name": user.name,
        "shift": shift.id,
    }


@pytest.fixture(scope="module")
def helpers(demo):
    """Two of one ward."""
    return demo(lambda env: [make_helper(env, number) for number in (1, 2)])


@pytest.fixture(scope="module")
def roster(demo, helpers):
    """A week far ahead in which the ward wants somebody."""

    def make(env):
        ward = find_team(env).ward_id
        env["hcc.roster.demand"].create(
            {
                "ward_id": ward.id,
                "kind": "on_call",
                "days": "daily",
                "hour_from": 5,
                "hour_to": 8,
            }
        )
        env["hcc.availability"].create(
            [
                {
                    "collaborator_id": helper["id"],
                    "weekday": str(weekday),
                    "hour_from": 5,
                    "hour_to": 8,
                }
                for helper in helpers
                for weekday in range(5)
            ]
        )
        today = datetime.now(UTC).date()
        monday = today - timedelta(days=today.weekday())
        return (
            env["hcc.roster"]
            .create({"ward_id": ward.id, "week": monday + timedelta(weeks=WEEKS)})
            .id
        )

    return demo(make)


def open_record(page, action, number=""):
    page.goto(f"/odoo/action-hcc_dispatch.{action}/{number}".rstrip("/"))
    page.locator(".o_action_manager .o_view_controller").first.wait_for()


def assert_tall(button):
    """A finger finds it; the bars around are the platform's."""
    assert button.bounding_box()["height"] >= 44


def test_a_week_is_proposed_pinned_and_published(
    desktop_page, login, assert_fits, shot, demo, roster, helpers
):
    page = login(desktop_page, COORDINATOR)
    open_record(page, "hcc_roster_action", roster)
    page.locator("button[name=action_propose]:visible").click()
    page.locator(".o_arrow_button_current", has_text="Đã đề xuất").wait_for(
        timeout=60_000
    )
    rows = page.locator("[name=shift_ids] .o_data_row")
    rows.first.wait_for()
    rows.first.locator("button[name=action_pin]").click()
    expect(page.locator("[name=pinned_count]").last).to_have_text("1")
    assert_fits(page)
    shot(page, "roster-proposed")
    pinned = demo(
        lambda env: env["hcc.roster"].browse(roster).shift_ids.filtered("is_pinned").ids
    )
    assert len(pinned) == 1
    with page.expect_response(
        lambda answer: "hcc.roster/action_propose" in answer.url, timeout=60_000
    ):
        page.locator("button[name=action_propose]:visible").click()
    assert demo(lambda env: env["hcc.shift"].browse(pinned).exists().ids) == pinned
    page.get_by_role("tab", name="Giờ chưa có người trực").click()
    # nobody has offered the weekend
    page.locator("[name=gap_ids]", has_text="Chưa ai đăng ký giờ này").wait_for()
    page.get_by_role("tab", name="Phân chia công bằng").click()
    page.locator("[name=share_ids]", has_text=helpers[0]["name"]).wait_for()
    page.locator("button[name=action_publish]:visible").click()
    page.locator(".o_arrow_button_current", has_text="Đã công bố").wait_for()
    told = demo(
        lambda env: env["hcc.notice"].search_count(
            [
                ("kind", "=", "roster"),
                ("collaborator_id", "in", [helper["id"] for helper in helpers]),
            ]
        )
    )
    assert told >= 1


def test_two_helpers_swap_by_phone(new_page, login, assert_fits, shot, demo, helpers):
    giver, taker = helpers
    page = login(new_page(phone=True), giver["login"], path="/odoo/my-shifts")
    page.locator(".o_kanban_record button[name=action_offer]").first.wait_for()
    assert_fits(page)
    assert_tall(page.locator("button[name=action_offer]").first)
    shot(page, "my-shifts-phone")
    page.locator(".o_kanban_record button[name=action_offer]").first.click()
    page.locator(f"{DIALOG} button[name=action_offer]").click()
    page.locator(".o_kanban_record button[name=action_withdraw]").wait_for()

    other = login(new_page(phone=True), taker["login"])
    open_record(other, "hcc_shift_swap_action_mine")
    card = other.locator(".o_kanban_record", has_text=giver["name"])
    card.wait_for()
    assert_fits(other)
    assert_tall(card.locator("button[name=action_take]"))
    shot(other, "offered-shifts-phone")
    card.locator("button[name=action_take]").click()
    other.locator(f"{DIALOG} button[name=action_take]").wait_for()
    shot(other, "take-shift-phone")
    other.locator(f"{DIALOG} button[name=action_take]").click()
    other.locator(".modal").wait_for(state="detached")

    def holder(env):
        return env["hcc.shift"].browse(giver["shift"]).collaborator_id.id

    assert demo(holder) == taker["id"]
    # the coordinator sees it, and says no
    desk = login(new_page(), COORDINATOR)
    open_record(desk, "hcc_shift_swap_action")
    row = desk.locator(".o_data_row", has_text=taker["name"])
    row.locator("button[name=action_refuse]").click()
    desk.locator(f"{DIALOG} .btn-primary").click()
    row.get_by_text("Không đồng ý").first.wait_for()
    desk.locator(f"{DIALOG}").wait_for(state="detached")
    expect(row.locator("button[name=action_refuse]")).to_have_count(0)
    assert demo(holder) == giver["id"]


def test_an_examination_week_is_taken_over(
    phone_page, login, assert_fits, shot, demo, helpers
):
    helper = helpers[1]
    page = login(phone_page, helper["login"])
    page.goto("/odoo/action-hcc_dispatch.hcc_absence_import_action")
    page.locator(f"{DIALOG} [name=file]").wait_for()
    text = TEXT_CALENDAR.format(
        uid=uuid.uuid4(), start=datetime.now(UTC) + timedelta(days=20)
    )
    page.locator(f"{DIALOG} [name=file] input[type=file]").set_input_files(
        {"name": "thi.ics", "mimeType": "text/calendar", "buffer": text.encode()}
    )
    page.locator(f"{DIALOG} button[name=action_look]").click()
    page.locator(f"{DIALOG} .o_kanban_record", has_text="Thi cuối kỳ").wait_for()
    assert_fits(page)
    shot(page, "calendar-look-phone")
    page.locator(f"{DIALOG} button[name=action_take_over]").click()
    page.locator(f"{DIALOG} .alert-success").wait_for()
    assert demo(
        lambda env: env["hcc.absence"].search_count(
            [("collaborator_id", "=", helper["id"]), ("kind", "=", "study")]
        )
    )

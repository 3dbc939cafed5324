"""A coordinator's day board: a visit is carried, is refused, moves by keyboard."""

import re
import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from hcc_pytest import people

COORDINATOR = "coordinator@demo.hcc"
WARD = "Ba Đình"
#: found in Odoo's own pages as well
ODOO_FRAME = ("html-has-lang", "meta-viewport")
PANEL = ".o_hcc_board_panel"
SAID = ".o_hcc_board_said .alert"
#: milliseconds that news may take on a busy machine
NEWS = 30_000


def make_helper(env, day, name, hours):
    """A helper of the ward who is on call on the day."""
    on_call = [day + timedelta(hours=hour - 7) for hour in hours]
    return people.make_helper(env, "bang", name, on_call, phone="0912000788")


def book(env, day, person, number):
    """An approved visit of the helper at ten o'clock."""
    settings = env["ir.config_parameter"]
    settings.set_param("hcc_booking.quota_person_day", "0")
    request = env["hcc.booking"]._submit(
        {
            "submit_token": uuid.uuid4().hex,
            "channel": "telephone",
            "ward_id": person.ward_id.id,
            "place": "home",
            "difficulty_travelling": True,
            "procedure_ids": env["hcc.procedure"]
            .search([("home_possible", "=", True)], limit=1)
            .ids,
            "start": day + timedelta(hours=3),
            "name": f"Phạm Thị Bảng {number}",
            "phone": f"09123456{number:02}",
            "address": "Số 5 ngõ Thử",
            "latitude": person.ward_id.latitude + 0.003,
            "longitude": person.ward_id.longitude - 0.002,
            "consent_text_id": env["hcc.consent.text"]._current().id,
            "collaborator_id": person.id,
        }
    )
    request._decide_home("approved")
    return request


@pytest.fixture
def day(demo):
    """A day with a visit at ten: who has it, who could take it, who comes later."""

    def make(env):
        today = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
        date = today + timedelta(days=9)
        midnight = datetime(date.year, date.month, date.day)
        busy, free = (
            make_helper(env, midnight, name, (8, 18))
            for name in ("Lê Thị Bận", "Trần Văn Rảnh")
        )
        late = make_helper(env, midnight, "Ngô Thị Chiều", (13, 20))
        request = book(env, midnight, busy, 1)
        assert request.current_appointment_id.lead_id == busy
        return {
            "day": str(date),
            "reference": request.reference,
            "visit": request.current_appointment_id.id,
            **{
                name: {"id": person.id, "name": person.name}
                for name, person in (("busy", busy), ("free", free), ("late", late))
            },
        }

    return demo(make)


def open_board(page, login, day, name=COORDINATOR):
    login(page, name, path=f"/odoo/dispatch-board?day={day['day']}")
    page.locator(f".o_hcc_board_page[data-shown='{day['day']}']").wait_for()
    return page


def block(page, day, person):
    """The visit in the row of a helper."""
    return page.locator(
        f"[data-helper='{day[person]['id']}'] [data-key^='{day['visit']}-']"
    )


def carry(page, source, target):
    """Carry a block to a row as a hand does, and let it go there."""
    source.scroll_into_view_if_needed()
    start = source.bounding_box()
    end = target.bounding_box()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + 40, steps=4)
    end = target.bounding_box()
    page.mouse.move(start["x"] + 10, end["y"] + end["height"] / 2, steps=8)


def state_of(demo, day):
    def read(env):
        visit = env["hcc.appointment"].browse(day["visit"])
        live = visit.assignment_ids.filtered("is_live")
        return visit.lead_id.id, str(visit.start), len(live)

    return demo(read)


def test_visit_is_carried_to_another_helper(new_page, login, demo, day, shot, axe):
    """Both windows show it: the second one without being touched."""
    page = open_board(new_page(viewport={"width": 1280, "height": 2000}), login, day)
    other = open_board(new_page(), login, day)
    live = "[data-live]:has-text('Thay đổi tự hiện ra')"
    for window in (page, other):
        window.locator(live).wait_for(timeout=NEWS)
    before = state_of(demo, day)
    shot(page, "board-desktop")
    found = axe(page, exclude=[".o_main_navbar", ".o_control_panel"])
    assert [words for words in found if not words.startswith(ODOO_FRAME)] == []

    source, row = block(page, day, "busy"), f"[data-helper='{day['free']['id']}']"
    carry(page, source, page.locator(row))
    expect(page.locator(row)).to_have_class(re.compile("o_hcc_board_over"))
    # who cannot take it is told apart before the hand lets go
    dim = page.locator(f"[data-helper='{day['late']['id']}']")
    expect(dim).to_have_class(re.compile("o_hcc_board_dim"))
    assert "không có ca trực" in dim.get_attribute("title")
    shot(page, "board-carried")
    page.mouse.up()
    page.locator(".modal").get_by_role("button", name="Giao lượt hẹn").click()
    page.locator(SAID, has_text=day["free"]["name"]).wait_for()
    block(page, day, "free").wait_for()
    expect(block(page, day, "busy")).to_have_count(0)
    shot(page, "board-moved")
    assert state_of(demo, day) == (day["free"]["id"], *before[1:])

    block(other, day, "free").wait_for(timeout=NEWS)
    expect(block(other, day, "busy")).to_have_count(0)


def test_refused_carry_changes_nothing(new_page, login, demo, day, shot):
    page = open_board(new_page(viewport={"width": 1280, "height": 2000}), login, day)
    before = state_of(demo, day)
    carry(
        page,
        block(page, day, "busy"),
        page.locator(f"[data-helper='{day['late']['id']}']"),
    )
    page.mouse.up()
    page.locator(SAID, has_text="không có ca trực").wait_for()
    shot(page, "board-refused")
    expect(page.locator(".modal")).to_have_count(0)
    block(page, day, "busy").wait_for()
    assert state_of(demo, day) == before


def test_refused_by_the_server_changes_nothing(new_page, login, demo, day):
    """What changed since it was asked is refused as well, and the board is read."""
    page = open_board(new_page(viewport={"width": 1280, "height": 2000}), login, day)
    carry(
        page,
        block(page, day, "busy"),
        page.locator(f"[data-helper='{day['free']['id']}']"),
    )
    page.mouse.up()
    give = page.locator(".modal").get_by_role("button", name="Giao lượt hẹn")
    give.wait_for()
    demo(
        lambda env: env["hcc.shift"]
        .search([("collaborator_id", "=", day["free"]["id"])])
        .action_cancel()
    )
    before = state_of(demo, day)
    give.click()
    page.locator(f"{SAID}.alert-danger", has_text="không có ca trực").wait_for()
    assert state_of(demo, day) == before
    block(page, day, "busy").wait_for()


def test_by_keyboard_alone(desktop_page, login, demo, day, shot, axe):
    page = open_board(desktop_page, login, day)
    block(page, day, "busy").focus()
    page.keyboard.press("Enter")
    panel = page.locator(PANEL, has_text=day["reference"])
    choice = panel.locator(f"[data-candidate='{day['free']['id']}']")
    choice.wait_for()
    # the panel is read from its beginning
    assert page.evaluate("document.activeElement.id") == "o_hcc_board_panel_title"
    shot(page, "board-panel")
    found = axe(page, exclude=[".o_main_navbar", ".o_control_panel"])
    assert [words for words in found if not words.startswith(ODOO_FRAME)] == []
    page.keyboard.press("Escape")
    panel.wait_for(state="detached")
    assert page.evaluate("document.activeElement.dataset.key").startswith(
        f"{day['visit']}-"
    )
    page.keyboard.press("Enter")
    choice.wait_for()
    for _press in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.candidate") == str(
            day["free"]["id"]
        ):
            break
    page.keyboard.press("Enter")
    page.locator(SAID, has_text=day["free"]["name"]).wait_for()
    expect(block(page, day, "free")).to_be_focused()
    assert state_of(demo, day)[0] == day["free"]["id"]


def test_on_a_phone(phone_page, login, demo, day, shot, axe, assert_fits):
    page = open_board(phone_page, login, day)
    assert_fits(page)
    small = page.evaluate(
        """() => [...document.querySelectorAll(
            ".o_hcc_board_page button, .o_hcc_board_page select, "
            + ".o_hcc_board_page input, .o_hcc_board_page summary"
        )].filter((one) => {
            const box = one.getBoundingClientRect();
            return box.height && box.height < 43.5;
        }).map((one) => one.outerHTML.slice(0, 120))"""
    )
    assert small == []
    shot(page, "board-phone")
    found = axe(page, exclude=[".o_main_navbar", ".o_control_panel"])
    assert [words for words in found if not words.startswith(ODOO_FRAME)] == []
    block(page, day, "busy").tap()
    choice = page.locator(f"{PANEL} [data-candidate='{day['free']['id']}']")
    choice.wait_for()
    assert_fits(page)
    shot(page, "board-phone-panel")
    choice.tap()
    page.locator(SAID, has_text=day["free"]["name"]).wait_for()
    block(page, day, "free").wait_for()
    assert_fits(page)
    assert state_of(demo, day)[0] == day["free"]["id"]


def test_without_the_live_connection_it_looks_every_minute(
    desktop_page, login, demo, day
):
    page = desktop_page
    page.clock.install()
    open_board(page, login, day)
    page.locator("[data-live]", has_text="Thay đổi tự hiện ra").wait_for(timeout=NEWS)
    page.evaluate("() => window.dispatchEvent(new Event('offline'))")
    page.locator("[data-live]", has_text="Đọc lại mỗi phút").wait_for()

    def move(env):
        visit = env["hcc.appointment"].browse(day["visit"])
        new = env["hcc.collaborator"].browse(day["free"]["id"])
        visit._reassign(visit.assignment_ids.filtered("is_live"), new)

    demo(move)
    expect(block(page, day, "busy")).to_have_count(1)
    page.clock.fast_forward(76_000)
    page.clock.fast_forward(2_000)
    block(page, day, "free").wait_for()
    expect(block(page, day, "busy")).to_have_count(0)


def test_map_pictures_only_where_somebody_has_said_so(desktop_page, login, demo, day):
    """A sketch without an address; with one, pictures of exactly that server."""
    asked = []
    host = "https://tiles.example"
    page = desktop_page
    page.route(f"{host}/**", lambda route: (asked.append(1), route.abort()))
    open_board(page, login, day)
    page.locator(".o_hcc_board_sketch svg").wait_for()
    assert not page.locator(".o_hcc_board_tile").count()
    settings = {
        "hcc_dispatch.tile_url": f"{host}/{{z}}/{{x}}/{{y}}.png",
        "hcc_dispatch.tile_attribution": "© Thử",
    }

    def put(env, values):
        for key, value in values.items():
            env["ir.config_parameter"].set_param(key, value)

    demo(lambda env: put(env, settings))
    try:
        page.reload()
        page.locator(".o_hcc_board_tile").first.wait_for(state="attached")
        page.locator(".o_hcc_board_credit", has_text="© Thử").wait_for()
        urls = page.locator(".o_hcc_board_tile").evaluate_all(
            "images => images.map((image) => image.src)"
        )
        assert all(re.fullmatch(host + r"/\d+/\d+/\d+\.png", url) for url in urls)
        assert asked
    finally:
        demo(lambda env: put(env, dict.fromkeys(settings, False)))

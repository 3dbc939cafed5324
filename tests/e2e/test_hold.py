"""A chosen time is held: on a small telephone, and for the clerk at the keyboard."""

import re
import time
from contextlib import contextmanager

import pytest

WARD = "Phường Ba Đình"
CLERK = "clerk@demo.hcc"
DIALOG = ".modal-dialog"
#: how long a time is held here; the page warns two minutes before the end
MINUTES = 3


def forget(env):
    """No time is held by anybody any more."""
    env["hcc.slot.hold"].search([]).write({"expires_at": "2026-01-01"})
    env["hcc.slot.hold"]._sweep()


@pytest.fixture(autouse=True)
def short_hold(demo):
    def set_minutes(minutes):
        return lambda env: env["ir.config_parameter"].set_param(
            "hcc_booking.hold_minutes", minutes
        )

    # of journeys before this one, whose pages were closed in the middle
    demo(forget)
    demo(set_minutes(str(MINUTES)))
    yield
    demo(set_minutes("10"))
    # pages that have just been closed give their times back
    for _try in range(20):
        if not demo(lambda env: env["hcc.slot.hold"].search_count([])):
            return
        time.sleep(0.1)
    demo(forget)


@pytest.fixture
def holds(demo):
    """`holds()`: how often each of the holds was extended."""
    return lambda: demo(
        lambda env: env["hcc.slot.hold"].search([]).mapped("extensions")
    )


def wait_until(page, question):
    for _try in range(300):
        if question():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come about")


def follow(locator):
    with locator.page.expect_navigation():
        locator.click()


@contextmanager
def times_page(page, demo):
    """The page of free times, chosen by its address alone."""
    code, procedure, point = demo(
        lambda env: next(
            (point.ward_id.code, "unknown", point.id)
            for point in env["hcc.service.point"].search([])
            if point.ward_id.display_name == WARD
        )
    )
    page.goto(
        f"/hcc/book/slots?ward={code}&procedure={procedure}&eid=yes&sim=yes"
        f"&originals=yes&place=point&point={point}"
    )
    # of today there may be nothing left: another day, a whole one
    page.locator("details.o_hcc_day:not([open]) > summary").first.click()
    yield page.locator("details.o_hcc_day[open]").last.locator(".o_hcc_times button")


def to_details(page, demo, time=1):
    with times_page(page, demo) as times:
        follow(times.nth(time))
    assert "/hcc/book/details" in page.url


def fill(page, number=0):
    """Somebody else each time: one person twice a day is asked about."""
    page.fill("#name", f"Nguyễn Thị Giữ {number}")
    page.fill("#phone", f"0912 345 67{number}")
    page.fill("#description", "Xin hỏi về giấy tờ")
    page.check("#consent")


def shown(page):
    page.wait_for_timeout(50)
    return [
        part.get_attribute("data-hold")
        for part in page.locator("#hold [data-hold]:visible").all()
    ]


def test_warned_held_longer_and_booked_after_the_end(
    phone_page, demo, holds, axe, assert_fits, assert_targets, shot
):
    page = phone_page
    page.clock.install()
    to_details(page, demo)
    assert holds() == [0]
    assert shown(page) == ["held"]
    assert axe(page) == []
    assert_fits(page)
    assert_targets(page)
    fill(page)

    page.clock.fast_forward("01:05")
    assert shown(page) == ["ending"]
    assert page.locator("#hold [role=alert]:visible").count() == 1
    box = page.locator("#hold").bounding_box()
    assert box["y"] >= 0 and box["y"] + box["height"] <= 740 + 1, "in view at once"
    assert axe(page) == []
    assert_fits(page)
    shot(page, "citizen-hold-ending")

    with page.expect_response("**/hcc/book/extend"):
        page.click("#hold_extend")
    wait_until(page, lambda: shown(page) == ["held"])
    assert holds() == [1]
    assert page.input_value("#name") == "Nguyễn Thị Giữ 0"

    page.clock.fast_forward("04:00")
    assert shown(page) == ["over"]
    assert axe(page) == []
    demo(
        lambda env: env.cr.execute(
            "UPDATE hcc_slot_hold SET expires_at = expires_at - interval '1 hour'"
        )
    )
    demo(lambda env: env["hcc.slot.hold"]._sweep())
    assert holds() == []
    follow(page.locator("main form button.o_hcc_big"))
    page.wait_for_url(re.compile("/hcc/request/"))


def test_left_and_come_back(phone_page, demo, holds):
    page = phone_page
    to_details(page, demo)
    assert holds() == [0]
    # what a page sends on leaving may be lost while its worker is being installed
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(500)
    follow(page.locator("a.o_hcc_back"))
    wait_until(page, lambda: holds() == [])
    page.go_back()
    page.wait_for_url(re.compile("/hcc/book/details"))
    wait_until(page, lambda: holds() == [0])
    # the page is loaded again: given back on leaving, and taken once more
    page.reload()
    page.wait_for_timeout(2500)
    assert holds() == [0]
    assert shown(page) == ["held"]
    # mistakes are no leaving
    follow(page.locator("main form button.o_hcc_big"))
    page.locator("#errors").wait_for()
    page.wait_for_timeout(500)
    assert holds() == [0]


def test_closed(new_page, demo, holds):
    page = new_page(phone=True)
    to_details(page, demo)
    assert holds() == [0]
    page.close(run_before_unload=True)
    other = new_page(phone=True)
    other.goto("/hcc")
    wait_until(other, lambda: holds() == [])


def test_another_time_keeps_what_was_typed(phone_page, demo, holds, axe):
    page = phone_page
    to_details(page, demo)
    fill(page, 1)
    follow(page.locator("#hold button:not(#hold_extend)"))
    page.locator("#start input[type=radio]").first.wait_for()
    assert holds() == []
    assert page.input_value("#name") == "Nguyễn Thị Giữ 1"
    assert page.is_checked("#consent")
    assert axe(page) == []
    page.locator("#start .o_hcc_radio").first.click()
    follow(page.locator("main form button.o_hcc_big"))
    page.wait_for_url(re.compile("/hcc/request/"))


def test_without_javascript(new_page, demo, holds):
    page = new_page(phone=True, java_script_enabled=False)
    to_details(page, demo)
    page.fill("#name", "Nguyễn Thị Giữ")
    follow(page.locator("#hold_extend"))
    assert holds() == [1]
    assert page.input_value("#name") == "Nguyễn Thị Giữ"
    assert page.locator("#hold [data-hold=held]").is_visible()
    # the Enter key books, it does not extend
    page.fill("#phone", "0912 345 675")
    page.fill("#description", "Xin hỏi")
    page.check("#consent")
    with page.expect_navigation():
        page.press("#name", "Enter")
    assert "/hcc/request/" in page.url


def test_two_browsers_one_last_time(new_page, demo):
    """What one holds is not on the page of the other."""
    one, two = new_page(phone=True), new_page(phone=True)
    with times_page(one, demo) as times:
        value = times.nth(1).get_attribute("value")
        count = demo(
            lambda env: env["hcc.service.point"]
            .search([("ward_id.name", "=", "Ba Đình")], limit=1)
            .desks
        )
    browsers = [one] + [new_page(phone=True) for _number in range(count - 1)]
    for page in browsers:
        with times_page(page, demo) as times:
            button = page.locator(f".o_hcc_times button[value='{value}']")
            if not button.count():
                break
            follow(button)
    with times_page(two, demo) as times:
        values = [button.get_attribute("value") for button in times.all()]
    assert value not in values


# ----------------------------------------------------------------------------
# Clerk
# ----------------------------------------------------------------------------


class Keys:
    """Types, and counts what is not text."""

    def __init__(self, page):
        self.page = page
        self.steps = 0

    def press(self, key):
        self.page.keyboard.press(key)
        self.steps += 1

    def type(self, words):
        self.page.keyboard.type(words)

    def to(self, selector):
        """Press Tab until the focus is there."""
        for _try in range(40):
            self.press("Tab")
            if self.page.locator(f"{DIALOG} {selector}:focus").count():
                return
        raise AssertionError(f"the Tab key does not reach {selector}")


def open_intake(page):
    page.goto("/odoo/action-hcc_booking.hcc_intake_action")
    page.locator(".modal .o_form_view").first.wait_for()
    page.locator(f"{DIALOG} [name=phone] input:focus").wait_for()


def test_clerk_books_by_keyboard(desktop_page, login, demo, holds, shot):
    """From the telephone's ringing to the reference without touching the mouse."""
    page = login(desktop_page, CLERK)
    open_intake(page)
    keys = Keys(page)
    keys.type("0912 777 012")
    keys.to("[name=name] input")
    keys.type("Đặng Thị Phím")
    ward = page.locator(f"{DIALOG} [name=ward_id] input")
    if not ward.input_value():
        keys.to("[name=ward_id] input")
        keys.type("Ba Đình")
        page.locator(
            ".o-autocomplete--dropdown-item", has_text="Ba Đình"
        ).first.wait_for()
        keys.press("Enter")
    keys.to("[name=procedure_ids] input")
    keys.type("khai sinh")
    page.locator(
        ".o-autocomplete--dropdown-item", has_text="khai sinh"
    ).first.wait_for()
    keys.press("Enter")
    page.locator(f"{DIALOG} [name=slot] input[type=radio]").first.wait_for()
    keys.to("[name=slot] input[type=radio]")
    keys.press("Space")
    held = page.locator(f"{DIALOG} .o_hcc_held[data-state=held]")
    held.wait_for()
    assert holds() == [0]
    shot(page, "clerk-hold")
    keys.to("[name=consent_given] input")
    keys.press("Space")
    keys.press("Alt+q")
    page.locator(".o_form_view h1", has_text=re.compile("HT-")).wait_for()
    print(f"keys besides the text: {keys.steps}")
    assert keys.steps <= 30
    wait_until(page, lambda: holds() == [])
    booked = demo(
        lambda env: env["hcc.request"]
        .search([("citizen_id.name", "=", "Đặng Thị Phím")])
        .state
    )
    assert booked == "booked"


def test_clerk_holds_extends_and_gives_back(desktop_page, login, demo, holds):
    page = login(desktop_page, CLERK)
    page.clock.install()
    open_intake(page)
    dialog = page.locator(DIALOG)
    if not dialog.locator("[name=ward_id] input").input_value():
        dialog.locator("[name=ward_id] input").fill("Ba Đình")
        page.clock.run_for(1000)
        page.locator(".o-autocomplete--dropdown-item", has_text="Ba Đình").first.click()
    times = dialog.locator("[name=slot] input[type=radio]")
    times.first.wait_for()
    times.nth(0).check()
    page.clock.run_for(1000)
    state = dialog.locator(".o_hcc_held")
    state.wait_for()
    assert holds() == [0]
    first = demo(lambda env: env["hcc.slot.hold"].search([]).id)
    times.nth(1).check()
    page.clock.run_for(1000)
    wait_until(
        page,
        lambda: demo(lambda env: env["hcc.slot.hold"].search([]).id)
        not in (first, False),
    )
    page.clock.fast_forward((MINUTES * 60 - 100) * 1000)
    page.clock.run_for(1000)
    dialog.locator(".o_hcc_held[data-state=ending]").wait_for()
    state.locator("button").click()
    page.clock.run_for(1000)
    dialog.locator(".o_hcc_held[data-state=held]").wait_for()
    assert holds() == [1]
    dialog.locator("footer button[special=cancel], footer .btn-secondary").last.click()
    page.clock.run_for(1000)
    wait_until(page, lambda: holds() == [])

"""A helper's visits without a network: kept, sent once, and wiped when they must go."""

import base64
import re

import pytest
from playwright.sync_api import expect

from hcc_pytest import field, pages

TABLET = {"width": 800, "height": 1100}
SLOW = 30_000
#: what a visit is in the memory of a browser
VISIT = '"name":"visit:'
OF_MY_DAY = re.compile("trang đi thực địa|field page")
#: a picture of one pixel, which the page makes a JPEG of
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


@pytest.fixture
def day(demo):
    yield demo(field.make_day)
    demo(field.hush)


@pytest.fixture
def check(assert_fits, assert_targets, axe):
    def run(page):
        assert_fits(page)
        assert_targets(page)
        # the bar at the top covers what happens to be below it
        page.evaluate("() => scrollTo(0, 0)")
        found = axe(page)
        assert not found, "\n".join(found)

    return run


@pytest.fixture(params=["phone", "tablet"])
def page(request, new_page):
    if request.param == "phone":
        return new_page(phone=True)
    return new_page(viewport=TABLET, has_touch=True, is_mobile=True)


def begin(page):
    field.part(page, "start").locator("button").last.click()
    expect(field.part(page, "start")).to_have_count(0)


def note(page, text):
    field.part(page, "note").locator("textarea").fill(text)
    field.part(page, "note").locator("button").click()
    expect(field.part(page, "note").locator("li").last).to_have_text(text)


def finish(page):
    field.part(page, "finish").locator("button").first.click()
    field.part(page, "finish").locator("button").first.click()
    expect(field.part(page, "finish").locator("button")).to_have_count(0)


def test_whole_visit_without_network(page, day, demo, check, shot):
    """Cut off before it begins, closed in the middle, sent by itself at the end."""
    name = day["people"][0]
    width = page.viewport_size["width"]
    field.open_page(page, day)
    expect(page.locator(".f-visit")).to_have_count(2)
    check(page)
    shot(page, f"field-list-{width}")
    context = page.context
    context.set_offline(True)

    field.unlock(page)
    check(page)
    field.open_visit(page, name)
    expect(field.part(page, "place")).to_contain_text("ngõ Cổng Xanh")
    shot(page, f"field-visit-{width}")
    begin(page)
    field.part(page, "checklist").locator("input").first.check()
    note(page, "Cửa sau")
    field.part(page, "photo").locator("input").set_input_files(
        {"name": "giay.png", "mimeType": "image/png", "buffer": PIXEL}
    )
    expect(field.part(page, "photo").locator("[role=status]")).to_be_visible()
    check(page)

    page.close()
    page = context.new_page()
    field.unlock(page)
    expect(page.locator(".f-visit .f-chip")).to_have_count(1)
    field.open_visit(page, name)
    expect(field.part(page, "checklist").locator("input").first).to_be_checked()
    expect(field.part(page, "note").locator("li").last).to_have_text("Cửa sau")
    finish(page)
    page.locator(".f-head .f-chip").click()
    expect(page.locator(".f-rows li")).to_have_count(6)
    check(page)
    shot(page, f"field-unsent-{width}")
    assert field.actions_of(demo, day) == []

    context.set_offline(False)
    expect(page.locator(".f-rows li")).to_have_count(0, timeout=SLOW)
    field.sent(page)
    done = [
        (kind, "applied") for kind in ("start", "checklist", "note", "photo", "done")
    ]
    assert field.actions_of(demo, day) == done
    page.evaluate("() => Promise.all([hccField.run(), hccField.run()])")
    assert field.actions_of(demo, day) == done

    def read(env):
        entry = env["hcc.assignment"].browse(day["entries"][0])
        photo = env["hcc.field.upload"].search([("assignment_id", "=", entry.id)])
        return entry.state, len(photo), photo.is_complete

    assert demo(read) == ("done", 1, True)


def test_answer_lost(new_page, day, demo):
    """The server has all, the device has not heard: nothing is done twice."""
    page = new_page(phone=True)
    field.open_page(page, day)
    field.open_visit(page, day["people"][0])
    page.evaluate(
        """() => {
            hccField.sync.fetch = async (url, options) => {
                const answer = await fetch(url, options);
                if (url.endsWith("/sync")) {
                    throw new TypeError("lost");
                }
                return answer;
            };
        }"""
    )
    begin(page)
    note(page, "Một lần")
    page.wait_for_function("() => hccField.state.net.offline")
    expect(page.locator(".f-head .f-chip")).to_be_visible()
    assert field.actions_of(demo, day)[0] == ("start", "applied")
    page.evaluate("() => { hccField.sync.fetch = (...all) => fetch(...all) }")
    page.evaluate("() => hccField.run()")
    field.sent(page)
    assert field.actions_of(demo, day) == [("start", "applied"), ("note", "applied")]


def test_given_away_meanwhile(new_page, day, demo):
    """The office wins over what was not begun; what took place is to be decided."""
    page = new_page(phone=True)
    field.open_page(page, day)
    context = page.context
    context.set_offline(True)
    field.open_visit(page, day["people"][0])
    begin(page)
    note(page, "Đã gặp")
    page.locator(".f-back").click()
    field.open_visit(page, day["people"][1])
    note(page, "Chưa đi")

    def give_away(env):
        colleague = env["hcc.collaborator"].browse(day["colleague"])
        for entry in env["hcc.assignment"].browse(day["entries"]):
            entry.appointment_id._reassign(entry, colleague)

    demo(give_away)
    context.set_offline(False)
    field.sent(page)
    expect(page.locator(".f-visit")).to_have_count(0, timeout=SLOW)
    assert {status for _kind, status in field.actions_of(demo, day)} == {"attached"}
    assert field.actions_of(demo, day, 1) == [("note", "refused")]
    # nothing of these people is left, only what the office says
    found = field.memory(page)
    assert not any(name in found for name in (*day["people"], "Đã gặp", "Chưa đi"))
    # there is a way to what the office says, though nothing waits
    page.locator(".f-head .f-chip").click()
    expect(page.locator(".f-rows li")).to_have_count(3)
    page.locator(".f-rows button").first.click()
    expect(page.locator(".f-rows li")).to_have_count(2)


def test_nothing_readable(new_page, day):
    """What is kept is boxes: no name, street, note or PIN in the clear."""
    page = new_page(phone=True)
    field.open_page(page, day)
    page.context.set_offline(True)
    field.open_visit(page, day["people"][0])
    expect(page.locator("h1")).to_contain_text(day["people"][0])
    begin(page)
    note(page, "Rất riêng tư")
    found = field.memory(page)
    assert VISIT in found
    for text in (*day["people"], "Cổng Xanh", "912345678", "Rất riêng tư", field.PIN):
        assert text not in found


def test_ten_wrong_pins(new_page, day, demo):
    """Also when the page is closed between; what is not sent yet is sent after all."""
    page = new_page(phone=True)
    field.open_page(page, day)
    page.context.set_offline(True)
    field.open_visit(page, day["people"][0])
    begin(page)
    field.load(page)
    for _try in range(4):
        page.evaluate("() => hccField.vault.open('000000')")
    field.load(page)
    for _try in range(5):
        page.evaluate("() => hccField.vault.open('000000')")
    page.fill("#f-pin", "000000")
    page.locator(".f-note").first.wait_for()
    assert VISIT not in field.memory(page)
    assert page.evaluate("() => hccField.vault.isMade()") is False
    page.context.set_offline(False)
    field.sent(page)
    assert field.actions_of(demo, day) == [("start", "applied")]


def test_reported_lost(new_page, day, demo):
    """The next contact wipes, and the server hears of it; nothing done is lost."""
    page = new_page(phone=True)
    field.open_page(page, day)
    page.context.set_offline(True)
    field.open_visit(page, day["people"][0])
    begin(page)

    def report(env):
        device = env["hcc.field.device"].search([("user_id.login", "=", day["login"])])
        device.action_report_lost()

    demo(report)
    page.context.set_offline(False)
    page.locator(".f-note").first.wait_for()
    field.sent(page)
    assert VISIT not in field.memory(page)
    assert field.actions_of(demo, day) == [("start", "attached")]

    def read(env):
        device = env["hcc.field.device"].search([("user_id.login", "=", day["login"])])
        return bool(device.wiped_at)

    assert demo(read)


def test_end_of_the_day(new_page, day):
    """Yesterday's visits go without their key, all of them after the last day."""
    page = new_page(phone=True)
    field.open_page(page, day)
    page.context.set_offline(True)
    assert VISIT in field.memory(page)
    page.evaluate(
        """async () => {
            hccField.lock();
            hccField.clock = () => Date.now() + 3 * 86400000;
            await hccField.tick();
        }"""
    )
    assert VISIT not in field.memory(page)
    assert page.evaluate("() => hccField.vault.isMade()") is False
    page.locator(".f-note").first.wait_for()
    # a clock set back brings nothing back, and the page says why
    page.goto("/hcc/field")
    page.locator(".f-note").first.wait_for()


def test_signing_out_of_odoo(new_page, day):
    """Odoo's own sign-out takes the visits away, and then goes where it always does."""
    page = new_page()
    field.open_page(page, day)
    page.goto("/web/session/logout")
    page.wait_for_url(lambda url: "/web/login" in url)
    page.goto("/hcc/field")
    page.locator(".f-note").first.wait_for()
    assert VISIT not in field.memory(page)
    assert page.evaluate("() => hccField.vault.isMade()") is False


def test_somebody_else_signs_in(new_page, day, demo):
    other = demo(field.make_day)
    page = new_page()
    field.open_page(page, day)
    page.context.clear_cookies()
    field.open_page(page, other, pin="314159")
    found = field.memory(page)
    assert found.count(VISIT) == len(other["entries"])
    assert len(page.evaluate("() => hccField.store.devices()")) == 1


def test_links(new_page, day, check):
    """From Odoo to the page and back."""
    page = new_page(phone=True)
    pages.login(page, day["login"], path="/odoo/my-day")
    page.locator(".o_kanban_view").wait_for()
    # on a phone the client keeps all but the first button behind "More"
    page.locator("button.o-control-panel-adaptive-dropdown").click()
    page.locator(".o-dropdown--menu").get_by_text(OF_MY_DAY).click()
    field.choose_pin(page)
    check(page)
    link = page.locator(".f-foot a")
    assert link.get_attribute("href") == "/odoo/my-day"


def test_left_alone_it_asks_for_the_pin(new_page, day, demo, check, shot):
    """What is half typed stays, nobody's name is seen, and help can be called."""
    name = day["people"][0]
    page = new_page(phone=True)
    field.open_page(page, day)
    field.open_visit(page, name)
    begin(page)
    typed = field.part(page, "note").locator("textarea")
    typed.fill("Bà cụ nghe kém")
    # a touch just before the time is over counts from then on
    page.evaluate("() => { hccField.clock = () => Date.now() + 9 * 60000; }")
    page.locator(".f-when").click()
    page.evaluate("() => { hccField.clock = () => Date.now() + 18 * 60000; }")
    page.locator(".f-when").click()
    expect(typed).to_be_visible()

    page.evaluate("() => { hccField.clock = () => Date.now() + 29 * 60000; }")
    page.locator(".f-when").click()
    expect(page.locator("#f-pin")).to_be_visible()
    expect(typed).to_be_hidden()
    assert name not in page.locator("body").inner_text()
    check(page)
    shot(page, "field-left-alone")
    # help, in two taps, without the PIN
    card = page.locator("main:not([hidden]) .f-card")
    # and no more than that: not everybody may say "I am safe"
    expect(card.locator("button")).to_have_count(1)
    card.locator("button").click()
    card.locator(".f-buttons button").first.click()
    expect(card.get_by_role("status")).to_be_visible()
    assert ("help", "applied") in field.actions_of(demo, day)

    page.fill("#f-pin", "000000")
    expect(page.locator("#f-pin-wrong")).to_contain_text("9")
    page.fill("#f-pin", field.PIN)
    expect(typed).to_have_value("Bà cụ nghe kém")
    expect(typed).to_be_visible()

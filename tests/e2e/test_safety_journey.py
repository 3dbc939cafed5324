"""A helper at a home: a silent call in two taps, back safe, numbers of the citizen.

From Odoo's own “My day” and from the field page, on a telephone.
"""

import re

import pytest
from playwright.sync_api import expect

from hcc_pytest import field, pages

COORDINATOR = "coordinator@demo.hcc"
WAIT = 20_000


@pytest.fixture
def day(demo):
    yield demo(field.make_day)
    demo(field.hush)


def card(page, demo, day):
    """The card of the first visit on the helper's day."""
    reference = demo(
        lambda env: env["hcc.assignment"].browse(day["entries"][0]).reference
    )
    text = re.compile(r"Phạm Thị Thử")
    found = page.locator(".o_hcc_my_day .o_kanban_record").filter(has_text=text)
    expect(found).to_have_count(1, timeout=WAIT)
    return found, reference


def watch_of(demo, day):
    def read(env):
        watch = env["hcc.safety.watch"].search(
            [("assignment_id", "=", day["entries"][0])]
        )
        return {
            "state": watch.state,
            "calls": bool(watch.help_at and not watch.help_closed_at),
            "taken": watch.taken_by_id.login,
        }

    return demo(read)


def test_silent_call_from_my_day(new_page, day, demo, assert_fits):
    office = new_page()
    pages.login(office, COORDINATOR, path="/odoo/attention")
    office.locator(".o_list_view").wait_for(timeout=WAIT)

    page = new_page(phone=True)
    pages.login(page, day["login"], path="/odoo/my-day")
    found, reference = card(page, demo, day)
    found.locator("button[name=action_start]:visible").first.click()
    # without a tablet one is asked first
    page.locator(".modal-footer .btn-primary").click()
    expect(found.locator("button[name=action_safe]")).to_be_visible(timeout=WAIT)
    assert_fits(page)

    found.locator("button[name=action_help]").click()
    page.locator(".modal-footer .btn-primary").click()
    expect(page.locator(".o_notification").first).to_be_visible(timeout=WAIT)
    assert watch_of(demo, day)["calls"]

    # an office that is open hears of it at once, without asking
    notice = office.locator(".o_notification").filter(has_text=reference)
    expect(notice).to_be_visible(timeout=WAIT)
    expect(notice).not_to_contain_text("Phạm Thị Thử")
    office.reload()
    row = office.locator(".o_data_row").first
    expect(row).to_contain_text(reference, timeout=WAIT)
    row.locator("button[name=action_next]").locator("visible=true").click()
    form = office.locator(".o_form_view")
    expect(form).to_contain_text("ngõ Cổng Xanh", timeout=WAIT)
    pages.press_in_bar(office, office.locator("[name=action_take]").inner_text())
    expect(office.locator("[name=action_take]")).to_have_count(0, timeout=WAIT)
    assert watch_of(demo, day)["taken"] == COORDINATOR

    found.locator("button[name=action_safe]").click()
    expect(found.locator("button[name=action_safe]")).to_have_count(0, timeout=WAIT)
    assert watch_of(demo, day)["state"] == "over"
    assert watch_of(demo, day)["calls"], "the office settles a call, nobody else"
    office.locator("[name=action_settle]").click()
    office.locator(".modal-footer .btn-primary").click()
    expect(office.locator("[name=action_settle]")).to_have_count(0, timeout=WAIT)
    assert not watch_of(demo, day)["calls"]


def test_field_page_without_network(
    new_page, day, demo, assert_fits, assert_targets, axe
):
    codes = demo(
        lambda env: [
            env["hcc.visit.proof"]._get_code(
                env["hcc.assignment"].browse(day["entries"][0]).appointment_id, moment
            )
            for moment in ("start", "finish")
        ]
    )
    page = new_page(phone=True)
    field.open_page(page, day)
    field.open_visit(page, day["people"][0])
    field.part(page, "on_the_way").locator("button").click()
    field.sent(page)
    way = field.part(page, "on_the_way").locator("[role=status]")
    expect(way).to_be_visible()

    page.context.set_offline(True)
    field.part(page, "start").locator("button").last.click()
    expect(field.part(page, "start")).to_have_count(0)
    begun = field.part(page, "proof_start")
    begun.locator("input").fill("12")
    begun.locator("button").first.click()
    expect(begun.locator("[role=alert]")).not_to_be_empty()
    begun.locator("input").fill(f"{codes[0][:3]} {codes[0][3:]}")
    begun.locator("button").first.click()
    expect(begun.locator("[role=status]")).to_be_visible()

    safety = field.part(page, "safety")
    safety.locator("button").last.click()
    safety.locator(".f-button:not(.f-plain)").click()
    expect(safety.locator("a[href^='tel:+84'], a[href^='tel:0']")).to_be_visible()
    expect(safety.locator("a[href^='sms:']")).to_be_visible()
    assert_fits(page)
    assert_targets(page)
    found = axe(page)
    assert not found, "\n".join(found)

    page.context.set_offline(False)
    page.evaluate("() => hccField.run()")
    field.sent(page)
    assert watch_of(demo, day) == {"state": "running", "calls": True, "taken": False}
    expect(begun.locator(".f-ok")).to_be_visible()
    expect(safety.locator("a")).to_have_count(0)
    ended = field.part(page, "proof_finish")
    ended.locator("input").fill("000000")
    ended.locator("button").first.click()
    field.sent(page)
    expect(ended.locator("[role=status]")).to_be_visible()
    ended.locator("button").last.click()
    pad = ended.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 60, steps=8)
    page.mouse.up()
    ended.locator("button", has_text=re.compile(".")).nth(-2).click()
    field.sent(page)
    expect(ended.locator(".f-ok")).to_be_visible()
    safety.locator("button").nth(1).click()
    expect(safety.locator("button")).to_have_count(1)
    field.sent(page)
    assert watch_of(demo, day)["state"] == "over"
    share = demo(
        lambda env: env["hcc.assignment"]
        .browse(day["entries"][0])
        .appointment_id.proof_share
    )
    assert share == 1

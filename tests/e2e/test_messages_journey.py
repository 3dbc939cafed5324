"""How people wish to be told, a helper who sets out, and calls that somebody makes."""

from datetime import timedelta

import pytest
from test_citizen_journey import choose_time, fill, follow, reference_of, to_place


@pytest.fixture
def database(demo_database):
    """`database(call)` gives a function an environment, and commits."""
    return demo_database


def send(page):
    """Send the form of the details, which has other buttons as well."""
    follow(page.locator("form[action*='/hcc/book/confirm'] .o_hcc_button.o_hcc_big"))


def test_how_to_be_told(phone_page, database, assert_fits, assert_targets, axe, shot):
    page = phone_page
    to_place(page)
    follow(page.locator("a.o_hcc_choice").first)
    choose_time(page, day=-1, time=-1)
    fill(page, "Phạm Thị Kín", "0987 321 001")
    block = page.locator("details.o_hcc_tell").filter(has=page.locator("[name=email]"))
    assert block.get_attribute("open") is None, "most people need none of it"
    block.locator("summary").click()
    block.locator("input[value=email]").check()
    block.locator("input[name=discreet]").check()
    assert_fits(page)
    assert_targets(page)
    assert axe(page) == []
    shot(page, "messages-1-form", full_page=True)

    # An address is missing: said, and the block stays open with what was chosen.
    send(page)
    assert page.locator("#email_error").is_visible()
    assert page.locator("input[name=discreet]").is_checked()
    assert page.locator("#name").input_value() == "Phạm Thị Kín"
    assert axe(page) == []
    page.fill("#email", "kin@example.com")
    page.check("#consent")
    send(page)
    reference = reference_of(page)

    def read(env):
        request = env["hcc.request"].search([("reference", "=", reference)])
        message = request.outbox_ids.filtered(lambda row: row.kind == "confirmed")
        link = request._get_page_link()
        return message.channel, message.body, link[link.index("/hcc/l/") :]

    channel, body, link = database(read)
    assert channel == "email"
    assert reference in body and "hỗ trợ" not in body
    # the link of a message opens the page, in any browser
    page.context.clear_cookies()
    page.goto(link)
    assert f"/hcc/request/{reference}" in page.url


def test_on_the_way(new_page, login, database, shot):
    def prepare(env):
        now = env.cr.now()
        parameters = env["ir.config_parameter"]
        parameters.set_param("hcc_booking.sms_enabled", "True")
        # nobody listens there: nothing leaves this machine
        parameters.set_param("hcc_booking.sms_url", "http://127.0.0.1:9/")
        helper = env["res.users"].search([("login", "=", "collaborator@demo.hcc")])
        entries = env["hcc.assignment"].search(
            [("user_id", "=", helper.id), ("state", "in", ("offered", "accepted"))]
        )
        visit = entries.filtered(lambda entry: entry.place == "home")[:1]
        soon = now + timedelta(minutes=40)
        meanwhile = entries - visit
        meanwhile.filtered(
            lambda entry: entry.start < soon + timedelta(hours=2)
        )._write_guarded({"state": "released"})
        # the database is to know of it before the visit moves there
        env.flush_all()
        visit._write_guarded(
            {
                "state": "accepted",
                "start": soon,
                "stop": soon + timedelta(minutes=30),
            }
        )
        return visit.id

    visit_id = database(prepare)
    page = new_page(phone=True)
    login(page, "collaborator@demo.hcc")
    page.goto("/odoo/my-day")
    button = page.locator("button[name=action_on_the_way]")
    shot(page, "messages-2-on-the-way")
    button.first.click()
    page.locator(".o_notification").wait_for()
    button.first.wait_for(state="detached")

    def read(env):
        visit = env["hcc.assignment"].browse(visit_id)
        message = visit.request_id.outbox_ids.filtered(
            lambda row: row.kind == "on_the_way"
        )[:1]
        return message.body, visit.collaborator_id.badge_number

    body, badge = database(read)
    assert badge in body


def test_calls(new_page, login, database, shot):
    def prepare(env):
        message = env["hcc.message"].search([("state", "=", "to_call")], limit=1)
        return message.id

    message_id = database(prepare)
    page = new_page()
    login(page, "clerk@demo.hcc")
    page.goto(f"/odoo/messages/{message_id}")
    page.locator("button[name=action_not_reached]").click()
    page.locator("[name=call_result]").wait_for()
    shot(page, "messages-3-call")
    for _again in range(2):
        before = page.locator("[name=call_tries]").inner_text()
        page.locator("button[name=action_not_reached]").click()
        page.wait_for_function(
            "before => document.querySelector('[name=call_tries]').innerText != before",
            arg=before,
        )
    # after three calls it stands among what reached nobody
    page.locator("button[name=action_give_up]").wait_for()
    assert page.locator("button[name=action_not_reached]").count() == 0
    page.locator("button[name=action_called]").click()
    page.locator("button[name=action_called]").wait_for(state="detached")

"""Consent to be helped on the field page, without a network, at 360 px and on a tablet;
taken back with the link. Words of the page are not looked at: it speaks any language.
"""

import uuid
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from hcc_pytest import pages, people

TABLET = {"width": 820, "height": 1180}
PIN = "270519"


def make_visit(env):
    """A helper of the ward, with a visit at home later today."""
    person = people.make_helper(env, "mandate", "Lê Thị Phiếu")
    name = f"Trần Thị Người {uuid.uuid4().hex[:6]}"
    start = people.now() + timedelta(hours=3)
    request = people.book(env, person, start, name, "0912345678")
    entry = request.current_appointment_id.assignment_ids
    entry.with_user(person.user_id).action_accept()
    return {
        "login": person.user_id.login,
        "request": request.id,
        "entry": entry.id,
    }


@pytest.fixture
def visit(demo):
    return demo(make_visit)


def read_mandates(demo, visit):
    return demo(
        lambda env: [
            {
                "id": one.id,
                "state": one.state,
                "signed_how": one.signed_how,
                "uses": one.use_count,
                "link": one._get_link().partition("/hcc/")[2],
                "good": one.digest == one._digest_of(one.body_shown),
            }
            for one in env["hcc.request"].browse(visit["request"]).mandate_ids
        ]
    )


def open_field(page, login, visit):
    """Sign in, make the device known, choose a PIN, open the visit."""
    login(page, visit["login"], path="/hcc/field", anew=True)
    page.locator("#f-pin").fill(PIN)
    page.locator("#f-pin-again").fill(PIN)
    page.locator("form.f-pin button[type=submit]").click()
    page.locator(".f-visit").first.click()
    return page.locator("[data-part=mandate]")


def draw(page, part):
    pad = part.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] / 2)
    page.mouse.down()
    for step in range(1, 8):
        page.mouse.move(
            box["x"] + 20 + step * 30, box["y"] + box["height"] * (0.3 + 0.05 * step)
        )
    page.mouse.up()


@pytest.mark.parametrize("size", [pages.PHONE, TABLET], ids=["phone", "tablet"])
def test_signed_without_a_network(
    new_page, login, demo, visit, size, axe, assert_fits, shot
):
    page = new_page(viewport=size)
    part = open_field(page, login, visit)
    page.context.set_offline(True)
    part.locator("button.f-button").first.click()
    assert_fits(page)
    assert axe(page) == []
    # nobody has signed yet
    part.locator("button.f-button:not(.f-plain)").last.click()
    part.locator(".f-error-text:not(:empty)").wait_for()
    draw(page, part)
    shot(page, f"field-mandate-{size['width']}", full_page=True)
    part.locator("button.f-button:not(.f-plain)").last.click()
    part.locator(".f-done").wait_for()
    part.locator(".f-mandate-matter button").first.click()
    part.locator(".f-mandate-matter .f-state").wait_for()
    assert_fits(page)
    assert read_mandates(demo, visit) == []
    page.context.set_offline(False)
    page.locator(".f-back").click()
    page.locator(".f-foot button").first.click()
    page.locator(".f-head .f-chip").wait_for(state="detached")
    [kept] = read_mandates(demo, visit)
    assert kept["good"], "the digest is not of what was shown"
    assert (kept["state"], kept["signed_how"], kept["uses"]) == ("valid", "drawn", 1)
    # the person takes it back with the link of the paper
    own = new_page(phone=True)
    own.goto(f"/hcc/{kept['link']}")
    assert_fits(own)
    assert axe(own) == []
    own.locator("form button[type=submit].o_hcc_button").first.click()
    own.locator(".o_hcc_good").wait_for()
    [kept] = read_mandates(demo, visit)
    assert kept["state"] == "revoked"
    # and the helper reads it with the next sync
    page.locator(".f-foot button").first.click()
    page.locator(".f-visit").first.click()
    page.locator("[data-part=mandate] .f-error").wait_for()


def test_witness_and_passwords(phone_page, login, demo, visit, axe, assert_fits):
    page = phone_page
    part = open_field(page, login, visit)
    part.locator("button.f-button").first.click()
    part.locator("input[value=helper]").check()
    part.locator("input[value=witness]").check()
    # the page shows what was chosen with its next frame, not before
    expect(part.locator("canvas")).to_have_count(0)
    witness = part.locator("input[maxlength='100']")
    witness.fill("Nguyễn Văn Chứng")
    # what is read anew meanwhile takes nothing of what is typed
    page.evaluate("() => Promise.all([hccField.refresh(), hccField.run()])")
    expect(witness).to_have_value("Nguyễn Văn Chứng")
    part.locator("select").last.select_option("neighbour")
    expect(witness).to_have_value("Nguyễn Văn Chứng")
    assert_fits(page)
    part.locator("button.f-button:not(.f-plain)").last.click()
    part.locator(".f-done").wait_for()
    # a second consent has a witness of its own
    part.locator("button.f-button").last.click()
    expect(witness).to_have_value("")
    part.locator("button.f-button.f-plain").last.click()
    expect(witness).to_have_count(0)
    # a note that looks like a password stays where it is, with a word of why
    note = page.locator("[data-part=note]")
    note.locator("textarea").fill("Mã OTP là 482913")
    note.locator("button").click()
    note.locator(".f-error-text:not(:empty)").wait_for()
    assert note.locator("li").count() == 0
    assert note.locator("textarea").input_value() == "Mã OTP là 482913"
    secret = page.locator("[data-part=secret]")
    secret.locator("li button").first.click()
    secret.locator("li .f-done").wait_for()
    secret.locator("summary").click()
    secret.locator("details .f-buttons button").first.click()
    secret.locator("details .f-done").wait_for()
    assert_fits(page)
    assert axe(page) == []
    page.locator(".f-back").click()
    page.locator(".f-foot button").first.click()
    page.locator(".f-head .f-chip").wait_for(state="detached")
    [kept] = read_mandates(demo, visit)
    assert (kept["state"], kept["signed_how"]) == ("valid", "witness")
    reports = demo(
        lambda env: env["hcc.secret.report"]
        .search([("assignment_id", "=", visit["entry"])])
        .mapped("what")
    )
    assert reports == ["password"]

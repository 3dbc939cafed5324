"""The office and the field: what did not fit is decided, a lost device is wiped."""

import json
import uuid

import pytest
from playwright.sync_api import expect

from hcc_pytest import field

COORDINATOR = "coordinator@demo.hcc"
KEEP, TAKE = "Giữ làm ghi chú", "Ghi nhận"
NOTE = "Cổng màu xanh, gọi trước"
#: bars and lists to choose from of the client itself
NOT_OURS = (".o_navbar", ".o_control_panel", ".o_bottom_sheet", ".o_searchview")


def make_conflict(env):
    """A device that was reported lost, with something of a visit still on it."""
    from odoo.addons.hcc_field.tools.seal import seal

    day = field.make_day(env)
    entry = env["hcc.assignment"].browse(day["entries"][0])
    device, _token = (
        env["hcc.field.device"]
        .with_user(entry.user_id)
        ._enroll(str(uuid.uuid4()), f"Tablet {uuid.uuid4().hex[:4]}")
    )
    device._end("lost")
    key = env["hcc.field.key"]._get_public()
    header = json.dumps(
        {
            "id": str(uuid.uuid4()),
            "assignment": entry.id,
            "seq": 1,
            "kind": "note",
            "clock": 1_700_000_000_000,
        }
    )
    message = {
        "header": header,
        "sealed": {"key": key["id"], **seal(header, {"text": NOTE}, key["point"])},
    }
    helper = env(user=entry.user_id.id, su=True, context={"lang": "vi_VN"})
    results = helper["hcc.field.action"]._receive(
        device.with_env(helper), [message], 1_700_000_000_000
    )
    assert results[0]["status"] == "attached", results
    other, _token = (
        env["hcc.field.device"]
        .with_user(entry.user_id)
        ._enroll(str(uuid.uuid4()), f"Phone {uuid.uuid4().hex[:4]}")
    )
    return {
        "name": entry.collaborator_id.name,
        "reference": entry.reference,
        "entry": entry.id,
        "device": other.id,
        "device_name": other.name,
    }


@pytest.fixture
def conflict(demo):
    return demo(make_conflict)


@pytest.fixture
def check(assert_fits, axe):
    def run(page):
        assert_fits(page)
        if page.viewport_size["width"] < 500:
            low = page.locator(".btn.o_hcc_touch").evaluate_all(
                """found => found.map(one => [one.innerText,
                one.getBoundingClientRect().height])
                .filter(([_words, height]) => height && height < 43.5)"""
            )
            assert low == []
        found = axe(page, exclude=NOT_OURS)
        found = [one for one in found if not one.startswith("meta-viewport")]
        assert not found, "\n".join(found)

    return run


def test_what_did_not_fit_is_decided(new_page, login, demo, conflict, shot, check):
    page = login(new_page(phone=True), COORDINATOR)
    page.goto("/odoo/action-hcc_field.hcc_field_action_action_decide")
    card = page.locator(".o_kanban_record", has_text=conflict["reference"])
    expect(card).to_contain_text(NOTE)
    check(page)
    shot(page, "field-decide-phone")
    card.get_by_role("button", name=KEEP).click()
    expect(
        page.locator(".o_kanban_record", has_text=conflict["reference"])
    ).to_have_count(0)

    def read(env):
        found = env["hcc.field.action"].search(
            [("assignment_id", "=", conflict["entry"])]
        )
        return found.status, found.text

    assert demo(read) == ("kept", NOTE)


def test_it_is_among_what_needs_a_hand(desktop_page, login, conflict, shot, check):
    page = login(desktop_page, COORDINATOR)
    page.goto("/odoo/action-hcc_booking.hcc_attention_action")
    row = page.locator(".o_data_row, .o_kanban_record", has_text=conflict["reference"])
    row.first.wait_for()
    shot(page, "field-attention")
    row.first.locator("button[name=action_next]").first.click()
    card = page.locator(".o_kanban_record", has_text=conflict["reference"])
    expect(card).to_contain_text(NOTE)
    expect(card.get_by_role("button", name=TAKE)).to_be_visible()
    shot(page, "field-decide-desktop")
    card.get_by_role("button", name=TAKE).click()
    expect(card).to_have_count(0)


def test_a_device_is_reported_lost(
    new_page, login, demo, conflict, shot, check, assert_fits
):
    page = login(new_page(phone=True), COORDINATOR)
    page.goto("/odoo/field-devices")
    card = page.locator(".o_kanban_record", has_text=conflict["device_name"])
    card.wait_for()
    check(page)
    shot(page, "field-devices-phone")
    card.get_by_role("button", name="Báo mất").click()
    page.locator(".modal-footer .btn-primary").click()
    expect(card).to_contain_text("Đã mất")

    def state(env):
        return env["hcc.field.device"].browse(conflict["device"]).state

    assert demo(state) == "lost"
    page = login(new_page(), COORDINATOR)
    page.goto("/odoo/field-devices")
    page.locator(".o_data_row", has_text=conflict["device_name"]).wait_for()
    # what axe-core finds in core's lists is core's
    assert_fits(page)
    shot(page, "field-devices-desktop")

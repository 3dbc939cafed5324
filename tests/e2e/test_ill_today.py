"""A helper is ill: one tap on the phone, what is left for the coordinator, undo."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

COORDINATOR = "coordinator@demo.hcc"
WARD = "Ba Đình"
ILL = "Hôm nay tôi ốm"
UNDO = "Lấy lại"


def make_day(env):
    """A helper with two visits today, and nobody sure to take the second one.

    The day is that of the database: whatever the hour, the visits lie within the
    minutes that are left of it.
    """
    mark = uuid.uuid4().hex[:6]
    team = env["hcc.team"].search([("ward_id.name", "=", WARD)], limit=1)
    user = env["res.users"].create(
        {
            "login": f"ill-{mark}@demo.hcc",
            "name": f"Đỗ Thị Ốm {mark}",
            "password": "demo",
        }
    )
    person = env["hcc.collaborator"].create(
        {
            "name": user.name,
            "badge_number": f"CTV-OM-{mark}",
            "team_id": team.id,
            "user_id": user.id,
            "state": "active",
            "qualification_ids": [
                (0, 0, {"type_id": kind.id, "date_from": "2026-01-01"})
                for kind in env["hcc.qualification.type"].search([])
            ],
        }
    )
    now = datetime.now(UTC).replace(tzinfo=None, second=0, microsecond=0)
    env["hcc.shift"].create(
        {
            "collaborator_id": person.id,
            "kind": "on_call",
            "start": now - timedelta(hours=2),
            "stop": now + timedelta(hours=20),
            "state": "published",
        }
    )
    visits = [
        make_visit(env, person, team.ward_id, now + timedelta(minutes=minutes))
        for minutes in (30, 150)
    ]
    return {
        "login": user.login,
        "name": user.name,
        "id": person.id,
        "visits": [visit.id for visit in visits],
        "references": [visit.reference for visit in visits],
    }


def make_visit(env, person, ward, start):
    """A visit at home that was accepted."""
    citizen = env["hcc.citizen"].create(
        {"name": "Phạm Thị Thử", "phone": "+84912345678", "ward_id": ward.id}
    )
    request = env["hcc.request"].create(
        {
            "ward_id": ward.id,
            "place": "home",
            "citizen_id": citizen.id,
            "procedure_ids": env["hcc.procedure"]
            .search([("home_possible", "=", True)], limit=1)
            .ids,
            "state": "booked",
        }
    )
    visit = env["hcc.appointment"].create(
        {
            "request_id": request.id,
            "start": start,
            "stop": start + timedelta(minutes=30),
            "place": "home",
        }
    )
    entry = env["hcc.assignment"].create(
        {"appointment_id": visit.id, "collaborator_id": person.id}
    )
    entry.action_accept()
    return visit


@pytest.fixture
def day(demo):
    return demo(make_day)


def leads(demo, day):
    return demo(
        lambda env: env["hcc.appointment"].browse(day["visits"]).mapped("lead_id").ids
    )


def open_day(page, login, person):
    page = login(page, person)
    page.goto("/odoo/my-day")
    page.locator(".o_kanban_record").first.wait_for()
    return page


def test_one_tap_and_back(
    phone_page, login, demo, day, shot, assert_fits, assert_targets, assert_accessible
):
    page = open_day(phone_page, login, day["login"])
    assert_fits(page)
    shot(page, "ill-my-day")
    page.get_by_role("button", name=ILL).click()
    form = page.locator(".o_form_view")
    form.get_by_text(day["references"][0]).wait_for()
    assert_fits(page)
    assert_targets(page)
    assert_accessible(page)
    shot(page, "ill-day-handed-over")
    assert day["id"] not in leads(demo, day)
    form.get_by_role("button", name=UNDO).click()
    form.get_by_text("Đã lấy lại").first.wait_for()
    shot(page, "ill-taken-back")
    assert leads(demo, day) == [day["id"]]


def test_coordinator_sees_what_is_left(
    new_page, login, demo, day, shot, assert_fits, assert_accessible
):
    page = open_day(new_page(phone=True), login, day["login"])
    page.get_by_role("button", name=ILL).click()
    page.locator(".o_form_view").get_by_text(day["references"][0]).wait_for()

    def nobody(env):
        """Whoever was asked has declined, and so on: nobody is left."""
        env["hcc.appointment"].browse(day["visits"]).assignment_ids.filtered(
            "is_live"
        )._release("declined")

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
        assert_accessible(page)
        shot(page, f"ill-left-{'phone' if phone else 'desktop'}")
    page.get_by_role("button", name="Hẹn giờ khác").first.click()
    page.locator(".modal [name=agreed]").wait_for()


def test_a_part_is_shown_before_it_is_saved(
    phone_page, login, demo, day, shot, assert_fits, assert_targets, assert_accessible
):
    page = open_day(phone_page, login, day["login"])
    page.get_by_role("button", name="Chỉ nghỉ một phần").click()
    dialog = page.locator(".modal")
    dialog.get_by_text(day["references"][0]).wait_for()
    assert_fits(page)
    assert_targets(page)
    assert_accessible(page)
    shot(page, "ill-part")
    assert leads(demo, day) == [day["id"]]
    dialog.locator("button[name=action_apply]").click()
    page.locator(".o_form_view button[name=action_undo]").wait_for()
    assert day["id"] not in leads(demo, day)

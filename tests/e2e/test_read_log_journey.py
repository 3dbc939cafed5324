"""Somebody of the service reads of a citizen: the citizen and the data officer see it."""

import pytest

from hcc_pytest.pages import press_in_bar

OFFICER = "data_officer@demo.hcc"
COORDINATOR = "coordinator@demo.hcc"
COORDINATOR_WORDS = "Cán bộ điều phối"


@pytest.fixture
def booked(demo):
    """Id, reference, telephone and name of somebody's own visit to come."""

    def find(env):
        coordinator = env["res.users"].search([("login", "=", COORDINATOR)])
        request = env["hcc.request"].search(
            [
                ("state", "=", "booked"),
                ("requester_relation", "=", "self"),
                ("citizen_id.phone", "!=", False),
                ("ward_id", "in", coordinator.hcc_coordinator_ward_ids.ids),
            ],
            limit=1,
        )
        citizen = request.citizen_id
        return citizen.id, request.reference, citizen.phone, citizen.name

    return demo(find)


def test_citizen_and_officer_see_who_read(
    new_page, login, booked, assert_fits, assert_targets, axe, shot
):
    citizen_id, reference, phone, name = booked
    coordinator = login(new_page(), COORDINATOR, path=f"/odoo/citizens/{citizen_id}")
    coordinator.get_by_text(name).first.wait_for()

    page = new_page(phone=True)
    page.goto("/hcc/find")
    page.fill("input[name=reference]", reference)
    page.fill("input[name=phone]", phone)
    page.locator("form:has(input[name=reference]) button[type=submit]").click()
    page.locator(f"a[href$='/hcc/request/{reference}/reads']").click()
    page.locator("dl.o_hcc_facts").get_by_text(COORDINATOR_WORDS).first.wait_for()
    assert page.locator("html").get_attribute("lang") == "vi"
    assert_fits(page)
    assert_targets(page)
    assert axe(page) == []
    shot(page, "reads-citizen-360")

    officer = login(new_page(), OFFICER, path=f"/odoo/citizens/{citizen_id}")
    officer.locator("button[name=action_who_read]").click()
    row = officer.locator(".o_list_view .o_data_row").filter(
        has_text=COORDINATOR_WORDS
    )
    row.first.wait_for()
    shot(officer, "reads-officer-1280")
    small = login(new_page(phone=True), OFFICER, path="/odoo/who-read")
    small.locator(".o_kanban_record:not(.o_kanban_ghost)").first.wait_for()
    assert_fits(small)
    shot(small, "reads-officer-360")


@pytest.mark.parametrize("phone", [True, False])
def test_officer_works_out_a_breach(new_page, login, demo, phone, assert_fits, shot):
    def make(env):
        officer = env["res.users"].search([("login", "=", OFFICER)])
        coordinator = env["res.users"].search([("login", "=", COORDINATOR)])
        now = env.cr.now().replace(microsecond=0)
        breach = env["hcc.breach"].with_user(officer).create(
            {
                "kind": "account",
                "user_id": coordinator.id,
                "date_from": now.replace(year=now.year - 1),
                "date_to": now,
                "known_at": now,
            }
        )
        return breach.id

    breach_id = demo(make)
    page = login(new_page(phone=phone), OFFICER, path=f"/odoo/breaches/{breach_id}")
    press_in_bar(page, "Lập danh sách")
    words = page.locator(".o_field_widget[name=reach_words]")
    words.get_by_text("có thể đã xem").first.wait_for()
    assert_fits(page)
    shot(page, f"breach-{360 if phone else 1280}")
    if phone:
        page.goto("/odoo/breach-persons")
    else:
        page.locator("button[name=action_open_persons]").click()
    record = ".o_kanban_record:not(.o_kanban_ghost), .o_data_row"
    page.locator(record).first.wait_for()
    assert_fits(page)
    shot(page, f"breach-persons-{360 if phone else 1280}")

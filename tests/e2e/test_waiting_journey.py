"""No time that suits: the waiting list and its offers, on a small telephone."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from test_citizen_journey import (
    choose_time,
    fill,
    follow,
    reference_of,
    submit,
    to_place,
)

PHONE = "0987 123 456"


@pytest.fixture
def check(assert_fits, assert_targets, axe):
    """`check(page)`: everybody can read and use it."""

    def run(page):
        page.wait_for_load_state()
        assert page.locator("h1").count() == 1
        assert_fits(page)
        assert_targets(page)
        assert axe(page) == []

    return run


@pytest.fixture
def database(demo_database):
    """`database(call)` gives a function an environment, and commits."""
    return demo_database


@pytest.fixture(autouse=True)
def by_hand(database):
    """By day the server's own job may offer at any moment: here the tests do it."""

    def set_active(active):
        # plain SQL waits for a run of the job; the ORM would refuse
        database(
            lambda env: env.cr.execute(
                "UPDATE ir_cron SET active = %s WHERE id = %s",
                (active, env.ref("hcc_booking.ir_cron_hcc_waiting_offer").id),
            )
        )

    set_active(False)
    yield
    set_active(True)


def to_slots(page):
    to_place(page)
    follow(page.locator("a.o_hcc_choice").first)


def book_late(page, name, phone):
    """Book the last time of the last day that is shown."""
    to_slots(page)
    choose_time(page, day=-1, time=-1)
    fill(page, name, phone)
    submit(page)
    return reference_of(page)


def offer_earlier(env, reference):
    """What the job does by day, for those whom it can write to."""
    parameters = env["ir.config_parameter"]
    parameters.set_param("hcc_booking.sms_enabled", "True")
    # nobody listens there: nothing leaves this machine
    parameters.set_param("hcc_booking.sms_url", "http://127.0.0.1:9/")
    request = env["hcc.request"].search([("reference", "=", reference)])
    # an hour to answer, at whatever time of the day the tests run
    with patch.object(
        env.registry["hcc.waiting"],
        "_get_expiry",
        lambda entry, start, now: now + timedelta(hours=1),
    ):
        offer = request._get_waiting()._offer_best({})
    assert offer, "the demonstration has free times before the last one"
    return offer.id, str(offer.start)


def test_waiting_list_and_offers(phone_page, check, shot, database):
    page = phone_page
    reference = book_late(page, "Trần Thị Hoa", PHONE)
    follow(page.locator(f"a[href$='/hcc/request/{reference}/waiting']"))
    check(page)
    shot(page, "waiting-1-list", full_page=True)
    page.locator("input[name=parts][value=evening]").uncheck()
    submit(page)
    assert page.locator(".o_hcc_notice.o_hcc_good").count() == 1
    check(page)

    # A first offer is declined: the place in the line and the time stay.
    first, first_start = database(lambda env: offer_earlier(env, reference))
    page.reload()
    check(page)
    shot(page, "waiting-2-offered", full_page=True)
    when = page.locator(".o_hcc_facts dd").nth(1).inner_text()
    follow(page.locator(f"a[href$='/hcc/request/{reference}/offer']"))
    check(page)
    shot(page, "waiting-3-offer", full_page=True)
    assert when in page.locator(".o_hcc_facts").inner_text()
    follow(page.locator("button[name=answer][value=decline]"))
    assert page.locator(".o_hcc_facts dd").nth(1).inner_text() == when

    # The next one is another time, and is taken in two steps.
    second, second_start = database(lambda env: offer_earlier(env, reference))
    assert (second, second_start) != (first, first_start)
    page.goto(f"/hcc/request/{reference}/offer")
    follow(page.locator("button[name=answer][value=accept]"))
    check(page)
    assert page.locator(".o_hcc_facts dd").nth(1).inner_text() != when
    held = database(
        lambda env: env["hcc.slot.hold"].search_count([("kind", "=", "offer")])
    )
    assert held == 0
    assert page.locator(f"a[href$='/hcc/request/{reference}/offer']").count() == 0


def test_somebody_else_sees_no_offer(new_page, phone_page, database):
    reference = book_late(phone_page, "Lê Văn Nam", "0987 222 333")
    follow(phone_page.locator(f"a[href$='/hcc/request/{reference}/waiting']"))
    submit(phone_page)
    database(lambda env: offer_earlier(env, reference))
    stranger = new_page(phone=True)
    for path in ("offer", "waiting"):
        stranger.goto(f"/hcc/request/{reference}/{path}")
        assert stranger.locator("#reference").count() == 1, "the form to find it"
        assert stranger.locator("button[name=answer]").count() == 0


def test_other_ways_lead_on_and_count(phone_page, check, shot, database):
    def count(env):
        return env["hcc.unmet.demand"].search_count([("kind", "=", "no_slot")])

    page = phone_page
    before = database(count)
    to_slots(page)
    follow(page.locator("a[href*='/hcc/book/other?']"))
    check(page)
    shot(page, "waiting-4-other-ways", full_page=True)
    page.reload()
    assert database(count) == before + 1, "once for each visitor and day"
    follow(page.locator("a[href*='list=1']"))
    check(page)
    assert page.locator("input[name=waiting]").is_checked()
    fill(page, "Phạm Thị Mai", "0987 444 555")
    submit(page)
    reference = reference_of(page)
    check(page)
    assert (
        database(
            lambda env: env["hcc.waiting"].search([("reference", "=", reference)]).state
        )
        == "waiting"
    )
    follow(page.locator("form[action$='/call-me'] button"))
    assert page.locator(".o_hcc_notice.o_hcc_good").count() == 1


def test_being_called_without_a_reference(phone_page, check, shot, database):
    page = phone_page
    page.goto("/hcc/find")
    follow(page.locator("a[href$='/hcc/call-me']"))
    check(page)
    shot(page, "waiting-5-call-me", full_page=True)
    submit(page)
    check(page)
    assert page.locator("#errors").count() == 1
    page.fill("#phone", "0987 666 777")
    page.select_option("#ward", index=3)
    submit(page)
    check(page)
    calls = database(
        lambda env: env["hcc.message"].search_count(
            [("kind", "=", "call_back"), ("to_phone", "=", "+84987666777")]
        )
    )
    assert calls == 1


def test_cancelling_shows_other_times_first(phone_page, check, shot):
    page = phone_page
    reference = book_late(page, "Đỗ Văn Long", "0987 888 999")
    follow(page.locator(f"a[href$='/hcc/request/{reference}/cancel']"))
    check(page)
    shot(page, "waiting-6-cancel", full_page=True)
    follow(page.locator("button[name=start]").first)
    check(page)
    submit(page)
    assert page.locator(".o_hcc_notice.o_hcc_good").count() == 1


def test_clerk_and_manager(new_page, phone_page, login, shot, database):
    """By telephone, through a clerk; and what could not be given, counted."""
    reference = book_late(phone_page, "Bùi Thị Thu", "0987 321 321")
    follow(phone_page.locator(f"a[href$='/hcc/request/{reference}/waiting']"))
    submit(phone_page)
    _offer, start = database(lambda env: offer_earlier(env, reference))

    page = new_page()
    login(page, "clerk@demo.hcc")
    page.goto("/odoo/action-hcc_booking.hcc_waiting_action")
    row = page.locator(".o_data_row", has_text=reference)
    row.wait_for()
    shot(page, "waiting-7-office-list")
    row.locator("button[name=action_accept]").click()
    page.locator(".modal .btn-primary").click()
    row.locator("button[name=action_accept]").wait_for(state="hidden")
    moved = database(
        lambda env: str(
            env["hcc.request"].search([("reference", "=", reference)]).start
        )
    )
    assert moved == start

    page = new_page()
    login(page, "manager@demo.hcc")
    page.goto("/odoo/action-hcc_booking.hcc_unmet_demand_action")
    page.locator(".o_graph_view").wait_for()
    page.locator(".o_switch_view.o_pivot").click()
    page.locator(".o_pivot_view table").wait_for()
    shot(page, "waiting-8-unmet-demand")
    assert page.locator(".o_error_dialog, .o_dialog_error").count() == 0

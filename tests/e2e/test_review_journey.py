"""A review is made, frozen, outlived by late facts, and signed off by another."""

import pytest

MANAGER = "manager@demo.hcc"
ADMINISTRATOR = "admin@demo.hcc"
REVIEWS = "/odoo/hcc-reviews"
STATE = ".o_statusbar_status button.o_arrow_button_current"


def make_review(env):
    """A draft of the last three weeks in the wards with facts, made by the manager."""
    today = env["hcc.area.role"]._today()
    manager = env["res.users"].search([("login", "=", MANAGER)])
    facts = env["hcc.kpi.fact"]._read_group(
        [("day", "<", today), ("dossiers_pending", ">", 0)], ["ward_id"], ["day:min"]
    )
    wards = env["hcc.ward"].union(*(ward for ward, __ in facts))
    first = min(day for __, day in facts)
    review = (
        env["hcc.review"]
        .with_user(manager)
        .with_context(lang="vi_VN")
        ._create_for("Sơ kết ba tuần", first, today, wards)
    )
    return review.id


def resolve_late(env, review_id):
    """A dossier that waited is resolved, and the job counts it."""
    review = env["hcc.review"].browse(review_id)
    dossier = env["hcc.dossier"].search(
        [
            ("outcome", "=", "filed"),
            ("filed_online", "=", True),
            ("appointment_id.state", "=", "done"),
            ("request_id.ward_id", "in", review.ward_ids.ids),
        ],
        limit=1,
    )
    dossier.outcome = "resolved"
    env["hcc.kpi.rollup"]._fold()


@pytest.fixture
def sign_in(new_page, login):
    def show(account, path, phone=False):
        return login(new_page(phone=phone), account, path=path)

    return show


def press(page, name):
    """A button of the form's bar, which a phone keeps under three dots."""
    page.locator(".o_statusbar_buttons button").first.wait_for()
    button = page.locator(".o_statusbar_buttons button").filter(has_text=name)
    if not button.first.is_visible():
        page.locator(".o_statusbar_buttons button.o-dropdown").click()
        button = page.locator(".o-dropdown--menu button").filter(has_text=name)
    button.first.click()


def figures(page):
    table = page.locator(".o_hcc_review_figures")
    table.wait_for()
    return table.inner_text()


def await_state(page, label):
    page.locator(STATE).filter(has_text=label).first.wait_for(state="attached")


def test_made_in_one_form(sign_in, assert_fits, shot):
    desk = sign_in(MANAGER, f"{REVIEWS}/new")
    title = desk.locator(".o_field_widget[name=name]").locator("input, textarea")
    title.first.fill("Sơ kết toàn thành phố")
    scope = desk.locator(".o_field_widget[name=scope]")
    scope.locator("select, input").first.wait_for()
    if scope.locator("select").count():
        scope.locator("select").select_option(label="Cả thành phố")
    else:
        scope.locator("input").click()
        desk.locator(".o_select_menu_item").filter(has_text="Cả thành phố").click()
    desk.locator(".o_form_button_save").click()
    assert figures(desk)
    assert_fits(desk)
    shot(desk, "review-new", full_page=True)


def test_frozen_outlives_late_facts(sign_in, demo, assert_fits, assert_targets, shot):
    number = demo(make_review)
    desk = sign_in(MANAGER, f"{REVIEWS}/{number}")
    before = figures(desk)
    assert_fits(desk)
    shot(desk, "review-draft", full_page=True)
    press(desk, "Chốt số liệu")
    desk.locator(".modal footer .btn-primary").click()
    await_state(desk, "Đã chốt")
    assert figures(desk) == before

    demo(lambda env: resolve_late(env, number))
    desk.reload()
    assert figures(desk) == before
    desk.locator(".alert-info").filter(has_text="So với hôm nay").wait_for()
    desk.get_by_role("tab", name="So với hôm nay").click()
    desk.locator("[data-drift=dossiers_successful]").wait_for()
    assert_fits(desk)
    shot(desk, "review-drift")
    # the maker does not sign
    press(desk, "Ký duyệt")
    desk.locator(".modal").get_by_text("Người khác").wait_for()

    phone = sign_in(ADMINISTRATOR, f"{REVIEWS}/{number}", phone=True)
    assert figures(phone)
    assert_fits(phone)
    shot(phone, "review-phone", full_page=True)
    press(phone, "Ký duyệt")
    await_state(phone, "Đã ký duyệt")
    for kind in ("pdf", "xlsx"):
        answer = phone.request.get(f"/hcc/review/{number}.{kind}")
        assert answer.status == 200
        assert answer.body()[:2] == {"pdf": b"%P", "xlsx": b"PK"}[kind]
    state, same = demo(
        lambda env: (
            env["hcc.review"].browse(number).state,
            env["hcc.review"].browse(number).has_drifted,
        )
    )
    assert (state, same) == ("signed", True)

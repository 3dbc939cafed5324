"""A review is made, frozen, outlived by late facts, and signed off by another."""

from datetime import timedelta

import pytest

from hcc_pytest.pages import press_in_bar

MANAGER = "manager@demo.hcc"
ADMINISTRATOR = "admin@demo.hcc"
REVIEWS = "/odoo/hcc-reviews"
STATE = ".o_statusbar_status button.o_arrow_button_current"


def find_dossiers(env):
    """Dossiers filed online on visits that are over."""
    return env["hcc.dossier"].search(
        [
            ("filed_online", "=", True),
            ("outcome", "in", ("filed", "supplement", "accepted", "resolved")),
            ("appointment_id.state", "=", "done"),
        ]
    )


def make_review(env):
    """A draft of the weeks past in the wards with dossiers, made by the manager."""
    env["hcc.kpi.rollup"]._fold()
    today = env["hcc.area.role"]._today()
    manager = env["res.users"].search([("login", "=", MANAGER)])
    review = (
        env["hcc.review"]
        .with_user(manager)
        .with_context(lang="vi_VN")
        ._create_for(
            "Sơ kết các tuần qua",
            today - timedelta(days=60),
            today,
            find_dossiers(env).request_id.ward_id,
        )
    )
    return review.id


def decide_late(env):
    """A dossier has another result than when the review was frozen; it is counted."""
    dossier = find_dossiers(env)[:1]
    waits = dossier.outcome in ("filed", "supplement")
    if waits:
        dossier._set_outcome("resolved")
    else:
        dossier._write_guarded({"outcome": "rejected"})
    env["hcc.kpi.rollup"]._fold()


@pytest.fixture
def sign_in(new_page, login):
    def show(account, path, phone=False):
        return login(new_page(phone=phone), account, path=path)

    return show


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
        scope.locator("select").select_option(label="Toàn thành phố")
    else:
        scope.locator("input").click()
        desk.locator(".o_select_menu_item").filter(has_text="Toàn thành phố").click()
    desk.locator(".o_form_button_save").click()
    assert figures(desk)
    assert_fits(desk)
    shot(desk, "review-new", full_page=True)


def test_frozen_outlives_late_facts(sign_in, demo, assert_fits, shot):
    number = demo(make_review)
    desk = sign_in(MANAGER, f"{REVIEWS}/{number}")
    before = figures(desk)
    assert_fits(desk)
    shot(desk, "review-draft", full_page=True)
    press_in_bar(desk, "Chốt số liệu")
    desk.locator(".modal footer .btn-primary").click()
    await_state(desk, "Đã chốt")
    assert figures(desk) == before

    demo(decide_late)
    desk.reload()
    assert figures(desk) == before
    desk.locator(".alert-info").filter(has_text="So với hôm nay").wait_for()
    desk.get_by_role("tab", name="So với hôm nay").click()
    desk.locator("[data-drift=dossiers_successful]").wait_for()
    assert_fits(desk)
    shot(desk, "review-drift")

    phone = sign_in(ADMINISTRATOR, f"{REVIEWS}/{number}", phone=True)
    assert figures(phone)
    assert_fits(phone)
    shot(phone, "review-phone", full_page=True)
    press_in_bar(phone, "Ký duyệt")
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

"""A dossier after the visit: the helper follows it on a phone, what is left lying is on
the coordinator's first screen, and the citizen reads the same on the slip's page."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from hcc_pytest import field, pages

COORDINATOR = "coordinator@demo.hcc"
PHONE = "0912345678"
CODE, ODD, MEANT = "H26.1-251123-0001", "H26.1-25II23-OOO1", "H26.1-251123-0001"
WAIT = 20_000
DIALOG = ".modal-dialog"


def record(env, day, code, **values):
    """A dossier that the helper of the day filed at the first visit."""
    visit = env["hcc.assignment"].browse(day["entries"][0]).appointment_id
    dossier = visit._record_dossiers(
        [{"code": code, "procedure_id": visit.request_id.procedure_ids.id, **values}]
    )
    return {"id": dossier.id, "reference": visit.reference}


@pytest.fixture
def day(demo):
    return demo(field.make_day)


@pytest.fixture
def check(assert_fits, assert_targets, axe):
    def run(page, with_axe=True):
        assert_fits(page)
        assert_targets(page)
        found = axe(page) if with_axe else []
        assert not found, "\n".join(found)

    return run


def outcome_of(demo, dossier):
    return demo(
        lambda env: env["hcc.dossier"]
        .browse(dossier["id"])
        .read(["outcome", "not_filed_reason", "supplement_deadline"])[0]
    )


def test_followed_to_the_end(new_page, login, demo, day, assert_fits, shot):
    code = f"H26.1-251123-{day['person']:06}"
    dossier = demo(lambda env: record(env, day, code))

    # the helper, on a phone: one tap, and two
    page = login(new_page(phone=True), day["login"], "/odoo/my-dossiers", anew=True)
    card = page.locator(".o_kanban_record").filter(has_text=code)
    card.wait_for()
    assert_fits(page)
    shot(page, "dossiers-mine-phone")
    card.get_by_role("button", name="Đã tiếp nhận").or_(
        card.locator("[name=action_accepted]")
    ).first.click()
    expect(card.locator("[name=action_accepted]")).to_have_count(0, timeout=WAIT)
    assert outcome_of(demo, dossier)["outcome"] == "accepted"
    card.locator("[type=open], .o_hcc_touch").last.click()
    page.locator(".o_form_view").wait_for()
    assert_fits(page)
    shot(page, "dossier-form-phone")
    page.locator("[name=action_step_form]:visible").first.click()
    dialog = page.locator(DIALOG)
    dialog.wait_for()
    today = demo(lambda env: env["hcc.words"]._today())
    field_ = dialog.locator("[name=deadline] input, [name=deadline] button").first
    field_.click()
    page.keyboard.type(f"{today + timedelta(days=1):%d/%m/%Y}")
    page.keyboard.press("Enter")
    assert_fits(page)
    shot(page, "dossier-step-phone")
    dialog.locator("[name=action_confirm]").click()
    dialog.wait_for(state="detached", timeout=WAIT)
    after = outcome_of(demo, dossier)
    assert after["outcome"] == "supplement"
    assert after["supplement_deadline"] == today + timedelta(days=1)

    # the coordinator: the papers are due tomorrow
    page = login(new_page(), COORDINATOR, "/odoo/attention")
    row = page.locator(".o_data_row").filter(has_text=code)
    row.wait_for()
    shot(page, "dossier-attention-desktop")
    row.locator("[name=action_next]:visible").click()
    page.locator(".o_form_view").get_by_text(code).first.wait_for()
    shot(page, "dossier-form-desktop")

    # the citizen, on the slip's page
    page = new_page(phone=True)
    page.goto(f"/hcc/find?ref={dossier['reference']}")
    page.fill("input[name=phone]", PHONE)
    page.locator("form[action*='/hcc/find'] button[type=submit]").click()
    block = page.locator(".o_hcc_dossier").filter(has_text=code)
    expect(block).to_contain_text(f"{today + timedelta(days=1):%d/%m/%Y}")
    assert_fits(page)
    shot(page, "dossier-citizen-phone", full_page=True)
    page.goto(f"/hcc/request/{dossier['reference']}/slip")
    expect(page.locator(".o_hcc_dossier")).to_contain_text(code)
    shot(page, "dossier-slip-phone", full_page=True)


def test_citizen_page_is_clean(new_page, demo, day, check):
    dossier = demo(lambda env: record(env, day, f"H26-251123-{day['person']:06}"))
    page = new_page(phone=True)
    page.goto(f"/hcc/find?ref={dossier['reference']}")
    page.fill("input[name=phone]", PHONE)
    page.locator("form[action*='/hcc/find'] button[type=submit]").click()
    page.locator(".o_hcc_dossier").wait_for()
    check(page)


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "tablet"])
def test_noted_without_a_network(new_page, demo, day, check, shot, phone):
    """An odd code is warned of and kept; then it is put right; all of it offline."""
    size = "phone" if phone else "tablet"
    page = new_page(phone=phone, viewport=pages.PHONE if phone else field_tablet())
    field.open_page(page, day)
    page.context.set_offline(True)
    field.open_visit(page, day["people"][0])
    part = field.part(page, "dossier")
    expect(part.locator("button")).to_have_count(0)
    field.part(page, "start").locator("button").last.click()
    expect(field.part(page, "start")).to_have_count(0)
    part.locator("button").first.click()
    part.locator("input[value=online]").check()
    shot(page, f"field-dossier-{size}")
    part.locator(".f-dossier-keep button").first.click()
    expect(part.get_by_role("alert")).to_be_visible()
    part.locator("input.f-input").fill(f" {ODD.lower()} ")
    expect(part.locator(".f-note")).to_contain_text(MEANT)
    check(page)
    shot(page, f"field-dossier-odd-{size}")
    part.locator(".f-dossier-keep button").first.click()
    expect(part.locator(".f-dossier-told")).to_contain_text(ODD)
    part.locator("button").first.click()
    part.locator("input.f-input").fill(CODE)
    part.locator(".f-dossier-keep button").first.click()
    expect(part.locator(".f-dossier-told")).to_contain_text(CODE)
    check(page)
    page.context.set_offline(False)
    page.evaluate("() => hccField.run()")
    field.sent(page)

    def read(env):
        entry = env["hcc.assignment"].browse(day["entries"][0])
        return entry.appointment_id.dossier_ids.mapped("code")

    assert demo(read) == [CODE]


def test_no_network_and_a_return_visit_in_one_tap(new_page, demo, day, check):
    page = new_page(phone=True)
    field.open_page(page, day)
    page.context.set_offline(True)
    field.open_visit(page, day["people"][0])
    field.part(page, "start").locator("button").last.click()
    expect(field.part(page, "start")).to_have_count(0)
    part = field.part(page, "dossier")
    part.locator(".f-dossier-again").click()
    expect(part.locator(".f-dossier-told")).to_be_visible()
    expect(part.locator(".f-dossier-again")).to_have_count(0)
    check(page)
    page.context.set_offline(False)
    page.evaluate("() => hccField.run()")
    field.sent(page)

    def read(env):
        visit = env["hcc.assignment"].browse(day["entries"][0]).appointment_id
        reason = visit.dossier_ids.mapped("not_filed_reason")
        return visit.state, visit.request_id.state, reason

    assert demo(read) == ("done", "waiting", ["no_network"])


def test_why_not_in_own_words(new_page, demo, day, check, shot):
    """A reason of the list and words beside it, which are no place for a password."""
    page = new_page(phone=True)
    field.open_page(page, day)
    field.open_visit(page, day["people"][0])
    field.part(page, "start").locator("button").last.click()
    part = field.part(page, "dossier")
    part.locator("button").first.click()
    part.locator("input[value=no]").check()
    part.locator("input[value=other]").check()
    part.locator("textarea").fill("mật khẩu: Hoa@1950")
    part.locator(".f-dossier-keep button").first.click()
    expect(part.get_by_role("alert")).to_contain_text("mật khẩu")
    check(page)
    shot(page, "field-dossier-why")
    part.locator("textarea").fill("Ông đổi ý, để tuần sau")
    part.locator(".f-dossier-keep button").first.click()
    expect(part.locator(".f-dossier-told")).to_be_visible()
    field.sent(page)

    def read(env):
        visit = env["hcc.assignment"].browse(day["entries"][0]).appointment_id
        return [(line.not_filed_reason, line.note) for line in visit.dossier_ids]

    assert demo(read) == [("other", "Ông đổi ý, để tuần sau")]


def field_tablet():
    return {"width": 800, "height": 1100}

"""What citizens say afterwards: ratings on paper, complaints and their answer."""

import re

import pytest

COORDINATOR = "coordinator@demo.hcc"
CLERK = "clerk@demo.hcc"
MANAGER = "manager@demo.hcc"
WARD = "Ba Đình"
COMPLAINT = re.compile(r"PA-[0-9A-Z]{4}-[0-9A-Z]{4}")


@pytest.fixture
def check(assert_fits, assert_targets, axe):
    """`check(page)`: everybody can read and use it."""

    def run(page):
        page.wait_for_load_state()
        assert page.locator("html").get_attribute("lang") == "vi"
        assert page.locator("h1").count() == 1
        assert_fits(page)
        assert_targets(page)
        assert axe(page) == []

    return run


@pytest.fixture(scope="module")
def database(demo_database):
    """`database(call)` gives a function an environment, and commits."""
    return demo_database


@pytest.fixture
def done(database):
    """Reference and code of a visit that is over and was not rated."""

    def find(env):
        booked = env["hcc.request"].search(
            [
                ("state", "=", "done"),
                ("rated_at", "=", False),
                ("ward_id.name", "=", WARD),
                ("citizen_id", "!=", False),
            ],
            limit=1,
        )
        return booked.reference, booked.rating_code

    return database(find)


def follow(locator):
    """Click, and wait until the page that it leads to is there, whole."""
    with locator.page.expect_navigation():
        locator.click()


def answer_as_coordinator(page, login, reference):
    """The coordinator finds the complaint among what waits, and answers it."""
    login(page, COORDINATOR, path="/odoo/attention")
    row = page.locator(".o_data_row", has_text=reference)
    follow_action(row.get_by_role("button", name="Trả lời"))
    page.get_by_role("button", name="Trả lời", exact=True).click()
    dialog = page.locator(".modal-dialog")
    dialog.locator("[name=outcome] select, [name=outcome] input").first.wait_for()
    choose_outcome(dialog)
    dialog.locator("[name=answer] textarea").fill("Chúng tôi đã nhắc người này.")
    dialog.get_by_role("button", name="Gửi trả lời").click()
    dialog.wait_for(state="hidden")


def follow_action(button):
    button.click()
    button.page.locator(".o_form_view").wait_for()


def choose_outcome(dialog):
    field = dialog.locator("[name=outcome]")
    select = field.locator("select")
    if select.count():
        select.select_option(label="Phản ánh đúng")
        return
    field.locator("input").click()
    dialog.page.locator(".o_select_menu_item", has_text="Phản ánh đúng").first.click()


def test_asked_for_money(phone_page, desktop_page, login, done, check, shot):
    """One tap by the code of the slip, words afterwards, an answer without account."""
    reference, _code = done
    page = phone_page
    page.goto(f"/hcc/complain/money?ref={reference}")
    check(page)
    shot(page, "voice-1-money")
    follow(page.get_by_role("button", name="Tôi bị đòi tiền"))
    assert "Cảm ơn" in page.locator("h1").inner_text()
    check(page)
    shot(page, "voice-2-thanks")
    complaint, secret = page.locator(".o_hcc_reference").all_inner_texts()
    assert COMPLAINT.fullmatch(complaint)
    page.fill("#text", "Đòi 50.000 đồng để làm tờ khai.")
    follow(page.get_by_role("button", name="Gửi thêm"))
    check(page)

    answer_as_coordinator(desktop_page, login, complaint)

    page.goto("/hcc/complain/find")
    check(page)
    page.fill("#reference", complaint.lower())
    page.fill("#secret", secret)
    follow(page.get_by_role("button", name="Xem câu trả lời"))
    check(page)
    assert "Chúng tôi đã nhắc người này." in page.content()
    shot(page, "voice-3-answer")


def test_complaint_in_two_steps(phone_page, check, shot):
    page = phone_page
    page.goto("/hcc")
    follow(page.get_by_role("link", name="Gửi phản ánh"))
    check(page)
    follow(page.get_by_role("button", name="Tiếp tục"))
    check(page)
    assert page.locator("#errors a").count() == 3
    page.locator("input[name=kind][value=late_or_absent]").check()
    page.fill("#text", "Hẹn 9 giờ mà 11 giờ mới đến.")
    page.fill("#ward", "ba dinh")
    follow(page.get_by_role("button", name="Tiếp tục"))
    check(page)
    shot(page, "voice-4-who")
    if page.locator("input[name=ward_id]").count() > 1:
        page.locator("input[name=ward_id]").first.check()
    page.fill("#phone", "12")
    follow(page.get_by_role("button", name="Gửi", exact=True))
    check(page)
    page.fill("#phone", "")
    follow(page.get_by_role("button", name="Gửi", exact=True))
    assert COMPLAINT.search(page.url)
    check(page)


def test_complaint_without_javascript(new_page):
    page = new_page(phone=True, java_script_enabled=False)
    page.goto("/hcc/complain?kind=other")
    page.fill("#text", "Không có ai nghe máy.")
    page.fill("#ward", "phường ba đình")
    page.get_by_role("button", name="Tiếp tục").click()
    if page.locator("input[name=ward_id]").count() > 1:
        page.locator("input[name=ward_id]").first.check()
    page.get_by_role("button", name="Gửi", exact=True).click()
    assert COMPLAINT.search(page.url)


def test_rating_by_the_code_on_the_slip(phone_page, done, database, check, shot):
    _reference, code = done
    page = phone_page
    page.goto("/hcc/rate?at=tablet")
    check(page)
    page.locator("input[name=value][value='4']").check()
    page.fill("#code", "2222-2222")
    follow(page.get_by_role("button", name="Gửi đánh giá"))
    check(page)
    assert page.locator("input[name=value][value='4']").is_checked()
    page.fill("#code", code.lower().replace("-", " "))
    follow(page.get_by_role("button", name="Gửi đánh giá"))
    assert "Cảm ơn" in page.locator("h1").inner_text()
    check(page)
    shot(page, "voice-5-rated")
    rated = database(
        lambda env: env["hcc.request"]
        .search([("rating_code", "=", code)])
        .read(["rating_value", "rating_channel"])[0]
    )
    assert (rated["rating_value"], rated["rating_channel"]) == (4, "tablet")


def test_clerk_sees_that_nobody_is_expected(desktop_page, login):
    page = login(desktop_page, CLERK)
    page.goto("/odoo/here-now")
    page.locator(".o_list_view, .o_view_nocontent").first.wait_for()
    page.goto("/odoo/action-hcc_booking.hcc_arrival_action")
    page.locator("[name=typed] input").fill("HT-0000-0000")
    page.locator("[name=typed] input").blur()
    page.locator("p", has_text="không có lịch hẹn").wait_for()


def test_response_rate_beside_the_score(desktop_page, login):
    page = login(desktop_page, MANAGER, path="/odoo/hcc-figures")
    card = page.locator("[data-figure=satisfaction_rate]")
    beside = card.locator("[data-figure=response_rate]")
    assert re.search(r"[\d,]+\s?%", beside.inner_text())
    cells = page.locator("table thead th").all_inner_texts()
    score = next(i for i, text in enumerate(cells) if "hài lòng" in text.lower())
    assert "phản hồi" in cells[score + 1].lower()

"""A visit at home: why, where the door is, the position of this telephone."""

import re

import pytest

HANOI = {"latitude": 21.0352, "longitude": 105.8142}
FORM = (
    "/hcc/book/slots?ward=00004&procedure=1.001193&eid=yes&sim=yes"
    "&originals=yes&place=home"
)


@pytest.fixture
def check(assert_fits, assert_targets, axe):
    """`check(page)`: everybody can read and use it."""

    def run(page):
        page.wait_for_load_state()
        assert_fits(page)
        assert_targets(page)
        assert axe(page) == []

    return run


def to_form(page):
    """Choose the last free time; whoever comes early finds the near ones."""
    page.goto(FORM)
    details = page.locator("details.o_hcc_day").last
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    with page.expect_navigation():
        details.locator(".o_hcc_times button").last.click()
    page.locator("#address").wait_for()


def fill(page, phone):
    page.fill("#name", "Trần Thị Mơ")
    page.fill("#phone", phone)
    page.fill("#address", "Số 5 ngõ 12")
    page.check("#consent")


def send(page):
    with page.expect_navigation():
        page.locator("main form[action$='/confirm'] button.o_hcc_big").click()


def test_reasons_and_position(new_page, check):
    page = new_page(phone=True, permissions=["geolocation"], geolocation=HANOI)
    to_form(page)
    check(page)
    page.locator("[data-position-set]").click()
    page.locator("[data-position-done]").wait_for()
    assert page.input_value("[name=latitude]") == "21.03520"
    check(page)
    page.locator("[data-position-drop]").click()
    assert page.input_value("[name=latitude]") == ""
    page.locator("[data-position-set]").click()
    page.locator("[data-position-done]").wait_for()
    page.locator("#home_reason_ids input").first.check()
    page.fill("#address_note", "Ngõ 12, đối diện nhà văn hóa")
    page.fill("#birth_year", "x")
    fill(page, "0912 347 101")
    send(page)
    # what was typed and ticked is still there
    assert page.locator("#birth_year_error").is_visible()
    assert page.locator("#home_reason_ids input").first.is_checked()
    assert page.input_value("[name=latitude]") == "21.03520"
    assert page.locator("[data-position-drop]").is_visible()
    check(page)
    page.fill("#birth_year", "1948")
    send(page)
    page.wait_for_url(re.compile("/hcc/request/"))
    assert "21.03" not in page.content()


def test_position_refused(new_page):
    page = new_page(phone=True)
    to_form(page)
    page.locator("[data-position-set]").click()
    page.locator("[data-position-none]").wait_for()
    assert page.input_value("[name=latitude]") == ""


def test_without_javascript(new_page, check):
    page = new_page(phone=True, java_script_enabled=False)
    to_form(page)
    assert not page.locator("#position").is_visible()
    fill(page, "0912 347 102")
    send(page)
    page.wait_for_url(re.compile("/hcc/request/"))


def test_asked_back_once(new_page, check):
    page = new_page(phone=True)
    for number in range(2):
        to_form(page)
        fill(page, "0912 347 103")
        send(page)
        if number:
            assert "/hcc/request/" not in page.url
            assert page.locator("main a[href*='/hcc/request/HT-']").count() == 1
            check(page)
            send(page)
        page.wait_for_url(re.compile("/hcc/request/"))

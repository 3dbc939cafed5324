"""Points, posters, sign-in and errors: read on a small telephone, and printed."""

import re

import pytest

SMALL_TEXT = """
() => [...document.querySelectorAll("body *")]
    .filter((element) => element.offsetHeight &&
        [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .filter((element) => parseFloat(getComputedStyle(element).fontSize) < 18)
    .map((element) => element.innerText)
"""

SEND_TO_A_PAGE_WITHOUT_FORM = """
() => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = "/hcc/privacy";
    document.body.append(form);
    form.submit();
}
"""


@pytest.fixture
def check(assert_fits, assert_targets, axe):
    """`check(page)`: everybody can read and use it."""

    def run(page):
        page.wait_for_load_state()
        assert page.locator("h1").count() == 1
        assert_fits(page)
        assert_targets(page)
        assert page.evaluate(SMALL_TEXT) == []
        assert axe(page) == []

    return run


def follow(locator):
    with locator.page.expect_navigation():
        locator.click()


def test_from_the_list_of_points_to_a_time(phone_page, check, shot):
    page = phone_page
    page.goto("/hcc")
    follow(page.locator("footer a[href='/hcc/points']"))
    check(page)
    page.fill("#q", "12 ngo 5 ba dinh")
    follow(page.locator("main form button[type=submit]"))
    assert "ngo" not in page.url
    check(page)
    shot(page, "points")
    follow(page.locator("main a.o_hcc_choice").first)
    check(page)
    name = page.locator("h1").inner_text()
    follow(page.locator("main a.o_hcc_big"))
    assert name in page.locator("main").inner_text()
    check(page)
    follow(page.locator("a[href*='procedure=unknown']"))
    for question in page.locator("fieldset.o_hcc_field").all():
        question.locator("input[value=yes]").check()
    follow(page.locator("main button[type=submit]"))
    assert "/hcc/book/slots" in page.url
    assert name in page.locator(".o_hcc_lead").inner_text()
    page.locator(".o_hcc_back").click()
    page.wait_for_url(re.compile("/hcc/book/place"))


def test_poster_is_one_sheet(desktop_page, shot):
    page = desktop_page
    page.goto("/hcc/points")
    follow(page.locator("main a.o_hcc_choice").first)
    follow(page.locator("main a[href$='/poster']"))
    shot(page, "poster")
    printed = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1
    page.emulate_media(media="print")
    for hidden in ("header", "footer", "[data-print]", ".o_hcc_back"):
        assert not page.locator(hidden).is_visible()
    assert page.locator("svg.o_hcc_qr").is_visible()


def test_sign_in_by_keyboard(phone_page, check, shot):
    page = phone_page
    page.goto("/hcc/sign-in")
    check(page)
    shot(page, "sign-in")
    page.focus("#login")
    page.keyboard.type("clerk@demo.hcc")
    page.keyboard.press("Tab")
    page.keyboard.type("not-this-one")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("[role=alert]").is_visible()
    assert page.input_value("#login") == "clerk@demo.hcc"
    assert page.input_value("#password") == ""
    check(page)
    page.fill("#password", "demo")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/odoo"))


def test_errors_can_be_read(phone_page, check):
    page = phone_page
    page.goto("/hcc/nothing")
    check(page)
    with page.expect_navigation():
        page.evaluate(SEND_TO_A_PAGE_WITHOUT_FORM)
    assert page.locator("main a[href='/hcc']").count() == 1
    check(page)

"""The citizen's way, in a real browser on a small telephone, in Vietnamese."""

import itertools
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from lxml import html

WARD = "Phường Ba Đình"
NAME = "Nguyễn Văn Bình"
PERSONS = itertools.count(100)

_SMALL_TEXT = """
() => {
    const small = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || !element.offsetHeight) continue;
        const size = parseFloat(getComputedStyle(element).fontSize);
        if (size < 18) small.add(`${size} px: ${walker.currentNode.data.trim()}`);
    }
    return [...small];
}
"""
_SMALL_LINKS = """
() => [...document.querySelectorAll(
    ".o_hcc_button, .o_hcc_choice, .o_hcc_link, .o_hcc_back, .o_hcc_radio, " +
    ".o_hcc_times button, summary, #errors a"
)].filter((element) => element.offsetHeight && element.offsetHeight < 44)
  .map((element) => `${element.offsetHeight} px: ${element.innerText}`)
"""


@pytest.fixture
def check(assert_fits, assert_targets, axe):
    """`check(page)`: everybody can read and use it."""

    def run(page):
        page.wait_for_load_state()
        assert page.locator("html").get_attribute("lang") == "vi"
        assert page.locator("h1").count() == 1
        assert_fits(page)
        assert_targets(page)
        assert page.evaluate(_SMALL_LINKS) == []
        assert page.evaluate(_SMALL_TEXT) == []
        assert axe(page) == []

    return run


@pytest.fixture
def rating_path(demo_database):
    """Where a citizen rates a visit that is over."""

    def find(env):
        done = env["hcc.request"].search(
            [("state", "=", "done"), ("rated_at", "=", False)], limit=1
        )
        return done._get_rating().access_token

    return f"/hcc/rate/{demo_database(find)}"


def follow(locator):
    """Click, and wait until the page that it leads to is there, whole."""
    with locator.page.expect_navigation():
        locator.click()


def submit(page):
    follow(page.locator("main form[method=post] button[type=submit]").first)


def to_ward(page):
    page.goto("/hcc")
    follow(page.get_by_role("link", name="Đặt lịch hỗ trợ"))
    page.fill("#q", "ba dinh")
    follow(page.get_by_role("button", name="Tìm"))
    follow(page.locator("a.o_hcc_choice", has_text=WARD).first)


def to_place(page, words="giay khai sinh", name="Đăng ký khai sinh"):
    to_ward(page)
    page.fill("#q", words)
    follow(page.get_by_role("button", name="Tìm"))
    follow(page.locator("a.o_hcc_choice", has_text=name).first)
    answer(page, "yes")


def answer(page, value):
    for question in page.locator("fieldset.o_hcc_field").all():
        question.locator(f"input[value={value}]").check()
    follow(page.get_by_role("button", name="Tiếp tục"))


def choose_time(page, day=0, time=0):
    details = page.locator("details.o_hcc_day").nth(day)
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    follow(details.locator(".o_hcc_times button").nth(time))


def fill(page, name=NAME, phone=None):
    """Fill in the form; each time another telephone, and so another person."""
    page.fill("#name", name)
    page.fill("#phone", f"0912 346 {next(PERSONS)}" if phone is None else phone)
    page.check("#consent")


def address_of_time(page, day, time):
    """Where the form of a free time is, without holding that time."""
    button = page.locator("details.o_hcc_day").nth(day).locator("button").nth(time)
    query = button.evaluate(
        "(button) => new URLSearchParams([...new FormData(button.form, button)]"
        ".filter(([name]) => !['token', 'website'].includes(name))).toString()"
    )
    return f"/hcc/book/details?{query}"


def reference_of(page):
    page.wait_for_url(re.compile("/hcc/request/"))
    return page.locator(".o_hcc_reference").inner_text()


def test_whole_journey(phone_page, check, shot):
    page = phone_page
    addresses = []
    page.on("framenavigated", lambda frame: addresses.append(frame.url))
    page.goto("/hcc")
    check(page)
    shot(page, "citizen-1-front")
    follow(page.get_by_role("link", name="Đặt lịch hỗ trợ"))

    # A former ward that was split into several shows all of them.
    page.fill("#q", "12 ngo 30 kim ma")
    follow(page.get_by_role("button", name="Tìm"))
    page.locator("a.o_hcc_choice").nth(2).wait_for()
    check(page)
    shot(page, "citizen-2-ward")
    follow(page.locator("a.o_hcc_choice", has_text=WARD).first)

    check(page)
    page.fill("#q", "giay khai sinh")
    follow(page.get_by_role("button", name="Tìm"))
    check(page)
    shot(page, "citizen-3-procedure")
    follow(page.locator("a.o_hcc_choice").first)

    follow(page.get_by_role("button", name="Tiếp tục"))
    page.locator("#errors a").nth(1).wait_for()
    check(page)
    answer(page, "no")
    page.locator(".o_hcc_warning").nth(1).wait_for()
    check(page)
    shot(page, "citizen-4-warning")
    follow(page.get_by_role("link", name="Tiếp tục"))

    check(page)
    shot(page, "citizen-5-place")
    follow(page.locator("a.o_hcc_choice").first)
    check(page)
    shot(page, "citizen-6-time")
    choose_time(page, day=1)

    check(page)
    fill(page, phone="12")
    page.fill("#description", "<script>alert(1)</script>")
    submit(page)
    assert page.locator("#phone_error").is_visible()
    assert page.input_value("#name") == NAME
    assert page.input_value("#description") == "<script>alert(1)</script>"
    check(page)
    shot(page, "citizen-7-details")
    page.fill("#phone", "0912 345 678")
    submit(page)

    reference = reference_of(page)
    text = page.locator("main").inner_text()
    assert re.search(r"CTV-\w+-\w+", text)
    assert "miễn phí" in text
    assert page.locator("main a[href^='tel:']").count() == 1
    check(page)
    shot(page, "citizen-8-booked")

    follow(page.locator("a[href$='/slip']"))
    check(page)
    assert page.get_by_role("img", name="Mã QR của lịch hẹn này").is_visible()
    shot(page, "citizen-9-slip")
    page.emulate_media(media="print")
    assert not page.locator("header").is_visible()
    page.emulate_media(media="screen")
    page.go_back()

    follow(page.locator("a[href$='/move']"))
    check(page)
    choose_time(page, day=2, time=1)
    check(page)
    submit(page)
    page.get_by_text("Đã đổi giờ hẹn.").wait_for()

    follow(page.locator("a[href$='/cancel']"))
    check(page)
    page.locator("input[name=reason]").first.check()
    follow(page.get_by_role("button", name="Đúng, huỷ lịch hẹn"))
    page.get_by_text("Đã huỷ lịch hẹn.").wait_for()
    check(page)

    follow(page.get_by_role("button", name="Xoá thông tin khỏi máy này"))
    page.get_by_text("Đã xoá thông tin").wait_for()
    page.goto(f"/hcc/request/{reference}")
    assert page.input_value("#reference") == reference
    check(page)
    assert not [text for text in addresses if re.search("0912|Binh|Bình|ngo", text)]


def test_without_javascript(new_page, check):
    page = new_page(phone=True, java_script_enabled=False)
    to_place(page)
    follow(page.locator("a.o_hcc_choice", has_text="Đi lại khó khăn"))
    choose_time(page)
    page.check("#on_behalf_yes")
    page.select_option("#requester_relation", "relative")
    page.fill("#requester_name", "Nguyễn Thị Mai")
    page.fill("#requester_phone", "0987 654 321")
    fill(page, phone="")
    page.fill("#address", "Số 5 ngõ 12")
    submit(page)
    reference = reference_of(page)
    assert "Người đến hỗ trợ" in page.locator("main").inner_text()

    other = new_page(phone=True, java_script_enabled=False)
    other.goto("/hcc")
    follow(other.get_by_role("link", name="Xem, đổi, huỷ lịch hẹn"))
    other.fill("#reference", reference.lower().replace("-", " "))
    other.fill("#phone", "0912 000 000")
    submit(other)
    assert other.locator("#errors").is_visible()
    other.fill("#phone", "0987654321")
    submit(other)
    assert reference_of(other) == reference


def test_keyboard_alone(phone_page):
    page = phone_page
    page.goto("/hcc")
    go_to(page, "a.o_hcc_skip", tabs=1)
    page.keyboard.press("Enter")
    press(page, "a.o_hcc_big")
    type_into(page, "#q", "hoan kiem")
    enter(page)
    press(page, "a.o_hcc_choice")
    press(page, "a[href*='procedure=unknown']")
    for _question in page.locator("fieldset.o_hcc_field").all():
        go_to(page, "input[type=radio]")
        page.keyboard.press("Space")
    press(page, "main button[type=submit]")
    press(page, "a.o_hcc_choice")
    press(page, "details[open] .o_hcc_times button")
    type_into(page, "#name", NAME)
    type_into(page, "#phone", "0912345678")
    type_into(page, "#description", "Làm giấy tờ nhà đất")
    go_to(page, "#consent")
    page.keyboard.press("Space")
    press(page, "main form[method=post] button[type=submit]")
    assert reference_of(page).startswith("HT-")


def go_to(page, selector, tabs=120):
    """Press Tab until something fitting has the focus, and shows it."""
    for _press in range(tabs):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "(selector) => document.activeElement.matches(selector) &&"
            " getComputedStyle(document.activeElement).outlineWidth",
            selector,
        )
        if outline:
            assert float(outline.removesuffix("px")) >= 3
            return
    raise AssertionError(f"{selector} is not reached by keyboard on {page.url}")


def press(page, selector):
    go_to(page, selector)
    enter(page)


def enter(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_into(page, selector, text):
    go_to(page, selector)
    page.keyboard.type(text)


def test_not_at_home_is_told_before_the_times(phone_page, check):
    to_place(phone_page, "chung thuc di chuc", "Chứng thực di chúc")
    page = phone_page
    assert "không làm tại nhà được" in page.locator(".o_hcc_warning").inner_text()
    assert not page.locator("a[href*='place=home']").count()
    check(page)


def test_wish_for_another_time(phone_page, check):
    page = phone_page
    to_place(page)
    follow(page.locator("a.o_hcc_choice").first)
    follow(page.get_by_role("link", name="Đề nghị giờ khác"))
    check(page)
    page.fill("#wish", "Sáng thứ Bảy")
    fill(page)
    submit(page)
    reference_of(page)
    assert "Chúng tôi trả lời ông/bà trước" in page.locator("main").inner_text()
    check(page)


def test_lost_race_keeps_the_form(new_page, check):
    slow, fast = new_page(phone=True), new_page(phone=True)
    to_place(slow)
    follow(slow.locator("a.o_hcc_choice").first)
    # A link to a time holds nothing: whoever is first gets it.
    address = address_of_time(slow, day=3, time=2)
    slow.goto(address)
    fill(slow)
    slow.fill("#description", "Xin giữ lại chữ này")
    for number in range(40):
        fast.goto(address)
        if "/details" not in fast.url:
            break
        fill(fast, phone=f"0912 000 1{number:02}")
        submit(fast)
        reference_of(fast)
    assert "/slots" in fast.url
    assert fast.get_by_text("Giờ này không còn trống").is_visible()

    submit(slow)
    assert slow.get_by_text("Giờ này vừa có người đặt").is_visible()
    assert slow.input_value("#name") == NAME
    assert slow.input_value("#description") == "Xin giữ lại chữ này"
    check(slow)
    slow.locator("input[type=radio][name=start]").first.check()
    submit(slow)
    assert reference_of(slow).startswith("HT-")


def test_rating_once(phone_page, rating_path, check, shot):
    page = phone_page
    page.goto(rating_path)
    check(page)
    shot(page, "citizen-10-rating")
    page.fill("#comment", "Rất tận tình")
    submit(page)
    assert page.locator("#errors").is_visible()
    assert page.input_value("#comment") == "Rất tận tình"
    check(page)
    page.get_by_label("Rất hài lòng").check()
    submit(page)
    thanks = page.get_by_role("heading", name="Cảm ơn ông/bà")
    thanks.wait_for()
    check(page)
    page.goto(rating_path)
    assert thanks.is_visible()
    page.goto("/hcc/rate/0123456789abcdef")
    check(page)
    assert page.get_by_role("heading", name="Không tìm thấy trang này").is_visible()


def open_forms(base_url, count):
    """The last form, opened by several people for the same time.

    :return: the time, and a session and a filled form for each of them
    """
    address = (
        f"{base_url}/hcc/book/slots?ward=00004&procedure=1.001193&eid=yes&sim=yes"
        "&originals=yes&place=home"
    )
    page = html.fromstring(requests.get(address).text)
    start = page.xpath("//button[@name='start']/@value")[-3]
    forms = []
    for _number in range(count):
        session = requests.Session()
        address = address.replace("/slots?", "/details?")
        page = html.fromstring(session.get(f"{address}&start={start}").text)
        [form] = page.xpath("//form[contains(@action, '/confirm')]")
        values = {**dict(form.form_values()), "name": NAME, "consent": "1"}
        values |= {"phone": f"0912346{next(PERSONS)}", "address": "Số 5 ngõ 12"}
        forms.append((session, values))
    return start, forms


def send_all(base_url, forms):
    def send(form):
        session, values = form
        return session.post(f"{base_url}/hcc/book/confirm", values)

    with ThreadPoolExecutor(len(forms)) as pool:
        return list(pool.map(send, forms))


def test_rush_for_one_time(demo_server):
    start, forms = open_forms(demo_server.base_url, 12)
    answers = send_all(demo_server.base_url, forms)
    won = [answer for answer in answers if answer.status_code == 200]
    lost = [answer for answer in answers if answer.status_code == 409]
    assert len(won) + len(lost) == len(answers)
    assert won and lost
    assert len({answer.url for answer in won}) == len(won)
    for answer in lost:
        page = html.fromstring(answer.text)
        assert "Giờ này vừa có người đặt" in answer.text
        assert start not in page.xpath("//input[@name='start']/@value")
        assert page.xpath("//input[@name='name']/@value") == [NAME]


def test_one_form_sent_many_times_at_once(demo_server):
    _start, [(_session, values)] = open_forms(demo_server.base_url, 1)
    # nobody of the rush: whoever is booked already is asked back once
    values["phone"] = "0912000399"
    forms = [(requests.Session(), values) for _number in range(6)]
    answers = send_all(demo_server.base_url, forms)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.url for answer in answers}) == 1
    assert "/hcc/request/HT-" in answers[0].url


def test_first_visit_is_light(new_page, demo_server):
    page = new_page(phone=True)
    sizes = {}
    page.on("response", lambda answer: sizes.update({answer.url: len(answer.body())}))
    page.goto("/hcc")
    page.wait_for_load_state("networkidle")
    assert all(url.startswith(demo_server.base_url) for url in sizes)
    assert sum(sizes.values()) <= 150_000, sizes


def test_without_network_the_hotline_stays(new_page):
    page = new_page(phone=True)
    page.goto("/hcc")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/hcc/book/ward")
    page.context.set_offline(True)
    page.goto("/hcc/find")
    assert page.get_by_role("heading", name="Hiện không có mạng").is_visible()
    assert page.locator("main a[href^='tel:']").count() == 1
    kept = page.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async (name) =>"
        " (await (await caches.open(name)).keys()).map((item) => item.url)))).flat()"
    )
    paths = {re.sub(r"^https?://[^/]+|\?.*", "", url) for url in kept}
    assert paths == {
        "/hcc/offline",
        "/hcc_collaborator/static/src/public/public.css",
    }


def test_wide_screen(desktop_page, check, shot):
    page = desktop_page
    page.goto("/hcc")
    check(page)
    shot(page, "citizen-wide-front")
    to_place(page)
    follow(page.locator("a.o_hcc_choice").first)
    check(page)
    shot(page, "citizen-wide-time")

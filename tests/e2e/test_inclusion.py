"""Nobody is shut out: every page, by keyboard, large, without colours, aloud."""

import pytest

from hcc_pytest import every_page, pages

#: what has to be the same on every page, whatever it shows
_FRAME = """
() => {
    const problems = [];
    const count = (selector) => document.querySelectorAll(selector).length;
    for (const name of ["h1", "main", "header", "footer", "title"]) {
        const found = count(name);
        if (found !== 1) problems.push(`${found} × ${name}`);
    }
    if (document.documentElement.lang !== "vi") problems.push("lang of the page");
    for (const link of document.querySelectorAll("[hreflang]")) {
        if (link.lang !== link.hreflang) problems.push(`lang of ${link.outerHTML}`);
    }
    const skip = document.querySelector("a.o_hcc_skip");
    const first = document.querySelector("a[href], button, input, select, textarea");
    if (!skip || skip !== first) problems.push("the skip link is not the first");
    let level = 1;
    for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
        const next = Number(heading.tagName[1]);
        if (next > level + 1) problems.push(`heading ${heading.innerText}`);
        level = Math.max(next, 1);
    }
    return problems;
}
"""
#: controls without a name, and errors that are not tied to their field
_FORMS = """
() => {
    const problems = [];
    const seen = "input:not([type=hidden]), select, textarea";
    for (const control of document.querySelectorAll(seen)) {
        if (control.closest("[aria-hidden=true]")) continue;
        const text = [...control.labels].map((label) => label.textContent).join("");
        if (!text.trim()) problems.push(`no label: ${control.outerHTML}`);
    }
    for (const error of document.querySelectorAll(".o_hcc_wrong")) {
        const words = error.querySelector(".o_hcc_error");
        if (!words || !words.innerText.trim()) {
            problems.push(`no words: ${error.outerHTML.slice(0, 200)}`);
            continue;
        }
        const tied = words.id && document.querySelector(
            `[aria-describedby~="${words.id}"]`
        );
        if (!tied) problems.push(`not tied: ${words.outerHTML}`);
        const invalid = '[aria-invalid="true"]';
        if (!error.matches(invalid) && !error.querySelector(invalid)) {
            problems.push(`not invalid: ${words.outerHTML}`);
        }
    }
    for (const link of document.querySelectorAll("#errors a")) {
        if (!document.getElementById(link.hash.slice(1))) {
            problems.push(`leads nowhere: ${link.outerHTML}`);
        }
    }
    return problems;
}
"""
#: what colours alone tell: links in text, buttons without a frame
_COLOURS = """
() => {
    const problems = [];
    const shown = (element) => element.checkVisibility();
    for (const link of document.querySelectorAll("main a, footer a")) {
        const style = getComputedStyle(link);
        const framed = parseFloat(style.borderTopWidth) > 0;
        if (shown(link) && !framed && !style.textDecorationLine.includes("underline")) {
            problems.push(`a link like text: ${link.outerHTML.slice(0, 120)}`);
        }
    }
    for (const button of document.querySelectorAll("button, .o_hcc_button, .btn")) {
        if (shown(button) && !parseFloat(getComputedStyle(button).borderTopWidth)) {
            problems.push(`no frame: ${button.outerHTML.slice(0, 120)}`);
        }
    }
    return problems;
}
"""
_MOTION = """
() => [
    ...document.getAnimations().map(() => "an animation"),
    ...[...document.querySelectorAll("*")].filter((element) => {
        const style = getComputedStyle(element);
        return style.scrollBehavior === "smooth" || style.animationName !== "none" ||
            style.transitionDuration.split(",").some((time) => parseFloat(time) > 0.01);
    }).map((element) => element.outerHTML.slice(0, 120)),
]
"""
_LARGE_TEXT = "(size) => { document.documentElement.style.fontSize = size; }"
#: pages that say that there is nothing: months that are published have their own test
MISSING = {
    every_page.PUBLIC["/hcc/<path:rest>"],
    every_page.PUBLIC["/hcc/figures/<string:month>"],
}
#: Odoo's own frame around the pages of the portal, named in the statement
PORTAL_FRAME = ("header", "footer", "#o_main_nav", ".o_portal_navbar", "nav")


@pytest.fixture(scope="module")
def facts(demo):
    found = demo(
        lambda env: {**every_page.prepare(env), "routes": every_page.routes(env)}
    )
    yield found
    # its helper is free again for other journeys
    demo(lambda env: env["hcc.session"].browse(found["session"])._set_state("done"))


@pytest.fixture
def look(assert_fits, assert_targets, axe):
    """`look(page)`: everything that is asked of a page, told at once."""

    def run(page, portal=False, sizes=(pages.DESKTOP, pages.PHONE)):
        page.wait_for_load_state()
        found = [] if portal else page.evaluate(_FRAME)
        found += page.evaluate(_FORMS) + ([] if portal else page.evaluate(_COLOURS))
        if not portal:
            found += page.evaluate(_MOTION)
        options = {"exclude": PORTAL_FRAME} if portal else {}
        checks = [assert_fits] if portal else [assert_fits, assert_targets]
        if portal:
            page.evaluate("document.querySelector('#wrapwrap > header').hidden = true")
        for size in sizes:
            page.set_viewport_size(size)
            found += axe(page, **options)
            for check in checks:
                try:
                    check(page)
                except AssertionError as error:
                    found.append(str(error))
        page.evaluate(_LARGE_TEXT, "200%")
        try:
            assert_fits(page)
        except AssertionError as error:
            found.append(f"large text: {error}")
        page.evaluate(_LARGE_TEXT, "")
        return found

    return run


def grant(page, facts):
    """This browser may see a request, a complaint and an application."""
    page.goto(facts["link"])
    for path, fields in (
        (
            "/hcc/complain/find",
            {"reference": facts["complaint"], "secret": facts["complaint_code"]},
        ),
        (
            "/hcc/join/find",
            {"reference": facts["application"], "phone": facts["application_phone"]},
        ),
    ):
        page.goto(path)
        for name, value in fields.items():
            page.fill(f"[name={name}]", value)
        with page.expect_navigation():
            page.locator("main form[method=post] button[type=submit]").first.click()
        assert page.url.endswith(facts["complaint"]) or page.url.endswith(
            facts["application"]
        ), page.url


def addresses(facts):
    found = [path for path in every_page.PUBLIC.values() if path.startswith("/")]
    return [path.format(**facts) for path in (*found, *every_page.MORE)]


def test_no_page_is_forgotten(facts):
    known, there = every_page.known(), facts["routes"]
    assert sorted(there - known) == [], "to be added to hcc_pytest/every_page.py"
    assert sorted(known - there) == [], "these are gone"


def test_every_page_is_for_everybody(new_page, facts, look, login):
    page = new_page(forced_colors="active")
    grant(page, facts)
    problems = {}

    def visit(path, **options):
        answer = page.goto(path)
        found = look(page, **options)
        if answer.status != (404 if path in MISSING else 200):
            found.append(f"status {answer.status}")
        if found:
            problems[path] = found

    for path in addresses(facts):
        visit(path)
    for path, action in every_page.EMPTY_FORMS.items():
        page.goto(path)
        with page.expect_navigation():
            page.locator(f"main form[action$='{action}'] [type=submit]").first.click()
        # the fields are those of the page, which was looked at in both widths
        found = look(page, sizes=[pages.PHONE])
        if page.evaluate("document.activeElement.id") != "errors":
            found.append("nobody is taken to the errors")
        if found:
            problems[f"{path}, sent empty"] = found
    for account, routes in every_page.SIGNED_IN.items():
        page.context.clear_cookies()
        login(page, account, path="/hcc/certificate")
        for path in routes.values():
            if path.startswith("/"):
                visit(path.format(**facts), portal=path.startswith("/my"))
    text = "\n".join(f"{path}\n    " + "\n    ".join(p) for path, p in problems.items())
    assert not problems, text


def tab_to(page, selector, most=60):
    """Press Tab until the focus is there; it can be seen on the whole way."""
    for _press in range(most):
        page.keyboard.press("Tab")
        seen, there = page.evaluate(_FOCUS, selector)
        assert seen, page.evaluate("document.activeElement.outerHTML")
        if there:
            return
    raise AssertionError(f"{selector} on {page.url} is out of reach of a keyboard")


def enter(page, selector):
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


_FOCUS = """
(selector) => {
    const focused = document.activeElement;
    const style = getComputedStyle(focused);
    const box = focused.getBoundingClientRect();
    const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0;
    const isSeen = focused === document.body || (
        focused.matches(":focus-visible") && parseFloat(style.outlineWidth) >= 2 &&
        style.outlineStyle !== "none" && inView && focused.checkVisibility()
    );
    return [isSeen, focused.matches(selector)];
}
"""


def test_booking_by_keyboard_alone(desktop_page):
    page = desktop_page
    page.goto("/hcc")
    tab_to(page, ".o_hcc_skip")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    enter(page, "main a[href$='/hcc/book/ward']")
    tab_to(page, "#q")
    page.keyboard.type("ba dinh")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    enter(page, "a.o_hcc_choice")
    enter(page, "a[href*='procedure=unknown']")
    for name in ("eid", "sim"):
        tab_to(page, f"input[name={name}]")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        assert page.locator(f"input[name={name}][value=yes]").is_checked()
    enter(page, "main button[type=submit]")
    assert "Bước" in page.locator(".o_hcc_step_text").inner_text()
    enter(page, "a.o_hcc_choice")
    tab_to(page, "summary, .o_hcc_times button")
    if page.evaluate("document.activeElement.tagName") == "SUMMARY":
        if not page.evaluate("document.activeElement.parentElement.open"):
            page.keyboard.press("Space")
        tab_to(page, ".o_hcc_times button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    enter(page, "main form[action$='/confirm'] button.o_hcc_big")
    assert page.evaluate("document.activeElement.id") == "errors"
    # a link of the summary leads to its field, and what is typed goes there
    tab_to(page, "#errors a[href='#name']")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "name"
    page.keyboard.type("Nguyễn Thị Phím")
    tab_to(page, "#phone")
    page.keyboard.type("0912 346 991")
    tab_to(page, "#description")
    page.keyboard.type("Xin cấp lại giấy khai sinh")
    tab_to(page, "#consent")
    page.keyboard.press("Space")
    enter(page, "main form[action$='/confirm'] button.o_hcc_big")
    page.wait_for_url("**/hcc/request/HT-*")


def test_screen_reader_reads_vietnamese(desktop_page):
    """What a screen reader is given of the booking form: roles and names."""
    page = desktop_page
    page.goto(every_page.PUBLIC["/hcc/book/details"])
    tree = page.locator("body").aria_snapshot()
    for line in (
        '- link "Đến phần nội dung"',
        "- banner:",
        "- main:",
        "- contentinfo:",
        '- navigation "Các bước"',
        '- heading "Thông tin người cần hỗ trợ" [level=1]',
        '- group "Ai cần hỗ trợ?"',
        '- radio "Chính tôi" [checked]',
        '- textbox "Số điện thoại"',
        '- checkbox "Tôi đã đọc và đồng ý"',
    ):
        assert line in tree, f"{line} is not in\n{tree}"
    page.locator("main form[action$='/confirm'] button.o_hcc_big").click()
    alert = page.get_by_role("alert").first.aria_snapshot()
    assert '- heading "Xin ông/bà sửa' in alert, alert
    name = page.locator("#name")
    assert name.get_attribute("aria-invalid") == "true"
    described = name.get_attribute("aria-describedby").split()
    assert page.locator(f"#{described[-1]}").inner_text().strip()


_VOICES = """
(lang) => {
    const spoken = [];
    const voices = [{lang, name: "A voice"}];
    window.hccSpoken = spoken;
    class Utterance { constructor(text) { this.text = text; } }
    const synthesis = new EventTarget();
    Object.assign(synthesis, {
        getVoices: () => voices,
        speak: (utterance) => spoken.push(utterance),
        cancel: () => spoken.splice(0),
    });
    Object.defineProperty(window, "speechSynthesis", {value: synthesis});
    window.SpeechSynthesisUtterance = Utterance;
}
"""


def with_voice(page, lang):
    page.add_init_script(f"({_VOICES})({lang!r})")
    return page


def test_read_aloud(new_page, axe, assert_fits, assert_targets, shot):
    page = with_voice(new_page(phone=True), "vi-VN")
    page.goto("/hcc/book/ward")
    button = page.locator("[data-aloud]")
    button.wait_for()
    assert_targets(page)
    assert_fits(page)
    assert axe(page) == []
    shot(page, "aloud-phone")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    spoken = page.evaluate("hccSpoken.map(({text, lang}) => [text, lang])")
    text = " ".join(line for line, _lang in spoken)
    assert page.locator("h1").inner_text() in text
    assert page.locator("label[for=q]").inner_text().strip() in text
    assert "Để trống" not in text, "nobody hears what nobody sees"
    assert {lang for _line, lang in spoken} == {"vi-VN"}
    assert max(len(line) for line, _lang in spoken) <= 200
    assert axe(page) == []
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    assert page.evaluate("hccSpoken.length") == 0
    # the last word gives the button back
    button.click()
    page.evaluate("hccSpoken.at(-1).onend()")
    assert button.get_attribute("aria-pressed") == "false"


def test_no_button_without_a_voice(new_page):
    page = with_voice(new_page(phone=True), "en-US")
    page.goto("/hcc")
    assert not page.locator("[data-aloud]").is_visible()
    page.evaluate(
        """() => {
            speechSynthesis.getVoices().push({lang: "vi_VN", name: "Late"});
            speechSynthesis.dispatchEvent(new Event("voiceschanged"));
        }"""
    )
    assert page.locator("[data-aloud]").is_visible()
    page.goto("/en/hcc")
    assert page.locator("[data-aloud]").is_visible(), "English has a voice here"


#: Odoo's own screens, one of each kind, as the measure of ours
ODOOS = (
    "/odoo/action-base.action_res_users",
    "/odoo/action-base.action_res_users/2",
    "/odoo/action-base.action_partner_form",
)
OURS = (
    "/odoo/action-hcc_booking.hcc_request_action",
    "/odoo/action-hcc_booking.hcc_request_action/{own}",
    "/odoo/action-hcc_booking.hcc_intake_action",
    "/odoo/action-hcc_booking.hcc_attention_action",
    "/odoo/action-hcc_booking.hcc_appointment_action_board",
    "/odoo/action-hcc_collaborator.hcc_collaborator_action",
)
#: the theme's: badges (text-bg-info) and quiet words (text-muted) are too pale in Odoo
#: everywhere, and we bring no colours of our own
PALE = {"color-contrast"}
_SCREEN = ".o_renderer, .o_form_renderer, .o_kanban_renderer, .o_list_renderer"


def rules(found):
    return {line.split(" ")[0] for line in found}


def test_screens_of_the_office_are_not_worse_than_odoos(new_page, facts, login, axe):
    page = login(new_page(), "admin@demo.hcc", path="/hcc/certificate")

    def look_at(path):
        page.goto(path)
        page.locator(_SCREEN).first.wait_for()
        return axe(page)

    odoos = PALE.union(*(rules(look_at(path)) for path in ODOOS))
    worse = {}
    for path in OURS:
        found = look_at(path.format(**facts))
        ours = [line for line in found if line.split(" ")[0] not in odoos]
        if ours:
            worse[path] = ours
    assert not worse, (odoos, worse)

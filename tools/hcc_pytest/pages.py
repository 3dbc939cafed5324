"""What browser tests ask of a page."""

import contextlib
import re
import time

from playwright.sync_api import TimeoutError

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}
PASSWORD = "demo"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TARGET_HEIGHT = 44
#: what Odoo's client asks for when a button is pressed
_ASKS = re.compile(r"/web/(dataset/call_button|action/(load|run))|/web_save\b")
#: milliseconds until it has done so; seconds until a menu shows what belongs to it
ASKED, SETTLED = 4000, 2

# What is still fading in or out has the contrast of neither
_FADED = """() => Promise.all(
    document.getAnimations()
        .filter((one) => one.playState === "running"
            && Number.isFinite(one.effect?.getComputedTiming().endTime))
        .map((one) => one.finished.catch(() => null))
).then(() => null)"""

_SMALL_TARGETS = """
(height) => {
    const selector =
        "button, a.btn, a[role=button], input:not([type=hidden]), select, textarea";
    const problems = [];
    for (const element of document.querySelectorAll(selector)) {
        const style = getComputedStyle(element);
        let box = element.getBoundingClientRect();
        if (
            style.visibility === "hidden" || style.display === "none" ||
            style.opacity === "0" || !box.width || !box.height ||
            box.width <= 1 || box.height <= 1 || box.bottom + scrollY < 0 ||
            box.right < 0
        ) continue;
        if (["radio", "checkbox"].includes(element.type)) {
            const label = element.closest("label") ||
                (element.id &&
                    document.querySelector(`label[for="${CSS.escape(element.id)}"]`));
            if (label && label.getBoundingClientRect().height > box.height) {
                box = label.getBoundingClientRect();
            }
        }
        if (box.height < height - 0.5) {
            const name = element.innerText || element.name || element.id;
            problems.push(
                `${element.tagName.toLowerCase()} "${name.trim().slice(0, 40)}": ` +
                `${box.height.toFixed(1)} px`
            );
        }
    }
    return problems;
}
"""
_WIDE_ELEMENTS = """
() => {
    const limit = window.innerWidth;
    const names = [];
    for (const element of document.querySelectorAll("body *")) {
        const box = element.getBoundingClientRect();
        if (box.width && box.right > limit + 0.5) {
            names.push(
                `${element.tagName.toLowerCase()}.${element.className} ` +
                `ends at ${box.right.toFixed(0)}`
            );
        }
    }
    return names.slice(0, 8);
}
"""


def login(page, account, password=PASSWORD, path="/odoo"):
    """Sign in at Odoo's form; afterwards the page shows `path`."""
    page.goto(f"/web/login?redirect={path}")
    page.fill("input[name=login]", account)
    page.fill("input[name=password]", password)
    page.locator("form.oe_login_form button[type=submit]").click()
    page.wait_for_url(lambda url: "/web/login" not in url)
    return page


def session_cookie(page):
    """:return: the cookie of the session that the page is signed in with"""
    cookies = page.context.cookies()
    return next(cookie for cookie in cookies if cookie["name"] == "session_id")


def resume(page, cookie):
    """Sign the page in with a session of before.

    :param cookie: that of session_cookie(), None where there is none
    :return: whether the session still holds
    """
    if cookie is None:
        return False
    page.context.clear_cookies()
    page.context.add_cookies([cookie])
    answer = page.request.post("/web/session/check", data={"params": {}})
    return answer.ok and "error" not in answer.json()


def assert_fits(page):
    """Nothing makes the page scroll sideways."""
    width, limit = page.evaluate(
        "() => [document.scrollingElement.scrollWidth, window.innerWidth]"
    )
    if width > limit:
        wide = "\n".join(page.evaluate(_WIDE_ELEMENTS))
        raise AssertionError(f"{page.url} is {width} px wide, not {limit}:\n{wide}")


def assert_targets(page, height=TARGET_HEIGHT):
    """Buttons, links that look like buttons and inputs are high enough."""
    small = page.evaluate(_SMALL_TARGETS, height)
    if small:
        raise AssertionError(f"{page.url}: below {height} px:\n" + "\n".join(small))


def axe(page, source, tags=AXE_TAGS, exclude=()):
    """:return: one text for each violation that axe-core finds"""
    # evaluated, not a <script>: a page's content policy does not matter then
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(source.read_text())
    # what lies half under a bar that stays on top is no smaller for that
    page.evaluate("() => window.scrollTo(0, 0)")
    page.evaluate(_FADED)
    context = {"exclude": [[selector] for selector in exclude]} if exclude else None
    found = page.evaluate(
        "([context, tags]) => axe.run(context || document,"
        " {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'], "
        "preload: false})",
        [context, tags],
    )
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: "
        + "; ".join(node["html"][:160] for node in violation["nodes"][:5])
        for violation in found["violations"]
    ]


def choose(page, box, text):
    """Choose the first suggestion with these words in a field of the client.

    A list that is just being fetched anew swallows the choice and stays: choose again.

    :param box: the input
    """
    items = page.locator(".o-autocomplete--dropdown-item")
    for _try in range(6):
        box.click()
        box.fill(text)
        try:
            items.filter(has_text=text).first.click(timeout=2 * SETTLED * 1000)
            items.first.wait_for(state="detached", timeout=SETTLED * 1000)
        except TimeoutError:
            continue
        return
    raise AssertionError(f"{text or 'Nothing'} could not be chosen.")


def press_in_bar(page, name="", method="", seconds=20):
    """Press a button of a form's bar, which a phone keeps under three dots.

    A form that is still being drawn closes what was just opened, and swallows a
    click: look again until the press is asked of the server, or a question opens.

    :param str name: its label
    :param str method: what it calls, where the label is not what counts
    """
    bar = page.locator(".o_statusbar_buttons")
    wanted = f"button[name={method}]" if method else "button"
    places = (bar.locator(wanted), page.locator(f".o-dropdown--menu {wanted}"))
    more = bar.locator("button.o-dropdown").first
    end = time.monotonic() + seconds
    opened = 0
    while time.monotonic() < end:
        for place in places:
            button = place.filter(has_text=name).first
            if button.is_visible() and _press(page, button):
                return
        if more.is_visible():
            if more.get_attribute("aria-expanded") != "true":
                _try_click(more)
                opened = time.monotonic()
            elif time.monotonic() - opened > SETTLED:
                # the buttons of what was here before
                page.keyboard.press("Escape")
        page.wait_for_timeout(300)
    raise AssertionError(f"There is no button {name or method}.")


def _press(page, button):
    """:return: whether something came of it"""
    questions = page.locator(".modal")
    before = questions.count()
    try:
        with page.expect_request(_ASKS, timeout=ASKED):
            button.click(timeout=SETTLED * 1000)
    except TimeoutError:
        return questions.count() > before
    return True


def _try_click(locator):
    with contextlib.suppress(TimeoutError):
        locator.click(timeout=SETTLED * 1000)

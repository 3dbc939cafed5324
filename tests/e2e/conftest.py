"""Fixtures of the browser journeys: Debian's Chromium on a server with demo data."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from hcc_pytest import pages

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SLOWEST = 20_000
#: the first page of a new database waits for its style sheets and programs
COLD = 120_000
#: whether a journey failed
FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def demo_server(hcc_context, browser):
    """A server on a copy of the database with demonstration data, warmed up."""
    server = hcc_context.serve(hcc_context.clone("demo"))
    context = browser.new_context(base_url=server.base_url, locale="vi-VN")
    context.set_default_timeout(COLD)
    page = context.new_page()
    pages.login(page, "coordinator@demo.hcc")
    page.locator(".o_main_navbar").wait_for()
    context.close()
    return server


@pytest.fixture(scope="session")
def demo_database(odoo_configured, demo_server):
    """`demo_database(function, lang=...)` gives a function an environment of the
    server's database, and commits.

    One registry for all journeys of this process: to build it takes seconds. What
    the server has changed meanwhile is noticed as by any other Odoo process.
    """
    import odoo.api
    import odoo.sql_db
    from odoo.modules.registry import Registry

    name = demo_server.database

    def run(function, **context):
        registry = Registry(name).check_signaling()
        with registry.cursor() as cr:
            env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, context)
            result = function(env)
            env.flush_all()
        registry.signal_changes()
        return result

    yield run
    Registry.delete(name)
    odoo.sql_db.close_db(name)


@pytest.fixture(scope="module", autouse=True)
def fresh_database(request, hcc_context, demo_server):
    """What a file of journeys leaves is gone before the next one begins.

    The server runs on: to start one takes longer than most journeys do.
    """
    yield
    if request.session.items[-1].module is not request.module:
        hcc_context.renew_served(demo_server.database)


@pytest.fixture(scope="module")
def demo(demo_database):
    """`demo(function)` runs function(env) on the server's database and commits."""

    def run(function):
        return demo_database(function, lang="vi_VN")

    return run


@pytest.fixture(scope="session")
def playwright_driver():
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright_driver):
    # The same Chromium without the window around its pages, which nobody sees here
    # and which costs more than most pages do: two seconds of processor a context.
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if not path:
        pytest.fail("Chromium is missing; ./hcc test installs it")
    browser = playwright_driver.chromium.launch(
        executable_path=path, args=CHROMIUM_OPTIONS
    )
    yield browser
    browser.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture
def new_page(request, hcc_context, browser, demo_server):
    """Factory of pages in a browser context of their own: `new_page(phone=True)`.

    Takes the options of Playwright's `new_context`, which it overrides. What the
    pages of a journey that failed show is kept in .hcc/screenshots.
    """
    contexts = []

    def make(phone=False, **options):
        settings = dict(
            base_url=demo_server.base_url,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            viewport=pages.PHONE if phone else pages.DESKTOP,
            has_touch=phone,
            is_mobile=phone,
            device_scale_factor=1,
            reduced_motion="reduce",
        )
        context = browser.new_context(**{**settings, **options})
        context.set_default_timeout(SLOWEST)
        contexts.append(context)
        return context.new_page()

    yield make
    opened = [page for context in contexts for page in context.pages]
    if request.node.stash.get(FAILED, False):
        from playwright.sync_api import Error

        folder = hcc_context.layout.state / "screenshots"
        for number, page in enumerate(opened):
            # a page that is stuck must not hide why the journey failed
            with suppress(Error):
                page.screenshot(
                    path=folder / f"failed-{request.node.name}-{number}.png"
                )
    for context in contexts:
        context.close()


@pytest.fixture
def phone_page(new_page):
    """A page of 360 × 740 with touch, Vietnamese, in Hanoi."""
    return new_page(phone=True)


@pytest.fixture
def desktop_page(new_page):
    """A page of 1280 × 800, Vietnamese, in Hanoi."""
    return new_page()


@pytest.fixture(scope="session")
def sessions():
    """Cookie of the session of each account that has signed in before."""
    return {}


@pytest.fixture
def login(demo_server, sessions):
    """`login(page, "clerk@demo.hcc", path="/odoo")` signs an account in.

    With the session that it has from another test: Odoo makes passwords slow to
    check. `anew=True` gives a session of its own.
    """

    def sign_in(page, account, path="/odoo", anew=False):
        if not anew and pages.resume(page, sessions.get(account)):
            page.goto(path)
            return page
        pages.login(page, account, path=path)
        if not anew:
            sessions[account] = pages.session_cookie(page)
        return page

    return sign_in


@pytest.fixture
def assert_fits():
    """`assert_fits(page)`: nothing makes the page scroll sideways."""
    return pages.assert_fits


@pytest.fixture
def assert_targets():
    """`assert_targets(page)`: what is tapped is at least 44 px high."""
    return pages.assert_targets


@pytest.fixture
def axe(hcc_context):
    """`axe(page)` returns what axe-core finds against WCAG 2.2 AA, as texts."""
    source = hcc_context.node_modules / "axe-core" / "axe.min.js"

    def check(page, **options):
        return pages.axe(page, source, **options)

    return check


@pytest.fixture
def shot(hcc_context):
    """`shot(page, "name")` keeps a picture of the page.

    In .hcc/screenshots; with HCC_SCREENSHOTS=1 in docs/screenshots as well.
    """
    folders = [hcc_context.layout.state / "screenshots"]
    if os.environ.get("HCC_SCREENSHOTS") == "1":
        folders.append(ROOT / "docs" / "screenshots")

    def take(page, name, **options):
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=folder / f"{name}.png", **options)

    return take

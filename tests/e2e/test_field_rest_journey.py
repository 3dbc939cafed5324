"""What may go wrong between a helper, the page, its other tabs, and the office."""

import re

import pytest
from playwright.sync_api import expect

from hcc_pytest import field

SLOW = 30_000
#: what a visit is in the memory of a browser
VISIT = '"name":"visit:'


@pytest.fixture
def day(demo):
    yield demo(field.make_day)
    demo(field.hush)


@pytest.fixture
def page(new_page, day):
    """A telephone on which the visits of the day are open."""
    page = new_page(phone=True)
    field.open_page(page, day)
    return page


def kept_files(page):
    return page.evaluate(
        """async () => {
            const names = await caches.keys();
            const name = names.find((one) => one.startsWith("hcc-field-"));
            const cache = await caches.open(name);
            return (await cache.keys()).map((one) => new URL(one.url).pathname).sort();
        }"""
    )


def test_what_is_kept_of_the_page_stays(page, day):
    """The worker of the public pages leaves it; what is missing is kept anew."""
    files = kept_files(page)
    assert "/hcc/field" in files
    page.goto("/hcc")
    page.evaluate(
        """async () => {
            const ready = await navigator.serviceWorker.ready;
            const worker = ready.active;
            while (worker.state !== "activated") {
                await new Promise((resolve) => setTimeout(resolve, 50));
            }
        }"""
    )
    assert kept_files(page) == files
    page.evaluate(
        """async () => {
            const names = await caches.keys();
            const name = names.find((one) => one.startsWith("hcc-field-"));
            const cache = await caches.open(name);
            for (const request of await cache.keys()) {
                await cache.delete(request);
            }
        }"""
    )
    field.load(page)
    for _turn in range(40):
        if kept_files(page) == files:
            break
        page.wait_for_timeout(100)
    assert kept_files(page) == files
    page.context.set_offline(True)
    field.unlock(page)


def test_in_english(new_page, day):
    """One address whatever the language, with and without a network."""
    page = new_page(phone=True)
    page.goto("/hcc/field")
    base = page.evaluate("() => location.origin")
    page.context.add_cookies([{"name": "frontend_lang", "value": "en_US", "url": base}])
    field.open_page(page, day)
    expect(page.locator("h1").first).to_have_text("Today")
    assert page.url == f"{base}/hcc/field"
    page.context.set_offline(True)
    field.unlock(page)
    expect(page.locator("h1").first).to_have_text("Today")


def test_locked_while_the_visits_come(page, day, demo):
    """What went wrong in one sync does not stop the next."""
    page.evaluate(
        """async (pin) => {
            const {sync} = hccField;
            let go;
            const gate = new Promise((resolve) => (go = resolve));
            const asked = new Promise((resolve) => {
                sync.fetch = async (url, options) => {
                    const answer = await fetch(url, options);
                    if (url.endsWith("/day")) {
                        resolve();
                        await gate;
                    }
                    return answer;
                };
            });
            const running = hccField.run();
            await asked;
            hccField.lock();
            go();
            await running;
            sync.fetch = (...all) => fetch(...all);
            await hccField.openWith(pin);
            // and anything else that nobody thought of
            const {list} = sync.uploads;
            sync.uploads.list = () => Promise.reject(new Error("on purpose"));
            await sync.run().catch(() => undefined);
            sync.uploads.list = list;
        }""",
        field.PIN,
    )
    page.evaluate("(id) => hccField.act(id, 'start')", day["entries"][0])
    page.evaluate("() => hccField.run()")
    assert field.actions_of(demo, day) == [("start", "applied")]


def test_help_goes_before_pictures(page, day, demo):
    paths = page.evaluate(
        """async (id) => {
            const paths = [];
            let begun;
            const sending = new Promise((resolve) => (begun = resolve));
            hccField.sync.fetch = async (url, options) => {
                paths.push(url.split("/").pop());
                if (url.endsWith("/upload")) {
                    begun();
                    await new Promise((resolve) => setTimeout(resolve, 100));
                }
                return fetch(url, options);
            };
            const bytes = new Uint8Array(700000);
            bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
            await hccField.addPhoto(id, "other", bytes);
            await sending;
            await hccField.act(id, "help", {}, {urgent: true});
            return paths;
        }""",
        day["entries"][0],
    )
    uploads = paths.count("upload")
    assert uploads >= 11, "pieces that a weak network lets through"
    second = [place for place, path in enumerate(paths) if path == "sync"][1]
    assert paths[:second].count("upload") <= 3
    assert ("help", "applied") in field.actions_of(demo, day)
    field.sent(page)
    assert page.evaluate("() => hccField.state.files.length") == 0


def test_next_morning_without_a_network(page):
    today = page.locator("h1").first.inner_text()
    page.evaluate(
        "() => { hccField.state.day = {...hccField.state.day, today: '2020-01-01'} }"
    )
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("h1")).to_have_text(today)
    expect(page.locator(".f-visit")).to_have_count(2)


def test_signing_out_is_asked(page, axe, assert_fits):
    foot = page.locator(".f-foot")
    foot.locator("button").last.click()
    expect(foot.get_by_role("alert")).to_be_visible()
    assert_fits(page)
    assert axe(page) == []
    # no, back
    foot.locator("button").last.click()
    expect(foot.get_by_role("alert")).to_have_count(0)
    page.context.set_offline(True)
    foot.locator("button").last.click()
    foot.locator("button:not(.f-plain)").click()
    expect(page.locator(".f-error")).to_be_visible()
    assert VISIT in field.memory(page)
    page.context.set_offline(False)
    # whoever is signed in was led here by somebody else
    page.goto("/hcc/field/left")
    page.wait_for_url(re.compile("/odoo"))
    field.unlock(page)
    foot.locator("button").last.click()
    foot.locator("button:not(.f-plain)").click()
    page.wait_for_url(re.compile("/web/login"))
    page.goto("/hcc/field")
    page.locator(".f-note").first.wait_for()
    assert VISIT not in field.memory(page)


def test_taken_away_from_whoever_is_out_there(page, day, demo, axe, assert_fits):
    """The timer runs on, and so do the buttons; of the person nothing is left."""
    name = day["people"][0]
    field.open_visit(page, name)
    field.part(page, "start").locator("button").last.click()
    field.part(page, "note").locator("textarea").fill("Đang ở đây")
    field.part(page, "note").locator("button").click()
    page.evaluate("() => hccField.run()")

    def give_away(env):
        entry = env["hcc.assignment"].browse(day["entries"][0])
        entry.appointment_id._reassign(
            entry, env["hcc.collaborator"].browse(day["colleague"])
        )
        return entry.state

    assert demo(give_away) == "released"
    page.evaluate("() => hccField.run()")
    safety = field.part(page, "safety")
    expect(page.locator("[data-part]")).to_have_count(1)
    expect(page.locator("h1")).not_to_contain_text(name)
    assert f"local:{day['entries'][0]}:" not in field.memory(page)
    assert_fits(page)
    assert axe(page) == []
    safety.locator("button").last.click()
    safety.locator(".f-button:not(.f-plain)").click()
    expect(safety.get_by_role("status")).to_be_visible()
    page.evaluate("() => hccField.run()")
    expect(safety.get_by_role("status")).to_be_visible()
    page.evaluate("(id) => hccField.act(id, 'safe')", day["entries"][0])
    page.evaluate("() => hccField.run()")

    def settle(env):
        env["hcc.safety.watch"].search(
            [("assignment_id", "=", day["entries"][0])]
        ).action_settle()

    demo(settle)
    page.evaluate("() => hccField.run()")
    expect(page.locator(".f-visit")).to_have_count(1)
    assert f'"visit:{day["entries"][0]}"' not in field.memory(page)


def test_wrong_pins_and_other_tabs(page, day, demo):
    other = page.context.new_page()
    field.unlock(other)
    # kept, though nothing can be read any more: it is not asked for once more
    page.evaluate(
        """async (id) => {
            hccField._read = () => Promise.reject(new Error("on purpose"));
            const tap = () => hccField.act(id, "note", {text: "Hai"});
            await Promise.all([tap(), tap()]);
            delete hccField._read;
        }""",
        day["entries"][0],
    )
    page.evaluate("() => hccField.run()")
    assert field.actions_of(demo, day) == [("note", "applied")]
    page.evaluate("() => { hccField.clock = () => Date.now() + 29 * 60000; }")
    page.evaluate("() => hccField.rest()")
    expect(page.locator("#f-pin")).to_be_visible()
    for _try in range(10):
        page.evaluate("() => hccField.openWith('000000')")
    state = "() => [hccField.vault.isOpen, hccField.state.visits.length]"
    assert page.evaluate(state) == [False, 0]
    page.locator(".f-note").first.wait_for()
    assert other.evaluate(state) == [True, 2]
    other.evaluate("() => hccField.tick()")
    assert other.evaluate(state) == [False, 0]
    other.locator(".f-note").first.wait_for()
    # the server has told the time: a clock that was ahead takes nothing away
    page.evaluate(
        """async () => {
            hccField.clock = () => Date.now() + 9 * 86400000;
            await hccField.tick();
            hccField.clock = () => Date.now();
        }"""
    )
    field.load(page)
    field.choose_pin(page)
    expect(page.locator(".f-visit")).to_have_count(2, timeout=SLOW)
    page.evaluate("() => hccField.tick()")
    expect(page.locator(".f-visit")).to_have_count(2)


def test_devices_that_are_forgotten(page, day, demo):
    """By the server: known anew. By the browser: what waits is sent all the same."""

    def forget(env):
        device = env["hcc.field.device"].search([("user_id.login", "=", day["login"])])
        device._write_guarded({"token_digest": "0" * 64})

    demo(forget)
    page.evaluate("(id) => hccField.act(id, 'start')", day["entries"][0])
    page.evaluate("() => hccField.run()")
    assert field.actions_of(demo, day) == [("start", "applied")]
    assert page.evaluate("() => hccField.state.net.unknown") is False
    page.context.set_offline(True)
    page.evaluate(
        """async (id) => {
            await hccField.act(id, "note", {text: "Sau"});
            await hccField.wipe("user");
            const forget = (at) => at.delete("state", "device");
            await hccField.store.change(["state"], forget);
        }""",
        day["entries"][0],
    )
    page.context.set_offline(False)
    page.evaluate("() => hccField.tick()")
    assert field.actions_of(demo, day)[-1] == ("note", "applied")


def test_the_way_back(page, day):
    """The device's own leads to the list; the title of a new screen has the focus."""
    focus = "() => document.activeElement.tagName"
    field.open_visit(page, day["people"][0])
    page.wait_for_function(f"() => ({focus})() === 'H1'")
    page.go_back()
    expect(page.locator(".f-visit")).to_have_count(2)
    assert page.evaluate("() => Boolean(window.hccField)")
    field.open_visit(page, day["people"][1])
    page.locator(".f-back").click()
    expect(page.locator(".f-visit")).to_have_count(2)
    assert page.evaluate("() => history.state") is None


def test_a_browser_that_keeps_nothing(new_page):
    page = new_page(phone=True)
    page.add_init_script(
        "IDBFactory.prototype.open = () => { throw new DOMException('no'); }"
    )
    page.goto("/hcc/field")
    expect(page.locator("#f-app")).to_contain_text(re.compile("riêng tư|not private"))

"""A helper's day on the field page, for browser tests."""

from datetime import timedelta

from . import pages, people

PIN = "271828"
#: the whole memory of the page, as text: boxes and keys as their type alone
_MEMORY = """
async () => {
    const db = hccField.store.db;
    const found = {};
    for (const name of db.objectStoreNames) {
        found[name] = await new Promise((resolve) => {
            db.transaction(name).objectStore(name).getAll().onsuccess =
                (event) => resolve(event.target.result);
        });
    }
    const show = (_key, value) => value instanceof Uint8Array
        ? Array.from(value, (byte) => String.fromCharCode(byte)).join("") : value;
    const kept = {...localStorage, ...sessionStorage, cookie: document.cookie};
    const texts = [JSON.stringify(found, show), JSON.stringify(kept)];
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            texts.push(request.url, await (await cache.match(request)).text());
        }
    }
    return texts.join("\\n");
}
"""


def make_day(env):
    """A helper with two visits on this day, and a colleague who could go instead.

    :return: {login, name, person, colleague, entries, people}
    """
    person, colleague = (
        people.make_helper(env, "field", "Hồ Thị Đi") for _turn in range(2)
    )
    names = ["Phạm Thị Thử", "Đào Văn Mẫu"]
    entries = [
        people.make_visit(
            env,
            person,
            people.now() + timedelta(minutes=gap),
            name,
            address="Số 7 ngõ Cổng Xanh",
        )
        for gap, name in zip((-5, 40), names, strict=True)
    ]
    return {
        "login": person.user_id.login,
        "name": person.name,
        "person": person.id,
        "colleague": colleague.id,
        "entries": [entry.id for entry in entries],
        "people": names,
    }


def actions_of(demo, day, number=0):
    """What the server has of a visit: [(kind, status)] in order.

    :param demo: the fixture
    """

    def read(env):
        found = env["hcc.field.action"].search(
            [("assignment_id", "=", day["entries"][number])], order="seq"
        )
        return [(action.kind, action.status) for action in found]

    return demo(read)


def hush(env):
    """Forget calls for help: whoever opens the back office within a minute is shown
    them, and that would be the next test."""
    env["bus.bus"].search([]).unlink()


def open_page(page, day, pin=PIN):
    """Sign in, make the browser a device, and wait until it works without a network."""
    pages.login(page, day["login"], path="/hcc/field")
    choose_pin(page, pin)


def choose_pin(page, pin=PIN):
    page.locator("#f-pin-again").wait_for()
    page.fill("#f-pin", pin)
    page.fill("#f-pin-again", pin)
    page.locator(".f-pin button[type=submit]").click()
    page.locator(".f-foot").wait_for()
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")


def load(page):
    """Open the page and wait for its lines; the field for the PIN is there before."""
    page.goto("/hcc/field")
    page.wait_for_function("() => window.hccField")


def unlock(page, pin=PIN):
    """Open the page as one does without a network."""
    page.goto("/hcc/field")
    page.fill("#f-pin", pin)
    page.locator(".f-visit").first.wait_for()


def open_visit(page, name):
    """Show the visit of a person."""
    page.locator(".f-visit").filter(has_text=name).click()
    page.locator("[data-part=place]").wait_for()


def part(page, name):
    """A part of the visit that is shown."""
    return page.locator(f"[data-part={name}]")


def sent(page):
    """Wait until nothing is left to be sent."""
    page.wait_for_function(
        "() => !hccField.state.waiting.length && !hccField.state.files.length && "
        "!hccField.state.net.busy"
    )


def memory(page):
    """All that the browser keeps of this site, as one text."""
    return page.evaluate(_MEMORY)

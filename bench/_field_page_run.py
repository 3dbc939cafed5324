"""Opens the field page and an empty one in Debian's Chromium; a program of its own.

Playwright is installed where the tests are, not where ./hcc itself runs.
`_field_page_run.py JOB`: what to open as JSON; prints what was found as JSON.
"""

import json
import shutil
import statistics
import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from hcc_pytest import field, pages

ROUNDS = 25
PATIENCE = 60_000
FIELD, EMPTY = "/hcc/field", "/hcc/bench/empty"
#: what is to be used of each page
USED = {FIELD: "#f-pin", EMPTY: "#main"}
#: notes when the first frame with it was painted
_WATCH = """
(selector) => {
    const note = () => {
        if (window.hccPainted === undefined && document.querySelector(selector)) {
            window.hccPainted = null;
            requestAnimationFrame(() => {
                const channel = new MessageChannel();
                channel.port1.onmessage = () => {
                    window.hccPainted = performance.now();
                };
                channel.port2.postMessage(0);
            });
        }
    };
    new MutationObserver(note).observe(document, {childList: true, subtree: true});
    note();
}
"""
#: everything that the page has loaded; asked of the cache, so as it is unpacked
_SIZES = """
async () => {
    const entries = performance.getEntriesByType("resource").map((one) => one.name);
    const worker = [...await navigator.serviceWorker.getRegistrations()]
        .map((one) => one.active.scriptURL);
    const manifest = document.querySelector("link[rel=manifest]").href;
    const sizes = {};
    for (const url of new Set([location.href, manifest, ...worker, ...entries])) {
        const answer = await fetch(url, {method: "GET"});
        sizes[new URL(url).pathname] = (await answer.arrayBuffer()).byteLength;
    }
    return sizes;
}
"""


def open_once(context, path):
    """:return: milliseconds until what is to be used was painted"""
    page = context.new_page()
    page.add_init_script(f"({_WATCH})({json.dumps(USED[path])})")
    page.goto(path, wait_until="commit")
    page.wait_for_function("() => window.hccPainted > 0")
    milliseconds = page.evaluate("() => window.hccPainted")
    page.close()
    return milliseconds


def unlock(context):
    """:return: milliseconds from the last digit of the PIN to the visits"""
    page = context.new_page()
    page.goto(FIELD)
    page.fill("#f-pin", field.PIN[:-1])
    page.evaluate(
        """() => {
            const list = () => document.querySelector(".f-foot");
            new MutationObserver(() => {
                if (list()) {
                    window.hccListed ||= performance.now() - window.hccTyped;
                }
            }).observe(document.body, {childList: true, subtree: true});
            document.getElementById("f-pin").addEventListener("keydown", () => {
                window.hccTyped = performance.now();
            });
        }"""
    )
    page.locator("#f-pin").press(field.PIN[-1])
    page.wait_for_function("() => window.hccListed > 0")
    milliseconds = page.evaluate("() => window.hccListed")
    page.close()
    return milliseconds


def measure(job):
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=job["flags"]
        )
        context = browser.new_context(
            base_url=job["base_url"], locale="vi-VN", viewport=pages.PHONE
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        pages.login(page, job["account"], path=FIELD)
        field.choose_pin(page)
        page.goto(FIELD)
        page.locator(USED[FIELD]).wait_for()
        sizes = page.evaluate(_SIZES)
        page.close()
        times = {FIELD: [], EMPTY: []}
        for path in times:
            open_once(context, path)
        for _round in range(ROUNDS):
            for path, found in times.items():
                found.append(open_once(context, path))
        unlocks = [unlock(context) for _round in range(3)]
        browser.close()
    return sizes, times, unlocks


def main():
    sizes, times, unlocks = measure(json.loads(Path(sys.argv[1]).read_text()))
    screen, empty = (statistics.median(times[path]) for path in (FIELD, EMPTY))
    sizes = {
        name: size
        for name, size in sizes.items()
        # asked anew for data, no part of the page
        if not urlsplit(name).path.endswith(("/sync", "/day"))
    }
    figures = {
        "bundle_bytes": sum(sizes.values()),
        "ratio_empty_page": round(screen / empty, 2),
        "first_screen_ms": round(screen, 1),
        "empty_page_ms": round(empty, 1),
        "unlock_ms": round(statistics.median(unlocks)),
    }
    print(json.dumps({"figures": figures, "files": sizes}))


main()

"""Looks at pages with axe-core in Debian's Chromium; a program of its own.

Playwright is installed where the tests are, not where ./hcc itself runs.
`_axe_run.py JOB`: what to look at as JSON; prints what was found as JSON.
"""

import json
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from hcc_pytest import pages

SHOWN = 12
WIDTHS = (pages.PHONE, pages.DESKTOP)


def look(job):
    """:return: ({page: violations at both widths}, how many pages were opened)"""
    found = {}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=job["flags"]
        )
        context = browser.new_context(base_url=job["base_url"], locale="vi-VN")
        context.add_cookies(job["cookies"])
        page = context.new_page()
        for name, path in job["paths"].items():
            answer = page.goto(path)
            if answer is None or answer.status >= 500:
                raise SystemExit(f"{path} did not open")
            found[name] = []
            for size in WIDTHS:
                page.set_viewport_size(size)
                found[name] += pages.axe(page, Path(job["axe"]))
        browser.close()
    return found


def main():
    found = look(json.loads(Path(sys.argv[1]).read_text()))
    problems = [f"{name}: {text}" for name, some in found.items() for text in some]
    figures = {"axe_violations": len(problems), "pages_checked": len(found)}
    print(json.dumps({"figures": figures, "problems": problems[:SHOWN]}))


main()

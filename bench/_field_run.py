"""Drives the field page's own code in Debian's Chromium; a program of its own.

`_field_run.py JOB`: the runs as JSON; prints what the devices remember as JSON.
"""

import json
import shutil
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

#: runs that one page works off before it is opened anew, and how many at a time
AT_ONCE, LANES = 40, 4
SECONDS = 240


def main():
    job = json.loads(Path(sys.argv[1]).read_text())
    driver = (Path(__file__).parent / "_field_faults.js").read_text()
    done = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=job["flags"]
        )
        for begin in range(0, len(job["runs"]), AT_ONCE):
            context = browser.new_context(
                base_url=job["base_url"], service_workers="block"
            )
            context.set_default_timeout(SECONDS * 1000)
            page = context.new_page()
            page.expose_function(
                "hccOffice",
                lambda assignment, what: office(job["office_url"], assignment, what),
            )
            page.goto("/hcc/field")
            page.wait_for_function(
                "() => window.odoo?.loader?.modules.has('@hcc_field/field/core/sync')"
            )
            page.evaluate(f"() => {{ {driver} }}")
            done += page.evaluate(
                "([runs, lanes]) => window.hccWork(runs, lanes)",
                [job["runs"][begin : begin + AT_ONCE], LANES],
            )
            context.close()
            print(f"{len(done)} of {len(job['runs'])}", file=sys.stderr, flush=True)
        browser.close()
    print(json.dumps(done))


def office(url, assignment, what):
    """Ask until the office has answered: its server may just be dead."""
    data = urllib.parse.urlencode({"assignment": assignment, "what": what}).encode()
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, data, timeout=30) as answer:
                return json.loads(answer.read())["done"]
        except (urllib.error.URLError, OSError, ValueError):
            time.sleep(0.2)
    return None


main()

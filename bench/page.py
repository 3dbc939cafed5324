"""Weight and scores of every public page, as Lighthouse sees it on a telephone.

Each page is opened as on a first visit, in a browser that knows nothing yet. The
booking page is the one with the free times, the fullest of them; all other pages
that can be opened are walked, so that a new page is measured without being named.
"""

import json
import re
import shutil
from html import unescape
from urllib.parse import urlencode, urlsplit

from _load import Browser, hidden_values

from hcc_cli import process

DATABASES = ["demo"]
PACKAGES = ("run", "page")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BOOKING = "/hcc/book/slots"
START = re.compile(r'name="start"[^>]*value="([^"]+)"')
COMPLAINT = re.compile(r"PA-[0-9A-Z-]+")
#: made for programs, not pages; answered without HTML
FILES = ("/hcc/manifest.webmanifest", "/hcc/sw.js", "/hcc/theme.css", "/hcc/logo")


def run(context):
    """:return: figures of the booking page and the worst of all others"""
    database = context.clone("demo")
    context.install(database, "hcc_bench")
    city = context.call(database, "hcc.bench.pages", "_describe")
    server = context.serve(database)
    pages, unseen = Walk(server, city).pages()
    found = audit(context, pages)
    server.stop()
    for name, page in sorted(found.items()):
        context.console.line(describe(name, page))
    booking = found.pop(BOOKING)
    worst = {
        "worst_bytes": max(page["bytes"] for page in found.values()),
        "worst_performance": min(page["performance"] for page in found.values()),
        "worst_accessibility": min(page["accessibility"] for page in found.values()),
    }
    return {
        "bytes": booking["bytes"],
        "performance": booking["performance"],
        "accessibility": booking["accessibility"],
        **worst,
        "pages": len(found) + 1,
        "pages_not_opened": len(unseen),
        "names_not_opened": " ".join(sorted(unseen)),
    }


def describe(name, page):
    text = f"  {name}: {page['bytes']} bytes, {page['performance']:.2f} performance,"
    text += f" {page['accessibility']:.2f} accessibility"
    return f"{text} {' '.join(page['wanting'])}".rstrip()


def audit(context, pages):
    """:return: {name: what Lighthouse found}"""
    modules = context.node_modules("lighthouse")
    script = modules.parent / "audit.mjs"
    shutil.copy(
        context.setup.layout.root / "bench" / "lighthouse" / script.name, script
    )
    job = {
        "chromium": shutil.which("chromium"),
        "flags": CHROMIUM_FLAGS,
        "pages": pages,
    }
    text = process.run(
        ["node", script],
        what="Lighthouse",
        log=context.setup.layout.logs / "lighthouse.log",
        input=json.dumps(job),
        cwd=modules.parent,
    )
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    return {line["name"]: line for line in lines}


class Walk:
    """Opens each page with the cookies that it needs."""

    def __init__(self, server, city):
        self.server = server
        self.city = city
        self.citizen = Browser(server.port)

    def pages(self):
        """
        :return: (jobs for Lighthouse, rules of pages that did not open)
        """
        self.ask_for_access()
        found, unseen = {"a page that is not there": "/hcc/book/nothing"}, set()
        for rule in self.city["rules"]:
            path = self.path(rule)
            answer = self.citizen.get(path) if path else None
            if answer and answer.status == 200 and "<html" in answer.text:
                found[rule] = path
            elif rule not in FILES and not (answer and answer.location):
                unseen.add(rule)
        held = self.hold()
        if held:
            found["details of a held time"] = held
        cookies = [
            {"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}
            for name, value in self.citizen.cookies.items()
        ]
        jobs = [
            {
                "name": name,
                "url": self.server.base_url + path,
                "cookies": cookies,
                "runs": 3 if name == BOOKING else 1,
            }
            for name, path in found.items()
        ]
        return jobs, unseen

    def path(self, rule):
        """An address of the rule; none when the city has nothing to fill it with."""
        parts = rule.split("/")
        for index, part in enumerate(parts):
            if part.startswith("<"):
                values = self.city["values"]
                variable = part.strip("<>").split(":")[-1]
                value = values.get(rule) or values.get(f"{parts[2]}/{variable}")
                if not value:
                    return None
                parts[index] = str(value)
        query = {**self.city["choices"], "ref": self.city["requests"][0]["reference"]}
        return f"{'/'.join(parts)}?{urlencode(query)}"

    def ask_for_access(self):
        """Pages open to who knows reference and telephone, or sent a complaint."""
        form = hidden_values(self.citizen.get("/hcc/find").text)
        for request in self.city["requests"]:
            self.citizen.post("/hcc/find", {**form, **request})
        reference = self.city["requests"][0]["reference"]
        path = f"/hcc/complain/money?ref={reference}"
        form = hidden_values(self.citizen.get(path).text)
        answer = self.citizen.post("/hcc/complain/money", {"ref": reference, **form})
        found = COMPLAINT.search(answer.location)
        self.city["values"]["complain/reference"] = found and found[0]

    def hold(self):
        """The address of the form after a time was chosen."""
        page = self.citizen.get(f"{BOOKING}?{urlencode(self.city['choices'])}")
        start = START.search(page.text)
        if not start:
            return ""
        form = {**hidden_values(page.text), "start": unescape(start[1])}
        answer = self.citizen.post("/hcc/book/hold", form)
        target = urlsplit(answer.location)
        return f"{target.path}?{target.query}" if "details" in target.path else ""

"""Weight and scores of every public page, as Lighthouse sees it on a telephone.

Each page is opened as on a first visit, in a browser that knows nothing yet. The
booking page is the one with the free times, the fullest of them; all other pages
that can be opened are walked, so that a new page is measured without being named.
"""

import json
import shutil

from _walk import BOOKING, Walk

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


def run(context):
    """:return: figures of the booking page and the worst of all others"""
    database = context.clone("demo")
    context.install(database, "hcc_bench")
    city = context.call(database, "hcc.bench.pages", "_describe")
    server = context.serve(database)
    walk = Walk(server, city)
    paths, unseen = walk.paths()
    found = audit(context, to_jobs(walk, paths))
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


def to_jobs(walk, paths):
    """:return: jobs for Lighthouse"""
    return [
        {
            "name": name,
            "url": walk.base_url + path,
            "cookies": walk.cookies(),
            "runs": 3 if name == BOOKING else 1,
        }
        for name, path in paths.items()
    ]


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

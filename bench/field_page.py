"""What the field page weighs, and how soon it is there, beside an empty page.

Both pages are opened in turns in one Chromium, which knows them already, as a helper's
device does: the field page from its own worker, without asking the server for it; the
empty page, which has our layout and nothing in it, from the server of the same machine.
It counts when the first frame with what is to be used was painted: the field for the
PIN, the words of the empty page. The bytes are all that the browser gets when the page
is opened for the first time, as they are after unpacking, the worker's own included.
"""

import json
import tempfile
from pathlib import Path

from page import CHROMIUM_FLAGS

from hcc_cli import process

DATABASES = ["demo"]
PACKAGES = ("run", "test")
FOLDER = Path(__file__).parent
ACCOUNT = "collaborator@demo.hcc"


def run(context):
    """:return: bundle_bytes, ratio_empty_page and what they are made of"""
    database = context.clone("demo")
    context.install(database, "hcc_bench")
    server = context.serve(database)
    layout = context.setup.layout
    job = {"base_url": server.base_url, "account": ACCOUNT, "flags": CHROMIUM_FLAGS}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "job.json")
        path.write_text(json.dumps(job))
        text = process.run(
            [context.setup.python, FOLDER / "_field_page_run.py", path],
            what="Opening the field page",
            log=layout.logs / "bench-field-page.log",
            env={
                **context.setup.environment(),
                "PYTHONPATH": str(layout.root / "tools"),
            },
        )
    server.stop()
    outcome = json.loads(text.splitlines()[-1])
    for name, size in sorted(outcome["files"].items(), key=lambda item: -item[1]):
        context.console.line(f"  {size:7} bytes {name}")
    return outcome["figures"]

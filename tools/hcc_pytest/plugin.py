"""Keeps the counts and the log records of a pytest run for ./hcc test.

Loaded with `-p hcc_pytest.plugin`; writes to the file of HCC_TEST_RESULT.
"""

import json
import logging
import os

import pytest

COUNTED = {
    "passed": "passed",
    "xpassed": "passed",
    "failed": "failed",
    "error": "failed",
    "subtests failed": "failed",
    "skipped": "skipped",
    "xfailed": "skipped",
}
#: what is kept of both ends of a long message: what went wrong stands at its end
LONGEST = 2000


class Recorder(logging.Handler):
    """Keeps records of WARNING and above with the test that runs."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.records = []

    def emit(self, record):
        try:
            message = record.getMessage()
        except Exception as error:
            message = f"{record.msg!r} with bad arguments: {error}"
        if record.exc_info and record.exc_info[1]:
            message += f"\n{record.exc_info[0].__name__}: {record.exc_info[1]}"
        where = os.environ.get("PYTEST_CURRENT_TEST", "outside the tests")
        if len(message) > 2 * LONGEST:
            message = f"{message[:LONGEST]} ... {message[-LONGEST:]}"
        self.records.append([record.levelname, record.name, message, where])


# from the import on: Odoo logs while pytest still reads its options
RECORDER = Recorder()
logging.getLogger().addHandler(RECORDER)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    path = os.environ.get("HCC_TEST_RESULT")
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if not path or reporter is None:
        return
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for name, reports in reporter.stats.items():
        if name in COUNTED:
            counts[COUNTED[name]] += len(reports)
    with open(path, "w") as file:
        json.dump({"counts": counts, "records": RECORDER.records}, file)

"""Which records of WARNING and above Odoo may log, and which it did."""

import re
import tomllib
from dataclasses import dataclass

from .errors import HccError

LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ "
    r"(?P<level>[A-Z]+) (?P<database>\S+) (?P<logger>[\w.\-]+): (?P<message>.*)$"
)
BAD = {"WARNING", "ERROR", "CRITICAL"}


@dataclass(frozen=True)
class Record:
    """One record of a log.

    :param where: the test or the log file that it comes from
    """

    level: str
    logger: str
    message: str
    where: str = ""

    def __str__(self):
        place = f" [{self.where}]" if self.where else ""
        return f"{self.level} {self.logger}: {self.message.strip()}{place}"


def parse(text, where=""):
    """Records of WARNING and above in Odoo's log; tracebacks belong to theirs."""
    records = []
    current = None
    for line in text.splitlines():
        found = LINE.match(line)
        if found:
            if current:
                records.append(current)
            current = None
            if found["level"] in BAD:
                current = Record(
                    found["level"], found["logger"], found["message"], where
                )
        elif current:
            message = f"{current.message}\n{line}"
            current = Record(current.level, current.logger, message, where)
    if current:
        records.append(current)
    return records


class Allowed:
    """The list of tests/allowed_logs.toml.

    :raises HccError: an entry without a reason
    """

    def __init__(self, text):
        self.entries = tomllib.loads(text).get("allow", [])
        self.used = set()
        for number, entry in enumerate(self.entries, 1):
            if not str(entry.get("reason", "")).strip():
                raise HccError(
                    f"Entry {number} of tests/allowed_logs.toml has no reason.",
                    "Say why that record is expected.",
                )

    def allows(self, record):
        for number, entry in enumerate(self.entries):
            if re.fullmatch(entry["logger"], record.logger) and re.search(
                entry["message"], record.message, re.DOTALL
            ):
                self.used.add(number)
                return True
        return False

    def unlisted(self, records):
        """The records that no entry allows, each kind once."""
        found = {}
        for record in records:
            if not self.allows(record):
                # ids, times and savepoint names make no new kind of record
                kind = re.sub(r"[0-9a-f]*[0-9][0-9a-f\-]*", "#", record.message)
                found.setdefault((record.logger, kind), record)
        return list(found.values())

    def unused(self):
        """Entries that allowed nothing, but for those marked `rare`."""
        return [
            entry
            for number, entry in enumerate(self.entries)
            if number not in self.used and not entry.get("rare")
        ]

"""Whether an answer to bad input is a good answer, and nothing is left half done."""

import re
from http import HTTPStatus

#: an answer that a person can read: in Vietnamese, with a heading
LANGUAGE = re.compile(r"<html[^>]* lang=\"vi")
HEADING = re.compile(r"<h[1-3][^>]*>(?:\s|<[^>]*>)*[^<\s]")
ACTION = re.compile(r'<form[^>]* action="([^"]+)"')
#: an address of this server
HERE = re.compile(r"/(?!/)|http://127\.0\.0\.1[:/]")
ALERT = 'role="alert"'
ACCENT = re.compile(r"[ăâđêôơưàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵ]", re.IGNORECASE)
TRACES = ("Traceback (most recent call last)", "psycopg2", "werkzeug.exceptions")
#: of the corpus: shown as it was sent it would be markup
RAW = "<hcc-input>"
#: errors of Odoo's that tell a person what to do
TOLD = (
    "odoo.exceptions.UserError",
    "odoo.exceptions.ValidationError",
    "odoo.exceptions.AccessError",
    "odoo.exceptions.RedirectWarning",
)
#: states that nobody may ever leave behind, as counts
HALF_WRITTEN = {
    "requests without a person": (
        "SELECT COUNT(*) FROM hcc_request WHERE citizen_id IS NULL"
    ),
    "booked requests without a visit": (
        "SELECT COUNT(*) FROM hcc_request r WHERE state = 'booked' AND NOT EXISTS"
        " (SELECT FROM hcc_appointment a WHERE a.request_id = r.id)"
    ),
    "requests of the public without consent": (
        "SELECT COUNT(*) FROM hcc_request r WHERE submit_token IS NOT NULL"
        " AND NOT EXISTS (SELECT FROM hcc_consent c WHERE c.request_id = r.id)"
    ),
    "people without a request": (
        "SELECT COUNT(*) FROM hcc_citizen c WHERE NOT EXISTS"
        " (SELECT FROM hcc_request r WHERE c.id IN (r.citizen_id, r.requester_id))"
    ),
    "papers that belong to nothing": (
        "SELECT COUNT(*) FROM ir_attachment WHERE res_model LIKE 'hcc.%'"
        " AND COALESCE(res_id, 0) = 0 AND res_field IS NULL"
    ),
    "applications without a name": (
        "SELECT COUNT(*) FROM hcc_collaborator WHERE state = 'applied'"
        " AND COALESCE(name, '') = ''"
    ),
}
#: what a form that is taken makes, and how many rows of it at most
MADE = ("hcc_request", "hcc_complaint", "hcc_collaborator", "hcc_message")
MOST = 4


def has_failed(answer):
    """Whether it is the server's fault, or gives its inside away."""
    if answer.status is None:
        return True
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return True
    return any(trace in answer.text for trace in TRACES)


def is_clear(answer, sent_to=""):
    """Whether whoever sent it can read what happened.

    :param str sent_to: where a form was sent to; when it is shown once more, the page
        must say why
    """
    if HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST:
        return bool(HERE.match(answer.location))
    if RAW in answer.text:
        return False
    if "<html" not in answer.text:
        # a script of ours asked, or a file was
        return answer.status < HTTPStatus.BAD_REQUEST or bool(
            ACCENT.search(answer.text)
        )
    if sent_to and answer.status == HTTPStatus.OK and ALERT not in answer.text:
        shown = {action.split("?")[0] for action in ACTION.findall(answer.text)}
        if sent_to.split("?")[0] in shown:
            return False
    return bool(LANGUAGE.search(answer.text) and HEADING.search(answer.text))


def was_taken(answer):
    """Whether the form led on, so that something may have been made."""
    return answer.status in (HTTPStatus.SEE_OTHER, HTTPStatus.FOUND)


class Books:
    """Counts in the database, before and after.

    :param cursor: of a connection that commits by itself
    """

    def __init__(self, cursor):
        self.cursor = cursor
        self.before = self._count()

    def _count(self):
        counts = {}
        for name, query in HALF_WRITTEN.items():
            self.cursor.execute(query)
            counts[name] = self.cursor.fetchone()[0]
        for table in MADE:
            self.cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
            counts[table] = self.cursor.fetchone()[0]
        return counts

    def close(self, taken):
        """
        :param int taken: forms that led on since the last time
        :return: {what is half written: how often}
        """
        now, before = self._count(), self.before
        self.before = now
        found = {name: now[name] - before[name] for name in HALF_WRITTEN}
        made = sum(now[table] - before[table] for table in MADE)
        # a form that is taken makes a request and messages about it
        found["made by forms that were refused"] = made - MOST * taken
        return {name: count for name, count in found.items() if count > 0}

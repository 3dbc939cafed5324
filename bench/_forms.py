"""Forms of a page as a browser sees them, with something good in each field."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

#: what a person would write, by a part of the field's name; else by its type
GOOD = {
    # a trap for programs, which people do not see
    "website": "",
    "phone": "0912345678",
    "name": "Nguyễn Văn Thử",
    "email": "thu@example.com",
    "address": "Số 1, ngõ 2",
    "reference": "HCC-ABCD-1234",
    "number": "CTV-0001",
    "code": "ABC234",
    "q": "hộ khẩu",
}
BY_TYPE = {"date": "2026-12-15", "number": "1", "email": "thu@example.com"}
BUTTONS = {"submit", "button", "reset", "image"}


@dataclass
class Form:
    """One form.

    :param fields: {name: values that a person may send}
    :param str account: whose form it is; empty for anybody's
    """

    name: str
    method: str
    path: str
    fields: dict = field(default_factory=dict)
    is_multipart: bool = False
    account: str = ""


class _Reader(HTMLParser):
    def __init__(self, name, path):
        super().__init__()
        self.name, self.path = name, path
        self.forms, self.form, self.select = [], None, None

    def handle_starttag(self, tag, pairs):
        values = dict(pairs)
        if tag == "form":
            self.form = Form(
                self.name,
                (values.get("method") or "get").upper(),
                urljoin(self.path, values.get("action") or self.path),
                is_multipart="multipart" in (values.get("enctype") or ""),
            )
            self.forms.append(self.form)
        elif self.form is None:
            return
        elif tag == "select":
            self.select = values.get("name")
        elif tag == "option" and self.select and values.get("value"):
            self._add(self.select, values["value"])
        elif tag in ("input", "textarea", "button") and values.get("name"):
            self._add_input(tag, values)

    def _add_input(self, tag, values):
        kind = values.get("type") or "text"
        name, value = values["name"], values.get("value") or ""
        if kind in ("radio", "checkbox", "hidden") or kind in BUTTONS:
            self._add(name, value or ("on" if kind == "checkbox" else ""))
        elif tag != "button":
            self._add(name, value or good(name, kind))

    def _add(self, name, value):
        self.form.fields.setdefault(name, []).append(value)

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None


def good(name, kind="text"):
    """Something that such a field takes."""
    for part, value in GOOD.items():
        if part in name:
            return value
    return BY_TYPE.get(kind, "Xin giúp tôi")


def read_forms(name, path, text, account=""):
    """:return: the forms of a page, those that say the same once"""
    reader = _Reader(name, path)
    reader.feed(text)
    found = {}
    for form in reader.forms:
        form.account = account
        key = (form.method, form.path.split("?")[0], tuple(sorted(form.fields)))
        found.setdefault(key, form)
    return list(found.values())

"""Bad input of all kinds: a corpus of what has broken programs, and a generator."""

import json
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

VIETNAMESE = "Nguyễn Thị Ánh Tuyết, phường Hoàn Kiếm, số 1 ngõ Ấu Triệu"
HUGE = "Đ" * 60_000
BOUNDARY = "hcc-boundary"
CORPUS = [
    "",
    " ",
    "\t\r\n",
    "\0",
    "a\0b",
    unicodedata.normalize("NFD", VIETNAMESE),
    unicodedata.normalize("NFKD", VIETNAMESE),
    "\u202emoc.elpmaxe\u202c",
    "عنوان المنزل",
    "👩‍👩‍👧‍👦🇻🇳",
    "\ufeff\u200b\u2028\u2029\ufffe",
    "\ud7ff\ue000\U0010ffff",
    "ﷺ" * 300,
    HUGE,
    "-1",
    "0",
    "1e309",
    "NaN",
    "9" * 40,
    str(2**31),
    str(-(2**63)),
    "0x10",
    "१२३",
    "0912 345 67",
    "+84912345678901234567890",
    "tel:113",
    "a@b@c",
    "0000-00-00",
    "2026-02-30",
    "9999-12-31T23:59:59",
    "2026-11-28T10:00:00+07:00",
    "true",
    "null",
    "[]",
    '{"a": [1, {"b": null}]}',
    "' OR '1'='1",
    '"; DROP TABLE hcc_request; --',
    "%",
    "_%\\",
    "<hcc-input>\"'",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "../../../../etc/passwd",
    "=HYPERLINK(1)",
    "%00%0d%0aSet-Cookie: a=b",
    "\r\nLocation: https://example.com",
    "https://example.com/",
    "//example.com",
    "javascript:1",
]
BROKEN = [b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", "xã Đông Anh".encode("utf-16")]
SHAPES = ["form"] * 8 + ["multipart", "cut", "json", "nothing", "query", "doubled"]


@dataclass
class Attempt:
    """What is sent once, or several times.

    :param body: bytes, None for GET
    """

    method: str
    path: str
    body: bytes | None = None
    kind: str = "application/x-www-form-urlencoded"
    times: int = 1


def values():
    """Strategy: the text or the bytes of one field."""
    return st.one_of(
        st.sampled_from(CORPUS),
        st.sampled_from(BROKEN),
        st.text(max_size=60),
        st.text("aăâđêôơư\u0300\u0301\u0303\u0309\u0323 ", max_size=40),
        st.integers().map(str),
        st.floats().map(str),
        st.datetimes().map(lambda moment: moment.isoformat()),
        st.binary(max_size=30),
    )


@st.composite
def attempts(draw, form):
    """Strategy: what is sent to a form, some of it as a person would send it."""
    pairs = [(name, draw(st.sampled_from(some))) for name, some in form.fields.items()]
    names = list(form.fields) or ["name"]
    for name in draw(st.lists(st.sampled_from(names), max_size=3, unique=True)):
        pairs = [pair for pair in pairs if pair[0] != name]
        pairs += [(name, value) for value in draw(st.lists(values(), max_size=2))]
    if draw(st.booleans()):
        pairs = draw(st.permutations(pairs))
    if draw(st.integers(0, 9)) == 0:
        pairs.append((draw(st.sampled_from(CORPUS)) or "other", draw(values())))
    times = 2 if draw(st.integers(0, 14)) == 0 else 1
    if form.method == "GET":
        path = form.path.split("?")[0]
        return Attempt("GET", f"{path}?{encode(pairs)}"[:60_000], times=times)
    return _shape(form, pairs, draw(st.sampled_from(SHAPES)), times)


def _shape(form, pairs, shape, times):
    path, body = form.path, encode(pairs).encode()
    match shape:
        case "multipart":
            kind = f"multipart/form-data; boundary={BOUNDARY}"
            return Attempt("POST", path, multipart(pairs), kind, times)
        case "cut":
            kind = f"multipart/form-data; boundary={BOUNDARY}"
            body = multipart(pairs)
            return Attempt("POST", path, body[: len(body) * 2 // 3], kind, times)
        case "json":
            body = json.dumps({name: str(value) for name, value in pairs}).encode()
            return Attempt("POST", path, body, "application/json", times)
        case "nothing":
            return Attempt("POST", path, b"", times=times)
        case "query":
            path = f"{path.split('?')[0]}?{encode(pairs)}"[:60_000]
            return Attempt("POST", path, b"", times=times)
        case "doubled":
            return Attempt("POST", path, body + b"&" + body, times=times)
    return Attempt("POST", path, body, times=times)


@st.composite
def addresses(draw, rule):
    """Strategy: an address of a rule with something else for its variables."""
    parts = []
    for part in rule.split("/"):
        if not part.startswith("<"):
            parts.append(part)
            continue
        value = draw(values())
        raw = value if isinstance(value, bytes) else value.encode(errors="replace")
        parts.append(quote(raw[:2000] or b"-", safe=""))
    method = draw(st.sampled_from(["GET", "GET", "POST"]))
    return Attempt(method, "/".join(parts), b"" if method == "POST" else None)


def encode(pairs):
    return urlencode(
        [
            (
                name,
                value if isinstance(value, bytes) else value.encode(errors="replace"),
            )
            for name, value in pairs
        ]
    )


def multipart(pairs):
    """The same as a form with files sends it, each field a file as well."""
    lines = []
    for number, (name, value) in enumerate(pairs):
        raw = value if isinstance(value, bytes) else value.encode(errors="replace")
        label = quote(name, safe=" ")
        extra = '; filename="cv.pdf"' if number % 3 == 2 else ""
        head = f'Content-Disposition: form-data; name="{label}"{extra}\r\n\r\n'
        lines += [f"--{BOUNDARY}\r\n{head}".encode() + raw + b"\r\n"]
    return b"".join(lines) + f"--{BOUNDARY}--\r\n".encode()


def lists():
    """Strategy: a list of people as somebody sends it, good, torn or something else."""
    rows = st.lists(st.lists(values(), max_size=9), max_size=6)
    return st.one_of(
        st.binary(max_size=300),
        rows.map(to_csv),
        st.sampled_from([text.encode() for text in CORPUS]),
        rows.map(lambda some: b"PK\x03\x04" + to_csv(some)),
    )


def to_csv(rows):
    heading = "Họ và tên,Điện thoại,Phường xã,Đối tượng,Email\n".encode()
    lines = [
        b",".join(
            value if isinstance(value, bytes) else value.encode(errors="replace")
            for value in row
        )
        for row in rows
    ]
    return heading + b"\n".join(lines)

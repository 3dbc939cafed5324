"""Lists of people as wards send them: which column is what, what each row says.

Headings stand in any order and any row of the first few, in Vietnamese or English,
with or without diacritics. No Odoo here: what is wrong comes as short technical words
with values; whoever asks says it in a language.
"""

import functools
import itertools
import re
from dataclasses import dataclass, field

from .phone import parse_phone
from .sheet_rows import SheetError, read_rows
from .text import fold

#: headings that a column may have, folded; the translated labels come on top
HEADINGS = {
    "name": (
        "ho va ten",
        "ho ten",
        "ho va ten cong tac vien",
        "ho ten cong tac vien",
        "ten cong tac vien",
        "cong tac vien",
        "full name",
        "name",
    ),
    # some lists keep the family name apart
    "family_name": ("ho", "ho dem", "ho va ten dem", "ho va dem", "ho lot", "surname"),
    "given_name": ("ten", "first name", "given name"),
    "phone": (
        "so dien thoai",
        "dien thoai",
        "sdt",
        "dt",
        "so dt",
        "di dong",
        "so di dong",
        "dien thoai di dong",
        "so dien thoai di dong",
        "dien thoai lien he",
        "so dien thoai lien he",
        "phone",
        "phone number",
        "telephone",
        "mobile",
        "mobile phone",
    ),
    "email": (
        "email",
        "e mail",
        "dia chi email",
        "thu dien tu",
        "dia chi thu dien tu",
        "hop thu",
        "email address",
    ),
    "ward": (
        "phuong xa",
        "xa phuong",
        "phuong",
        "xa",
        "ten phuong xa",
        "ten xa phuong",
        "phuong xa dac khu",
        "xa phuong dac khu",
        "phuong xa thi tran",
        "xa phuong thi tran",
        "dia ban",
        "don vi",
        "ward",
        "commune",
        "ward commune",
    ),
    "ward_code": (
        "ma phuong xa",
        "ma xa phuong",
        "ma xa",
        "ma phuong",
        "ma don vi",
        "ma don vi hanh chinh",
        "ma dvhc",
        "ward code",
    ),
    "category": (
        "doi tuong",
        "nhom doi tuong",
        "doi tuong cong tac vien",
        "thanh phan",
        "category",
    ),
    "gender": ("gioi tinh", "gioi", "nam nu", "gender", "sex"),
    "languages": (
        "ngon ngu",
        "ngoai ngu",
        "ngon ngu khac",
        "tieng nuoc ngoai",
        "languages",
        "language",
    ),
    "travel_mode": (
        "phuong tien",
        "phuong tien di lai",
        "phuong tien di chuyen",
        "travel mode",
        "way of travelling",
        "transport",
    ),
    "experience": (
        "trinh do",
        "chung chi",
        "trinh do chung chi",
        "chung chi trinh do",
        "trinh do chuyen mon",
        "bang cap",
        "chuyen mon",
        "qualification",
        "qualifications",
        "certificates",
        "education",
    ),
    # of our own lists: read back, they say nothing
    "number": ("stt", "so tt", "tt", "so thu tu", "no", "row", "dong"),
    "reason": ("ly do", "reason", "what is wrong"),
}
#: words for the choices, folded; the translated labels come on top
CHOICES = {
    "category": {
        "sinh vien": "student",
        "hoc sinh sinh vien": "student",
        "sv": "student",
        "doan vien": "union_member",
        "hoi vien": "union_member",
        "doan vien hoi vien": "union_member",
        "doan hoi vien": "union_member",
        "thanh vien doan the": "union_member",
        "doan the": "union_member",
        "can bo huu tri": "retired_official",
        "cong chuc nghi huu": "retired_official",
        "can bo nghi huu": "retired_official",
        "nghi huu": "retired_official",
        "huu tri": "retired_official",
        "nhan vien buu dien": "postal_worker",
        "nhan vien buu chinh": "postal_worker",
        "nhan vien buu chinh cong ich": "postal_worker",
        "buu dien": "postal_worker",
        "khac": "other",
        "doi tuong khac": "other",
    },
    "gender": {
        "nu": "female",
        "nam": "male",
        "f": "female",
        "m": "male",
        "khac": "unspecified",
        "khong ro": "unspecified",
    },
    "travel_mode": {
        "di bo": "walk",
        "xe dap": "bicycle",
        "xe dap dien": "bicycle",
        "xe may": "motorbike",
        "xe may dien": "motorbike",
        "xe gan may": "motorbike",
    },
}
#: the heading stands in one of the first rows, below titles of the list
SEARCHED_ROWS = 30
MAX_NAME = 100
MAX_TEXT = 250

_EMAIL = re.compile(
    r"[^@\s\"'<>(),;:\\]+@[^@\s\"'<>(),;:\\.]+(\.[^@\s\"'<>(),;:\\.]+)+"
)
_HAS_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row, and in which column."""

    column: str
    code: str
    values: dict = field(default_factory=dict)


@dataclass(slots=True)
class Line:
    """A row of the list: what it says, and what is wrong with it."""

    number: int
    cells: list
    values: dict
    ward: str
    problems: list


@dataclass(frozen=True, slots=True)
class PeopleList:
    """A list that was opened; its lines are read once, as a stream."""

    headings: list
    #: {column: numbers of the cells}
    columns: dict
    #: headings of columns that say nothing to us
    unread: list
    lines: object


def open_list(content, headings=(), choices=()):
    """Find the heading and return the list below it.

    :param bytes content: the file
    :param headings: pairs of (heading, column) beside those known here
    :param choices: triples of (column, word, value) beside those known here
    :return: :class:`PeopleList`
    :raises SheetError: also while the lines are being read
    """
    names = {word: column for column, words in HEADINGS.items() for word in words}
    names |= {fold(heading): column for heading, column in headings}
    words = {column: dict(known) for column, known in CHOICES.items()}
    for column, word, value in choices:
        words[column][fold(word)] = value
    rows = read_rows(content)
    best = {}
    for _number, cells in itertools.islice(rows, SEARCHED_ROWS):
        columns = _find_columns(cells, names)
        if len(columns) > len(best):
            best = columns
        if _is_complete(columns):
            return PeopleList(
                cells,
                columns,
                _find_unread(cells, names),
                _read_lines(rows, columns, words),
            )
    missing = [name for name in ("name", "phone", "ward") if not _has(best, name)]
    raise SheetError("no_heading", missing=missing)


def find_duplicates(lines):
    """Add a problem to each line that names the person of a line before it.

    Only lines that are right so far count. People of one family share a telephone,
    so it is number and name together.
    """
    first = {}
    for line in lines:
        if line.problems:
            continue
        before = first.setdefault(person_key(line.values), line.number)
        if before != line.number:
            line.problems.append(Problem("name", "twice", {"row": before}))


def person_key(values):
    """What makes two entries the same person."""
    return values["phone"], fold(values["name"])


def _find_columns(cells, names):
    """{column: number of the cell}; the first of two that mean the same counts."""
    columns = {}
    for number, cell in enumerate(cells):
        column = names.get(fold(cell))
        if column:
            columns.setdefault(column, number)
    return columns


def _find_unread(cells, names):
    return [cell for cell in cells if cell and fold(cell) not in names]


def _is_complete(columns):
    return all(_has(columns, name) for name in ("name", "phone", "ward"))


def _has(columns, name):
    if name == "name":
        return "name" in columns or "given_name" in columns
    if name == "ward":
        return "ward" in columns or "ward_code" in columns
    return name in columns


def _read_lines(rows, columns, words):
    for number, cells in rows:
        texts = {
            column: cells[position]
            for column, position in columns.items()
            if position < len(cells) and cells[position]
        }
        texts.pop("number", None)
        texts.pop("reason", None)
        # a title or a sum below the list, or a number that was dragged too far
        if texts:
            yield _read_line(number, cells, texts, words)


def _read_line(number, cells, texts, words):
    problems = []
    values = {
        "name": _read_name(texts, problems),
        "phone": _read_phone(texts.get("phone", ""), problems),
    }
    if "email" in texts:
        values["email"] = _read_email(texts["email"], problems)
    for column, known in words.items():
        if column in texts:
            values[column] = _read_choice(column, texts[column], known, problems)
    for column in ("languages", "experience"):
        if column in texts:
            values[column] = texts[column][:MAX_TEXT]
    ward = texts.get("ward_code") or texts.get("ward") or ""
    if not ward:
        problems.append(Problem("ward", "no_ward"))
    return Line(number, cells, values, ward, problems)


def _read_name(texts, problems):
    parts = [texts.get("family_name", ""), texts.get("given_name", "")]
    name = texts.get("name") or " ".join(part for part in parts if part)
    if not name:
        problems.append(Problem("name", "no_name"))
    elif len(name) > MAX_NAME or not _HAS_LETTER.search(name):
        problems.append(Problem("name", "bad_name", {"value": name[:MAX_NAME]}))
    return name


def _read_phone(text, problems):
    if not text:
        problems.append(Problem("phone", "no_phone"))
        return ""
    try:
        return parse_phone(text)
    except ValueError:
        problems.append(Problem("phone", "bad_phone", {"value": text[:MAX_NAME]}))
        return ""


def _read_email(text, problems):
    if not _EMAIL.fullmatch(text) or len(text) > MAX_TEXT:
        problems.append(Problem("email", "bad_email", {"value": text[:MAX_NAME]}))
    return text.lower()


# a list says the same few words in every row
_fold_choice = functools.lru_cache(1024)(fold)


def _read_choice(column, text, known, problems):
    value = known.get(_fold_choice(text))
    if value is None:
        problems.append(Problem(column, "bad_choice", {"value": text[:MAX_NAME]}))
    return value

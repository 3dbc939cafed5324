"""Rows of spreadsheets that strangers send, read as a stream. No Odoo here.

What is read is bounded before it is read: bytes, unpacked bytes, rows. XLSX goes
through expat alone: twice as fast as a library that also knows styles, no gap is
filled with empty rows, and document types (with their entities) are refused.
"""

import codecs
import csv
import io
import re
import unicodedata
import zipfile
from xml.parsers import expat

#: bytes of a file, and of what is unpacked from it
MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 96 * 1024 * 1024
#: rows that are not empty, columns that are looked at, characters of a cell
MAX_ROWS = 50_000
MAX_COLUMNS = 64
MAX_CELL = 1000
#: what Excel has room for; a longer cell is a quotation mark that is never closed
LONGEST_CELL = 32_767
CHUNK = 1 << 16

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_WHOLE = re.compile(r"(-?\d+)\.0+")
_FLOATING = re.compile(r"-?\d+(\.\d+)?[eE][+-]?\d{1,3}")
_COLUMN = re.compile(r"([A-Za-z]{1,3})\d*")


class SheetError(Exception):
    """Why a file cannot be read: a short technical word and its values."""

    def __init__(self, code, **values):
        super().__init__(code)
        self.code = code
        self.values = values


def read_rows(content):
    """Yield (number of the row, list of texts) of the rows that are not empty.

    :param bytes content: an XLSX file, or a CSV file in one of several encodings
    :raises SheetError: also while it is being read
    """
    if not content.strip(b"\x00 \t\r\n"):
        raise SheetError("empty")
    if len(content) > MAX_BYTES:
        raise SheetError("too_large", megabytes=MAX_BYTES >> 20)
    if content.startswith(b"PK"):
        rows = _read_xlsx(content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        # the old format of Excel, or a new one behind a password
        raise SheetError("old_format")
    else:
        rows = _read_csv(content)
    return _limit(rows)


def _limit(rows):
    count = 0
    for number, cells in rows:
        if not any(cells):
            continue
        count += 1
        if count > MAX_ROWS:
            raise SheetError("too_many_rows", rows=MAX_ROWS)
        yield number, cells


def _clean(text):
    """The text on one line, in the form that is stored, without control characters."""
    text = unicodedata.normalize("NFC", text[: 2 * MAX_CELL])
    if not text.isprintable():
        text = "".join(
            char if char.isprintable() else " "
            for char in text
            if unicodedata.category(char) not in ("Cf", "Cs")
        )
    return " ".join(text.split())[:MAX_CELL]


# CSV


def _read_csv(content):
    text = _decode(content)
    head = text[:4096].split("\n")
    separator = max(";,\t|", key=lambda char: max(line.count(char) for line in head))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for number, cells in enumerate(reader, start=1):
            # csv's own limit is one of the whole process, which others set
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise SheetError("broken")
            yield number, [_clean(cell) for cell in cells[:MAX_COLUMNS]]
    except csv.Error as error:
        raise SheetError("broken") from error


def _decode(content):
    """Text of the bytes: what Excel and other programs write in Vietnam.

    :raises SheetError: when it is no text
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1258")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise SheetError("no_spreadsheet")


# XLSX


def _read_xlsx(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            book = _Book(archive)
            yield from book.read_rows()
    except expat.ExpatError as error:
        raise SheetError("broken") from error
    # zipfile raises whatever the broken part happens to break
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        KeyError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        raise SheetError("broken") from error
    except Exception as error:
        # zlib, lzma and bz2 have errors of their own without a common name
        if type(error).__module__ in ("zlib", "_lzma", "lzma", "_bz2"):
            raise SheetError("broken") from error
        raise


class _Book:
    """The first visible sheet of a workbook, and the texts that its cells share."""

    def __init__(self, archive):
        self.archive = archive
        self.unpacked = 0
        names = set(archive.namelist())
        if "xl/workbook.xml" not in names:
            raise SheetError("no_spreadsheet")
        self.names = names

    def read_rows(self):
        links = self._read_links()
        sheet = links.get(self._find_sheet())
        if sheet not in self.names:
            raise SheetError("no_spreadsheet")
        shared = []
        for path in links.values():
            if path.rpartition("/")[2].lower() == "sharedstrings.xml":
                if path in self.names:
                    reader = _SharedTexts()
                    for _ready in self._parse(path, reader):
                        pass
                    shared = reader.texts
        reader = _Rows(shared)
        for _ready in self._parse(sheet, reader):
            yield from reader.take()

    def _parse(self, path, reader):
        """Let the reader read a part of the file, piece by piece."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = reader.start
        parser.EndElementHandler = reader.end
        parser.CharacterDataHandler = reader.text
        with self.archive.open(path) as part:
            while piece := part.read(CHUNK):
                self.unpacked += len(piece)
                if self.unpacked > MAX_UNPACKED:
                    raise SheetError("too_large_inside")
                parser.Parse(piece, False)
                yield True
        parser.Parse(b"", True)
        yield True

    def _find_sheet(self):
        """The relation of the first sheet that is not hidden."""
        reader = _Elements({"sheet"})
        for _ready in self._parse("xl/workbook.xml", reader):
            pass
        for values in reader.found:
            if values.get("state", "visible") == "visible":
                return values.get("id")
        raise SheetError("no_spreadsheet")

    def _read_links(self):
        """{relation: path inside the file}"""
        reader = _Elements({"Relationship"})
        for _ready in self._parse("xl/_rels/workbook.xml.rels", reader):
            pass
        links = {}
        for values in reader.found:
            target = values.get("Target", "")
            path = target[1:] if target.startswith("/") else f"xl/{target}"
            links[values.get("Id")] = path
        return links


def _refuse(*_declared):
    raise SheetError("broken")


def _local(name):
    return name.rpartition(":")[2] if ":" in name else name


class _Elements:
    """Attributes of the elements with some names."""

    def __init__(self, names):
        self.names = names
        self.found = []

    def start(self, name, attributes):
        if _local(name) in self.names and len(self.found) < 1000:
            self.found.append({_local(key): text for key, text in attributes.items()})

    def end(self, name):
        pass

    def text(self, data):
        pass


class _SharedTexts:
    """The texts of a workbook, without what is written beside for reading aloud."""

    def __init__(self):
        self.texts = []
        self._parts = []
        self._collects = False
        self._aside = 0

    def start(self, name, _attributes):
        name = _local(name)
        if name == "t":
            self._collects = not self._aside
        elif name == "si":
            self._parts = []
        elif name == "rPh":
            self._aside += 1

    def end(self, name):
        name = _local(name)
        if name == "t":
            self._collects = False
        elif name == "si":
            self.texts.append(_clean(_unescape("".join(self._parts))))
        elif name == "rPh":
            self._aside -= 1

    def text(self, data):
        if self._collects:
            self._parts.append(data)


class _Rows:
    """Rows of a sheet as they come by."""

    def __init__(self, shared):
        self._shared = shared
        self._ready = []
        self._number = 0
        self._cells = []
        self._column = -1
        self._kind = ""
        self._parts = []
        self._collects = False
        self._aside = False

    def take(self):
        ready, self._ready = self._ready, []
        return ready

    def start(self, name, attributes):
        name = _local(name)
        if name == "c":
            self._column = _column(attributes.get("r"), self._column + 1)
            self._kind = attributes.get("t", "n")
            self._parts = []
        elif name == "v" or name == "t":
            self._collects = not self._aside
        elif name == "row":
            number = attributes.get("r", "")
            self._number = int(number) if number.isdecimal() else self._number + 1
            self._cells = []
            self._column = -1
        elif name == "rPh":
            self._aside = True

    def text(self, data):
        if self._collects:
            self._parts.append(data)

    def end(self, name):
        name = _local(name)
        if name == "v" or name == "t":
            self._collects = False
        elif name == "c":
            if self._parts and self._column < MAX_COLUMNS:
                cells = self._cells
                while len(cells) <= self._column:
                    cells.append("")
                cells[self._column] = self._value("".join(self._parts))
        elif name == "row":
            if self._cells:
                self._ready.append((self._number, self._cells))
        elif name == "rPh":
            self._aside = False

    def _value(self, text):
        if self._kind == "s":
            index = int(text) if text.isdecimal() else -1
            return self._shared[index] if 0 <= index < len(self._shared) else ""
        if self._kind == "n":
            return _plain_number(text.strip())
        return _clean(_unescape(text))


def _column(reference, following):
    """Number of the column out of ``AB12``; cells without it follow one another."""
    match = _COLUMN.match(reference or "")
    if not match:
        return following
    number = 0
    for char in match[1].upper():
        number = number * 26 + ord(char) - 64
    return number - 1


def _plain_number(text):
    """A telephone number or code that Excel took for a number, as it was typed.

    >>> _plain_number("912000123.0"), _plain_number("9.12000123E8")
    ('912000123', '912000123')
    """
    whole = _WHOLE.fullmatch(text)
    if whole:
        return whole[1]
    if _FLOATING.fullmatch(text):
        number = float(text)
        if number.is_integer() and abs(number) < 1e15:
            return str(int(number))
    return _clean(text)


def _unescape(text):
    """Undo what XLSX does to characters that XML cannot say."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)

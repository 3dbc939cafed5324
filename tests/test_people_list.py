"""Lists of people without Odoo: every way in which wards may send them."""

import io
import random
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import phonenumbers
import pytest
import xlsxwriter

ADDON = Path(__file__).parents[1] / "addons" / "hcc_collaborator"
sys.path.insert(0, str(ADDON))

from tools.phone import parse_phone  # noqa: E402
from tools.sheet_rows import SheetError, read_rows  # noqa: E402

from tools import people_list, people_xlsx, sheet_rows  # noqa: E402

HEADINGS = ["STT", "Họ và tên", "Số điện thoại", "Phường/xã", "Giới tính"]
ROW = ["1", "Nguyễn Thị Hoà", "0912 000 123", "Phường Ba Đình", "Nữ"]
TEXT = "\n".join(";".join(cells) for cells in (HEADINGS, ROW))
EMPTY_SHEET = "<worksheet><sheetData>{}</sheetData></worksheet>"


def read(content, **options):
    opened = people_list.open_list(content, **options)
    return opened, list(opened.lines)


def xlsx(*rows, **options):
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, options) as workbook:
        sheet = workbook.add_worksheet()
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    return output.getvalue()


def package(sheet, shared=None, compression=zipfile.ZIP_DEFLATED):
    """An XLSX file with whatever is wanted as its sheet."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", compression) as archive:
        archive.writestr(
            "xl/workbook.xml",
            '<x:workbook xmlns:x="m" xmlns:r="r"><x:sheets>'
            '<x:sheet name="Hidden" state="hidden" r:id="h"/>'
            '<x:sheet name="List" r:id="a"/></x:sheets></x:workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="a" Target="/xl/worksheets/s1.xml"/>'
            '<Relationship Id="b" Target="sharedStrings.xml"/></Relationships>',
        )
        archive.writestr("xl/worksheets/s1.xml", sheet)
        if shared:
            archive.writestr("xl/sharedStrings.xml", shared)
    return output.getvalue()


def refused(content):
    with pytest.raises(SheetError) as error:
        read(content)
    return error.value.code


# What wards send


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.replace(";", ",").encode(),
        TEXT.replace(";", "\t").encode("utf-16"),
        TEXT.replace("\n", "\r\n").encode(),
        # cp1258 writes tones as characters of their own
        "STT;Họ và tên;SĐT;Phường/xã;Giới tính\n".replace("ọ", "o\u0323")
        .replace("ố", "ô\u0301")
        .replace("ờ", "ơ\u0300")
        .replace("ớ", "ơ\u0301")
        .replace("ã", "a\u0303")
        .encode("cp1258")
        + "1;Nguyê\u0303n Thi\u0323 Hoà;0912000123;".encode("cp1258")
        + "Phươ\u0300ng Ba Đi\u0300nh;Nư\u0303".encode("cp1258"),
        xlsx(HEADINGS, ROW),
        xlsx(HEADINGS, ROW, constant_memory=True),
    ],
    ids=["utf8", "bom", "utf16", "comma", "tab", "crlf", "cp1258", "xlsx", "inline"],
)
def test_encodings_and_separators(content):
    opened, (line,) = read(content)
    assert line.problems == []
    assert line.values == {
        "name": "Nguyễn Thị Hoà",
        "phone": "+84912000123",
        "gender": "female",
    }
    assert line.ward == "Phường Ba Đình"
    assert line.number == 2
    assert opened.unread == []


@pytest.mark.parametrize(
    "headings",
    [
        "Phường, xã;HỌ  VÀ TÊN;Điện thoại",
        "phuong xa;ho ten;sdt",
        "Xã/Phường;Full name;Phone number",
        "Mã đơn vị hành chính;Họ, tên;Số ĐT",
        "Đơn vị;Họ và tên cộng tác viên;Di động",
    ],
)
def test_headings_in_any_order_and_spelling(headings):
    _opened, (line,) = read(f"{headings}\n00004;Lê Văn A;0912000123".encode())
    assert (line.values["name"], line.ward) == ("Lê Văn A", "00004")
    assert line.problems == []


def test_titles_above_and_sums_below():
    text = (
        "ỦY BAN NHÂN DÂN PHƯỜNG;;\nDanh sách cộng tác viên;;\n;;\n"
        "TT;Họ tên;SĐT;Phường;Ghi chú\n1;Lê A;0912000123;Ba Đình;x\n\n;;;;\n;;;;cộng\n"
    )
    opened, (line,) = read(text.encode())
    assert line.number == 5
    assert opened.unread == ["Ghi chú"]


def test_names_in_two_columns():
    _opened, (line,) = read(
        "Họ và tên đệm;Tên;SĐT;Phường\nLê Văn;Anh;0912000123;Ba Đình".encode()
    )
    assert line.values["name"] == "Lê Văn Anh"


def test_numbers_that_excel_took_for_numbers():
    _opened, lines = read(
        xlsx(["Họ tên", "SĐT", "Mã xã"], ["A B", 912000123, 4], ["C D", 9.12e8, 25])
    )
    assert [line.values["phone"] for line in lines] == ["+84912000123", "+84912000000"]
    assert [line.ward for line in lines] == ["4", "25"]


def test_words_of_the_service_come_on_top():
    _opened, (line,) = read(
        b"Who;Call;Where;Kind\nA B;0912000123;X;Clown",
        headings=[("who", "name"), ("CALL", "phone"), ("where", "ward")]
        + [("Kind", "category")],
        choices=[("category", "clown", "other")],
    )
    assert line.values["category"] == "other"


@pytest.mark.parametrize(
    "cells, column, code",
    [
        ({"Họ và tên": ""}, "name", "no_name"),
        ({"Họ và tên": "12 + 3"}, "name", "bad_name"),
        ({"Họ và tên": "A" * 200}, "name", "bad_name"),
        ({"Số điện thoại": ""}, "phone", "no_phone"),
        ({"Số điện thoại": "0912"}, "phone", "bad_phone"),
        ({"Phường/xã": ""}, "ward", "no_ward"),
        ({"Giới tính": "?x"}, "gender", "bad_choice"),
    ],
)
def test_each_problem_names_its_column(cells, column, code):
    row = list((dict(zip(HEADINGS, ROW, strict=True)) | cells).values())
    _opened, (line,) = read(xlsx(HEADINGS, row))
    assert [(one.column, one.code) for one in line.problems] == [(column, code)]


def test_one_row_may_have_several_problems():
    _opened, (line,) = read("Họ tên;SĐT;Phường;Email\nA B;1;;x@".encode())
    codes = [one.code for one in line.problems]
    assert codes == ["bad_phone", "bad_email", "no_ward"]


def test_the_same_person_twice_and_a_family_on_one_telephone():
    text = (
        "Họ tên;SĐT;Phường\nLê Hòa;0912000123;X\nLÊ HOÀ;+84 912 000 123;X\n"
        "Lê Anh;0912000123;X\n"
    )
    _opened, lines = read(text.encode())
    people_list.find_duplicates(lines)
    assert [line.number for line in lines if line.problems] == [3]
    assert lines[1].problems[0].values == {"row": 2}


def test_numbers_are_read_as_the_library_reads_them():
    """The quick way for mobile numbers is the library's own pattern."""
    chance = random.Random(4)
    starts = ["0", "+84", "84", "", "0084", "(+84) ", "+84 0", "+840", "+1", "-"]
    for _number in range(3000):
        length = chance.choice([8, 9, 9, 9, 10])
        digits = "".join(chance.choices("0123456789", k=length))
        space = chance.choice(" .-")
        raw = f"{chance.choice(starts)}{digits[:3]}{space}{digits[3:]}"
        assert quiet(parse_phone, raw) == quiet(parse_slowly, raw), raw


def quiet(call, raw):
    try:
        return call(raw)
    except ValueError:
        return None


def parse_slowly(raw):
    try:
        number = phonenumbers.parse(raw, "VN")
    except phonenumbers.NumberParseException as error:
        raise ValueError from error
    if not phonenumbers.is_valid_number(number):
        raise ValueError
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


# What nobody should send


def test_files_that_are_no_spreadsheets():
    assert refused(b"") == "empty"
    assert refused(b"\n \n") == "empty"
    assert refused(b"%PDF-1.7\n\x00\x01\x02") == "no_spreadsheet"
    assert refused(bytes(range(256)) * 50) == "no_spreadsheet"
    assert refused("chỉ là chữ".encode()) == "no_heading"
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") == "old_format"
    assert refused(b"x" * (sheet_rows.MAX_BYTES + 1)) == "too_large"
    assert refused(b'Name;"' + b"x" * 200_000) == "broken"
    document = io.BytesIO()
    with zipfile.ZipFile(document, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refused(document.getvalue()) == "no_spreadsheet"


def test_damaged_at_any_place():
    """Whatever was cut off or overwritten: a word that says so, nothing else."""
    content = xlsx(HEADINGS, *[ROW] * 50)
    chance = random.Random(4)
    for _number in range(300):
        damaged = bytearray(content[: chance.randrange(5, len(content))])
        for _change in range(chance.randrange(20)):
            damaged[chance.randrange(4, len(damaged))] = chance.randrange(256)
        try:
            read(bytes(damaged))
        except SheetError:
            pass


def test_two_million_empty_rows():
    rows = '<row r="1"><c t="inlineStr"><is><t>Name</t></is></c></row>'
    rows += "".join(f'<row r="{number}"/>' for number in range(2, 2_000_002))
    started = time.monotonic()
    assert refused(package(EMPTY_SHEET.format(rows))) == "no_heading"
    assert time.monotonic() - started < 30


def test_rows_numbered_beyond_every_sheet():
    cells = '<c t="inlineStr"><is><t>Name</t></is></c>'
    sheet = EMPTY_SHEET.format(f'<row r="999999999999">{cells}</row>')
    assert list(read_rows(package(sheet))) == [(999999999999, ["Name"])]
    far = EMPTY_SHEET.format('<row r="1"><c r="ZZZ1"><v>1</v></c></row>')
    assert list(read_rows(package(far))) == []


def test_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(sheet_rows, "MAX_UNPACKED", 1 << 20)
    monkeypatch.setattr(sheet_rows, "MAX_ROWS", 1000)
    sheet = EMPTY_SHEET.format("<row/>" * (sheet_rows.MAX_UNPACKED // 6 + 1))
    assert refused(package(sheet)) == "too_large_inside"
    long = "<row><c><v>1</v></c></row>" * (sheet_rows.MAX_ROWS + 1)
    with pytest.raises(SheetError) as error:
        list(read_rows(package(EMPTY_SHEET.format(long))))
    assert error.value.code == "too_many_rows"


def test_entities_are_refused():
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
    assert refused(package(bomb + EMPTY_SHEET.format("<row>&c;</row>"))) == "broken"
    outside = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
    sheet = EMPTY_SHEET.format("<row><c t='s'><v>0</v></c></row>")
    shared = outside + "<sst><si><t>&b;</t></si></sst>"
    assert refused(package(sheet, shared)) == "broken"


def test_texts_for_reading_aloud_are_no_names():
    shared = (
        '<x:sst xmlns:x="m"><x:si><x:r><x:t>Lê </x:t></x:r><x:r><x:t>Anh</x:t></x:r>'
        "<x:rPh><x:t>le</x:t></x:rPh></x:si></x:sst>"
    )
    sheet = EMPTY_SHEET.format('<row r="3"><c r="B3" t="s"><v>0</v></c></row>')
    assert list(read_rows(package(sheet, shared))) == [(3, ["", "Lê Anh"])]


def test_control_characters_are_left_out():
    text = "Họ tên;SĐT;Phường\nA\u202e B\x07C;0912000123;X"
    _opened, (line,) = read(text.encode())
    assert line.values["name"] == "A B C"


def test_half_filled_shared_texts():
    sheet = EMPTY_SHEET.format('<row r="1"><c t="s"><v>7</v></c><c><v>1</v></c></row>')
    assert list(read_rows(package(sheet, "<sst/>"))) == [(1, ["", "1"])]


# What goes back


def test_returned_cells_are_texts():
    evil = ["=1+1", "+84912", "@SUM(A1)", "-2", "http://example.com"]
    content = people_xlsx.write_returned("a/b", ["1", "2", "3", "4", "5", "Why"], [])
    assert openpyxl.load_workbook(io.BytesIO(content)).active["F1"].value == "Why"
    content = people_xlsx.write_returned(
        "t", [*evil, "Why"], [(evil, "=bad"), (evil[:1], "short")]
    )
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    for row in sheet.iter_rows():
        assert {cell.data_type for cell in row if cell.value} == {"s"}
    assert sheet["F2"].value == "=bad"


def test_what_looks_like_mark_up_stays_text():
    """XlsxWriter takes a text that begins with its own tag for formatted text."""
    evil = "<r><t>An</t></r></is></c><c><v>1"
    content = people_xlsx.write_returned("a", ["1", "Why"], [([evil], "No ward")])
    ((cell, why),) = list(
        openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(
            min_row=2, values_only=True
        )
    )
    assert (cell.strip(), why) == (evil, "No ward")


def test_template_offers_its_choices():
    wards = [f"Phường {number}" for number in range(3321)]
    content = people_xlsx.write_template(
        "Danh sách", [("Họ tên", 30, []), ("Phường", 30, wards)], "Lựa chọn"
    )
    book = openpyxl.load_workbook(io.BytesIO(content))
    (rule,) = book.worksheets[0].data_validations.dataValidation
    assert rule.formula1 == "'Lựa chọn'!$B$2:$B$3322"
    assert book.worksheets[1]["B3322"].value == wards[-1]

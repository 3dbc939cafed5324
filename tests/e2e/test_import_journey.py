"""A coordinator takes in the list of a ward: look, correct, import, send again."""

import io

import openpyxl
import pytest
import xlsxwriter
from playwright.sync_api import expect

COORDINATOR = "coordinator@demo.hcc"
IMPORT = "/odoo/action-hcc_collaborator.hcc_collaborator_import_action"
HEADINGS = ["Số TT", "Họ và Tên", "SĐT", "Email", "Phường/Xã", "Đối tượng", "Ghi chú"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_list(rows):
    output = io.BytesIO()
    with xlsxwriter.Workbook(output) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "DANH SÁCH CỘNG TÁC VIÊN")
        for number, cells in enumerate([HEADINGS, *rows], start=2):
            sheet.write_row(number, 0, cells)
    return output.getvalue()


def rows_of(first):
    """Three that are right, and one of each kind that is not."""

    def row(number, ward, phone=None, kind="Sinh viên"):
        number += first
        phone = phone or f"0978{number:06d}"
        return [number, f"Đỗ Thị Nhập {number}", phone, "", ward, kind, "=1+1"]

    return [
        row(1, "Phường Ba Đình"),
        row(2, "phuong ba dinh"),
        row(3, "00004", kind="Cán bộ hưu trí"),
        row(4, "Kim Mã"),
        row(5, "Phường Ba Dinhh"),
        row(6, "Phường Sơn Tây"),
        row(7, "Ba Đình", phone="123"),
        row(8, "Ba Đình", kind="Thợ may"),
    ]


def open_book(download):
    return openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))


def upload(page, content):
    page.goto(IMPORT)
    page.locator(".o_hcc_import").wait_for()
    file = {"name": "Danh sách Ba Đình.xlsx", "mimeType": XLSX, "buffer": content}
    page.locator(".o_field_widget[name=file] input[type=file]").set_input_files(file)
    page.locator(
        ".o_field_widget[name=file] .fa-trash, .o_clear_file_button"
    ).wait_for()


def press(page, method):
    page.locator(f".modal-footer button[name={method}]").click()


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_list_of_a_ward(phone, new_page, login, shot, assert_fits):
    page = login(new_page(phone=phone), COORDINATOR)
    where = "phone" if phone else "desktop"
    rows = rows_of(100 if phone else 0)
    # the list: each bad row by its number
    upload(page, write_list(rows))
    shot(page, f"import_{where}_1_choose")
    press(page, "action_check")
    problems = page.locator(".o_field_widget[name=problem_ids]").locator(
        ".o_data_row, .o_kanban_record:not(.o_kanban_ghost)"
    )
    problems.first.wait_for()
    assert problems.count() == 5
    text = page.locator(".modal-body").inner_text()
    for words in ("Kim Mã", "Phường Giảng Võ", "Phường Sơn Tây", "123", "Thợ may"):
        assert words in text
    assert_fits(page)
    heights = page.locator(".modal-footer button:visible").evaluate_all(
        "buttons => buttons.map(button => button.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44
    shot(page, f"import_{where}_2_look", full_page=True)
    with page.expect_download() as download:
        press(page, "action_refused")
    book = open_book(download)
    returned = list(book.active.iter_rows(values_only=True))
    assert [cells[1] for cells in returned[1:]] == [cells[1] for cells in rows[3:]]
    assert all(cells[-1] for cells in returned)
    # the good rows come in, the corrected ones after them
    press(page, "action_import")
    page.locator(".alert-success").wait_for()
    shot(page, f"import_{where}_3_done", full_page=True)
    corrected = [[*cells[:4], "Phường Ba Đình", *cells[5:]] for cells in rows[3:6]]
    upload(page, write_list(rows[:3] + corrected))
    press(page, "action_check")
    problems.first.wait_for()
    assert problems.count() == 3, "who is there already is not made again"
    press(page, "action_import")
    page.locator(".alert-success").wait_for()
    press(page, "action_people")
    people = page.locator(".o_kanban_record:not(.o_kanban_ghost)")
    # the client may draw the list once more
    expect(people).to_have_count(3)
    assert_fits(page)
    shot(page, f"import_{where}_4_people")


def test_empty_list_to_fill_in(desktop_page, login):
    page = login(desktop_page, COORDINATOR, path=IMPORT)
    page.goto(IMPORT)
    page.locator(".o_hcc_import").wait_for()
    with page.expect_download() as download:
        press(page, "action_template")
    book = open_book(download)
    offered = {cell.value for row in book.worksheets[1].iter_rows() for cell in row}
    assert "Phường Ba Đình" in offered
    assert "Phường Sơn Tây" not in offered, "wards of the own area alone"

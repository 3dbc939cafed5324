"""The manager: three figures, down to the records, and out as a spreadsheet."""

import io
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

openpyxl = pytest.importorskip("openpyxl")

MANAGER = "manager@demo.hcc"
#: what axe-core finds in the frame that Odoo's web client puts around every screen
ODOO_FRAME = ("html-has-lang", "meta-viewport")
CARDS = ("assists", "success_rate", "satisfaction_rate")
SCREEN = ".o_hcc_figures"
TABLE = ".o_hcc_figures_table"


TODAY = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
# all of the demonstration data
PERIOD = (str(TODAY - timedelta(days=60)), str(TODAY))


@pytest.fixture
def figures(login):
    """`figures(page)`: the manager's screen, with the period of all demo data."""

    def show(page):
        login(page, MANAGER)
        page.goto("/odoo/hcc-figures?date_from={}&date_to={}".format(*PERIOD))
        wait_for(page)
        return page

    return show


def wait_for(page, level="ward", by="total"):
    """Wait until the figures of this choice are on the screen."""
    shown = " ".join([level, by, *PERIOD])
    page.locator(f'[data-shown="{shown}"]').wait_for()


def number(text):
    """A Vietnamese number: 1.234 is one thousand and more."""
    return int(text.strip().replace(".", ""))


def card(page, name):
    return page.locator(f"section[data-figure={name}]")


def count_of_list(page):
    """How many records the list says that it has."""
    pager = page.locator(".o_pager_limit")
    pager.wait_for()
    return number(pager.inner_text())


def back(page):
    page.go_back()
    wait_for(page)


def test_figures_on_a_phone(figures, phone_page, assert_fits, axe, shot):
    page = figures(phone_page)
    found = axe(page, exclude=[".o_main_navbar"])
    assert [text for text in found if not text.startswith(ODOO_FRAME)] == []
    for name in CARDS:
        value = card(page, name).locator(".o_hcc_figures_number").inner_text()
        assert re.fullmatch(r"—|[\d.]+|[\d.,]+%", value.strip()), value
        assert card(page, name).locator(".o_hcc_figures_definition").inner_text()
    assert number(card(page, "assists").locator("button").first.inner_text()) > 0
    assert_fits(page)
    shot(page, "manager-phone")
    page.locator(TABLE).scroll_into_view_if_needed()
    assert_fits(page)
    wide = page.evaluate(
        f"document.querySelector('{SCREEN}').scrollWidth - window.innerWidth"
    )
    assert wide <= 0


def test_each_figure_opens_its_records(figures, desktop_page):
    page = figures(desktop_page)
    for name, selector in (
        ("assists", ".o_hcc_figures_number"),
        ("assists", "[data-kind=requests]"),
        ("success_rate", "[data-kind=dossiers_online]"),
        ("success_rate", "[data-kind=dossiers_successful]"),
        ("satisfaction_rate", "[data-kind=ratings]"),
    ):
        figure = card(page, name).locator(selector)
        expected = number(figure.inner_text())
        figure.click()
        assert count_of_list(page) == expected, (name, selector)
        # the screen is as it was left
        back(page)
    # a line of the table, too
    cell = page.locator(f"{TABLE} tbody tr").first.locator("[data-column=assists]")
    expected = number(cell.inner_text())
    cell.locator("button").click()
    assert count_of_list(page) == expected


def test_period_is_chosen(figures, phone_page):
    page = figures(phone_page)
    today = str(TODAY)
    page.get_by_role("button", name="Hôm nay").click()
    page.locator(f'[data-shown="ward total {today} {today}"]').wait_for()
    # an end before the start takes the start with it
    before = str(TODAY - timedelta(days=9))
    page.locator("input[name=date_to]").fill(before)
    page.locator("input[name=date_to]").press("Tab")
    page.locator(f'[data-shown="ward total {before} {before}"]').wait_for()


def test_areas_days_and_months(figures, desktop_page, shot):
    page = figures(desktop_page)
    shot(page, "manager-desktop")
    total = number(card(page, "assists").locator("button").first.inner_text())
    for level, by in (("branch", "month"), ("ward", "day"), ("city", "day")):
        page.locator(f"[data-level={level}]").click()
        page.locator("select[name=by]").select_option(by)
        wait_for(page, level, by)
        cells = page.locator(f"{TABLE} [data-column=assists]").all_inner_texts()
        assert sum(map(number, cells)) == total, (level, by)


def test_export_says_what_the_screen_says(figures, desktop_page):
    page = figures(desktop_page)
    rows = page.locator(f"{TABLE} tbody tr")
    screen = [
        [
            number(rows.nth(index).locator("[data-column=assists]").inner_text()),
            rows.nth(index).locator("[data-column=success_rate]").inner_text().strip(),
        ]
        for index in range(rows.count())
    ]
    with page.expect_download() as download:
        page.locator(".o_hcc_figures_export").click()
    content = download.value.path().read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    heading, *lines = sheet.iter_rows(values_only=True)
    assert heading[0] == "Chi nhánh"
    assists = heading.index("Số lượt hỗ trợ")
    success = heading.index("Tỷ lệ hồ sơ trực tuyến thành công")
    export = [
        [
            line[assists],
            line[success]
            if line[success] == "—"
            else f"{line[success] * 100:.2f}%".replace(".", ","),
        ]
        for line in lines
    ]
    total = export.pop()
    assert export == screen
    assert total[0] == sum(row[0] for row in screen)


def test_figures_in_detail(login, desktop_page, shot):
    """Pivot and list of the same facts, with the rates of their totals."""
    page = login(desktop_page, MANAGER, path="/odoo/hcc-figures-detail")
    page.locator("div.o_pivot").wait_for()
    shot(page, "manager-pivot")
    with page.expect_download() as download:
        page.locator(".o_pivot_download").click()
    content = download.value.path().read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    # a rate that is not there is a dash, neither 0 nor “false”
    assert not [cell for cell in cells if isinstance(cell, bool)]
    assert [cell for cell in cells if isinstance(cell, float)]
    page.locator("button.o_list").click()
    page.locator(".o_list_view").wait_for()


@pytest.mark.parametrize("account", ["collaborator@demo.hcc", "clerk@demo.hcc"])
def test_others_have_no_figures(login, phone_page, account):
    login(phone_page, account)
    answer = phone_page.request.get("/hcc/figures.xlsx")
    assert answer.status == 403

"""Published figures as the public reads them, and the exports of the figures screen."""

import csv
import io
import random
import re
from datetime import date, datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest

openpyxl = pytest.importorskip("openpyxl")

MANAGER = "manager@demo.hcc"
ADMINISTRATOR = "admin@demo.hcc"
TODAY = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
MONTH = (TODAY.replace(day=1) - timedelta(days=1)).replace(day=1)
PATH = f"/hcc/figures/{MONTH:%Y-%m}"


@pytest.fixture(scope="module")
def published(demo):
    """Last month is published, with figures of a busy city: the demonstration is
    younger than a month."""

    def publish(env):
        figures = env["hcc.public.figure"]
        if figures.search_count([("month", "=", MONTH)]):
            return
        admin = env["res.users"].search([("login", "=", ADMINISTRATOR)])
        count = type(figures)._count
        chance = random.Random(2026)

        def count_more(making, month):
            counted = count(making, month)
            for atoms in counted["wards"].values():
                # most have many, some have few, some have not begun
                top = chance.choice([0, 3, 900, 900, 900, 2400])
                atoms.update({name: chance.randint(top // 9, top) for name in atoms})
                assists = atoms["assists_home"] + atoms["assists_point"]
                atoms["citizens"] = assists * 3 // 4
            areas = {**counted["tree"], "city": list(counted["wards"])}
            counted["citizens"] = {
                area: sum(counted["wards"][ward]["citizens"] for ward in wards)
                for area, wards in areas.items()
            }
            return counted

        with patch.object(type(figures), "_count", count_more):
            figures.with_user(admin).with_context(lang="vi_VN")._publish(MONTH)

    demo(publish)


def read_csv(page):
    """Return the lines of the file that the page offers."""
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    text = download.value.path().read_bytes().decode("utf-8-sig")
    lines = [line for line in text.splitlines() if not line.startswith("# ")]
    return list(csv.DictReader(io.StringIO("\n".join(lines))))


def as_shown(value, suppressed, column):
    """A value of the file in the words of the page."""
    if column in suppressed.split():
        return "ẩn"
    if value == "":
        return "—"
    if "." in value or column.endswith("_rate"):
        return f"{float(value) * 100:.2f}%".replace(".", ",")
    return f"{int(value):,}".replace(",", ".")


@pytest.mark.parametrize("phone", [True, False], ids=["360", "1280"])
def test_page_is_read_by_everybody(
    published, new_page, phone, assert_fits, assert_targets, axe, shot
):
    page = new_page(phone=phone)
    assert page.goto(PATH).status == 200
    assert f"{MONTH:%m/%Y}" in page.locator("h1").inner_text()
    assert axe(page) == []
    assert_fits(page)
    assert_targets(page)
    shot(page, f"public-figures-{'phone' if phone else 'desktop'}", full_page=True)
    # the wards of the branches, one after the other
    branches = page.locator("details.o_hcc_figures_branch")
    assert branches.count() > 1
    branches.first.locator("summary").click()
    assert branches.first.locator("tbody tr").first.is_visible()
    assert_fits(page)
    assert axe(page) == []
    shot(page, f"public-figures-wards-{'phone' if phone else 'desktop'}")


def test_file_says_what_the_page_says(published, desktop_page):
    page = desktop_page
    page.goto(PATH)
    lines = read_csv(page)
    city = lines[0]
    for column in ("assists", "citizens", "success_rate", "satisfaction_rate"):
        shown = page.locator(f"[data-figure={column}]").inner_text().strip()
        assert shown == as_shown(city[column], city["suppressed"], column), column
    rows = page.evaluate(
        """() => [...document.querySelectorAll("tr[data-area]")].map((row) => [
            row.dataset.area,
            ...["assists", "success_rate", "satisfaction_rate"].map((name) =>
                row.querySelector(`[data-column=${name}]`).textContent.trim()),
        ])"""
    )
    shown = {row[0]: row[1:] for row in rows}
    assert len(shown) == len(lines) - 1
    for line in lines[1:]:
        area = line["ward_code"] or line["branch_code"]
        assert shown[area] == [
            as_shown(line[column], line["suppressed"], column)
            for column in ("assists", "success_rate", "satisfaction_rate")
        ], area
    answer = page.request.get(f"{PATH}.json").json()
    assert len(answer["rows"]) == len(lines)
    # nothing small is in it
    for row in answer["rows"]:
        assert not 0 < (row["assists"] or 0) < 5


def test_front_page_leads_to_the_figures(published, phone_page):
    phone_page.goto("/hcc")
    phone_page.get_by_role("link", name="Số liệu hỗ trợ").click()
    assert re.search(r"\d\d/\d{4}", phone_page.locator("h1").inner_text())
    phone_page.get_by_role("link", name=f"{MONTH:%m/%Y}").click()
    assert phone_page.url.endswith(PATH)


def test_manager_publishes_and_sees_what_is_hidden(login, desktop_page, shot):
    page = login(desktop_page, ADMINISTRATOR, path="/odoo/hcc-published")
    page.get_by_role("button", name="Công bố một tháng").click()
    form = page.locator(".modal")
    form.wait_for()
    shot(page, "public-publish")
    assert form.locator("[name=month]").is_visible()
    form.get_by_role("button", name="Hủy").click()


def test_long_list_is_written_and_downloaded(
    demo, login, desktop_page, phone_page, assert_fits, shot
):
    """Asked for on the screen, written by the job, downloaded from the list."""
    start = date(2026, 1, 1) if TODAY.year == 2026 else TODAY - timedelta(days=300)
    page = login(
        desktop_page,
        MANAGER,
        path=f"/odoo/hcc-figures?date_from={start}&date_to={TODAY}",
    )
    page.locator(".o_hcc_figures_long").click()
    form = page.locator(".modal")
    form.get_by_text("Danh sách lượt hỗ trợ").click()
    shot(page, "export-form")
    form.get_by_role("button", name="Yêu cầu tệp").click()
    row = page.locator(".o_data_row").first
    row.get_by_text(re.compile("Đang chờ|Đang xuất|Đã xong")).first.wait_for()

    def write(env):
        # unless the server's own job was faster
        for export in env["hcc.export"].search([("state", "=", "queued")]):
            export._write_guarded({"state": "running"})
            export._run()

    demo(write)
    for __ in range(40):
        page.reload()
        row.wait_for()
        if row.get_by_text("Đã xong").count():
            break
        page.wait_for_timeout(500)
    row.get_by_text("Đã xong").wait_for()
    shot(page, "export-list")
    with page.expect_download() as download:
        row.get_by_role("button", name="Tải về").click()
    content = download.value.path().read_bytes()
    heading, *lines = (
        openpyxl.load_workbook(io.BytesIO(content))
        .worksheets[0]
        .iter_rows(values_only=True)
    )
    assert "Mã yêu cầu" in heading
    assert len(lines) > 10
    phone = login(phone_page, MANAGER, path="/odoo/hcc-exports")
    phone.locator(".o_kanban_record").first.wait_for()
    assert_fits(phone)
    shot(phone, "export-phone")


def test_paper_of_the_screen(login, desktop_page):
    page = login(
        desktop_page,
        MANAGER,
        path=f"/odoo/hcc-figures?date_from={MONTH}&date_to={TODAY}",
    )
    with page.expect_download() as download:
        page.locator(".o_hcc_figures_paper").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_schedule_on_a_phone(login, phone_page, assert_fits, shot):
    page = login(phone_page, MANAGER, path="/odoo/hcc-schedules/new")
    page.locator("[name=recipient_ids]").wait_for()
    assert_fits(page)
    shot(page, "schedule-phone", full_page=True)

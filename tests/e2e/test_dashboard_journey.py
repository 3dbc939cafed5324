"""The steering committee: dashboards, filtered, down to the records, on any screen."""

import re

import pytest

COMMITTEE = "committee@demo.hcc"
FIGURES = ".o-mobile-figure:not(.o_empty_figure)"
BOARDS = ("Thành phố", "Chi nhánh", "Phường, xã", "Số liệu nhân lực")
CITY = "/odoo/hcc-dashboards"
#: what axe-core finds in the frame that Odoo's web client puts around every screen
ODOO_FRAME = ("html-has-lang", "meta-viewport")
#: a missing file of Discuss, which the frame asks for
NOT_OURS = "selfie_segmentation"

#: every cell of the dashboard on the screen, as shown; and those of its data
CELLS = """
() => {
    const services = odoo.__WOWL_DEBUG__.root.env.services;
    const board = services.spreadsheet_dashboard_loader.getActiveDashboard();
    const getters = board.model.getters;
    const cells = {};
    for (const sheetId of getters.getSheetIds()) {
        const sheet = getters.getSheetName(sheetId);
        const all = getters.getEvaluatedCells(sheetId);
        const list = Array.isArray(all) ? all.entries() : Object.entries(all);
        for (const [key, cell] of list) {
            cells[`${sheet} ${key}`] = [cell.type, String(cell.formattedValue)];
        }
    }
    return cells;
}
"""
LOADED = """
() => {
    const services = odoo.__WOWL_DEBUG__.root.env.services;
    const board = services.spreadsheet_dashboard_loader.getActiveDashboard();
    if (!board || !board.model) return false;
    const getters = board.model.getters;
    return getters.getSheetIds().every((sheetId) => {
        const all = getters.getEvaluatedCells(sheetId);
        return Object.values(all).every(
            (cell) => !/Loading|Đang tải/.test(cell.formattedValue)
        );
    });
}
"""
#: charts further down are only drawn when somebody scrolls there
DRAWN = """
(id) => {
    const services = odoo.__WOWL_DEBUG__.root.env.services;
    const board = services.spreadsheet_dashboard_loader.getActiveDashboard();
    return board.model.getters.getChartDataSource(id).isReady();
}
"""
#: where the highest bar of a chart stands in the window, null while it grows
BAR = """
(id) => {
    const canvas = document.querySelector(`.o-figure[data-id=${id}] canvas`);
    const chart = canvas && Chart.getChart(canvas);
    const bars = chart ? chart.getDatasetMeta(0).data : [];
    if (!bars.length || chart.animating) return null;
    const highest = bars.reduce((one, other) =>
        other.height > one.height ? other : one);
    if (!(highest.height > 2)) return null;
    const box = canvas.getBoundingClientRect();
    const place = highest.getCenterPoint(true);
    return {
        x: box.x + (place.x * box.width) / chart.width,
        y: box.y + (place.y * box.height) / chart.height,
    };
}
"""
#: what a card shows
CARD = """
(id) => {
    const services = odoo.__WOWL_DEBUG__.root.env.services;
    const board = services.spreadsheet_dashboard_loader.getActiveDashboard();
    const getters = board.model.getters;
    const runtime = getters.getChartRuntime(id);
    return [runtime.title.text, runtime.keyValue, runtime.baselineDisplay];
}
"""


@pytest.fixture
def watched(request):
    """`watched(page)`: errors of the page make the test fail at its end."""
    errors = []

    def watch(page):
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: errors.append(message.text)
            if message.type == "error" and NOT_OURS not in message.text
            else None,
        )
        return page

    yield watch
    assert errors == []


def wait_for(page):
    page.locator(".o_spreadsheet_dashboard_action").wait_for()
    page.wait_for_function(LOADED)


def card(page, name):
    """:return: title, number and the line below it"""
    return page.evaluate(CARD, f"card-{name}")


def number(text):
    return int(text.replace(".", ""))


def choose(page, board):
    """Open another dashboard, from the list or from the phone's."""
    side = page.locator(".o_search_panel_category_value")
    if not side.count():
        page.locator(".o_search_panel_current_selection").click()
    side.get_by_text(board, exact=True).click()
    wait_for(page)


def assert_no_errors(page):
    cells = page.evaluate(CELLS)
    assert len(cells) > 100
    wrong = {
        where: text
        for where, (kind, text) in cells.items()
        if kind == "error" or text.startswith("#")
    }
    assert wrong == {}
    # a rate without denominator is a dash: never an empty text, never NaN
    assert not [text for __, text in cells.values() if "NaN" in text]


def test_every_dashboard(login, desktop_page, watched, shot):
    page = login(watched(desktop_page), COMMITTEE, path=CITY)
    wait_for(page)
    for index, board in enumerate(BOARDS):
        choose(page, board)
        assert_no_errors(page)
        shot(page, f"dashboard-desktop-{index}")
    words = {text for __, text in page.evaluate(CELLS).values()}
    assert "Ý nghĩa các số liệu" in words
    assert "What the figures mean" not in words
    # nobody makes them public
    assert not page.locator(".spreadsheet_share_dropdown").count()


def test_dashboards_on_a_phone(login, phone_page, watched, assert_fits, axe, shot):
    page = login(watched(phone_page), COMMITTEE, path=CITY)
    wait_for(page)
    for index, board in enumerate(BOARDS):
        choose(page, board)
        assert_no_errors(page)
        assert_fits(page)
        boxes = [figure.bounding_box() for figure in page.locator(FIGURES).all()]
        # one below the other, each as wide as the screen
        assert len(boxes) >= 10
        assert all(box["width"] > 340 and box["x"] >= 0 for box in boxes)
        shot(page, f"dashboard-phone-{index}")
    found = axe(page, exclude=[".o_main_navbar", ".o_control_panel"])
    assert [text for text in found if not text.startswith(ODOO_FRAME)] == []
    choose(page, BOARDS[0])
    title, value, below = card(page, "success_rate")
    assert title == "Tỷ lệ hồ sơ trực tuyến thành công"
    assert re.fullmatch(r"—|\d+,\d%", value)
    assert re.fullmatch(r"Chỉ tiêu: 50%( – (chưa )?đạt)?", below)
    assert card(page, "satisfaction_rate")[2].startswith("Chỉ tiêu: 90%")
    # a tap on a card opens its records
    assists = number(card(page, "assists")[1])
    page.locator(".o-mobile-figure canvas").first.click()
    page.locator(".o_action_manager .o_list_view, .o_kanban_view").first.wait_for()
    assert assists > 0
    assert_fits(page)


def count_of_list(page):
    pager = page.locator(".o_pager_limit")
    pager.wait_for()
    return number(pager.inner_text().rstrip("+"))


#: cards in their order, and what is counted there, when it is not the number itself
CARDS = (
    "assists",
    "success_rate",
    "satisfaction_rate",
    "response_rate",
    "citizens",
    "vulnerable_rate",
    "first_visit_rate",
)


def test_clicks_lead_to_the_records(login, desktop_page, watched):
    page = login(watched(desktop_page), COMMITTEE, path=CITY)
    wait_for(page)
    for name in ("assists", "response_rate", "citizens", "first_visit_rate"):
        title, value, below = card(page, name)
        expected = {
            "assists": value,
            "response_rate": re.search(r"/([\d.]+) ", below + " ")[1]
            if "/" in below
            else "0",
            "citizens": below.split()[0],
            "first_visit_rate": re.search(r"/([\d.]+) ", below + " ")[1]
            if "/" in below
            else "0",
        }[name]
        page.locator(".o-scorecard").nth(CARDS.index(name)).click()
        assert count_of_list(page) == number(expected), title
        page.go_back()
        wait_for(page)
    # a bar of a chart leads to the records of its month
    assists = number(card(page, "assists")[1])
    page.wait_for_function(DRAWN, arg="chart-assists")
    page.locator(".o-figure[data-id=chart-assists] canvas").scroll_into_view_if_needed()
    bar = page.wait_for_function(BAR, arg="chart-assists").json_value()
    page.mouse.move(bar["x"], bar["y"])
    page.mouse.click(bar["x"], bar["y"])
    assert 0 < count_of_list(page) <= assists


def test_filters(login, desktop_page, watched):
    page = login(watched(desktop_page), COMMITTEE, path=CITY)
    wait_for(page)
    whole = number(card(page, "assists")[1])
    # the dashboard of a ward begins with one
    choose(page, "Phường, xã")
    facet = page.locator(".o_searchview_facet")
    assert "Phường, xã" in facet.inner_text()
    one = number(card(page, "assists")[1])
    assert 0 < one < whole
    facet.locator(".o_facet_remove").click()
    page.wait_for_function(LOADED)
    assert number(card(page, "assists")[1]) == whole
    # before there was anything, rates are dashes
    page.locator(".o_control_panel .fa-caret-left").first.click()
    page.wait_for_function(LOADED)
    assert card(page, "assists")[1] == "0"
    for name in ("success_rate", "satisfaction_rate", "response_rate"):
        assert card(page, name)[1] == "—"
    assert_no_errors(page)


@pytest.mark.parametrize("account", ["collaborator@demo.hcc", "clerk@demo.hcc"])
def test_others_see_no_dashboard(login, desktop_page, account):
    page = login(desktop_page, account)
    page.locator(".o_main_navbar").wait_for()
    found = page.evaluate(
        """() => odoo.__WOWL_DEBUG__.root.env.services.orm.searchRead(
            "spreadsheet.dashboard", [], ["name"])"""
    )
    assert found == []
    menus = page.evaluate(
        """() => odoo.__WOWL_DEBUG__.root.env.services.menu.getAll().map(
            (menu) => menu.xmlid)"""
    )
    assert not [xmlid for xmlid in menus if "dashboard" in (xmlid or "")]

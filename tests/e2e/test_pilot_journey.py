"""A pilot from an empty area: wards, tasks, red numbers that turn true, going live.

What is told here of records that other journeys make by hand (people, tablets,
shifts) is written straight into the database; what belongs to the pilot is done in
the browser, by an administrator at a desk and a coordinator on a telephone.
"""

import base64
from datetime import timedelta
from pathlib import Path

import pytest

from hcc_pytest import pages

SIGNATURE = (
    Path(__file__).resolve().parent.parent.parent
    / "addons/hcc_collaborator/demo/signature.png"
)
ADMIN = "admin@demo.hcc"
COMMITTEE = "committee@demo.hcc"
PILOT = "Thí điểm của hành trình"
PATTERN = "Ba Đình"
#: what axe says of Odoo's own frame around each page
ODOO_FRAME = ("html-has-lang", "meta-viewport")


class Journey:
    """What the steps of the journey know of one another."""

    def __init__(self, demo):
        self.demo = demo
        self.pilot_id = None
        self.wards = []

    def read_area(self):
        def read(env):
            pilot = env["hcc.pilot"].search([("name", "=", PILOT)], limit=1)
            lines = pilot.area_ids.sorted("sequence")
            return pilot.id, [
                (line.id, line.ward_id.id, line.ward_id.full_name, line.ward_id.code)
                for line in lines
            ]

        self.pilot_id, self.wards = self.demo(read)


@pytest.fixture
def journey(demo):
    journey = Journey(demo)
    yield journey

    def leave_as_found(env):
        env["ir.mail_server"].search([("name", "=", PILOT)]).unlink()
        env["hcc.pilot"].search([("name", "=", PILOT)]).action_close()

    demo(leave_as_found)


def in_form(page, name):
    """A button of the form; a telephone keeps some of them under a flash."""
    page.locator(".o_form_view").wait_for()
    if page.viewport_size["width"] < 768 and name.startswith("action_view"):
        page.locator(".o_button_more").click()
    page.locator(f"button[name={name}]:visible").first.click()


def create_the_pilot(page, shot):
    page.goto("/odoo/hcc-pilots/new")
    name = page.locator(".o_field_widget[name=name] input, [name=name] textarea").first
    name.wait_for()
    name.fill(PILOT)
    page.locator("[name=wanted_wards] input").fill("2")
    page.locator(".o_form_button_save").click()
    page.locator("button[name=action_propose_wards]").wait_for()
    shot(page, "pilot-new")


def propose_and_confirm(page, journey, shot):
    in_form(page, "action_propose_wards")
    rows = page.locator("[name=area_ids] .o_data_row")
    rows.nth(1).wait_for()
    assert rows.count() == 2
    # the densest first
    assert "Đông dân" in rows.first.inner_text()
    shot(page, "pilot-proposed")
    in_form(page, "action_confirm_wards")
    page.locator("button[name=action_start]").wait_for()
    journey.read_area()
    in_form(page, "action_start")
    page.locator(".modal .btn-primary").click()
    page.locator("button[name=action_close]").wait_for()


def look_at_the_plan(page, journey, assert_fits, shot):
    page.get_by_role("tab", name="Kế hoạch").click()
    page.get_by_text("Tuần 1: chuẩn bị và tuyển chọn").wait_for()
    shot(page, "pilot-plan")
    in_form(page, "action_view_tasks")
    page.get_by_text("Thành lập Ban chỉ đạo").first.wait_for()
    assert_fits(page)
    shot(page, "pilot-tasks")


def do_a_task(page, journey, assert_fits, shot):
    """On a telephone: the own tasks are cards with one button."""
    page.goto(f"/odoo/hcc-pilots/{journey.pilot_id}")
    page.locator(".o_form_view").wait_for()
    assert_fits(page)
    shot(page, "pilot-phone")
    in_form(page, "action_view_tasks")
    card = page.locator(".o_kanban_record").filter(has_text="Thành lập Ban chỉ đạo")
    card.first.wait_for()
    assert_fits(page)
    shot(page, "pilot-phone-tasks")
    button = card.first.locator("button[name=action_done]")
    assert button.bounding_box()["height"] >= 44
    button.click()
    card.first.get_by_text("Đã xong").wait_for()


def open_board(page, journey):
    page.goto(f"/odoo/hcc-pilots/{journey.pilot_id}")
    in_form(page, "action_view_board")
    cards = page.locator(".o_hcc_board .o_kanban_record:not(.o_kanban_ghost)")
    cards.first.wait_for()
    return cards


def see_red(page, journey, checks, shot, suffix):
    assert_fits, axe = checks
    cards = open_board(page, journey)
    assert cards.count() == 2
    card = cards.filter(has_text=journey.wards[0][2])
    # a sign and a number, whatever the colour
    assert "✗ 0 trên 10" in card.inner_text()
    rows = card.locator(".o_hcc_check_row")
    assert rows.count() == 6
    for row in rows.all():
        assert row.bounding_box()["height"] >= 44
    assert_fits(page)
    shot(page, f"pilot-{suffix}-red")
    # Odoo's own badges and its page header are no part of the board
    found = axe(page, exclude=[".o_main_navbar", ".o_control_panel", ".badge"])
    assert [words for words in found if not words.startswith(ODOO_FRAME)] == []
    # the number leads to its records
    rows.nth(3).click()
    page.locator(".o_breadcrumb, .breadcrumb").filter(has_text="Điểm hỗ trợ").wait_for()


def clone_the_pattern(page, journey, assert_fits, shot, suffix):
    """From a ward that is set up to those of the pilot; the second time, nothing."""
    source = journey.demo(
        lambda env: env["hcc.ward"].search([("name", "=", PATTERN)], limit=1).id
    )
    page.goto(f"/odoo/action-hcc_collaborator.hcc_ward_action/{source}")
    page.locator(".o_form_view").wait_for()
    pages.press_in_bar(page, method="action_clone")
    field = page.locator(".modal [name=pilot_id] input")
    field.click()
    if suffix == "phone":
        # chosen from cards, on a page of their own
        cards = page.locator(".modal .o_kanban_record, .modal .o_data_row")
        cards.filter(has_text=PILOT).first.click()
    else:
        pages.choose(page, field, PILOT)
    page.locator(".modal [name=target_ids]").get_by_text(journey.wards[0][2]).wait_for()
    page.locator(".modal button[name=action_preview]").click()
    page.get_by_text("Chưa có gì được ghi vào hệ thống.").wait_for()
    assert_fits(page)
    shot(page, f"pilot-{suffix}-clone-preview")


def clone(page, journey, assert_fits, shot):
    clone_the_pattern(page, journey, assert_fits, shot, "desk")
    page.locator(".modal button[name=action_apply]").click()
    page.get_by_text("Đã thực hiện.").wait_for()
    shot(page, "pilot-clone-done")


def clone_again(page, journey, assert_fits, shot):
    clone_the_pattern(page, journey, assert_fits, shot, "phone")
    page.get_by_text("đã giống mẫu").first.wait_for()
    # nothing is left to write
    assert not page.locator(".modal button[name=action_apply]:visible").count()


def make_true(env, ward_id, signature):
    """People, qualifications, tablets, shifts and a way to send, for one ward."""
    ward = env["hcc.ward"].browse(ward_id)
    points = ward.service_point_ids
    kind = env.ref("hcc_collaborator.qualification_type_basic")
    people = env["hcc.collaborator"].create(
        [
            {
                "name": f"Người trực {number}",
                "badge_number": f"CTV-{ward.code}-{number:02}",
                "team_id": ward.team_id.id,
                "category": "student",
                "state": "active",
                "qualification_ids": [(0, 0, {"type_id": kind.id})],
            }
            for number in range(1, ward.team_id.target_size + 1)
        ]
    )
    tablets = env["maintenance.equipment"].create(
        [
            {
                "name": f"Máy tính bảng {person.badge_number}",
                "hcc_kind": "tablet",
                "branch_id": ward.branch_id.id,
            }
            for person in people
        ]
    )
    handovers = env["hcc.equipment.handover"].create(
        [
            {"equipment_id": tablet.id, "collaborator_id": person.id}
            for tablet, person in zip(tablets, people, strict=True)
        ]
    )
    for handover in handovers:
        handover._sign(signature, signature)
    start, stop = env["hcc.pilot.readiness"]._get_coming_week()
    hours = points._opening_intervals(
        start - timedelta(hours=12), stop + timedelta(days=1)
    )
    env["hcc.shift"].create(
        [
            {
                "collaborator_id": person.id,
                "kind": "point",
                "service_point_id": point.id,
                "start": opens,
                "stop": closes,
            }
            for point, person in zip(points, people, strict=False)
            for opens, closes in hours[point.id]
        ]
    )
    env["ir.mail_server"].create(
        {"name": PILOT, "smtp_host": "localhost", "smtp_port": 9}
    )


def not_yet_for_citizens(page, journey, assert_fits, assert_targets, axe, shot):
    page.goto(f"/hcc/book/procedure?ward={journey.wards[0][3]}")
    page.get_by_text("Sắp có thể tự đặt lịch tại đây").wait_for()
    assert_fits(page)
    assert_targets(page)
    assert axe(page) == []
    shot(page, "pilot-phone-public")


def go_live(page, journey, assert_fits, shot):
    cards = open_board(page, journey)
    card = cards.filter(has_text=journey.wards[0][2])
    # what the client still shows of before is drawn anew
    card.filter(has_not_text="✗").wait_for()
    assert_fits(page)
    shot(page, "pilot-phone-ready")
    button = card.locator("button[name=action_go_live]")
    assert button.bounding_box()["height"] >= 44
    button.click()
    card.get_by_text("Đang hoạt động").wait_for()
    shot(page, "pilot-phone-live")
    # for citizens as well
    page.goto(f"/hcc/book/procedure?ward={journey.wards[0][3]}")
    page.get_by_role("heading", name="Ông/bà cần làm thủ tục gì?").wait_for()


def refused_while_red(page, journey, assert_fits, shot):
    cards = open_board(page, journey)
    card = cards.filter(has_text=journey.wards[1][2])
    card.locator("button[name=action_go_live]").click()
    page.locator(".modal [name=reason] input").wait_for()
    assert "0 trên 10" in page.locator(".modal [name=red]").inner_text()
    assert_fits(page)
    shot(page, "pilot-phone-refused")
    page.locator(".modal button[name=action_confirm]").click()
    page.get_by_text("Xin cho biết vì sao vẫn đưa vào hoạt động.").wait_for()


def committee_reads(page, journey, assert_fits, shot):
    cards = open_board(page, journey)
    assert cards.count() == 2
    assert not page.locator("button[name=action_go_live]").count()
    page.locator(".o_switch_view.o_list").click()
    page.locator(".o_list_view").get_by_text(journey.wards[0][2]).wait_for()
    assert_fits(page)
    shot(page, "pilot-committee-list")


def make_the_review(page, journey, demo, assert_fits, shot):
    """The review report of the pilot's month; of the weeks past, once they are over."""
    page.goto(f"/odoo/hcc-pilots/{journey.pilot_id}")
    in_form(page, "action_review")
    table = page.locator(".o_hcc_review_figures")
    table.wait_for()
    assert_fits(page)
    shot(page, "pilot-review", full_page=True)

    def end_the_month(env):
        review = env["hcc.review"].search([("pilot_id", "=", journey.pilot_id)])
        today = env["hcc.area.role"]._today()
        review.write({"date_from": today - timedelta(days=60), "date_to": today})
        return review.id

    number = demo(end_the_month)
    page.goto(f"/odoo/hcc-reviews/{number}")
    table.wait_for()
    page.locator("button[name=action_freeze]").click()
    page.locator(".modal footer .btn-primary").click()
    frozen = page.locator(".o_statusbar_status button.o_arrow_button_current")
    frozen.filter(has_text="Đã chốt").first.wait_for(state="attached")
    answer = page.request.get(f"/hcc/review/{number}.pdf")
    assert (answer.status, answer.body()[:4]) == (200, b"%PDF")
    # asked for again, it is the same report
    page.goto(f"/odoo/hcc-pilots/{journey.pilot_id}")
    in_form(page, "action_review")
    table.wait_for()
    assert demo(
        lambda env: env["hcc.review"].search_count(
            [("pilot_id", "=", journey.pilot_id)]
        )
        == 1
    )


def test_pilot(new_page, login, demo, journey, assert_fits, assert_targets, axe, shot):
    desk = login(new_page(), ADMIN, path="/hcc/certificate")
    create_the_pilot(desk, shot)
    propose_and_confirm(desk, journey, shot)
    look_at_the_plan(desk, journey, assert_fits, shot)

    phone = login(new_page(phone=True), ADMIN, path="/hcc/certificate")
    do_a_task(phone, journey, assert_fits, shot)
    see_red(phone, journey, (assert_fits, axe), shot, "phone")
    see_red(desk, journey, (assert_fits, axe), shot, "desk")
    not_yet_for_citizens(phone, journey, assert_fits, assert_targets, axe, shot)

    clone(desk, journey, assert_fits, shot)
    clone_again(phone, journey, assert_fits, shot)

    signature = base64.b64encode(SIGNATURE.read_bytes())
    demo(lambda env: make_true(env, journey.wards[0][1], signature))
    go_live(phone, journey, assert_fits, shot)
    refused_while_red(phone, journey, assert_fits, shot)

    committee = login(new_page(), COMMITTEE, path="/hcc/certificate")
    committee_reads(committee, journey, assert_fits, shot)
    make_the_review(desk, journey, demo, assert_fits, shot)

"""A tablet is handed over, lost and replaced, on phones of 360 px."""

import pytest

from hcc_pytest.pages import press_in_bar

COORDINATOR = "coordinator@demo.hcc"
HELPER = "collaborator@demo.hcc"
HELPER_NAME = "Nguyễn Thị Minh Hà"
STOCK = "/odoo/equipment"
MINE = "/odoo/my-equipment"
STATE = ".o_statusbar_status button.o_arrow_button_current"


@pytest.fixture
def sign_in(new_page, login):
    """`sign_in(account, path)`: a phone of its own, signed in."""

    def show(account, path, phone=True):
        # sessions end with the device: each device has its own
        return login(new_page(phone=phone), account, path=path, anew=True)

    return show


def draw(page, field):
    """Draw a signature in the pad that a tap on the field opens."""
    page.locator(f".o_field_widget[name={field}] .o_signature").click()
    pad = page.locator(".modal").last
    canvas = pad.locator("canvas")
    canvas.wait_for()
    box = canvas.bounding_box()
    left, middle = box["x"] + 30, box["y"] + box["height"] / 2
    page.mouse.move(left, middle)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(left + 18 * step, middle + (12 if step % 2 else -12))
    page.mouse.up()
    pad.locator("footer .btn-primary").click()
    page.locator(f".o_field_widget[name={field}] img[src^='data:image']").wait_for()


def choose(page, name, text):
    """Fill a many2one in the dialog that a phone opens for it."""
    page.locator(f".o_field_widget[name={name}] input").click()
    search = page.locator(".modal")
    search.locator(".o_kanban_record:not(.o_kanban_ghost), .o_data_row").filter(
        has_text=text
    ).first.click()
    search.wait_for(state="detached")


def await_state(page, label):
    page.locator(STATE).filter(has_text=label).first.wait_for(state="attached")


def open_stock(page, but=""):
    """Open a new tablet of branch 1 that is in stock; return its tag.

    :param str but: not this one, which the client may still remember in stock
    """
    page.goto(STOCK)
    card = page.locator(".o_kanban_record:not(.o_kanban_ghost)")
    card.first.wait_for()
    card = card.filter(has_text="Máy tính bảng").filter(has_text="Trong kho")
    if but:
        card = card.filter(has_not_text=but)
    card.first.click()
    page.locator(".o_form_view").wait_for()
    return page.locator(".o_field_widget[name=hcc_tag]").inner_text().strip()


def hand_over(page, assert_fits, but=""):
    """Prepare the handover of a tablet of the stock; return its tag."""
    tag = open_stock(page, but)
    assert_fits(page)
    press_in_bar(page, "Bàn giao")
    page.locator(".o_field_widget[name=collaborator_id]").wait_for()
    choose(page, "collaborator_id", HELPER_NAME)
    page.locator(".o_field_widget[name=accessories] textarea").fill("Sạc, bao đựng")
    return tag


def card_of(page, tag):
    return page.locator(".o_kanban_record:not(.o_kanban_ghost)").filter(has_text=tag)


def is_signed_in(page):
    """Whether the server still answers the device."""
    page.goto(MINE)
    page.wait_for_load_state()
    return "/web/login" not in page.url


def test_handed_over_lost_and_replaced(sign_in, assert_fits, shot):
    office = sign_in(COORDINATOR, STOCK)
    tag = hand_over(office, assert_fits)
    press_in_bar(office, "Ký")
    draw(office, "office_signature")
    assert_fits(office)
    shot(office, "equipment-sign-office")
    office.locator(".modal footer .btn-primary").click()
    await_state(office, "Chờ ký")
    office.locator(".modal").wait_for(state="detached")

    # the collaborator reads and signs on the own phone
    phone = sign_in(HELPER, MINE)
    card = card_of(phone, tag)
    card.wait_for()
    assert_fits(phone)
    shot(phone, "equipment-mine", full_page=True)
    card.get_by_role("button", name="Đọc và ký").click()
    phone.locator(".modal").get_by_text("Sạc, bao đựng").wait_for()
    draw(phone, "holder_signature")
    shot(phone, "equipment-sign-phone")
    phone.locator(".modal footer .btn-primary").click()
    card.locator(".badge").filter(has_text="Đã bàn giao").wait_for()
    for button in card.get_by_role("button").all():
        assert button.bounding_box()["height"] >= 44

    # the tablet says which one it is
    tablet = sign_in(HELPER, MINE)
    card_of(tablet, tag).get_by_role("button", name="Đây là máy của tôi").click()
    card_of(tablet, tag).get_by_text("chính máy này").wait_for()

    # and is lost: signed out at once, the phone is not
    phone.reload()
    card_of(phone, tag).get_by_role("button", name="Báo mất").click()
    phone.locator(".modal").get_by_text("Máy được đăng xuất ngay").wait_for()
    assert_fits(phone)
    shot(phone, "equipment-lost")
    phone.locator(".modal").get_by_role("button", name="Báo mất").click()
    card_of(phone, tag).wait_for(state="detached")
    assert is_signed_in(phone)
    assert not is_signed_in(tablet)

    # the coordinator hands another one over; both sign on the same device
    new_tag = hand_over(office, assert_fits, but=tag)
    assert new_tag != tag
    press_in_bar(office, "Ký")
    draw(office, "office_signature")
    draw(office, "holder_signature")
    assert_fits(office)
    office.locator(".modal footer .btn-primary").click()
    await_state(office, "Đã bàn giao")
    phone.goto(MINE)
    card_of(phone, new_tag).locator(".badge").filter(has_text="Đã bàn giao").wait_for()


def test_fault_and_stock_of_the_office(sign_in, assert_fits, shot):
    phone = sign_in(HELPER, MINE)
    card = phone.locator(".o_kanban_record:not(.o_kanban_ghost)").filter(
        has_text="Bộ phát wifi"
    )
    card.get_by_role("button", name="Báo hỏng").click()
    form = phone.locator(".modal")
    form.locator(".o_field_widget[name=words] textarea").fill("Không bắt được sóng")
    assert_fits(phone)
    shot(phone, "equipment-fault")
    form.get_by_role("button", name="Gửi báo hỏng").click()
    form.wait_for(state="detached")

    desk = sign_in(COORDINATOR, "/odoo/equipment-faults", phone=False)
    desk.locator(".o_data_row").filter(has_text="Không bắt được sóng").wait_for()
    shot(desk, "equipment-faults")
    desk.goto("/odoo/action-hcc_collaborator.maintenance_equipment_action_stock")
    desk.locator(".o_pivot table").wait_for()
    shot(desk, "equipment-stock")
    desk.goto("/odoo/action-hcc_collaborator.hcc_team_action_devices")
    desk.locator(".o_data_row").first.wait_for()
    assert_fits(desk)
    shot(desk, "equipment-short")
    desk.goto(STOCK)
    desk.locator(".o_data_row").first.wait_for()
    shot(desk, "equipment-list")

"""A collaborator reads, waits for a seat, gets it, is there, says what it was like.

And a stranger who holds the certificate asks whether it is a true one.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest

from hcc_pytest.pages import press_in_bar

TRAINER = "trainer@demo.hcc"
COORDINATOR = "coordinator@demo.hcc"
COLLABORATOR = "collaborator@demo.hcc"
SESSIONS = "/odoo/action-hcc_training.hcc_session_action"
MATERIALS = "/odoo/action-hcc_training.hcc_course_material_action"


def ask(page, model, method, *args, **kwargs):
    """Call a method as whoever is signed in at the page, as the web client does."""
    answer = page.request.post(
        f"/web/dataset/call_kw/{model}/{method}",
        data={
            "jsonrpc": "2.0",
            "params": {
                "model": model,
                "method": method,
                "args": args,
                "kwargs": kwargs,
            },
        },
    ).json()
    assert "error" not in answer, answer["error"]["data"]["message"]
    return answer.get("result")


class Session:
    """A session with one seat, which somebody else has."""

    def __init__(self, trainer, coordinator, collaborator):
        self.trainer = trainer
        me = ask(
            collaborator,
            "hcc.collaborator",
            "search_read",
            [["user_id.login", "=", COLLABORATOR]],
            fields=["branch_id"],
        )[0]
        course = ask(
            trainer, "hcc.course", "search", [["kind", "=", "situations"]], limit=1
        )
        # whoever sits in a session that another test has left open is busy
        seats = ask(
            trainer,
            "hcc.attendance",
            "search_read",
            [["session_id.state", "=", "open"]],
            fields=["collaborator_id"],
        )
        busy = {seat["collaborator_id"][0] for seat in seats}
        other = ask(
            coordinator,
            "hcc.collaborator",
            "search",
            [
                ["branch_id", "=", me["branch_id"][0]],
                ["state", "=", "active"],
                ["id", "not in", [me["id"], *busy]],
            ],
            limit=1,
        )
        start = datetime.now(UTC) + timedelta(minutes=12)
        [self.id] = ask(
            trainer,
            "hcc.session",
            "create",
            [
                {
                    "course_id": course[0],
                    "branch_id": me["branch_id"][0],
                    "place": "Phòng 5, tầng 2",
                    "link": "https://meet.example.org/phong-5",
                    "start": start.strftime("%Y-%m-%d %H:%M:00"),
                    "seats": 1,
                }
            ],
        )
        ask(trainer, "hcc.session", "action_open", [self.id])
        form = ask(
            coordinator,
            "hcc.session.enrol",
            "create",
            [{"session_id": self.id, "collaborator_ids": [[6, 0, other]]}],
        )
        ask(coordinator, "hcc.session.enrol", "action_confirm", form)
        self.other = self.attendance(other[0])

    def attendance(self, collaborator_id=None):
        domain = [["session_id", "=", self.id], ["state", "!=", "cancelled"]]
        if collaborator_id:
            domain.append(["collaborator_id", "=", collaborator_id])
        return ask(self.trainer, "hcc.attendance", "search", domain)


@pytest.fixture
def people(new_page, login):
    # a light page: what they do first is asked for as the web client would
    trainer = login(new_page(), TRAINER, path="/hcc/certificate")
    coordinator = login(new_page(), COORDINATOR, path="/hcc/certificate")
    collaborator = login(new_page(phone=True), COLLABORATOR, path="/hcc/certificate")
    return trainer, coordinator, collaborator


def read_a_material(page, assert_fits, shot):
    page.goto(MATERIALS)
    cards = page.locator(".o_hcc_material .o_kanban_record:not(.o_kanban_ghost)")
    cards.first.wait_for()
    assert_fits(page)
    shot(page, "training-phone-materials")
    cards.filter(has_text="Không bao giờ giữ mật khẩu").first.click()
    button = page.get_by_role("button", name="Tôi đã đọc", exact=True)
    button.wait_for()
    assert_fits(page)
    shot(page, "training-phone-material")
    assert button.bounding_box()["height"] >= 44
    button.click()
    page.get_by_text("Bạn đã đọc tài liệu này.").wait_for()


def wait_and_get_the_seat(page, session, coordinator, assert_fits, shot):
    page.goto(f"{SESSIONS}/{session.id}")
    press_in_bar(page, "Ghi tôi vào danh sách chờ")
    page.get_by_text("Bạn đang trong danh sách chờ").wait_for()
    assert_fits(page)
    shot(page, "training-phone-waiting")
    assert page.locator("[name=own_position]").inner_text() == "1"
    assert not page.get_by_text("meet.example.org").count()

    # somebody else gives the seat back
    ask(coordinator, "hcc.attendance", "action_cancel", session.other)
    page.reload()
    page.get_by_text("Bạn đã có chỗ trong buổi này.").wait_for()
    page.get_by_text("meet.example.org").first.wait_for()
    assert_fits(page)
    shot(page, "training-phone-seat")


def be_there(page, session, trainer, checks, shot):
    assert_fits, assert_targets, axe = checks
    # what the trainer shows to the room
    trainer.goto(f"/hcc/training/code/{session.id}")
    trainer.locator(".o_hcc_room svg").wait_for()
    assert_fits(trainer)
    shot(trainer, "training-code")
    url = trainer.locator(".o_hcc_room a").get_attribute("href")
    path = url[url.index("/hcc/training/here/") :]

    # scanned with the camera: the address opens
    page.goto(path)
    button = page.get_by_role("button", name="Tôi có mặt")
    button.wait_for()
    assert_fits(page)
    assert_targets(page)
    assert axe(page) == []
    shot(page, "training-phone-here")
    button.click()
    page.get_by_text("Bạn đã được ghi nhận có mặt").wait_for()
    assert_fits(page)
    # a second scan changes nothing
    page.goto(path)
    page.get_by_text("Bạn đã được ghi nhận có mặt").wait_for()
    # a forged code says so kindly
    page.goto(path[:-6] + "AAAAAA")
    page.get_by_text("Mã này không còn hiệu lực").wait_for()
    assert_fits(page)


def say_what_it_was_like(page, session, checks, shot):
    assert_fits, assert_targets, axe = checks
    page.goto(f"/hcc/training/feedback/{session.id}")
    page.get_by_text("Rất tốt").wait_for()
    assert_fits(page)
    assert_targets(page)
    assert axe(page) == []
    shot(page, "training-phone-feedback")
    page.get_by_text("Rất tốt").click()
    page.locator("#comment").fill("Ví dụ dễ hiểu")
    page.get_by_role("button", name="Gửi", exact=True).click()
    page.get_by_text("chúng tôi đã nhận được ý kiến").wait_for()


def read_paper(trainer, attendance_ids):
    """Number, code and address as they stand on the certificate."""
    [attendance] = ask(
        trainer, "hcc.attendance", "read", attendance_ids, ["certificate_id"]
    )
    certificate_id, number = attendance["certificate_id"]
    paper = trainer.request.get(
        f"/report/html/hcc_training.hcc_certificate_document/{certificate_id}"
    ).text()
    assert number in paper
    text = re.sub(r"<[^>]+>", " ", paper)
    code = re.search(r"\b(?!CN)[2-9A-Z]{6}\b", text.split(number)[1]).group()
    return number, code


def test_training_journey(people, new_page, assert_fits, assert_targets, axe, shot):
    trainer, coordinator, page = people
    checks = (assert_fits, assert_targets, axe)
    session = Session(trainer, coordinator, page)
    read_a_material(page, assert_fits, shot)
    wait_and_get_the_seat(page, session, coordinator, assert_fits, shot)
    be_there(page, session, trainer, checks, shot)
    say_what_it_was_like(page, session, checks, shot)

    mine = session.attendance()
    ask(trainer, "hcc.attendance", "action_pass", mine)
    [mark] = ask(trainer, "hcc.attendance", "read", mine, ["state", "result"])
    assert (mark["state"], mark["result"]) == ("present", "passed")
    ask(trainer, "hcc.session", "action_done", [session.id])
    number, code = read_paper(trainer, mine)

    # a stranger who holds the paper
    stranger = new_page(phone=True)
    stranger.goto("/hcc/certificate")
    assert_fits(stranger)
    assert_targets(stranger)
    assert axe(stranger) == []
    shot(stranger, "training-phone-certificate-form")
    stranger.locator("#number").fill(number)
    stranger.locator("#code").fill("222222")
    stranger.get_by_role("button", name="Kiểm tra", exact=True).click()
    stranger.locator("#errors").wait_for()
    assert stranger.locator("#number").input_value() == number
    stranger.locator("#code").fill(code.lower())
    stranger.get_by_role("button", name="Kiểm tra", exact=True).click()
    stranger.get_by_text("Giấy chứng nhận này còn hiệu lực").first.wait_for()
    assert_fits(stranger)
    assert axe(stranger) == []
    shot(stranger, "training-phone-certificate")


def test_series_with_preview(new_page, login, assert_fits, shot):
    page = login(new_page(phone=True), TRAINER, path=SESSIONS)
    page.goto("/odoo/action-hcc_training.hcc_session_series_action")
    page.locator(".o_field_widget[name=count] input").wait_for()
    assert_fits(page)
    shot(page, "training-phone-series")

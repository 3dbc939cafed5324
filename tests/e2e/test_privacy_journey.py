"""A citizen asks for what is kept and withdraws; the data officer takes it away."""

import pytest

from hcc_pytest import pages

OFFICER = "data_officer@demo.hcc"
LIVE = ("waiting", "booked", "in_progress")


@pytest.fixture
def check(assert_fits, assert_targets, axe):
    """`check(page)`: everybody can read and use it."""

    def run(page):
        page.wait_for_load_state()
        assert page.locator("html").get_attribute("lang") == "vi"
        assert page.locator("h1").count() == 1
        assert_fits(page)
        assert_targets(page)
        assert axe(page) == []

    return run


@pytest.fixture
def booked(demo):
    """Reference and telephone of a visit to come, agreed to."""

    def find(env):
        request = env["hcc.request"].search(
            [
                ("state", "=", "booked"),
                ("citizen_id.phone", "!=", False),
                ("consent_ids", "any", [("withdrawn_at", "=", False)]),
            ],
            limit=1,
        )
        return request.reference, request.citizen_id.phone

    return demo(find)


@pytest.fixture
def over(demo):
    """Id and name of a citizen with nothing open."""

    def find(env):
        people = env["hcc.citizen"].search(
            [
                ("request_ids", "any", [("state", "=", "done")]),
                ("request_ids", "not any", [("state", "in", LIVE)]),
                (
                    "request_ids",
                    "not any",
                    [("complaint_ids", "any", [("state", "!=", "closed")])],
                ),
            ],
            limit=1,
        )
        return people.id, people.name

    return demo(find)


def follow(locator):
    """Click, and wait until the page that it leads to is there, whole."""
    with locator.page.expect_navigation():
        locator.click()


def test_citizen_asks_and_withdraws(phone_page, booked, demo, check, shot):
    reference, phone = booked
    page = phone_page
    page.goto("/hcc/find")
    page.fill("input[name=reference]", reference)
    page.fill("input[name=phone]", phone)
    follow(page.locator("form:has(input[name=reference]) button[type=submit]"))
    follow(page.locator(f"a[href$='/hcc/request/{reference}/data']"))
    check(page)
    shot(page, "privacy-data-360")
    follow(page.locator("button[value=file]"))
    assert page.locator("[role=status]").count() == 1
    check(page)

    # what is wrong, forgotten: told in words, at the field
    follow(page.locator(f"a[href$='/hcc/request/{reference}/data']"))
    follow(page.locator("button[value=wrong]"))
    assert page.locator("#words_error").count() == 1
    check(page)

    follow(page.locator(f"a[href$='/hcc/request/{reference}/withdraw']"))
    check(page)
    shot(page, "privacy-withdraw-360")
    follow(page.locator("main form button[type=submit]").first)
    assert page.locator("[role=status]").count() == 1
    check(page)

    def look(env):
        request = env["hcc.request"].search([("reference", "=", reference)])
        unsent = request.outbox_ids.filtered(
            lambda message: (
                message.recipient == "citizen" and message.state == "pending"
            )
        )
        return (
            request.state,
            len(unsent),
            all(request.consent_ids.mapped("withdrawn_at")),
        )

    assert demo(look) == ("cancelled", 0, True)


def test_data_officer_gives_and_takes_away(desktop_page, over, demo, shot):
    person, name = over
    page = desktop_page
    pages.login(page, OFFICER, path=f"/odoo/citizens/{person}")
    page.locator("button[name=action_person_file]").click()
    dialog = page.locator(".modal")
    dialog.locator("button[name=action_pdf]").wait_for()
    shot(page, "privacy-file-1280")
    with page.expect_download() as download:
        dialog.locator("button[name=action_json]").click()
    assert name in download.value.path().read_text()
    dialog.locator("footer button[special=cancel]").click()

    page.locator("button[name=action_erase]").click()
    dialog.locator(".o_field_widget[name=goes]").wait_for()
    shot(page, "privacy-erase-1280")
    dialog.locator(".o_field_widget[name=is_sure] input").check()
    dialog.locator("button[name=action_confirm]").click()
    page.locator(".o_form_view .o_field_widget[name=digest]").wait_for()
    shot(page, "privacy-proof-1280")

    def look(env):
        citizen = env["hcc.citizen"].browse(person)
        return citizen.name, citizen.phone, bool(citizen.erased_at)

    assert demo(look) == ("–", False, True)

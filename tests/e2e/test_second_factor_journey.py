"""Whoever has no smartphone signs in with a code on paper, on a real server."""

import pytest

LOGIN = "clerk@demo.hcc"
POLICY = "auth_totp.policy"


@pytest.fixture
def codes(demo):
    """Codes on paper of a clerk, while a second factor is asked for."""

    def begin(env):
        env["ir.config_parameter"].set_param(POLICY, "employee_required")
        user = env["res.users"].search([("login", "=", LOGIN)])
        return user._make_paper_codes()

    def end(env):
        env["ir.config_parameter"].set_param(POLICY, False)

    yield demo(begin)
    demo(end)


def last_sign_in(env):
    row = env["hcc.sign.in"].search([("user_id.login", "=", LOGIN)], limit=1)
    return row.way, row.outcome


def test_code_on_paper_opens_the_account_once(
    new_page, codes, demo, assert_fits, axe, shot
):
    page = new_page(phone=True)
    page.goto("/web/login")
    page.fill("input[name=login]", LOGIN)
    page.fill("input[name=password]", "demo")
    page.locator(".oe_login_form button[type=submit]").click()
    box = page.locator("input[name=totp_token]")
    box.wait_for()
    assert_fits(page)
    assert axe(page) == []
    shot(page, "second-factor-phone")
    box.fill(codes[0])
    box.press("Enter")
    page.locator(".o_main_navbar").wait_for()
    assert demo(last_sign_in) == ("paper", "in")

    other = new_page()
    other.goto("/web/login")
    other.fill("input[name=login]", LOGIN)
    other.fill("input[name=password]", "demo")
    other.locator(".oe_login_form button[type=submit]").click()
    other.locator("input[name=totp_token]").fill(codes[0])
    other.locator("input[name=totp_token]").press("Enter")
    other.locator(".alert-danger").wait_for()
    assert demo(last_sign_in)[1] == "wrong"

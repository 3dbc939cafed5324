import logging
import secrets
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessDenied, AccessError, LockError, UserError
from odoo.http import request
from odoo.tools import hmac
from odoo.tools.misc import consteq

_logger = logging.getLogger(__name__)

SHORTEST_PASSWORD = 12
PASSWORD_LENGTH = "auth_password_policy.minlength"
SECOND_FACTOR = "auth_totp.policy"
#: one-time codes on paper: as many, of as many digits; codes of apps have six
CODES, DIGITS = 10, 8
_SCOPE = "hcc_collaborator.paper_code"
_SECOND = ("totp", "totp_mail")


class HccUserSignIn(models.AbstractModel):
    """How accounts are opened: rules, limits, the log, codes on paper."""

    _name = "hcc.user.sign.in"
    _description = "Signing in of Accounts"

    hcc_paper_codes = fields.Text("Codes on Paper", copy=False, groups=fields.NO_ACCESS)
    hcc_paper_code_count = fields.Integer(
        "Codes on Paper Left",
        compute="_compute_hcc_paper_code_count",
        compute_sudo=True,
        groups="base.group_erp_manager",
    )

    @api.depends("hcc_paper_codes")
    def _compute_hcc_paper_code_count(self):
        for user in self:
            user.hcc_paper_code_count = len((user.hcc_paper_codes or "").split())

    # -------------------------------------------------------------------------
    # RULES
    # -------------------------------------------------------------------------

    @api.model
    def _begin_strict_sign_in(self):
        """Long passwords and a second factor for staff; only ever stricter."""
        # sudo: ir.config_parameter - on installation
        parameters = self.env["ir.config_parameter"].sudo()
        length = parameters.get_param(PASSWORD_LENGTH, "0")
        if not length.isdecimal() or int(length) < SHORTEST_PASSWORD:
            parameters.set_param(PASSWORD_LENGTH, str(SHORTEST_PASSWORD))
        if not parameters.get_param(SECOND_FACTOR):
            parameters.set_param(SECOND_FACTOR, "employee_required")

    @api.model
    def _relax_sign_in(self):
        """Short passwords alone: for demonstrations and tests, never for people."""
        # sudo: ir.config_parameter - on installation of demonstration data
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(PASSWORD_LENGTH, "0")
        parameters.set_param(SECOND_FACTOR, False)

    # -------------------------------------------------------------------------
    # SIGNING IN
    # -------------------------------------------------------------------------

    def authenticate(self, credential, user_agent_env):
        way = credential.get("type", "other")
        notes = self.env["hcc.sign.in"]
        try:
            found = super().authenticate(credential, user_agent_env)
        except AccessDenied:
            if request and not getattr(request, "hcc_told_to_wait", False):
                notes._note(self._find_account(credential.get("login")), way, "wrong")
            raise
        user = self.browse(found["uid"])
        needs_second = found.get("mfa") != "skip" and user._mfa_url()
        notes._note(
            user,
            found.get("auth_method", way),
            "second" if needs_second else "in",
        )
        return found

    @api.model
    def _find_account(self, login):
        """The account of a login or an id, as superuser; or an empty one."""
        # sudo: res.users - only to note whose account it was
        users_sudo = self.sudo()
        if isinstance(login, int):
            return users_sudo.browse(login).exists()
        if not login:
            return users_sudo.browse()
        return users_sudo.search(
            self._get_login_domain(login), order=self._get_login_order(), limit=1
        )

    @contextmanager
    def _assert_can_auth(self, user=None):
        """Limit tries by address, and by address and account together.

        Core counts by address alone, in each process by itself: five mistakes of
        one person shut out all who share the line, in a ward office or a telephone
        network. Nothing is counted by the account alone either, or whoever knows
        somebody's e-mail could keep that person out.
        """
        if not request:
            yield
            return
        limits = self.env["hcc.rate.limit"]
        address = request.httprequest.remote_addr
        # the page of ours has counted this try, to say how long it takes
        if not getattr(request, "hcc_sign_in_counted", False):
            seconds = limits._hit_sign_in(address, user)
            if seconds:
                request.hcc_told_to_wait = True
                self.env["hcc.sign.in"]._note(
                    self._find_account(user), "password", "wait"
                )
                raise AccessDenied(
                    self.env._(
                        "Too many tries. Please try again in %(minutes)s minutes.",
                        minutes=-(-seconds // 60),
                    )
                )
        yield
        limits._forget_sign_in(address, user)

    def _check_credentials(self, credential, env):
        way = credential.get("type")
        if way not in _SECOND:
            return super()._check_credentials(credential, env)
        notes = self.env["hcc.sign.in"]
        try:
            if self._use_paper_code(credential):
                way = "paper"
                found = {
                    "uid": self.env.user.id,
                    "auth_method": "paper",
                    "mfa": "default",
                }
            else:
                found = super()._check_credentials(credential, env)
        except AccessDenied:
            notes._note(self, way, "wrong")
            raise
        notes._note(self, way, "in")
        return found

    # -------------------------------------------------------------------------
    # CODES ON PAPER
    # -------------------------------------------------------------------------

    def action_hcc_paper_codes(self):
        """Show new codes once; the old ones end.

        :raises AccessError: for those who do not manage accounts
        """
        self.ensure_one()
        if not self.env.user.has_group("base.group_erp_manager"):
            raise AccessError(
                self.env._("Only those who manage accounts hand out codes.")
            )
        codes = self._make_paper_codes()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Codes on paper"),
            "res_model": "hcc.paper.codes",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_name": self.name,
                "default_codes": "\n".join(f"{code[:4]} {code[4:]}" for code in codes),
            },
        }

    def _make_paper_codes(self):
        """Give the account new one-time codes.

        :return: the codes, which are kept nowhere
        """
        self.ensure_one()
        first = 10 ** (DIGITS - 1)
        codes = [str(first + secrets.randbelow(9 * first)) for _code in range(CODES)]
        # sudo: res.users - digests that nobody reads
        self.sudo().hcc_paper_codes = " ".join(map(self._digest_paper_code, codes))
        return codes

    def _digest_paper_code(self, code):
        # sudo: ir.config_parameter - the secret of the database
        return hmac(self.env(su=True), _SCOPE, (self.id, code))[:32]

    def _use_paper_code(self, credential):
        """Whether the number is one of the account's codes, which then is spent.

        :raises AccessDenied: as long as one on paper, and none of these
        """
        code = str(credential.get("token", ""))
        if len(code) != DIGITS:
            return False
        self._totp_rate_limit("code_check")
        # sudo: res.users - digests that nobody reads
        user_sudo = self.sudo()
        # Two browsers cannot spend one code: the second is asked to try again. The
        # log, written beside this transaction, refers to the account meanwhile.
        try:
            user_sudo.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise AccessDenied(
                self.env._(
                    "Somebody is signing in with this account. Please try again."
                )
            ) from error
        user_sudo.invalidate_recordset(["hcc_paper_codes"])
        left = (user_sudo.hcc_paper_codes or "").split()
        digest = self._digest_paper_code(code)
        if not any(consteq(digest, one) for one in left):
            raise AccessDenied(
                self.env._("This code is not one of yours, or it was used already.")
            )
        left.remove(digest)
        user_sudo.hcc_paper_codes = " ".join(left)
        self._totp_rate_limit_purge("code_check")
        return True

    def _send_totp_mail_code(self):
        """Without e-mail there are codes on paper; the page says so plainly."""
        # sudo: res.users - whether there are codes on paper
        has_codes = bool(self.sudo().hcc_paper_codes)
        if has_codes and not self.email:
            raise UserError(self.env._("Please type one of your codes on paper."))
        try:
            return super()._send_totp_mail_code()
        except (AccessDenied, UserError):
            raise
        except Exception as error:
            _logger.info("A sign-in code could not be sent: %s", type(error).__name__)
            raise UserError(
                self.env._(
                    "The code could not be sent. Please type one of your codes on "
                    "paper, or ask an administrator for them."
                )
            ) from error

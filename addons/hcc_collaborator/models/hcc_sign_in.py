from datetime import timedelta

from odoo import api, fields, models
from odoo.http import request
from odoo.tools import SQL

from ..own_cursor import own_cursor

KEPT = timedelta(days=365)
#: rows that a run of the janitor takes away
SWEEP = 50_000
WAYS = [
    ("password", "Password"),
    ("webauthn", "Passkey"),
    ("totp", "Code of an app"),
    ("totp_mail", "Code by e-mail"),
    ("paper", "Code on paper"),
    ("device", "Known browser"),
    ("other", "Other"),
]


class HccSignIn(models.Model):
    """Who signed in, when, from where, how, and what came of it.

    Neither a password nor what was typed as the account is kept: people type
    passwords there. A try with an account that there is not has no person. Rows
    are written beside the request, which a refused try rolls back.
    """

    _name = "hcc.sign.in"
    _description = "Sign-in"
    _order = "at desc, id desc"
    _log_access = False

    at = fields.Datetime("When", required=True, readonly=True, index=True)
    user_id = fields.Many2one(
        "res.users", "Account", readonly=True, index=True, ondelete="cascade"
    )
    address = fields.Char("Network Address", readonly=True)
    way = fields.Selection(WAYS, "Way In", required=True, readonly=True)
    outcome = fields.Selection(
        [
            ("in", "Signed in"),
            ("second", "Asked for the second factor"),
            ("wrong", "Not let in"),
            ("wait", "Too many tries"),
        ],
        required=True,
        readonly=True,
    )

    @api.depends("at", "user_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.user_id.name or ''} {row.at or ''}".strip()

    @api.model
    def _note(self, user, way, outcome):
        """Keep one row; outside a web request there is nobody to note.

        :param user: res.users, empty where there is no such account
        """
        if not request:
            return
        known = {name for name, _words in WAYS}
        query = SQL(
            """INSERT INTO hcc_sign_in (at, user_id, address, way, outcome)
                    VALUES (%s, %s, %s, %s, %s)""",
            fields.Datetime.now(),
            user.id or None,
            (request.httprequest.remote_addr or "")[:45],
            way if way in known else "other",
            outcome,
        )
        with own_cursor(self.env) as cr:
            cr.execute(query)

    @api.model
    def _cron_forget(self):
        """Rows are kept for a year."""
        before = fields.Datetime.now() - KEPT
        # sudo: hcc.sign.in - the job forgets everybody's
        old_sudo = self.sudo().search([("at", "<", before)], limit=SWEEP)
        old_sudo.unlink()
        if len(old_sudo) == SWEEP:
            self.env["ir.cron"]._commit_progress(SWEEP, remaining=1)

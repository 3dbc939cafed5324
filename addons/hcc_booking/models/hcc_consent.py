from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class HccConsent(models.Model):
    """That a person agreed: to which words, when and how; withdrawn when."""

    _name = "hcc.consent"
    _description = "Consent"
    _inherit = [
        "hcc.guard.mixin",
        "hcc.read.logged.mixin",
        "hcc.ward.scoped.mixin",
        "hcc.journal.mixin",
    ]
    _order = "given_at desc, id desc"
    _rec_name = "digest"
    _read_log_fields = frozenset({"citizen_id", "given_by_id"})

    citizen_id = fields.Many2one(
        "hcc.citizen", required=True, index=True, ondelete="cascade"
    )
    request_id = fields.Many2one(
        "hcc.request", index="btree_not_null", ondelete="set null"
    )
    text_id = fields.Many2one(
        "hcc.consent.text", required=True, index=True, ondelete="restrict"
    )
    digest = fields.Char(required=True)
    body_shown = fields.Text("Text Shown", required=True)
    given_at = fields.Datetime(required=True, default=fields.Datetime.now)
    how = fields.Selection(
        [
            ("web", "On the web"),
            ("counter", "At the counter"),
            ("telephone", "By telephone"),
            ("in_person", "In person"),
        ],
        required=True,
    )
    withdrawn_at = fields.Datetime()
    # given by somebody else for the person, until the person says so too
    given_by_id = fields.Many2one(
        "hcc.citizen",
        "Given on Behalf By",
        index="btree_not_null",
        ondelete="set null",
    )
    confirmed_at = fields.Datetime("Confirmed by the Person On")
    confirmed_by_id = fields.Many2one(
        "res.users",
        "Asked By",
        index="btree_not_null",
        ondelete="set null",
        help="Who asked the person at the visit.",
    )

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "citizen_id",
            "request_id",
            "text_id",
            "digest",
            "body_shown",
            "given_at",
            "given_by_id",
            "confirmed_at",
            "confirmed_by_id",
            "how",
            "withdrawn_at",
            "ward_id",
        }

    def action_withdraw(self):
        """Note that the person withdrew the consent, now and once."""
        self.check_access("write")
        if self.filtered("withdrawn_at"):
            raise UserError(self.env._("This consent was withdrawn already."))
        self._withdraw("clerk")
        return True

    def _withdraw(self, by):
        """Withdraw, and stop what was agreed to at once.

        What belongs to no request is all that is open of the person. Without the
        consent to the help itself nobody needs any other consent of the request.

        :param str by: ``citizen`` or ``clerk``; the caller checked who asks
        """
        # sudo: hcc.consent, hcc.request - what is stopped may be in other wards
        consents_sudo = self.sudo()
        helps = consents_sudo.filtered(lambda row: row.text_id.purpose != "behalf")
        requests = helps.request_id
        for consent in helps.filtered(lambda row: not row.request_id):
            requests |= consent.citizen_id.request_ids
        others = (consents_sudo - helps).request_id - requests
        consents_sudo |= requests.consent_ids
        standing = consents_sudo.filtered(lambda row: not row.withdrawn_at)
        standing._write_guarded({"withdrawn_at": fields.Datetime.now()})
        standing.with_env(self.env)._journal("consent_withdrawn", by=by)
        requests.filtered(lambda row: not row.consent_withdrawn_at)._stop_use(by)
        others._stop_telling_who_asked()

    def _confirm(self, user):
        """Note that the person agrees themselves to what another agreed to."""
        if self:
            self._write_guarded(
                {
                    "confirmed_at": fields.Datetime.now(),
                    "confirmed_by_id": user.id,
                }
            )
            self._journal("consent_confirmed")

    @api.model
    def _get_read_log_person(self):
        return SQL("citizen_id")

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.hcc_collaborator.models.fields import NoteText

KINDS = [
    ("password", "A password"),
    ("otp", "A one-time code"),
    ("device", "The telephone, unlocked"),
    ("other", "Something else"),
]


class HccSecretReport(models.Model):
    """That a helper was handed a password or a code, and what was done about it.

    Nobody does wrong by reporting it. The coordinator of the ward sees it at once,
    calls the person so that the password is changed, and closes it. The secret itself
    stands nowhere.
    """

    _name = "hcc.secret.report"
    _description = "Password Handed Over"
    _inherit = ["hcc.guard.mixin", "hcc.ward.scoped.mixin", "hcc.journal.mixin"]
    _order = "reported_at desc, id desc"
    _rec_name = "request_id"

    assignment_id = fields.Many2one(
        "hcc.assignment", "Visit", required=True, index=True, ondelete="cascade"
    )
    # not related: a visit never changes its request
    request_id = fields.Many2one(
        "hcc.request", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        related="assignment_id.user_id",
        string="Helper's User",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    helper_name = fields.Char("Helper", compute="_compute_helper_name")
    what = fields.Selection(KINDS, "Handed Over", required=True)
    reported_at = fields.Datetime("Reported on", required=True)
    closed_at = fields.Datetime("Closed on")
    closed_by_id = fields.Many2one(
        "res.users", "Closed by", index="btree_not_null", ondelete="set null"
    )
    note = NoteText("What was done")

    _open_idx = models.Index("(ward_id) WHERE closed_at IS NULL")

    @api.depends("assignment_id")
    def _compute_helper_name(self):
        for report in self:
            # sudo: hcc.collaborator - the name of a helper of another ward, too
            report.helper_name = report.sudo().assignment_id.collaborator_id.name

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            *("assignment_id", "request_id", "ward_id", "what", "reported_at"),
            *("closed_at", "closed_by_id"),
        }

    @api.model
    def _report(self, assignment, handed):
        """Write down that a helper was handed secrets; once for each visit and kind
        while nobody has closed it.

        :param assignment: ``hcc.assignment`` of the helper; the caller checked who
            reports
        :param dict handed: {what: when, naive UTC, or None for now}; what is none of
            ``KINDS`` counts as something else
        :return: the new reports, in sudo
        """
        kinds = dict(KINDS)
        moments = {}
        for what, at in handed.items():
            moments.setdefault(what if what in kinds else "other", at)
        # sudo: hcc.secret.report, hcc.assignment - made here alone
        reports_sudo, assignment_sudo = self.sudo(), assignment.sudo()
        known_sudo = reports_sudo.search(
            [("assignment_id", "=", assignment.id), ("closed_at", "=", False)]
        )
        known = set(known_sudo.mapped("what"))
        made_sudo = reports_sudo.create(
            [
                {
                    "assignment_id": assignment.id,
                    "request_id": assignment_sudo.request_id.id,
                    "ward_id": assignment_sudo.ward_id.id,
                    "what": what,
                    "reported_at": at or fields.Datetime.now(),
                }
                for what, at in moments.items()
                if what not in known
            ]
        )
        self.env["hcc.journal"]._log_each(
            [(report, "secret_handed", {"what": report.what}) for report in made_sudo]
        )
        return made_sudo

    def action_close(self):
        """The coordinator saw to it that the secret is none any more."""
        self.check_access("write")
        if not self.env.su and self.ward_id - self.env.user.hcc_coordinator_ward_ids:
            raise AccessError(self.env._("A coordinator of the ward closes this."))
        if self.filtered("closed_at"):
            raise UserError(self.env._("This is closed already."))
        self._write_guarded(
            {"closed_at": fields.Datetime.now(), "closed_by_id": self.env.uid}
        )
        self._journal("secret_closed")
        return True

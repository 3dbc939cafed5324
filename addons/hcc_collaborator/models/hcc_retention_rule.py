import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

#: records of a kind that one run takes at most
BATCH = 500
LIMITS = (30, 36500)


class HccRetentionRule(models.Model):
    """How long a kind of personal data is kept, why, and what becomes of it then.

    A rule does nothing before an administrator has looked at what it would take
    away, and nothing again after its time was changed. The job takes people away
    one by one: a bad one stops nobody else and is shown here.
    """

    _name = "hcc.retention.rule"
    _description = "Retention Rule"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [("application", "Applications that were not taken in")],
        required=True,
        readonly=True,
    )
    days = fields.Integer("Kept for (Days)", required=True)
    starts_at = fields.Char("Counted from", required=True, translate=True)
    why = fields.Text("What It Is Kept for", required=True, translate=True)
    legal_basis = fields.Text(required=True, translate=True)
    # what the job may do, and how it went
    is_on = fields.Boolean("In Force", readonly=True)
    looked_at = fields.Datetime("Looked at on", readonly=True)
    looked_count = fields.Integer("Found Then", readonly=True)
    due_count = fields.Integer(
        "Over Now", compute="_compute_due_count", help="So many would be taken away."
    )
    last_run_at = fields.Datetime("Last Run", readonly=True)
    last_count = fields.Integer("Taken Away in the Last Run", readonly=True)
    failed = fields.Json(readonly=True)
    failed_count = fields.Integer(
        "Could Not Be Taken Away", compute="_compute_failed", aggregator=None
    )
    failed_words = fields.Text("Which Ones", compute="_compute_failed")

    _kind_unique = models.UniqueIndex("(kind)", "There is a rule of this kind already.")

    @api.depends("kind", "days")
    def _compute_due_count(self):
        for rule in self:
            records, domain = rule._get_due()
            rule.due_count = records.search_count(domain)

    @api.depends("failed")
    def _compute_failed(self):
        for rule in self:
            failed = rule.failed or {}
            rule.failed_count = len(failed)
            rule.failed_words = "\n".join(
                f"{record_id}: {error}" for record_id, error in failed.items()
            )

    @api.constrains("days")
    def _check_days(self):
        low, high = LIMITS
        for rule in self:
            if not low <= rule.days <= high:
                raise ValidationError(
                    self.env._(
                        "Choose from %(low)s to %(high)s days.", low=low, high=high
                    )
                )

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "failed",
            "is_on",
            "kind",
            "last_count",
            "last_run_at",
            "looked_at",
            "looked_count",
        }

    def write(self, vals):
        before = {rule.id: rule.days for rule in self}
        result = super().write(vals)
        changed = self.filtered(lambda rule: rule.days != before[rule.id])
        if changed:
            # another time takes away others: somebody looks again
            changed._write_guarded({"is_on": False, "looked_at": False})
            changed._journal("retention_changed")
        return result

    # -------------------------------------------------------------------------
    # ACTIONS
    # -------------------------------------------------------------------------

    def action_look(self):
        """Count what would be taken away; nothing is."""
        self.check_access("write")
        for rule in self:
            rule._write_guarded(
                {"looked_at": fields.Datetime.now(), "looked_count": rule.due_count}
            )
        self._journal("retention_looked_at")
        return True

    def action_switch_on(self):
        """Let the job take away what is over, every night.

        :raises UserError: when nobody has looked since the last change
        """
        self.check_access("write")
        if self.filtered(lambda rule: not rule.looked_at):
            raise UserError(self.env._("Look first at what would be taken away."))
        self._write_guarded({"is_on": True})
        self._journal("retention_on")
        return True

    def action_switch_off(self):
        """Keep everything until somebody switches it on again."""
        self.check_access("write")
        self._write_guarded({"is_on": False})
        self._journal("retention_off")
        return True

    # -------------------------------------------------------------------------
    # THE JOB
    # -------------------------------------------------------------------------

    @api.model
    def _get_days(self, kind):
        """For how long a kind is kept; pages tell it to people.

        :param str kind: see ``kind``
        """
        # sudo: hcc.retention.rule - how long something is kept is public
        return self.sudo().search([("kind", "=", kind)], limit=1).days

    @api.model
    def _cron_apply(self):
        """Take away what is over, of every rule that is in force."""
        done, left = self._apply_all()
        self.env["ir.cron"]._commit_progress(done, remaining=left)

    @api.model
    def _apply_all(self):
        """One batch of every rule that is in force.

        :return: how many rules, how many records are left for the next run
        """
        rules = self.search([("is_on", "=", True)])
        left = 0
        for rule in rules:
            rule._apply()
            records, domain = rule._get_due()
            tried = [int(key) for key in rule.failed or {}]
            left += records.search_count(domain & Domain("id", "not in", tried))
        return len(rules), left

    def _apply(self):
        """One batch of a rule; those that failed before come last."""
        self.ensure_one()
        before = self.failed or {}
        records, domain = self._get_due()
        tried = [int(key) for key in before]
        due = records.search(
            domain & Domain("id", "not in", tried), order="id", limit=BATCH
        )
        again = records.search(domain & Domain("id", "in", tried), limit=BATCH)
        failed, unproved = {}, records
        for record in due | again:
            try:
                with self.env.cr.savepoint():
                    if not record._retire(self.kind):
                        unproved |= record
            except Exception as failure:
                # Whatever it is, the rest goes on; its words may name the person.
                failed[str(record.id)] = type(failure).__name__
                self.env.invalidate_all(flush=False)
                _logger.info(
                    "%s %s was not taken away: %s",
                    record._name,
                    record.id,
                    type(failure).__name__,
                )
        if unproved:
            self.env["hcc.erasure"]._prove(
                unproved, "retention", {unproved._name: len(unproved)}, self.kind
            )
        self._write_guarded(
            {
                "last_run_at": fields.Datetime.now(),
                "last_count": len(due | again) - len(failed),
                "failed": failed,
            }
        )

    def _get_due(self):
        """What is over now.

        :return: empty recordset in sudo, domain of the records
        """
        self.ensure_one()
        until = fields.Datetime.now() - timedelta(days=self.days)
        # sudo: records of people in all wards - numbers alone come out
        records, domain = getattr(self.sudo(), f"_get_due_{self.kind}")(until)
        return records.with_context(active_test=False), Domain(domain)

    def _get_due_application(self, until):
        people = self.env["hcc.collaborator"]
        return people, [
            ("application_closed_at", "<", until),
            ("cleared_at", "=", False),
        ]

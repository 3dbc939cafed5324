import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

_logger = logging.getLogger(__name__)

MAX_ROWS = 1000
SEND_LIMIT = 200
ERROR_LENGTH = 200
TRIES = 3
TRY_AGAIN_AFTER = timedelta(minutes=15)
CRON = "hcc_collaborator.ir_cron_hcc_notice_send"


class HccNotice(models.Model):
    """What a collaborator or an applicant is told: the outbox.

    A request only writes rows here, through :meth:`_tell`; a job sends them. Who
    has neither e-mail nor account is called. Everybody reads the own ones;
    clerks and coordinators those of their wards, to call.
    """

    _name = "hcc.notice"
    _description = "Notice to a Collaborator"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin", "hcc.ward.scoped.mixin"]
    _order = "id desc"
    _rec_name = "subject"

    kind = fields.Selection(
        [
            ("application_received", "Application received"),
            ("application_changed", "News of the application"),
            ("interview", "Interview"),
            ("document_missing", "Document missing"),
            ("suspended", "Work paused or ended"),
            ("inactive", "No work for a long time"),
            ("equipment_return", "Equipment to give back"),
            ("equipment", "Equipment"),
            ("statement", "Statement of hours"),
            ("qualification_expiry", "Qualification ends soon"),
            ("refresher", "Refresher needed"),
            ("training", "Training"),
            ("practice", "Practice"),
        ],
        required=True,
        readonly=True,
    )
    collaborator_id = fields.Many2one(
        "hcc.collaborator",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        related="collaborator_id.user_id", store=True, index="btree_not_null"
    )
    ward_id = fields.Many2one(related="collaborator_id.ward_id", store=True)
    phone = fields.Char(related="collaborator_id.phone")
    subject = fields.Char(required=True, readonly=True)
    body = fields.Text(required=True, readonly=True)
    path = fields.Char(
        "Page", readonly=True, help="Where to read more, on this server."
    )
    key = fields.Char(
        "Told Once", readonly=True, help="Nobody is told the same thing twice."
    )
    channel = fields.Selection(
        [("email", "E-mail"), ("inbox", "Own list"), ("call", "Telephone call")],
        "Told by",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("pending", "To be sent"),
            ("sent", "Sent"),
            ("to_call", "To call"),
            ("done", "Called"),
            ("failed", "Reached nobody"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
    )
    error = fields.Char(readonly=True)
    attempts = fields.Integer(readonly=True)
    next_try_at = fields.Datetime("Not before", readonly=True)
    sent_at = fields.Datetime("Told at", readonly=True)
    called_by_id = fields.Many2one("res.users", "Called by", readonly=True)

    _told_once = models.UniqueIndex("(collaborator_id, kind, key)")
    _pending_idx = models.Index("(id) WHERE state = 'pending'")
    _to_call_idx = models.Index("(ward_id, id) WHERE state IN ('to_call', 'failed')")

    # -------------------------------------------------------------------------
    # ACTIONS
    # -------------------------------------------------------------------------

    def action_called(self):
        """Note that the people were told on the telephone."""
        self.check_access("write")
        if any(notice.state not in ("to_call", "failed") for notice in self):
            raise UserError(self.env._("There is nobody to call here any more."))
        self._write_guarded(
            {
                "state": "done",
                "called_by_id": self.env.uid,
                "sent_at": fields.Datetime.now(),
            }
        )
        self._journal("notice_called")

    # -------------------------------------------------------------------------
    # BUSINESS METHODS
    # -------------------------------------------------------------------------

    @api.model
    def _tell(self, people, kind, words, key="", path=""):
        """Write a notice for each of the people; a job sends them.

        :param people: ``hcc.collaborator``
        :param str kind: one of the selection
        :param words: function of one of the people, in their language, that
            returns (subject, text); paragraphs are lines
        :param key: text, or function of one of the people: the same kind and key
            is told once only. Empty: told each time
        :param str path: page of this server where they read more
        :return: the new notices
        """
        # sudo: hcc.collaborator - how to reach them, whoever tells
        people_sudo = people.sudo()
        now, default = fields.Datetime.now(), self._get_default_lang()
        rows = []
        for person_sudo in people_sudo:
            lang = person_sudo.user_id.lang or default
            subject, body = words(person_sudo.with_context(lang=lang))
            channel, state = self._choose_channel(person_sudo)
            once = key(person_sudo) if callable(key) else key
            rows.append(
                SQL(
                    "(%s)",
                    SQL(", ").join(
                        SQL("%s", value)
                        for value in (
                            kind,
                            person_sudo.id,
                            person_sudo.user_id.id or None,
                            person_sudo.ward_id.id,
                            subject,
                            body,
                            path or None,
                            once or None,
                            channel,
                            state,
                            self.env.uid,
                            now,
                            self.env.uid,
                            now,
                        )
                    ),
                )
            )
        people_sudo.flush_recordset()
        notices = self.browse(self._insert(rows))
        if notices:
            # sudo: ir.cron - wakes the job that sends
            self.env.ref(CRON).sudo()._trigger()
        return notices

    @api.model
    def _insert(self, rows):
        """Add rows, those left out that were told before.

        PostgreSQL decides: two jobs at once tell nobody twice.

        :return: ids
        """
        ids = []
        for some in split_every(MAX_ROWS, rows):
            ids += self.env.execute_query(
                SQL(
                    "INSERT INTO hcc_notice (kind, collaborator_id, user_id, ward_id,"
                    " subject, body, path, key, channel, state,"
                    " create_uid, create_date, write_uid, write_date)"
                    " VALUES %s ON CONFLICT DO NOTHING RETURNING id",
                    SQL(", ").join(some),
                )
            )
        self.invalidate_model()
        return [number for (number,) in ids]

    @api.model
    def _choose_channel(self, person):
        """How somebody is told: written to where that is possible, else called.

        :return: (channel, state)
        """
        if person.email:
            return "email", "pending"
        # who has stopped has no list of notices any more
        if person.user_id.active and person.state not in ("suspended", "left"):
            return "inbox", "pending"
        return "call", "to_call" if person.phone else "failed"

    @api.model
    def _get_default_lang(self):
        return self.env["ir.default"]._get("res.partner", "lang") or "en_US"

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | self._get_stored_fields()

    # -------------------------------------------------------------------------
    # JOB
    # -------------------------------------------------------------------------

    @api.model
    def _cron_send(self):
        """Send what waits; one that fails never stops the others."""
        now = fields.Datetime.now()
        domain = Domain("state", "=", "pending") & (
            Domain("next_try_at", "=", False) | Domain("next_try_at", "<=", now)
        )
        waiting = self.search(domain, limit=SEND_LIMIT, order="id")
        commit_progress = self.env["ir.cron"]._commit_progress
        if not waiting or not commit_progress(remaining=self.search_count(domain)):
            return
        for notice in waiting:
            notice = notice.try_lock_for_update().filtered_domain(domain)
            if notice:
                notice._deliver()
            if not commit_progress(1):
                break

    def _deliver(self):
        """Send one notice and note what came of it."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                getattr(self, f"_deliver_{self.channel}")()
        except Exception as failure:
            # Whatever it is, the rest goes on. The words of the failure may hold an
            # address: not in the log.
            _logger.info("notice %s failed: %s", self.id, type(failure).__name__)
            self._note_failure(str(failure)[:ERROR_LENGTH] or type(failure).__name__)
        else:
            self._write_guarded(
                {"state": "sent", "error": False, "sent_at": fields.Datetime.now()}
            )

    def _note_failure(self, error):
        """Try again later, a few times; then somebody calls."""
        attempts = self.attempts + 1
        values = {"attempts": attempts, "error": error}
        if attempts < TRIES:
            values["next_try_at"] = fields.Datetime.now() + TRY_AGAIN_AFTER * attempts
        else:
            values["state"] = "to_call" if self.phone else "failed"
        self._write_guarded(values)

    def _deliver_email(self):
        # sudo: mail.mail - only the job writes mails
        mail_sudo = self.env["mail.mail"].sudo().create(self._prepare_mail())
        mail_sudo.send(raise_exception=True)
        if mail_sudo.state == "sent":
            # what was written stays here, once
            mail_sudo.unlink()
        elif mail_sudo.state == "outgoing":
            # core's own queue has more patience
            mail_sudo.auto_delete = True
        else:
            raise MailDeliveryException(mail_sudo.failure_type or "unknown")

    def _deliver_inbox(self):
        """The notice is in the own list; a word pops up as well."""
        self.user_id._bus_send(
            "simple_notification",
            {"type": "info", "title": self.subject, "message": self.body},
        )

    def _deliver_call(self):
        """Somebody calls; there is nothing to send."""

    def _prepare_mail(self):
        """Values of the e-mail; Odoo makes its plain text out of the page."""
        lang = self.user_id.lang or self._get_default_lang()
        here = self.with_context(lang=lang)
        link = f"{self.get_base_url()}{self.path}" if self.path else ""
        page = {
            "paragraphs": self.body.split("\n"),
            "link": link,
            "page_lang": lang.replace("_", "-"),
            "service_name": here.env["hcc.branding"]._service_name(),
            "title": self.subject,
        }
        return {
            "subject": self.subject,
            "email_to": self.collaborator_id.email,
            "body_html": here.env["ir.qweb"]._render(
                "hcc_collaborator.notice_mail", page
            ),
            "auto_delete": False,
        }

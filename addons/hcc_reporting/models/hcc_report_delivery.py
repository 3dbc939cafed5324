import logging

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.figures_xlsx import write_figures
from .hcc_export import XLSX_TYPE

_logger = logging.getLogger(__name__)

TRIES = 3
SEND_LIMIT = 200
ERROR_LENGTH = 200
CRON = "hcc_reporting.ir_cron_hcc_report_schedule_send"


class HccReportDelivery(models.Model):
    """One report to one person: planned once, sent once.

    Whether the person may still read the area is asked when it is sent, and the
    figures are those that the person reads. The e-mail is a row for Odoo's own queue.
    """

    _name = "hcc.report.delivery"
    _description = "Report to a Person"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin"]
    _order = "id desc"
    _rec_name = "user_id"

    schedule_id = fields.Many2one(
        "hcc.report.schedule",
        "Report",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    owner_id = fields.Many2one(
        related="schedule_id.create_uid",
        string="Schedule of",
        store=True,
        precompute=True,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Recipient",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    date_from = fields.Date("From", required=True, readonly=True)
    date_to = fields.Date("To", required=True, readonly=True)
    state = fields.Selection(
        [
            ("pending", "To be sent"),
            ("sent", "Sent"),
            ("refused", "Not allowed any more"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="pending",
    )
    attempts = fields.Integer(readonly=True, aggregator=None)
    error = fields.Char("What went wrong", readonly=True)
    sent_at = fields.Datetime("Sent at", readonly=True)

    _once = models.Constraint(
        "UNIQUE (schedule_id, user_id, date_from, date_to)",
        "This person has got this report already.",
    )
    _pending_idx = models.Index("(id) WHERE state = 'pending'")

    def _get_guarded_fields(self):
        return frozenset(self._fields) - {"write_date", "write_uid"}

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_again(self):
        """Try once more what failed or was refused."""
        self.schedule_id.check_access("write")
        if any(item.state not in ("failed", "refused") for item in self):
            raise UserError(self.env._("This was sent, or will be."))
        # sudo: hcc.report.delivery - of schedules that the user writes
        self.sudo()._write_guarded({"state": "pending", "attempts": 0})
        self._wake()

    @api.model
    def _wake(self):
        # sudo: ir.cron - wakes the job that sends
        self.env.ref(CRON).sudo()._trigger()

    # ------------------------------------------------------------------
    # Job
    # ------------------------------------------------------------------

    @api.model
    def _add(self, schedule, date_from, date_to):
        """Plan a report for each recipient; PostgreSQL leaves out who has it."""
        self.flush_model()
        now = fields.Datetime.now()
        rows = [
            SQL(
                "(%s)",
                SQL(", ").join(
                    SQL("%s", value)
                    for value in (
                        schedule.id,
                        schedule.create_uid.id or None,
                        user.id,
                        date_from,
                        date_to,
                        "pending",
                        0,
                        self.env.uid,
                        now,
                        self.env.uid,
                        now,
                    )
                ),
            )
            for user in schedule.recipient_ids
        ]
        if rows:
            self.env.execute_query(
                SQL(
                    "INSERT INTO hcc_report_delivery (schedule_id, owner_id, user_id,"
                    " date_from, date_to, state, attempts,"
                    " create_uid, create_date, write_uid, write_date)"
                    " VALUES %s ON CONFLICT DO NOTHING RETURNING id",
                    SQL(", ").join(rows),
                )
            )
        self.invalidate_model()

    @api.model
    def _send_waiting(self):
        domain = Domain("state", "=", "pending")
        waiting = self.search(domain, limit=SEND_LIMIT, order="id")
        commit_progress = self.env["ir.cron"]._commit_progress
        if not waiting or not commit_progress(remaining=self.search_count(domain)):
            return
        for delivery in waiting:
            delivery = delivery.try_lock_for_update().filtered_domain(domain)
            if delivery:
                delivery._send()
            if not commit_progress(1):
                return

    def _send(self):
        """Send one report and note what came of it; nothing stops the others."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                values = self._write_mail()
        except Exception as failure:
            # The words of the failure may hold an address: not in the log.
            _logger.info("report %s failed: %s", self.id, type(failure).__name__)
            attempts = self.attempts + 1
            values = {
                "state": "failed" if attempts >= TRIES else "pending",
                "attempts": attempts,
                "error": str(failure)[:ERROR_LENGTH] or type(failure).__name__,
            }
        self._write_guarded(values)
        if values["state"] != "pending":
            self._journal("report_sent", state=values["state"])

    def _write_mail(self):
        """Write the e-mail with the rights of its reader.

        :return: values of the delivery
        """
        user, schedule = self.user_id, self.schedule_id
        lang = user.lang or self.env["ir.http"]._get_default_lang().code
        reader = self.with_user(user).with_context(lang=lang, tz=user.tz)
        if not schedule._is_readable_by(user):
            return {
                "state": "refused",
                "error": self.env._("No role reads this area any more."),
            }
        if not user.email:
            raise UserError(self.env._("There is no e-mail address."))
        options = schedule._get_options(self.date_from, self.date_to)
        name, content, kind = reader._get_file(options, schedule.file_format)
        subject = reader.env._(
            "%(report)s: %(start)s – %(stop)s",
            report=schedule.name,
            start=f"{self.date_from:%d/%m/%Y}",
            stop=f"{self.date_to:%d/%m/%Y}",
        )
        page = {
            "paragraphs": [
                subject,
                reader.env._("The figures are in the file that comes with this."),
                reader.env._("Only you may read them: please do not pass them on."),
            ],
            "link": f"{self.get_base_url()}/odoo/hcc-figures",
            "page_lang": lang.replace("_", "-"),
            "service_name": reader.env["hcc.branding"]._service_name(),
            "title": subject,
        }
        # sudo: mail.mail - only the job writes mails
        self.env["mail.mail"].sudo().create(
            {
                "subject": subject,
                "email_to": user.email_formatted,
                "body_html": reader.env["ir.qweb"]._render(
                    "hcc_collaborator.notice_mail", page
                ),
                "auto_delete": True,
                "attachment_ids": [
                    Command.create(
                        {
                            "name": name,
                            "raw": content,
                            "mimetype": kind,
                            # goes with the e-mail
                            "res_model": "mail.message",
                            "res_id": 0,
                        }
                    )
                ],
            }
        )
        return {"state": "sent", "error": False, "sent_at": fields.Datetime.now()}

    @api.model
    def _get_file(self, options, file_format):
        """Return the file of the current user: name, bytes, type."""
        report = self.env["hcc.kpi.report"]
        if file_format == "pdf":
            paper = self.env["report.hcc_reporting.report_figures"]
            name = f"hcc-{options['date_from']}-{options['date_to']}.pdf"
            return name, paper._render_pdf(options), "application/pdf"
        export = report._get_export(options)
        content = write_figures(
            export["title"],
            export["columns"],
            export["rows"],
            export["notes"],
            self.env._("Definitions"),
        )
        return export["filename"], content, XLSX_TYPE

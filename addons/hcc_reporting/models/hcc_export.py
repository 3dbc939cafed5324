import logging
import os
import tempfile
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

DAYS = "hcc_reporting.export_days"
#: exports of one person that may wait at a time
WAITING = 3
ERROR_LENGTH = 200
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CRON = "hcc_reporting.ir_cron_hcc_export_run"


class HccExport(models.Model):
    """A long list as a spreadsheet, written by a job and kept for some days.

    It is written with the rights of whoever asked for it, who alone sees it, and it
    holds no personal fields.
    """

    _name = "hcc.export"
    _description = "Export"
    _inherit = ["hcc.export.rows", "hcc.guard.mixin", "hcc.journal.mixin"]
    _order = "id desc"

    user_id = fields.Many2one(
        "res.users",
        "Asked by",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.uid,
        ondelete="cascade",
    )
    kind = fields.Selection(
        [
            ("figures", "Figures by ward and day"),
            ("assists", "List of assists"),
            ("requests", "List of requests"),
        ],
        required=True,
        default="figures",
    )
    date_from = fields.Date(
        "From", required=True, default=lambda self: self._default_period()[0]
    )
    date_to = fields.Date(
        "To", required=True, default=lambda self: self._default_period()[1]
    )
    branch_id = fields.Many2one("hcc.branch", ondelete="cascade")
    ward_id = fields.Many2one("hcc.ward", ondelete="cascade")
    state = fields.Selection(
        [
            ("draft", "New"),
            ("queued", "Waiting"),
            ("running", "Being written"),
            ("done", "Ready"),
            ("failed", "Failed"),
            ("expired", "Deleted"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
    )
    error = fields.Char("What went wrong", readonly=True, copy=False)
    row_count = fields.Integer("Rows", readonly=True, copy=False, aggregator=None)
    size_mb = fields.Float("Size (MB)", readonly=True, copy=False, aggregator=None)
    done_at = fields.Datetime("Ready since", readonly=True, copy=False)
    expires_at = fields.Datetime("Kept until", readonly=True, copy=False)
    attachment_id = fields.Many2one(
        "ir.attachment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_system",
    )

    _queued_idx = models.Index("(id) WHERE state IN ('queued', 'running')")

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------

    @api.model
    def _default_period(self):
        options = self.env["hcc.kpi.report"]._parse_options({})
        return options["date_from"], options["date_to"]

    @api.depends("kind", "date_from", "date_to")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for export in self:
            period = " – ".join(
                f"{day:%d/%m/%Y}" for day in (export.date_from, export.date_to) if day
            )
            export.display_name = f"{labels.get(export.kind, '')} {period}".strip()

    @api.constrains("date_from", "date_to")
    def _check_period(self):
        for export in self:
            try:
                self._parse_options(export._get_options())
            except UserError as error:
                raise ValidationError(str(error)) from error

    def _get_guarded_fields(self):
        return frozenset(
            {
                "attachment_id",
                "done_at",
                "error",
                "expires_at",
                "row_count",
                "size_mb",
                "state",
                "user_id",
            }
        )

    @api.model_create_multi
    def create(self, vals_list):
        # who asks, and how far it is, is nothing that one writes
        guarded = self._get_guarded_fields()
        return super().create(
            [
                {name: value for name, value in vals.items() if name not in guarded}
                for vals in vals_list
            ]
        )

    def write(self, vals):
        asked = {"kind", "date_from", "date_to", "branch_id", "ward_id"}
        if asked.intersection(vals) and any(item.state != "draft" for item in self):
            raise UserError(self.env._("This export was asked for already."))
        return super().write(vals)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_queue(self):
        """Ask for the file; a job writes it, and tells when it is done."""
        self.check_access("write")
        for export in self:
            export._queue()
        return self._get_list_action()

    def action_download(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/hcc/export/{self.id}",
            "target": "download",
        }

    def _queue(self):
        self.ensure_one()
        if self.state not in ("draft", "failed", "expired"):
            raise UserError(self.env._("This export was asked for already."))
        waiting = self.search_count(
            [("user_id", "=", self.env.uid), ("state", "in", ("queued", "running"))]
        )
        if waiting >= WAITING:
            raise UserError(
                self.env._(
                    "%(count)s of your exports are waiting already. Please ask for "
                    "this one when they are done.",
                    count=waiting,
                )
            )
        # who may not read it learns so now, not from the job
        self._check_kind(self.kind)
        self._write_guarded({"state": "queued", "error": False})
        self._journal("export_asked", kind=self.kind)
        # sudo: ir.cron - wakes the job that writes
        self.env.ref(CRON).sudo()._trigger()

    @api.model
    def _get_list_action(self):
        return self.env["ir.actions.actions"]._for_xml_id(
            "hcc_reporting.hcc_export_action"
        )

    def _get_options(self):
        """Return what the rows are limited to, as of ``_parse_options``."""
        self.ensure_one()
        return {
            "date_from": self.date_from,
            "date_to": self.date_to,
            "branch_id": self.branch_id.id,
            "ward_id": self.ward_id.id,
        }

    # ------------------------------------------------------------------
    # Job
    # ------------------------------------------------------------------

    @api.model
    def _cron_run(self):
        """Write what was asked for, one after the other; one failure stops no other."""
        commit_progress = self.env["ir.cron"]._commit_progress
        # Only this job runs them, one at a time: what still "is being written" was
        # interrupted.
        self.search([("state", "=", "running")])._note_interrupted()
        queued = self.search([("state", "=", "queued")], order="id")
        if not commit_progress(remaining=len(queued)):
            return
        for export in queued:
            export = export.try_lock_for_update().filtered_domain(
                [("state", "=", "queued")]
            )
            if export:
                export._write_guarded({"state": "running"})
                commit_progress()
                export._run()
            if not commit_progress(1):
                break

    def _note_interrupted(self):
        for export in self:
            reader = export._as_reader()
            export._write_guarded(
                {
                    "state": "failed",
                    "error": reader.env._(
                        "It was interrupted. Please ask for it once more."
                    ),
                }
            )
            export._tell()

    def _as_reader(self):
        """Return this with the rights and in the language of whoever asked for it."""
        user = self.user_id
        return self.with_user(user).with_context(
            lang=user.lang or self.env.lang, tz=user.tz
        )

    def _run(self):
        """Write the file of this export and note what came of it."""
        self.ensure_one()
        reader = self._as_reader()
        try:
            with self.env.cr.savepoint():
                values = reader._write_attachment()
        except UserError as failure:
            values = {"state": "failed", "error": str(failure)[:ERROR_LENGTH]}
        except Exception as failure:
            # Whatever it is, the rest goes on. Its words may hold values: not here.
            _logger.warning("export %s failed: %s", self.id, type(failure).__name__)
            values = {
                "state": "failed",
                "error": reader.env._(
                    "An unexpected error (%(error)s). Nothing is lost: please ask "
                    "for it once more, or for a shorter period.",
                    error=type(failure).__name__,
                ),
            }
        self._write_guarded(values)
        self._journal("export_written", state=values["state"])
        self._tell()

    def _write_attachment(self):
        """Write the file and keep it.

        :return: values of the export
        """
        self.ensure_one()
        handle, path = tempfile.mkstemp(suffix=".xlsx")
        os.close(handle)
        try:
            count = self._write_rows(path, self.kind, self._get_options())
            size = os.path.getsize(path)
            with open(path, "rb") as file:
                # sudo: ir.attachment - its readers are those of the export
                attachment = (
                    self.env["ir.attachment"]
                    .sudo()
                    .create(
                        {
                            "name": self._get_file_name(),
                            "res_model": self._name,
                            "res_id": self.id,
                            "mimetype": XLSX_TYPE,
                            "raw": file.read(),
                        }
                    )
                )
        finally:
            os.unlink(path)
        now = fields.Datetime.now()
        return {
            "state": "done",
            "row_count": count,
            "size_mb": round(size / 1_000_000, 1),
            "done_at": now,
            "expires_at": now + timedelta(days=self._get_days()),
            "attachment_id": attachment.id,
        }

    def _get_file_name(self):
        return f"hcc-{self.kind}-{self.date_from}-{self.date_to}.xlsx"

    def _tell(self):
        """Tell whoever asked that it is done, or why it is not."""
        for export in self:
            reader = export._as_reader()
            is_done = export.state == "done"
            title = reader.env._("Your export failed")
            if is_done:
                title = reader.env._("Your export is ready")
            export.user_id._bus_send(
                "simple_notification",
                {
                    "title": title,
                    "message": reader.display_name if is_done else export.error,
                    "type": "success" if is_done else "danger",
                },
            )

    # ------------------------------------------------------------------
    # End
    # ------------------------------------------------------------------

    @api.model
    def _get_days(self):
        # sudo: ir.config_parameter - one number
        value = self.env["ir.config_parameter"].sudo().get_param(DAYS, "7")
        return int(value) if value.isascii() and value.isdecimal() else 7

    @api.autovacuum
    def _gc_expired(self):
        """Delete the files that were kept long enough."""
        domain = Domain("state", "=", "done")
        domain &= Domain("expires_at", "<=", fields.Datetime.now())
        expired = self.search(domain, limit=1000)
        # sudo: ir.attachment - the files of these exports
        expired.sudo().attachment_id.unlink()
        expired._write_guarded({"state": "expired"})

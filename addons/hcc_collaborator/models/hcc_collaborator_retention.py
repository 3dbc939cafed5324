import logging
from datetime import timedelta

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

RETENTION = ("hcc_collaborator.applicant_retention_days", 180)
#: applicants whom a run of the job clears at most
BATCH = 1000


class HccCollaboratorRetention(models.AbstractModel):
    """What is kept of people who were not taken in, and for how long."""

    _name = "hcc.collaborator.retention"
    _description = "Retention of Applications"

    application_closed_at = fields.Datetime(
        "Application Closed on",
        readonly=True,
        copy=False,
        help="When somebody was not taken in, or did not want to any more.",
    )
    cleared_at = fields.Datetime("Personal Data Cleared on", readonly=True, copy=False)

    _to_clear_idx = models.Index(
        "(application_closed_at)"
        " WHERE application_closed_at IS NOT NULL AND cleared_at IS NULL"
    )

    @api.model
    def _get_retention_days(self):
        key, default = RETENTION
        # sudo: ir.config_parameter - a number of the settings
        return int(self.env["ir.config_parameter"].sudo().get_param(key, default))

    @api.model
    def _cron_clear_applications(self):
        """Clear the personal data of applications that were closed long ago."""
        until = fields.Datetime.now() - timedelta(days=self._get_retention_days())
        people = self.with_context(active_test=False).search(
            [("application_closed_at", "<", until), ("cleared_at", "=", False)],
            order="application_closed_at, id",
            limit=BATCH,
        )
        for person in people:
            try:
                with self.env.cr.savepoint():
                    person._clear_application()
            except Exception:
                # Whatever it is, the rest goes on, and it is tried again tomorrow.
                _logger.exception("application %s was not cleared", person.id)

    def _clear_application(self):
        """Take away who it was; that somebody applied, and when, stays."""
        # sudo: all that belongs to an application; a job calls it
        people_sudo = self.sudo()
        people_sudo.conflict_ids.unlink()
        people_sudo.relative_ids.unlink()
        people_sudo.document_ids.unlink()
        self.env["hcc.notice"].sudo().search(
            [("collaborator_id", "in", self.ids)]
        ).unlink()
        people_sudo.score_ids.write({"note": False})
        for person_sudo in people_sudo:
            person_sudo.write(person_sudo._prepare_cleared_values())
        people_sudo._journal("application_cleared")

    def _prepare_cleared_values(self):
        """Values of an application without the person."""
        self.ensure_one()
        return {
            "name": self.application_reference or self.env._("Applicant"),
            "phone": False,
            "email": False,
            "languages": False,
            "signs": False,
            "gender": "unspecified",
            "latitude": False,
            "longitude": False,
            "image_1920": False,
            "availability_note": False,
            "experience": False,
            "cv": False,
            "cv_name": False,
            "decision_reason": False,
            "cleared_at": fields.Datetime.now(),
        }

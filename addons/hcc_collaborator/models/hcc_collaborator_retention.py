from odoo import api, fields, models


class HccCollaboratorRetention(models.AbstractModel):
    """What is kept of people who were not taken in, and for how long."""

    _name = "hcc.collaborator.retention"
    _description = "Retention of Applications"
    _inherit = ["hcc.person.mixin"]

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
        return self.env["hcc.retention.rule"]._get_days("application")

    # -------------------------------------------------------------------------
    # WHAT THE PERSON MAY ASK FOR
    # -------------------------------------------------------------------------

    def _is_erased(self):
        return bool(self.cleared_at)

    def _get_erasure_obstacles(self):
        """Who worked here was paid, taught and named to citizens: that is kept."""
        if self.application_closed_at or self._is_erased():
            return []
        return [
            self.env._(
                "Only applications that are closed can be taken away. Of whoever "
                "worked here, hours, papers and certificates are kept by law."
            )
        ]

    def _get_erasure_parts(self):
        # sudo: all that belongs to an application - the caller checked who asks
        people_sudo = self.sudo()
        return super()._get_erasure_parts() | {
            "hcc.collaborator.conflict": people_sudo.conflict_ids,
            "hcc.collaborator.relative": people_sudo.relative_ids,
            "hcc.collaborator.document": people_sudo.document_ids,
            "hcc.selection.score": people_sudo.score_ids,
            "hcc.notice": self.env["hcc.notice"]
            .sudo()
            .search([("collaborator_id", "in", self.ids)]),
        }

    def _erase_data(self):
        self._clear_application()

    def _get_kept_words(self):
        return [
            self.env._(
                "That somebody applied, when, and how it was decided, without the "
                "person: it is counted."
            ),
            *super()._get_kept_words(),
        ]

    def _retire(self, kind):
        """The time of a rule is over: take the person away, with a proof."""
        return self._erase("retention", rule_kind=kind)

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

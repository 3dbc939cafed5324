from odoo import api, fields, models

PAPERS = [
    ("identity_card", "Identity card"),
    ("disability_certificate", "Certificate of disability"),
    ("poverty_certificate", "Certificate of a poor or near-poor household"),
    ("medical_paper", "Paper of a doctor or hospital"),
    ("seen", "No paper: seen with own eyes"),
    ("other_paper", "Another paper"),
]


class HccHomeEvidence(models.Model):
    """That somebody saw what shows a reason for a home visit, and when.

    The paper is looked at and given back: neither a copy nor its number is kept.
    Rows are written by :meth:`_note` alone and never changed.
    """

    _name = "hcc.home.evidence"
    _description = "Evidence Seen for a Home Visit"
    _inherit = ["hcc.guard.mixin", "hcc.ward.scoped.mixin"]
    _order = "seen_at desc, id desc"
    _rec_name = "paper"

    request_id = fields.Many2one(
        "hcc.request", required=True, index=True, ondelete="cascade"
    )
    reason_id = fields.Many2one(
        "hcc.home.reason", required=True, index=True, ondelete="restrict"
    )
    paper = fields.Selection(PAPERS, "What Was Seen", required=True)
    seen_by_id = fields.Many2one(
        "res.users", "Seen By", required=True, index=True, ondelete="restrict"
    )
    seen_at = fields.Datetime("Seen On", required=True)
    at_the_door = fields.Boolean("By the Helper")

    _once = models.UniqueIndex(
        "(request_id, reason_id, paper)", "This paper was noted already."
    )

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "request_id",
            "reason_id",
            "paper",
            "seen_by_id",
            "seen_at",
            "at_the_door",
            "ward_id",
        }

    @api.model
    def _note(self, request, reason, paper, at_the_door=False):
        """Write down that the user saw something; a second time changes nothing.

        :param request: ``hcc.request`` that the caller may handle
        :param reason: ``hcc.home.reason``
        :param str paper: one of ``PAPERS``
        :param bool at_the_door: whether the helper of the visit saw it
        :return: the row
        """
        # sudo: hcc.home.evidence - written here alone, the caller checked who asks
        rows_sudo = self.sudo()
        known = rows_sudo.search(
            [
                ("request_id", "=", request.id),
                ("reason_id", "=", reason.id),
                ("paper", "=", paper),
            ],
            limit=1,
        )
        if known:
            return known
        row_sudo = rows_sudo.create(
            {
                "request_id": request.id,
                "ward_id": request.sudo().ward_id.id,
                "reason_id": reason.id,
                "paper": paper,
                "seen_by_id": self.env.uid,
                "seen_at": fields.Datetime.now(),
                "at_the_door": at_the_door,
            }
        )
        # sudo: hcc.request - the journal names the request and no reason
        request.sudo()._journal("home_evidence", at_the_door=at_the_door)
        return row_sudo

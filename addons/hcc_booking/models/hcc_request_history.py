from odoo import api, fields, models
from odoo.tools import SQL


class HccRequestHistory(models.Model):
    """The journal of one request and of its visits, in words.

    Read by those who handle the request. The journal itself keeps short
    technical words; here they become sentences in the reader's language.
    """

    _name = "hcc.request.history"
    _description = "History of a Request"
    _auto = False
    _order = "at desc, id desc"
    _rec_name = "sentence"
    _depends = {
        "hcc.journal": ["at", "user_id", "model", "res_id", "action", "details"],
        "hcc.request": ["ward_id"],
        "hcc.appointment": ["request_id"],
        "hcc.assignment": ["request_id", "collaborator_id"],
        "hcc.dossier": ["request_id"],
        "hcc.message": ["request_id"],
    }

    at = fields.Datetime("When", readonly=True)
    request_id = fields.Many2one("hcc.request", readonly=True)
    ward_id = fields.Many2one("hcc.ward", readonly=True)
    user_id = fields.Many2one("res.users", "Who", readonly=True)
    collaborator_id = fields.Many2one("hcc.collaborator", "Helper", readonly=True)
    action = fields.Char(readonly=True)
    details = fields.Json(readonly=True)
    sentence = fields.Char("What", compute="_compute_sentence")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT j.id, j.at, j.action, j.details, u.id AS user_id,
                   source.request_id, r.ward_id, source.collaborator_id
              FROM (
                    SELECT 'hcc.request' AS model, id AS res_id, id AS request_id,
                           NULL::int AS collaborator_id
                      FROM hcc_request
                     UNION ALL
                    SELECT 'hcc.appointment', id, request_id, NULL
                      FROM hcc_appointment
                     UNION ALL
                    SELECT 'hcc.assignment', id, request_id, collaborator_id
                      FROM hcc_assignment
                     UNION ALL
                    SELECT 'hcc.dossier', id, request_id, NULL FROM hcc_dossier
                     UNION ALL
                    SELECT 'hcc.message', id, request_id, collaborator_id
                      FROM hcc_message
                   ) AS source
              JOIN hcc_request r ON r.id = source.request_id
              JOIN hcc_journal j
                ON j.model = source.model AND j.res_id = source.res_id
         LEFT JOIN res_users u ON u.id = j.user_id
            """
        )

    @api.depends("action", "details", "collaborator_id")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for row in self:
            row.sentence = row._get_sentence()

    def _get_sentence(self):
        """Return the row as a sentence; an unknown action shows its own word."""
        return self.action

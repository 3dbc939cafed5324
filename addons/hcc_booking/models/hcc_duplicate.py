from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.hcc_collaborator.tools.localtime import LOCAL_TZ


class HccDuplicate(models.Model):
    """Persons who are known twice, and requests that may be one and the same.

    The same name and the same telephone: a telephone alone is shared by families,
    so it says nothing. A view: a row goes away once the thing is settled. Clerks see
    a row when both of it are of their wards.
    """

    _name = "hcc.duplicate"
    _description = "Possible Duplicate"
    _auto = False
    _inherit = ["hcc.read.logged.mixin"]
    _order = "kind, at desc, id desc"
    _rec_name = "kind"
    _read_log_is_single = False
    _read_log_fields = frozenset({"citizen_id", "other_citizen_id", "phone"})
    _depends = {
        "hcc.citizen": ["phone", "search_key", "active", "ward_id"],
        "hcc.request": ["citizen_id", "state", "start", "ward_id", "procedure_ids"],
    }

    kind = fields.Selection(
        [("booked_twice", "Booked twice"), ("known_twice", "Known twice")],
        readonly=True,
    )
    at = fields.Datetime("Since", readonly=True)
    ward_id = fields.Many2one("hcc.ward", readonly=True)
    other_ward_id = fields.Many2one("hcc.ward", readonly=True)
    citizen_id = fields.Many2one("hcc.citizen", "Person", readonly=True)
    other_citizen_id = fields.Many2one("hcc.citizen", "Known First As", readonly=True)
    request_id = fields.Many2one("hcc.request", "Later Request", readonly=True)
    other_request_id = fields.Many2one("hcc.request", "Earlier Request", readonly=True)
    phone = fields.Char(related="citizen_id.phone")
    start = fields.Datetime(related="request_id.start", string="Later Time")
    other_start = fields.Datetime(
        related="other_request_id.start", string="Earlier Time"
    )
    procedure_summary = fields.Char(related="request_id.procedure_summary")

    @property
    def _table_query(self):
        requests = self.env["hcc.request"]
        return SQL(
            """
            SELECT b.id * 2 AS id, 'known_twice' AS kind, b.create_date AS at,
                   b.ward_id, a.ward_id AS other_ward_id,
                   b.id AS citizen_id, a.id AS other_citizen_id,
                   NULL::int AS request_id, NULL::int AS other_request_id
              FROM hcc_citizen b
              JOIN LATERAL (
                    SELECT id, ward_id FROM hcc_citizen
                     WHERE phone = b.phone AND search_key = b.search_key
                       AND id < b.id AND active
                     ORDER BY ward_id <> b.ward_id, id LIMIT 1) a ON TRUE
             WHERE b.active AND b.phone IS NOT NULL
             UNION ALL
            SELECT r.id * 2 + 1, 'booked_twice', r.create_date,
                   r.ward_id, o.ward_id, r.citizen_id, o.citizen_id, r.id, o.id
              FROM hcc_request r
              JOIN hcc_citizen c ON c.id = r.citizen_id AND c.phone IS NOT NULL
              JOIN LATERAL (
                    SELECT q.id, q.ward_id, q.citizen_id
                      FROM hcc_citizen p
                      JOIN hcc_request q ON q.citizen_id = p.id AND q.id < r.id
                       AND q.state IN ('waiting', 'booked', 'in_progress')
                     WHERE p.phone = c.phone AND p.search_key = c.search_key
                       AND (%(day_q)s = %(day_r)s
                            OR EXISTS (SELECT 1 FROM %(what_for)s x
                                         JOIN %(what_for)s y
                                        USING (hcc_procedure_id)
                                        WHERE x.hcc_request_id = q.id
                                          AND y.hcc_request_id = r.id))
                     ORDER BY q.ward_id <> r.ward_id, q.id LIMIT 1) o ON TRUE
             WHERE r.state IN ('waiting', 'booked')
            """,
            day_q=self._get_local_day("q"),
            day_r=self._get_local_day("r"),
            what_for=SQL.identifier(requests._fields["procedure_ids"].relation),
        )

    def _get_local_day(self, table):
        return SQL(
            "(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
            SQL.identifier(table, "start"),
            LOCAL_TZ,
        )

    def action_cancel_later(self):
        """Cancel the later of two requests that are one; the other one stays.

        The citizen is told of both, so that nobody thinks that all is cancelled.
        """
        self.ensure_one()
        later, earlier = self.request_id, self.other_request_id
        if not later:
            raise UserError(self.env._("There is no second request here."))
        earlier.check_access("read")
        later._cancel(self.env._("Booked twice"), by="clerk")
        # sudo: hcc.request - the journal keeps which one it was the same as
        later.sudo()._journal("duplicate_of", other_id=earlier.id)
        if earlier.state == "booked":
            self.env["hcc.message"]._tell_citizens("confirmed", earlier)
        return True

    def action_merge(self):
        """Open the form that makes one person of two."""
        self.ensure_one()
        if self.citizen_id == self.other_citizen_id:
            raise UserError(self.env._("This is one person already."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_booking.hcc_citizen_merge_action"
        )
        return {
            **action,
            "context": {
                "default_keep_id": self.other_citizen_id.id,
                "default_gone_id": self.citizen_id.id,
            },
        }

    def action_open(self):
        """Open the later request, or the person."""
        self.ensure_one()
        record = self.request_id or self.citizen_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    @api.model
    def _get_read_log_query(self, ids):
        return SQL(
            """SELECT person.id, d.ward_id
                 FROM (%s) d,
                      unnest(ARRAY[d.citizen_id, d.other_citizen_id]) person (id)
                WHERE d.id = ANY(%s)""",
            self._table_query,
            ids,
        )

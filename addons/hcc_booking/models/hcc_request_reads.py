from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .hcc_citizen_reads import SHOWN


class HccRequestReads(models.AbstractModel):
    """Who has read of whom a request is."""

    _name = "hcc.request.reads"
    _description = "Who Read a Request"
    _inherit = ["hcc.read.logged.mixin"]

    _read_log_is_single = False
    _read_log_fields = frozenset(
        {
            "citizen_id",
            "requester_id",
            "partner_id",
            "citizen_phone",
            "citizen_address",
            "description",
            "wish",
            "latitude",
            "longitude",
            "home_review_text",
        }
    )

    @api.model
    def _get_read_log_query(self, ids):
        return SQL(
            """SELECT person.id, r.ward_id
                 FROM hcc_request r,
                      unnest(ARRAY[r.citizen_id, r.requester_id]) person (id)
                WHERE r.id = ANY(%s) AND person.id IS NOT NULL""",
            ids,
        )

    def _get_reads(self):
        """Who has read of the person lately, for the person.

        Who asked for somebody else learns who opened this request, and nothing of
        what else is known of that person.

        :return: list of (naive UTC time, words for the role); never a name
        """
        self.ensure_one()
        # sudo: hcc.read.log, hcc.citizen - the caller has checked whose request it is
        request_sudo = self.sudo()
        if request_sudo.requester_relation == "self":
            known = request_sudo.citizen_id._get_known_ids()
            domain = Domain("person_id", "in", known)
        else:
            domain = Domain("model", "=", "hcc.request") & Domain(
                "res_id", "=", self.id
            )
            domain |= Domain("model", "=", "hcc.assignment") & Domain(
                "res_id", "in", request_sudo.assignment_ids.ids
            )
        rows = request_sudo.env["hcc.read.log"].search(domain, limit=SHOWN)
        # a form that is opened twice in a minute is read once
        lines = dict.fromkeys(
            (row.at.replace(second=0, microsecond=0), row._get_reader_words())
            for row in rows
        )
        return list(lines)

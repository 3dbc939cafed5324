from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from odoo.addons.hcc_collaborator.tools.localtime import LOCAL_TZ, local_date

from .hcc_dossier_flow import OPEN_OUTCOMES

#: papers due within that time are everybody's business
LAST_DAYS = timedelta(days=1)


class HccAttentionDossier(models.AbstractModel):
    """Dossiers that stay open too long."""

    _name = "hcc.attention.dossier"
    _description = "Query of Dossiers That Stay Open"

    def _query_dossier_due(self, now):
        """What the helper has left lying for some days, what is a clerk's on its day,
        and papers that are nearly due."""
        today = local_date(now)
        patience = self.env["hcc.dossier"]._get_number("dossier_patience")
        last = SQL(
            "CASE WHEN d.owner_id = d.user_id THEN d.follow_up_on + %s"
            " ELSE d.follow_up_on END",
            patience,
        )
        due = SQL(
            # papers may be handed in until offices close on their last day
            "(LEAST((%s)::timestamp, CASE WHEN d.outcome = 'supplement'"
            " THEN d.supplement_deadline + TIME '17:00' END)"
            " AT TIME ZONE %s AT TIME ZONE 'UTC')",
            last,
            LOCAL_TZ,
        )
        return SQL(
            """%(row)s FROM hcc_dossier d JOIN hcc_request r ON r.id = d.request_id
                WHERE d.outcome IN %(open)s AND d.follow_up_on IS NOT NULL
                  AND (%(last)s <= %(today)s
                       OR (d.outcome = 'supplement'
                           AND d.supplement_deadline <= %(near)s))""",
            row=self._query_row(
                "dossier_due",
                "d",
                due,
                ward=SQL("d.ward_id"),
                appointment=SQL("d.appointment_id"),
                dossier=SQL("d.id"),
            ),
            open=OPEN_OUTCOMES,
            last=last,
            today=today,
            near=today + LAST_DAYS,
        )

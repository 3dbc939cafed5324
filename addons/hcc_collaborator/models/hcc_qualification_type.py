from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

REMINDER = "hcc_collaborator.ir_cron_hcc_qualification_remind"


class HccQualificationType(models.Model):
    """What a collaborator may be certified to help with."""

    _name = "hcc.qualification.type"
    _description = "Qualification Type"
    _inherit = ["hcc.journal.mixin"]
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    description = fields.Text(translate=True)
    active = fields.Boolean(default=True)
    refresher_due = fields.Date("Refresher Until", readonly=True, copy=False)
    refresher_words = fields.Text("What Has Changed", readonly=True, copy=False)

    _code_unique = models.Constraint(
        "UNIQUE (code)", "Another qualification type has this code already."
    )

    def _require_refresher(self, day, words):
        """Whoever is qualified must earn it anew by the day.

        Until then it stays valid; afterwards it counts no more. A pass from now on
        makes a new qualification, which is not marked. Tens of thousands are
        marked, so it is one statement for them and one for the journal; the job
        that reminds tells the people.

        :param date day: local day, the last on which the old one counts
        :param str words: what has changed, for the people
        :return: how many were marked
        """
        today = self.env["hcc.area.role"]._today()
        if not day or day < today:
            raise UserError(self.env._("The day of the refresher lies in the past."))
        # sudo: hcc.qualification.type - the caller has checked who may ask for it
        self.sudo().write({"refresher_due": day, "refresher_words": words})
        self._journal("refresher_required", day=str(day))
        Qualification = self.env["hcc.qualification"]
        Qualification.flush_model(["type_id", "date_to", "refresher_due", "ward_id"])
        [(count,)] = self.env.execute_query(
            SQL(
                """
                WITH marked AS (
                    UPDATE hcc_qualification
                       SET refresher_due = LEAST(refresher_due, %(day)s),
                           last_day = LEAST(date_to, refresher_due, %(day)s),
                           write_uid = %(uid)s, write_date = %(now)s
                     WHERE type_id = ANY(%(types)s)
                       AND (date_to IS NULL OR date_to >= %(today)s)
                       AND (refresher_due IS NULL OR refresher_due >= %(today)s)
                 RETURNING id, ward_id, refresher_due
                ), noted AS (
                    INSERT INTO hcc_journal (at, user_id, model, res_id, action,
                                             ward_id, details)
                    SELECT %(now)s, %(uid)s, 'hcc.qualification', id,
                           'refresher_required', ward_id,
                           jsonb_build_object('day', refresher_due::text)
                      FROM marked
                )
                SELECT COUNT(*) FROM marked
                """,
                day=day,
                today=today,
                now=fields.Datetime.now(),
                uid=self.env.uid,
                types=self.ids,
            )
        )
        Qualification.invalidate_model(["refresher_due", "last_day", "validity"])
        # sudo: ir.cron - wakes the job that tells the people
        self.env.ref(REMINDER).sudo()._trigger()
        return count

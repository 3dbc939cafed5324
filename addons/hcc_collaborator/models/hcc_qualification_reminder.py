from odoo import api, fields, models
from odoo.tools import SQL, split_every

#: days before the last one on which people are reminded, the nearest first
STEPS = (7, 30, 60)
#: who is reminded at all: who works, or will
REMINDED_STATES = ("approved", "active")
BATCH = 500


class HccQualificationReminder(models.AbstractModel):
    """Reminders before a qualification ends, and news of a refresher.

    What is told depends on the days that are left, not on a day that the job must
    not miss: after a standstill it tells the nearest step alone. Who has a later
    qualification of the type is left alone.
    """

    _name = "hcc.qualification.reminder"
    _description = "Reminders of Qualifications"

    @api.model
    def _cron_remind(self):
        """Tell everybody whose qualification ends within the steps, once for each."""
        rows = self._get_due_reminders()
        commit_progress = self.env["ir.cron"]._commit_progress
        if not commit_progress(remaining=len(rows)):
            return
        for some in split_every(BATCH, rows):
            self._remind(some)
            if not commit_progress(len(some)):
                break

    @api.model
    def _get_due_reminders(self):
        """Return what is to be told and has not been.

        :return: list of (kind, step, qualification id); a refresher has step 0
        """
        today = self.env["hcc.area.role"]._today()
        self.env["hcc.qualification"].flush_model()
        self.env["hcc.collaborator"].flush_model(["state", "active"])
        return self.env.execute_query(
            SQL(
                """
                WITH ending AS (
                    SELECT q.id, q.collaborator_id, q.last_day, q.refresher_due,
                           CASE WHEN q.last_day - %(today)s <= %(near)s THEN %(near)s
                                WHEN q.last_day - %(today)s <= %(middle)s
                                THEN %(middle)s ELSE %(far)s END AS step
                      FROM hcc_qualification q
                      JOIN hcc_collaborator c ON c.id = q.collaborator_id
                     WHERE q.last_day >= %(today)s
                       AND (q.last_day <= %(until)s OR q.refresher_due IS NOT NULL)
                       AND c.state IN %(states)s AND c.active
                       AND NOT %(renewed)s
                ), told AS (
                    SELECT 'qualification_expiry' AS kind, step, id, collaborator_id,
                           id || ':' || last_day || ':' || step AS key
                      FROM ending
                     -- of a refresher they hear at once, and once more near its day
                     WHERE last_day <= %(until)s
                       AND (refresher_due IS DISTINCT FROM last_day
                            OR step = %(near)s)
                     UNION ALL
                    SELECT 'refresher', 0, id, collaborator_id,
                           id || ':' || refresher_due
                      FROM ending WHERE refresher_due = last_day
                )
                SELECT kind, step, id FROM told
                 WHERE NOT EXISTS (
                     SELECT FROM hcc_notice n
                      WHERE n.collaborator_id = told.collaborator_id
                        AND n.kind = told.kind AND n.key = told.key)
                 ORDER BY kind, step, id
                """,
                today=today,
                near=STEPS[0],
                middle=STEPS[1],
                far=STEPS[2],
                until=fields.Date.add(today, days=STEPS[-1]),
                states=REMINDED_STATES,
                renewed=self.env["hcc.qualification"]._get_renewed_sql(
                    SQL.identifier("q")
                ),
            )
        )

    @api.model
    def _remind(self, rows):
        """Write the notices of some of the rows, in few statements.

        :param rows: as :meth:`_get_due_reminders` gives them
        """
        groups = {}
        qualifications = self.env["hcc.qualification"].browse(
            dict.fromkeys(number for _kind, _step, number in rows)
        )
        by_id = {qualification.id: qualification for qualification in qualifications}
        for kind, step, number in rows:
            qualification = by_id[number]
            same = groups.setdefault((kind, step, qualification.type_id), {})
            same[qualification.collaborator_id] = qualification
        for (kind, step, _type), held in groups.items():
            self.env["hcc.notice"]._tell(
                self.env["hcc.collaborator"].union(*held),
                kind,
                lambda person, kind=kind, held=held: held[
                    self.env["hcc.collaborator"].browse(person.id)
                ]._get_reminder_words(person.env, kind),
                key=lambda person, kind=kind, step=step, held=held: held[
                    self.env["hcc.collaborator"].browse(person.id)
                ]._get_reminder_key(kind, step),
            )

    def _get_reminder_key(self, kind, step):
        if kind == "refresher":
            return f"{self.id}:{self.refresher_due}"
        return f"{self.id}:{self.last_day}:{step}"

    def _get_reminder_words(self, env, kind):
        """What is told, in the language of the environment: (subject, text)."""
        _ = env._
        here = self.with_env(env)
        values = {
            "name": here.type_id.name,
            "day": self.last_day.strftime("%d/%m/%Y"),
        }
        if kind == "refresher":
            subject = _("Refresher needed by %(day)s: %(name)s", **values)
            first = _(
                "The procedures of “%(name)s” have changed. Please take a course "
                "of it again by %(day)s.",
                **values,
            )
            words = here.type_id.refresher_words or ""
        else:
            subject = _("Your qualification “%(name)s” ends on %(day)s", **values)
            first = _(
                "%(day)s is the last day on which you can be given visits that need "
                "“%(name)s”. Please enrol in a session in time.",
                **values,
            )
            words = ""
        last = _("You find open sessions under Training.")
        return subject, "\n".join(filter(None, (first, words, last)))

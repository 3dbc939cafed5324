from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.hcc_collaborator.tools.localtime import LOCAL_TZ

#: what ends within so many days is a need already
SOON = timedelta(days=60)
#: how long somebody who was present may take over the last parts
GOING_ON = timedelta(days=180)
#: the id of a row is the person's times this, and the line's of the path
STRIDE = 100000


class HccTrainingNeed(models.Model):
    """Who needs which course, why, by when: one row for each person and course.

    A view over people, paths, qualifications, certificates and seats: nothing is
    stored, so a row goes away once the course is passed. One pass over each table,
    joined by hash, so the work grows with the people and no faster. Coordinators,
    trainers and readers see the rows of their wards, everybody the own ones.
    """

    _name = "hcc.training.need"
    _description = "Training Needed"
    _auto = False
    _order = "kind desc, due, id"
    _rec_name = "course_id"
    _depends = {
        "hcc.collaborator": ["state", "active", "category", "ward_id", "user_id"],
        "hcc.training.path": ["category", "active"],
        "hcc.training.path.line": [
            "path_id",
            "course_id",
            "kind",
            "within_days",
            "refresher_months",
        ],
        "hcc.course": ["active", "qualification_type_id"],
        "hcc.qualification": [
            "collaborator_id",
            "type_id",
            "last_day",
            "refresher_due",
        ],
        "hcc.certificate": [
            "collaborator_id",
            "course_id",
            "state",
            "date_from",
            "date_to",
        ],
        "hcc.attendance": [
            "collaborator_id",
            "course_id",
            "session_id",
            "session_start",
            "state",
            "result",
            "certificate_id",
        ],
        "hcc.session": ["state", "start"],
    }

    collaborator_id = fields.Many2one("hcc.collaborator", readonly=True)
    name = fields.Char(related="collaborator_id.name")
    badge_number = fields.Char(related="collaborator_id.badge_number")
    user_id = fields.Many2one("res.users", readonly=True)
    ward_id = fields.Many2one("hcc.ward", readonly=True)
    branch_id = fields.Many2one("hcc.branch", readonly=True)
    category = fields.Selection(related="collaborator_id.category")
    course_id = fields.Many2one("hcc.course", readonly=True)
    kind = fields.Selection(
        [("required", "Required"), ("recommended", "Recommended")], readonly=True
    )
    reason = fields.Selection(
        [
            ("missing", "Never passed"),
            ("expired", "Ended"),
            ("refresher", "Refresher after a change"),
            ("ending", "Ends within 60 days"),
        ],
        "Why",
        readonly=True,
    )
    due = fields.Date("By", readonly=True)
    is_overdue = fields.Boolean("Overdue", readonly=True)
    progress = fields.Selection(
        [
            ("none", "Not enrolled"),
            ("enrolled", "Enrolled"),
            ("going_on", "Examination or practice to come"),
        ],
        "Done about it",
        readonly=True,
    )
    session_id = fields.Many2one("hcc.session", readonly=True)

    @property
    def _table_query(self):
        today = self.env["hcc.area.role"]._today()
        return SQL(
            """
            SELECT needs.*, needs.due < %(today)s AS is_overdue
              FROM (
                SELECT c.id::bigint * %(stride)s + line.id AS id,
                       c.id AS collaborator_id,
                       c.user_id,
                       c.ward_id,
                       c.branch_id,
                       line.course_id,
                       line.kind,
                       CASE WHEN held.until IS NULL THEN 'missing'
                            WHEN held.until < %(today)s THEN 'expired'
                            WHEN held.until = q.refresher_due THEN 'refresher'
                            ELSE 'ending' END AS reason,
                       CASE WHEN held.until IS NULL
                            THEN (c.create_date AT TIME ZONE 'UTC'
                                  AT TIME ZONE %(zone)s)::date + line.within_days
                            ELSE held.until END AS due,
                       CASE seat.is_enrolled WHEN TRUE THEN 'enrolled'
                            WHEN FALSE THEN 'going_on'
                            ELSE 'none' END AS progress,
                       seat.session_id
                  FROM hcc_collaborator c
                  JOIN hcc_training_path path
                    ON path.category = c.category AND path.active
                  JOIN hcc_training_path_line line ON line.path_id = path.id
                  JOIN hcc_course course
                    ON course.id = line.course_id AND course.active
             LEFT JOIN (%(qualifications)s) q
                    ON q.collaborator_id = c.id
                   AND q.type_id = course.qualification_type_id
             LEFT JOIN (%(certificates)s) cert
                    ON cert.collaborator_id = c.id AND cert.course_id = course.id
             LEFT JOIN (%(seats)s) seat
                    ON seat.collaborator_id = c.id AND seat.course_id = course.id
            CROSS JOIN LATERAL (
                SELECT CASE WHEN course.qualification_type_id IS NULL
                            THEN cert.until ELSE q.until END AS until
            ) base
            CROSS JOIN LATERAL (
                SELECT CASE WHEN base.until IS NOT NULL
                            THEN LEAST(base.until, CASE
                                WHEN line.refresher_months > 0
                                THEN (cert.passed + make_interval(
                                    months => line.refresher_months))::date - 1 END)
                       END AS until
            ) held
                 WHERE c.active AND c.state IN ('approved', 'active')
                   AND (held.until IS NULL OR held.until <= %(soon)s
                        OR held.until = q.refresher_due)
              ) AS needs
            """,
            today=today,
            soon=today + SOON,
            stride=STRIDE,
            zone=LOCAL_TZ,
            qualifications=self._query_qualifications(),
            certificates=self._query_certificates(),
            seats=self._query_seats(today),
        )

    def _query_qualifications(self):
        """Until when each holds each type; and whether a refresher says so."""
        return SQL(
            """SELECT collaborator_id, type_id,
                      MAX(COALESCE(last_day, 'infinity')) AS until,
                      MAX(refresher_due) FILTER (
                          WHERE refresher_due = last_day) AS refresher_due
                 FROM hcc_qualification GROUP BY collaborator_id, type_id"""
        )

    def _query_certificates(self):
        """When each last passed each course, and until when that counts."""
        return SQL(
            """SELECT collaborator_id, course_id, MAX(date_from) AS passed,
                      MAX(COALESCE(date_to, 'infinity')) AS until
                 FROM hcc_certificate WHERE state = 'valid'
                GROUP BY collaborator_id, course_id"""
        )

    def _query_seats(self, today):
        """The next seat of each in each course, or the parts that are to come."""
        return SQL(
            """SELECT a.collaborator_id, a.course_id,
                      BOOL_OR(a.state <> 'present') AS is_enrolled,
                      (ARRAY_AGG(a.session_id ORDER BY a.session_start))[1]
                          AS session_id
                 FROM hcc_attendance a JOIN hcc_session s ON s.id = a.session_id
                WHERE (a.state NOT IN ('present', 'absent', 'cancelled')
                       AND s.state = 'open')
                   OR (a.state = 'present' AND a.result <> 'failed'
                       AND a.certificate_id IS NULL AND s.state <> 'cancelled'
                       AND a.session_start >= %s)
                GROUP BY a.collaborator_id, a.course_id""",
            today - GOING_ON,
        )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_enrol_form(self):
        """Choose sessions for the people of these rows."""
        return self.env["hcc.training.enrol"]._open(self)

    @api.model
    def action_enrol_all(self):
        """Choose sessions for all of the user's wards who need a course."""
        user = self.env.user
        wards = user.hcc_coordinator_ward_ids | user.hcc_trainer_ward_ids
        return self.env["hcc.training.enrol"]._open(
            self.search(
                [
                    ("ward_id", "in", wards.ids),
                    ("progress", "=", "none"),
                    ("kind", "=", "required"),
                ]
            )
        )

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------
    @api.model
    def _get_plan(self, domain=()):
        """How many people need what, per ward: the plan of training.

        One query, however many people and wards.

        :param domain: which rows
        :return: list of (ward, course, reason, number of people)
        """
        return self._read_group(
            list(domain), ["ward_id", "course_id", "reason"], ["__count"]
        )

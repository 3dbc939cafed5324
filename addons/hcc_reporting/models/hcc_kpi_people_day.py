from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from odoo.addons.hcc_collaborator.tools.localtime import local_date, utc_datetime

#: shifts of days that are over are still put right for so long
BACK = 7
#: the roster is published about so far ahead
AHEAD = 28
#: as far as the first run looks back
FIRST_BACK = 92
WARDS = 500


class HccKpiPeopleDay(models.Model):
    """Hours of a ward on a day in which its points are open, and nobody is there.

    And, on the last day counted of each month, how many required courses its
    people had passed. A job writes these rows each night, for a few days back and
    for the coming weeks; nobody else writes any. No personal data.
    """

    _name = "hcc.kpi.people.day"
    _description = "Counted Day of a Ward's People"
    _order = "day desc, ward_id, id"
    _log_access = False

    ward_id = fields.Many2one("hcc.ward", required=True, ondelete="cascade")
    day = fields.Date(required=True)
    open_minutes = fields.Integer(required=True, default=0)
    bare_minutes = fields.Integer(required=True, default=0)
    training_required = fields.Integer(required=True, default=0)
    training_passed = fields.Integer(required=True, default=0)

    _once = models.Constraint(
        "UNIQUE (ward_id, day)", "This day of the ward is counted already."
    )
    _bounds = models.Constraint(
        "CHECK (bare_minutes BETWEEN 0 AND open_minutes"
        " AND training_passed BETWEEN 0 AND training_required)",
        "No part is larger than the whole.",
    )
    _day_idx = models.Index("(day)")

    # -------------------------------------------------------------------------
    # JOB
    # -------------------------------------------------------------------------

    @api.model
    def _cron_count(self):
        """Count the days around today, and the courses of today."""
        back = BACK if self.search_count([], limit=1) else FIRST_BACK
        wards = self.env["hcc.ward"].search([("active", "=", True)], order="id")
        self.env["ir.cron"]._commit_progress(remaining=len(wards))
        for ids in split_every(WARDS, wards.ids):
            self._count_around(wards.browse(ids), back)
            if not self.env["ir.cron"]._commit_progress(len(ids)):
                break

    @api.model
    def _count_around(self, wards, back=FIRST_BACK):
        """Count the days around today of some wards."""
        today = local_date(fields.Datetime.now())
        self._count(wards, today - timedelta(days=back), today, AHEAD)

    @api.model
    def _count(self, wards, first, today, ahead):
        """Write the rows of some wards, with the same few queries for all.

        :param wards: ``hcc.ward``
        :param date first: first day whose hours are counted
        :param date today: day on which courses are counted
        :param int ahead: so many days after today are counted as well
        """
        last = today + timedelta(days=ahead)
        opened, bare = self._count_hours(wards, first, last)
        rows = [
            (ward_id, day, minutes, bare.get((ward_id, day), 0))
            for (ward_id, day), minutes in opened.items()
        ]
        self._write_hours(wards, first, last, rows)
        self._write_courses(wards, today)
        self.invalidate_model()

    @api.model
    def _count_hours(self, wards, first, last):
        """Return minutes by ward and day: of open points, and of those bare."""
        # sudo: hcc.service.point - hours alone are counted
        points = self.env["hcc.service.point"].sudo()
        points = points.search([("ward_id", "in", wards.ids)])
        ward_of = {point.id: point.ward_id.id for point in points}
        start, stop = utc_datetime(first), utc_datetime(last + timedelta(days=1))
        opened, bare = {}, {}
        openings = points._opening_intervals(start, stop)
        for point_id, intervals in openings.items():
            for begin, end in intervals:
                self._add(opened, ward_of[point_id], begin, end)
        gaps = self.env["hcc.shift"]._get_coverage_gaps(points, start, stop)
        for point_id, gap in gaps:
            self._add(bare, ward_of[point_id], gap.start, gap.stop)
        return opened, bare

    @api.model
    def _add(self, minutes, ward_id, start, stop):
        """Add an interval to the local days that it touches."""
        while start < stop:
            day = local_date(start)
            end = min(stop, utc_datetime(day + timedelta(days=1)))
            key = (ward_id, day)
            length = (end - start).total_seconds()
            minutes[key] = minutes.get(key, 0) + round(length / 60)
            start = end

    @api.model
    def _write_hours(self, wards, first, last, rows):
        """Replace the hours of the period; a day without open points has none."""
        self.env.execute_query(
            SQL(
                """UPDATE hcc_kpi_people_day SET open_minutes = 0, bare_minutes = 0
                    WHERE ward_id IN %s AND day BETWEEN %s AND %s RETURNING id""",
                tuple(wards.ids) or (0,),
                first,
                last,
            )
        )
        for some in split_every(5000, rows):
            self._upsert(
                ("open_minutes", "bare_minutes"),
                [
                    (ward_id, day, minutes, min(bare, minutes))
                    for ward_id, day, minutes, bare in some
                ],
            )

    @api.model
    def _write_courses(self, wards, today):
        """Keep one count of courses for each ward and month: the latest."""
        self.env.execute_query(
            SQL(
                """UPDATE hcc_kpi_people_day
                      SET training_required = 0, training_passed = 0
                    WHERE ward_id IN %s AND day >= %s AND training_required > 0
                RETURNING id""",
                tuple(wards.ids) or (0,),
                today.replace(day=1),
            )
        )
        courses = self._count_courses(wards)
        self._upsert(
            ("training_required", "training_passed"),
            [(ward_id, today, *counts) for ward_id, counts in courses.items()],
        )

    @api.model
    def _count_courses(self, wards):
        """Return, by ward, the required courses of its people, and those passed."""
        for model in ("hcc.collaborator", "hcc.training.path", "hcc.course"):
            self.env[model].flush_model()
        required = dict(
            self.env.execute_query(
                SQL(
                    """SELECT c.ward_id, COUNT(*)
                         FROM hcc_collaborator c
                         JOIN hcc_training_path path
                           ON path.category = c.category AND path.active
                         JOIN hcc_training_path_line line
                           ON line.path_id = path.id AND line.kind = 'required'
                         JOIN hcc_course course
                           ON course.id = line.course_id AND course.active
                        WHERE c.active AND c.state IN ('approved', 'active')
                          AND c.ward_id IN %s
                     GROUP BY c.ward_id""",
                    tuple(wards.ids) or (0,),
                )
            )
        )
        # sudo: hcc.training.need - numbers alone are kept
        missing = (
            self.env["hcc.training.need"]
            .sudo()
            ._read_group(
                [
                    ("ward_id", "in", wards.ids),
                    ("kind", "=", "required"),
                    ("reason", "in", ("missing", "expired")),
                ],
                ["ward_id"],
                ["__count"],
            )
        )
        lacking = {ward.id: count for ward, count in missing}
        return {
            ward_id: (count, count - min(count, lacking.get(ward_id, 0)))
            for ward_id, count in required.items()
        }

    @api.model
    def _upsert(self, names, rows):
        """Write two numbers of each (ward, day), whether the row is there or not."""
        if not rows:
            return
        first, second = (SQL.identifier(name) for name in names)
        self.env.execute_query(
            SQL(
                """INSERT INTO hcc_kpi_people_day
                        (ward_id, day, open_minutes, bare_minutes,
                         training_required, training_passed)
                   SELECT ward_id, day, %(open)s, %(bare)s, %(required)s, %(passed)s
                     FROM (VALUES %(rows)s) AS v (ward_id, day, one, two)
              ON CONFLICT (ward_id, day) DO UPDATE
                      SET %(first)s = EXCLUDED.%(first)s,
                          %(second)s = EXCLUDED.%(second)s
                RETURNING id""",
                rows=SQL(", ").join(
                    SQL("(%s, %s::date, %s, %s)", *row) for row in rows
                ),
                first=first,
                second=second,
                **self._columns(names),
            )
        )

    @api.model
    def _columns(self, names):
        """Return the values of a new row: the two numbers, and 0 for the others."""
        pair = ("required", "passed")
        if names[0] == "open_minutes":
            pair = ("open", "bare")
        others = dict.fromkeys(("open", "bare", "required", "passed"), SQL("0"))
        return {**others, pair[0]: SQL("one"), pair[1]: SQL("two")}

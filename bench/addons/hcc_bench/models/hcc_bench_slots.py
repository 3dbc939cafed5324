from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.hcc_collaborator.tools.localtime import local_date, utc_datetime

#: office hours, as the calendar of the offices has them
HOURS = ((8, 11.5), (13.5, 17))
#: every so many helpers are on call in the evening as well
EVENING, EVERY = (17.5, 21), 5
DAYS = 14
MINUTES = 30


class HccBenchSlots(models.AbstractModel):
    """Wards of several sizes, with live bookings, in a city of many wards."""

    _name = "hcc.bench.slots"
    _description = "Bench: Free Times"

    @api.model
    def _fill(self, sizes, bookings, wards, helpers):
        """Make the wards that are measured, and the city around them.

        :param sizes: how many helpers each of the measured wards has
        :param bookings: how many live bookings each of them has
        :param wards: how many wards the city has in all
        :param helpers: how many helpers each of the other wards has
        :return: {"wards": {size: choices of its page}, "starts": times that are
            booked in each, by helper}
        """
        bench = self.env["hcc.bench"]
        office = self.env.ref("hcc_collaborator.calendar_office")
        branch = self.env["hcc.branch"].create({"name": "Bench", "code": "BENCH"})
        days = self._get_working_days(office)
        procedure = bench._get_procedure()
        made = {}
        for size in sizes:
            ward, point = self._make_ward(branch, office, size)
            people = self._make_helpers(ward, size)
            self._make_shifts(people, point, days)
            starts = self._get_starts(days, size, bookings)
            self._make_bookings(ward, point, people, procedure, starts)
            made[size] = {
                "ward": ward.code,
                "procedure": procedure.code,
                "eid": "yes",
                "sim": "yes",
                "originals": "yes",
                "place": "point",
                "point": point.id,
            }
        self.env.flush_all()
        self._make_city(branch, office, wards, helpers)
        return {
            "wards": made,
            "starts": [
                [str(start), number]
                for start, number in self._get_starts(days, 50, bookings)
            ],
            "counts": self._count(),
        }

    @api.model
    def _get_working_days(self, office):
        today = local_date(fields.Datetime.now())
        opened = self.env["hcc.office.hours"]._get_open_intervals(
            office, utc_datetime(today), utc_datetime(today + timedelta(days=DAYS))
        )
        return sorted({local_date(start) for start, _stop, _r in opened[office.id]})

    @api.model
    def _get_starts(self, days, size, bookings):
        """When which helper has a visit: list of (naive UTC, number of helper)."""
        later = [day for day in days if day > local_date(fields.Datetime.now())]
        starts = []
        for number in range(bookings):
            row = number // len(later)
            hour, minutes = 8 + row // size, 0
            if hour >= 11:
                hour += 3
            start = utc_datetime(later[number % len(later)], hour + minutes)
            starts.append((start, row % size))
        return starts

    @api.model
    def _make_ward(self, branch, office, size):
        ward = self.env["hcc.ward"].create(
            {
                "name": f"Bench {size}",
                "full_name": f"Phường Bench {size}",
                "code": f"B{size}",
                "branch_id": branch.id,
                "latitude": 21.03,
                "longitude": 105.83,
                "area_km2": 2.5,
            }
        )
        point = self.env["hcc.service.point"].create(
            {
                "name": f"Bench point {size}",
                "ward_id": ward.id,
                "calendar_id": office.id,
                "desks": size,
                "address": "1 Bench",
            }
        )
        return ward, point

    @api.model
    def _make_helpers(self, ward, size):
        people = self.env["hcc.bench"]._make_helpers(ward, size)
        for number, person in enumerate(people, 1):
            person.badge_number = f"CTV-{ward.code}-{number:04d}"
        self.env.flush_all()
        return people

    @api.model
    def _make_shifts(self, people, point, days):
        values = []
        for number, person in enumerate(people):
            for day in days:
                values += [
                    {
                        "collaborator_id": person.id,
                        "start": utc_datetime(day, start),
                        "stop": utc_datetime(day, stop),
                        "kind": "point",
                        "service_point_id": point.id,
                    }
                    for start, stop in HOURS
                ]
                if number % EVERY == 0:
                    values.append(
                        {
                            "collaborator_id": person.id,
                            "start": utc_datetime(day, EVENING[0]),
                            "stop": utc_datetime(day, EVENING[1]),
                            "kind": "on_call",
                        }
                    )
        self.env["hcc.shift"].create(values)

    @api.model
    def _make_bookings(self, ward, point, people, procedure, starts):
        requests = self.env["hcc.request"].create(
            [
                {
                    "ward_id": ward.id,
                    "place": "point",
                    "service_point_id": point.id,
                    "procedure_ids": procedure.ids,
                    "state": "booked",
                }
                for _start in starts
            ]
        )
        visits = self.env["hcc.appointment"].create(
            [
                {
                    "request_id": request.id,
                    "place": "point",
                    "service_point_id": point.id,
                    "desk": number + 1,
                    "start": start,
                    "stop": start + timedelta(minutes=MINUTES),
                }
                for request, (start, number) in zip(requests, starts, strict=True)
            ]
        )
        self.env["hcc.assignment"].create(
            [
                {"appointment_id": visit.id, "collaborator_id": people[number].id}
                for visit, (_start, number) in zip(visits, starts, strict=True)
            ]
        )

    # -------------------------------------------------------------------------
    # THE CITY AROUND: BY THE THOUSANDS, SO IN SQL
    # -------------------------------------------------------------------------

    @api.model
    def _make_city(self, branch, office, wards, helpers):
        """Fill up the wards, each with a point, a team, helpers, shifts, visits."""
        run = self.env.cr.execute
        have = self.env["hcc.ward"].search_count([])
        run(
            SQL(
                """
                INSERT INTO hcc_ward (name, full_name, kind, code, branch_id, active,
                        priority_class, search_key, latitude, longitude, area_km2)
                SELECT 'City ' || n, 'Phường City ' || n, 'phuong', 'C' || n, %s, true,
                       'other', 'city ' || n, 20.5 + (n %% 60) / 60.0,
                       105.3 + (n / 60) / 60.0, 8
                  FROM generate_series(1, %s) n
                """,
                branch.id,
                max(0, wards - have),
            )
        )
        run(
            SQL(
                """
                INSERT INTO hcc_service_point
                       (name, ward_id, branch_id, kind, calendar_id, desks, active)
                SELECT 'Point ' || id, id, branch_id, 'ward_office', %s, 3, true
                  FROM hcc_ward WHERE name NOT LIKE 'Bench %%'
                """,
                office.id,
            )
        )
        run(
            SQL(
                """
                INSERT INTO hcc_team (name, ward_id, branch_id, target_size, active)
                SELECT 'Team ' || id, id, branch_id, %s, true FROM hcc_ward ward
                 WHERE NOT EXISTS (SELECT 1 FROM hcc_team WHERE ward_id = ward.id)
                """,
                helpers,
            )
        )
        run(
            SQL(
                """
                WITH person AS (
                    INSERT INTO resource_resource
                           (name, resource_type, tz, active, time_efficiency)
                    SELECT 'City helper-' || team.ward_id || '-' || n, 'user',
                           'Asia/Ho_Chi_Minh', true, 100
                      FROM hcc_team team
                      JOIN hcc_ward ward ON ward.id = team.ward_id
                     CROSS JOIN generate_series(1, %s) n
                     WHERE ward.name NOT LIKE 'Bench %%'
                 RETURNING id, name
                )
                INSERT INTO hcc_collaborator (resource_id, name, badge_number, ward_id,
                       branch_id, team_id, state, category, gender, travel_mode, active)
                SELECT person.id, person.name, person.name, ward.id, ward.branch_id,
                       team.id, 'active', 'other', 'unspecified', 'motorbike', true
                  FROM person
                  JOIN hcc_ward ward
                    ON ward.id::text = SPLIT_PART(person.name, '-', 2)
                  JOIN hcc_team team ON team.ward_id = ward.id
                """,
                helpers,
            )
        )
        self._make_city_work()
        for table in (
            "hcc_ward",
            "hcc_service_point",
            "hcc_collaborator",
            "hcc_qualification",
            "hcc_shift",
            "hcc_request",
            "hcc_appointment",
            "hcc_assignment",
        ):
            run(SQL("ANALYZE %s", SQL.identifier(table)))
        self.env.invalidate_all()

    @api.model
    def _make_city_work(self):
        """Qualifications, shifts of two weeks, and a visit a day for every tenth."""
        run = self.env.cr.execute
        basic = self.env.ref("hcc_collaborator.qualification_type_basic")
        today = utc_datetime(local_date(fields.Datetime.now()))
        run(
            SQL(
                """
                INSERT INTO hcc_qualification
                       (collaborator_id, ward_id, type_id, date_from, source)
                SELECT id, ward_id, %s, DATE '2020-01-01', 'import'
                  FROM hcc_collaborator WHERE name LIKE 'City helper-%%'
                """,
                basic.id,
            )
        )
        run(
            SQL(
                """
                INSERT INTO hcc_shift (collaborator_id, ward_id, branch_id, kind,
                       service_point_id, start, stop, state)
                SELECT helper.id, helper.ward_id, helper.branch_id, 'point',
                       point.id, day + %s, day + %s, 'published'
                  FROM hcc_collaborator helper
                  JOIN hcc_service_point point ON point.ward_id = helper.ward_id
                 CROSS JOIN generate_series(%s, %s, interval '1 day') day
                 WHERE helper.name LIKE 'City helper-%%'
                """,
                timedelta(hours=8),
                timedelta(hours=17),
                today,
                today + timedelta(days=DAYS - 1),
            )
        )
        run(
            SQL(
                """
                WITH asked AS (
                    INSERT INTO hcc_request (ward_id, branch_id, service_point_id,
                           reference, requester_relation, place, home_decision,
                           eid_level2, own_sim, channel, state, home_review)
                    SELECT shift.ward_id, shift.branch_id, shift.service_point_id,
                           'CITY-' || shift.id, 'self', 'point', 'not_needed',
                           'unknown', 'unknown', 'web', 'booked', 'none'
                      FROM hcc_shift shift
                      JOIN hcc_collaborator helper ON helper.id = shift.collaborator_id
                     WHERE helper.name LIKE 'City helper-%%' AND helper.id %% 10 = 0
                       AND shift.start > %s
                 RETURNING id, reference, ward_id, branch_id, service_point_id
                ), visit AS (
                    INSERT INTO hcc_appointment (request_id, reference, ward_id,
                           branch_id, service_point_id, desk, helpers_needed, place,
                           state, start, stop)
                    SELECT asked.id, asked.reference, asked.ward_id, asked.branch_id,
                           asked.service_point_id, shift.collaborator_id, 1, 'point',
                           'booked', shift.start, shift.start + interval '30 minutes'
                      FROM asked
                      JOIN hcc_shift shift
                        ON 'CITY-' || shift.id = asked.reference
                 RETURNING id, request_id, reference, ward_id, start, stop, desk
                )
                INSERT INTO hcc_assignment (appointment_id, request_id, reference,
                       ward_id, collaborator_id, role, state, is_live, start, stop,
                       offered_at)
                SELECT id, request_id, reference, ward_id, desk, 'lead', 'offered',
                       true, start, stop, start FROM visit
                """,
                datetime.now() + timedelta(days=1),
            )
        )

    @api.model
    def _count(self):
        """How much there is: {model: number}."""
        return {
            name: self.env[name].search_count([])
            for name in ("hcc.ward", "hcc.collaborator", "hcc.shift", "hcc.assignment")
        }

from dataclasses import dataclass
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, config

from odoo.addons.hcc_collaborator.tools.localtime import local_date, utc_datetime

#: what is looked at, in the order of the board
CHECKS = ("team", "trained", "equipped", "points", "shifts", "messages")
WORKING = Domain("state", "=", "active")
SHIFT_DAYS = 7
MESSAGE_DAYS = 7
#: what may be told of the last messages of a ward
MESSAGES = 20
ENDED = ("sent", "done", "failed")
LOCAL_SERVER = "localhost"


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing of one ward: how much there is of what there must be."""

    have: int
    need: int
    is_ready: bool


class HccPilotReadiness(models.AbstractModel):
    """How ready wards are, measured from the records of all rooms.

    Numbers alone come out, so they are measured for whoever may see the ward: the
    same few queries for one ward or for all of the city.
    """

    _name = "hcc.pilot.readiness"
    _description = "Readiness of Wards"

    @api.model
    def _measure(self, wards):
        """Measure what a ward needs before it goes live.

        :param wards: ``hcc.ward`` recordset
        :return: {ward id: {check: :class:`Measure`}}
        """
        # sudo: records of all rooms - how many is told, never who or what
        readiness_sudo = self.sudo()
        counts = readiness_sudo._count_people(wards)
        parts = {
            "points": readiness_sudo._measure_points(wards),
            "shifts": readiness_sudo._measure_shifts(wards),
            "messages": readiness_sudo._measure_messages(wards),
        }
        result = {}
        for ward in wards:
            people = counts[ward.id]
            size, target = people["team"], people["target"]
            # nobody there yet: measured against how many there shall be
            base = size or target
            result[ward.id] = {
                "team": Measure(size, target, bool(size) and size >= target),
                "trained": self._compare(people["trained"], base),
                "equipped": self._compare(people["equipped"], base),
                **{name: part[ward.id] for name, part in parts.items()},
            }
        return result

    @api.model
    def _compare(self, have, need):
        return Measure(have, need, bool(need) and have >= need)

    # ------------------------------------------------------------------
    # People
    # ------------------------------------------------------------------

    @api.model
    def _count_people(self, wards):
        """:return: {ward id: {target, team, trained, equipped}}"""
        default = self.env["hcc.team"].default_get(["target_size"])["target_size"]
        counts = {
            ward_id: {"target": default, "team": 0, "trained": 0, "equipped": 0}
            for ward_id in wards.ids
        }
        for team in self.env["hcc.team"].search_fetch(
            [("ward_id", "in", wards.ids)], ["ward_id", "target_size"]
        ):
            counts[team.ward_id.id]["target"] = team.target_size
        for name, domain in (
            ("team", Domain.TRUE),
            ("trained", self._get_trained_domain()),
            ("equipped", self._get_equipped_domain()),
        ):
            groups = self.env["hcc.collaborator"]._read_group(
                Domain("ward_id", "in", wards.ids) & WORKING & domain,
                ["ward_id"],
                ["__count"],
            )
            for ward, count in groups:
                counts[ward.id][name] = count
        return counts

    @api.model
    def _get_trained_domain(self):
        """Collaborators who hold a qualification that counts today."""
        today = self.env["hcc.area.role"]._today()
        return Domain(
            "qualification_ids",
            "any",
            Domain("date_from", "<=", today)
            & (Domain("last_day", "=", False) | Domain("last_day", ">=", today)),
        )

    @api.model
    def _get_equipped_domain(self):
        """Collaborators who have a tablet that works in their hands."""
        return Domain("has_device", "=", True)

    # ------------------------------------------------------------------
    # Places and times
    # ------------------------------------------------------------------

    @api.model
    def _get_points(self, wards):
        return self.env["hcc.service.point"].search([("ward_id", "in", wards.ids)])

    @api.model
    def _get_coming_week(self):
        """:return: (now, end of the seventh day), naive UTC"""
        now = fields.Datetime.now()
        return now, utc_datetime(local_date(now) + timedelta(days=SHIFT_DAYS))

    @api.model
    def _measure_points(self, wards):
        """Points that have opening hours, of all points; at least one is needed."""
        have, need = dict.fromkeys(wards.ids, 0), dict.fromkeys(wards.ids, 0)
        for point in self._get_points(wards):
            need[point.ward_id.id] += 1
            have[point.ward_id.id] += bool(point.calendar_id.attendance_ids)
        return {
            ward_id: Measure(
                have[ward_id],
                max(need[ward_id], 1),
                bool(need[ward_id]) and have[ward_id] == need[ward_id],
            )
            for ward_id in wards.ids
        }

    @api.model
    def _measure_shifts(self, wards):
        """Hours of the coming week in which somebody stands at the open points.

        An hour that is covered in part is not: "44 of 44" is all of them.
        """
        start, stop = self._get_coming_week()
        points = self._get_points(wards)
        ward_of = {point.id: point.ward_id.id for point in points}
        opened = dict.fromkeys(wards.ids, timedelta())
        bare = dict.fromkeys(wards.ids, timedelta())
        openings = points._opening_intervals(start, stop) if points else {}
        for point_id, hours in openings.items():
            for begin, end in hours:
                opened[ward_of[point_id]] += end - begin
        for point_id, gap in self.env["hcc.shift"]._get_coverage_gaps(
            points, start, stop
        ):
            bare[ward_of[point_id]] += gap.stop - gap.start
        hour = timedelta(hours=1)
        result = {}
        for ward_id in wards.ids:
            need = -(-opened[ward_id] // hour)
            have = (opened[ward_id] - bare[ward_id]) // hour
            if not bare[ward_id]:
                have = need
            result[ward_id] = Measure(have, need, bool(need) and not bare[ward_id])
        return result

    # ------------------------------------------------------------------
    # Messages
    # ------------------------------------------------------------------

    @api.model
    def _measure_messages(self, wards):
        """The last messages that did not fail, of the last messages.

        None yet is well, when there is a way to send any.
        """
        if not self._has_way_to_send():
            return dict.fromkeys(wards.ids, Measure(0, 0, False))
        found = dict.fromkeys(wards.ids, (0, 0))
        if wards:
            Message = self.env["hcc.message"]
            Message.flush_model(["ward_id", "state", "channel"])
            since = fields.Datetime.subtract(fields.Datetime.now(), days=MESSAGE_DAYS)
            # A short list for each ward, by the index of the ward
            rows = self.env.execute_query(
                SQL(
                    """SELECT w.id, COUNT(m.state), COUNT(*) FILTER (
                              WHERE m.state IS NOT NULL AND m.state != 'failed')
                         FROM unnest(%(wards)s) AS w(id)
                         JOIN LATERAL (
                              SELECT state FROM hcc_message
                               WHERE ward_id = w.id AND state IN %(ended)s
                                 AND channel IN ('sms', 'email')
                                 AND create_date >= %(since)s
                               ORDER BY id DESC LIMIT %(most)s
                         ) m ON TRUE
                        GROUP BY w.id""",
                    wards=wards.ids,
                    ended=ENDED,
                    since=since,
                    most=MESSAGES,
                )
            )
            found.update({ward: (good, count) for ward, count, good in rows})
        return {
            ward_id: Measure(good, count, good == count)
            for ward_id, (good, count) in found.items()
        }

    @api.model
    def _has_way_to_send(self):
        """Whether a text service or a server for e-mail is set up."""
        if self.env["hcc.sms.gateway"]._is_on():
            return True
        if config["smtp_server"] not in (None, False, "", LOCAL_SERVER):
            return True
        return bool(self.env["ir.mail_server"].search_count([], limit=1))

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    @api.model
    def _get_labels(self):
        """What each check is called."""
        return {
            "team": self.env._("Team"),
            "trained": self.env._("Trained"),
            "equipped": self.env._("Tablets"),
            "points": self.env._("Points open"),
            "shifts": self.env._("Hours covered"),
            "messages": self.env._("Messages"),
        }

    @api.model
    def _say(self, name, measure):
        """The measured number in words."""
        if name == "messages" and not measure.need:
            if measure.is_ready:
                return self.env._("set up")
            return self.env._("not set up")
        if name == "shifts" and not measure.need:
            return self.env._("no open hours")
        return self.env._("%(have)s of %(need)s", have=measure.have, need=measure.need)

from datetime import timedelta

from odoo.tests import new_test_user

from odoo.addons.hcc_booking.tests.roster_common import MONDAY, RosterCase

NEXT_MONDAY = MONDAY + timedelta(days=7)


class WeekCase(RosterCase):
    """A ward that wants somebody at its point and on call; hours are local."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_two = new_test_user(
            cls.env, "test_collaborator_two", groups="base.group_user"
        )
        cls.c_a1_2.user_id = cls.user_two
        cls.rosters = cls.env["hcc.roster"]
        cls.type_other = cls.env["hcc.qualification.type"].create(
            {"name": "Advanced", "code": "T-ADVANCED"}
        )

    @classmethod
    def _want(cls, days, hour_from=8.0, hour_to=12.0, point=None, **values):
        return cls.env["hcc.roster.demand"].create(
            {
                "ward_id": cls.ward_a1.id,
                "kind": "point" if point else "on_call",
                "service_point_id": point.id if point else False,
                "days": days,
                "hour_from": hour_from,
                "hour_to": hour_to,
                **values,
            }
        )

    @classmethod
    def _can(cls, person, weekdays, hour_from=8.0, hour_to=12.0, **values):
        return cls.env["hcc.availability"].create(
            [
                {
                    "collaborator_id": person.id,
                    "weekday": str(weekday),
                    "hour_from": hour_from,
                    "hour_to": hour_to,
                    **values,
                }
                for weekday in weekdays
            ]
        )

    @classmethod
    def _roster(cls, ward=None, week=NEXT_MONDAY):
        return cls.rosters.create({"ward_id": (ward or cls.ward_a1).id, "week": week})

from datetime import datetime

from odoo.addons.hcc_collaborator.tests.common import NOW, HccCase

#: Wednesday, naive UTC: 09:00 at the point, 14:00 and 19:00 at home in Hanoi
AT_POINT = datetime(2026, 11, 25, 2, 0)
AT_HOME = datetime(2026, 11, 25, 7, 0)
IN_EVENING = datetime(2026, 11, 25, 12, 0)


class BookingCase(HccCase):
    """The small city with a roster for one Wednesday and two procedures.

    08-12 at point A1: One and Two. 13-21 on call: Two and Three in ward A1, A2 One
    in ward A2, B1 One in ward B1.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = NOW
        # whoever tests the quota sets it
        cls.env["ir.config_parameter"].set_param("hcc_booking.quota_person_day", "0")
        cls._set_up_procedures()
        cls._set_up_shifts()
        cls.consent_text = cls.env.ref("hcc_booking.hcc_consent_text_booking_1")
        cls.user_helper_2, cls.user_helper_3 = cls._new_helper_users(
            {"test_helper_2": cls.c_a1_2, "test_helper_3": cls.c_a1_3}
        )
        cls.env.flush_all()

    @classmethod
    def _new_helper_users(cls, collaborators):
        """:param dict collaborators: login -> helper"""
        users = cls.env["res.users"].create(
            [
                {
                    "login": login,
                    "name": collaborator.name,
                    "group_ids": [(6, 0, cls.env.ref("base.group_user").ids)],
                }
                for login, collaborator in collaborators.items()
            ]
        )
        for user, collaborator in zip(users, collaborators.values(), strict=True):
            collaborator.user_id = user
        return users

    @classmethod
    def _new_helper_user(cls, login, collaborator):
        return cls._new_helper_users({login: collaborator})

    @classmethod
    def _set_up_procedures(cls):
        cls.procedure, cls.procedure_point = cls.env["hcc.procedure"].create(
            [
                {
                    "code": "T.000001",
                    "name": "Test birth certificate",
                    "sector": "Civil status",
                    "home_assist": "guide_online",
                    "minutes": 30,
                    "qualification_type_id": cls.type_basic.id,
                },
                {
                    "code": "T.000002",
                    "name": "Test identity card",
                    "sector": "Police",
                    "home_assist": "accompany_in_person",
                    "minutes": 30,
                    "qualification_type_id": cls.type_basic.id,
                },
            ]
        )

    @classmethod
    def _set_up_shifts(cls):
        morning = {
            "start": datetime(2026, 11, 25, 1, 0),
            "stop": datetime(2026, 11, 25, 5, 0),
            "kind": "point",
            "service_point_id": cls.point_a1.id,
        }
        later = {
            "start": datetime(2026, 11, 25, 6, 0),
            "stop": datetime(2026, 11, 25, 14, 0),
            "kind": "on_call",
        }
        cls.shifts = cls.env["hcc.shift"].create(
            [
                {"collaborator_id": person.id, "state": "published", **span}
                for person, span in (
                    (cls.c_a1_1, morning),
                    (cls.c_a1_2, morning),
                    (cls.c_a1_2, later),
                    (cls.c_a1_3, later),
                    (cls.c_a2_1, later),
                    (cls.c_b1_1, later),
                )
            ]
        )

    def _values(self, **changes):
        """Values of a good form for the support point."""
        return {
            "submit_token": f"token-{self.env['hcc.request'].search_count([])}",
            "ward_id": self.ward_a1.id,
            "place": "point",
            "service_point_id": self.point_a1.id,
            "procedure_ids": self.procedure.ids,
            "start": AT_POINT,
            "name": "Nguyễn Thị Lan",
            "phone": "0912 345 678",
            "address": "12 Test street",
            "consent_text_id": self.consent_text.id,
            "channel": "web",
        } | changes

    def _home_values(self, **changes):
        """Values of a good form for a visit at home."""
        return (
            self._values(
                place="home",
                service_point_id=False,
                start=AT_HOME,
                difficulty_travelling=True,
            )
            | changes
        )

    def _submit(self, **changes):
        return self.env["hcc.booking"]._submit(self._values(**changes))

    def _submit_home(self, **changes):
        return self.env["hcc.booking"]._submit(self._home_values(**changes))

    def _get_messages(self, request, kind, recipient="citizen"):
        return request.outbox_ids.filtered(
            lambda message: message.kind == kind and message.recipient == recipient
        )

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..exceptions import BookingError, HelperNotFit
from .common import BookingCase


@tagged("post_install", "-at_install")
class TestHccWalkIn(BookingCase):
    def _register(self, user=None, **changes):
        values = {
            "submit_token": f"walk-{self.env['hcc.request'].search_count([])}",
            "service_point_id": self.point_a1.id,
            "procedure_ids": self.procedure.ids,
            "dossiers": [
                {
                    "procedure_id": self.procedure.id,
                    "code": "H26.1.2-261123-0001",
                    "outcome": "filed",
                }
            ],
        }
        booking = self.env["hcc.booking"].with_user(user or self.user_collaborator)
        return booking._register_walk_in(values | changes)

    def test_done_at_once(self):
        request = self._register()
        visit = request.appointment_ids
        self.assertRecordValues(
            request,
            [{"state": "done", "done_at": self.now, "channel": "helper"}],
        )
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "done",
                    "done_at": self.now,
                    "start": self.now,
                    "stop": self.now,
                    "lead_id": self.c_a1_1.id,
                    "is_walk_in": True,
                }
            ],
        )
        self.assertFalse(request.citizen_id)
        self.assertFalse(request.consent_ids)
        self.assertFalse(request.outbox_ids)
        self.assertEqual(request.dossier_ids.collaborator_id, self.c_a1_1)

    def test_several_in_one_minute(self):
        first, second = self._register(), self._register()
        self.assertNotEqual(first, second)
        self.assertEqual(self._register(submit_token=first.submit_token), first)

    def test_with_a_name_there_is_consent_and_rating(self):
        request = self._register(name="Lê Văn Bình", phone="0912345678")
        self.assertEqual(request.consent_ids.how, "in_person")
        self.assertEqual(len(self._get_messages(request, "rating")), 1)

    def test_only_own_help(self):
        with self.assertRaises(AccessError):
            self._register(collaborator_id=self.c_a1_2.id)
        request = self._register(user=self.user_clerk, collaborator_id=self.c_a1_2.id)
        self.assertEqual(request.appointment_ids.lead_id, self.c_a1_2)

    def test_unqualified(self):
        self.c_a1_1.qualification_ids.date_to = "2026-11-22"
        with self.assertRaises(HelperNotFit):
            self._register()

    def test_mistakes(self):
        with self.assertRaises(BookingError) as caught:
            self._register(service_point_id=False, procedure_ids=[], phone="0912345678")
        self.assertEqual(
            set(caught.exception.errors), {"service_point_id", "description", "name"}
        )
        with self.assertRaises(BookingError) as caught:
            self._register(service_point_id=self.point_b1.id)
        self.assertEqual(set(caught.exception.errors), {"collaborator_id"})

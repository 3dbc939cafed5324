from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.http import STORED_SESSION_BYTES, Request
from odoo.tests import tagged

from odoo.addons.hcc_collaborator.models import hcc_rate_limit
from odoo.addons.hcc_collaborator.tests.equipment_common import SIGNATURE

from .field_common import ON_THE_DAY, FieldHttpCase


@tagged("post_install", "-at_install")
class TestFieldDevice(FieldHttpCase):
    """Which browsers hold something, and how it is taken from them."""

    def _register(self, **body):
        uid = "00000000-0000-4000-8000-000000000001"
        body = {"uid": uid, "name": "My phone", "csrf_token": self.csrf} | body
        return self.device.post("/hcc/field/register", body)

    @property
    def csrf(self):
        """What the page was given with the session."""
        asks = SimpleNamespace(env=self.env, session=self.session)
        return Request.csrf_token(asks)

    # setting up

    def test_register(self):
        self._sign_in()
        answer = self._register()
        self.assertEqual(answer.status_code, 200)
        told = answer.json()
        self.assertEqual(told["user"], self.helper.name)
        record = self.env["hcc.field.device"].search([("uid", "=", told["device"])])
        self.assertRecordValues(
            record,
            [
                {
                    "name": "My phone",
                    "user_id": self.helper.id,
                    "collaborator_id": self.entry.collaborator_id.id,
                    "ward_id": self.ward_a1.id,
                    "state": "active",
                    "last_seen_at": ON_THE_DAY,
                }
            ],
        )
        # the token itself is nowhere
        self.assertNotIn(told["token"], str(record.sudo().read()))
        self.assertEqual(
            record.sudo().session_name, self.session.sid[:STORED_SESSION_BYTES]
        )
        again = self._register().json()
        self.assertNotEqual(again["token"], told["token"])
        self.assertEqual(self.env["hcc.field.device"].search_count([]), 2)

    def test_register_needs_a_session_and_its_page(self):
        answer = self.device.post("/hcc/field/register", {"csrf_token": "x"})
        self.assertEqual((answer.status_code, answer.json()), (403, {"sign_in": True}))
        self._sign_in()
        answer = self._register(csrf_token="x")
        self.assertEqual((answer.status_code, answer.json()), (403, {"reload": True}))
        for body in (
            *({"uid": "x"}, {"uid": 1}, {"name": " "}, {"name": []}),
            {"csrf_token": "ố" * 40 + "o9999999999"},
        ):
            with self.subTest(body=body):
                self.assertEqual(self._register(**body).status_code, 400)

    def test_register_is_for_collaborators(self):
        self._sign_in(self.user_clerk)
        answer = self._register()
        self.assertEqual(answer.status_code, 403)
        self.assertIn("for collaborators", answer.json()["words"])

    def test_register_what_was_lost(self):
        self.device.record._end("lost")
        self._sign_in()
        answer = self._register(uid=self.device.uid)
        self.assertEqual(answer.status_code, 403)
        self.assertEqual(self.device.record.state, "lost")

    def test_not_too_many(self):
        for _each in range(11):
            self._make_device()
        with self.assertRaisesRegex(UserError, "too many devices"):
            self._make_device()
        # one that is known gets a new token all the same
        devices = self.env["hcc.field.device"].with_user(self.helper)
        self.assertTrue(devices._enroll(self.device.uid, "x"))

    def test_device_that_asks_without_end_is_slowed_down(self):
        other = self._make_device()
        few = {"device": hcc_rate_limit.Allowance(600, 100, 2)}
        with patch.dict(hcc_rate_limit.BUCKETS, few):
            # who has the id alone uses up nothing of the device
            stranger = {"Authorization": "Bearer x"}
            codes = [
                self.device.post("/hcc/field/sync", **stranger).status_code
                for _turn in range(3)
            ]
            self.assertEqual(codes, [401, 401, 401])
            message = self.device.action(self.entry, "start")
            answers = [self.device.send(message) for _turn in range(3)]
            self.assertEqual([row.status_code for row in answers], [200, 200, 429])
            self.assertGreater(int(answers[-1].headers["Retry-After"]), 0)
            self.assertEqual(answers[-1].json().keys(), {"wait"})
            self.assertEqual(other.send().status_code, 200)
        # nothing is lost by waiting
        self.env["ir.config_parameter"].set_param(hcc_rate_limit.PERCENT, "0")
        [row] = self.device.send(message).json()["results"]
        self.assertEqual(row["status"], "applied")

    # the office

    def test_last_sync_and_unsent(self):
        message = self.device.action(self.entry, "start")
        self.device.send(message, unsent=5)
        self.assertRecordValues(
            self.device.record,
            [{"last_sync_at": ON_THE_DAY, "unsent_count": 4, "wipe_told_at": False}],
        )

    def test_who_sees_and_revokes(self):
        record = self.device.record
        mine = record.with_user(self.helper)
        self.assertEqual(mine.name, "Test phone")
        seen = self.env["hcc.field.device"].with_user(self.user_coordinator).search([])
        self.assertIn(record, seen)
        for user in (self.user_collaborator, self.user_clerk):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                record.with_user(user).action_revoke()
        with self.assertRaises(AccessError):
            mine.read(["token_digest"])
        with self.assertRaises(UserError):
            mine.write({"state": "revoked"})
        mine.action_revoke()
        self.assertEqual(record.state, "revoked")
        with self.assertRaisesRegex(UserError, "out of use already"):
            mine.action_report_lost()

    def test_revoked_is_signed_out_and_wiped(self):
        self._sign_in()
        self.device.post("/hcc/field/day")
        self.device.record.with_user(self.user_coordinator).action_revoke()
        # the session ended with it, and the order needs none
        self.assertEqual(self.device.post("/hcc/field/day").json(), {"wipe": True})
        self.assertTrue(self.device.send().json()["wipe"])

    # people

    def _end_work(self, state):
        person = self.entry.collaborator_id
        other = (self.c_a1_2 | self.c_a1_3) - person
        self.visit.with_user(self.user_coordinator)._reassign(self.entry, other)
        # when all shifts of the person are over
        self.startPatcher(freeze_time(ON_THE_DAY + timedelta(days=3)))
        person.state = state
        return person

    def test_suspended_is_wiped_and_comes_back(self):
        person = self._end_work("suspended")
        self.assertTrue(self.device.send().json()["wipe"])
        message = self.device.action(self.entry, "note", {"text": "x"})
        self.assertEqual(self.device.statuses(message), ["attached"])
        person.action_back()
        self.assertFalse(self.device.send().json()["wipe"])
        self.assertFalse(self.device.record.wipe_told_at)

    def test_left_is_wiped(self):
        self._end_work("left")
        self.helper.active = False
        self.assertTrue(self.device.send().json()["wipe"])

    # tablets

    def _hand_over(self):
        self.tablet = self.env["maintenance.equipment"].create(
            {"name": "Tablet", "hcc_kind": "tablet", "branch_id": self.branch_a.id}
        )
        handover = self.env["hcc.equipment.handover"].create(
            {
                "equipment_id": self.tablet.id,
                "collaborator_id": self.entry.collaborator_id.id,
            }
        )
        handover.with_user(self.user_coordinator)._sign(SIGNATURE)
        handover.with_user(self.helper)._sign(holder=SIGNATURE)
        self.assertEqual(handover.state, "open")
        return handover

    def test_linked_tablet_is_lost(self):
        """Only its browsers are; the helper's own phone goes on."""
        handover = self._hand_over()
        phone = self._make_device()
        self._sign_in()
        handover._write_guarded(
            {"session_names": [self.session.sid[:STORED_SESSION_BYTES]]}
        )
        self.device.post("/hcc/field/day")
        self.assertEqual(self.device.record.equipment_id, self.tablet)
        self.tablet.with_user(self.user_coordinator)._report_loss("In the bus")
        self.assertEqual(self.device.record.state, "lost")
        self.assertEqual(phone.record.state, "active")
        self.assertTrue(self.device.send().json()["wipe"])
        self.assertFalse(phone.send().json()["wipe"])

    def test_tablet_that_was_not_linked_is_lost(self):
        """Nobody knows which one it is: all of them are wiped."""
        self._hand_over()
        phone = self._make_device()
        self.tablet.with_user(self.user_coordinator)._report_loss("In the bus")
        self.assertEqual(self.device.record.state, "lost")
        self.assertEqual(phone.record.state, "lost")

    def test_returned_tablet_is_wiped(self):
        handover = self._hand_over()
        self.device.record._write_guarded({"equipment_id": self.tablet.id})
        handover.with_user(self.user_coordinator)._begin_return("good")
        handover.with_user(self.user_coordinator)._sign(SIGNATURE)
        handover.with_user(self.helper)._sign(holder=SIGNATURE)
        self.assertEqual(handover.state, "returned")
        self.assertEqual(self.device.record.state, "revoked")

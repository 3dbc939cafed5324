from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import NOW, BookingCase

JOB = "odoo.addons.hcc_collaborator.models.hcc_retention_rule"
LATER = NOW + timedelta(days=800)


@tagged("post_install", "-at_install")
class TestRetention(BookingCase):
    def setUp(self):
        super().setUp()
        self.request = self._submit()
        self.request._cancel(by="citizen")
        self.citizen = self.request.citizen_id
        self._set_back()
        self.rule = self._rule("citizen")

    def _rule(self, kind):
        return self.env.ref(f"hcc_booking.hcc_retention_rule_{kind}")

    def _set_back(self):
        """Rows are dated by the database: let them be of the test's day."""
        self.env.flush_all()
        for table in ("hcc_citizen", "hcc_request", "hcc_message"):
            self.env.execute_query(
                SQL(
                    "UPDATE %s SET create_date = %s RETURNING id",
                    SQL.identifier(table),
                    NOW,
                )
            )
        self.env.invalidate_all()

    def _switch_on(self, rule):
        rule.with_user(self.user_administrator).action_look()
        rule.with_user(self.user_administrator).action_switch_on()

    def test_nothing_before_somebody_has_looked(self):
        with freeze_time(LATER):
            self.env["hcc.retention.rule"]._apply_all()
            self.assertFalse(self.citizen.erased_at)
            with self.assertRaises(UserError):
                self.rule.action_switch_on()
            self.rule.action_look()
            self.assertEqual(self.rule.looked_count, 1)
            self.assertFalse(self.citizen.erased_at, "looking takes nothing away")
            self.rule.action_switch_on()
            self.env["hcc.retention.rule"]._apply_all()
        self.assertTrue(self.citizen.erased_at)
        proof = self.env["hcc.erasure"].search([("res_id", "=", self.citizen.id)])
        self.assertEqual((proof.why, proof.rule_kind), ("retention", "citizen"))
        self.assertEqual(self.rule.last_count, 1)

    def test_not_before_the_time(self):
        self._switch_on(self.rule)
        with freeze_time(self.request.start + timedelta(days=730)):
            self.env["hcc.retention.rule"]._apply_all()
            self.assertFalse(self.citizen.erased_at)
        with freeze_time(self.request.start + timedelta(days=731)):
            self.env["hcc.retention.rule"]._apply_all()
            self.assertTrue(self.citizen.erased_at)

    def test_what_is_open_is_kept(self):
        self._switch_on(self.rule)
        self.request._write_guarded({"state": "waiting"})
        asker = self.citizen.copy({"name": "Asker"})
        self.request._write_guarded({"requester_id": asker.id})
        self._set_back()
        with freeze_time(LATER):
            self.assertFalse(self.rule.due_count)
            self.env["hcc.retention.rule"]._apply_all()
        self.assertFalse(self.citizen.erased_at or asker.erased_at)

    def test_a_bad_one_does_not_stop_the_others(self):
        second = self._submit(submit_token="2", name="Other", phone="0987 000 111")
        second._cancel(by="citizen")
        self._set_back()
        self._switch_on(self.rule)
        people = self.citizen | second.citizen_id
        whole = type(people)._erase_account

        def fail(person, partners):
            if person == people[0]:
                raise ValueError("broken")
            return whole(person, partners)

        with freeze_time(LATER), mute_logger(JOB):
            with patch.object(type(people), "_erase_account", fail):
                self.env["hcc.retention.rule"]._apply_all()
            self.assertEqual([bool(p.erased_at) for p in people], [False, True])
            # nothing of the first one is half gone
            self.assertEqual(people[0].name, "Nguyễn Thị Lan")
            self.assertTrue(self.request.current_appointment_id)
            self.assertEqual(self.rule.failed_count, 1)
            self.assertIn(str(people[0].id), self.rule.failed_words)
            self.env["hcc.retention.rule"]._apply_all()
        self.assertTrue(people[0].erased_at)
        self.assertFalse(self.rule.failed_count)

    def test_words_of_messages(self):
        self._switch_on(self._rule("message"))
        messages = self.request.outbox_ids
        messages._write_guarded({"state": "sent"})
        with freeze_time(NOW + timedelta(days=181)):
            self.env["hcc.retention.rule"]._apply_all()
        self.assertEqual(set(messages.mapped("body")), {"–"})
        self.assertEqual(self.citizen.name, "Nguyễn Thị Lan")
        proof = self.env["hcc.erasure"].search([("rule_kind", "=", "message")])
        self.assertEqual(proof.counts, {"hcc.message": len(messages)})

    def test_words_of_complaints(self):
        self._switch_on(self._rule("complaint"))
        complaint = self.env["hcc.complaint"].create(
            {
                "ward_id": self.ward_a1.id,
                "text": "Words",
                "name": "Lan",
                "deadline": NOW,
                "state": "closed",
                "outcome": "partly",
                "answer": "Sorry",
                "answered_at": NOW,
            }
        )
        with freeze_time(NOW + timedelta(days=1096)):
            self.env["hcc.retention.rule"]._apply_all()
        self.assertRecordValues(
            complaint,
            [{"text": False, "name": False, "answer": False, "outcome": "partly"}],
        )

    def test_another_time_is_looked_at_again(self):
        self._switch_on(self.rule)
        self.rule.with_user(self.user_administrator).days = 365
        self.assertFalse(self.rule.is_on or self.rule.looked_at)
        with self.assertRaises(ValidationError):
            self.rule.days = 5

    def test_who_may(self):
        for user in (self.user_clerk, self.user_coordinator, self.user_manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.rule.with_user(user).read(["days"])
        officer = self.rule.with_user(self.user_data_officer)
        self.assertGreaterEqual(officer.due_count, 0)
        for change in (
            officer.action_look,
            officer.action_switch_on,
            officer.action_switch_off,
            lambda: officer.write({"days": 365}),
        ):
            with self.assertRaises(AccessError):
                change()
        with self.assertRaises(UserError):
            self.rule.with_user(self.user_administrator).write({"is_on": True})


@tagged("post_install", "-at_install")
class TestPrivacyLookup(BookingCase):
    def test_finds_our_records(self):
        request = self._submit(email="lan@example.com")
        request.citizen_id.email = "lan@example.com"
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": "Nguyễn Thị Lan", "email": "lan@example.com"}
        )
        wizard.action_lookup()
        found = {(line.res_model, line.res_id) for line in wizard.line_ids}
        self.assertIn(("hcc.citizen", request.citizen_id.id), found)
        self.assertIn(("hcc.request", request.id), found)
        self.assertIn(("hcc.consent", request.consent_ids[:1].id), found)
        self.assertIn(("hcc.message", request.outbox_ids[-1:].id), found)
        line = wizard.line_ids.filtered(lambda line: line.res_model == "hcc.request")
        with self.assertRaises(UserError):
            line.action_unlink()
        wizard.line_ids.action_unlink_all()
        self.assertTrue(request.exists())

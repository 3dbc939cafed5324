import base64
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import InsufficientPrivilege

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.signature import check_signature
from .mandate_common import SIGNATURE, MandateCase, draw_signature


@tagged("post_install", "-at_install")
class TestMandate(MandateCase):
    # Giving

    def test_given(self):
        mandate = self._give(facts={"collaborator": self.entry.collaborator_id})
        self.assertRecordValues(
            mandate,
            [
                {
                    "citizen_id": self.request.citizen_id.id,
                    "appointment_id": self.visit.id,
                    "ward_id": self.ward_a1.id,
                    "text_id": self.text.id,
                    "period": "visit",
                    "ends_at": datetime(2026, 11, 25, 17, 0),
                    "state": "valid",
                    "signed_how": "drawn",
                    "where": "field",
                }
            ],
        )
        self.assertIn("Test birth certificate", mandate.body_shown)
        self.assertIn("24:00 on 25/11/2026", mandate.body_shown)
        self.assertEqual(len(self._rows(mandate, "mandate_given")), 1)

    def test_digest_is_of_what_was_shown(self):
        """Nothing is kept as agreed to but the very text, letter by letter."""
        good = self._shown()
        for name, wrong in {
            "another text": {"shown": good["shown"] + " And pays 100.000 đ."},
            "text and digest": {
                "shown": good["shown"] + ".",
                "digest": self.mandates._digest_of(good["shown"] + "."),
            },
            "another digest": {"digest": "0" * 64},
            "no digest": {"digest": None},
            "more matters than shown": {
                "procedures": (self.procedure | self.procedure_point).ids
            },
            "longer than shown": {"ends": "2026-11-25 17:30:00"},
            "longer period than shown": {"period": "day"},
            "another language": {"lang": "fr_FR"},
            "text of another purpose": {"text": self.consent_text.id},
            "no text": {"text": "x"},
            "no procedures": {"procedures": ["x"]},
            "procedures that are none": {"procedures": [10**9]},
        }.items():
            with self.subTest(name), self.assertRaises(UserError):
                self.mandates._give(self.request, good | wrong)
        self.assertFalse(self.request.mandate_ids)
        self.assertTrue(self.mandates._give(self.request, good))

    def test_periods(self):
        periods = self.mandates._get_periods("en_US", self.visit.start)
        ends = {one["code"]: one["ends"] for one in periods}
        self.assertEqual(
            ends,
            {
                "visit": "2026-11-25 17:00:00",
                "day": "2026-11-26 02:00:00",
                "month": "2026-12-25 02:00:00",
            },
        )
        for period in ends:
            self.assertEqual(self._give(period=period).period, period)
        with self.assertRaises(UserError), freeze_time("2026-11-25 18:00:00"):
            self._give()

    def test_no_procedure_is_finding_out(self):
        mandate = self._give(procedures=self.env["hcc.procedure"])
        self.assertIn("finding out what is needed", mandate.body_shown)
        none = self.env["hcc.procedure"]
        self.assertTrue(mandate._is_good_for(none, self.visit.start))
        self.assertFalse(mandate._is_good_for(self.procedure, self.visit.start))

    def test_sent_twice(self):
        """The device may send an action again: one consent."""
        first = self._give(facts={"action_uid": "u-1"})
        self.assertEqual(self._give(facts={"action_uid": "u-1"}), first)
        self.assertEqual(len(self._rows(first, "mandate_given")), 1)

    # Signing

    def test_witness(self):
        mandate = self._give(
            signed_how="witness",
            read_aloud="helper",
            signature=False,
            witness_name=" Trần  Văn Bình ",
            witness_relation="neighbour",
        )
        self.assertEqual(mandate.witness_name, "Trần Văn Bình")
        self.assertFalse(mandate.signature)

    def test_unsigned(self):
        for name, wrong in {
            "nothing": {"signed_how": None},
            "fingerprint": {"signed_how": "fingerprint"},
            "no signature": {"signature": False},
            "empty sheet": {"signature": draw_signature(line=False)},
            "no picture": {"signature": base64.b64encode(b"GIF89a").decode()},
            "no base64": {"signature": "<svg>"},
            "large": {"signature": "A" * 80_000},
            "no witness": {"signed_how": "witness"},
            "witness without a name": {
                "signed_how": "witness",
                "witness_name": " ",
                "witness_relation": "relative",
            },
            "witness of no relation": {
                "signed_how": "witness",
                "witness_name": "Bình",
                "witness_relation": "helper",
            },
            "helper reads alone": {"read_aloud": "helper"},
            "unknown reader": {"read_aloud": "radio"},
        }.items():
            with self.subTest(name), self.assertRaises(UserError):
                self._give(**wrong)

    def test_signature_files(self):
        self.assertEqual(check_signature(SIGNATURE), (SIGNATURE, ""))
        self.assertEqual(
            check_signature(f"data:image/png;base64,{SIGNATURE}"), (SIGNATURE, "")
        )
        self.assertEqual(check_signature(draw_signature((4000, 3000)))[1], "large")
        cut = base64.b64encode(base64.b64decode(SIGNATURE)[:60]).decode()
        self.assertTrue(check_signature(cut)[1])

    # Using

    def test_used(self):
        mandate = self._give()
        self.assertTrue(self._use(mandate, self.procedure, self._at(minutes=5)))
        (row,) = self._rows(mandate, "mandate_used")
        self.assertEqual(row.details["procedure_id"], self.procedure.id)
        self.assertEqual(row.details["assignment_id"], self.entry.id)
        self.assertEqual(mandate.use_count, 1)
        self.assertIn("Test birth certificate", mandate.uses_text)

    def test_not_used_when_taken_back_or_over(self):
        """Each way in which a consent is not good any more, or never was."""
        mandate = self._give(period="day")
        self.assertFalse(self._use(mandate, self.procedure_point, self._at(minutes=5)))
        self.assertFalse(self._use(mandate, self.procedure, self._at(days=1)))
        before = self._at(days=-3)
        self.assertFalse(self._use(mandate, self.procedure, before))
        with freeze_time(self._at(minutes=10)):
            mandate._revoke("citizen")
        self.assertTrue(self._use(mandate, self.procedure, self._at(minutes=5)))
        self.assertFalse(self._use(mandate, self.procedure, self._at(minutes=10)))
        self.assertEqual(mandate.use_count, 1)
        self.assertEqual(len(self._rows(mandate, "mandate_use_refused")), 4)

    def test_visit_that_is_closed(self):
        mandate = self._give()
        with freeze_time(self._at(minutes=30)):
            self.visit._complete()
            self.assertEqual(mandate.state, "expired")
        self.assertTrue(mandate._is_good_for(self.procedure, self._at(minutes=29)))
        self.assertFalse(mandate._is_good_for(self.procedure, self._at(minutes=31)))

    def test_visit_that_is_cancelled(self):
        mandate = self._give()
        self.request._cancel("", by="citizen")
        mandate.invalidate_recordset(["state"])
        self.assertEqual(mandate.state, "expired")
        self.assertFalse(mandate._is_good_for(self.procedure, self._at(minutes=1)))

    def test_guards_alone_hold_it(self):
        """Without its guard a wrong consent would be taken: nothing else stops it."""
        good = self._shown()
        model = self.env.registry["hcc.mandate"]
        with patch.object(model, "_check_shown", lambda *_args: None):
            mandate = self.mandates._give(
                self.request, good | {"shown": "Another text", "digest": "x"}
            )
            self.assertEqual(mandate.body_shown, "Another text")
        mandate._revoke("citizen")
        with patch.object(model, "_is_good_for", lambda *_args: True):
            self.assertTrue(self._use(mandate, self.procedure, self._at(days=9)))
        self.assertFalse(self._use(mandate, self.procedure, self._at(days=9)))

    def test_uses_stay_as_they_are(self):
        mandate = self._give()
        self._use(mandate, self.procedure, self._at(minutes=5))
        (row,) = self._rows(mandate, "mandate_used")
        for query in (
            "UPDATE hcc_journal SET details = '{}' WHERE id = %s",
            "DELETE FROM hcc_journal WHERE id = %s",
        ):
            with (
                self.subTest(query),
                mute_logger("odoo.sql_db"),
                self.assertRaises(InsufficientPrivilege),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query, [row.id])
        mandate.invalidate_recordset()
        self.assertEqual(mandate.use_count, 1)

    # Ending

    def test_revoked_at_any_time(self):
        mandate = self._give(period="month")
        mandate.with_user(self.user_clerk).action_revoke()
        self.assertEqual((mandate.state, mandate.revoked_by), ("revoked", "clerk"))
        self.assertEqual(len(self._rows(mandate, "mandate_revoked")), 1)
        (told,) = self._get_messages(self.request, "mandate_revoked", "collaborator")
        self.assertIn("taken back", told.body)
        self.assertEqual(told.collaborator_id, self.entry.collaborator_id)
        self.assertEqual(self.visit.state, "booked", "the visit stays")
        with self.assertRaises(UserError):
            mandate._revoke("citizen")

    def test_expires_by_itself(self):
        mandate = self._give(period="day")
        for moment, state in (
            (self._at(hours=23), "valid"),
            (self._at(days=1), "expired"),
        ):
            with freeze_time(moment):
                mandate.invalidate_recordset(["state"])
                self.assertEqual(mandate.state, state)
                for value in ("valid", "expired", "revoked"):
                    found = self.mandates.search(
                        [("id", "=", mandate.id), ("state", "=", value)]
                    )
                    self.assertEqual(bool(found), value == state, value)
        with freeze_time(self._at(days=1)), self.assertRaises(UserError):
            mandate._revoke("citizen")

    def test_ends_with_the_consent_to_be_served(self):
        mandate = self._give(period="month")
        self.request._withdraw_consents("citizen")
        self.assertEqual((mandate.state, mandate.revoked_by), ("revoked", "citizen"))

    # Keeping

    def test_never_changed_by_hand(self):
        mandate = self._give()
        clerk = mandate.with_user(self.user_clerk)
        for values in (
            {"ends_at": self._at(days=400)},
            {"body_shown": "x"},
            {"digest": "x"},
            {"signature": SIGNATURE},
            {"revoked_at": False},
            {"procedure_ids": [(5,)]},
        ):
            with self.subTest(**values), self.assertRaises(UserError):
                clerk.write(values)
        for name in ("create", "unlink"):
            with self.subTest(name), self.assertRaises(AccessError):
                getattr(clerk, name)(*([[{}]] if name == "create" else []))

    def test_text_in_force_is_fixed(self):
        """A tablet shows it without asking again."""
        with self.assertRaises(UserError):
            self.text.body = "Another text"
        later = self.text.copy({"version": "9", "date_from": "2026-12-24"})
        later.body = "Another text"
        self.assertEqual(self.env["hcc.consent.text"]._current("mandate"), self.text)

    def test_read_by_whom(self):
        mandate = self._give()
        self.assertTrue(mandate.with_user(self.user_clerk).has_access("read"))
        for user in (self.user_helper_2, self.user_manager, self.user_coordinator_b):
            with self.subTest(user.login):
                self.assertFalse(mandate.with_user(user).has_access("read"))

    def test_paper(self):
        mandate = self._give(
            signed_how="witness",
            signature=False,
            witness_name="Trần Văn Bình",
            witness_relation="relative",
        )
        report = self.env["ir.actions.report"]
        page, _kind = report._render_qweb_html("hcc_field.report_mandate", mandate.ids)
        page = page.decode()
        for words in (
            mandate.reference,
            "Nguyễn Thị Lan",
            "Trần Văn Bình",
            mandate.digest,
            "Test birth certificate",
        ):
            self.assertIn(words, page)

    def test_sent(self):
        mandate = self._give(period="day")
        mandate.with_user(self.user_clerk).action_send()
        (message,) = self._get_messages(self.request, "mandate_given")
        self.assertIn(f"/hcc/m/{mandate.reference}/", message.body)
        self.assertNotIn("certificate", message.body + message.sms_text)
        self.assertNotIn("Lan", message.body + message.sms_text)

    def test_sent_discreetly(self):
        self.request.citizen_id.discreet = True
        self._give(period="day").action_send()
        (message,) = self._get_messages(self.request, "mandate_given")
        for words in ("help", "/hcc/m/"):
            self.assertNotIn(words, message.body + message.sms_text)

    # Taking away

    def test_erased_with_the_person(self):
        mandate = self._give(
            period="month",
            read_aloud="helper",
            witness_name="Trần Văn Bình",
            witness_relation="relative",
        )
        self.request._cancel("", by="citizen")
        citizen = self.request.citizen_id
        self.assertIn("hcc.mandate", citizen._get_erasure_parts())
        citizen.sudo()._erase("asked")
        self.assertFalse(mandate.signature)
        self.assertFalse(mandate.witness_name)
        self.assertFalse(mandate.witness_relation)
        self.assertEqual((mandate.state, mandate.revoked_by), ("revoked", "erasure"))
        self.assertTrue(mandate.digest, "that it was agreed to stays")
        (row,) = self._rows(mandate, "mandate_revoked")
        self.assertEqual(row.details["by"], "erasure")
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT signature, witness_name FROM hcc_mandate WHERE id = %s",
            [mandate.id],
        )
        self.assertEqual(self.env.cr.fetchone(), (None, None))
        with self.assertRaisesRegex(UserError, "were taken away"):
            self._give()

    def test_signature_goes_by_its_retention_rule(self):
        rule = self.env.ref("hcc_field.hcc_retention_rule_mandate")
        kept, old = self._give(period="month"), self._give()
        old._revoke("clerk")
        over = old.revoked_at + timedelta(days=rule.days)
        for moment, is_due in ((over, False), (over + timedelta(seconds=1), True)):
            model, domain = rule._get_due_mandate(moment - timedelta(days=rule.days))
            self.assertEqual(old in model.search(domain), is_due)
            self.assertNotIn(kept, model.search(domain))
        ended = kept.ends_at + timedelta(seconds=1)
        model, domain = rule._get_due_mandate(ended)
        self.assertIn(kept, model.search(domain))
        was = kept.body_shown
        self.assertFalse((kept + old)._retire("mandate"))
        self.assertEqual((kept + old).mapped("signature"), [False, False])
        self.assertFalse(kept.revoked_at, "it was not taken back")
        self.assertEqual(kept.body_shown, was)
        self.assertNotIn(kept, model.search(domain))

    def test_in_the_file_of_the_person(self):
        self._use(self._give(), self.procedure, self._at(minutes=5))
        files = self.env["hcc.person.file"].sudo()
        file = files._make_json(files._get_person_file(self.request.citizen_id))
        self.assertIn(b"mandates", file)
        self.assertIn(b"Test birth certificate", file)

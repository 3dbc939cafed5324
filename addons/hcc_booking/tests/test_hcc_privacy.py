import base64
import json
from unittest.mock import patch

from psycopg2.errors import InsufficientPrivilege

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import BookingCase

NAME, PHONE = "Nguyễn Thị Lan", "+84912345678"
SECRETS = (
    NAME,
    PHONE,
    "12 Test street",
    "lan@example.com",
    "001099000111",
    "Secret description",
    "Secret wish",
    "Secret tongue",
    "Secret feedback",
    "Secret complaint",
    "Secret answer",
    "Secret note",
    "Secret chatter",
    "Secret call",
    "Behind the pagoda",
)


class PrivacyCase(BookingCase):
    def setUp(self):
        super().setUp()
        self.request = self._submit(
            description="Secret description",
            email="lan@example.com",
            partner_id=self.user_portal.partner_id.id,
        )
        self.citizen = self.request.citizen_id
        self.citizen.write(
            {
                "identity_number": "001099000111",
                "disability": "severe",
                "birth_year": 1950,
                "address_note": "Behind the pagoda",
                "email": "lan@example.com",
                "partner_id": self.user_portal.partner_id.id,
            }
        )
        self.user_portal.partner_id.write(
            {"name": NAME, "phone": PHONE, "email": "lan@example.com"}
        )
        self.officer = self.user_data_officer

    def _close(self):
        """Let the request be over, with all that may be written on the way."""
        self.request._write_guarded(
            {
                "wish": "Secret wish",
                "need_sign": True,
                "need_language": "Secret tongue",
            }
        )
        self.request.message_post(body="Secret chatter")
        self.request._cancel("Secret note", by="clerk")
        self.request._get_rating().write({"feedback": "Secret feedback"})
        self.complaint = self.env["hcc.complaint"].create(
            {
                "ward_id": self.request.ward_id.id,
                "request_id": self.request.id,
                "text": "Secret complaint",
                "name": NAME,
                "phone": PHONE,
                "is_verified": True,
                "deadline": self.now,
                "state": "closed",
                "outcome": "justified",
                "answer": "Secret answer",
                "answered_at": self.now,
            }
        )
        self.env["hcc.call.back"]._ask(self.ward_a1, PHONE, NAME, "Secret call")
        self.env["mail.mail"].create(
            {"email_to": "lan@example.com", "body_html": NAME, "state": "exception"}
        )
        self.env.flush_all()

    def _officer(self, user=None):
        return self.citizen.with_user(user or self.officer)

    def _find_secrets(self):
        """Where the database still holds words of the person: {words: tables}."""
        self.env.flush_all()
        tables = self.env.execute_query(
            SQL(
                """SELECT table_name FROM information_schema.tables
                   WHERE table_schema = current_schema()
                       AND table_type = 'BASE TABLE'
                       AND (table_name LIKE %s OR table_name IN %s)""",
                "hcc\\_%",
                (
                    *("res_partner", "res_users", "mail_message", "mail_mail"),
                    *("rating_rating", "calendar_event", "sms_sms"),
                    *("mail_tracking_value", "ir_attachment"),
                ),
            )
        )
        found = {}
        for (table,) in tables:
            for words in SECRETS:
                rows = self.env.execute_query(
                    SQL(
                        "SELECT FROM %s t WHERE strpos(t::text, %s) > 0 LIMIT 1",
                        SQL.identifier(table),
                        words,
                    )
                )
                if rows:
                    found.setdefault(words, []).append(table)
        return found


@tagged("post_install", "-at_install")
class TestPersonFile(PrivacyCase):
    def _file(self, person=None):
        files = self.env["hcc.person.file"]
        file = files._get_person_file(person or self.citizen)
        return json.loads(files._make_json(file))

    def _sections(self, person=None):
        return {part["key"]: part["records"] for part in self._file(person)["sections"]}

    def test_all_that_is_kept(self):
        self._close()
        sections = self._sections()
        self.assertEqual(sections["person"][0]["name"], NAME)
        self.assertEqual(sections["person"][0]["identity_number"], "001099000111")
        [request] = sections["requests"]
        self.assertEqual(request["reference"], self.request.reference)
        self.assertEqual(request["description"], "Secret description")
        self.assertEqual(sections["complaints"][0]["text"], "Secret complaint")
        self.assertEqual(sections["consents"][0]["text_id"], self.consent_text.version)
        self.assertTrue(sections["messages"])
        self.assertTrue(sections["visits"])
        actions = {row["action"] for row in sections["journal"]}
        self.assertIn("request_created", actions)
        self.assertEqual(sections["account"][0]["login"], "test_portal")

    def test_nothing_of_others(self):
        other = self._submit(
            submit_token="other",
            name="Trần Văn Minh",
            phone="0987 654 321",
            on_behalf=True,
            requester_name=NAME,
            requester_phone=PHONE,
            requester_relation="neighbour",
            description="Their own matter",
        )
        asker = other.requester_id
        text = json.dumps(self._file(asker), ensure_ascii=False)
        self.assertIn(other.reference, text)
        self.assertNotIn("Minh", text)
        self.assertNotIn("Their own matter", text)
        text = json.dumps(self._file(), ensure_ascii=False)
        self.assertNotIn("Minh", text)

    def test_complaints_of_others_are_not_in_it(self):
        self._close()
        self.complaint._write_guarded({"is_verified": False})
        self.assertNotIn("complaints", self._sections())

    def test_made_by_the_data_officer(self):
        action = self._officer().action_person_file()
        form = self.env[action["res_model"]].browse(action["res_id"])
        form = form.with_user(self.officer).with_context(bin_size=False)
        self.assertTrue(base64.b64decode(form.pdf).startswith(b"%PDF"))
        self.assertIn(NAME, base64.b64decode(form.json).decode())
        # files lie about: their names tell nothing
        for taken in (form.action_pdf(), form.action_json()):
            self.assertNotIn("Lan", taken["url"])
        rows = self.env["hcc.journal"].search(
            [("action", "=", "person_file_made"), ("res_id", "=", self.citizen.id)]
        )
        self.assertEqual(rows.user_id, self.officer.id)

    def test_queries_do_not_grow_with_requests(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._file()
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        for number in range(4):
            self.request.copy(
                {"citizen_id": self.citizen.id, "reference": f"HT-TEST-{number}"}
            )
        self.assertLessEqual(count(), few + 4)


@tagged("post_install", "-at_install")
class TestErasure(PrivacyCase):
    def test_nothing_is_left(self):
        self._close()
        self.assertEqual(set(self._find_secrets()), set(SECRETS), "the test is blind")
        proof = self._officer()._erase("asked")
        self.env.invalidate_all()
        self.assertEqual(self._find_secrets(), {})
        self.assertEqual(proof.counts["hcc.request"], 1)
        self.assertEqual((proof.why, proof.res_id), ("asked", self.citizen.id))
        self.assertEqual(proof.user_id, self.officer.id)
        self.assertEqual(len(proof.digest), 64)

    def test_mail_of_somebody_with_a_longer_address_stays(self):
        self._close()
        other = self.env["mail.mail"].create(
            {"email_to": "hoalan@example.com", "state": "exception"}
        )
        self._officer()._erase("asked")
        self.assertTrue(other.exists())

    def test_what_happened_stays(self):
        self._close()
        reference, state = self.request.reference, self.request.state
        messages = self.request.outbox_ids
        rows = self.env["hcc.journal"].search_count([])
        self._officer()._erase("asked")
        self.env.invalidate_all()
        self.assertEqual(
            (self.request.reference, self.request.state), (reference, state)
        )
        self.assertEqual(self.request.citizen_id, self.citizen)
        self.assertEqual(self.request.procedure_ids, self.procedure)
        self.assertEqual(self.request.outbox_ids, messages)
        self.assertFalse(
            messages.filtered(lambda message: message.state in ("pending", "to_call"))
        )
        self.assertGreater(self.env["hcc.journal"].search_count([]), rows)
        self.assertEqual(self.complaint.outcome, "justified")

    def test_the_account_ends(self):
        self._close()
        self._officer()._erase("asked")
        self.assertFalse(self.user_portal.active)
        self.assertNotEqual(self.user_portal.login, "test_portal")
        self.assertFalse(self.user_portal.partner_id.email)

    def test_the_account_of_staff_stays(self):
        partner = self.user_clerk.partner_id
        self._close()
        self.citizen.partner_id = partner
        self._officer()._erase("asked")
        self.assertTrue(self.user_clerk.active)
        self.assertFalse(self.citizen.partner_id)

    def test_a_shared_account_stays(self):
        self._close()
        self.env["hcc.citizen"].create(
            {
                "name": "Husband",
                "ward_id": self.ward_a1.id,
                "partner_id": self.user_portal.partner_id.id,
            }
        )
        self._officer()._erase("asked")
        self.assertTrue(self.user_portal.active)

    def test_open_requests_first(self):
        with self.assertRaisesRegex(UserError, self.request.reference):
            self._officer()._erase("asked")
        self.assertEqual(self.citizen.name, NAME)
        self.request._cancel(by="clerk")
        self._officer()._erase("asked")
        with self.assertRaises(UserError):
            self._officer()._erase("asked")

    def test_open_complaints_first(self):
        self._close()
        self.complaint._write_guarded({"state": "in_progress"})
        with self.assertRaisesRegex(UserError, self.complaint.reference):
            self._officer()._erase("asked")

    def test_who_asks_for_somebody_is_needed_too(self):
        self._close()
        self.request._write_guarded({"state": "waiting"})
        asker = self.citizen.copy({"name": "Asker"})
        self.request._write_guarded({"requester_id": asker.id})
        with self.assertRaises(UserError):
            asker.with_user(self.officer)._erase("asked")

    def test_never_half(self):
        self._close()
        with (
            patch.object(
                type(self.citizen), "_erase_account", side_effect=ValueError("broken")
            ),
            self.assertRaises(ValueError),
            self.env.cr.savepoint(),
        ):
            self._officer()._erase("asked")
        self.env.invalidate_all()
        self.assertEqual(self.citizen.name, NAME)
        self.assertEqual(self.request.description, "Secret description")
        self.assertFalse(self.env["hcc.erasure"].search([]))

    def test_form_shows_before_it_takes(self):
        self._close()
        action = self._officer().action_erase()
        form = self.env[action["res_model"]].browse(action["res_id"])
        form = form.with_user(self.officer)
        self.assertFalse(form.obstacles)
        self.assertIn("Request for Help: 1", form.goes)
        self.assertTrue(form.stays)
        with self.assertRaises(UserError):
            form.action_confirm()
        self.assertEqual(self.citizen.name, NAME)
        form.is_sure = True
        shown = form.action_confirm()
        proof = self.env["hcc.erasure"].with_user(self.officer).browse(shown["res_id"])
        self.assertIn("journal", proof.kept_text)
        self.assertTrue(self.citizen.erased_at)

    def test_proofs_are_never_changed(self):
        self._close()
        proof = self._officer()._erase("asked")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(InsufficientPrivilege),
            self.env.cr.savepoint(),
        ):
            proof.sudo().write({"why": "retention"})
            self.env.flush_all()


@tagged("post_install", "-at_install", "security")
class TestPrivacyAccess(PrivacyCase):
    def test_who_may_not(self):
        self._close()
        elsewhere = self._new_role_user(
            "data_officer", branch=self.branch_b, login="test_officer_b"
        )
        for user in (
            self.user_clerk,
            self.user_coordinator,
            self.user_collaborator,
            self.user_trainer,
            self.user_manager,
            self.user_committee,
            self.user_portal,
            elsewhere,
        ):
            for method in ("action_person_file", "action_erase"):
                with self.subTest(user.login, method=method):
                    with self.assertRaises(AccessError):
                        getattr(self._officer(user), method)()
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._officer(user)._erase("asked")
            for model in ("hcc.person.file.form", "hcc.erasure.form"):
                values = {"model": "hcc.citizen", "res_id": self.citizen.id}
                with self.subTest(user.login, model=model):
                    with self.assertRaises(AccessError):
                        self.env[model].with_user(user).create(values)
        self.assertEqual(self.citizen.name, NAME)

    def test_a_form_is_not_led_elsewhere(self):
        officer_b = self._new_role_user(
            "data_officer", branch=self.branch_b, login="test_officer_b"
        )
        stranger = self.env["hcc.citizen"].create(
            {"name": "Stranger", "ward_id": self.ward_b1.id}
        )
        action = stranger.with_user(officer_b).action_erase()
        form = self.env["hcc.erasure.form"].browse(action["res_id"])
        form = form.with_user(officer_b)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            form.write({"res_id": self.citizen.id})
        with self.assertRaises(AccessError):
            form.with_user(self.officer).read(["person_name"])

    def test_nothing_is_added_again(self):
        clerk = self.citizen.with_user(self.user_clerk)
        with self.assertRaises(UserError):
            clerk.write({"erased_at": self.now})
        self._close()
        self._officer()._erase("asked")
        with self.assertRaises(UserError):
            clerk.write({"name": NAME})

    def test_administrators_may(self):
        self._close()
        self._officer(self.user_administrator)._erase("asked")
        self.assertTrue(self.citizen.erased_at)

from odoo.tests import tagged

from .public_common import PHONE, PublicCase


@tagged("post_install", "-at_install", "security")
class TestPublicComplaint(PublicCase):
    def _complaints(self):
        return self.env["hcc.complaint"].search([], order="id")

    def _open_what(self, **query):
        response = self._get("/hcc/complain", **query)
        self.assertEqual(response.status_code, 200)
        return {
            **self._form(response, "/hcc/complain"),
            "kind": "behaviour",
            "text": "She was impolite",
        }

    def _open_who(self, **changes):
        response = self._post("/hcc/complain", self._open_what() | changes)
        self.assertEqual(response.status_code, 200)
        return self._form(response, "/hcc/complain/send")

    def _send(self, what=None, **changes):
        """Go through both steps.

        :return: the last page and the complaint
        """
        before = self._complaints()
        what = what or {"ward": self.ward_a1.full_name}
        values = self._open_who(**what) | changes
        response = self._post("/hcc/complain/send", values)
        return response, self._complaints() - before

    # Telling

    def test_two_steps_without_name_or_number(self):
        response, complaint = self._send()
        self.assertIn("Thank you", self._title(response))
        self.assertIn(complaint.reference, response.text)
        self.assertIn(complaint.access_code, response.text)
        self.assertEqual(complaint.ward_id, self.ward_a1)
        self.assertEqual(complaint.text, "She was impolite")
        self.assertEqual((complaint.kind, complaint.channel), ("behaviour", "web"))
        self.assertFalse(complaint.phone)
        self.assertFalse(complaint.request_id)

    def test_secret_in_a_complaint_is_said_and_not_kept(self):
        """A helper asked for it, and so people write it down."""
        values = self._open_what() | {"text": "She asked for mã OTP 482913 from me"}
        response = self._post("/hcc/complain", values)
        self.assertIn("looks like a password", response.text)
        what = {"ward": self.ward_a1.full_name, "text": values["text"]}
        response, complaint = self._send(what)
        self.assertEqual(complaint.text, "She asked for mã OTP ••• from me")
        self.assertIn("looks like a password", response.text)
        self.assertNotIn("looks like", self._get("/hcc").text, "said once")

    def test_with_reference_and_number(self):
        booked = self._book_elsewhere()
        response, complaint = self._send(
            {"reference": booked.reference.lower(), "ward": ""},
            phone=PHONE,
            name="Lan",
        )
        self.assertEqual(response.status_code, 200)
        self.assertEqual(complaint.request_id, booked)
        self.assertEqual(complaint.phone, "+84912345678")
        self.assertTrue(complaint.is_verified)
        helper = booked.assignment_ids.collaborator_id
        self.assertEqual(complaint.collaborator_ids, helper)

    def test_reference_of_somebody_else_shows_nothing_of_it(self):
        booked = self._book_elsewhere()
        values = self._open_who(reference=booked.reference, ward="")
        page = self._post(
            "/hcc/complain", self._open_what() | {"reference": booked.reference}
        )
        helper = booked.assignment_ids.collaborator_id
        for secret in ("Nguyễn Thị Lan", self.ward_a1.full_name, helper.name):
            self.assertNotIn(secret, page.text)
        response = self._post("/hcc/complain/send", values)
        self.assertNotIn(helper.name, response.text)
        self.assertFalse(self._complaints()[-1].is_verified)
        self.assertFalse(self._complaints()[-1].message_ids)

    def test_several_wards_may_be_meant(self):
        values = self._open_who(ward="Test")
        response = self._post("/hcc/complain/send", values)
        self.assertEqual(response.status_code, 422)
        self.assertIn("Please choose the ward", response.text)
        values["ward_id"] = str(self.ward_b1.id)
        self._post("/hcc/complain/send", values)
        self.assertEqual(self._complaints()[-1].ward_id, self.ward_b1)

    def test_ward_that_was_not_offered_is_refused(self):
        values = self._open_who(ward="Test")
        values["ward_id"] = str(self.env["hcc.ward"].search([], limit=1).id)
        response = self._post("/hcc/complain/send", values)
        self.assertEqual(response.status_code, 422)

    def test_bad_input_keeps_what_was_typed(self):
        cases = (
            ({"kind": ""}, "Please choose one answer"),
            ({"kind": "x"}, "Please choose one answer"),
            ({"text": "  "}, "Please write what happened"),
            ({"text": "x" * 4001}, "At most 4000"),
            ({"reference": "HT-0000-0000"}, "no appointment with this reference"),
            ({"ward": ""}, "We do not know this ward"),
            ({"ward": "Nowhere at all 9"}, "We do not know this ward"),
        )
        for changes, message in cases:
            with self.subTest(changes=str(changes)[:40]):
                values = self._open_what() | {"ward": "Test A1"} | changes
                response = self._post("/hcc/complain", values)
                self.assertEqual(response.status_code, 422)
                self.assertIn(message, response.text)
                form = self._form(response, "/hcc/complain")
                self.assertEqual(form["text"], values["text"].strip()[:4001])
        values = self._open_who(ward="Test A1")
        response = self._post("/hcc/complain/send", values | {"phone": "12"})
        self.assertEqual(response.status_code, 422)
        self.assertIn("not a phone number", response.text)
        self.assertFalse(self._complaints())

    def test_change_what_was_written(self):
        values = self._open_who(ward="Test A1")
        response = self._post(
            "/hcc/complain", values | {"edit": "1", "phone": PHONE, "name": "Lan"}
        )
        form = self._form(response, "/hcc/complain")
        self.assertEqual(form["text"], "She was impolite")
        self.assertEqual((form["phone"], form["name"]), (PHONE, "Lan"))

    def test_sent_twice_is_one_complaint(self):
        values = self._open_who(ward="Test A1")
        for _time in range(2):
            self._post("/hcc/complain/send", values)
        self.assertEqual(len(self._complaints()), 1)

    def test_forged_or_missing_token(self):
        values = self._open_who(ward="Test A1")
        for token in ("", "x", values["token"][::-1]):
            response = self._post("/hcc/complain/send", values | {"token": token})
            self.assertIn("open for a long time", response.text)
        response = self._post("/hcc/complain/send", {"text": "x"})
        self.assertEqual(response.status_code, 200)
        self.assertFalse(self._complaints())

    def test_programs_learn_nothing(self):
        values = self._open_who(ward="Test A1") | {"website": "x"}
        response = self._post("/hcc/complain/send", values, follow=False)
        self.assertEqual(response.status_code, 303)
        self.assertFalse(self._complaints())

    def test_looking_changes_nothing(self):
        booked = self._book_elsewhere()
        contents = self._contents()
        for path in ("/hcc/complain", "/hcc/complain/find", "/hcc/complain/money"):
            self._get(path, ref=booked.reference, kind="money_asked")
        self._get("/hcc/complain/PA-7K3M-9QXP", done="received")
        self.assertEqual(self._contents(), contents)

    # One tap

    def test_one_tap_from_the_page_of_the_request(self):
        booked = self._book()
        page = self._get(f"/hcc/request/{booked.reference}")
        values = self._form(page, "/hcc/complain/money")
        response = self._post("/hcc/complain/money", values)
        self.assertIn("Thank you", self._title(response))
        complaint = self._complaints()
        self.assertEqual(complaint.kind, "money_asked")
        self.assertEqual(complaint.request_id, booked)
        self.assertTrue(complaint.is_verified)
        self.assertTrue(complaint.collaborator_ids)
        # a second tap of the same button changes nothing
        self._post("/hcc/complain/money", values)
        self.assertEqual(self._complaints(), complaint)

    def test_words_are_added_afterwards(self):
        booked = self._book()
        page = self._get(f"/hcc/request/{booked.reference}")
        response = self._post(
            "/hcc/complain/money", self._form(page, "/hcc/complain/money")
        )
        values = self._form(response, "/more") | {"text": "50 000 đ for the form"}
        reference = self._complaints().reference
        response = self._post(f"/hcc/complain/{reference}/more", values)
        self.assertIn("we have added this", response.text)
        self.assertEqual(self._complaints().text, "50 000 đ for the form")
        response = self._post(
            f"/hcc/complain/{reference}/more", values | {"text": "x" * 4001}
        )
        self.assertEqual(response.status_code, 422)
        self.assertEqual(self._complaints().text, "50 000 đ for the form")

    def test_one_tap_by_the_code_on_the_slip(self):
        booked = self._book_elsewhere()
        page = self._get("/hcc/complain/money", ref=booked.reference)
        self.assertIn("Were you asked for money?", self._title(page))
        self.assertNotIn("Lan", page.text)
        self._post("/hcc/complain/money", self._form(page, "/hcc/complain/money"))
        complaint = self._complaints()
        self.assertEqual(complaint.request_id, booked)
        self.assertFalse(complaint.is_verified, "anybody may read a slip")

    def test_one_tap_from_the_page_of_a_rating(self):
        booked = self._book_elsewhere()
        visit = booked.current_appointment_id
        visit.assignment_ids.action_accept()
        visit._write_guarded({"state": "done"})
        token = booked._get_rating().access_token
        self.opener.cookies.clear()
        page = self._get(f"/hcc/rate/{token}")
        values = self._form(page, "/hcc/complain/money")
        self.assertNotIn(booked.reference, str(values), "the link names nobody")
        response = self._post("/hcc/complain/money", values)
        self.assertIn("Thank you", self._title(response))
        complaint = self._complaints()
        self.assertEqual(complaint.request_id, booked)
        self.assertTrue(complaint.is_verified)
        self.assertNotIn(booked.reference, response.text)
        # a token of somebody else's form, and one that was never made
        for token in ("x", values["token"][::-1]):
            self._post("/hcc/complain/money", values | {"token": token})
        self.assertEqual(self._complaints(), complaint)

    def test_one_tap_without_a_known_reference_is_the_whole_form(self):
        for query in ({}, {"ref": "HT-0000-0000"}, {"ref": "x' OR 1=1"}):
            response = self._get("/hcc/complain/money", **query)
            self.assertIn("Tell us what went wrong", self._title(response))
        form = self._form(response, "/hcc/complain")
        self.assertEqual(form["kind"], "money_asked")

    def test_footer_of_every_page_leads_here(self):
        for path in ("/hcc", "/hcc/find", "/hcc/privacy"):
            links = self._tree(self._get(path)).xpath("//footer//a/@href")
            self.assertTrue([link for link in links if "kind=money_asked" in link])

    # Following it

    def _find(self, reference, secret):
        page = self._get("/hcc/complain/find")
        values = self._form(page, "/hcc/complain/find")
        return self._post(
            "/hcc/complain/find", values | {"reference": reference, "secret": secret}
        )

    def test_answer_by_reference_and_number_or_code(self):
        _response, complaint = self._send(phone=PHONE)
        complaint._answer("justified", "We are sorry.\nHe has been talked to.")
        for secret in (PHONE, complaint.access_code):
            self.opener.cookies.clear()
            response = self._find(complaint.reference, secret)
            self.assertIn("We are sorry.", response.text)
            self.assertIn("You were right.", response.text)
            self.assertNotIn(complaint.owner_id.name, response.text)

    def test_without_the_number_nothing_is_shown(self):
        _response, complaint = self._send(phone=PHONE)
        _response, other = self._send()
        complaint._answer("justified", "We are sorry.")
        self.opener.cookies.clear()
        cases = (
            (complaint.reference, ""),
            (complaint.reference, "0912 345 679"),
            (complaint.reference, other.access_code),
            (other.reference, ""),
            (other.reference, "0"),
            ("PA-0000-0000", PHONE),
            ("", complaint.access_code),
        )
        for reference, secret in cases:
            with self.subTest(reference=reference, secret=secret):
                response = self._find(reference, secret)
                self.assertEqual(response.status_code, 422)
                self.assertIn("We found no complaint", response.text)
        response = self._get(f"/hcc/complain/{complaint.reference}")
        self.assertNotIn("We are sorry.", response.text)
        response = self._post(
            f"/hcc/complain/{complaint.reference}/more", {"text": "x", "token": "x"}
        )
        self.assertIn("/hcc/complain/find", response.text)
        self.assertNotIn("x", complaint.text.split())

    def test_grant_is_for_this_complaint_alone(self):
        _response, complaint = self._send()
        self.opener.cookies.clear()
        self._send()
        response = self._get(f"/hcc/complain/{complaint.reference}")
        self.assertIn("The answer to your complaint", self._title(response))

    def test_forgetting_takes_it_away(self):
        _response, complaint = self._send()
        self._post("/hcc/forget", {"token": "x"})
        response = self._get(f"/hcc/complain/{complaint.reference}")
        self.assertIn("The answer to your complaint", self._title(response))

    def test_too_many_tries(self):
        self.env["ir.config_parameter"].set_param(
            "hcc_collaborator.rate_limit_percent", "100"
        )
        _response, complaint = self._send(phone=PHONE)
        self.opener.cookies.clear()
        statuses = [
            self._find(complaint.reference, f"09120000{index:02d}").status_code
            for index in range(25)
        ]
        self.assertEqual(statuses[0], 422)
        self.assertEqual(statuses[-1], 429)

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import AT_POINT
from .office_common import OfficeCase
from .public_common import PublicCase


@tagged("post_install", "-at_install")
class TestHccMessageForm(PublicCase):
    """How people choose the way of messages, on the page of the form."""

    def _send(self, **values):
        form = self._open_details()
        self.assertEqual(form["contact_channel"], "sms", "the way of most people")
        form.update(values)
        return self._post("/hcc/book/confirm", form)

    def _last(self):
        return self.env["hcc.request"].search([], limit=1)

    def test_email(self):
        self._send(contact_channel="email", email="Lan@Example.com ", no_reminder="1")
        citizen = self._last().citizen_id
        self.assertEqual(
            (citizen.contact_channel, citizen.email, citizen.reminder_channel),
            ("email", "lan@example.com", "none"),
        )
        message = self._get_messages(self._last(), "confirmed")
        self.assertEqual(message.channel, "email")

    def test_nothing_chosen(self):
        self._send()
        citizen = self._last().citizen_id
        self.assertEqual(
            (citizen.contact_channel, citizen.reminder_channel, citizen.discreet),
            ("sms", "same", False),
        )

    def test_discreet(self):
        self._send(discreet="1")
        self.assertTrue(self._last().citizen_id.discreet)
        body = self._get_messages(self._last(), "confirmed").body
        self.assertNotIn(self.point_a1.name, body)

    def test_bad_input_is_told_and_kept(self):
        before = self._last()
        for email in ("", "no address", "@" * 300):
            response = self._send(contact_channel="email", email=email, discreet="1")
            self.assertEqual(response.status_code, 422)
            form = self._form(response, "/hcc/book/confirm")
            self.assertEqual(form["contact_channel"], "email")
            self.assertEqual(form["email"], email)
            self.assertEqual(form["discreet"], "1")
            (details,) = self._tree(response).xpath(
                "//details[contains(@class, 'o_hcc_tell')][.//*[@name='email']]"
            )
            self.assertIn("open", details.attrib, "what is wrong can be seen")
            self.assertTrue(self._texts(response, "//*[@id='email_error']"))
        self._send(contact_channel="pigeon")
        self.assertEqual(len(self._last() - before), 1, "a way of no form is the usual")
        self.assertEqual(self._last().citizen_id.contact_channel, "sms")

    def test_who_asks_for_somebody_is_told_their_own_way(self):
        self._send(
            on_behalf="1",
            requester_relation="relative",
            requester_name="Trần Văn Con",
            requester_phone="0912 000 222",
            contact_channel="email",
            email="con@example.com",
        )
        request = self._last()
        self.assertEqual(
            (request.requester_id.contact_channel, request.requester_id.email),
            ("email", "con@example.com"),
        )
        self.assertEqual(
            (request.citizen_id.contact_channel, request.citizen_id.email),
            ("sms", False),
        )


@tagged("post_install", "-at_install")
class TestHccMessageIntake(OfficeCase):
    """The same through a clerk."""

    def _take(self, citizen=False, **changes):
        form = Form(self.env["hcc.intake"].with_user(self.user_clerk))
        form.ward_id = self.ward_a1
        form.phone = "0912345678"
        form.name = "Trần Văn Bình"
        if citizen:
            form.known = str(citizen.id)
        form.procedure_ids.add(self.procedure)
        form.service_point_id = self.point_a1
        form.slot_from = AT_POINT.date()
        form.slot = self._slot_at(form, AT_POINT)
        form.consent_given = True
        for name, value in changes.items():
            setattr(form, name, value)
        action = form.save().action_book()
        return self.env["hcc.request"].browse(action["res_id"])

    def test_chosen(self):
        request = self._take(
            contact_channel="email",
            email="binh@example.com",
            no_reminder=True,
            discreet=True,
        )
        self.assertRecordValues(
            request.citizen_id,
            [
                {
                    "contact_channel": "email",
                    "email": "binh@example.com",
                    "reminder_channel": "none",
                    "discreet": True,
                }
            ],
        )

    def test_nothing_chosen_changes_nothing(self):
        citizen = self._take().citizen_id
        citizen.write({"contact_channel": "call", "discreet": True})
        request = self._take(citizen)
        self.assertEqual(request.citizen_id, citizen)
        self.assertEqual((citizen.contact_channel, citizen.discreet), ("call", True))

    def test_email_without_address(self):
        with self.assertRaises(UserError):
            self._take(contact_channel="email")

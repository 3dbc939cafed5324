from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import Form, tagged

from .common import AT_HOME
from .office_common import OfficeCase
from .public_common import PublicCase


@tagged("post_install", "-at_install")
class TestWithoutSmartphone(OfficeCase, PublicCase):
    """The whole way of somebody with no smartphone, no e-mail, who cannot read.

    A son calls; all else is telephone, paper and people. Nothing of it asks the
    person to open a page.
    """

    def test_telephone_paper_and_a_relative(self):
        request = self._call_of_the_son()
        self._called_back_instead_of_written_to(request)
        self._paper(request)
        entry = self._the_helper_goes(request)
        self._rated_by_telephone(request, entry)
        self._complaint_by_telephone(request)

    def _call_of_the_son(self):
        """A clerk types while the son talks; he is the one to be called."""
        form = Form(self.env["hcc.intake"].with_user(self.user_clerk))
        form.channel = "telephone"
        form.ward_id = self.ward_a1
        form.name, form.phone = "Cụ Trần Thị Tư", ""
        form.on_behalf = True
        form.requester_name = "Trần Văn Con"
        form.requester_phone = "0912000222"
        form.requester_relation = "relative"
        form.contact_channel = "call"
        form.place = "home"
        form.address = "12 Test street"
        form.procedure_ids.add(self.procedure)
        form.home_reason_ids.add(self.env.ref("hcc_booking.hcc_home_reason_difficulty"))
        form.need_large_print = form.has_companion = True
        form.slot_from = AT_HOME.date()
        form.slot = self._slot_at(form, AT_HOME)
        form.consent_given = True
        request = self.env["hcc.request"].browse(form.save().action_book()["res_id"])
        self.assertRecordValues(
            request, [{"state": "booked", "channel": "telephone", "place": "home"}]
        )
        self.assertFalse(request.citizen_id.phone or request.citizen_id.email)
        self.assertEqual(set(request.consent_ids.mapped("how")), {"telephone"})
        return request

    def _called_back_instead_of_written_to(self, request):
        """The son is told by a voice: the message stands on the list of calls."""
        told = self._get_messages(request, "confirmed")
        self.assertEqual(set(told.mapped("channel")), {"call"})
        self.assertEqual(set(told.mapped("state")), {"to_call"})
        self.assertEqual(set(told.mapped("citizen_id")), {request.requester_id})
        self.assertIn(request.reference, told.body)
        told.with_user(self.user_clerk).action_called()
        self.assertEqual(told.call_result, "reached")
        written = request.outbox_ids.filtered(
            lambda message: (
                message.recipient == "citizen" and message.channel in ("sms", "email")
            )
        )
        self.assertFalse(written, "nobody has to read anything")

    def _paper(self, request):
        """The slip, in large type, goes with the helper or by post."""
        action = request.with_user(self.user_clerk).action_print_large_slip()
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(
            action["report_name"], request.ids
        )
        for part in (request.reference, request.rating_code, "12 Test street"):
            self.assertIn(part, content.decode())

    def _the_helper_goes(self, request):
        """The helper knows what helps, asks the person, and closes the visit."""
        entry = request.assignment_ids.filtered("is_live")
        entry = entry.with_user(entry.user_id)
        entry.action_accept()
        self.assertIn("needs large print", entry.contact_note)
        self.assertIn("Trần Văn Con", entry.contact_note)
        self.assertTrue(entry.asks_own_consent, "the person speaks for herself")
        with freeze_time(entry.start):
            entry.action_start()
            entry.action_confirm_consent()
            form = self._finish_form(entry)
            form.filed = "online"
            form.code = "H26.7-261125-0001"
            form.save().action_done()
        self.assertEqual(request.state, "done")
        self.assertFalse(request.sudo()._get_unconfirmed_consents())
        return entry

    def _rated_by_telephone(self, request, entry):
        """By the code on the paper through somebody who has a telephone, or told."""
        with freeze_time(entry.stop + timedelta(hours=1)):
            found = self.env["hcc.request"]._find_by_rating_code(request.rating_code)
            self.assertEqual(found, request.sudo())
            self.env["hcc.rating.call"].with_user(self.user_clerk).create(
                {"request_id": request.id, "value": "5", "comment": "Rất tận tình"}
            ).action_confirm()
            self.assertFalse(
                self.env["hcc.request"]._find_by_rating_code(request.rating_code),
                "once, whichever way",
            )
        self.assertEqual(request.rating_value, 5)
        self.assertEqual(request.rating_channel, "telephone")

    def _complaint_by_telephone(self, request):
        """Told to a clerk, answered by a voice, with a reference that is read out."""
        entry = (
            self.env["hcc.complaint.entry"]
            .with_user(self.user_clerk)
            .create(
                {
                    "request_id": request.id,
                    "channel": "telephone",
                    "kind": "late_or_absent",
                    "text": "Đến muộn một giờ",
                    "phone": "0912 000 222",
                    "is_citizen": True,
                }
            )
        )
        answer = entry.action_confirm()
        self.assertIn(entry.reference, answer["params"]["message"])
        complaint = self.env["hcc.complaint"].search(
            [("reference", "=", entry.reference)]
        )
        self.assertEqual(complaint.request_id, request)
        self.assertEqual(complaint.channel, "telephone")

    def test_rating_with_the_code_on_paper_on_any_device(self):
        """Whoever can read types the code of the paper, on a borrowed telephone."""
        request = self._submit()
        visit = request.current_appointment_id
        with freeze_time(visit.start + timedelta(minutes=20)):
            visit.assignment_ids.action_accept()
            visit.assignment_ids.action_start()
            visit._complete()
            form = self._form(self._get("/hcc/rate"), "/hcc/rate")
            form.update(code=request.rating_code.lower(), value="4")
            self._post("/hcc/rate", form)
        self.assertEqual((request.rating_value, request.rating_channel), (4, "code"))

from odoo.tests import tagged

from .dossier_common import CODE
from .public_common import PHONE, PublicCase
from .words_common import HOTLINE, TELLING, WordsCase

#: how a case is made discreet: by the office, by the person, by what it is for
WAYS = ("office", "person", "procedure")


def make_discreet(request, way):
    if way == "office":
        request.discreet = True
    elif way == "person":
        request.citizen_id.discreet = True
    else:
        request.procedure_ids.is_discreet = True


@tagged("post_install", "-at_install")
class TestDiscreetCase(WordsCase):
    def test_messages(self):
        """Whatever made it discreet, no message tells of the matter or the service."""
        for number, way in enumerate(WAYS):
            self.procedure.is_discreet = False
            request = self._submit(
                submit_token=f"way-{way}", phone=f"0987 654 32{number}"
            )
            make_discreet(request, way)
            for kind in ("confirmed", "moved", "reminder", "cancelled"):
                message = self._make(kind, request)
                mail = message._prepare_mail("lan@example.com")
                texts = (
                    message.body,
                    message.sms_text,
                    message._get_text_to_send(),
                    mail["subject"],
                    mail["body_html"],
                )
                for secret in (*TELLING, self.procedure.name, self.point_a1.name):
                    for text in texts:
                        with self.subTest(way, kind=kind, secret=secret):
                            self.assertNotIn(secret.lower(), text.lower())
                self.assertIn(HOTLINE, message.body)
                self.assertTrue(message.is_discreet)
            request._cancel()

    def test_what_waits_already(self):
        self.env["ir.config_parameter"].set_param("hcc_booking.sms_enabled", "True")
        request = self._submit()
        message = self._get_messages(request, "confirmed")
        self.assertFalse(message.is_neutral)
        request.discreet = True
        message._deliver()
        self.assertTrue(message.is_neutral)
        self.assertNotIn(self.point_a1.name, message.sms_id.body)

    def test_calendar(self):
        """A calendar is searched by people who may not read the event."""
        request = self._submit()
        entry = request.current_appointment_id.assignment_ids
        self.env["hcc.assignment"]._sync_stale()
        event = entry.calendar_event_id
        self.assertEqual(event.name, request.reference)
        self.assertFalse(event.description or event.location)
        self.assertEqual(event.privacy, "private")
        for record in (event, entry, entry.appointment_id, request):
            self.assertNotIn("Lan", record.display_name)

    def test_paper_slips(self):
        request = self._submit()
        report = self.env["ir.actions.report"]
        for name in ("hcc_booking.report_slip", "hcc_booking.report_large_slip"):
            request.discreet = False
            page = report._render_qweb_html(name, request.ids)[0].decode()
            self.assertIn("Nguyễn Thị Lan", page)
            request.discreet = True
            page = report._render_qweb_html(name, request.ids)[0].decode()
            self.assertIn(request.reference, page)
            for secret in (
                *("Nguyễn Thị Lan", self.procedure.name, "The old paper"),
                *("help is free", "Who helps", "password", "Dossier code"),
            ):
                with self.subTest(name, secret=secret):
                    self.assertNotIn(secret, page)

    def test_set_by_the_office(self):
        request = self._submit()
        request.with_user(self.user_clerk).discreet = True
        self.assertTrue(request.is_discreet)
        row = self.env["hcc.journal"].search(
            [("model", "=", request._name), ("action", "=", "discreet")], limit=1
        )
        self.assertEqual((row.res_id, row.details), (request.id, {"on": True}))


@tagged("post_install", "-at_install")
class TestDiscreetPages(PublicCase):
    def test_slip(self):
        booked = self._book_elsewhere()
        values = self._form(self._get("/hcc/find"), "/hcc/find")
        values.update(reference=booked.reference, phone=PHONE)
        self._post("/hcc/find", values)
        path = f"/hcc/request/{booked.reference}"
        booked.current_appointment_id._record_dossiers(
            [{"code": CODE, "procedure_id": self.procedure.id}]
        )
        shown = self._get(f"{path}/slip").text
        self.assertIn(self.procedure.name, shown)
        self.assertIn(CODE, shown)
        booked.discreet = True
        slip = self._get(f"{path}/slip")
        article = self._texts(slip, "//article")[0]
        self.assertIn(booked.reference, article)
        for secret in (self.procedure.name, CODE, "helps", "password", "What for"):
            with self.subTest(secret):
                self.assertNotIn(secret, article)
        # the own page, behind the telephone, goes on telling
        self.assertIn(self.procedure.name, self._get(path).text)

    def test_own_wish_on_the_form(self):
        values = self._open_details()
        self._post("/hcc/book/confirm", values | {"discreet": "1"})
        request = self.env["hcc.request"].search([], limit=1, order="id desc")
        self.assertTrue(request._is_discreet())

import re

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..exceptions import BookingError, HelperNotFit, SlotTaken
from .common import AT_HOME, AT_POINT
from .office_common import OfficeCase
from .public_common import PublicCase


@tagged("post_install", "-at_install")
class TestHccNeeds(OfficeCase):
    """What would help a person: kept, matched, and read by few."""

    def _visit(self, **changes):
        return self._submit_home(**changes).current_appointment_id

    def test_who_signs_is_asked_first(self):
        usual = self._visit().assignment_ids.collaborator_id
        other = (self.c_a1_2 | self.c_a1_3) - usual
        other.signs = True
        visit = self._visit(
            need_sign=True, phone="0912 345 679", start=AT_HOME.replace(hour=9)
        )
        self.assertEqual(visit.assignment_ids.collaborator_id, other)
        self.assertFalse(visit.request_id.skill_warning)

    def test_who_speaks_the_language_is_asked_first(self):
        for person in (self.c_a1_2, self.c_a1_3):
            self.c_a1_2.languages = self.c_a1_3.languages = False
            person.languages = "Tiếng Anh, tiếng Tày"
            visit = self._visit(
                need_language="tay",
                phone=f"0912 345 6{person.id % 100:02d}",
                start=AT_HOME.replace(hour=7 + 2 * (person == self.c_a1_3)),
            )
            self.assertEqual(visit.assignment_ids.collaborator_id, person)
        self.assertFalse(visit.request_id.skill_warning)
        self.assertTrue(
            self._visit(
                need_language="Mường", start=AT_HOME.replace(hour=10)
            ).request_id.skill_warning
        )

    def test_who_asks_for_a_woman_is_sent_a_woman(self):
        usual = self._visit().assignment_ids.collaborator_id
        other = (self.c_a1_2 | self.c_a1_3) - usual
        usual.gender, other.gender = "male", "female"
        visit = self._visit(
            wish_gender="female", phone="0912 345 679", start=AT_HOME.replace(hour=9)
        )
        self.assertEqual(visit.assignment_ids.collaborator_id, other)
        self.assertNotIn(usual, visit._candidates())
        self.assertIn("asks for a woman", visit.request_id._get_needs_words())
        with self.assertRaises(HelperNotFit):
            visit._reassign(visit.assignment_ids, usual)

    def test_nobody_else_comes_instead_of_a_woman(self):
        (self.c_a1_2 | self.c_a1_3).gender = "male"
        with self.assertRaises(SlotTaken):
            self._submit_home(wish_gender="female")
        finder = self.env["hcc.slot.finder"]
        asked = (self.ward_a1, "home", self.procedure)
        self.assertTrue(finder._find(*asked))
        self.assertFalse(finder._find(*asked, gender="female"))

    def test_a_wish_that_is_none(self):
        with self.assertRaises(BookingError) as caught:
            self._submit_home(wish_gender="anybody")
        self.assertEqual(set(caught.exception.errors), {"wish_gender"})

    def test_nobody_signs_and_nobody_is_refused(self):
        request = self._submit_home(need_sign=True)
        self.assertEqual(request.state, "booked")
        warning = request.with_user(self.user_clerk).skill_warning
        self.assertIn("sign language", warning)
        form = Form(
            self.env["hcc.reassign"]
            .with_user(self.user_coordinator)
            .with_context(
                default_appointment_id=request.current_appointment_id.id,
                default_assignment_id=request.assignment_ids.id,
            )
        )
        self.assertIn("sign language", form.skill_warning)
        going = request.assignment_ids.collaborator_id
        other = (self.c_a1_2 | self.c_a1_3) - going
        other.signs = True
        candidates = request.current_appointment_id._candidates()
        self.assertEqual(candidates[:1], other)
        form = Form(
            self.env["hcc.reassign"]
            .with_user(self.user_coordinator)
            .with_context(
                default_appointment_id=request.current_appointment_id.id,
                default_assignment_id=request.assignment_ids.id,
            )
        )
        self.assertEqual(form.choice, str(other.id))
        self.assertFalse(form.skill_warning)
        self.assertIn("sign language", form.choices[0]["hint"])

    def test_a_held_time_goes_to_who_signs(self):
        free = self.env["hcc.slot.hold"]._take(
            ward=self.ward_a1,
            place="home",
            point=None,
            procedures=self.procedure,
            start=AT_HOME,
            visitor="anna",
        )
        held = free._get_entries().collaborator_id
        other = (self.c_a1_2 | self.c_a1_3) - held
        other.signs = True
        visit = self._visit(need_sign=True, hold_token=free.token, visitor="anna")
        self.assertEqual(visit.assignment_ids.collaborator_id, other)
        self.assertFalse(free.exists())

    def test_the_helper_reads_it_as_long_as_the_address(self):
        request = self._submit_home(need_sign=True, has_companion=True)
        entry = request.assignment_ids
        helper = entry.user_id
        as_helper = entry.with_user(helper)
        self.assertFalse(as_helper.contact_note, "not before acceptance")
        as_helper.action_accept()
        for words in ("needs sign language", "somebody comes along"):
            self.assertIn(words, as_helper.contact_note)
        with self.assertRaises(AccessError):
            request.with_user(helper).read(["need_sign"])
        with self.assertRaises(AccessError):
            self.env["hcc.request"].with_user(helper).search([("need_sign", "=", True)])
        with freeze_time(entry.start):
            as_helper.action_start()
            as_helper.action_done()
        entry.invalidate_recordset()
        self.assertFalse(entry.with_user(helper).contact_note, "nor after closing")

    def test_bad_language(self):
        with self.assertRaises(BookingError) as caught:
            self._submit(need_language="x" * 61)
        self.assertEqual(set(caught.exception.errors), {"need_language"})

    def test_nothing_told_is_nothing_kept(self):
        request = self._submit()
        self.assertEqual(request._get_needs_words(), [])
        self.assertFalse(request.skill_warning)

    def test_clerk_writes_it_down(self):
        form = Form(self.env["hcc.intake"].with_user(self.user_clerk))
        form.ward_id = self.ward_a1
        form.phone, form.name = "0912345678", "Trần Văn Bình"
        form.procedure_ids.add(self.procedure)
        form.service_point_id = self.point_a1
        form.slot_from = AT_POINT.date()
        form.slot = self._slot_at(form, AT_POINT)
        form.need_step_free, form.need_language = True, "Tày"
        form.consent_given = True
        request = self.env["hcc.request"].browse(form.save().action_book()["res_id"])
        self.assertTrue(request.need_step_free)
        self.assertEqual(request.need_language, "Tày")

    def test_consent_says_it(self):
        text = self.env["hcc.consent.text"]._current()
        self.assertEqual(text.version, "1.1")
        self.assertIn("sign language", text.body)


@tagged("post_install", "-at_install")
class TestPublicNeeds(PublicCase):
    def test_form_keeps_and_shows_it(self):
        values = self._open_details()
        values.update(need_sign="1", has_companion="1", need_language=" Tày ")
        wrong = self._post("/hcc/book/confirm", {**values, "phone": "12"})
        self.assertEqual(wrong.status_code, 422)
        again = self._form(wrong, "/hcc/book/confirm")
        self.assertEqual(
            (again["need_sign"], again["need_language"]), ("1", "Tày"), "nothing lost"
        )
        too_long = self._post(
            "/hcc/book/confirm", {**values, "need_language": "x" * 61}
        )
        self.assertTrue(self._texts(too_long, "//*[@id='need_language_error']"))
        response = self._post("/hcc/book/confirm", values)
        self.assertIn("needs sign language", response.text)
        request = self.env["hcc.request"].search([], limit=1)
        self.assertTrue(request.need_sign and request.has_companion)
        self.assertFalse(request.need_large_print)
        slip = self._get(f"/hcc/request/{request.reference}/slip")
        self.assertNotIn("sign language", slip.text, "a slip lies about")

    def test_large_slip(self):
        request = self._book()
        path = f"/hcc/request/{request.reference}"
        self.assertNotIn("large=1", self._get(path).text)
        request.need_large_print = True
        self.assertIn("slip?large=1", self._get(path).text)
        slip = self._get(f"{path}/slip", large="1")
        (article,) = self._tree(slip).xpath("//article")
        self.assertIn("o_hcc_slip_large", article.get("class"))
        for part in (request.reference, request.rating_code, self.point_a1.name):
            self.assertIn(part, slip.text)
        self.opener.cookies.clear()
        self.assertNotIn(request.rating_code, self._get(f"{path}/slip", large="1").text)

    def test_large_slip_of_the_office(self):
        request = self._submit()
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "hcc_booking.report_large_slip", request.ids
        )
        text = content.decode()
        for part in (
            request.reference,
            request.rating_code,
            request.current_appointment_id.lead_id.name,
            self.point_a1.name,
            request._get_slip_hotline(),
        ):
            self.assertIn(part, text)
        sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)pt", text)]
        self.assertGreaterEqual(min(sizes), 24, "at least 18 pt on paper")
        action = request.with_user(self.user_clerk).action_print_large_slip()
        self.assertEqual(action["report_name"], "hcc_booking.report_large_slip")

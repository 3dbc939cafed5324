import base64
import io
from datetime import timedelta

from freezegun import freeze_time
from PIL import Image, ImageDraw

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.hcc_booking.tests.common import AT_HOME

from .field_common import FieldCase, FieldHttpCase


def draw(size=(300, 100)):
    """A signature as a page draws it, in base64."""
    picture = Image.new("RGBA", size)
    ImageDraw.Draw(picture).line((10, 80, 150, 20, 280, 70), fill="black", width=4)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


class ProofCase(FieldCase):
    def setUp(self):
        super().setUp()
        self.proofs = self.env["hcc.visit.proof"]
        self.start = self.proofs._get_code(self.visit, "start")
        self.finish = self.proofs._get_code(self.visit, "finish")

    def _give(self, moment="start", how="code", **values):
        proof = {"moment": moment, "how": how, "at": fields.Datetime.now()}
        return self.proofs._give(self.entry, [{**proof, **values}])[0]


@tagged("post_install", "-at_install")
class TestVisitProof(ProofCase):
    def test_numbers_differ_and_are_not_stored(self):
        other = self.visit.browse(self.visit.id + 1)
        self.assertRegex(self.start, r"^\d{6}$")
        self.assertNotEqual(self.start, self.finish)
        self.assertNotEqual(self.start, self.proofs._get_code(other, "start"))
        self.assertNotIn(self.start, str(self.visit.read()))

    def test_number(self):
        self.assertEqual(self._give(code=f"{self.start[:3]} {self.start[3:]}"), "ok")
        self.assertEqual(self.visit.proof_share, 0.5)
        self.assertEqual(self._give(code=self.start), "ok")
        self.assertEqual(len(self.entry.proof_ids), 1, "right counts once")
        self.assertEqual(self._give("finish", code=self.start), "wrong")
        self.assertEqual(self.visit.proof_share, 0.5)
        self.assertEqual(self._give("finish", code=self.finish), "ok")
        self.assertEqual(self.visit.proof_share, 1)

    def test_slip(self):
        text = self.proofs._get_slip_text(self.visit)
        self.assertEqual(self._give(how="slip", code=text), "ok")
        self.assertEqual(self._give("finish", how="slip", code=text), "ok")
        self.assertEqual(
            self._give("finish", how="slip", code=f"HT-0000-0000 {self.finish}"),
            "wrong",
        )
        self.assertEqual(self._give(how="slip", code="https://example.org"), "wrong")

    def test_on_printed_slips_but_not_on_discreet_ones(self):
        shown = [f"{code[:3]} {code[3:]}" for code in (self.start, self.finish)]
        request = self.visit.request_id
        report = self.env["ir.actions.report"].with_context(lang="en_US")
        for name in ("hcc_booking.report_slip", "hcc_booking.report_large_slip"):
            with self.subTest(name=name):
                request.discreet = False
                page = report._render_qweb_html(name, request.ids)[0].decode()
                self.assertTrue(all(code in page for code in shown), shown)
                self.assertIn("QR code that the helper scans", page)
                request.discreet = True
                page = report._render_qweb_html(name, request.ids)[0].decode()
                self.assertFalse(any(code in page for code in shown))
                self.assertNotIn("QR code that the helper scans", page)

    def test_wrong_ones_are_limited_and_kept(self):
        for turn in range(8):
            state = self._give(code=f"{turn:06d}")
            self.assertEqual(state, "wrong" if turn < 6 else "limited")
        self.assertEqual(self._give(code=self.start), "limited", "nobody guesses on")
        self.assertEqual(len(self.entry.proof_ids), 9)
        self.assertEqual(self.entry.proof_wrong, 6)
        self.assertEqual(self._give(how="signature", signature=draw()), "ok")

    def test_signature(self):
        self.assertEqual(self._give(how="signature", signature=draw()), "ok")
        proof = self.entry.proof_ids
        self.assertTrue(proof.signature)
        large = "A" * 90_000
        for bad in ("", "no picture", base64.b64encode(b"<svg/>").decode(), large):
            self.assertEqual(
                self._give("finish", how="signature", signature=bad), "wrong"
            )
        self.assertEqual(
            self.entry.proof_ids.filtered("signature"), proof, "nothing else is kept"
        )

    def test_many_at_once_in_few_queries(self):
        def count(number):
            rows = [
                {
                    "moment": "start",
                    "how": "code",
                    "code": "x",
                    "at": fields.Datetime.now(),
                }
                for _turn in range(number)
            ]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.proofs._give(self.entry, rows)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(8)
        self.assertEqual(count(2), count(20))

    def test_clerks_of_the_ward_read(self):
        self._give(how="signature", signature=draw())
        proof = self.entry.proof_ids
        self.assertTrue(proof.with_user(self.user_clerk).signature)
        for user in (self.user_coordinator_b, self.helper, self.user_committee):
            with self.assertRaises(AccessError):
                proof.with_user(user).read(["how"])
        with self.assertRaises(UserError):
            proof.write({"state": "wrong"})

    def test_no_position(self):
        names = " ".join(self.proofs._fields)
        for word in ("latitude", "longitude", "position", "gps"):
            self.assertNotIn(word, names)

    def test_signature_goes_by_its_retention_rule(self):
        self._give(how="signature", signature=draw())
        rule = self.env.ref("hcc_field.hcc_retention_rule_visit_proof")
        proof = self.entry.proof_ids
        for age, is_due in ((rule.days - 2, False), (rule.days + 2, True)):
            until = proof.at + timedelta(days=age - rule.days)
            model, domain = rule._get_due_visit_proof(until)
            self.assertEqual(proof in model.search(domain), is_due)
        self.assertFalse(proof._retire("visit_proof"))
        self.assertRecordValues(proof, [{"signature": False, "state": "ok"}])

    def test_erased_with_the_person(self):
        self._give(how="signature", signature=draw())
        with freeze_time(AT_HOME):
            self.entry.sudo().action_done()
        self.request.citizen_id._erase_data()
        self.assertRecordValues(
            self.entry.proof_ids,
            [{"signature": False, "state": "ok", "how": "signature"}],
        )


@tagged("post_install", "-at_install")
class TestProofForm(ProofCase):
    def _open(self, user=None):
        action = self.entry.with_user(user or self.helper).action_prove()
        form = self.env["hcc.proof.entry"].with_user(user or self.helper)
        return form.with_context(**action["context"])

    def test_number(self):
        form = self._open().create({"code": self.start})
        self.assertEqual(form.moment, "start")
        notice = form.action_confirm()
        self.assertEqual(notice["params"]["type"], "success")
        self.assertFalse(form.code)
        form = self._open().create({"code": "123"})
        self.assertEqual(form.moment, "finish")
        self.assertEqual(form.action_confirm()["params"]["type"], "warning")

    def test_signature(self):
        form = self._open().create({"how": "signature", "signature": draw()})
        self.assertEqual(form.action_confirm()["params"]["type"], "success")
        self.assertTrue(self.entry.proof_ids.signature)

    def test_own_open_visit_alone(self):
        with self.assertRaises(AccessError):
            self._open(self.user_helper_3)
        form = self._open()
        with freeze_time(AT_HOME):
            self.entry.sudo().action_done()
        with self.assertRaises(AccessError):
            form.create({"code": self.start}).action_confirm()
        with self.assertRaises(UserError):
            form.create({}).action_confirm()


@tagged("post_install", "-at_install")
class TestProofOnPages(FieldHttpCase):
    def test_citizen_sees_numbers_and_who_comes(self):
        proofs = self.env["hcc.visit.proof"]
        start = proofs._get_code(self.visit, "start")
        with freeze_time(AT_HOME):
            self.entry.with_user(self.helper).action_on_the_way()
        page = self._show()
        self.assertIn(f"{start[:3]} {start[3:]}", page)
        self.assertIn(self.entry.collaborator_id.name, page)
        self.assertIn(self.entry.collaborator_id.sudo()._get_badge_path(), page)
        with freeze_time(AT_HOME):
            self.entry.sudo().action_done()
        page = self._show()
        self.assertNotIn(f"{start[:3]} {start[3:]}", page)
        self.assertNotIn("/hcc/badge/", page)

    def _show(self):
        self.env.flush_all()
        link = self.request._get_page_link()
        answer = self.url_open(link)
        if "/hcc/request/" not in answer.url:
            self.fail(answer.text)
        return answer.text

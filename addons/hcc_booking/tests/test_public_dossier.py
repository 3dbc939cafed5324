from odoo.tests import tagged

from .dossier_common import CODE, NEXT_WEEK
from .public_common import PHONE, PublicCase


@tagged("post_install", "-at_install")
class TestPublicDossier(PublicCase):
    """What the citizen reads of the dossiers: on the page, the slip, the portal."""

    def setUp(self):
        super().setUp()
        self.procedure.portal_url = "https://portal.example/thu-tuc/1"
        self.booked = self._book_elsewhere(partner_id=self.user_portal.partner_id.id)
        visit = self.booked.sudo().current_appointment_id
        self.dossier = visit._record_dossiers(
            [
                {
                    "code": CODE,
                    "procedure_id": self.procedure.id,
                    "note": "Internal words",
                }
            ]
        )

    def _open(self):
        values = self._form(self._get("/hcc/find"), "/hcc/find")
        values.update(reference=self.booked.reference, phone=PHONE)
        return self._post("/hcc/find", values)

    def test_code_state_next_step_deadline_and_link(self):
        response = self._open()
        (block,) = self._texts(response, "//div[hasclass('o_hcc_dossier')]")
        for words in (CODE, "Sent to the authority", "You need do nothing now"):
            self.assertIn(words, block)
        self.assertNotIn("Internal", response.text)
        (link,) = self._tree(response).xpath("//div[hasclass('o_hcc_dossier')]//a")
        self.assertEqual(link.get("href"), "https://portal.example/thu-tuc/1")
        self.dossier._set_outcome("supplement", deadline=NEXT_WEEK)
        for path in ("", "/slip"):
            response = self._get(f"/hcc/request/{self.booked.reference}{path}")
            (block,) = self._texts(response, "//div[hasclass('o_hcc_dossier')]")
            for words in ("asks for more papers", "30/11/2026", "hand in"):
                self.assertIn(words, block, path)

    def test_every_state_has_plain_words(self):
        texts = set()
        for outcome, _label in self.dossier._fields["outcome"].selection:
            for cause, _cause in self.dossier._fields["not_filed_reason"].selection:
                self.dossier._write_guarded(
                    {
                        "outcome": outcome,
                        "not_filed_reason": cause,
                        "supplement_deadline": NEXT_WEEK,
                    }
                )
                values = self.dossier._get_public_values()
                self.assertTrue(values["state"] and values["next"], outcome)
                self.assertTrue(self.dossier.next_step, outcome)
                texts.add(values["next"])
        self.assertGreater(len(texts), 10)

    def test_portal(self):
        self.user_portal.lang = "en_US"
        self.authenticate("test_portal", "test_portal")
        response = self.url_open(f"/my/requests/{self.booked.id}")
        self.assertIn(CODE, response.text)
        self.assertIn("Sent to the authority", response.text)
        self.assertNotIn("Internal", response.text)

    def test_many_dossiers_cost_no_more_queries(self):
        self._open()
        path = f"/hcc/request/{self.booked.reference}"

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._get(path)
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        self.booked.sudo().current_appointment_id._record_dossiers(
            [
                {"code": f"H26-251123-000{number}", "procedure_id": self.procedure.id}
                for number in range(5)
            ]
        )
        self.assertLessEqual(count(), few + 1)

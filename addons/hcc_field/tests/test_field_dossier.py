from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.hcc_collaborator.tools.localtime import local_date

from .field_common import ON_THE_DAY, FieldHttpCase

CODE = "H26.1-261125-0001"


@tagged("post_install", "-at_install")
class TestFieldDossier(FieldHttpCase):
    """Dossiers noted on a device, and what the device knows of them."""

    def _note(self, **payload):
        base = {"procedure": self.procedure.id, "filed": "online"}
        return self.device.action(self.entry, "dossier", base | payload, ago=60)

    def _start(self):
        return self.device.action(self.entry, "start", ago=900)

    def _get_day(self):
        self._sign_in()
        return self.device.post("/hcc/field/day").json()

    def test_day_says_what_is_recorded_and_why_not(self):
        self.procedure.portal_url = "https://portal.example/1"
        self.visit._record_dossiers(
            [{"code": CODE, "procedure_id": self.procedure.id, "filed_online": False}]
        )
        day = self._get_day()
        [row] = day["visits"]
        self.assertEqual(
            row["dossiers"],
            [
                {
                    "procedure": self.procedure.id,
                    "filed": "paper",
                    "code": CODE,
                    "reason": "",
                    "state": row["dossiers"][0]["state"],
                }
            ],
        )
        self.assertTrue(row["dossiers"][0]["state"])
        self.assertEqual(row["procedures"][0]["url"], "https://portal.example/1")
        reasons = dict(day["reasons"]["not_filed"])
        self.assertEqual(
            set(reasons),
            {
                *("no_eid_level2", "sim_not_own", "originals_missing", "portal_error"),
                *("no_network", "in_person_only", "other"),
            },
        )

    def test_no_network_and_a_return_visit(self):
        sent = self.device.statuses(
            self._start(),
            self._note(filed="no", reason="no_network", code=""),
            self.device.action(self.entry, "return_visit", {"wish": ""}),
        )
        self.assertEqual(sent, ["applied"] * 3)
        dossier = self.visit.dossier_ids
        self.assertEqual(
            (dossier.outcome, dossier.not_filed_reason), ("not_filed", "no_network")
        )
        self.assertEqual(self.visit.state, "done")
        self.assertEqual(self.request.state, "waiting")

    def test_typed_wrongly_then_rightly(self):
        wrong = "H26.1-261125-OOO1"
        self.assertEqual(
            self.device.statuses(
                self._start(),
                self._note(filed="no", reason="portal_error", code=""),
                self._note(code=f" {wrong.lower()} "),
            ),
            ["applied"] * 3,
        )
        self.assertEqual(self.visit.dossier_ids.code, wrong, "odd, and kept")
        self.assertTrue(self.visit.dossier_ids.code_is_odd)
        sent = self.device.statuses(
            self._note(code=CODE, instead=wrong), self._note(code=CODE)
        )
        self.assertEqual(sent, ["applied"] * 2)
        self.assertEqual(self.visit.dossier_ids.mapped("code"), [CODE])
        self.assertEqual(self.visit.dossier_ids.owner_id, self.helper)

    def test_both_at_once(self):
        self.device.statuses(
            self._start(), self._note(code="X-1"), self._note(code=CODE, instead="X-1")
        )
        self.assertEqual(self.visit.dossier_ids.mapped("code"), [CODE])

    def test_online_then_on_paper(self):
        """The same code: how it was filed decides in which figure it counts."""
        for apart in (True, False):
            code = f"H26.1-261125-000{2 + apart}"
            notes = self._note(code=code), self._note(filed="paper", code=code)
            groups = [[note] for note in notes] if apart else [notes]
            for group in groups:
                self.device.statuses(self._start(), *group)
            kept = self.visit.dossier_ids.filtered(
                lambda one, code=code: one.code == code
            )
            with self.subTest(apart=apart):
                self.assertEqual(kept.mapped("filed_online"), [False])

    def test_there_and_back_again(self):
        """A, then B instead of A, then A instead of B: the last word counts."""
        self.device.statuses(
            self._start(),
            self._note(code=CODE),
            self._note(code="X-2", instead=CODE),
            self._note(code=CODE, instead="X-2"),
        )
        self.assertEqual(self.visit.dossier_ids.mapped("code"), [CODE])

    def test_only_advice_was_needed_after_all(self):
        for apart in (True, False):
            failed = self._note(filed="no", reason="no_network", code="")
            advice = self._note(filed="advice", code="")
            for group in [[failed], [advice]] if apart else [[failed, advice]]:
                self.device.statuses(self._start(), *group)
            with self.subTest(apart=apart):
                self.assertFalse(self.visit.dossier_ids, "no failure is counted")
        row = self.env["hcc.journal"].search([("action", "=", "dossier_dropped")])
        self.assertEqual(row.res_id, self.request.id)

    def test_visit_without_a_procedure_has_one_matter(self):
        self.request.procedure_ids = False
        for payload in (
            {"filed": "no", "reason": "no_network", "code": ""},
            {"filed": "no", "reason": "portal_error", "code": ""},
            {"filed": "online", "code": CODE},
        ):
            self.device.statuses(self._start(), self._note(procedure=None, **payload))
        self.assertEqual(self.visit.dossier_ids.mapped("code"), [CODE])

    def test_day_of_the_visit_and_not_of_the_network(self):
        noted = [self._start(), self._note(code=CODE)]
        with freeze_time(ON_THE_DAY + timedelta(hours=20)):
            self.device.statuses(*noted)
        dossier = self.visit.dossier_ids
        day = local_date(ON_THE_DAY)
        self.assertEqual((dossier.filed_on, dossier.outcome_on), (day, day))

    def test_words_beside_it_are_no_place_for_a_password(self):
        note = self._note(
            filed="no", reason="other", code="", note="Mật khẩu: Hoa@1950"
        )
        [_start, (status, words)] = self.device.results(self._start(), note)
        self.assertEqual(status, "applied")
        self.assertIn("password", words)
        dossier = self.visit.dossier_ids
        self.assertEqual(dossier.not_filed_reason, "other")
        self.assertNotIn("Hoa", dossier.note)

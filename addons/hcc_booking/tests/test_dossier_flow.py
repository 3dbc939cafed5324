from datetime import timedelta

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..models.hcc_dossier_flow import OPEN_OUTCOMES, STEPS
from .dossier_common import CODE, NEXT_WEEK, DossierCase

FACTS = {
    "deadline": NEXT_WEEK,
    "cause": "portal_error",
    "code": CODE,
    "filed_online": True,
}


@tagged("post_install", "-at_install")
class TestDossierFlow(DossierCase):
    def test_accepted_returned_rejected_are_followed_after_the_visit(self):
        """Row L2 of the peers' table: code and result, until the end."""
        dossier = self._new_dossier()
        mine = dossier.with_user(self.user_collaborator)
        self.assertEqual((mine.code, mine.outcome), (CODE, "filed"))
        mine.action_accepted()
        mine._set_outcome("returned", cause="originals_missing")
        self.assertEqual(mine.not_filed_reason, "originals_missing")
        mine._set_outcome("filed", code="h26.1-251124-0002")
        self.assertEqual(mine.code, "H26.1-251124-0002")
        self.assertFalse(mine.not_filed_reason, "filed again: no cause any more")
        mine._set_outcome("rejected", cause="other")
        self.assertEqual((mine.is_open, mine.follow_up_on), (False, False))
        logged = self.env["hcc.journal"].search(
            [("model", "=", "hcc.dossier"), ("res_id", "=", dossier.id)], order="id"
        )
        self.assertEqual(
            [row.details["outcome"] for row in logged],
            ["filed", "accepted", "returned", "filed", "rejected"],
        )
        told = self.env["hcc.request.history"].search(
            [("request_id", "=", dossier.request_id.id)]
        )
        self.assertIn("A dossier is now: Returned.", told.mapped("sentence"))

    def test_only_what_may_follow(self):
        dossier = self._new_dossier()
        for before, allowed in STEPS.items():
            for after in STEPS:
                values = {
                    "outcome": before,
                    "supplement_deadline": NEXT_WEEK,
                    "not_filed_reason": "other",
                }
                dossier._write_guarded(values)
                with self.subTest(before=before, after=after):
                    if after in allowed:
                        dossier._set_outcome(after, **FACTS)
                        self.assertEqual(dossier.outcome, after)
                        is_open = after in OPEN_OUTCOMES
                        self.assertEqual(bool(dossier.follow_up_on), is_open)
                    else:
                        with self.assertRaisesRegex(UserError, "cannot become"):
                            dossier._set_outcome(after, **FACTS)
                        self.assertEqual(dossier.outcome, before)

    def test_what_a_step_needs(self):
        dossier = self._new_dossier()
        for outcome, facts in (
            ("supplement", {}),
            ("supplement", {"deadline": self.today - timedelta(days=1)}),
            ("returned", {}),
            ("rejected", {"deadline": NEXT_WEEK}),
            ("accepted", {"on": self.today + timedelta(days=1)}),
        ):
            with self.subTest(outcome, **facts), self.assertRaises(UserError):
                dossier._set_outcome(outcome, **facts)
        failed = self._new_dossier(
            code=False, outcome="not_filed", not_filed_reason="no_network"
        )
        with self.assertRaisesRegex(UserError, "code"):
            failed._set_outcome("filed", filed_online=False)
        with self.assertRaisesRegex(UserError, "online or on paper"):
            failed._set_outcome("filed", code="H26-251123-0009")
        failed._set_outcome("filed", code="H26-251123-0009", filed_online=False)
        self.assertEqual((failed.outcome, failed.filed_on), ("filed", self.today))
        self.assertFalse(failed.filed_online, "it counts as no online one")

    def test_how_it_was_filed_is_put_right(self):
        dossier = self._new_dossier()
        dossier.with_user(self.user_clerk).action_filed_on_paper()
        self.assertFalse(dossier.filed_online)
        visit = dossier.appointment_id
        visit._record_dossiers([{"code": CODE, "filed_online": True}])
        visit._record_dossiers([{"code": CODE, "filed_online": True}])
        self.assertTrue(dossier.filed_online)
        logged = self.env["hcc.journal"].search(
            [("res_id", "=", dossier.id), ("action", "=", "dossier_way")], order="id"
        )
        self.assertEqual(
            [row.details["way"] for row in logged], ["paper", "online"], "each once"
        )
        with self.assertRaises(AccessError):
            dossier.with_user(self.user_helper_2).action_filed_on_paper()
        failed = self._new_dossier(
            code=False,
            outcome="not_filed",
            not_filed_reason="no_network",
            filed_online=False,
        )
        with self.assertRaises(UserError):
            failed.action_filed_online()

    def test_typed_late_it_is_of_the_visit_that_was(self):
        dossier = self._new_dossier()
        request = dossier.request_id
        request.current_appointment_id.sudo()._write_guarded({"state": "done"})
        later = dossier.appointment_id.copy(
            {
                "start": dossier.appointment_id.start + timedelta(days=2),
                "stop": dossier.appointment_id.stop + timedelta(days=2),
                "state": "booked",
            }
        )
        self.assertEqual(request.current_appointment_id, later)
        self.assertEqual(request.dossier_visit_id, dossier.appointment_id)
        self.assertTrue(request.has_visits)

    def test_typed_as_what_it_is_by_now(self):
        visit = self._new_dossier().appointment_id
        values = {
            "request_id": visit.request_id.id,
            "appointment_id": visit.id,
            "code": "H26-251123-0031",
            "outcome": "supplement",
            "supplement_deadline": NEXT_WEEK,
        }
        dossier = self.env["hcc.dossier"].with_user(self.user_clerk).create(values)
        self.assertEqual(len(self._news(dossier, "dossier_supplement")), 1)

    def test_one_matter_without_a_procedure(self):
        """As a device says it: noted as not filed, then as filed after all."""
        visit = self._new_dossier().appointment_id
        failed = {"outcome": "not_filed", "not_filed_reason": "no_network"}
        first = visit._record_dossiers([failed | {"is_only": True, "code": False}])
        again = visit._record_dossiers(
            [failed | {"is_only": True, "not_filed_reason": "portal_error"}]
        )
        self.assertEqual(again, first)
        self.assertEqual(first.not_filed_reason, "portal_error")
        code = "H26-251123-0055"
        after = visit._record_dossiers(
            [{"code": code, "outcome": "filed", "is_only": True, "filed_online": False}]
        )
        self.assertEqual(after, first)
        self.assertEqual((first.code, first.filed_online), (code, False))
        office = visit._record_dossiers([failed, failed | {"note": "Another"}])
        self.assertEqual(len(office), 2, "the office may mean two matters")

    def test_no_other_way_to_change_it(self):
        dossier = self._new_dossier()
        for user in (self.user_collaborator, self.user_clerk, self.user_coordinator):
            for values in (
                {"outcome": "resolved"},
                {"supplement_deadline": NEXT_WEEK},
                {"not_filed_reason": "other"},
                {"deadline_told_on": NEXT_WEEK},
                {"filed_online": False},
                {"filed_on": NEXT_WEEK},
                {"appointment_id": dossier.appointment_id.id},
                {"collaborator_id": dossier.collaborator_id.id},
            ):
                with self.subTest(user=user.login, **values):
                    with self.assertRaises(UserError):
                        dossier.with_user(user).write(values)

    def test_who_may(self):
        dossier = self._new_dossier()
        for user in (self.user_helper_2, self.user_committee, self.user_portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                dossier.with_user(user)._set_outcome("accepted")
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                dossier.with_user(user).action_still_waiting()
        dossier.with_user(self.user_clerk).action_accepted()
        dossier.with_user(self.user_collaborator).action_resolved()
        self.assertEqual(dossier.outcome, "resolved")

    @mute_logger("odoo.sql_db")
    def test_the_database_guards(self):
        dossier = self._new_dossier()
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            dossier._write_guarded({"outcome": "supplement"})
            dossier.flush_recordset()
        dossier.invalidate_recordset()
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            dossier.copy({"code": CODE.lower()})
        other = self._new_dossier()
        self.assertEqual(other.code, dossier.code, "two requests may share a code")
        names = {"hcc_dossier_deadline_known", "hcc_dossier_code_once"}
        # a constraint that PostgreSQL refuses is only logged
        self.env.cr.execute(
            """SELECT conname FROM pg_constraint WHERE conname = ANY(%(names)s)
               UNION SELECT indexname FROM pg_indexes
                      WHERE indexname = ANY(%(names)s)""",
            {"names": list(names)},
        )
        found = {name for (name,) in self.env.cr.fetchall()}
        self.assertEqual(found, names)

    def test_the_same_said_twice_is_one_dossier(self):
        """As a device that sends again does, or a helper who types it again."""
        dossier = self._new_dossier()
        visit = dossier.appointment_id
        dossier.action_accepted()
        again = visit._record_dossiers(
            [
                {"code": f" {CODE.lower()} ", "outcome": "filed", "note": "Again"},
                {"code": CODE.replace("-", " – "), "filed_online": True},
            ]
        )
        self.assertEqual(again, dossier)
        self.assertEqual(len(visit.dossier_ids), 1)
        self.assertEqual((dossier.outcome, dossier.note), ("accepted", "Again"))
        dossier._set_outcome("supplement", deadline=NEXT_WEEK)
        visit._record_dossiers([{"code": CODE, "outcome": "filed", "note": False}])
        self.assertEqual(dossier.outcome, "supplement", "not taken back")
        self.assertEqual(dossier.note, "Again")
        self.assertEqual(dossier.supplement_deadline, NEXT_WEEK)
        with self.assertRaises(UserError):
            visit._record_dossiers([{"id": dossier.id, "outcome": "not_filed"}])
        visit._record_dossiers([{"id": dossier.id, "outcome": "resolved"}])
        self.assertEqual(dossier.outcome, "resolved", "this very one was named")
        right = CODE.replace("0001", "0007")
        visit._record_dossiers([{"code": right, "instead": CODE}])
        self.assertEqual(visit.dossier_ids.mapped("code"), [right], "typed wrongly")
        two = visit._record_dossiers([{"code": "X-1"}, {"code": "x-1", "note": "N"}])
        self.assertEqual((len(two), two.note), (1, "N"))

    def test_filed_after_all_at_the_same_visit(self):
        dossier = self._new_dossier(
            code=False, outcome="not_filed", not_filed_reason="no_network"
        )
        visit = dossier.appointment_id
        base = {"procedure_id": self.procedure.id}
        visit._record_dossiers(
            [base | {"outcome": "not_filed", "not_filed_reason": "portal_error"}]
        )
        self.assertEqual(dossier.not_filed_reason, "portal_error")
        visit._record_dossiers([base | {"code": CODE, "outcome": "filed"}])
        self.assertEqual(visit.dossier_ids, dossier)
        self.assertEqual((dossier.outcome, dossier.code), ("filed", CODE))
        self.assertFalse(dossier.not_filed_reason)

    def test_code_is_tidied_and_an_odd_one_warns(self):
        dossier = self._new_dossier(code=" h26.1 – 251123 — 0001 ")
        self.assertEqual((dossier.code, dossier.code_is_odd), (CODE, False))
        old = self._new_dossier(code="000.00.16.h26-251123-0001")
        self.assertFalse(old.code_is_odd, "the older style is known")
        odd = self._new_dossier(code="H26.1-25II23-OOO1")
        self.assertTrue(odd.code_is_odd)
        self.assertIn(CODE, odd.code_help, "what was meant")
        self.assertEqual(odd.code, "H26.1-25II23-OOO1", "and it is kept as typed")
        strange = self._new_dossier(code="Biên nhận 7")
        self.assertIn("000.00.16.H26", strange.code_help)
        scanned = "https://portal.example/?ma_ho_so=H26.1-251123-0001&t=1"
        dossiers = self.env["hcc.dossier"]
        self.assertEqual(
            dossiers.with_user(self.user_collaborator).find_code(scanned), CODE
        )
        self.assertEqual(dossiers.find_code(None), "")
        with self.assertRaises(AccessError):
            dossiers.with_user(self.user_portal).find_code(scanned)
        with self.assertRaises(ValidationError):
            self._new_dossier(code="X" * 41)

    def test_form_of_a_step(self):
        dossier = self._new_dossier().with_user(self.user_collaborator)
        action = dossier.with_context(dossier_outcome="supplement").action_step_form()
        self.assertEqual(action["name"], "Supplement requested")
        forms = self.env["hcc.dossier.step"].with_user(self.user_collaborator)
        form = Form(forms.with_context(**action["context"]))
        form.deadline = NEXT_WEEK
        form.note = "The birth certificate"
        form.save().action_confirm()
        self.assertRecordValues(
            dossier,
            [
                {
                    "outcome": "supplement",
                    "supplement_deadline": NEXT_WEEK,
                    "note": "The birth certificate",
                }
            ],
        )
        form = Form(
            forms.with_context(default_dossier_id=dossier.id, default_outcome="filed")
        )
        self.assertEqual(form.way, "online", "as before")
        form.code = "strange"
        self.assertIn("unusual", form.code_help)
        form.save().action_confirm()
        self.assertEqual((dossier.outcome, dossier.code), ("filed", "STRANGE"))
        failed = self._new_dossier(
            code=False, outcome="not_filed", not_filed_reason="in_person_only"
        ).with_user(self.user_collaborator)
        form = Form(
            forms.with_context(default_dossier_id=failed.id, default_outcome="filed")
        )
        form.code = "H26-251123-0077"
        with self.assertRaises(AssertionError):
            form.save()
        form.way = "paper"
        step = form.save()
        step.note = "Mật khẩu: Hoa@1950"
        self.assertNotIn("Hoa", step.note)
        step.action_confirm()
        self.assertEqual((failed.outcome, failed.filed_online), ("filed", False))
        with self.assertRaises(AccessError):
            Form(
                self.env["hcc.dossier.step"]
                .with_user(self.user_helper_2)
                .with_context(default_dossier_id=dossier.id)
            )

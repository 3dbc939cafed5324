from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..exceptions import FieldConflict
from ..tools.item import Item
from .mandate_common import SIGNATURE, MandateCase


@tagged("post_install", "-at_install")
class TestMandateField(MandateCase):
    """What the field page sends, and the forms of the back office."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.apply = cls.env["hcc.field.action"]
        cls.user_lead = cls.entry.user_id
        cls.entry.with_user(cls.user_lead).action_accept()

    def _item(self, kind, at=None, uid="u-1", **payload):
        return Item(
            uid=uid,
            kind=kind,
            seq=1,
            payload=payload,
            entry=self.entry.sudo(),
            at=at or self.visit.start,
        )

    def test_mandate_and_its_use(self):
        given = self._item("mandate", **self._shown())
        used = self._item(
            "mandate_use", uid="u-2", mandate="u-1", procedure=self.procedure.id
        )
        self.apply._apply_mandate([given])
        self.apply._apply_mandate_use([used])
        mandate = self.request.mandate_ids
        self.assertEqual(mandate.given_at, self.visit.start)
        self.assertEqual(mandate.collaborator_id, self.entry.collaborator_id)
        self.assertEqual(mandate.use_count, 1)
        self.assertEqual(used.status, "applied")
        mandate._revoke("citizen")
        late = self._item(
            "mandate_use",
            uid="u-3",
            at=self._at(days=2),
            mandate=mandate.id,
            procedure=None,
        )
        self.apply._apply_mandate_use([late])
        self.assertEqual(late.status, "refused")
        self.assertTrue(late.words)
        self.assertEqual(len(self._rows(mandate, "mandate_use_refused")), 1)

    def test_mandate_of_another_request(self):
        self.apply._apply_mandate([self._item("mandate", **self._shown())])
        mandate = self.request.mandate_ids
        other = self._submit(phone="0987 654 321", start=self._at(minutes=60))
        item = self._item(
            "mandate_use", mandate=mandate.id, procedure=self.procedure.id
        )
        item.entry = other.current_appointment_id.assignment_ids
        for wanted in (mandate.id, "u-1", "nonsense", None, {}):
            item.payload["mandate"] = wanted
            with self.subTest(wanted), self.assertRaises(FieldConflict):
                self.apply._apply_mandate_use([item])

    def test_no_number_is_no_consent(self):
        """One that was given at a counter was made by no action."""
        self._give()
        for wanted in (0, False, ""):
            item = self._item("mandate_use", mandate=wanted)
            with self.subTest(wanted), self.assertRaises(FieldConflict):
                self.apply._apply_mandate_use([item])

    def test_password_typed_by_the_citizen(self):
        self.apply._apply_password_step(
            [self._item("password_step", procedure=self.procedure.id)]
        )
        (row,) = self._rows(self.entry, "password_step")
        self.assertEqual(row.details["by"], "citizen")
        history = self.env["hcc.request.history"].search([("id", "=", row.id)])
        self.assertIn("typed their own password", history.sentence)

    def test_password_step_of_the_back_office(self):
        entry = self.entry.with_user(self.user_lead)
        entry.action_note_password_step()
        (row,) = self._rows(self.entry, "password_step")
        self.assertEqual(
            row.details, {"by": "citizen", "procedure_id": self.procedure.id}
        )
        with self.assertRaises(AccessError):
            self.entry.with_user(self.user_helper_3).action_note_password_step()
        self.assertEqual(len(self._rows(self.entry, "password_step")), 1)

    def test_secret_handed(self):
        items = [
            self._item("handed_secret", what="otp"),
            self._item("handed_secret", what="otp", uid="u-2"),
        ]
        self.apply._apply_handed_secret(items)
        report = self.env["hcc.secret.report"].search(
            [("request_id", "=", self.request.id)]
        )
        self.assertEqual((len(report), report.what), (1, "otp"))
        self.assertEqual(len(self._rows(report, "secret_handed")), 1)
        row = self._find_row(report)
        self.assertIn("was handed a password", row.summary)
        self.assertEqual(row.action_next()["res_id"], report.id)
        coordinator = report.with_user(self.user_coordinator)
        self.assertTrue(coordinator.helper_name)
        coordinator.note = "Đã gọi. Mật khẩu: Hoa@2024"
        self.assertNotIn("Hoa@2024", report.note)
        coordinator.action_close()
        self.assertEqual(report.closed_by_id, self.user_coordinator)
        self.assertFalse(self._find_row(report))
        with self.assertRaises(UserError):
            coordinator.action_close()
        for user in (self.user_clerk, self.user_lead, self.user_manager):
            with self.subTest(user.login):
                self.assertFalse(report.with_user(user).has_access("read"))

    def _find_row(self, report):
        """What the coordinator's first screen shows of it."""
        rows = self.env["hcc.attention"].with_user(self.user_coordinator)
        return rows.search([("id", "=", report.id * 32 + 19)])

    def test_queries_of_the_day(self):
        """As many for one visit as for several."""
        others = [
            self._submit(phone=f"0987 654 32{number}", start=self._at(minutes=60))
            for number in range(2)
        ]
        entries = self.entry.sudo()
        for request in (self.request, *others):
            entry = request.current_appointment_id.assignment_ids
            entries |= entry
            for period in ("day", "month"):
                self.mandates._give(request, self._shown(period=period))
        counts = []
        for some in (entries[:1], entries[:1], entries):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["hcc.field.day"]._add_to_visits(some, [{} for _one in some])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    # In the back office

    def _finish(self, code, user=None, **line):
        """Record a dossier in the form that closes a visit."""
        values = {"procedure_id": self.procedure.id, "filed": "online", "code": code}
        form = self.env["hcc.visit.finish"].with_user(user or self.user_lead)
        form = form.create(
            {"appointment_id": self.visit.id, "entries": [{}], **values, **line}
        )
        form._record()

    def test_filing_in_the_office_is_a_use(self):
        self._finish("H26.1-261125-0001")
        self.assertFalse(
            self.env["hcc.journal"].search([("action", "=", "mandate_used")])
        )
        other = self._give(procedures=self.procedure_point)
        mandate = self._give(period="day")
        with freeze_time(self._at(minutes=10)):
            self._finish("H26.1-261125-0002")
            # the same once more, another one, one that was not filed
            self._finish("H26.1-261125-0002")
            self._finish("H26.1-261125-0003", self.user_clerk)
            self._finish(
                False,
                procedure_id=self.procedure_point.id,
                filed="no",
                not_filed_reason="no_network",
            )
        (row,) = self._rows(mandate, "mandate_used")
        self.assertEqual(
            row.details,
            {
                "procedure_id": self.procedure.id,
                "assignment_id": self.entry.id,
                "at": str(self._at(minutes=10)),
            },
        )
        self.assertFalse(self._rows(other, "mandate_used"))

    def test_filing_after_it_was_taken_back_is_no_use(self):
        mandate = self._give(period="day")
        mandate._revoke("citizen")
        with freeze_time(self._at(minutes=10)):
            self._finish("H26.1-261125-0002")
        self.assertFalse(self._rows(mandate, "mandate_used"))
        self.assertFalse(self._rows(mandate, "mandate_use_refused"))

    def test_filing_that_is_recorded_days_later(self):
        """It was filed at the visit, under the consent of the visit."""
        mandate = self._give(period="visit")
        with freeze_time(self._at(minutes=20)):
            self.visit._complete()
        with freeze_time(self._at(days=2)):
            self.visit.with_user(self.user_clerk)._record_dossiers(
                [{"procedure_id": self.procedure.id, "code": "H26.1-261125-0002"}]
            )
        self.assertEqual(len(self._rows(mandate, "mandate_used")), 1)

    def test_reported_in_one_tap(self):
        self.entry.with_user(self.user_lead).action_report_secret()
        self.assertTrue(
            self.env["hcc.secret.report"].search(
                [("assignment_id", "=", self.entry.id)]
            )
        )
        with self.assertRaises(AccessError):
            self.entry.with_user(self.user_helper_3).action_report_secret()

    def _fill(self, action, user, **values):
        form = self.env[action["res_model"]].with_user(user).browse(action["res_id"])
        form.write({"lang": "en_US", "signature": SIGNATURE} | values)
        return form

    def test_at_the_counter(self):
        clerk = self.user_clerk
        action = self.request.with_user(clerk).action_take_mandate()
        form = self._fill(action, clerk)
        self.assertIn("Test birth certificate", form.shown)
        answer = form.action_confirm()
        mandate = self.request.mandate_ids
        self.assertEqual((mandate.where, mandate.state), ("counter", "valid"))
        self.assertEqual(mandate.body_shown, form.shown)
        self.assertEqual(answer["report_name"], "hcc_field.report_mandate")
        self.assertFalse(form.signature, "nothing stays in the form")
        with self.assertRaises(AccessError):
            self.request.with_user(self.user_coordinator_b).action_take_mandate()

    def test_by_the_helper(self):
        user = self.user_lead
        action = self.entry.with_user(user).action_take_mandate()
        self._fill(
            action,
            user,
            signed_how="witness",
            witness_name="Trần Văn Bình",
            witness_relation="neighbour",
        ).action_confirm()
        mandate = self.request.mandate_ids
        self.assertEqual(mandate.collaborator_id, self.entry.collaborator_id)
        self.assertFalse(mandate.signature)
        with self.assertRaises(AccessError):
            self.entry.with_user(self.user_helper_3).action_take_mandate()

    def test_helpers_form_for_another_request(self):
        user = self.user_lead
        other = self._submit(phone="0987 654 321", start=self._at(minutes=60))
        action = self.entry.with_user(user).action_take_mandate()
        form = self.env[action["res_model"]].browse(action["res_id"])
        form.sudo().request_id = other
        with self.assertRaises(AccessError):
            self._fill(action, user).action_confirm()
        self.assertFalse(other.mandate_ids)

    def test_after_the_visit(self):
        with freeze_time(self._at(minutes=30)):
            self.visit._complete()
            action = self.request.with_user(self.user_clerk).action_take_mandate()
            form = self._fill(action, self.user_clerk)
            self.assertEqual(form.period, "day")
            form.period = "visit"
            with self.assertRaises(UserError):
                form.action_confirm()

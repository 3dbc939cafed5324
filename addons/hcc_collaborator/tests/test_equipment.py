from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOW
from .equipment_common import SIGNATURE, EquipmentCase


@tagged("post_install", "-at_install")
class TestEquipment(EquipmentCase):
    """From stock to somebody's hands and back, with both signatures."""

    def _get_journal(self, record, action):
        return self.env["hcc.journal"].search(
            [
                ("model", "=", record._name),
                ("res_id", "=", record.id),
                ("action", "=", action),
            ]
        )

    def test_each_gets_a_tag(self):
        tags = (self.tablet | self.tablet_b).mapped("hcc_tag")
        self.assertTrue(all(tag.startswith("TB-") for tag in tags))
        self.assertEqual(len(set(tags)), 2)
        self.assertEqual(self.tablet.display_name, f"Tablet ({tags[0]})")
        found = self.env["maintenance.equipment"].name_search(tags[0])
        self.assertEqual([each[0] for each in found], self.tablet.ids)

    def test_counts_when_both_have_signed(self):
        handover = self._prepare_handover()
        self.assertEqual(handover.state, "prepared")
        self.assertFalse(self.tablet.holder_id)
        handover._sign(SIGNATURE)
        self.assertEqual(handover.state, "prepared")
        self.assertEqual(self.tablet.hcc_state, "in_stock")
        mine = handover.with_user(self.user_collaborator)
        self.assertTrue(mine.my_signature_missing)
        mine._sign(holder=SIGNATURE)
        self.assertRecordValues(
            handover,
            [
                {
                    "state": "open",
                    "given_at": NOW,
                    "given_by_id": self.user_clerk.id,
                }
            ],
        )
        self.assertRecordValues(
            self.tablet,
            [
                {
                    "hcc_state": "handed_over",
                    "holder_id": self.c_a1_1.id,
                    "holder_user_id": self.user_collaborator.id,
                    "ward_id": self.ward_a1.id,
                    "held_since": NOW,
                }
            ],
        )
        signed = self._get_journal(handover, "handover_signed")
        self.assertEqual(
            sorted(row.details["on_own_device"] for row in signed), [False, True]
        )
        self.assertTrue(self._get_journal(self.tablet, "equipment_state"))
        self.assertFalse(mine.my_signature_missing)

    def test_signed_once_and_drawn(self):
        handover = self._prepare_handover()
        with self.assertRaisesRegex(UserError, "sign first"):
            handover._sign()
        for picture in (b"no picture", b"aGVsbG8=", "x" * 30):
            with self.assertRaisesRegex(UserError, "draw the signature"):
                handover._sign(picture)
        handover._sign(SIGNATURE)
        with self.assertRaisesRegex(UserError, "signed already"):
            handover._sign(SIGNATURE)
        with self.assertRaisesRegex(UserError, "What was signed"):
            handover.accessories = "Something else"
        handover._sign(holder=SIGNATURE)
        with self.assertRaisesRegex(UserError, "nothing to sign"):
            handover._sign(SIGNATURE)

    def test_nobody_hands_over_to_oneself(self):
        self.c_a1_1.user_id = self.user_clerk
        handover = self._prepare_handover()
        with self.assertRaisesRegex(UserError, "Somebody else"):
            handover._sign(SIGNATURE, SIGNATURE)

    def test_return(self):
        handover = self._hand_over()
        with freeze_time(NOW + timedelta(days=2)):
            handover._begin_return("worn", "Charger")
            handover._sign(SIGNATURE)
            self.assertEqual(handover.state, "returning")
            self.assertEqual(self.tablet.holder_id, self.c_a1_1)
            handover.with_user(self.user_collaborator)._sign(holder=SIGNATURE)
        self.assertRecordValues(
            handover,
            [
                {
                    "state": "returned",
                    "returned_at": NOW + timedelta(days=2),
                    "missing": "Charger",
                }
            ],
        )
        self.assertRecordValues(
            self.tablet,
            [
                {
                    "hcc_state": "in_stock",
                    "hcc_condition": "worn",
                    "holder_id": False,
                    "ward_id": False,
                }
            ],
        )
        # who had it stays known
        self.assertEqual(self.tablet.handover_ids.collaborator_id, self.c_a1_1)

    def test_return_without_the_collaborator_says_why(self):
        handover = self._hand_over()
        handover._begin_return("good")
        with self.assertRaisesRegex(UserError, "sign first"):
            handover.with_user(self.user_collaborator)._sign(unsigned_reason="")
        handover._sign(SIGNATURE, unsigned_reason="Moved away")
        self.assertEqual(handover.state, "returned")
        self.assertEqual(handover.unsigned_reason, "Moved away")

    def test_state_is_not_written_by_hand(self):
        handover = self._prepare_handover()
        for vals in (
            {"state": "open"},
            {"given_signature": SIGNATURE},
            {"session_names": ["x"]},
        ):
            with self.assertRaises(UserError):
                handover.write(vals)
        tablet = self.tablet.with_user(self.user_coordinator)
        for vals in ({"hcc_state": "lost"}, {"holder_id": self.c_a1_1.id}):
            with self.assertRaisesRegex(UserError, "by hand"):
                tablet.write(vals)
        with self.assertRaisesRegex(UserError, "without signatures"):
            self.env["hcc.equipment.handover"].with_user(self.user_clerk).create(
                {
                    "equipment_id": self.tablet_2.id,
                    "collaborator_id": self.c_a1_1.id,
                    "state": "open",
                }
            )
        with self.assertRaisesRegex(UserError, "in stock"):
            tablet.create(
                {
                    **self._prepare_equipment("New", self.branch_a, "S-9"),
                    "hcc_state": "lost",
                }
            )

    def test_one_has_it_at_a_time(self):
        self._prepare_handover()
        with self.assertRaisesRegex(UserError, "about to get"):
            self._prepare_handover(person=self.c_a1_2)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.env.cr.execute(
                """INSERT INTO hcc_equipment_handover
                       (equipment_id, collaborator_id, ward_id, state,
                        given_condition)
                   VALUES (%s, %s, %s, 'prepared', 'good')""",
                [self.tablet.id, self.c_a1_2.id, self.ward_a1.id],
            )
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = %s",
            ["hcc_equipment_handover_one_live"],
        )
        self.assertIn("UNIQUE", self.env.cr.fetchone()[0])

    def test_broken_and_foreign_is_not_handed_over(self):
        self.tablet.hcc_condition = "broken"
        with self.assertRaisesRegex(UserError, "is broken"):
            self._prepare_handover()
        with self.assertRaisesRegex(ValidationError, "another branch"):
            self.env["hcc.equipment.handover"].create(
                {"equipment_id": self.tablet_b.id, "collaborator_id": self.c_a1_1.id}
            )

    def test_cancel_before_it_counts(self):
        handover = self._prepare_handover()
        handover.action_cancel()
        self.assertEqual(handover.state, "cancelled")
        again = self._hand_over()
        with self.assertRaisesRegex(UserError, "returned only"):
            again.action_cancel()

    def test_steps_of_the_coordinator(self):
        tablet = self.tablet.with_user(self.user_coordinator)
        tablet.action_to_repair()
        self.assertEqual(tablet.hcc_state, "in_repair")
        with self.assertRaisesRegex(UserError, "In repair"):
            self._prepare_handover()
        tablet.action_repaired()
        self._prepare_handover()
        with self.assertRaisesRegex(UserError, "cancel it first"):
            tablet.action_write_off()
        self.tablet.handover_ids.action_cancel()
        tablet.action_write_off()
        self.assertEqual(tablet.hcc_state, "written_off")
        with self.assertRaisesRegex(UserError, "cannot be done"):
            tablet.action_repaired()

    def test_branch_changes_at_the_branch_only(self):
        self._hand_over()
        with self.assertRaisesRegex(UserError, "at its branch"):
            self.tablet.branch_id = self.branch_b
        self.tablet_2.branch_id = self.branch_b
        self.assertTrue(self._get_journal(self.tablet_2, "equipment_branch"))

    def test_what_was_handed_over_is_not_deleted(self):
        handover = self._hand_over()
        with self.assertRaisesRegex(UserError, "write it off"):
            self.tablet.unlink()
        with self.assertRaisesRegex(UserError, "are kept"):
            handover.sudo().unlink()
        self.tablet_2.unlink()

    # -------------------------------------------------------------------------
    # Faults and losses
    # -------------------------------------------------------------------------

    def test_fault_from_the_phone(self):
        self._hand_over()
        fault = self.tablet.with_user(self.user_collaborator)._report_fault(
            "The screen <b>is black</b>\nsince yesterday", unusable=True
        )
        self.assertRecordValues(
            fault,
            [
                {
                    "name": "The screen <b>is black</b>",
                    "ward_id": self.ward_a1.id,
                    "branch_id": self.branch_a.id,
                    "hcc_unusable": True,
                }
            ],
        )
        self.assertNotIn("<b>", fault.description)
        self.assertEqual(self.tablet.hcc_condition, "broken")
        seen = self.env["maintenance.request"].with_user(self.user_coordinator)
        self.assertIn(fault, seen.search([("branch_id", "!=", False)]))
        with self.assertRaisesRegex(UserError, "say what is wrong"):
            self.tablet._report_fault("  ")
        with self.assertRaisesRegex(UserError, "At most"):
            self.tablet._report_fault("x" * 501)

    def test_repair_with_a_replacement_in_one_step(self):
        handover = self._hand_over()
        fault = self.tablet._report_fault("Broken glass", unusable=True)
        form = (
            self.env["hcc.equipment.sign"]
            .with_user(self.user_clerk)
            .create({"handover_id": handover.id})
        )
        self.assertTrue(form.to_repair)
        self.assertEqual(form.available_ids, self.tablet_2)
        form.write(
            {
                "replacement_id": self.tablet_2.id,
                "office_signature": SIGNATURE,
                "holder_signature": SIGNATURE,
            }
        )
        form.action_confirm()
        self.assertFalse(form.exists())
        self.assertEqual(handover.state, "returned")
        self.assertEqual(self.tablet.hcc_state, "in_repair")
        self.assertEqual(self.tablet_2.holder_id, self.c_a1_1)
        self.assertEqual(self.tablet_2.handover_ids.replaces_id, handover)
        self.assertFalse(fault.stage_id.done)
        self.tablet.with_user(self.user_coordinator).action_repaired()
        self.assertTrue(fault.stage_id.done)
        self.assertEqual(self.tablet.hcc_condition, "good")

    def test_loss(self):
        handover = self._hand_over()
        form = (
            self.env["hcc.equipment.report"]
            .with_user(self.user_collaborator)
            .create({"equipment_id": self.tablet.id, "what": "lost"})
        )
        self.assertIn("never linked", form.consequence)
        self.assertFalse(form.available_ids)
        form.action_confirm()
        self.assertEqual(handover.state, "lost")
        self.assertEqual(self.tablet.hcc_state, "lost")
        self.assertFalse(self.tablet.holder_id)
        [row] = self._get_journal(self.tablet, "equipment_lost")
        self.assertEqual(row.details["sessions_ended"], 0)
        self.assertEqual(row.details["equipment"], self.tablet.id)
        self.assertEqual(row.ward_id, self.ward_a1)
        with self.assertRaises(UserError):
            self.tablet._report_loss()
        self.tablet.with_user(self.user_coordinator).action_found()
        self.assertEqual(self.tablet.hcc_state, "in_stock")

    def test_loss_with_a_replacement(self):
        handover = self._hand_over()
        form = (
            self.env["hcc.equipment.report"]
            .with_user(self.user_coordinator)
            .create(
                {
                    "equipment_id": self.tablet.id,
                    "what": "lost",
                    "replacement_id": self.tablet_2.id,
                }
            )
        )
        action = form.action_confirm()
        self.assertEqual(action["res_model"], "hcc.equipment.sign")
        new = self.tablet_2.handover_ids
        self.assertEqual(action["context"]["default_handover_id"], new.id)
        self.assertRecordValues(
            new,
            [
                {
                    "state": "prepared",
                    "replaces_id": handover.id,
                    "collaborator_id": self.c_a1_1.id,
                }
            ],
        )

    def test_linking_needs_the_tablet_itself(self):
        handover = self._hand_over()
        with self.assertRaisesRegex(UserError, "on the tablet itself"):
            handover.with_user(self.user_collaborator).action_link_session()

    # -------------------------------------------------------------------------
    # Who has none
    # -------------------------------------------------------------------------

    def test_without_device_in_one_query(self):
        self._hand_over()
        self._hand_over(self.router, self.c_a1_2)
        people = self.c_a1_1 | self.c_a1_2 | self.c_a1_3 | self.c_b1_1
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            without = people._get_without_device()
        self.assertEqual(without, self.c_a1_2 | self.c_a1_3 | self.c_b1_1)
        self.assertFalse(self.env["hcc.collaborator"]._get_without_device())
        self.tablet.hcc_condition = "broken"
        self.assertIn(self.c_a1_1, people._get_without_device())

    def test_teams_short_of_tablets(self):
        self._hand_over()
        teams = self.team_a1 | self.team_a2 | self.team_b1
        self.assertEqual(teams.mapped("without_device_count"), [2, 1, 1])
        short = self.env["hcc.team"].with_user(self.user_coordinator)
        domain = [("id", "in", teams.ids), ("is_short_of_devices", "=", True)]
        self.assertEqual(short.search(domain), teams)
        self._hand_over(self.tablet_2, self.c_a2_1)
        teams.invalidate_recordset()
        self.assertEqual(short.search(domain), self.team_a1 | self.team_b1)
        found = self.env["hcc.collaborator"].search(
            [("team_id", "=", self.team_a1.id), ("has_device", "=", True)]
        )
        self.assertEqual(found, self.c_a1_1)

    def test_what_is_to_be_returned(self):
        self._hand_over()
        self._prepare_handover(self.router)
        [text] = (self.c_a1_1 | self.c_a1_2)._get_equipment_to_return()
        self.assertEqual(text, f"Tablet ({self.tablet.hcc_tag}), since 23/11/2026")
        self.assertEqual(self.c_a1_2._get_equipment_to_return(), [])

    def test_guides_are_a_counted_set(self):
        handover = self._hand_over(self.guides)
        self.assertIn("30 copies", handover.about)

    def test_stock_of_the_branch(self):
        self._hand_over()
        groups = (
            self.env["maintenance.equipment"]
            .with_user(self.user_coordinator)
            ._read_group(
                [("branch_id", "!=", False), ("name", "=like", "Tablet%")],
                ["branch_id", "hcc_kind", "hcc_state"],
                ["__count"],
            )
        )
        self.assertCountEqual(
            groups,
            [
                (self.branch_a, "tablet", "in_stock", 1),
                (self.branch_a, "tablet", "handed_over", 1),
            ],
        )

    # -------------------------------------------------------------------------
    # Notices
    # -------------------------------------------------------------------------

    def _get_notices(self):
        return self.env["hcc.notice"].search([("collaborator_id", "=", self.c_a1_1.id)])

    def test_who_is_still_to_sign_is_told_once(self):
        handover = self._prepare_handover()
        self.assertFalse(self._get_notices())
        handover._sign(SIGNATURE)
        [notice] = self._get_notices()
        self.assertEqual(notice.kind, "equipment")
        self.assertIn(self.tablet.hcc_tag, notice.body)
        handover.with_user(self.user_collaborator)._sign(holder=SIGNATURE)
        handover._begin_return("good")
        handover._sign(SIGNATURE)
        self.assertEqual(len(self._get_notices()), 2)

    def test_whoever_signs_at_the_counter_is_told_nothing(self):
        self._hand_over()
        self.assertFalse(self._get_notices())

    def test_loss_by_the_coordinator_is_told(self):
        self._hand_over()
        self.tablet.with_user(self.user_coordinator)._report_loss()
        self.assertIn("reported as lost", self._get_notices().body)

    def test_data_plan_ends_soon(self):
        self._hand_over(self.router)
        for until, told in (("2026-12-01", 0), ("2026-11-30", 1), ("2026-11-30", 1)):
            self.router.hcc_sim_until = until
            self.env["hcc.equipment.handover"]._cron_data_plans()
            self.assertEqual(len(self._get_notices()), told)

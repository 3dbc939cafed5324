from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tools import SQL, mute_logger

from .test_hcc_journal import JournalCase

_LOGGER = "odoo.addons.hcc_collaborator.models.hcc_journal_check"


class TestHccJournalCheck(JournalCase):
    def setUp(self):
        super().setUp()
        self._seal_all()
        self.checks = self.env["hcc.journal.check"]

    def test_intact(self):
        check = self.checks._run()
        self.assertEqual(check.state, "intact")
        self.assertEqual(check.row_count, self.env["hcc.journal"].search_count([]))
        self.assertFalse(check.activity_ids)
        head = self.Seal.search([], limit=1)
        self.assertEqual(check.head_seal, head.id)
        self.assertEqual(check.head_digest, head.digest)
        self.assertIn("is intact", check.words)
        self.assertEqual(
            self.checks._report(),
            {
                "state": "intact",
                "words": check.words,
                "seal": head.id,
                "digest": head.digest,
            },
        )

    def test_changed_row_is_named_and_told(self):
        row = self._rows()[1]
        self._tamper(
            SQL("UPDATE hcc_journal SET action = 'forged' WHERE id = %s", row.id)
        )
        with self.assertLogs(_LOGGER, "ERROR"):
            check = self.checks._run()
        self.assertEqual((check.state, check.first_row), ("broken", row.id))
        self.assertTrue(check.first_seal)
        told = check.activity_ids.user_id
        self.assertEqual(
            self._get_summaries(check),
            {"The check of the journal found something wrong"},
        )
        self.assertIn(self.user_administrator, told)
        self.assertIn(self.user_data_officer, told)
        self.assertNotIn(self.user_coordinator, told)
        with mute_logger(_LOGGER):
            report = self.checks._report()
        self.assertEqual(report["state"], "broken")
        self.assertIn(str(row.id), report["words"])

    def test_what_is_to_do_can_be_done(self):
        """Though the check itself is never changed."""
        self._tamper(SQL("UPDATE hcc_journal SET action = 'forged'"))
        with mute_logger(_LOGGER):
            check = self.checks._run()
        mine = check.activity_ids.filtered(
            lambda activity: activity.user_id == self.user_data_officer
        )
        mine.with_user(self.user_data_officer).action_feedback(feedback="Asked")
        self.assertFalse(mine.active)
        self.assertIn("Asked", "".join(check.message_ids.mapped("body")))

    def test_nightly_job_keeps_a_row(self):
        old = self.checks.create({"at": "2020-01-01", "state": "intact"})
        cron = self.env.ref("hcc_collaborator.ir_cron_hcc_journal_check")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        check = self.checks.search([], limit=1)
        self.assertEqual(check.state, "intact")
        self.assertNotEqual(check, old)
        self.assertTrue(old.exists(), "what a check saw is proof")

    # What no seal can tell

    def _check(self):
        """Check what is not as it should be.

        :return: (the check, the kinds of what was found)
        """
        with self.assertLogs(_LOGGER, "ERROR"):
            check = self.checks._run()
        self.assertTrue(check.activity_ids)
        return check, [problem["kind"] for problem in check.problems]

    def test_end_of_the_chain_that_was_made_anew(self):
        """The last seals are taken away, their rows forged and sealed again."""
        head = self.Seal.browse(self.checks._run().head_seal)
        row = self._rows()[-1]
        forge = SQL(
            "DELETE FROM hcc_journal_seal WHERE id = %s;"
            "UPDATE hcc_journal SET action = 'forged' WHERE id = %s",
            head.id,
            row.id,
        )
        for name, after in (
            ("another number", SQL("SELECT 1")),
            (
                "the same number",
                SQL(
                    "UPDATE hcc_journal_seal SET id = %s"
                    " WHERE id = (SELECT max(id) FROM hcc_journal_seal)",
                    head.id,
                ),
            ),
        ):
            with self.subTest(name):
                savepoint = self.env.cr.savepoint()
                self._tamper(forge)
                self.assertTrue(self.Seal._seal_next())
                self._tamper(after)
                self.assertFalse(self.Seal._verify()["broken"], "the chain fits")
                check, kinds = self._check()
                self.assertEqual((check.state, kinds), ("broken", ["head"]))
                self.assertIn(f"seal {head.id},", check.words)
                _check, again = self._check()
                self.assertEqual(again, ["head"], "looking twice heals nothing")
                savepoint.close(rollback=True)
                self.env.invalidate_all()
        self.assertEqual(self.checks._run().state, "intact")

    def test_emptied_tables(self):
        before = self.checks._run()
        self._tamper(SQL("DELETE FROM hcc_journal; DELETE FROM hcc_journal_seal"))
        check, kinds = self._check()
        self.assertEqual((check.state, kinds), ("broken", ["head", "fewer"]))
        self.assertEqual((check.row_count, check.head_seal), (0, 0))
        self.assertIn(f"were {before.row_count} rows", check.words)

    def test_fewer_than_a_check_saw(self):
        result = self.Seal._verify()
        for name in ("seal", "row"):
            with self.subTest(name):
                savepoint = self.env.cr.savepoint()
                self.checks.create(
                    {
                        "at": fields.Datetime.now(),
                        "state": "intact",
                        f"{name}_count": result[f"{name}s"] + 1,
                    }
                )
                self.assertEqual(self._check()[1], ["fewer"])
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_rows_that_would_never_be_sealed(self):
        future = SQL("pg_current_xact_id()::text::bigint + 1")
        here = SQL("(SELECT system_identifier FROM pg_control_system())")
        for name, number, xid, cluster in (
            ("no cluster", SQL("10^9"), SQL("1"), SQL("NULL")),
            ("no transaction", SQL("10^9"), SQL("NULL"), here),
            ("before all transactions", SQL("10^9"), SQL("-1"), here),
            ("of a transaction to come", SQL("10^9"), future, here),
            ("before all numbers", SQL("-1"), SQL("1"), SQL("8")),
        ):
            with self.subTest(name):
                savepoint = self.env.cr.savepoint()
                self._tamper(
                    SQL(
                        "INSERT INTO hcc_journal"
                        " (id, xid, cluster, at, user_id, model, res_id, action)"
                        " VALUES (%s, %s, %s, now(), 1, 'x', 1, 'test_forged')",
                        number,
                        xid,
                        cluster,
                    )
                )
                check, kinds = self._check()
                self.assertEqual((check.state, kinds[0]), ("broken", "stray"))
                (row,) = self.Journal.search([("action", "=", "test_forged")]).ids
                self.assertEqual(check.problems[0]["row"], row)
                self.assertIn(f"row {row}.", check.words)
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_guards_that_are_off(self):
        for change in (
            "ALTER TABLE hcc_journal DISABLE TRIGGER hcc_journal_no_change",
            "ALTER TABLE hcc_journal DISABLE TRIGGER hcc_journal_stamped",
            "ALTER TABLE hcc_journal ENABLE REPLICA TRIGGER hcc_journal_no_truncate",
            "DROP TRIGGER hcc_journal_seal_no_change ON hcc_journal_seal",
            "ALTER TABLE hcc_journal_check DISABLE TRIGGER hcc_journal_check_no_change",
        ):
            with self.subTest(change):
                savepoint = self.env.cr.savepoint()
                self.env.cr.execute(change)
                check, kinds = self._check()
                self.assertEqual((check.state, kinds), ("broken", ["open"]))
                trigger = next(
                    word
                    for word in change.split()
                    if word.startswith("hcc_journal_")
                    and word not in ("hcc_journal_seal", "hcc_journal_check")
                )
                self.assertIn(trigger, check.words)
                self.assertEqual(self.Seal.action_verify()["params"]["type"], "danger")
                savepoint.close(rollback=True)
        self.assertEqual(self.Seal._verify()["state"], "intact")


class TestHccJournalUnsealed(JournalCase):
    """Of rows that are not sealed nobody knows what becomes of them."""

    def setUp(self):
        super().setUp()
        self.checks = self.env["hcc.journal.check"]
        self.now = fields.Datetime.now()

    def test_held_back(self):
        """As a transaction holds them back that runs for hours: this one."""
        with freeze_time(self.now + timedelta(hours=2)):
            self.assertEqual(self.checks._run().state, "intact")
        with (
            freeze_time(self.now + timedelta(hours=4)),
            self.assertLogs(_LOGGER, "ERROR"),
        ):
            check = self.checks._run()
            shown = self.Seal.action_verify()["params"]
        self.assertEqual(check.state, "unsealed")
        self.assertEqual([one["kind"] for one in check.problems], ["unsealed"])
        self.assertFalse(check.broken_count)
        self.assertIn("are not sealed since", check.words)
        self.assertEqual(shown["type"], "warning")
        self.assertEqual(shown["message"], check.words)
        self.assertEqual(self._get_summaries(check), {"The journal is not sealed"})

    def test_what_can_be_sealed_is_sealed_first(self):
        self._let_own_rows_be_sealed()
        with freeze_time(self.now + timedelta(hours=4)):
            check = self.checks._run()
        self.assertEqual(check.state, "intact")
        self.assertEqual(check.row_count, self.Journal.search_count([]))

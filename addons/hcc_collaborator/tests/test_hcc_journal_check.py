from odoo.tools import SQL, mute_logger

from .test_hcc_journal import JournalCase

_LOGGER = "odoo.addons.hcc_collaborator.models.hcc_journal_check"


class TestHccJournalCheck(JournalCase):
    def setUp(self):
        super().setUp()
        self._seal_all()
        self.checks = self.env["hcc.journal.check"]

    def _tamper(self, row):
        table = SQL.identifier("hcc_journal")
        self.env.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", table))
        self.env.cr.execute(
            SQL("UPDATE hcc_journal SET action = 'forged' WHERE id = %s", row.id)
        )
        self.env.cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", table))
        self.env.invalidate_all()

    def test_intact(self):
        check = self.checks._run()
        self.assertEqual(check.state, "intact")
        self.assertEqual(check.row_count, self.env["hcc.journal"].search_count([]))
        self.assertFalse(check.activity_ids)
        self.assertEqual(self.checks._report()["state"], "intact")

    def test_changed_row_is_named_and_told(self):
        row = self._rows()[1]
        self._tamper(row)
        with self.assertLogs(_LOGGER, "ERROR"):
            check = self.checks._run()
        self.assertEqual((check.state, check.first_row), ("broken", row.id))
        self.assertTrue(check.first_seal)
        told = check.activity_ids.user_id
        self.assertIn(self.user_administrator, told)
        self.assertIn(self.user_data_officer, told)
        self.assertNotIn(self.user_coordinator, told)
        with mute_logger(_LOGGER):
            report = self.checks._report()
        self.assertEqual(report["state"], "broken")
        self.assertIn(str(row.id), report["words"])

    def test_nightly_job_keeps_a_row(self):
        cron = self.env.ref("hcc_collaborator.ir_cron_hcc_journal_check")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(self.checks.search([], limit=1).state, "intact")

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from .mandate_common import MandateCase


@tagged("post_install", "-at_install")
class TestMandateJournal(MandateCase):
    """A consent is compared each night with what the sealed journal holds of it."""

    def test_changed_past_odoo(self):
        """What was agreed to is held by the sealed journal, not by its row alone."""
        checks = self.env["hcc.journal.check"]
        mandate, other = self._give(), self._give(period="month")
        (row,) = self._rows(mandate, "mandate_given")
        self.assertEqual(row.details["digest"], mandate.digest)
        self.assertEqual(row.details["ends_at"], "2026-11-25T17:00:00")
        self.assertEqual(checks._run().state, "intact")
        longer = "Another text"
        for name, change in {
            "text": SQL("body_shown = %s", longer),
            "digest": SQL("digest = 'x'"),
            "text and digest": SQL(
                "body_shown = %s, digest = %s",
                longer,
                self.mandates._digest_of(longer),
            ),
            "end": SQL("ends_at = ends_at + interval '1 minute'"),
        }.items():
            with self.subTest(name):
                savepoint = self.env.cr.savepoint()
                self.env.cr.execute(
                    SQL("UPDATE hcc_mandate SET %s WHERE id = %s", change, mandate.id)
                )
                self.env.invalidate_all()
                with self.assertLogs(
                    "odoo.addons.hcc_collaborator.models.hcc_journal_check", "ERROR"
                ):
                    check = checks._run()
                self.assertEqual(check.state, "broken")
                self.assertEqual(
                    check.problems,
                    [
                        {
                            "kind": "mandate",
                            "reference": mandate.reference,
                            "count": 1,
                        }
                    ],
                )
                self.assertIn(mandate.reference, check.words)
                self.assertNotIn(other.reference, check.words)
                self.assertIn(self.user_administrator, check.activity_ids.user_id)
                savepoint.close(rollback=True)
                self.env.invalidate_all()
        self.assertEqual(checks._run().state, "intact")

    def test_made_past_odoo(self):
        """A consent that no row of the journal knows."""
        mandate = self._give()
        with patch.object(self.env.registry["hcc.mandate"], "_journal"):
            other = self._give(period="month")
        self.assertEqual(
            self.env["hcc.journal.seal"]._find_changed_mandates(),
            [{"kind": "mandate", "reference": other.reference, "count": 1}],
        )
        self.assertTrue(self._rows(mandate, "mandate_given"))

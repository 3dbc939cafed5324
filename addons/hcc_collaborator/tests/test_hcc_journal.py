from psycopg2 import Error as DatabaseError

from odoo.exceptions import AccessError
from odoo.tools import SQL, mute_logger

from .common import HccCase


class JournalCase(HccCase):
    def setUp(self):
        super().setUp()
        self.Journal = self.env["hcc.journal"]
        self.Seal = self.env["hcc.journal.seal"]
        # what was logged before this test belongs to running transactions too
        self.Journal._log(self.c_a1_1, "test_one", place="home")
        self.Journal._log(self.c_a1_1 | self.c_b1_1, "test_two")
        self.env.invalidate_all()

        # who is told is told in the own language
        self.readers = self.user_administrator | self.user_data_officer
        self.readers.lang = "en_US"

    def _get_summaries(self, check):
        """What the readers are told to do about a check."""
        told = check.activity_ids.filtered(lambda one: one.user_id in self.readers)
        return set(told.mapped("summary"))

    def _rows(self):
        return self.Journal.search([("action", "=like", "test\\_%")], order="id")

    def _let_own_rows_be_sealed(self):
        """Seal this transaction's rows as if it had been committed before."""
        xmin = self.env.execute_query(
            SQL("SELECT pg_current_xact_id()::text::bigint + 1")
        )[0][0]
        real = type(self.Seal)._get_range_end

        def get_range_end(records, cluster, xid_from, below):
            return real(records, cluster, xid_from, xmin)

        self.patch(type(self.Seal), "_get_range_end", get_range_end)

    def _seal_all(self):
        self._let_own_rows_be_sealed()
        seals = self.Seal
        while seal := self.Seal._seal_next():
            seals |= seal
        return seals

    def _tamper(self, query):
        """Do as an owner of the tables does who comes past their guards."""
        tables = ("hcc_journal", "hcc_journal_seal", "hcc_journal_check")
        switch = SQL("; ").join(
            SQL("ALTER TABLE %s DISABLE TRIGGER USER", SQL.identifier(table))
            for table in tables
        )
        self.env.cr.execute(switch)
        self.env.cr.execute(query)
        for table in tables:
            self.env.cr.execute(
                SQL("ALTER TABLE %s ENABLE TRIGGER USER", SQL.identifier(table))
            )
        self.env.invalidate_all()


class TestHccJournal(JournalCase):
    def test_row(self):
        row = self._rows()[0]
        self.assertEqual(row.model, "hcc.collaborator")
        self.assertEqual(row.res_id, self.c_a1_1.id)
        self.assertEqual(row.ward_id, self.ward_a1)
        self.assertEqual(row.user_id, self.env.uid)
        self.assertEqual(row.details, {"place": "home"})
        self.assertEqual(row.user_name, self.env.user.name)
        self.assertEqual(row.details_text, "place: home")
        current = self.env.execute_query(
            SQL("SELECT pg_current_xact_id()::text::bigint")
        )
        self.assertEqual(row.xid, current[0][0])
        self.assertTrue(row.cluster)
        self.assertEqual(len(self._rows()), 3, "one row for each record")

    def test_stamp_cannot_be_chosen(self):
        row = self.Journal.create(
            {
                "at": "2026-01-01",
                "user_id": 1,
                "model": "x",
                "res_id": 1,
                "action": "test_forged",
                "xid": 5,
                "cluster": 5,
            }
        )
        row.invalidate_recordset()
        self.assertGreater(row.xid, 5)
        self.assertNotEqual(row.cluster, 5)

    def test_database_refuses_changes(self):
        self._seal_all()
        self.env["hcc.journal.check"]._run()
        for table in ("hcc_journal", "hcc_journal_seal", "hcc_journal_check"):
            for query in (
                SQL("UPDATE %s SET id = id", SQL.identifier(table)),
                SQL("DELETE FROM %s", SQL.identifier(table)),
                SQL("TRUNCATE %s", SQL.identifier(table)),
            ):
                with (
                    self.subTest(query=query),
                    mute_logger("odoo.sql_db"),
                    self.assertRaisesRegex(DatabaseError, "append-only"),
                    self.env.cr.savepoint(),
                ):
                    self.env.cr.execute(query)
        self.assertEqual(len(self._rows()), 3)

    def test_orm_cannot_change_either(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(DatabaseError),
            self.env.cr.savepoint(),
        ):
            self._rows()[0].unlink()
        for user in (self.user_data_officer, self.user_administrator):
            row = self._rows()[0].with_user(user)
            for operation in ("write", "create", "unlink"):
                with self.subTest(operation=operation), self.assertRaises(AccessError):
                    row.check_access(operation)

    def test_ward_with_history_stays(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(DatabaseError):
            self.env.cr.execute(
                SQL("DELETE FROM hcc_ward WHERE id = %s", self.ward_a1.id)
            )

    def test_deleting_a_user_leaves_the_history(self):
        self.Journal.with_user(self.user_clerk)._log(self.c_a1_1, "test_clerk")
        clerk_id = self.user_clerk.id
        self.user_clerk.unlink()
        row = self.Journal.search([("user_id", "=", clerk_id)], limit=1)
        self.assertEqual(row.user_name, str(clerk_id))

    def test_running_transactions_are_not_sealed(self):
        while self.Seal._seal_next():
            pass
        xid = self._rows()[0].xid
        self.assertFalse(self.Seal.search([("xid_to", ">=", xid)]))

    def test_chain(self):
        seals = self._seal_all()
        self.assertTrue(seals)
        before = self.Seal._verify()
        self.assertFalse(before["broken"])
        self.assertEqual(before["rows"], self.Journal.search_count([]))
        self.assertEqual(self.Seal.action_verify()["params"]["type"], "success")

    def test_batches(self):
        self.patch(type(self.Seal), "_get_seal_rows", lambda records: 1)
        seals = self._seal_all()
        # a transaction is never split, so at least one seal, all of them chained
        self.assertFalse(self.Seal._verify()["broken"])
        self.assertEqual(seals[0].previous_digest or "", "")

    def test_each_row_is_sealed_once(self):
        """Also where transactions follow one another without a gap."""
        rows = self._rows()
        for xid, row in enumerate(rows, 100):
            self._tamper(
                SQL(
                    "UPDATE hcc_journal SET cluster = 7, xid = %s WHERE id = %s",
                    xid,
                    row.id,
                )
            )
        self.patch(type(self.Seal), "_get_seal_rows", lambda records: 1)
        others = self.Journal.search_count([]) - len(rows)
        seals = self._seal_all().filtered(lambda seal: seal.cluster == 7)
        self.assertEqual(seals.mapped("row_count"), [1, 1, 1])
        self.assertEqual(seals.mapped("xid_from"), [0, 101, 102])
        self.assertEqual(seals.mapped("xid_to"), [100, 101, 102])
        result = self.Seal._verify()
        self.assertEqual((result["state"], result["rows"]), ("intact", others + 3))
        # each seal tells of its own rows alone
        self._tamper(
            SQL("UPDATE hcc_journal SET action = 'x' WHERE id = %s", rows[1].id)
        )
        result = self.Seal._verify()
        self.assertEqual(result["broken"], seals[1].ids)
        self.assertEqual(result["row"], rows[1].id)

    def test_tampering_breaks_the_chain(self):
        seals = self._seal_all()
        table = SQL.identifier("hcc_journal")
        rows = self._rows()
        self.assertIsNone(self.Seal._verify()["row"])
        for query, first in (
            (
                SQL(
                    "UPDATE hcc_journal SET res_id = res_id + 1 WHERE id >= %s",
                    rows[0].id,
                ),
                rows[0].id,
            ),
            (SQL("DELETE FROM hcc_journal WHERE id = %s", rows[1].id), rows[1].id),
            (SQL("DELETE FROM hcc_journal WHERE id = %s", rows[-1].id), rows[-1].id),
        ):
            with self.subTest(query=query):
                savepoint = self.env.cr.savepoint()
                self.env.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", table))
                self.env.cr.execute(query)
                result = self.Seal._verify()
                self.assertIn(seals[-1].id, result["broken"])
                self.assertEqual(result["row"], first)
                self.assertEqual(self.Seal.action_verify()["params"]["type"], "danger")
                savepoint.close(rollback=True)
                self.env.invalidate_all()
        self.assertFalse(self.Seal._verify()["broken"])

    def test_restored_in_another_cluster(self):
        """After a restore, numbers of transactions begin anew."""
        table = SQL.identifier("hcc_journal")
        self.env.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", table))
        # sealed rows of a cluster that was further, and rows not yet sealed
        self.env.cr.execute(
            SQL(
                "UPDATE hcc_journal SET cluster = 7, xid = 4000000000"
                " WHERE action = 'test_one'"
            )
        )
        self.env.cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", table))
        self.env.invalidate_all()
        seals = self._seal_all_clusters()
        self.assertEqual(len(set(seals.mapped("cluster"))), 2)
        self.assertFalse(self.Seal._verify()["broken"])

    def _seal_all_clusters(self):
        seals = self.Seal
        real = type(self.Seal)._get_range_end
        self.patch(
            type(self.Seal),
            "_get_range_end",
            lambda records, cluster, xid_from, below: real(
                records, cluster, xid_from, 2**62
            ),
        )
        while seal := self.Seal._seal_next():
            seals |= seal
        return seals

    def test_cron(self):
        cron = self.env.ref("hcc_collaborator.ir_cron_hcc_journal_seal")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertFalse(self.Seal._verify()["broken"])

    def test_data_officer_reads_own_wards(self):
        officer = self._new_role_user(
            "data_officer", branch=self.branch_a, login="test_officer_a"
        )
        rows = self._rows().with_user(officer)._filtered_access("read")
        self.assertEqual(rows.ward_id, self.ward_a1)
        for user in (self.user_coordinator, self.user_collaborator, self.user_manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.Journal.with_user(user).search([])

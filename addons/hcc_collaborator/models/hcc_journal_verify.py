from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.localtime import local_datetime
from .hcc_journal import STAMP_TRIGGER, get_guards

#: rows are sealed every hour; what is older and not sealed is told
UNSEALED_AFTER = timedelta(hours=3)
TABLES = ("hcc_journal", "hcc_journal_seal", "hcc_journal_check")


class HccJournalVerify(models.AbstractModel):
    """Looks whether the journal is what it was.

    Each seal is computed anew from its rows. What no seal can tell is looked for
    besides: whether the last seals are those that earlier checks saw, whether there
    are rows that no seal holds, whether the database still refuses changes.
    """

    _name = "hcc.journal.verify"
    _description = "Verifying the Journal"

    @api.model
    def _verify(self):
        """Look at all of it.

        :return: dict ``{state, seals, rows, broken, row, head, digest, problems}``:
            state as of a check; broken the ids of the seals that do not fit their
            rows or the seal before them; row the id of the first row that was
            changed, taken away or put in, None where the seal itself was changed,
            or does not tell; head and digest those of the newest seal; problems a
            list of dicts of JSON values, see :meth:`_find_problems`
        """
        self.env["hcc.journal"].flush_model()
        self.env["hcc.journal.check"].flush_model()
        result = self._verify_seals()
        problems = self._find_problems(result)
        if all(problem["kind"] == "unsealed" for problem in problems):
            state = "unsealed" if problems else "intact"
        else:
            state = "broken"
        return {**result, "state": state, "problems": problems}

    @api.model
    def _verify_seals(self):
        """Compute every seal anew; what is said of it, see :meth:`_verify`."""
        broken, rows, previous, ends, row = [], 0, "", {}, None
        seals = self.search([("xid_to", ">=", 0)], order="id")
        for seal in seals:
            digest, count, marks = self._digest(
                previous, seal.cluster, seal.xid_from, seal.xid_to
            )
            fits = (
                digest == seal.digest
                and count == seal.row_count
                and (seal.previous_digest or "") == previous
                and seal.xid_from == ends.get(seal.cluster, -1) + 1
            )
            if not fits:
                if not broken:
                    row = seal._find_row(marks)
                broken.append(seal.id)
            rows += seal.row_count
            previous = seal.digest
            ends[seal.cluster] = seal.xid_to
        return {
            "seals": len(seals),
            "rows": rows,
            "broken": broken,
            "row": row,
            "head": seals[-1:].id or 0,
            "digest": previous,
        }

    # -------------------------------------------------------------------------
    # WHAT IS WRONG
    # -------------------------------------------------------------------------

    @api.model
    def _find_problems(self, result):
        """Say what is wrong, made to be extended.

        :param dict result: what :meth:`_verify_seals` found
        :return: list of dicts of JSON values; ``kind`` names the method
            ``_say_<kind>`` that puts one into words
        """
        problems = []
        if result["broken"]:
            first = {"seal": result["broken"][0], "row": result["row"]}
            problems.append({"kind": "seal", **first})
        return [
            *problems,
            *self._find_lost_heads(),
            *self._find_fewer(result),
            *self._find_strays(),
            *self._find_open_tables(),
            *self._find_unsealed(),
        ]

    @api.model
    def _find_lost_heads(self):
        """The newest seal of an earlier check that is not there as it was then.

        Whoever takes away the end of the chain leaves one that fits.
        """
        lost = self.env.execute_query(
            SQL(
                "SELECT c.head_seal, c.at FROM hcc_journal_check c"
                " LEFT JOIN hcc_journal_seal s ON s.id = c.head_seal"
                " WHERE c.head_seal > 0 AND s.digest IS DISTINCT FROM c.head_digest"
                " ORDER BY c.id LIMIT 1"
            )
        )
        return [
            {"kind": "head", "seal": seal, "at": fields.Datetime.to_string(at)}
            for seal, at in lost
        ]

    @api.model
    def _find_fewer(self, result):
        """Fewer seals or rows than an earlier check saw."""
        [(seals, rows)] = self.env.execute_query(
            SQL(
                "SELECT COALESCE(max(seal_count), 0), COALESCE(max(row_count), 0)"
                " FROM hcc_journal_check"
            )
        )
        if seals <= result["seals"] and rows <= result["rows"]:
            return []
        now = {"seals": result["seals"], "rows": result["rows"]}
        return [{"kind": "fewer", "seals_then": seals, "rows_then": rows, **now}]

    @api.model
    def _find_strays(self):
        """Rows whose stamp no transaction gave them: they would never be sealed."""
        [(count, row)] = self.env.execute_query(
            SQL(
                """
                SELECT count(*), min(id)
                  FROM hcc_journal, pg_control_system() here
                 WHERE cluster IS NULL OR xid IS NULL OR xid < 0 OR id <= 0
                    OR cluster = here.system_identifier AND xid >= GREATEST(
                        pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
                        pg_current_xact_id_if_assigned()::text::bigint + 1)
                """
            )
        )
        return [{"kind": "stray", "row": row, "count": count}] if count else []

    @api.model
    def _find_open_tables(self):
        """Tables that the database does not keep as it should."""
        wanted = {name: table for table in TABLES for name in get_guards(table)}
        wanted[STAMP_TRIGGER] = "hcc_journal"
        found = self.env.execute_query(
            SQL(
                "SELECT t.tgname, c.relname FROM pg_trigger t"
                " JOIN pg_class c ON c.oid = t.tgrelid AND pg_table_is_visible(c.oid)"
                # O: as it was made, A: always
                " WHERE t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL"
                " AND c.relname IN %s",
                TABLES,
            )
        )
        missing = sorted(wanted.items() - set(found))
        if not missing:
            return []
        names = ", ".join(name for name, _table in missing)
        return [{"kind": "open", "triggers": names}]

    @api.model
    def _find_unsealed(self):
        """Rows that should be sealed by now.

        A transaction that runs for hours holds sealing back, rightly; but as long as
        it does, nobody knows what becomes of these rows.
        """
        [(count, since)] = self.env.execute_query(
            SQL(
                """
                SELECT count(*), min(journal.at) FROM hcc_journal journal
                  LEFT JOIN (
                        SELECT cluster, max(xid_to) AS last FROM hcc_journal_seal
                         GROUP BY cluster
                       ) sealed ON sealed.cluster = journal.cluster
                 WHERE journal.xid > COALESCE(sealed.last, -1)
                   AND journal.at < %s
                """,
                fields.Datetime.now() - UNSEALED_AFTER,
            )
        )
        if not count:
            return []
        since = fields.Datetime.to_string(since)
        return [{"kind": "unsealed", "count": count, "at": since}]

    # -------------------------------------------------------------------------
    # IN WORDS
    # -------------------------------------------------------------------------

    @api.model
    def _say(self, result):
        """Put the result of :meth:`_verify` into words."""
        if not result["problems"]:
            return self.env._(
                "The journal is intact: %(rows)s rows in %(seals)s seals.",
                rows=result["rows"],
                seals=result["seals"],
            )
        return " ".join(self._say_problem(one) for one in result["problems"])

    @api.model
    def _say_problem(self, problem):
        say = getattr(self, f"_say_{problem['kind']}", None)
        if say is None:
            return self.env._(
                "A part that is not installed any more found something wrong."
            )
        return say(problem)

    @api.model
    def _say_moment(self, text):
        return f"{local_datetime(fields.Datetime.to_datetime(text)):%H:%M %d/%m/%Y}"

    @api.model
    def _say_seal(self, problem):
        if not problem["row"]:
            return self.env._(
                "The journal was changed: seal %(seal)s does not fit its rows.",
                seal=problem["seal"],
            )
        return self.env._(
            "The journal was changed: seal %(seal)s does not fit its rows. "
            "The first is row %(row)s.",
            seal=problem["seal"],
            row=problem["row"],
        )

    @api.model
    def _say_head(self, problem):
        return self.env._(
            "The end of the journal was changed: seal %(seal)s, the newest one at the "
            "check of %(at)s, is gone or is another one now.",
            seal=problem["seal"],
            at=self._say_moment(problem["at"]),
        )

    @api.model
    def _say_fewer(self, problem):
        return self.env._(
            "The journal has become shorter: there were %(rows_then)s rows in "
            "%(seals_then)s seals, now there are %(rows)s in %(seals)s.",
            **{name: value for name, value in problem.items() if name != "kind"},
        )

    @api.model
    def _say_stray(self, problem):
        return self.env._(
            "Rows were put into the journal past its guards, and no seal holds them: "
            "%(count)s. The first is row %(row)s.",
            count=problem["count"],
            row=problem["row"],
        )

    @api.model
    def _say_open(self, problem):
        return self.env._(
            "The database does not refuse changes of the journal now: its guards are "
            "missing or switched off (%(triggers)s).",
            triggers=problem["triggers"],
        )

    @api.model
    def _say_unsealed(self, problem):
        return self.env._(
            "Rows of the journal are not sealed since %(at)s: %(count)s. Perhaps "
            "something in the database has been running since then; please ask whoever "
            "looks after it.",
            at=self._say_moment(problem["at"]),
            count=problem["count"],
        )

import base64
import hashlib
import json
import struct

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.tools import SQL, mute_logger

from .fields import BigInt
from .hcc_journal import refuse_changes

SEAL_ROWS = 50_000
FETCH_ROWS = 5_000
#: what is kept of each sealed row: its id, the beginning of its hash
MARK = struct.Struct(">i8s")


class HccJournalSeal(models.Model):
    """The hash of a range of journal rows and of the seal before it.

    Rows are sealed in batches of whole transactions: a chain written row by
    row would queue every writer behind one. Only transactions older than every
    running one are sealed, so that no row comes late into a sealed range.
    """

    _name = "hcc.journal.seal"
    _description = "Journal Seal"
    _inherit = ["hcc.journal.verify"]
    _log_access = False
    _order = "id desc"
    _rec_name = "digest"

    at = fields.Datetime("When", required=True, readonly=True)
    cluster = BigInt("Database Cluster", readonly=True, aggregator=None)
    xid_from = BigInt(
        "First Transaction", required=True, readonly=True, aggregator=None
    )
    xid_to = BigInt("Last Transaction", required=True, readonly=True, aggregator=None)
    row_count = fields.Integer("Rows", readonly=True)
    digest = fields.Char(required=True, readonly=True)
    previous_digest = fields.Char("Digest Before", readonly=True)
    # The digest proves that a row was changed, these tell which. None in seals that
    # are older than they.
    row_marks = fields.Binary(
        attachment=False, readonly=True, prefetch=False, export_string_translation=False
    )

    # two that seal at the same moment: the second one leaves it to the first
    _xid_from_unique = models.UniqueIndex(
        "(cluster, xid_from)", "These rows are sealed already."
    )

    def init(self):
        refuse_changes(self.env, self._table)

    def action_verify(self):
        """Check the whole chain and say what was found."""
        self.env["hcc.journal"].check_access("read")
        # sudo: hcc.journal - seals span all wards; only the verdict is shown
        result = self.sudo()._verify()
        kinds = {"intact": "success", "unsealed": "warning", "broken": "danger"}
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kinds[result["state"]],
                "message": self._say(result),
                "sticky": result["state"] != "intact",
            },
        }

    def _find_row(self, marks):
        """The first row of a seal that is not what was sealed.

        :param bytes marks: those of the rows as they are now
        :return: its id, or None where all are the same or nothing was kept
        """
        self.ensure_one()
        kept = base64.b64decode(self.row_marks or b"")
        if not kept:
            return None
        sealed, found = list(MARK.iter_unpack(kept)), list(MARK.iter_unpack(marks))
        for before, now in zip(sealed, found, strict=False):
            if before != now:
                # one that was taken away is missed where the next one stands
                is_gone = before[0] not in {row_id for row_id, _mark in found}
                return before[0] if is_gone or before[0] == now[0] else now[0]
        longer = max(sealed, found, key=len)
        shorter = min(len(sealed), len(found))
        return longer[shorter][0] if len(longer) > shorter else None

    @api.model
    def _cron_seal(self):
        """Seal what is certain not to get company any more."""
        while seal := self._seal_next():
            if not self.env["ir.cron"]._commit_progress(seal.row_count):
                break

    @api.model
    def _seal_ready(self):
        """Seal, within this transaction, all that can be."""
        while self._seal_next():
            pass

    @api.model
    def _get_last_xids(self):
        """Return the last sealed transaction of each cluster."""
        return dict(self._read_group([], ["cluster"], ["xid_to:max"]))

    @api.model
    def _seal_next(self):
        """Write one seal over at most some ten thousand rows, if there are any."""
        self.env["hcc.journal"].flush_model()
        last = self._get_last_xids()
        [(here, xmin)] = self.env.execute_query(
            SQL(
                "SELECT system_identifier,"
                " pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
                " FROM pg_control_system()"
            )
        )
        clusters = self.env.execute_query(
            SQL("SELECT DISTINCT cluster FROM hcc_journal ORDER BY cluster")
        )
        for (cluster,) in clusters:
            xid_from = last.get(cluster, -1) + 1
            # rows of another cluster came with a dump: they are all committed
            below = xmin if cluster == here else 2**63 - 1
            xid_to = self._get_range_end(cluster, xid_from, below)
            if xid_to is not None:
                return self._create_seal(cluster, xid_from, xid_to)
        return self.browse()

    @api.model
    def _get_range_end(self, cluster, xid_from, below):
        """Return the last transaction of the next batch, or None."""
        [(xid_to,)] = self.env.execute_query(
            SQL(
                "SELECT max(xid) FROM (SELECT xid FROM hcc_journal"
                " WHERE cluster = %s AND xid >= %s AND xid < %s"
                " ORDER BY xid LIMIT %s) batch",
                cluster,
                xid_from,
                below,
                self._get_seal_rows(),
            )
        )
        return xid_to

    @api.model
    def _get_seal_rows(self):
        """Return about how many rows one seal covers."""
        return SEAL_ROWS

    @api.model
    def _create_seal(self, cluster, xid_from, xid_to):
        """Write a seal; none where another job has just sealed the same rows."""
        previous = self.search([], order="id desc", limit=1).digest or ""
        digest, count, marks = self._digest(previous, cluster, xid_from, xid_to)
        values = {
            "at": fields.Datetime.now(),
            "cluster": cluster,
            "xid_from": xid_from,
            "xid_to": xid_to,
            "row_count": count,
            "digest": digest,
            "previous_digest": previous,
            "row_marks": base64.b64encode(marks),
        }
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return self.create(values)
        except UniqueViolation:
            return self.browse()

    @api.model
    def _digest(self, previous, cluster, xid_from, xid_to):
        """The hash of a range of rows after another hash.

        :return: (the hash, how many rows, what :data:`MARK` keeps of each)
        """
        sha = hashlib.sha256(previous.encode())
        marks = bytearray()
        # ids begin at 1
        count, after = 0, (xid_from, 0)
        while True:
            rows = self.env.execute_query(
                SQL(
                    "SELECT xid, id, at, user_id, model, res_id, action, ward_id,"
                    " details FROM hcc_journal WHERE cluster = %s AND xid <= %s"
                    " AND (xid, id) > (%s, %s) ORDER BY xid, id LIMIT %s",
                    cluster,
                    xid_to,
                    *after,
                    FETCH_ROWS,
                )
            )
            for row in rows:
                line = json.dumps(row, default=str, sort_keys=True).encode()
                sha.update(line + b"\n")
                marks += MARK.pack(row[1], hashlib.sha256(line).digest()[:8])
            count += len(rows)
            if len(rows) < FETCH_ROWS:
                return sha.hexdigest(), count, bytes(marks)
            after = rows[-1][:2]

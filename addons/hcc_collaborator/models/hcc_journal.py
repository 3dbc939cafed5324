import json

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from .fields import BigInt

MAX_ROWS = 1000
STATEMENT, ROW = SQL("STATEMENT"), SQL("ROW")

# The database refuses what would change history, whoever asks. Every row is
# stamped with its transaction and its cluster: a seal takes whole transactions,
# and numbers of transactions begin anew where a dump is restored.
REFUSE_FUNCTION = SQL(
    """
    CREATE OR REPLACE FUNCTION hcc_journal_refuse() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the journal is append-only'
            USING ERRCODE = 'insufficient_privilege';
    END $$
    """
)
STAMP_FUNCTION = SQL(
    """
    CREATE OR REPLACE FUNCTION hcc_journal_stamp() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        NEW.xid := pg_current_xact_id()::text::bigint;
        NEW.cluster := (SELECT system_identifier FROM pg_control_system());
        RETURN NEW;
    END $$
    """
)


#: stamps the rows of the journal
STAMP_TRIGGER = "hcc_journal_stamped"


def get_guards(table):
    """Names of the triggers by which :func:`refuse_changes` keeps a table.

    :return: (that against UPDATE and DELETE, that against TRUNCATE)
    """
    return f"{table}_no_change", f"{table}_no_truncate"


def refuse_changes(env, table, each=STATEMENT):
    """Make the database refuse UPDATE, DELETE and TRUNCATE on the table.

    :param SQL each: :data:`ROW` where the table has links that the database itself
        empties when a user is deleted: it tries that on no row as well
    """
    env.execute_query(REFUSE_FUNCTION)
    changed, truncated = get_guards(table)
    for trigger, event, level in (
        (changed, SQL("UPDATE OR DELETE"), each),
        (truncated, SQL("TRUNCATE"), STATEMENT),
    ):
        env.execute_query(
            SQL(
                "CREATE OR REPLACE TRIGGER %s BEFORE %s ON %s"
                " FOR EACH %s EXECUTE FUNCTION hcc_journal_refuse()",
                SQL.identifier(trigger),
                event,
                SQL.identifier(table),
                level,
            )
        )


class HccJournal(models.Model):
    """What happened to the records of the service, append-only.

    It holds ids and states, no personal data, so that anonymising a person
    never touches it. Data officers read it in their wards, nobody writes it
    but :meth:`_log`.
    """

    _name = "hcc.journal"
    _description = "Journal"
    _log_access = False
    _order = "id desc"
    _rec_name = "action"

    at = fields.Datetime("When", required=True, readonly=True, index=True)
    # a number, not a link: a user may be deleted, the history stays
    user_id = fields.Integer("User ID", required=True, readonly=True, aggregator=None)
    user_name = fields.Char("Who", compute="_compute_user_name")
    model = fields.Char("Kind of Record", required=True, readonly=True)
    res_id = fields.Integer("Record ID", required=True, readonly=True, aggregator=None)
    action = fields.Char(required=True, readonly=True)
    ward_id = fields.Many2one(
        "hcc.ward", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    details = fields.Json(readonly=True)
    details_text = fields.Char("What", compute="_compute_details_text")
    xid = BigInt("Transaction", readonly=True, aggregator=None)
    cluster = BigInt("Database Cluster", readonly=True, aggregator=None)

    _record_idx = models.Index("(model, res_id)")
    _xid_idx = models.Index("(cluster, xid)")

    @api.depends("user_id")
    def _compute_user_name(self):
        # sudo: res.users - the name of a colleague, also of one who left
        users_sudo = self.env["res.users"].sudo().browse(set(self.mapped("user_id")))
        names = {user.id: user.name for user in users_sudo.exists()}
        for row in self:
            row.user_name = names.get(row.user_id) or str(row.user_id)

    @api.depends("details")
    def _compute_details_text(self):
        for row in self:
            values = (row.details or {}).items()
            row.details_text = ", ".join(f"{key}: {value}" for key, value in values)

    def init(self):
        refuse_changes(self.env, self._table)
        self.env.execute_query(STAMP_FUNCTION)
        self.env.execute_query(
            SQL(
                "CREATE OR REPLACE TRIGGER %s BEFORE INSERT ON %s"
                " FOR EACH ROW EXECUTE FUNCTION hcc_journal_stamp()",
                SQL.identifier(STAMP_TRIGGER),
                SQL.identifier(self._table),
            )
        )

    @api.model
    def _log(self, records, action, **details):
        """Append one row for each record.

        :param records: recordset of any model
        :param str action: short technical word
        :param details: JSON values without personal data
        """
        self._log_each([(record, action, details) for record in records])

    @api.model
    def _log_each(self, entries):
        """Append rows that differ.

        :param entries: list of (record of any model, short technical word, JSON
            values without personal data as a dict)
        """
        now = fields.Datetime.now()
        rows = [
            SQL(
                "(%s, %s, %s, %s, %s, %s, %s::jsonb)",
                now,
                self.env.uid,
                record._name,
                record.id,
                action,
                # sudo: any model - its ward, for the row
                self._get_ward(record.sudo()).id or None,
                json.dumps(details) if details else None,
            )
            for record, action, details in entries
        ]
        # Nothing is computed from a row and nobody may create one by hand, so it
        # goes straight to the database: each booking writes several.
        for some in split_every(MAX_ROWS, rows):
            self.env.execute_query(
                SQL(
                    "INSERT INTO %s (at, user_id, model, res_id, action, ward_id,"
                    " details) VALUES %s",
                    SQL.identifier(self._table),
                    SQL(", ").join(some),
                )
            )

    @api.model
    def _get_ward(self, record):
        """Return the ward in which something happened, if it was in one."""
        if record._name == "hcc.ward":
            return record
        if "ward_id" in record._fields:
            return record["ward_id"]
        return self.env["hcc.ward"]

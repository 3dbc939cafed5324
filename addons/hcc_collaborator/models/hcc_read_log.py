from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..own_cursor import own_cursor
from ..tools.localtime import local_date
from .fields import IntArray

MONTHS = ("hcc_collaborator.read_log_months", 24)
#: what the database keeps, whatever the settings say
LEAST_MONTHS = 12
#: rows that the job deletes at a time
BATCH = 10_000
_PENDING = "hcc.read.log"
#: who reads with several roles is named by the first of these
_ROLE_ORDER = [
    "administrator",
    "data_officer",
    "coordinator",
    "clerk",
    "manager",
    "committee",
    "trainer",
]

REFUSE_FUNCTION = SQL(
    """
    CREATE OR REPLACE FUNCTION hcc_read_log_refuse() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.at < (now() AT TIME ZONE 'UTC') - interval '12 months' THEN
                RETURN OLD;
            END IF;
        END IF;
        RAISE EXCEPTION 'the log of who read what is append-only'
            USING ERRCODE = 'insufficient_privilege';
    END $$
    """
)


class HccReadLog(models.Model):
    """Who read whose data, when and how, append-only.

    One row for each action and ward, with the ids of all persons who were shown: a
    page of a list is one row. It holds no personal values. Data officers read it in
    their wards, nobody writes it but :meth:`_note`; the job of the retention alone
    takes rows away, and the database keeps the last twelve months even from that.
    """

    _name = "hcc.read.log"
    _description = "Who Read What"
    _log_access = False
    _order = "id desc"
    _rec_name = "how"

    at = fields.Datetime("When", required=True, readonly=True)
    # an account that has read is archived when its time is over, never deleted
    user_id = fields.Many2one(
        "res.users", "Who", required=True, readonly=True, ondelete="restrict"
    )
    role = fields.Selection(
        [
            ("clerk", "Clerk"),
            ("coordinator", "Coordinator"),
            ("trainer", "Trainer"),
            ("manager", "Manager"),
            ("committee", "Steering committee"),
            ("data_officer", "Data officer"),
            ("administrator", "Administrator"),
            ("collaborator", "Collaborator"),
            ("other", "Another account"),
        ],
        required=True,
        readonly=True,
        help="The role by which the account reached the ward at that time.",
    )
    scope = fields.Selection(
        [("city", "City"), ("branch", "Branch"), ("ward", "Ward")], readonly=True
    )
    how = fields.Selection(
        [
            ("open", "Opened"),
            ("list", "In a list"),
            ("export", "Exported"),
            ("phone", "Phone or name checked"),
            ("file", "Printed or saved"),
        ],
        required=True,
        readonly=True,
    )
    model = fields.Char("Model", required=True, readonly=True)
    kind = fields.Char("Kind of Record", compute="_compute_kind")
    res_id = fields.Integer("Record ID", readonly=True, aggregator=None)
    person_ids = IntArray("IDs of the Persons", readonly=True)
    person_count = fields.Integer("Persons", required=True, readonly=True)
    person_id = fields.Integer(
        "ID of a Person",
        compute="_compute_person_id",
        search="_search_person_id",
        export_string_translation=False,
    )
    ward_id = fields.Many2one("hcc.ward", readonly=True, ondelete="restrict")

    _user_idx = models.Index("(user_id, at)")
    _person_idx = models.Index("USING gin (person_ids)")
    _ward_idx = models.Index("(ward_id, id)")
    _at_idx = models.Index("(at)")

    def init(self):
        self.env.execute_query(REFUSE_FUNCTION)
        for trigger, event, each in (
            ("no_change", SQL("UPDATE OR TRUNCATE"), SQL("STATEMENT")),
            ("no_delete", SQL("DELETE"), SQL("ROW")),
        ):
            self.env.execute_query(
                SQL(
                    "CREATE OR REPLACE TRIGGER %s BEFORE %s ON %s FOR EACH %s"
                    " EXECUTE FUNCTION hcc_read_log_refuse()",
                    SQL.identifier(f"{self._table}_{trigger}"),
                    event,
                    SQL.identifier(self._table),
                    each,
                )
            )

    # -------------------------------------------------------------------------
    # FIELDS
    # -------------------------------------------------------------------------

    @api.depends("model")
    @api.depends_context("lang")
    def _compute_kind(self):
        # sudo: ir.model - what kinds of records are called
        models_sudo = self.env["ir.model"].sudo()
        for row in self:
            row.kind = models_sudo._get(row.model).name or row.model

    @api.depends("person_ids")
    def _compute_person_id(self):
        for row in self:
            row.person_id = row.person_ids[0] if row.person_count == 1 else False

    def _search_person_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        ids = [number for number in value if number]
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s && %s::int4[]", SQL.identifier(alias, "person_ids"), ids
            )
        )

    def _get_reader_words(self):
        """Say who read, without a name: the role and where it holds."""
        self.ensure_one()
        names = dict(self._fields["role"]._description_selection(self.env))
        name = names[self.role]
        if self.scope == "city":
            return self.env._("%(role)s of the city", role=name)
        if self.scope == "branch":
            return self.env._("%(role)s of the branch", role=name)
        if self.scope == "ward":
            return self.env._("%(role)s of the ward", role=name)
        return name

    # -------------------------------------------------------------------------
    # WRITING
    # -------------------------------------------------------------------------

    @api.model
    def _note(self, records, how):
        """Note that the user is shown the persons of some records.

        It is written in one statement at the end of the transaction. What the
        system and its jobs read, and what people read of themselves in the portal,
        is not noted.

        :param records: of a model with ``hcc.read.logged.mixin``; none of them, when
            somebody was looked for and not found
        :param str how: a value of the field
        """
        env = self.env
        if env.su or env.uid == SUPERUSER_ID or not env.user._is_internal():
            return
        ids = [number for number in records._ids if isinstance(number, int)]
        pending = env.cr.precommit.data.get(_PENDING)
        if pending is None:
            pending = env.cr.precommit.data[_PENDING] = []
            env.cr.precommit.add(self.sudo()._write_noted)
        kinds = ("open", "list") if how in ("open", "list") else (how,)
        for entry in pending:
            # lists within a form, and forms asked for anew, are one action
            if entry["user_id"] == env.uid and entry["how"] in kinds:
                break
        else:
            entry = {
                "at": fields.Datetime.now(),
                "user_id": env.uid,
                "how": how,
                "model": records._name,
                "res_id": ids[0] if len(ids) == 1 else None,
                "shown": {},
            }
            pending.append(entry)
        entry["shown"].setdefault(records._name, {}).update(dict.fromkeys(ids))

    @api.model
    def _write_noted(self):
        """Write what this transaction has noted."""
        cr = self.env.cr
        query = self._get_insert(cr.precommit.data.pop(_PENDING, []))
        if not query:
            return
        if cr.readonly:
            # pages that only read may be answered by a replica
            cr.postcommit.add(lambda: self._write_beside(query))
        else:
            cr.execute(query)

    @api.model
    def _write_beside(self, query):
        with own_cursor(self.env) as cr:
            cr.execute(query)

    @api.model
    def _get_insert(self, entries):
        """:return: the statement that writes all rows, nothing if there are none"""
        seen = []
        for number, entry in enumerate(entries):
            for model, ids in entry["shown"].items():
                if ids:
                    people = self.env[model]._get_read_log_query(list(ids))
                    seen.append(
                        SQL("SELECT %s, shown.* FROM (%s) shown", number, people)
                    )
                elif entry["how"] == "phone":
                    seen.append(SQL("SELECT %s, NULL::int, NULL::int", number))
        if not seen:
            return None
        actions = SQL(", ").join(
            SQL(
                "(%s, %s::timestamp, %s, %s, %s, %s::int)",
                number,
                entry["at"],
                entry["user_id"],
                entry["how"],
                entry["model"],
                entry["res_id"],
            )
            for number, entry in enumerate(entries)
        )
        return SQL(
            """
            WITH action (number, at, user_id, how, model, res_id) AS
                        (VALUES %(actions)s),
                 seen (number, person_id, ward_id) AS (%(seen)s),
                 found AS (
                    SELECT number, ward_id,
                           array_agg(DISTINCT person_id ORDER BY person_id)
                               FILTER (WHERE person_id IS NOT NULL) AS person_ids
                      FROM seen
                     GROUP BY number, ward_id)
            INSERT INTO hcc_read_log (at, user_id, how, model, res_id, person_ids,
                                      person_count, ward_id, role, scope)
            SELECT action.at, action.user_id, action.how, action.model, action.res_id,
                   COALESCE(found.person_ids, '{}'),
                   COALESCE(cardinality(found.person_ids), 0), found.ward_id,
                   COALESCE(held.role,
                            CASE WHEN EXISTS (SELECT 1 FROM hcc_collaborator c
                                               WHERE c.user_id = action.user_id)
                                 THEN 'collaborator' ELSE 'other' END),
                   held.scope
              FROM found
              JOIN action ON action.number = found.number
              LEFT JOIN hcc_ward ward ON ward.id = found.ward_id
              LEFT JOIN LATERAL (
                    SELECT r.role, r.scope
                      FROM hcc_area_role r
                     WHERE r.user_id = action.user_id
                       AND r.date_from <= %(today)s
                       AND (r.date_to IS NULL OR r.date_to >= %(today)s)
                       AND (r.scope = 'city' OR r.ward_id = ward.id
                            OR r.branch_id = ward.branch_id)
                     ORDER BY array_position(%(order)s, r.role::text), r.id
                     LIMIT 1) held ON TRUE
             WHERE found.person_ids IS NOT NULL OR action.how = 'phone'
            """,
            actions=actions,
            seen=SQL(" UNION ALL ").join(seen),
            today=local_date(fields.Datetime.now()),
            order=_ROLE_ORDER,
        )

    # -------------------------------------------------------------------------
    # RETENTION
    # -------------------------------------------------------------------------

    @api.model
    def _get_months(self):
        key, default = MONTHS
        # sudo: ir.config_parameter - a number of the settings
        return int(self.env["ir.config_parameter"].sudo().get_param(key, default))

    @api.model
    def _cron_forget(self):
        """Delete the rows that are older than they are kept, and journal how many."""
        months = max(self._get_months(), LEAST_MONTHS)
        # a day more: the database counts with its own clock
        until = fields.Datetime.now() - relativedelta(months=months) - timedelta(days=1)
        journal = self.env["hcc.journal"]
        cron = self.env.ref("hcc_collaborator.ir_cron_hcc_read_log_forget")
        while True:
            gone = self.env.execute_query(
                SQL(
                    """DELETE FROM hcc_read_log WHERE id IN (
                           SELECT id FROM hcc_read_log WHERE at < %s
                            ORDER BY at LIMIT %s)
                       RETURNING id""",
                    until,
                    BATCH,
                )
            )
            if not gone:
                break
            journal._log(
                cron, "read_log_forgotten", rows=len(gone), until=str(until.date())
            )
            if not self.env["ir.cron"]._commit_progress(len(gone)):
                break

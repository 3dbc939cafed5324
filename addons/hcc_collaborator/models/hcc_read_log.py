from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from ..own_cursor import own_cursor
from ..tools.localtime import local_date
from .fields import IntArray, LooseMany2one

MONTHS = ("hcc_collaborator.read_log_months", 24)
#: what the database keeps, whatever the settings say
LEAST_MONTHS = 12
#: rows that the job deletes at a time
BATCH = 10_000
_PENDING = "hcc.read.log"
#: who reads with several roles is named by the first of these
_ROLE_ORDER = (
    "administrator",
    "data_officer",
    "coordinator",
    "clerk",
    "manager",
    "committee",
    "trainer",
)

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
    user_id = LooseMany2one("res.users", "Who", required=True, readonly=True)
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
    model = fields.Char(required=True, readonly=True)
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
    # wards are never deleted: every record of the service names one
    ward_id = LooseMany2one("hcc.ward", readonly=True)

    _user_idx = models.Index("(user_id, at)")
    _person_idx = models.Index("USING gin (person_ids)")
    _ward_idx = models.Index("(ward_id, id)")
    _at_idx = models.Index("USING brin (at)")

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
            # sudo: hcc.read.log - nobody has the right to write it
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
        rows = []
        for entry in entries:
            shown = [
                self.env[model]._get_read_log_query(list(ids))
                for model, ids in entry["shown"].items()
                if ids
            ]
            if self._is_one_person(entry["shown"]):
                rows.append(self._get_row(entry, shown[0]))
            elif shown:
                rows.append(self._get_rows(entry, SQL(" UNION ALL ").join(shown)))
            elif entry["how"] == "phone":
                nobody = SQL("SELECT NULL::int, NULL::int")
                rows.append(self._get_rows(entry, nobody, SQL("TRUE")))
        if not rows:
            return None
        return SQL(
            "INSERT INTO hcc_read_log (at, user_id, how, model, res_id, role, scope,"
            " ward_id, person_ids, person_count) %s",
            SQL(" UNION ALL ").join(rows),
        )

    def _is_one_person(self, shown):
        """Whether one record was shown that is of one person: the page of a form."""
        if len(shown) != 1:
            return False
        [(model, ids)] = shown.items()
        return len(ids) == 1 and self.env[model]._read_log_is_single

    def _get_row(self, entry, shown):
        """The row of one person, which nobody waits for any longer than needed."""
        role, scope = self._get_role_sql(entry["user_id"])
        return SQL(
            """SELECT %s::timestamp, %s, %s, %s, %s::int, %s, %s, shown.ward_id,
                      ARRAY[shown.person_id], 1
                 FROM (%s) shown (person_id, ward_id)
                WHERE shown.person_id IS NOT NULL""",
            entry["at"],
            entry["user_id"],
            entry["how"],
            entry["model"],
            entry["res_id"],
            role,
            scope,
            shown,
        )

    def _get_rows(self, entry, shown, having=None):
        """One row for each ward. It is planned anew each time: keep it simple."""
        role, scope = self._get_role_sql(entry["user_id"])
        return SQL(
            """SELECT %s, %s, %s, %s, %s::int, %s, %s, shown.ward_id,
                      COALESCE(array_agg(DISTINCT shown.person_id)
                               FILTER (WHERE shown.person_id IS NOT NULL), '{}'),
                      count(DISTINCT shown.person_id)
                 FROM (%s) shown (person_id, ward_id)
                GROUP BY shown.ward_id
               HAVING %s""",
            entry["at"],
            entry["user_id"],
            entry["how"],
            entry["model"],
            entry["res_id"],
            role,
            scope,
            shown,
            having or SQL("count(shown.person_id) > 0"),
        )

    def _get_role_sql(self, user_id):
        """By which role a user reaches a ward, and in how wide an area.

        :return: two expressions over the wards of the rows
        """
        cases, last = [], None
        roles, other = self._get_roles(user_id, local_date(fields.Datetime.now()))
        for role, scope, ward_ids in roles:
            last = (role, scope)
            if ward_ids is None:
                break
            if len(roles) > 1:
                here = SQL("WHEN shown.ward_id = ANY(%s)", list(ward_ids))
                cases.append((here, role, scope))
        if not cases:
            role, scope = last or (other, None)
            return SQL("%s", role), SQL("%s", scope)
        return tuple(
            SQL(
                "CASE %s ELSE %s END",
                SQL(" ").join(SQL("%s THEN %s", case[0], case[at]) for case in cases),
                last[at - 1],
            )
            for at in (1, 2)
        )

    @api.model
    @tools.ormcache("user_id", "day")
    def _get_roles(self, user_id, day):
        """The roles of a user on a day, those that open most first.

        Asked for at each page; a change of roles or of wards clears the cache.

        :return: ((role, scope, ids of the wards or None for all), ...), and what to
            call somebody without any
        """
        user = self.env["res.users"].browse(user_id)
        roles = self.env["hcc.area.role"].search(
            Domain("user_id", "=", user_id)
            & self.env["hcc.area.role"]._get_valid_domain(day)
        )
        helper = user.has_group("hcc_collaborator.group_hcc_collaborator")
        return (
            tuple(
                (
                    role.role,
                    role.scope,
                    None if role.scope == "city" else tuple(role._get_wards(None).ids),
                )
                for role in roles.sorted(lambda role: _ROLE_ORDER.index(role.role))
            ),
            "collaborator" if helper else "other",
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
                    """DELETE FROM hcc_read_log WHERE at < %s AND id IN (
                           SELECT id FROM hcc_read_log ORDER BY id LIMIT %s)
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

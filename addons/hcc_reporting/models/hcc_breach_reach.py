from odoo import Command, api, models
from odoo.tools import SQL

from odoo.addons.hcc_collaborator.tools.localtime import local_date

#: roles that show the whole person, not only the contact of a visit
FULL_ROLES = ["clerk", "coordinator", "data_officer", "administrator"]
SHOWN_STATES = ["accepted", "started"]
KINDS = ("phone", "address", "identity", "disability", "poverty", "position")


class HccBreachReach(models.AbstractModel):
    """Whose data an account did reach in a period, and could have reached.

    Did: the log of who read what, and the contact of visits from acceptance to
    closing. Could: what the rules let the account read today, what its roles of the
    period cover, and visits that it was offered. All in one statement.
    """

    _name = "hcc.breach.reach"
    _description = "Reach of an Account"

    def _find_persons(self):
        """Write the list anew.

        :return: what was counted, as values of the case
        """
        self.ensure_one()
        self.env.flush_all()
        # sudo: hcc.breach.person - the list is made by this method alone, over all
        # wards; each reader sees the persons of the own ones
        lines_sudo = self.env["hcc.breach.person"].sudo()
        self.env.execute_query(
            SQL(
                "DELETE FROM hcc_breach_person WHERE breach_id = %s RETURNING 1",
                self.id,
            )
        )
        self.env.execute_query(self._get_insert())
        lines_sudo.invalidate_model()
        self.invalidate_recordset(["person_ids"])
        [counts] = self.env.execute_query_dict(
            SQL(
                """SELECT count(*) FILTER (WHERE reached) AS reached_count,
                          count(*) FILTER (WHERE NOT reached) AS could_count, %s,
                          COALESCE(array_agg(DISTINCT ward_id)
                                   FILTER (WHERE ward_id IS NOT NULL), '{}') AS wards
                     FROM hcc_breach_person WHERE breach_id = %s""",
                SQL(", ").join(
                    SQL(
                        "count(*) FILTER (WHERE %s) AS %s",
                        SQL.identifier(f"has_{kind}"),
                        SQL.identifier(f"{kind}_count"),
                    )
                    for kind in KINDS
                ),
                self.id,
            )
        )
        wards = counts.pop("wards")
        return {
            **counts,
            "ward_ids": [Command.set(wards)],
            "export_count": self._count_exports(),
        }

    def _count_exports(self):
        """Lists that the account had written in the period; they name no person."""
        # sudo: hcc.export - of another account; counted, not read
        return (
            self.env["hcc.export"]
            .sudo()
            .search_count(
                [
                    ("user_id", "=", self.user_id.id),
                    ("done_at", ">=", self.date_from),
                    ("done_at", "<=", self.date_to),
                ]
            )
        )

    def _get_insert(self):
        parts = [self._get_reads(), self._get_visits(), self._get_roles()]
        rules = self._get_rules()
        if rules:
            parts.append(rules)
        return SQL(
            """
            WITH part (person_id, reached, by_reads, by_visits, by_rules, by_roles,
                       is_full, read_at) AS (%(parts)s),
                 person AS (
                    SELECT COALESCE(c.merged_into_id, c.id) AS id,
                           bool_or(reached) AS reached,
                           bool_or(by_reads) AS by_reads,
                           bool_or(by_visits) AS by_visits,
                           bool_or(by_rules) AS by_rules,
                           bool_or(by_roles) AS by_roles, bool_or(is_full) AS is_full,
                           max(read_at) AS read_at
                      FROM part JOIN hcc_citizen c ON c.id = part.person_id
                     GROUP BY 1)
            INSERT INTO hcc_breach_person (
                    breach_id, citizen_id, ward_id, reached, by_reads, by_visits,
                    by_rules, by_roles, last_read_at, has_phone, has_address,
                    has_identity, has_disability, has_poverty, has_position)
            SELECT %(breach)s, c.id, c.ward_id, p.reached, p.by_reads, p.by_visits,
                   p.by_rules, p.by_roles, p.read_at, c.phone IS NOT NULL,
                   c.address IS NOT NULL,
                   p.is_full AND c.identity_number IS NOT NULL,
                   p.is_full AND COALESCE(c.disability, 'none') <> 'none',
                   p.is_full AND COALESCE(c.poverty, 'none') <> 'none',
                   p.is_full AND EXISTS (
                        SELECT 1 FROM hcc_request r
                         WHERE r.citizen_id = c.id AND r.latitude <> 0)
              FROM person p JOIN hcc_citizen c ON c.id = p.id
             ORDER BY c.id
            RETURNING 1
            """,
            parts=SQL(" UNION ALL ").join(parts),
            breach=self.id,
        )

    def _get_reads(self):
        """Persons whom the account was shown, as the log has it."""
        return SQL(
            """SELECT shown.id, TRUE, TRUE, FALSE, FALSE, FALSE,
                      log.role = ANY(%s), log.at
                 FROM hcc_read_log log, unnest(log.person_ids) shown (id)
                WHERE log.user_id = %s AND log.at BETWEEN %s AND %s""",
            FULL_ROLES,
            self.user_id.id,
            self.date_from,
            self.date_to,
        )

    def _get_visits(self):
        """Persons of the account's visits: their contact stood open from acceptance
        to closing; one that was offered could have been accepted."""
        # sudo: hcc.collaborator - whose visits they are
        helper_sudo = self.handover_id.sudo().collaborator_id
        helpers = (helper_sudo | self.user_id.sudo().hcc_collaborator_ids).ids
        return SQL(
            """SELECT r.citizen_id, taken.at IS NOT NULL, FALSE, TRUE, FALSE, FALSE,
                      FALSE, NULL::timestamp
                 FROM hcc_assignment a
                 JOIN hcc_request r ON r.id = a.request_id
                 LEFT JOIN LATERAL (
                    SELECT j.at, j.id FROM hcc_journal j
                     WHERE j.model = 'hcc.assignment' AND j.res_id = a.id
                       AND COALESCE(j.details->>'after', j.details->>'state')
                           = ANY(%(shown)s)
                     ORDER BY j.id LIMIT 1) accepted ON TRUE
                 LEFT JOIN LATERAL (
                    SELECT j.at FROM hcc_journal j
                     WHERE j.model = 'hcc.assignment' AND j.res_id = a.id
                       AND j.action = 'assignment_state'
                       AND NOT j.details->>'after' = ANY(%(open)s)
                     ORDER BY j.id LIMIT 1) closed ON TRUE
                 LEFT JOIN LATERAL (
                    SELECT accepted.at
                     WHERE accepted.at <= %(to)s
                       AND COALESCE(closed.at, %(to)s) >= %(from)s) taken ON TRUE
                WHERE (a.user_id = %(user)s OR a.collaborator_id = ANY(%(helpers)s))
                  AND a.offered_at <= %(to)s
                  AND COALESCE(closed.at, %(to)s) >= %(from)s
                  AND r.citizen_id IS NOT NULL""",
            **{
                "shown": SHOWN_STATES,
                "open": ["offered", *SHOWN_STATES],
                "user": self.user_id.id,
                "helpers": helpers,
                "from": self.date_from,
                "to": self.date_to,
            },
        )

    def _get_roles(self):
        """Persons of the wards that a role of the period covered."""
        return SQL(
            """SELECT c.id, FALSE, FALSE, FALSE, FALSE, TRUE, TRUE, NULL::timestamp
                 FROM hcc_citizen c
                WHERE c.ward_id = ANY(%(wards)s)
                UNION ALL
               SELECT person.id, FALSE, FALSE, FALSE, FALSE, TRUE, TRUE, NULL::timestamp
                 FROM hcc_request r,
                      unnest(ARRAY[r.citizen_id, r.requester_id]) person (id)
                WHERE r.ward_id = ANY(%(wards)s) AND person.id IS NOT NULL""",
            wards=self._get_period_wards().ids,
        )

    def _get_period_roles(self):
        """:return: roles that the account had in the period and that show persons"""
        # sudo: hcc.area.role - of another account
        return (
            self.env["hcc.area.role"]
            .sudo()
            .search(
                [
                    ("user_id", "=", self.user_id.id),
                    ("role", "in", FULL_ROLES),
                    ("date_from", "<=", local_date(self.date_to)),
                    "|",
                    ("date_to", "=", False),
                    ("date_to", ">=", local_date(self.date_from)),
                ]
            )
        )

    def _get_period_wards(self):
        Ward = self.env["hcc.ward"].with_context(active_test=False)
        roles = self._get_period_roles()
        city = Ward
        if any(role.scope == "city" for role in roles):
            city = Ward.search([("code", "!=", False)])
        wards = Ward
        for role in roles:
            wards |= role._get_wards(city)
        return wards

    def _get_rules(self):
        """Persons whom the rules of access let the account read today."""
        env = self.with_user(self.user_id).with_context(active_test=False).env
        citizens = env["hcc.citizen"]
        if not citizens.has_access("read"):
            return None
        requests = env["hcc.request"]
        return SQL(
            """SELECT allowed.id, FALSE, FALSE, FALSE, TRUE, FALSE, TRUE,
                      NULL::timestamp
                 FROM (%s) allowed (id)
                UNION ALL
               SELECT person.id, FALSE, FALSE, FALSE, TRUE, FALSE, TRUE, NULL::timestamp
                 FROM hcc_request r,
                      unnest(ARRAY[r.citizen_id, r.requester_id]) person (id)
                WHERE person.id IS NOT NULL AND r.id IN (%s)""",
            citizens._search([]).select(),
            requests._search([]).select(),
        )

    @api.model
    def _get_kind_names(self):
        fields_of = self.env["hcc.breach.person"]._fields
        return {
            kind: fields_of[f"has_{kind}"]._description_string(self.env)
            for kind in KINDS
        }

    def _get_reach_words(self):
        """Say in words what the list holds, for whoever has to tell it."""
        self.ensure_one()
        if self.state == "draft":
            return False
        _ = self.env._
        lines = [
            _(
                "%(count)s persons: the account did reach their data. It opened, "
                "listed, exported or printed them in the period, or it had the contact "
                "of their visit, from acceptance to closing.",
                count=self.reached_count,
            ),
            _(
                "%(count)s more persons: the account could have reached their data, "
                "and nothing shows that it did. The rules of access open them to it "
                "today, a role covered their ward in the period, or their visit "
                "was offered to it.",
                count=self.could_count,
            ),
        ]
        if self.export_count:
            lines.append(
                _(
                    "%(count)s lists were saved as files in the period. They name no "
                    "person.",
                    count=self.export_count,
                )
            )
        if self.hidden_count:
            lines.append(
                _(
                    "%(count)s of these persons live in wards that you do not reach: a "
                    "data officer of the city has the whole list.",
                    count=self.hidden_count,
                )
            )
        return "\n".join(lines)

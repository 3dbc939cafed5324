from odoo import api, models
from odoo.tools import SQL

#: what a request may go through, weighted by how often it comes
FILL = (
    """
    CREATE TEMP TABLE bench_ward AS
    SELECT id AS ward_id, branch_id, n,
           SUM(w) OVER (ORDER BY n) / SUM(w) OVER () AS upto
      FROM (SELECT id, branch_id, ROW_NUMBER() OVER (ORDER BY id) AS n,
                   COALESCE(NULLIF(population, 0), 50000)::float AS w
              FROM hcc_ward) AS wards
    """,
    """
    CREATE TEMP TABLE bench_procedure AS
    SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS n FROM hcc_procedure
    """,
    """
    CREATE TEMP TABLE bench_point AS
    SELECT DISTINCT ON (ward_id) ward_id, id
      FROM hcc_service_point ORDER BY ward_id, id
    """,
    # a person comes two or three times in two years
    """
    INSERT INTO hcc_citizen (name, ward_id, contact_channel, reminder_channel,
            birth_year, disability, poverty, create_date)
    SELECT 'Người ' || g.n, w.ward_id, 'sms', 'sms', 1935 + (random() * 70)::int,
           CASE WHEN random() < 0.1 THEN 'mild' ELSE 'none' END,
           CASE WHEN random() < 0.08 THEN 'poor' ELSE 'none' END, now()
      FROM generate_series(1, %(people)s) g (n)
      JOIN LATERAL (SELECT ward_id FROM bench_ward
                     WHERE upto >= (g.n - 0.5) / %(people)s
                     ORDER BY upto LIMIT 1) w ON TRUE
    """,
    """
    CREATE TEMP TABLE bench_citizen AS
    SELECT id, ward_id, ROW_NUMBER() OVER (ORDER BY id) AS n
      FROM hcc_citizen WHERE name LIKE 'Người %%'
    """,
    "CREATE INDEX ON bench_citizen (n)",
    """
    CREATE TEMP TABLE bench_request AS
    SELECT g.n, c.id AS citizen_id, c.ward_id, w.branch_id,
           -- from seven to twenty, all days, fewer on Sundays
           %(start)s::date + (random() * 729)::int + INTERVAL '7 hours'
               + random() * INTERVAL '13 hours' - INTERVAL '7 hours' AS asked,
           CASE WHEN random() < 0.35 THEN 'home' ELSE 'point' END AS place,
           (ARRAY['web', 'web', 'web', 'counter', 'counter', 'counter', 'telephone',
                  'telephone', 'helper', 'ward_official'])[1 + (random() * 9)::int]
               AS channel,
           random() AS fate, random() AS rated, random() AS walked,
           (random() * random() * random() * %(procedures)s)::int AS procedure
      FROM generate_series(1, %(requests)s) g (n)
      JOIN bench_citizen c ON c.n = 1 + (g.n * 7919::bigint) %% %(people)s
      JOIN bench_ward w ON w.ward_id = c.ward_id
    """,
    """
    INSERT INTO hcc_request (id, reference, ward_id, branch_id, citizen_id, place,
            home_review, requester_relation, home_decision, eid_level2, own_sim,
            channel, state, is_walk_in, create_date, first_contact_at, done_at,
            rating_value, rated_at)
    SELECT %(first)s + n, 'BENCH-' || n, ward_id, branch_id,
           CASE WHEN walked < 0.02 THEN NULL ELSE citizen_id END, place, 'none',
           'self', 'not_needed', 'unknown', 'unknown', channel,
           CASE WHEN fate < 0.84 THEN 'done' WHEN fate < 0.92 THEN 'cancelled'
                WHEN fate < 0.96 THEN 'no_show' ELSE 'booked' END,
           walked < 0.3, asked,
           asked + walked * INTERVAL '1 day',
           CASE WHEN fate < 0.84 THEN asked + walked * INTERVAL '4 days' END,
           CASE WHEN fate < 0.84 AND rated < 0.25
                THEN 1 + ((1 - rated * rated) * 4)::int ELSE 0 END,
           CASE WHEN fate < 0.84 AND rated < 0.25
                THEN asked + walked * INTERVAL '4 days' + rated * INTERVAL '20 days' END
      FROM bench_request
    """,
    """
    INSERT INTO %(relation)s (%(request)s, %(procedure)s)
    SELECT %(first)s + r.n, p.id FROM bench_request r
      JOIN bench_procedure p ON p.n = r.procedure %% %(procedures)s
    """,
    # every twentieth comes back
    """
    INSERT INTO hcc_appointment (id, request_id, reference, ward_id, branch_id, start,
            stop, place, service_point_id, helpers_needed, state, done_at, is_walk_in,
            is_return, in_hours, lead_id)
    SELECT %(first)s + r.n + again * %(requests)s, %(first)s + r.n, 'BENCH-' || r.n,
           r.ward_id, branch_id, at, at + INTERVAL '30 minutes',
           CASE WHEN p.id IS NULL THEN 'home' ELSE place END,
           CASE WHEN place = 'point' THEN p.id END, 1,
           CASE WHEN fate < 0.84 THEN 'done' WHEN fate < 0.92 THEN 'cancelled'
                WHEN fate < 0.96 THEN 'no_show' ELSE 'booked' END,
           CASE WHEN fate < 0.84 THEN at + INTERVAL '30 minutes' END,
           walked < 0.3, again = 1, rated < 0.75, h.id
      FROM bench_request r
      CROSS JOIN LATERAL (VALUES (0), (1)) AS more (again)
      CROSS JOIN LATERAL (SELECT asked + (walked * 4 + again * 6) * INTERVAL '1 day'
                          AS at) AS moment
      LEFT JOIN bench_point p ON p.ward_id = r.ward_id
      LEFT JOIN bench_helper h ON h.n = (r.n %% %(helpers)s)
     WHERE again = 0 OR (fate < 0.84 AND rated > 0.95)
    """,
    """
    INSERT INTO hcc_dossier (request_id, appointment_id, ward_id, procedure_id, code,
            filed_online, outcome, not_filed_reason, supplement_deadline, filed_on)
    SELECT %(first)s + r.n, %(first)s + r.n, ward_id, p.id,
           'H26.1-260101-' || r.n, rated < 0.85,
           (ARRAY['accepted', 'accepted', 'resolved', 'resolved', 'resolved', 'filed',
                  'supplement', 'rejected', 'not_filed'])[1 + (walked * 8)::int],
           CASE WHEN (walked * 8)::int = 8 THEN
                (ARRAY['no_eid_level2', 'sim_not_own', 'originals_missing',
                       'portal_error', 'other'])[1 + (rated * 4)::int] END,
           CASE WHEN (walked * 8)::int = 6 THEN asked::date + 14 END,
           asked::date
      FROM bench_request r JOIN bench_procedure p
        ON p.n = r.procedure %% %(procedures)s
     WHERE fate < 0.84
    """,
    """
    INSERT INTO hcc_unmet_demand (day, ward_id, branch_id, kind, place,
            procedure_group, number)
    SELECT asked::date, ward_id, branch_id, 'no_slot', place, 'unknown', 1
      FROM bench_request WHERE n %% 50 = 0
    """,
)
TABLES = "hcc_citizen, hcc_request, hcc_appointment, hcc_dossier, hcc_unmet_demand"


class HccBenchHistory(models.AbstractModel):
    """Two years of requests, made in bulk, the same ones each time."""

    _name = "hcc.bench.history"
    _description = "Bench: History"

    @api.model
    def _fill(self, requests, start):
        """Make requests and what came of them; nothing of it is counted yet.

        :param int requests: how many
        :param str start: first day of two years
        """
        self._share_wards()
        field = self.env["hcc.request"]._fields["procedure_ids"]
        [(first,)] = self.env.execute_query(
            SQL("SELECT 1000 + COALESCE(MAX(id), 0) FROM hcc_request")
        )
        [(visit,)] = self.env.execute_query(
            SQL("SELECT 1000 + COALESCE(MAX(id), 0) FROM hcc_appointment")
        )
        self._make_helpers()
        values = {
            "people": max(requests * 2 // 5, 1),
            "requests": requests,
            "procedures": self.env["hcc.procedure"].search_count([]),
            "helpers": 500,
            "first": max(first, visit),
            "start": start,
            "relation": SQL.identifier(field.relation),
            "request": SQL.identifier(field.column1),
            "procedure": SQL.identifier(field.column2),
        }
        cr = self.env.cr
        watched = [*TABLES.split(", "), field.relation]
        for table in watched:
            self._switch(table, "DISABLE")
        cr.execute("SELECT setseed(0.766)")
        for query in FILL:
            cr.execute(SQL(query, **values))
        for table in watched:
            self._switch(table, "ENABLE")
        for table in ("hcc_request", "hcc_appointment"):
            cr.execute(
                SQL(
                    "SELECT setval(%s, (SELECT MAX(id) FROM %s))",
                    f"{table}_id_seq",
                    SQL.identifier(table),
                )
            )
        cr.execute(SQL("ANALYZE %s, %s", SQL(TABLES), values["relation"]))
        self.env.invalidate_all()
        return True

    @api.model
    def _switch(self, table, how):
        """Let the triggers of a table rest, or work again."""
        self.env.cr.execute(
            SQL("ALTER TABLE %s %s TRIGGER USER", SQL.identifier(table), SQL(how))
        )

    @api.model
    def _share_wards(self):
        """Each ward belongs to one of the branches."""
        wards, branches = self.env["hcc.ward"].search([]), self.env["hcc.branch"]
        branches = branches.search([])
        for number, branch in enumerate(branches):
            wards[number :: len(branches)].branch_id = branch

    @api.model
    def _make_helpers(self):
        """Helpers of some wards; the others have none, which is no matter here."""
        ward = self.env["hcc.ward"].search([], limit=1)
        team = self.env["hcc.team"].search([("ward_id", "=", ward.id)], limit=1)
        if not team:
            team = self.env["hcc.team"].create({"name": "Bench", "ward_id": ward.id})
        categories = [
            key
            for key, __ in self.env["hcc.collaborator"]._fields["category"].selection
        ]
        helpers = self.env["hcc.collaborator"].create(
            [
                {
                    "name": f"Bench {number}",
                    "team_id": team.id,
                    "category": categories[number % len(categories)],
                }
                for number in range(500)
            ]
        )
        self.env.cr.execute(
            "CREATE TEMP TABLE bench_helper AS"
            " SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS n"
            " FROM hcc_collaborator WHERE id = ANY(%s)",
            [helpers.ids],
        )

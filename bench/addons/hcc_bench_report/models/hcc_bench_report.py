import gc
import io
import os
import random
import resource
import statistics
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import xlsxwriter

from odoo import Command, api, models
from odoo.tools import SQL

from odoo.addons.hcc_reporting.models.hcc_kpi_report import AREAS, MEASURES, TIMES
from odoo.addons.hcc_reporting.tools.figures_xlsx import NO_RATE, write_figures
from odoo.addons.hcc_reporting.tools.kpi_columns import COUNTS, RATES, SPLITS

MONTH = ("2025-10-01", "2025-10-31")
YEAR = ("2025-01-01", "2025-12-31")
ALL = ("2024-12-01", "2026-11-30")
#: what the dashboards of city, branch and ward ask: (period, groupings, with people)
QUERIES = (
    (MONTH, (), True),
    (MONTH, ("ward_id",), True),
    (MONTH, ("procedure_group",), False),
    (YEAR, ("ward_id",), True),
    (YEAR, ("day:month", "place"), False),
    (ALL, ("day:month",), True),
    (ALL, ("ward_id", "day:month"), True),
)
CLOSINGS, ROUNDS = 25, 8
CLOSER, START = "Bench closer", "2025-01-01"
#: of the sheets that are compared
LINES = 5_000
OPTIONS = {"constant_memory": True, "remove_timezone": True}


class HccBenchReport(models.AbstractModel):
    """The figures beside the records they are made of."""

    _name = "hcc.bench.report"
    _description = "Bench: Figures"

    @api.model
    def _rebuild(self):
        """:return: seconds that making the roll-ups anew takes"""
        began = time.perf_counter()
        if not self.env["hcc.kpi.rollup"]._rebuild():
            raise RuntimeError("somebody folds")
        self.env.cr.commit()
        return time.perf_counter() - began

    @api.model
    def _count(self):
        # what autovacuum does within minutes
        with self.env.registry.cursor() as cr:
            cr.connection.set_isolation_level(0)
            cr.execute("VACUUM ANALYZE hcc_kpi_rollup")
            cr.execute("VACUUM ANALYZE hcc_kpi_count")
        counts = {}
        for name in ("hcc_kpi_rollup", "hcc_kpi_count", "hcc_request"):
            [(counts[name],)] = self.env.execute_query(
                SQL("SELECT COUNT(*) FROM %s", SQL.identifier(name))
            )
        return counts

    @api.model
    def _ask(self, source, rounds):
        """Ask what the dashboards ask.

        :param str source: model to ask
        :return: seconds of each query: the median of the rounds
        """
        seconds = []
        for (first, last), groupby, with_people in QUERIES:
            names = [*COUNTS, *RATES]
            names += ["citizens", "requests"] if with_people else []
            specs = [f"{name}:{'avg' if name in RATES else 'sum'}" for name in names]
            domain = [("day", ">=", first), ("day", "<=", last)]
            times = []
            for __ in range(rounds):
                began = time.perf_counter()
                self.env[source]._read_group(domain, groupby, specs)
                times.append(time.perf_counter() - began)
            seconds.append(statistics.median(times))
        return seconds

    # Screen, list and export

    @api.model
    def _compare(self, filters):
        """Read the same figures in three places.

        :return: how many of the filters do not give the same everywhere
        """
        chance, compared, different = random.Random(766), 0, 0
        wards = self.env["hcc.ward"].search([]).ids
        branches = self.env["hcc.branch"].search([]).ids
        while compared < filters:
            start = date(2024, 12, 1) + timedelta(days=chance.randrange(700))
            options = {
                "level": chance.choice(list(AREAS)),
                "by": chance.choice(list(TIMES)),
                "split": chance.choice([*SPLITS, False, False]),
                "date_from": str(start),
                "date_to": str(start + timedelta(days=chance.choice((0, 6, 30, 90)))),
                "ward_id": chance.choice([False, False, chance.choice(wards)]),
            }
            if not options["ward_id"]:
                options["branch_id"] = chance.choice([False, *branches])
            if self._is_short(options):
                compared += 1
                different += not self._is_same(options)
        return different

    def _is_short(self, options):
        """Whether a sheet of these figures is read back within seconds."""
        report = self.env["hcc.kpi.report"]
        parsed = report._parse_options(options)
        domain, groupby = report._get_domain(parsed), report._get_groupby(parsed)
        return len(report._figures(domain, groupby, limit=LINES + 1)) <= LINES

    def _is_same(self, options):
        report = self.env["hcc.kpi.report"]
        screen = report.get_figures(options)
        parsed = report._parse_options(options)
        groupby = report._get_groupby(parsed)
        export = report._get_export(options)
        book = openpyxl.load_workbook(
            io.BytesIO(
                write_figures(
                    export["title"],
                    export["columns"],
                    export["rows"],
                    export["notes"],
                    "Notes",
                )
            ),
            read_only=True,
        )
        cells = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
        width = len(cells[0]) - len(MEASURES) if cells else 0
        sheet = [
            [None if cell == NO_RATE else cell for cell in row[width:]] for row in cells
        ]
        shown = [[row[name] for name in MEASURES] for row in screen["rows"]]
        total = [screen["total"][name] for name in MEASURES]
        specs = [f"{name}:{'avg' if name in RATES else 'sum'}" for name in MEASURES]
        listed = [
            [
                row[spec] or (None if row[spec] is False and name in RATES else 0)
                for name, spec in zip(MEASURES, specs, strict=True)
            ]
            for row in self.env["hcc.kpi.fact"].formatted_read_group(
                screen["total"]["domain"], list(groupby), specs
            )
        ]
        rows = sheet[:-1] if groupby else sheet
        shown = shown if groupby else [total]
        few = len(shown)
        return (
            sheet[-1] == total
            and rows[:few] == shown
            and len(rows) == len(listed)
            and sorted(map(_comparable, listed)) == sorted(map(_comparable, rows))
        )

    # Closing a request

    @api.model
    def _close_in_turns(self):
        """Close visits with and without the triggers, in turns.

        :return: {"with": seconds, "without": seconds}, medians of one visit
        """
        times = {"with": [], "without": []}
        tables = ("hcc_appointment", "hcc_request", "hcc_dossier", "hcc_unmet_demand")
        for number in range(ROUNDS * 2):
            name = "with" if number % 2 else "without"
            for table in tables:
                how = "ENABLE" if name == "with" else "DISABLE"
                self.env["hcc.bench.history"]._switch(table, how)
            self.env.cr.commit()
            entries = self._begin_visits(CLOSINGS)
            self.env.cr.commit()
            self.env.invalidate_all()
            seconds = []
            for entry in entries:
                began = time.perf_counter()
                self._close(entry)
                seconds.append(time.perf_counter() - began)
            if number > 1:
                times[name] += seconds
        return {name: statistics.median(some) for name, some in times.items()}

    def _get_helper(self, ward):
        """The one who closes the visits: active and qualified."""
        people = self.env["hcc.collaborator"]
        helper = people.search([("name", "=", CLOSER)], limit=1)
        kinds = self.env["hcc.qualification.type"].search([])
        return helper or people.create(
            {
                "name": CLOSER,
                "team_id": self.env["hcc.team"]
                .search([("ward_id", "=", ward.id)], limit=1)
                .id,
                "state": "active",
                "qualification_ids": [
                    Command.create({"type_id": kind.id, "date_from": START})
                    for kind in kinds
                ],
            }
        )

    def _begin_visits(self, count):
        """Visits that have begun, of people who walked in."""
        ward = self.env["hcc.ward"].search([], limit=1)
        helper = self._get_helper(ward)
        citizen = self.env["hcc.citizen"].search([("name", "=", "Người 1")], limit=1)
        now = self.env.cr.now().replace(microsecond=0)
        requests = self.env["hcc.request"].create(
            [
                {
                    "ward_id": ward.id,
                    "citizen_id": citizen.id,
                    "state": "in_progress",
                    "place": "home",
                    "procedure_ids": self.env["hcc.procedure"].search([], limit=1).ids,
                }
                for __ in range(count)
            ]
        )
        visits = self.env["hcc.appointment"].create(
            [
                {
                    "request_id": one.id,
                    "start": now,
                    "stop": now,
                    "state": "in_progress",
                    "place": "home",
                    "is_walk_in": True,
                }
                for one in requests
            ]
        )
        return self.env["hcc.assignment"].create(
            [
                {
                    "appointment_id": visit.id,
                    "collaborator_id": helper.id,
                    "role": "lead",
                    "state": "started",
                    "start": now,
                    "stop": now,
                }
                for visit in visits
            ]
        )

    def _close(self, entry):
        """One transaction, as a helper's telephone makes it."""
        visit = entry.appointment_id
        visit._record_dossiers(
            [
                {
                    "procedure_id": visit.request_id.procedure_ids[:1].id,
                    "code": f"H26.1-261123-{visit.id}",
                    "filed_online": True,
                    "outcome": "filed",
                }
            ]
        )
        visit._complete()
        self.env.cr.commit()

    # Exports

    @api.model
    def _export(self, kind):
        """Write the list as the job does.

        :return: {"rows", "seconds", "megabytes": that it needed at most}
        """
        gc.collect()
        before = _held()
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "list.xlsx")
            began = time.perf_counter()
            rows = self.env["hcc.export"]._write_rows(path, kind, _all())
            seconds = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return {"rows": rows, "seconds": seconds, "megabytes": peak - before}

    @api.model
    def _export_plain(self, kind):
        """Write the same rows out of memory with XlsxWriter alone."""
        export = self.env["hcc.export"]
        options = export._parse_options(_all())
        columns = export._get_columns(kind)
        rows = [row for page in export._get_pages(kind, options) for row in page]
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "plain.xlsx")
            began = time.perf_counter()
            with xlsxwriter.Workbook(path, OPTIONS) as book:
                sheet = book.add_worksheet()
                day = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
                for number, (heading, __) in enumerate(columns):
                    sheet.write(0, number, heading)
                for number, row in enumerate(rows, start=1):
                    for column, ((__, what), value) in enumerate(
                        zip(columns, row, strict=True)
                    ):
                        is_day = what in ("day", "month", "moment")
                        sheet.write(number, column, value, day if is_day else None)
            seconds = time.perf_counter() - began
        return {"rows": len(rows), "seconds": seconds}


def _comparable(row):
    return tuple((value is None, value or 0) for value in row)


def _all():
    return {"date_from": ALL[0], "date_to": ALL[1]}


def _held():
    """:return: megabytes that this process holds now"""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / (1 << 20)

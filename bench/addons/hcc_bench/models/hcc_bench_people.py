import base64
import io
import resource
import time
from pathlib import Path

import xlsxwriter

from odoo import api, models
from odoo.tools import SQL, split_every

from odoo.addons.hcc_collaborator.models.hcc_people_list import BATCH
from odoo.addons.hcc_collaborator.tools.text import fold

HEADINGS = (
    "STT",
    "Họ và tên",
    "Số điện thoại",
    "Email",
    "Phường/xã",
    "Đối tượng",
    "Giới tính",
    "Ngoại ngữ",
    "Phương tiện",
)
CATEGORIES = ("Sinh viên", "Đoàn viên", "Cán bộ hưu trí", "Nhân viên bưu điện", "Khác")


class HccBenchPeople(models.AbstractModel):
    """A country of wards, and the list of all its people."""

    _name = "hcc.bench.people"
    _description = "Bench: People"

    # -------------------------------------------------------------------------
    # WHAT THERE IS
    # -------------------------------------------------------------------------

    @api.model
    def _make_country(self, wards):
        """Fill up the wards, each with a team.

        :return: how many wards there are
        """
        branch = self.env["hcc.branch"].create({"name": "Country", "code": "COUNTRY"})
        have = self.env["hcc.ward"].search_count([])
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO hcc_ward (name, full_name, kind, code, branch_id, active,
                        priority_class, search_key)
                SELECT 'Miền ' || n, 'Phường Miền ' || n, 'phuong',
                       LPAD((50000 + n)::text, 5, '0'), %s, true, 'other',
                       'phuong mien ' || n || ' ' || (50000 + n)
                  FROM generate_series(1, %s) n
                """,
                branch.id,
                max(0, wards - have),
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO hcc_team (name, ward_id, branch_id, target_size, active)
                SELECT 'Team ' || id, id, branch_id, 10, true FROM hcc_ward ward
                 WHERE NOT EXISTS (SELECT 1 FROM hcc_team WHERE ward_id = ward.id)
                """
            )
        )
        self.env.cr.execute("ANALYZE hcc_ward, hcc_team")
        self.env.invalidate_all()
        self.env["hcc.ward"]._reach_changed()
        return self.env["hcc.ward"].search_count([])

    @api.model
    def _write_list(self, path, people):
        """Write the list as wards do: names of wards full, bare, or as codes.

        :return: bytes of the file
        """
        wards = [
            (ward.full_name, fold(ward.full_name), ward.code)
            for ward in self.env["hcc.ward"].search([], order="code")
        ]
        output = io.BytesIO()
        with xlsxwriter.Workbook(output) as workbook:
            sheet = workbook.add_worksheet()
            sheet.write_row(0, 0, HEADINGS)
            for number in range(people):
                cells = (
                    number + 1,
                    f"Nguyễn Thị Bích {number}",
                    f"09{12_000_000 + number}",
                    f"person{number}@example.com",
                    wards[number % len(wards)][number % 3],
                    CATEGORIES[number % len(CATEGORIES)],
                    "Nữ" if number % 2 else "Nam",
                    "Tiếng Anh",
                    "Xe máy",
                )
                sheet.write_row(number + 1, 0, cells)
        Path(path).write_bytes(output.getvalue())
        return len(output.getvalue())

    # -------------------------------------------------------------------------
    # IMPORTS
    # -------------------------------------------------------------------------

    @api.model
    def _compare(self, path, rounds):
        """Import the list, and make the same people by the ORM alone, in turns.

        All is rolled back.

        :return: {"import": seconds of each round, "orm", "look": without making}
        """
        seconds = {"orm": [], "import": [], "look": []}
        # the first look fills caches
        self._time_look(path)
        for number in range(rounds):
            turns = ["orm", "import"] if number % 2 else ["import", "orm"]
            for turn in (*turns, "look"):
                with self.env.registry.cursor() as cr:
                    bench = self.with_env(self.env(cr=cr))
                    seconds[turn].append(getattr(bench, f"_time_{turn}")(path))
                    cr.rollback()
        return seconds

    @api.model
    def _time_import(self, path):
        form = self._make_form(path)
        started = time.perf_counter()
        form.action_import()
        self.env.flush_all()
        return time.perf_counter() - started

    @api.model
    def _time_look(self, path):
        form = self._make_form(path)
        started = time.perf_counter()
        form.action_check()
        self.env.flush_all()
        return time.perf_counter() - started

    @api.model
    def _time_orm(self, path):
        """The same values, by the same user, without a list."""
        service = self._as_administrator()["hcc.people.list"]
        outcome = service._check(Path(path).read_bytes())
        teams = service._get_teams(set(outcome.wards.values()))
        values = [
            service._prepare_person(line, teams[outcome.wards[line.ward]], "applied")
            for line in outcome.good
        ]
        people = service.env["hcc.collaborator"]
        self.env.invalidate_all()
        started = time.perf_counter()
        for some in split_every(BATCH, values):
            people.create(some)
            self.env.invalidate_all()
        return time.perf_counter() - started

    @api.model
    def _import(self, path):
        """Import the list for good, twice.

        :return: how many came, how many came by the second time, megabytes by which
            this process grew at most
        """
        form = self._make_form(path)
        self._as_administrator()["hcc.ward"]._find_index()
        before, peak = _megabytes()
        form.action_import()
        self.env.flush_all()
        _now, peak = _megabytes()
        first = form.good_count
        again = self._make_form(path)
        again.action_import()
        return {"people": first, "again": again.good_count, "growth": peak - before}

    # -------------------------------------------------------------------------
    # WHO WORKS
    # -------------------------------------------------------------------------

    @api.model
    def _let_work(self, password):
        """Let everybody work: of three one is qualified, one was, one never was.

        :param str password: of the administrator from now on
        :return: tokens of some badges
        """
        run = self.env.cr.execute
        run(
            """
            UPDATE hcc_collaborator
               SET state = 'active', badge_number = 'CTV-BENCH-' || id
             WHERE name LIKE 'Nguyễn Thị Bích %'
            """
        )
        run(
            SQL(
                """
                INSERT INTO hcc_qualification (collaborator_id, ward_id, type_id,
                       date_from, date_to, last_day, source)
                SELECT id, ward_id, %s, DATE '2020-01-01', until, until, 'import'
                  FROM (SELECT *, CURRENT_DATE + 200 - 300 * (id %% 3) AS until
                          FROM hcc_collaborator
                         WHERE badge_number LIKE 'CTV-BENCH-%%' AND id %% 3 < 2) held
                """,
                self.env.ref("hcc_collaborator.qualification_type_basic").id,
            )
        )
        # as autovacuum does sooner or later
        run("ANALYZE")
        self.env.invalidate_all()
        self.env.ref("base.user_admin").password = password
        people = self.env["hcc.collaborator"].search(
            [("badge_number", "=like", "CTV-BENCH-%")], limit=2
        )
        return people.mapped("badge_token")

    @api.model
    def _make_form(self, path):
        return self._as_administrator()["hcc.collaborator.import"].create(
            {"file": base64.b64encode(Path(path).read_bytes()), "file_name": "a.xlsx"}
        )

    @api.model
    def _as_administrator(self):
        """Whose role reaches all wards, and whose rules are checked."""
        return self.env(user=self.env.ref("base.user_admin"), su=False)


def _megabytes():
    """:return: (now, at most so far) that this process holds"""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    now = pages * resource.getpagesize() / (1 << 20)
    return now, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

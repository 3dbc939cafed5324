import json
import re
from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, file_open, mute_logger

from odoo.addons.hcc_collaborator.tests.common import HccCase

from ..tools.dashboards import NAMES, build, words
from ..tools.dashboards.__main__ import to_text
from ..tools.dashboards.boards import CAUSES, REASONS
from ..tools.kpi_columns import SPLITS
from .common import ReportingCase

PIVOT = re.compile(r'PIVOT\.(VALUE|HEADER)\((\d+),("[^)]*)\)')
KNOWN_FUNCTIONS = {
    "AND",
    "CONCATENATE",
    "HCC.SHOW",
    "IF",
    "IFERROR",
    "ISNUMBER",
    "PIVOT.HEADER",
    "PIVOT.VALUE",
    "TEXT",
    "_t",
}


def sources(board):
    """Every source of data: (name, model, groupings, measures, its filters)."""
    for number, pivot in board["pivots"].items():
        yield (
            f"pivot {number}",
            pivot["model"],
            [row["fieldName"] for row in pivot["rows"]],
            [measure["fieldName"] for measure in pivot["measures"]],
            pivot["fieldMatching"],
            pivot["domain"],
        )
    for figure in board["sheets"][0]["figures"]:
        data = figure["data"]
        if data["type"].startswith("odoo_"):
            meta = data["metaData"]
            yield (
                figure["id"],
                meta["resModel"],
                [spec.partition(":")[0] for spec in meta["groupBy"]],
                [meta["measure"]],
                data["fieldMatching"],
                data["searchParams"]["domain"],
            )


class TestDashboardFiles(HccCase):
    """What is shipped is what is built, and names only what there is."""

    def setUp(self):
        super().setUp()
        self.boards = {name: build(name) for name in NAMES}

    def test_shipped_files_are_what_the_builder_gives(self):
        for name in NAMES:
            path = f"hcc_reporting/data/files/{name}_dashboard.json"
            with self.subTest(name=name), file_open(path) as shipped:
                self.assertEqual(
                    shipped.read(),
                    to_text(name),
                    "write the files again: python -m tools.dashboards",
                )
                record = self.env.ref(f"hcc_reporting.dashboard_{name}")
                self.assertEqual(json.loads(record.spreadsheet_data), self.boards[name])

    def test_building_twice_gives_the_same(self):
        for name in NAMES:
            self.assertEqual(to_text(name), to_text(name))

    def test_every_model_and_field_exists(self):
        for name, board in self.boards.items():
            for source, model, groups, measures, matching, domain in sources(board):
                with self.subTest(board=name, source=source):
                    fields = self.env[model]._fields
                    used = {term[0] for term in domain}
                    used |= {match["chain"] for match in matching.values()}
                    self.assertLessEqual({*groups, *measures, *used}, set(fields))
                    for measure in measures:
                        self.assertTrue(fields[measure].aggregator)
                    self.assertLessEqual(set(matching), {"period", "branch", "ward"})
                    self.assertLessEqual({"branch", "ward"}, set(matching))

    def test_a_source_splits_at_most_once(self):
        """More than one split is not answered from roll-ups."""
        for name, board in self.boards.items():
            for source, __, groups, __, __, domain in sources(board):
                used = [*groups, *(term[0] for term in domain)]
                with self.subTest(board=name, source=source):
                    self.assertLessEqual(sum(spec in SPLITS for spec in used), 1)

    def test_every_formula_has_its_source(self):
        for name, board in self.boards.items():
            for sheet in board["sheets"]:
                with self.subTest(board=name, sheet=sheet["name"]):
                    for content in sheet["cells"].values():
                        self._check_formula(board, content)

    def _check_formula(self, board, content):
        if not content.startswith("="):
            return
        bare = re.sub(r'"[^"]*"', '""', content)
        self.assertEqual(bare.count("("), bare.count(")"))
        called = set(re.findall(r"([A-Za-z_.]+)\(", bare))
        self.assertLessEqual(called, KNOWN_FUNCTIONS)
        for kind, number, arguments in PIVOT.findall(content):
            pivot = board["pivots"][number]
            first, *rest = (part.strip('"') for part in arguments.split(","))
            measures = {measure["id"] for measure in pivot["measures"]}
            rows = {
                ":".join(filter(None, (row["fieldName"], row.get("granularity"))))
                for row in pivot["rows"]
            }
            if kind == "VALUE":
                self.assertIn(first, measures)
                place = rest
            else:
                place = [first, *rest]
            self.assertLessEqual({spec.lstrip("#") for spec in place[::2]}, rows)

    def test_every_figure_shows_cells_that_are_there(self):
        for board in self.boards.values():
            cells = board["sheets"][1]["cells"]
            ids = [figure["id"] for figure in board["sheets"][0]["figures"]]
            self.assertEqual(len(ids), len(set(ids)))
            for figure in board["sheets"][0]["figures"]:
                data = figure["data"]
                ranges = [data.get("keyValue"), data.get("baseline")]
                ranges += [line.get("dataRange") for line in data.get("dataSets", ())]
                ranges.append(data.get("labelRange"))
                for address in filter(None, ranges):
                    for cell in address.removeprefix("Data!").split(":"):
                        self.assertIn(cell, cells, figure["id"])

    def test_every_figure_leads_somewhere(self):
        for name, board in self.boards.items():
            menus = board["chartOdooMenusReferences"]
            for figure in board["sheets"][0]["figures"]:
                with self.subTest(board=name, figure=figure["id"]):
                    menu = self.env.ref(menus[figure["id"]])
                    self.assertTrue(menu.action)
                    for user in (self.user_committee, self.user_coordinator):
                        visible = self.env["ir.ui.menu"].with_user(user)
                        self.assertIn(menu.id, visible._visible_menu_ids())

    def test_the_three_figures_are_cards(self):
        """A phone shows charts alone."""
        for name in ("city", "branch", "ward"):
            cards = [
                figure["id"]
                for figure in self.boards[name]["sheets"][0]["figures"]
                if figure["data"]["type"] == "scorecard"
            ]
            self.assertEqual(
                cards[:4],
                [
                    "card-assists",
                    "card-success_rate",
                    "card-satisfaction_rate",
                    "card-response_rate",
                ],
            )

    def test_causes_are_those_of_the_records(self):
        fields = self.env["hcc.kpi.fact"]._fields
        self.assertLessEqual({*CAUSES, *REASONS}, set(fields))
        known = dict(self.env["hcc.dossier"]._fields["not_filed_reason"].selection)
        self.assertEqual(set(REASONS), {f"failed_{reason}" for reason in known})
        self.assertEqual(set(words.CAUSES), {*CAUSES, *REASONS})

    def test_definitions_are_those_of_the_screen(self):
        texts = {text for __, text in (*words.DEFINITIONS, *words.PEOPLE_DEFINITIONS)}
        screen = set(self.env["hcc.kpi.report"]._get_definitions().values())
        people = {field.help for field in self.env["hcc.kpi.people"]._fields.values()}
        self.assertLessEqual(texts, screen | people)


class TestDashboardAreas(HccCase):
    """Who opens which dashboard, and with which area it begins."""

    def _open(self, user, name):
        dashboard = self.env.ref(f"hcc_reporting.dashboard_{name}").with_user(user)
        dashboard.check_access("read")
        content = json.loads(dashboard._get_serialized_readonly_dashboard())
        return content["snapshot"]

    def _filter(self, snapshot, key):
        return next(f for f in snapshot["globalFilters"] if f["id"] == key)

    def test_begins_with_the_own_area(self):
        user = self.user_coordinator_b
        ward = self._filter(self._open(user, "ward"), "ward")
        self.assertEqual(
            ward["defaultValue"], {"operator": "in", "ids": self.ward_b1.ids}
        )
        self.assertEqual(
            ward["domainOfAllowedValues"], [["id", "in", self.ward_b1.ids]]
        )
        branch = self._filter(self._open(user, "branch"), "branch")
        self.assertEqual(branch["defaultValue"]["ids"], self.branch_b.ids)
        city = self._open(user, "city")
        for key in ("branch", "ward"):
            self.assertNotIn("defaultValue", self._filter(city, key))

    def test_offers_no_other_wards(self):
        board = self._open(self.user_manager, "city")
        allowed = self._filter(board, "ward")["domainOfAllowedValues"]
        self.assertEqual(set(allowed[0][2]), set((self.ward_a1 | self.ward_a2).ids))

    def test_targets_stand_in_the_sheet(self):
        cells = self._open(self.user_committee, "city")["sheets"][1]["cells"]
        self.assertEqual((cells["D3"], cells["D4"]), ("0.5", "0.9"))

    def test_targets_of_the_area(self):
        """The ward's own target stands on its dashboard, and there alone."""
        self.env["hcc.kpi.target"].create(
            {
                "measure": "success_rate",
                "value": 0.65,
                "ward_id": self.ward_b1.id,
                "date_from": "2026-01-01",
            }
        )
        user = self.user_coordinator_b
        for name, target in (("ward", "0.65"), ("branch", "0.5"), ("city", "0.5")):
            cells = self._open(user, name)["sheets"][1]["cells"]
            with self.subTest(name=name):
                self.assertEqual(cells["D3"], target)

    def test_others_are_as_they_were(self):
        other = self.env["spreadsheet.dashboard"].create(
            {
                "name": "Other",
                "dashboard_group_id": self.env.ref("hcc_reporting.dashboard_group").id,
                "spreadsheet_data": json.dumps({"sheets": []}),
            }
        )
        content = json.loads(other._get_serialized_readonly_dashboard())
        self.assertNotIn("globalFilters", content["snapshot"])


@tagged("security")
class TestDashboardSecurity(HccCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.readers = (
            cls.user_coordinator,
            cls.user_manager,
            cls.user_committee,
            cls.user_data_officer,
            cls.user_administrator,
        )
        cls.nobody = (cls.user_collaborator, cls.user_clerk, cls.user_trainer)

    def test_readers_and_coordinators_see_dashboards(self):
        ours = self.env["spreadsheet.dashboard"].search([("hcc_level", "!=", False)])
        self.assertEqual(len(ours), len(NAMES))
        for user in self.readers:
            with self.subTest(user=user.login):
                self.assertEqual(
                    ours.with_user(user).search([("id", "in", ours.ids)]), ours
                )
        for user in self.nobody:
            with self.subTest(user=user.login):
                self.assertFalse(ours.with_user(user).search([("id", "in", ours.ids)]))

    def test_nobody_changes_one(self):
        dashboard = self.env.ref("hcc_reporting.dashboard_city")
        for user in (*self.readers, *self.nobody):
            with self.subTest(user=user.login):
                self.assertFalse(
                    user.has_group("spreadsheet_dashboard.group_dashboard_manager")
                )
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(dashboard.with_user(user).has_access(operation))

    def test_nobody_shares_one(self):
        shares = self.env["spreadsheet.dashboard.share"]
        values = {
            "dashboard_id": self.env.ref("hcc_reporting.dashboard_city").id,
            "spreadsheet_data": "{}",
        }
        for user in (*self.readers, *self.nobody, self.env.ref("base.user_admin")):
            with self.subTest(user=user.login):
                mine = shares.with_user(user)
                for operation in ("read", "write", "create", "unlink"):
                    self.assertFalse(mine.has_access(operation))
                with self.assertRaises(AccessError):
                    mine.action_get_share_url(dict(values))
        # not even past the rights
        with self.assertRaises(AccessError):
            shares.sudo().create(values)

    def test_odoos_app_is_hidden(self):
        root = self.env.ref("spreadsheet_dashboard.spreadsheet_dashboard_menu_root")
        for user in (*self.readers, *self.nobody):
            with self.subTest(user=user.login):
                menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
                self.assertNotIn(root.id, menus)


@tagged("security", "post_install", "-at_install")
class TestDashboardRoutes(HttpCase, HccCase):
    def _get(self, user, url):
        self.authenticate(user.login if user else None, user and user.login)
        return self.url_open(url, allow_redirects=False)

    def test_data_of_a_dashboard(self):
        dashboard = self.env.ref("hcc_reporting.dashboard_ward")
        url = f"/spreadsheet/dashboard/data/{dashboard.id}"
        answer = self._get(self.user_coordinator_b, url)
        self.assertEqual(answer.status_code, 200)
        filters = answer.json()["snapshot"]["globalFilters"]
        self.assertEqual(filters[2]["defaultValue"]["ids"], self.ward_b1.ids)
        for user in (self.user_clerk, self.user_trainer, self.user_collaborator):
            with self.subTest(user=user.login), mute_logger("odoo.http"):
                self.assertEqual(self._get(user, url).status_code, 403)

    def test_public_addresses_are_gone(self):
        """Even that of a copy from before the right was taken away."""
        dashboard = self.env.ref("hcc_reporting.dashboard_city")
        [(share,)] = self.env.execute_query(
            SQL(
                """INSERT INTO spreadsheet_dashboard_share
                        (dashboard_id, access_token, create_uid)
                   VALUES (%s, 'abc', %s) RETURNING id""",
                dashboard.id,
                self.user_committee.id,
            )
        )
        for page in ("share", "download", "data"):
            for user in (None, self.user_committee, self.user_administrator):
                url = f"/dashboard/{page}/{share}/abc"
                with self.subTest(url=url), mute_logger("odoo.http"):
                    self.assertEqual(self._get(user, url).status_code, 404)


class TestDashboardRecords(ReportingCase):
    """A click on a figure opens as many records as it says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for ward, citizen, outcome in (
            (cls.ward_a1, cls.citizens[0], "accepted"),
            (cls.ward_a1, cls.citizens[1], "not_filed"),
            (cls.ward_b1, cls.citizens[3], "filed"),
        ):
            request = cls._new_request(ward, citizen, cls.procedures[0])
            visit = cls._new_visit(request, datetime(2026, 11, 20, 3, 0))
            cls._new_dossiers(visit, [(outcome, True, cls.procedures[0])])
        cls._fold()

    def test_every_measure_opens_something(self):
        boards = self.env["hcc.kpi.dashboard"].with_user(self.user_committee)
        facts = self.env["hcc.kpi.fact"].with_user(self.user_committee)
        wards = self.ward_a1 | self.ward_b1
        domain = [["ward_id", "in", wards.ids], ["day", ">=", "2026-11-01"]]
        for measure, shown in (
            ("assists", "assists"),
            ("citizens", "requests"),
            ("success_rate", "dossiers_online"),
            ("dossiers_not_filed", "dossiers_not_filed"),
            ("response_rate", "rateable"),
            ("failed_portal_error", "failed_portal_error"),
            ("first_visit_rate", "first_visits"),
            ("no_show_rate", "no_shows"),
        ):
            with self.subTest(measure=measure):
                [(count,)] = facts._read_group(domain, [], [f"{shown}:sum"])
                action = boards.open_records(measure, domain)
                records = self.env[action["res_model"]].with_user(self.user_committee)
                self.assertEqual(records.search_count(action["domain"]), count)

    def test_what_counts_no_records_opens_the_facts(self):
        boards = self.env["hcc.kpi.dashboard"].with_user(self.user_committee)
        action = boards.open_records("dossiers_unknown", [])
        self.assertEqual(action["res_model"], "hcc.kpi.fact")

    def test_others_open_nothing(self):
        for user in (self.user_clerk, self.user_trainer, self.user_collaborator):
            boards = self.env["hcc.kpi.dashboard"].with_user(user)
            for measure in ("assists", "no_such_measure"):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    boards.open_records(measure, [])

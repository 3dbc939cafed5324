from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import ReportingCase

ROUTE = "/hcc/figures.xlsx?date_from=2026-11-01&date_to=2026-11-30"
VIEWS = ("hcc.kpi.fact", "hcc.kpi.source")


class KpiSecurityCase(ReportingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for ward, citizen in (
            (cls.ward_a1, cls.citizens[0]),
            (cls.ward_a2, cls.citizens[1]),
            (cls.ward_b1, cls.citizens[3]),
        ):
            request = cls._new_request(ward, citizen, cls.procedures[0])
            visit = cls._new_visit(request, datetime(2026, 11, 20, 3, 0))
            cls._new_dossiers(visit, [("accepted", True, cls.procedures[0])])
        cls._fold()
        cls.nobody = (
            cls.user_collaborator,
            cls.user_clerk,
            cls.user_trainer,
            cls.user_portal,
        )


@tagged("security")
class TestKpiSecurity(KpiSecurityCase):
    def test_everyone_counts_the_own_wards(self):
        ours = (self.ward_a1 | self.ward_a2 | self.ward_b1).ids
        for user, count in (
            (self.user_manager, 2),
            (self.user_coordinator, 2),
            (self.user_coordinator_b, 1),
            (self.user_committee, 3),
            (self.user_data_officer, 3),
            (self.user_administrator, 3),
        ):
            for model in VIEWS:
                with self.subTest(user=user.login, model=model):
                    facts = self.env[model].with_user(user)
                    rows = facts._read_group(
                        [("ward_id", "in", ours)], [], ["assists:sum"]
                    )
                    self.assertEqual(rows[0][0], count)

    def test_others_see_no_figures(self):
        for user in self.nobody:
            report = self.env["hcc.kpi.report"].with_user(user)
            with self.subTest(user=user.login):
                for model in VIEWS:
                    self.assertFalse(self.env[model].with_user(user).has_access("read"))
                with self.assertRaises(AccessError):
                    report.get_figures({})
                with self.assertRaises(AccessError):
                    report.open_records("assists", [])
                with self.assertRaises(AccessError):
                    report._get_export({})

    def test_nobody_writes_figures(self):
        for model in VIEWS:
            facts = self.env[model].with_user(self.user_administrator)
            for operation in ("write", "create", "unlink"):
                self.assertFalse(facts.has_access(operation))

    def test_role_in_two_places_stays_in_them(self):
        """A trainer of the city reads the figures of the one ward of another role."""
        ours = self.ward_a1 | self.ward_a2 | self.ward_b1
        for role in ("coordinator", "manager"):
            user = self._new_role_user("trainer", login=f"test_trainer_{role}")
            self.env["hcc.area.role"].create(
                {
                    "user_id": user.id,
                    "role": role,
                    "scope": "ward",
                    "ward_id": self.ward_b1.id,
                    "date_from": "2026-01-01",
                }
            )
            for model in VIEWS:
                facts = self.env[model].with_user(user)
                found = facts.search([("ward_id", "in", ours.ids)])
                self.assertEqual(found.ward_id, self.ward_b1)

    def test_facts_hold_nothing_personal(self):
        names = set(self.env["hcc.kpi.fact"].fields_get())
        for word in ("citizen_id", "requester", "phone", "name", "address"):
            self.assertFalse({name for name in names if name.startswith(word)})

    def test_record_level_hides_the_group_of_the_citizen(self):
        for user in (self.user_manager, self.user_committee):
            sources = self.env["hcc.kpi.source"].with_user(user)
            self.assertNotIn("citizen_group", sources.fields_get())
            with self.assertRaises(AccessError):
                sources.search([("citizen_group", "=", "disability")])
            with self.assertRaises(AccessError):
                sources._read_group([], ["citizen_group"], ["assists:sum"])

    def test_drill_of_the_committee_shows_no_person(self):
        report = self.env["hcc.kpi.report"].with_user(self.user_committee)
        domain = [("ward_id", "=", self.ward_a1.id)]
        action = report.open_records("requests", domain)
        requests = self.env["hcc.request"].with_user(self.user_committee)
        found = requests.search(action["domain"])
        self.assertEqual(len(found), 1)
        self.assertNotIn("citizen_id", requests.fields_get())
        with self.assertRaises(AccessError):
            found.read(["citizen_id"])
        arch = requests.get_view(view_type="list")["arch"]
        self.assertNotIn("citizen", arch)

    def test_drill_does_not_widen_the_reach(self):
        """A domain made by hand reaches no other ward."""
        report = self.env["hcc.kpi.report"].with_user(self.user_manager)
        domain = [("ward_id", "=", self.ward_b1.id)]
        for kind in ("assists", "requests", "dossiers_online"):
            action = report.open_records(kind, domain)
            records = self.env[action["res_model"]].with_user(self.user_manager)
            self.assertFalse(records.search(action["domain"]))

    def test_collaborator_reads_own_request_without_the_counts(self):
        """The way from a request to its facts is not even a field for helpers."""
        for model in ("hcc.request", "hcc.appointment", "hcc.dossier"):
            records = self.env[model].with_user(self.user_collaborator)
            self.assertNotIn("kpi_source_ids", records.fields_get())


@tagged("security", "post_install", "-at_install")
class TestFiguresRoute(KpiSecurityCase, HttpCase):
    def _get(self, user, url=ROUTE):
        self.authenticate(user.login, user.login)
        return self.url_open(url, allow_redirects=False)

    def test_readers_and_coordinators_get_the_file(self):
        for user in (
            self.user_manager,
            self.user_committee,
            self.user_data_officer,
            self.user_coordinator,
            self.user_administrator,
        ):
            with self.subTest(user=user.login):
                answer = self._get(user)
                self.assertEqual(answer.status_code, 200)
                self.assertEqual(answer.content[:2], b"PK")
                self.assertIn("attachment", answer.headers["Content-Disposition"])
                self.assertIn("no-store", answer.headers["Cache-Control"])

    def test_others_are_refused(self):
        for user in self.nobody:
            with self.subTest(user=user.login):
                self.assertEqual(self._get(user).status_code, 403)

    def test_public_is_asked_to_sign_in(self):
        self.authenticate(None, None)
        answer = self.url_open(ROUTE, allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/web/login", answer.headers["Location"])

    def test_nonsense_is_a_clear_answer(self):
        for query in ("level=x", "date_from=1", "ward_id=%27", "split=citizen_id"):
            with self.subTest(query=query):
                answer = self._get(self.user_manager, f"/hcc/figures.xlsx?{query}")
                self.assertEqual(answer.status_code, 400)

    @mute_logger("odoo.http")
    def test_route_only_reads(self):
        self.authenticate(self.user_manager.login, self.user_manager.login)
        answer = self.url_open(ROUTE, data={"x": "1"})
        self.assertEqual(answer.status_code, 405)

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import HccCase


@tagged("-at_install", "post_install")
class TestImport(HccCase):
    """Newer files come in through Odoo's own import."""

    def _import(self, model, text):
        fields = text.strip().splitlines()[0].split(",")
        wizard = (
            self.env["base_import.import"]
            .with_user(self.user_administrator)
            .create(
                {
                    "res_model": model,
                    "file": text.strip().encode(),
                    "file_name": f"{model}.csv",
                    "file_type": "text/csv",
                }
            )
        )
        options = {
            "quoting": '"',
            "separator": ",",
            "has_headers": True,
            "encoding": "utf-8",
            "date_format": "%Y-%m-%d",
            "float_decimal_separator": ".",
            "float_thousand_separator": ",",
        }
        result = wizard.execute_import(fields, fields, options)
        self.env.invalidate_all()
        return result

    def test_wards_by_code(self):
        count = self.env["hcc.ward"].search_count([])
        result = self._import(
            "hcc.ward",
            """
code,name,full_name,kind,branch_id,population,priority_class
T-A1,Test A1,Phường Test A1,phuong,T-B,12345,other
T-C1,Test C1,Xã Test C1,xa,T-A,678,suburban
""",
        )
        self.assertFalse(result["messages"])
        self.assertEqual(self.ward_a1.population, 12345)
        self.assertEqual(self.ward_a1.branch_id, self.branch_b)
        self.assertEqual(self.env["hcc.ward"].search_count([]), count + 1)
        found = self.env["hcc.ward"]._find("xa test c1")
        self.assertEqual([ward["name"] for ward in found], ["Xã Test C1"])

    def test_rules_follow_an_import(self):
        person = self.c_a1_1.with_user(self.user_coordinator)
        self.assertTrue(person.has_access("write"))
        self._import("hcc.ward", "code,branch_id\nT-A1,T-B")
        self.assertFalse(person.has_access("write"))

    def test_wards_by_identifier(self):
        result = self._import(
            "hcc.ward", "id,population\nhcc_collaborator.ward_00004,99999"
        )
        self.assertFalse(result["messages"])
        ward = self.env.ref("hcc_collaborator.ward_00004")
        self.assertEqual(ward.population, 99999)
        self.assertEqual(ward.full_name, "Phường Ba Đình")

    def _assert_refused(self, model, text, row, word):
        before = self.env[model].with_context(active_test=False).search_count([])
        with mute_logger("odoo.sql_db", "odoo.addons.base_import.models.base_import"):
            result = self._import(model, text)
        self.assertFalse(result.get("ids"))
        named = [
            message
            for message in result["messages"]
            # what Odoo cannot read at all, it names by row in the text
            if f" {row + 1}:" in message["message"]
            or ("rows" in message and message["rows"]["from"] == row)
        ]
        self.assertTrue(named, result["messages"])
        self.assertIn(word, " ".join(message["message"] for message in named))
        after = self.env[model].with_context(active_test=False).search_count([])
        self.assertEqual(before, after, "one bad row, and nothing is changed")

    def test_bad_ward_rows(self):
        header = "code,name,full_name,kind,branch_id,population,latitude"
        good = "T-A1,Test A1,Phường Test A1,phuong,T-B,1,21.0"
        bad = {
            "T-N,New,Phường New,city,T-B,1,21.0": "city",
            "T-N,New,Phường New,phuong,T-NOWHERE,1,21.0": "T-NOWHERE",
            "T-N,New,Phường New,phuong,T-B,many,21.0": "many",
            "T-N,New,Phường New,phuong,T-B,1,2100.0": "earth",
            "T-N,New,Phường New,phuong,T-B,-1,21.0": "negative",
            "T-N,,,phuong,T-B,1,21.0": "ame",
            "T-A1,Test A1,Phường Test A1,phuong,T-B,1,21.0": "more than once",
        }
        for line, word in bad.items():
            with self.subTest(line=line):
                text = f"{header}\n{good}\n{line}"
                self._assert_refused("hcc.ward", text, 1, word)
                self.assertEqual(self.ward_a1.branch_id, self.branch_a)

    def test_holidays_by_date(self):
        holiday = self.env.ref("hcc_collaborator.holiday_2027_02_04")
        result = self._import(
            "hcc.holiday",
            """
date,name,kind,status
2027-02-04,Lunar holiday,holiday,official
2029-01-01,New Year's Day,holiday,calculated
""",
        )
        self.assertFalse(result["messages"])
        self.assertEqual(holiday.status, "official")
        self.assertEqual(holiday.leave_id.name, "Lunar holiday")
        new = self.env["hcc.holiday"].search([("date", "=", "2029-01-01")])
        self.assertTrue(new.leave_id)

    def test_bad_holiday_rows(self):
        header = "date,name,kind,status"
        for line, word in {
            "not-a-day,Bad,holiday,official": "not-a-day",
            "2029-01-02,Bad,feast,official": "feast",
            "2029-01-01,Again,holiday,official": "more than once",
        }.items():
            with self.subTest(line=line):
                text = f"{header}\n2029-01-01,Good,holiday,official\n{line}"
                self._assert_refused("hcc.holiday", text, 1, word)

    def test_only_administrators(self):
        for user in (self.user_coordinator, self.user_clerk, self.user_manager):
            with self.subTest(user=user.login):
                result = (
                    self.env["hcc.ward"]
                    .with_user(user)
                    .load(["code", "population"], [["T-A1", "5"]])
                )
                self.assertFalse(result["ids"])
                self.assertNotEqual(self.ward_a1.population, 5)

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.tools import mute_logger

from .common import HccCase


class TestHccWard(HccCase):
    """The finder on the wards that are shipped."""

    def _find(self, text):
        return [
            (found["name"], found["matched"])
            for found in self.env["hcc.ward"]._find(text)
        ]

    def test_split_former_ward_shows_all(self):
        wards = {"Phường Ba Đình", "Phường Ngọc Hà", "Phường Giảng Võ"}
        for text in ("số 5 ngõ 12 Kim Mã", "kim ma", "P. KIM MÃ", "5/12 phường Kim Mã"):
            with self.subTest(text=text):
                found = self._find(text)
                self.assertEqual({name for name, _matched in found}, wards)
                self.assertEqual({matched for _name, matched in found}, {"former"})

    def test_district(self):
        for text in ("Quận Ba Đình", "q. ba dinh"):
            with self.subTest(text=text):
                found = dict(self._find(text))
                self.assertEqual(set(found.values()), {"district"})
                self.assertEqual(len(found), 8)
                self.assertIn("Phường Giảng Võ", found)

    def test_unit_is_heeded(self):
        self.assertEqual(self._find("Xã Sóc Sơn"), [("Xã Sóc Sơn", "current")])
        self.assertEqual(len(self._find("Huyện Sóc Sơn")), 5)
        self.assertEqual(self._find("TT Sóc Sơn"), [("Xã Sóc Sơn", "former")])

    def test_former_and_district_together(self):
        found = self._find("12 Kim Mã, Quận Ba Đình")
        self.assertEqual(len(found), 3, "the district alone is less than both")

    def test_name_of_a_ward_and_of_a_district(self):
        found = self._find("Ba Đình")
        self.assertEqual(found[0], ("Phường Ba Đình", "current"))
        self.assertEqual(len(found), 8, "the wards of the district come after")

    def test_both_spellings(self):
        for text in ("Hòa Lạc", "Hoà Lạc", "hoa lac", "Hoà lạc"):
            with self.subTest(text=text):
                self.assertEqual(self._find(text)[0], ("Xã Hòa Lạc", "current"))

    def test_a_name_inside_a_longer_one_is_not_meant(self):
        names = [name for name, _matched in self._find("36 Láng Hạ")]
        self.assertEqual(
            set(names), {"Phường Láng", "Phường Giảng Võ", "Phường Đống Đa"}
        )

    def test_wrong_district_hides_nobody(self):
        names = [name for name, _m in self._find("phố Thanh Xuân, quận Hà Đông")]
        self.assertIn("Phường Hà Đông", [name for name, _m in self._find("Hà Đông")])
        self.assertIn("Phường Thanh Xuân", names)
        self.assertIn("Phường Đại Mỗ", names)

    def test_beginning_code_and_nothing(self):
        self.assertTrue(self._find("kim m"))
        self.assertEqual(self._find("00004"), [("Phường Ba Đình", "current")])
        for text in ("", "   ", "zzzz", "!!", "x" * 10_000, None):
            with self.subTest(text=str(text)[:10]):
                self.assertEqual(self._find(text), [])

    def test_label_names_the_former_ward(self):
        labels = [found["label"] for found in self.env["hcc.ward"]._find("kim ma")]
        self.assertTrue(all("Phường Kim Mã" in label for label in labels))

    def test_limit(self):
        self.assertEqual(len(self.env["hcc.ward"]._find("quận Hoàng Mai", 3)), 3)

    def test_new_name_is_found_at_once(self):
        self.assertFalse(self._find("tên rất mới"))
        self.ward_a1.alias_ids = [(0, 0, {"name": "Phường Tên Rất Mới"})]
        self.assertEqual(self._find("ten rat moi"), [("Phường Test A1", "former")])
        self.ward_a1.alias_ids.unlink()
        self.assertFalse(self._find("ten rat moi"))

    def test_ward_that_ceased_leads_to_its_successor(self):
        self.ward_a1.write({"valid_to": "2026-11-23", "successor_id": self.ward_a2.id})
        self.assertEqual(self._find("Test A1"), [("Phường Test A1", "current")])
        with freeze_time("2026-11-23 17:30:00"):
            self.assertEqual(self._find("Test A1"), [("Phường Test A2", "former")])

    def test_shipped_data(self):
        wards = self.env["hcc.ward"].search([("code", "not like", "T-")])
        self.assertEqual(len(wards), 126)
        self.assertEqual(len(wards.filtered(lambda ward: ward.kind == "xa")), 75)
        self.assertTrue(all(w.latitude and w.longitude and w.alias_ids for w in wards))
        dense = self.env.ref("hcc_collaborator.ward_00004")
        self.assertEqual(dense.priority_class, "dense")
        self.assertEqual(dense.display_name, "Phường Ba Đình")
        for ward in wards:
            density = ward.population / ward.area_km2
            expected = "dense" if density >= 10_000 else "other"
            if ward.kind == "xa":
                expected = "suburban"
            self.assertEqual(ward.priority_class, expected, ward.code)

    def test_code_is_unique_among_valid_wards(self):
        values = {
            "name": "Test A1 before",
            "full_name": "Phường Test A1 before",
            "code": "T-A1",
            "valid_to": "2025-06-30",
        }
        self.env["hcc.ward"].create(values)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["hcc.ward"].create(values | {"valid_to": False})

    def test_upgrade_keeps_what_was_changed(self):
        branch = self.env.ref("hcc_collaborator.branch_01")
        names = ["ward_00004", "alias_00004_phuong_kim_ma", "holiday_2026_11_24"]
        data = self.env["ir.model.data"].search(
            [("module", "=", "hcc_collaborator"), ("name", "in", names)]
        )
        self.assertEqual(len(data), 3)
        self.assertEqual(data.mapped("noupdate"), [True] * 3)
        self.assertTrue(branch)

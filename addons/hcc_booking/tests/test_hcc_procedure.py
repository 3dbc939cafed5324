from datetime import date

from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.hcc_collaborator.tests.common import HccCase

#: what people say, and the code of what they mean
EVERYDAY = {
    "làm lại CCCD": "1.014064",
    "lam lai can cuoc": "1.014064",
    "mất căn cước": "1.014064",
    "làm thẻ căn cước": "1.014061",
    "căn cước hết hạn": "1.014063",
    "căn cước cho con": "1.014062",
    "tiền tuất": "2.000821",
    "tien tuat": "2.000821",
    "tiền mai táng": "1.001731",
    "mai táng phí người già": "1.014028",
    "giấy độc thân": "1.004873",
    "giay doc than": "1.004873",
    "xác nhận độc thân": "1.004873",
    "bảo hiểm y tế": "1.001939",
    "thẻ bảo hiểm y tế": "1.001939",
    "mua BHYT": "1.001939",
    "mất thẻ bảo hiểm y tế": "1.002759",
    "nhập hộ khẩu": "1.004222",
    "nhap ho khau cho con": "1.004222",
    "tách khẩu": "1.010038",
    "tách hộ khẩu": "1.010038",
    "sổ đỏ": "1.013978",
    "làm sổ đỏ": "1.013978",
    "sổ đỏ sai tên": "1.012796",
    "lương hưu": "2.000740",
    "chuyển lương hưu": "1.001742",
    "lĩnh lương hưu hộ bố mẹ": "1.001601",
    "định danh mức 2": "3.000228",
    "làm định danh điện tử mức độ 2": "3.000228",
    "cài VNeID": "1.011410",
    "giấy khai sinh": "1.001193",
    "làm giấy khai sinh cho con": "1.001193",
    "mất giấy khai sinh gốc": "1.004884",
    "bản sao giấy khai sinh": "2.000635",
    "khai tử": "1.000656",
    "tôi muốn báo tử cho bố": "1.000656",
    "đăng ký tạm trú": "1.004194",
    "giấy xác nhận cư trú": "1.010041",
    "CT07": "1.010041",
    "công chứng giấy tờ": "2.000815",
    "sơ yếu lý lịch": "2.000884",
    "xin phép xây nhà": "1.013225",
    "mở hộ kinh doanh": "1.001612",
    "mở quán": "1.001612",
    "rút bảo hiểm xã hội một lần": "1.001613",
    "lý lịch tư pháp": "3.000333",
    "đăng ký xe máy mới": "1.012575",
    "sang tên xe": "1.013076",
    "trợ cấp người khuyết tật": "1.001776",
    "giấy khuyết tật": "1.001699",
    "trợ cấp người cao tuổi": "1.014027",
    "xin hộ nghèo": "1.011607",
    "nhà ở xã hội": "1.014632",
    "thuế đất": "1.007695",
    "1.004222": "1.004222",
    "3.000228": "3.000228",
}


@tagged("post_install", "-at_install")
class TestHccProcedure(HccCase):
    def test_shipped_procedures(self):
        procedures = self.env["hcc.procedure"].search([])
        shipped = procedures.filtered(
            lambda p: p.get_external_id()[p.id].startswith("hcc_booking.procedure_")
        )
        self.assertEqual(len(shipped), 85)
        self.assertFalse(any(shipped.mapped("defaults_confirmed")))
        self.assertTrue(all(p.document_ids for p in shipped))
        self.assertTrue(all(p.qualification_type_id for p in shipped))
        self.assertTrue(all(len(p.synonym_ids) >= 3 for p in shipped))
        self.assertGreater(len(shipped.synonym_ids), 400)

    def test_everyday_words_find_the_procedure(self):
        missed = {}
        for words, code in EVERYDAY.items():
            found = self.env["hcc.procedure"]._find(words).mapped("code")
            if code not in found[:3]:
                missed[words] = found[:3]
        self.assertFalse(missed)

    def test_most_everyday_words_find_it_first(self):
        first = sum(
            self.env["hcc.procedure"]._find(words)[:1].code == code
            for words, code in EVERYDAY.items()
        )
        self.assertGreaterEqual(first, 0.85 * len(EVERYDAY))

    def test_what_shares_a_frequent_word_alone_is_left_out(self):
        """Beside a good answer nobody wants to read eleven bad ones."""
        find = self.env["hcc.procedure"]._find
        for words in ("làm lại CCCD", "lam lai CCCD", "cấp lại căn cước"):
            found = find(words)
            self.assertEqual(found[:1].code, "1.014064", words)
            self.assertLessEqual(
                set(found.mapped("code")),
                {"1.014061", "1.014062", "1.014063", "1.014064"},
                words,
            )
        self.assertEqual(len(find("trợ cấp người khuyết tật")), 1)
        self.assertLessEqual(
            set(find("sổ đỏ sai tên").mapped("code")), {"1.012796", "1.013978"}
        )

    def test_a_frequent_word_alone_finds_many(self):
        find = self.env["hcc.procedure"]._find
        for words in ("giấy", "đăng ký", "cấp lại"):
            self.assertGreaterEqual(len(find(words)), 5, words)
        self.assertEqual(len(find("giấy")), 12)

    def test_the_last_word_may_still_be_being_typed(self):
        find = self.env["hcc.procedure"]._find
        tax = find("thuế").mapped("code")
        self.assertTrue(tax)
        self.assertIn("1.004194", find("đăng ký tạm trú th").mapped("code"))
        self.assertIn("1.000894", find("kết hôn đăn").mapped("code"))
        typing, whole = find("đăng ký thường tr"), find("đăng ký thường trú")
        self.assertEqual(typing[:1], whole[:1])

    def test_what_makes_no_sense_finds_nothing(self):
        for words in ("", "   ", "xyzzy", "?!", "đ" * 10000):
            self.assertFalse(self.env["hcc.procedure"]._find(words), words[:10])

    def test_a_procedure_is_found_on_its_valid_days_only(self):
        procedure = self.env["hcc.procedure"].create(
            {"code": "9.999999", "name": "Thủ tục thử nghiệm"}
        )
        find = self.env["hcc.procedure"]._find
        self.assertIn(procedure, find("thử nghiệm"))
        procedure.valid_to = date(2026, 11, 23)
        self.assertIn(procedure, find("thử nghiệm"))
        procedure.valid_to = date(2026, 11, 22)
        self.assertNotIn(procedure, find("thử nghiệm"))
        procedure.write({"valid_from": date(2026, 11, 24), "valid_to": False})
        self.assertNotIn(procedure, find("thử nghiệm"))

    def test_new_words_are_searched_at_once(self):
        procedure = self.env["hcc.procedure"].create(
            {"code": "9.999999", "name": "Thủ tục thử nghiệm"}
        )
        self.assertFalse(self.env["hcc.procedure"]._find("quạc quạc"))
        self.env["hcc.procedure.synonym"].create(
            {"procedure_id": procedure.id, "name": "Quạc  quạc"}
        )
        self.assertEqual(self.env["hcc.procedure"]._find("quac quac"), procedure)

    def test_what_a_helper_can_do_at_home(self):
        person = self.env.ref("hcc_booking.procedure_1_014064")
        self.assertFalse(person.home_possible)
        officer = self.env.ref("hcc_booking.procedure_1_003583")
        self.assertFalse(officer.home_possible)
        online = self.env.ref("hcc_booking.procedure_1_001193")
        self.assertTrue(online.home_possible)
        self.assertEqual(len({p.home_advice for p in person | officer | online}), 3)

    @mute_logger("odoo.sql_db")
    def test_a_code_is_unique(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["hcc.procedure"].create({"code": "1.004222", "name": "Again"})

    def test_import_names_bad_rows_and_changes_nothing(self):
        procedures = self.env["hcc.procedure"]
        before = procedures.search_count([])
        result = procedures.load(
            ["code", "name", "minutes", "home_assist"],
            [
                ["9.000001", "Thủ tục một", "30", "guide_online"],
                ["9.000002", "Thủ tục hai", "ba mươi", "guide_online"],
                ["9.000003", "Thủ tục ba", "30", "no_such_help"],
            ],
        )
        self.assertFalse(result["ids"])
        rows = {message["record"] for message in result["messages"]}
        self.assertEqual(rows, {1, 2})
        self.assertEqual(procedures.search_count([]), before)

    def test_import_by_code_updates_what_is_there(self):
        procedures = self.env["hcc.procedure"].with_user(self.user_administrator)
        result = procedures.load(
            ["code", "name", "minutes"],
            [
                ["1.004222", "Đăng ký thường trú", "40"],
                ["9.000001", "Thủ tục mới", "20"],
            ],
        )
        self.assertFalse(result["messages"])
        self.assertEqual(self.env.ref("hcc_booking.procedure_1_004222").minutes, 40)
        self.assertTrue(procedures.search([("code", "=", "9.000001")]))

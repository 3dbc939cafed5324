import io
import zipfile

import openpyxl

from odoo.tests import BaseCase

from odoo.addons.hcc_reporting.tools.figures_xlsx import NO_RATE, write_figures

COLUMNS = [("Phường", "text"), ("Số lượt", "integer"), ("Tỷ lệ", "rate")]


class TestFiguresXlsx(BaseCase):
    def _write(self, rows):
        return write_figures(
            "Ba chỉ số", COLUMNS, rows, [("Nơi", "Cả thành phố")], "Giải thích"
        )

    def test_table_is_read_back(self):
        content = self._write([["Ba Đình", 3, 0.3333], ["Tất cả", 3, None]])
        book = openpyxl.load_workbook(io.BytesIO(content))
        sheet = book["Ba chỉ số"]
        self.assertEqual(sheet.freeze_panes, "A2")
        self.assertEqual(sheet["A1"].value, "Phường")
        self.assertEqual(sheet["C2"].value, 0.3333)
        self.assertEqual(sheet["C2"].number_format, "0.00%")
        self.assertEqual(sheet["C3"].value, NO_RATE)
        self.assertTrue(sheet["A3"].font.bold)
        self.assertEqual(book["Giải thích"]["B1"].value, "Cả thành phố")

    def test_text_never_becomes_a_formula(self):
        texts = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")', "http://x.test"]
        content = self._write([[text, 1, 1.0] for text in texts])
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        for number, text in enumerate(texts, start=2):
            self.assertEqual(sheet.cell(number, 1).value, text)
            self.assertEqual(sheet.cell(number, 1).data_type, "s")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.assertNotIn(b"<f>", archive.read("xl/worksheets/sheet1.xml"))
            self.assertNotIn("xl/worksheets/_rels/sheet1.xml.rels", archive.namelist())

    def test_empty_table_is_a_file_too(self):
        sheet = openpyxl.load_workbook(io.BytesIO(self._write([]))).worksheets[0]
        self.assertEqual(sheet.max_row, 1)

    def test_names_that_a_sheet_cannot_have(self):
        content = write_figures("a/b:c*?[x]" * 9, COLUMNS, [], [], "''")
        names = openpyxl.load_workbook(io.BytesIO(content)).sheetnames
        self.assertLessEqual(len(names[0]), 31)
        self.assertEqual(names[1], "1")

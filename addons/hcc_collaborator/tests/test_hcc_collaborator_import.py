import base64
import io

import openpyxl
import xlsxwriter

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import HccCase

HEADINGS = [
    "STT",
    "Họ và tên",
    "Số điện thoại",
    "Email",
    "Phường/xã",
    "Đối tượng",
    "Giới tính",
    "Phương tiện",
]


class ImportCase(HccCase):
    """Lists for the wards of the small city, and a former name of two of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hcc.ward.alias"].create(
            [
                {"ward_id": cls.ward_a1.id, "name": "Phường Test Cũ"},
                {"ward_id": cls.ward_b1.id, "name": "Phường Test Cũ"},
                {"ward_id": cls.ward_a2.id, "name": "Phường Test Xưa"},
            ]
        )
        cls.env.flush_all()

    def _make_file(self, rows, headings=None):
        """Return an XLSX file as base64."""
        output = io.BytesIO()
        with xlsxwriter.Workbook(output) as workbook:
            sheet = workbook.add_worksheet()
            for number, cells in enumerate([headings or HEADINGS, *rows]):
                for column, cell in enumerate(cells):
                    if cell != "":
                        sheet.write(number, column, cell)
        return base64.b64encode(output.getvalue())

    def _make_row(self, number=1, ward="Phường Test A1", **changes):
        cells = {
            "STT": number,
            "Họ và tên": f"Nguyễn Văn {number}",
            "Số điện thoại": f"0912 {number:06d}",
            "Email": f"person{number}@example.com",
            "Phường/xã": ward,
            "Đối tượng": "Sinh viên",
            "Giới tính": "Nữ",
            "Phương tiện": "Xe đạp",
        }
        return list((cells | changes).values())

    def _make_form(self, rows, user=None, **values):
        return (
            self.env["hcc.collaborator.import"]
            .with_user(user or self.user_coordinator)
            .create({"file": self._make_file(rows), **values})
        )

    def _count(self):
        return self.env["hcc.collaborator"].with_context(active_test=False).search([])

    def _read_refused(self, form):
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(form.refused)))
        return list(book.active.iter_rows(values_only=True))


@tagged("post_install", "-at_install")
class TestImportOfPeople(ImportCase):
    def test_good_rows_become_applicants(self):
        form = self._make_form([self._make_row(1), self._make_row(2, "test a2")])
        before = self._count()
        form.action_check()
        self.assertEqual(form.state, "checked")
        self.assertEqual((form.row_count, form.good_count, form.bad_count), (2, 2, 0))
        self.assertEqual(self._count(), before, "nothing is written yet")
        form.action_import()
        first, second = self._count() - before
        self.assertRecordValues(
            first | second,
            [
                {
                    "name": f"Nguyễn Văn {number}",
                    "phone": f"+84912{number:06d}",
                    "email": f"person{number}@example.com",
                    "team_id": team.id,
                    "ward_id": team.ward_id.id,
                    "branch_id": self.branch_a.id,
                    "state": "applied",
                    "category": "student",
                    "gender": "female",
                    "travel_mode": "bicycle",
                    "badge_number": False,
                    "image_128": False,
                }
                for number, team in ((1, self.team_a1), (2, self.team_a2))
            ],
        )
        self.assertEqual(first.resource_id.name, first.name)
        self.assertTrue(first.badge_token and first.badge_token != second.badge_token)
        self.assertTrue(first.avatar_128, "initials where there is no photo")
        made = (first | second).ids
        journal = self.env["hcc.journal"].search(
            [("model", "=", "hcc.collaborator"), ("res_id", "in", made)]
        )
        self.assertEqual(journal.mapped("action"), ["collaborator_created"] * 2)
        self.assertEqual(set(journal.mapped("user_id")), {self.user_coordinator.id})
        found = self.env["hcc.collaborator"].search(form.action_people()["domain"])
        self.assertEqual(found, first | second)

    def test_each_bad_row_is_named(self):
        bad = {
            2: (self._make_row(1, **{"Họ và tên": ""}), "Full name", "missing"),
            3: (self._make_row(2, **{"Số điện thoại": "12345"}), "Phone", "12345"),
            4: (self._make_row(3, **{"Số điện thoại": ""}), "Phone", "missing"),
            5: (self._make_row(4, **{"Email": "nobody"}), "Email", "nobody"),
            6: (self._make_row(5, "Phường Tset A1"), "Ward or commune", "nearest"),
            7: (self._make_row(6, "phuong test cu"), "Ward or commune", "Test B1"),
            8: (self._make_row(7, "Phường Test B1"), "Ward or commune", "your area"),
            9: (self._make_row(8, ""), "Ward or commune", "missing"),
            10: (self._make_row(9, **{"Đối tượng": "Thợ"}), "Category", "Student"),
            12: (self._make_row(20), "Full name", "row 11"),
            13: (
                self._make_row(
                    1,
                    **{"Họ và tên": "helper a1 ONE", "Số điện thoại": "0912000991"},
                ),
                "Full name",
                "Test A1",
            ),
            14: (
                self._make_row(
                    1,
                    **{"Họ và tên": "Helper B1 One", "Số điện thoại": "0912000995"},
                ),
                "Full name",
                "another area",
            ),
        }
        rows = {11: self._make_row(20)} | {row: bad[row][0] for row in bad}
        form = self._make_form([rows[row] for row in sorted(rows)])
        before = self._count()
        form.action_check()
        self.assertEqual((form.good_count, form.bad_count, form.known_count), (1, 9, 3))
        named = {one.row: one for one in form.problem_ids}
        self.assertEqual(set(named), set(bad))
        for row, (_cells, column, word) in bad.items():
            with self.subTest(row=row):
                self.assertEqual(named[row].column, column)
                self.assertIn(word, named[row].reason)
        self.assertIn("Phường Test A1 (T-A1)", named[7].reason, "all, never guessed")
        self.assertNotIn("Test B1", named[14].reason, "not where people of others are")
        self.assertEqual(self._count(), before)
        form.action_import()
        self.assertEqual(len(self._count() - before), 1, "good rows go on without them")
        returned = self._read_refused(form)
        self.assertEqual(list(returned[0]), [*HEADINGS, "What is wrong"])
        self.assertEqual(len(returned), 1 + len(bad))
        self.assertEqual(returned[2][2], "12345")
        self.assertIn("12345", returned[2][-1])

    def test_former_name_of_one_ward_is_understood(self):
        form = self._make_form([self._make_row(1, "Phường Test Xưa")])
        form.action_check()
        self.assertEqual(form.good_count, 1)
        self.assertEqual(form.former_names, "Phường Test Xưa → Phường Test A2")

    def test_sent_twice_has_the_effect_of_once(self):
        rows = [self._make_row(number) for number in range(5)]
        form = self._make_form(rows)
        form.action_import()
        after = self._count()
        form.action_import()
        again = self._make_form(rows)
        again.action_check()
        self.assertEqual((again.good_count, again.known_count), (0, 5))
        again.action_import()
        self.assertEqual(self._count(), after)
        self.assertEqual(again.result, "Nobody was added.")
        self.assertFalse(form.file, "the list is not kept")

    def test_returned_rows_can_be_sent_again(self):
        form = self._make_form([self._make_row(1), self._make_row(2, "Nowhere")])
        form.action_import()
        again = self._make_form([])
        again.file = form.refused
        again.action_check()
        self.assertEqual((again.row_count, again.bad_count), (1, 1))
        self.assertFalse(again.unread)

    def test_no_formula_comes_back(self):
        evil = '=HYPERLINK("http://example.com")'
        headings = [*HEADINGS, "Ghi chú"]
        row = [*self._make_row(1, "Nowhere"), evil]
        form = self._make_form([])
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"strings_to_formulas": False}) as workbook:
            sheet = workbook.add_worksheet()
            sheet.write_row(0, 0, headings)
            sheet.write_row(1, 0, row)
        form.file = base64.b64encode(output.getvalue())
        form.action_check()
        self.assertEqual(form.unread, "Ghi chú")
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(form.refused)))
        cells = {cell.value: cell.data_type for cell in book.active[2]}
        self.assertEqual(cells[evil], "s", "text, not a formula")

    def test_missing_teams_are_made(self):
        ward = self.env["hcc.ward"].create(
            self._prepare_ward("A9", self.branch_a, "dense", 21.03, 105.83)
        )
        form = self._make_form([self._make_row(n, "Phường Test A9") for n in (1, 2)])
        form.action_import()
        self.assertEqual(len(ward.team_ids), 1)
        self.assertEqual(len(ward.team_ids.member_ids), 2)
        self.assertIn(ward.full_name, ward.team_ids.name)

    def test_administrators_import_approved_people(self):
        rows = [self._make_row(1), self._make_row(2), self._make_row(3, "T-B1")]
        form = self._make_form(rows, self.user_administrator, arrive_as="approved")
        before = self._count()
        form.action_import()
        made = (self._count() - before).sorted("id")
        self.assertEqual(set(made.mapped("state")), {"approved"})
        self.assertEqual(
            made.mapped("badge_number"), ["CTV-T-A1-04", "CTV-T-A1-05", "CTV-T-B1-02"]
        )
        form = self._make_form(rows, arrive_as="approved")
        for action in (form.action_check, form.action_import):
            with self.assertRaises(AccessError):
                action()

    def test_whoever_may_not_make_people_may_not_import(self):
        for user in (self.user_clerk, self.user_trainer, self.user_manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._make_form([self._make_row(1)], user)

    def test_forms_are_of_those_who_sent_them(self):
        form = self._make_form([self._make_row(1, "Nowhere")])
        form.action_check()
        other = form.with_user(self.user_coordinator_b)
        for action in (other.action_check, other.action_import, other.action_refused):
            with self.assertRaises(AccessError):
                action()
        with self.assertRaises(AccessError):
            other.problem_ids.with_user(self.user_coordinator_b).read(["reason"])

    def test_files_that_are_no_lists(self):
        form = self._make_form([])
        for content, word in (
            (b"", "Choose the file"),
            (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "not a list"),
            (b"PK\x03\x04 but nothing follows", "damaged"),
            (b"\xd0\xcf\x11\xe0 old", "old Excel"),
            (b"some words;of no use\n1;2\n", "Full name, Phone, Ward or commune"),
            (b"Ho ten;SDT\nA;0912000123\n", "Ward or commune"),
            ("Họ tên;SĐT;Phường\n".encode(), "empty"),
        ):
            with self.subTest(content=content):
                form.file = base64.b64encode(content)
                with self.assertRaisesRegex(UserError, word):
                    form.action_check()

    def test_template_is_read_back(self):
        form = self._make_form([])
        action = form.action_template()
        self.assertEqual(action["type"], "ir.actions.act_url")
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(form.template)))
        sheet = book.worksheets[0]
        choices = {cell.value for row in book.worksheets[1].iter_rows() for cell in row}
        self.assertIn("Phường Test A1", choices)
        self.assertNotIn("Phường Test B1", choices, "wards of the own area alone")
        headings = [cell.value for cell in sheet[1]]
        lists = {str(rule.sqref) for rule in sheet.data_validations.dataValidation}
        self.assertEqual(len(lists), 4, "ward, category, gender, way of travelling")
        service = self.env["hcc.people.list"].with_context(lang="vi_VN")
        labels = service._get_columns()
        self.assertEqual(headings, [labels[x] for x in labels if x != "ward_code"])
        known = {
            labels["name"]: "Nguyễn Thị Mẫu",
            labels["phone"]: "0912000777",
            labels["ward"]: "Phường Test A1",
            labels["category"]: dict(service._get_choices("category"))["postal_worker"],
        }
        form.file = self._make_file([[known.get(x, "") for x in headings]], headings)
        form.action_check()
        self.assertEqual((form.good_count, form.unread), (1, ""))

    def test_queries_do_not_grow_with_the_rows(self):
        counts = {}
        # the first fills caches
        for size in (2, 10, 500):
            rows = [
                self._make_row(
                    size * 10 + n, "Phường Test A1" if n % 2 else "Phường Test A2"
                )
                for n in range(size)
            ]
            form = self._make_form(rows)
            for action in ("action_check", "action_import"):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                getattr(form, action)()
                self.env.flush_all()
                counts[size, action] = self.env.cr.sql_log_count - before
        self.assertEqual(counts[10, "action_check"], counts[500, "action_check"])
        # Odoo writes 100 rows of a table at a time: people, resources, badges
        self.assertLessEqual(
            counts[500, "action_import"] - counts[10, "action_import"], 20, counts
        )

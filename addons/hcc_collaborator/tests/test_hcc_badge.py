import base64
from io import BytesIO

from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import HccCase


def make_photo(size=(600, 800)):
    """A picture as somebody uploads it, base64."""
    stream = BytesIO()
    Image.new("RGB", size, "#336699").save(stream, "JPEG")
    return base64.b64encode(stream.getvalue())


@tagged("post_install", "-at_install")
class TestHccBadge(HccCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.env["hcc.collaborator"]
        cls.token = cls.c_a1_1.badge_token
        cls.code = cls.c_a1_1.badge_code
        cls.number = cls.c_a1_1.badge_number

    def _find(self, number=None, code=None):
        return self.people._find_badge_by_code(number or self.number, code or self.code)

    def test_everybody_has_secrets_of_their_own(self):
        people = self.env["hcc.collaborator"].search([])
        for name in ("badge_token", "badge_code"):
            values = people.mapped(name)
            self.assertTrue(all(values))
            self.assertEqual(len(set(values)), len(people), name)
        self.assertGreaterEqual(len(self.token), 32)

    def test_secrets_are_read_and_written_by_nobody(self):
        own = self.c_a1_1.with_user(self.user_collaborator)
        for person in (own, self.c_a1_1.with_user(self.user_coordinator)):
            for name in ("badge_token", "badge_code"):
                with self.assertRaises(AccessError):
                    person.read([name])
        with self.assertRaises(AccessError):
            self.c_a1_1.with_user(self.user_coordinator).badge_code = "AAA-AAA"

    def test_found_by_token_and_by_number_with_code(self):
        self.assertEqual(self.people._find_badge(self.token), self.c_a1_1)
        self.assertEqual(self._find(), self.c_a1_1)

    def test_typed_in_any_way(self):
        self.c_a1_1.badge_number = "CTV-00070-01"
        for number in ("ctv-00070-01", " CTV 00070 01 ", "CTV0007001", "ctv–00070–01"):
            for code in (self.code.lower(), self.code.replace("-", " ")):
                with self.subTest(number=number, code=code):
                    self.assertEqual(self._find(number, code), self.c_a1_1)

    def test_what_is_wrong_finds_nobody(self):
        other = self.c_a1_2
        for number, code in (
            (self.number, other.badge_code),
            (self.number, "--"),
            (self.number, "ĐĐĐ-ĐĐĐ"),
            ("%", self.code),
            ("CTV-%", self.code),
            ("CTV-T-A1-99", self.code),
        ):
            with self.subTest(number=number, code=code):
                self.assertFalse(self._find(number, code))
        for token in ("", "x", None, 7, "%" * 32, self.token[:-1], "Đ" * 32):
            self.assertFalse(self.people._find_badge(token))

    def test_only_who_works_now(self):
        for state in ("suspended", "left"):
            self.c_a1_2.state = state
            self.assertFalse(self.people._find_badge(self.c_a1_2.badge_token))
        self.c_a1_3.active = False
        self.assertFalse(self.people._find_badge(self.c_a1_3.badge_token))
        self.assertFalse(self._find(self.c_a1_3.badge_number, self.c_a1_3.badge_code))
        self.user_collaborator.active = False
        self.assertFalse(self.people._find_badge(self.token))
        self.assertFalse(self.c_a1_1._get_badge_code_of_one())

    def test_renewed_badge_makes_the_old_paper_worthless(self):
        with self.assertRaises(AccessError):
            self.c_a1_1.with_user(self.user_coordinator_b).action_renew_badge()
        with self.assertRaises(AccessError):
            self.c_a1_1.with_user(self.user_collaborator).action_renew_badge()
        self.c_a1_1.with_user(self.user_coordinator).action_renew_badge()
        self.assertFalse(self.people._find_badge(self.token))
        self.assertFalse(self._find())
        self.assertEqual(self.people._find_badge(self.c_a1_1.badge_token), self.c_a1_1)
        rows = self.env["hcc.journal"].search(
            [("action", "=", "badge_renewed"), ("res_id", "=", self.c_a1_1.id)]
        )
        self.assertEqual(len(rows), 1)
        self.assertFalse(rows.details, "no secret in the journal")

    def test_printed_by_coordinators_of_the_ward_alone(self):
        html = self._render(self.c_a1_1.with_user(self.user_coordinator))
        for part in (self.number, self.code, self.c_a1_1.name, "<svg "):
            self.assertIn(part, html)
        for user in (
            self.user_collaborator,
            self.user_clerk,
            self.user_manager,
            self.user_coordinator_b,
        ):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.c_a1_1.with_user(user)._get_badge_cards()

    def _render(self, people):
        html, _kind = people.env["ir.actions.report"]._render_qweb_html(
            "hcc_collaborator.report_badge", people.ids
        )
        return html.decode()

    def test_paper(self):
        self.c_a1_1.image_1920 = make_photo()
        people = self.c_a1_1 | self.c_a1_2
        html = self._render(people)
        self.assertEqual(html.count("data:image/jpeg;base64,"), 1)
        self.assertIn("The help is free.", html)
        self.assertEqual(html.count("<svg "), 2)

    def test_without_a_number_there_is_no_badge(self):
        self.c_a1_3.badge_number = False
        for action in ("action_print_badge", "action_renew_badge"):
            with self.assertRaises(UserError):
                getattr(self.c_a1_3, action)()
        self.assertFalse(self.people._find_badge(self.c_a1_3.badge_token))

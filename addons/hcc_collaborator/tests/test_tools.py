import doctest

from odoo.tests import BaseCase, tagged

from ..tools import phone, text, ward_finder
from ..tools.reference import ALPHABET, random_reference


@tagged("-at_install", "post_install")
class TestTools(BaseCase):
    def test_doctests(self):
        for module in (phone, text, ward_finder):
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module)
                self.assertGreater(result.attempted, 0)
                self.assertFalse(result.failed)

    def test_fold_and_spelling(self):
        self.assertEqual(text.fold("Hòa Lạc"), text.fold("Hoà  lạc"))
        self.assertEqual(text.fold("ĐỐNG ĐA"), "dong da")
        self.assertEqual(text.fold(None), "")
        # the same letters, composed and not composed
        self.assertEqual(text.nfc("Hoa\u0300"), "Hoà")
        self.assertEqual(text.spelling("Thuý"), text.spelling("Thúy"))
        self.assertNotEqual(text.spelling("mã"), text.spelling("má"))

    def test_phone(self):
        for raw in ("0912000123", "+84 912 000 123", "0912.000.123", "84912000123"):
            with self.subTest(raw=raw):
                self.assertEqual(phone.parse_phone(raw), "+84912000123")
        for raw in ("", None, "123", "abc", "0912 000 12", "x" * 10_000):
            with self.subTest(raw=raw), self.assertRaises(ValueError):
                phone.parse_phone(raw)
        self.assertEqual(phone.format_phone("+84912000123"), "0912 000 123")
        self.assertEqual(phone.format_phone("nonsense"), "nonsense")
        self.assertEqual(
            phone.readable_phones("0912 000 123", "", None, "nonsense"),
            ("+84912000123",),
        )

    def test_reference(self):
        made = {random_reference("HT") for _index in range(500)}
        self.assertEqual(len(made), 500)
        for reference in made:
            self.assertRegex(reference, r"^HT-[2-9A-Z]{4}-[2-9A-Z]{4}$")
        self.assertFalse(set("01OIL") & set(ALPHABET))

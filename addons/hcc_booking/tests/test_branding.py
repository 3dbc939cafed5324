import base64
from io import BytesIO

from PIL import Image

from odoo.exceptions import ValidationError

from odoo.addons.hcc_collaborator.tools.colours import (
    ENOUGH,
    as_colour,
    contrast,
    lowest_contrast,
    palette,
)

from .common import BookingCase
from .public_common import PublicCase


def picture(form="PNG", size=(8, 8)):
    stream = BytesIO()
    Image.new("RGB", size, "#155c33").save(stream, form)
    return base64.b64encode(stream.getvalue())


class TestColours(BookingCase):
    def test_contrast_as_wcag_counts_it(self):
        self.assertAlmostEqual(contrast("#000000", "#ffffff"), 21)
        self.assertAlmostEqual(contrast("#767676", "#ffffff"), 4.54, places=2)
        self.assertEqual(contrast("#123456", "#123456"), 1)

    def test_what_is_typed_as_a_colour(self):
        for typed, colour in (
            ("#8F1419", "#8f1419"),
            (" 155c33 ", "#155c33"),
            ("#abc", "#aabbcc"),
            ("red", ""),
            ("#12345", ""),
            ("#123456;}body{display:none", ""),
            (None, ""),
        ):
            self.assertEqual(as_colour(typed), colour, typed)

    def test_whatever_is_accepted_can_be_read_everywhere(self):
        for main in ("#8f1419", "#0b4f8a", "#155c33", "#000000", "#6d0d12"):
            for accent in ("#c9962f", "#ffffff", "#000000", "#1e90ff"):
                if lowest_contrast(main, accent) < ENOUGH:
                    continue
                colours = palette(main, accent)
                for behind in ("#ffffff", colours["--red-pale"]):
                    self.assertGreaterEqual(contrast(main, behind), ENOUGH)
                self.assertGreaterEqual(
                    contrast("#1c1a19", colours["--gold-pale"]), ENOUGH
                )


class TestBrandingSettings(BookingCase):
    def _save(self, **values):
        settings = self.env["res.config.settings"].create(values)
        settings.set_values()
        return self.env["hcc.branding"]

    def test_kept_and_shown_again(self):
        logo = picture()
        self._save(hcc_city_name="Hà Nội", hcc_colour_main="0B4F8A", hcc_logo=logo)
        shown = self.env["res.config.settings"].default_get(
            ["hcc_city_name", "hcc_colour_main", "hcc_colour_accent", "hcc_logo"]
        )
        self.assertEqual(shown["hcc_city_name"], "Hà Nội")
        self.assertEqual(shown["hcc_colour_main"], "#0b4f8a")
        self.assertEqual(shown["hcc_logo"], logo)

    def test_saving_other_settings_keeps_the_logo(self):
        Branding = self._save(hcc_logo=picture())
        version = Branding._logo_version()
        self.env["res.config.settings"].create({"hcc_city_name": "X"}).set_values()
        self.assertEqual(Branding._logo_version(), version)
        self._save(hcc_logo=False)
        self.assertEqual(Branding._logo(), (b"", ""))

    def test_refused(self):
        huge = base64.b64encode(b"\x89PNG" + bytes(50_000))
        svg = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
        for values in (
            {"hcc_colour_main": "#ffcc00"},
            {"hcc_colour_main": "#808080"},
            {"hcc_colour_accent": "red;}"},
            {"hcc_city_name": "x" * 61},
            {"hcc_logo": huge},
            {"hcc_logo": svg},
            {"hcc_logo": picture(size=(1025, 4))},
            {"hcc_logo": base64.b64encode(b"\x89PNG\r\n\x1a\nbroken")},
        ):
            with self.subTest(values=str(values)[:60]):
                with self.assertRaises(ValidationError):
                    self._save(**values)

    def test_a_parameter_set_by_hand_never_makes_a_page_unreadable(self):
        parameters = self.env["ir.config_parameter"]
        Branding = self.env["hcc.branding"]
        for colour in ("#ffff00", "url(x)", "#8f1419;} body {"):
            parameters.set_param("hcc_collaborator.colour_main", colour)
            self.assertEqual(Branding._theme(), "")


class TestBrandedPages(PublicCase):
    def _save(self, **values):
        self.env["res.config.settings"].create(values).set_values()

    def test_names_colours_and_logo_are_on_every_page(self):
        self._save(
            hcc_city_name="Hà Nội",
            hcc_service_name="Giúp dân",
            hcc_colour_main="#0b4f8a",
            hcc_logo=picture("JPEG"),
        )
        for page in ("/hcc", "/hcc/find", "/hcc/book/ward", "/hcc/nothing"):
            with self.subTest(page=page):
                response = self._get(page)
                tree = self._tree(response)
                header = self._texts(response, "//header//a")[0]
                self.assertEqual(header, "Hà Nội Giúp dân")
                self.assertIn("Giúp dân", tree.findtext(".//title"))
                (logo,) = tree.xpath("//header//img/@src")
                picture_response = self.url_open(logo)
                self.assertEqual(picture_response.headers["Content-Type"], "image/jpeg")
                self.assertIn("immutable", picture_response.headers["Cache-Control"])
                (theme,) = tree.xpath("//link[contains(@href,'theme.css')]/@href")
                self.assertIn("--red: #0b4f8a;", self.url_open(theme).text)
        worker = self.url_open("/hcc/sw.js").text
        self.assertIn(logo, worker, "the page without a network looks the same")
        self.assertIn(theme, worker)
        manifest = self.url_open("/hcc/manifest.webmanifest").json()
        self.assertEqual(manifest["name"], "Giúp dân")
        self.assertEqual(manifest["theme_color"], "#0b4f8a")

    def test_usual_look_loads_nothing_more(self):
        tree = self._tree(self._get("/hcc"))
        self.assertEqual(len(tree.xpath("//link[@rel='stylesheet']")), 1)
        self.assertFalse(tree.xpath("//img"))
        self.assertEqual(self.url_open("/hcc/logo").status_code, 404)

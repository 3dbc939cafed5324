import json
import re
from urllib.parse import urlencode

from .public_common import PublicCase

PAGES = (
    "/hcc",
    "/hcc/privacy",
    "/hcc/offline",
    "/hcc/find",
    "/hcc/book/ward",
    "/hcc/book/procedure?ward=T-A1",
    "/hcc/book/check?ward=T-A1&procedure=T.000001",
    "/hcc/book/place?ward=T-A1&procedure=T.000001&eid=yes&sim=yes",
    "/hcc/book/slots?ward=T-A1&procedure=T.000001&eid=yes&sim=yes&place=home",
)


class TestPublicPages(PublicCase):
    def test_line_break_in_an_address(self):
        path = "/hcc/badge/%0D%0ALocation:%20x//y"
        response = self.url_open(path, allow_redirects=False)
        self.assertEqual(response.status_code, 301)
        self.assertIn("%0D%0ALocation", response.headers["Location"])
        self.assertEqual(self.url_open(path).status_code, 404)

    def test_every_page_is_vietnamese_unless_english_is_asked_for(self):
        for page in PAGES:
            with self.subTest(page=page):
                self.opener.cookies.clear()
                response = self.url_open(page, headers={"Accept-Language": "en-US"})
                self.assertEqual(response.status_code, 200)
                self.assertEqual(self._tree(response).get("lang"), "vi")
                response = self.url_open(f"/en{page}")
                self.assertEqual(self._tree(response).get("lang"), "en")

    def test_language_can_be_changed_and_changed_back(self):
        response = self._get("/hcc/find")
        (link,) = self._tree(response).xpath("//footer//a[@lang='vi']/@href")
        response = self.url_open(link)
        self.assertEqual(self._tree(response).get("lang"), "vi")
        self.assertTrue(response.url.endswith("/hcc/find"))

    def test_front_page_offers_two_ways_and_the_hotline(self):
        response = self._get("/hcc")
        buttons = self._texts(response, "//main//a[contains(@class,'o_hcc_button')]")
        self.assertEqual(
            buttons[:2],
            ["Book an appointment for help", "See, change or cancel an appointment"],
        )
        self.assertTrue(
            self._tree(response).xpath("//main//a[@href='tel:02412340000']")
        )
        self.assertIn("free of charge", response.text)

    def test_hotline_of_the_branch_once_the_ward_is_known(self):
        response = self._get("/hcc/book/procedure", ward="T-B1")
        self.assertTrue(self._tree(response).xpath("//a[@href='tel:+842412340002']"))

    def test_headers(self):
        response = self._get("/hcc")
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(response.headers["Referrer-Policy"], "same-origin")
        self.assertIn("default-src 'none'", response.headers["Content-Security-Policy"])
        for page in ("/hcc/find", "/hcc/request/HT-AAAA-AAAA"):
            self.assertEqual(self._get(page).headers["Cache-Control"], "no-store")

    def test_first_visit_is_light_and_needs_nobody_else(self):
        heaviest = 0
        for page in PAGES:
            response = self.url_open(page)
            weight = len(response.content)
            for address in self._parts(response):
                self.assertTrue(address.startswith("/"), address)
                self.assertNotIn("/web/assets", address)
                weight += len(self.url_open(address).content)
            heaviest = max(heaviest, weight)
        self.assertLess(heaviest, 150_000)

    def _parts(self, response):
        """Addresses of all that a browser loads with a page."""
        tree = self._tree(response)
        return set(
            tree.xpath("//link[@rel!='alternate']/@href")
            + tree.xpath("//script/@src")
            + tree.xpath("//img/@src")
        )

    def test_style_sheet_is_small_and_whole(self):
        response = self._get("/hcc")
        (address,) = self._tree(response).xpath("//link[@rel='stylesheet']/@href")
        style = self.url_open(address)
        self.assertEqual(style.status_code, 200)
        self.assertLess(len(style.content), 20_000)
        self.assertNotRegex(style.text, r"url\(|@import")
        sizes = re.findall(r"font-size: ([\d.]+)rem", style.text)
        self.assertGreaterEqual(min(map(float, sizes)) * 16, 18)

    def test_unknown_pages_are_ours(self):
        for page in ("/hcc/nothing", "/hcc/rate/unknown-token", "/hcc/book/nothing"):
            response = self._get(page)
            self.assertEqual(response.status_code, 404)
            self.assertEqual(self._title(response), "We did not find this page")
            self.assertFalse(
                self._tree(response).xpath("//script[contains(@src,'web')]")
            )

    def test_every_field_has_a_label_and_every_page_one_heading(self):
        pages = (*PAGES, f"/hcc/book/details?{self._details_query()}")
        for page in pages:
            tree = self._tree(self.url_open(page))
            self.assertEqual(len(tree.xpath("//h1")), 1, page)
            for field in tree.xpath(
                "//input[not(@type='hidden')]|//select|//textarea[not(@hidden)]"
            ):
                labels = tree.xpath(f"//label[@for='{field.get('id')}']")
                inside = field.xpath("ancestor::label")
                self.assertTrue(labels or inside, (page, field.get("name")))

    def _details_query(self):
        return urlencode(self._choices())


class TestPublicApp(PublicCase):
    def test_manifest(self):
        response = self.url_open("/hcc/manifest.webmanifest")
        self.assertIn("application/manifest+json", response.headers["Content-Type"])
        manifest = json.loads(response.text)
        self.assertEqual(manifest["lang"], "vi")
        self.assertEqual(manifest["start_url"], "/hcc")
        self.assertEqual(manifest["display"], "standalone")
        self.assertEqual(
            {icon["sizes"] for icon in manifest["icons"]}, {"192x192", "512x512"}
        )
        for icon in manifest["icons"]:
            picture = self.url_open(icon["src"])
            self.assertEqual(picture.headers["Content-Type"], "image/png")

    def test_worker_keeps_the_offline_page_alone(self):
        response = self.url_open("/hcc/sw.js")
        self.assertIn("javascript", response.headers["Content-Type"])
        self.assertEqual(response.headers["Service-Worker-Allowed"], "/")
        self.assertIn('"offline": "/hcc/offline"', response.text)
        self.assertEqual(
            re.findall(r"cache\.(?:put|addAll|add)\(.*\)", response.text),
            ["cache.addAll([HCC.offline, ...HCC.looks]))"],
        )
        response = self.url_open("/en/hcc/sw.js")
        self.assertIn('"offline": "/en/hcc/offline"', response.text)

    def test_offline_page_shows_the_hotline(self):
        response = self._get("/hcc/offline")
        self.assertTrue(
            self._tree(response).xpath("//main//a[@href='tel:02412340000']")
        )

import base64
import hashlib
import json
import re

from odoo.tests import HttpCase, tagged

from odoo.addons.hcc_booking.tests.common import BookingCase

from ..tools.words import number_of

#: all that the page loads, uncompressed
MOST_BYTES = 250_000


@tagged("post_install", "-at_install")
class TestFieldPage(BookingCase, HttpCase):
    """The shell of the field page: the same for everybody, small, and strict."""

    def _open(self, path="/hcc/field", **options):
        return self.url_open(path, **options)

    def test_same_for_everybody(self):
        stranger = self._open().text
        user = self.user_collaborator
        user.password = user.login
        self.authenticate(user.login, user.login)
        self.assertEqual(self._open().text, stranger)
        self.assertNotIn(user.name, stranger)
        self.assertNotIn("csrf", stranger)

    def test_policy(self):
        answer = self._open()
        policy = answer.headers["Content-Security-Policy"]
        script = re.search(r"<script>(.*?)</script>", answer.text, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        self.assertIn(f"'sha256-{digest}'", policy)
        self.assertNotIn("unsafe-inline", policy)
        self.assertNotIn("http", policy)
        self.assertIn("geolocation=()", answer.headers["Permissions-Policy"])
        self.assertNotIn("//", re.sub(r"https?://www.w3.org", "", script))

    def test_weight(self):
        page = self._open().text
        paths = re.findall(r'(?:href|src)="(/[^"]+)"', page)
        sizes = {"/hcc/field": len(page.encode())}
        for path in [*paths, "/hcc/field/sw.js"]:
            answer = self._open(path)
            self.assertEqual(answer.status_code, 200, path)
            sizes[path] = len(answer.content)
        self.assertTrue(any("assets_field.min.js" in path for path in sizes))
        self.assertLessEqual(sum(sizes.values()), MOST_BYTES, sizes)

    def test_worker_keeps_what_the_page_loads(self):
        page, worker = self._open().text, self._open("/hcc/field/sw.js")
        self.assertEqual(worker.headers["Service-Worker-Allowed"], "/")
        kept = json.loads(re.match(r"const HCC = (.*);\n", worker.text)[1])["files"]
        for path in re.findall(r'(?:href|src)="(/web/assets/[^"]+)"', page):
            self.assertIn(path, kept)
        self.assertIn("/hcc/field", kept)
        # nothing that is about somebody
        self.assertFalse([path for path in kept if "session" in path or "day" in path])

    def test_manifest(self):
        manifest = self._open("/hcc/field/manifest.webmanifest").json()
        self.assertEqual(manifest["start_url"], "/hcc/field")
        self.assertEqual(manifest["display"], "standalone")
        self.assertEqual(
            {icon["sizes"] for icon in manifest["icons"]}, {"192x192", "512x512"}
        )

    def test_session(self):
        answer = self._open("/hcc/field/session")
        self.assertEqual(answer.json(), {"user": 0, "csrf": ""})
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        user = self.user_collaborator
        user.password = user.login
        self.authenticate(user.login, user.login)
        answer = self._open("/hcc/field/session").json()
        self.assertEqual(answer["user"], user.id)
        self.assertTrue(answer["csrf"])

    def test_signing_out(self):
        """Only a browser that keeps visits makes the detour; nobody is led away."""
        user = self.user_collaborator
        user.password = user.login
        self.authenticate(user.login, user.login)
        answer = self._open("/web/session/logout", allow_redirects=False)
        self.assertNotIn("/hcc/field", answer.headers["Location"])
        self.authenticate(user.login, user.login)
        self.opener.cookies["hcc_field"] = "1"
        answer = self._open("/web/session/logout", allow_redirects=False)
        self.assertIn("/hcc/field/left", answer.headers["Location"])
        self.assertIn('"left":"/odoo"', self._open(answer.headers["Location"]).text)
        self.assertEqual(self._open("/hcc/field/session").json()["user"], 0)
        for elsewhere in (
            "https://example.org/",
            "//example.org",
            "/\\example.org",
            "/%09/example.org",
            "%09//example.org",
            "/%0a/example.org",
            "/%0d/example.org",
            "/%00/example.org",
            "/%20/example.org",
            "/odoo%0a/example.org",
        ):
            page = self._open(f"/hcc/field/left?redirect={elsewhere}").text
            self.assertIn('"left":"/odoo"', page)

    def test_one_address_in_all_languages(self):
        """No request of the page is led elsewhere, whichever language is chosen."""
        self.opener.cookies["frontend_lang"] = "en_US"
        pages = {}
        for path in (
            "/hcc/field",
            "/hcc/field/session",
            "/hcc/field/sw.js",
            "/hcc/field/manifest.webmanifest",
            "/hcc/field/left",
        ):
            answer = self._open(path, allow_redirects=False)
            self.assertEqual(answer.status_code, 200, path)
            pages[path] = answer.text
        self.assertIn('lang="en"', pages["/hcc/field"])
        kept = json.loads(
            re.match(r"const HCC = (.*);\n", pages["/hcc/field/sw.js"])[1]
        )
        for path in kept["files"]:
            answer = self._open(path, allow_redirects=False)
            self.assertEqual(answer.status_code, 200, path)
        self.opener.cookies["frontend_lang"] = "vi_VN"
        self.assertIn('lang="vi"', self._open().text)
        # the worker is new when the language is: it keeps the other page
        self.assertNotEqual(
            self._open("/hcc/field/sw.js").text, pages["/hcc/field/sw.js"]
        )

    def test_words(self):
        """As core/words.js counts them; no two of ours have the same number."""
        self.assertEqual(number_of("Not sent yet"), number_of("Not  sent\n yet"))
        self.assertEqual(number_of("a"), "1r9wi7g")

"""Security headers of every page that anybody may open, from the routing map."""

from unittest.mock import patch

from odoo.http import HTTPRequest
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.hcc_collaborator.tests.common import HccCase

from .route_recipes import find_routes, is_ours

#: a directive of our own pages' policy that nothing loosens
STRICT = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
#: pages of Odoo that anybody sees: they keep less, and what they lack is named in
#: docs/security.md
OF_ODOO = ("/web/login", "/web/reset_password", "/web/login/totp")


@tagged("post_install", "-at_install", "security")
class TestPublicHeaders(HccCase, HttpCase):
    def _open(self, path):
        with mute_logger("odoo.http"):
            return self.url_open(path, allow_redirects=False)

    def _routes(self):
        for route in find_routes(self.env):
            # Odoo answers for shared dashboards, which there are none of
            is_page = is_ours(route) and not route.rule.startswith("/dashboard")
            if is_page and route.is_open and route.method == "GET":
                yield (
                    route,
                    route.fill({"month": "2026-01", "point_id": self.point_a1.id}),
                )

    def test_every_page_of_ours(self):
        pages = 0
        for route, path in self._routes():
            response = self._open(path)
            with self.subTest(rule=route.rule):
                self.assertLess(response.status_code, 500)
                headers = response.headers
                self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
                self.assertNotIn("Server-Timing", headers)
                is_page = headers["Content-Type"].startswith("text/html")
                if not is_page or not path.startswith("/hcc"):
                    continue
                pages += 1
                policy = headers["Content-Security-Policy"]
                for directive in STRICT:
                    self.assertIn(directive, policy)
                is_field = path.startswith("/hcc/field")
                if is_field:
                    # of helpers alone: Owl compiles its templates, codes are scanned
                    policy = policy.replace("'unsafe-eval'", "")
                self.assertNotIn("unsafe", policy)
                self.assertEqual(headers["X-Frame-Options"], "DENY")
                self.assertEqual(headers["Referrer-Policy"], "same-origin")
                camera = "camera=(self)" if is_field else "camera=()"
                self.assertIn(camera, headers["Permissions-Policy"])
                # nothing in the page that the policy would have to allow, but one
                # script that it names by its digest
                named = policy.count("'sha256-")
                self.assertLessEqual(response.text.count("<script>"), named)
                self.assertNotIn(" onclick=", response.text)
                self.assertNotIn(" style=", response.text)
        self.assertGreater(pages, 30)

    def test_pages_of_odoo(self):
        for path in OF_ODOO:
            response = self._open(path)
            with self.subTest(path=path):
                headers = response.headers
                self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
                self.assertEqual(headers["X-Frame-Options"], "SAMEORIGIN")
                self.assertEqual(headers["Referrer-Policy"], "same-origin")
                policy = headers["Content-Security-Policy"]
                self.assertIn("frame-ancestors 'self'", policy)
                self.assertIn("object-src 'none'", policy)

    def test_https_alone_behind_a_proxy(self):
        self.assertNotIn("Strict-Transport-Security", self._open("/hcc").headers)
        with patch.object(HTTPRequest, "scheme", "https"):
            headers = self._open("/hcc").headers
        self.assertIn("max-age=31536000", headers["Strict-Transport-Security"])

"""The field page itself: the same for everybody, without a word about anybody."""

import base64
import hashlib
import json
import re
from functools import cache

from markupsafe import Markup

from odoo.http import request, route
from odoo.tools.json import scriptsafe
from odoo.tools.misc import file_open
from odoo.tools.translate import code_translations

from odoo.addons.hcc_collaborator.controllers.app import manifest_response
from odoo.addons.hcc_collaborator.controllers.base import PUBLIC_READ, HccPublic
from odoo.addons.hcc_collaborator.controllers.brand import brand_values

from ..models.ir_qweb import FIELD_BUNDLE
from ..tools.words import number_of

#: one address in all languages, told by the cookie: a browser keeps one page, and no
#: request of its lines is led elsewhere
_PAGE = {**PUBLIC_READ, "multilang": False}
_ICONS = "/hcc_collaborator/static/description/"
_FIRST = "hcc_field/static/src/field/first.js"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    # the camera reads codes of dossiers; where the helper is, is nobody's business
    "Permissions-Policy": "geolocation=(), camera=(self), microphone=()",
    "Cache-Control": "no-cache",
}
#: Owl compiles its templates: 'unsafe-eval'; %s is the digest of the first lines
_POLICY = (
    "default-src 'none'; style-src 'self'; "
    "script-src 'self' 'unsafe-eval' 'sha256-%s'; "
    "img-src 'self' data: blob:; manifest-src 'self'; worker-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def without_comments(lines):
    """A script without its lines of comment."""
    return "".join(line for line in lines if not line.lstrip().startswith("//"))


@cache
def first_lines():
    """The script within the page, and its digest for the policy."""
    with file_open(_FIRST) as file:
        script = without_comments(file)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return Markup(script), digest


def local_path(path):
    """A path of this site; that of Odoo's first screen for whatever is none."""
    # browsers take tabs and ends of lines out of an address before they read it
    if path and re.fullmatch(r"/(?![/\\])[^\s\x00-\x1f\x7f]*", path):
        return path
    return "/odoo"


class HccFieldPage(HccPublic):
    """Shell, worker and manifest. People's data come to the page by other routes."""

    @route("/hcc/field", **_PAGE)
    def field_page(self, **_params):
        return self._shell(self._shell_values())

    @route("/hcc/field/left", **_PAGE)
    def field_left(self, **params):
        """After signing out of Odoo: takes the visits off the browser, then goes on."""
        values = self._shell_values(left=local_path(params.get("redirect")))
        response = self._shell(values)
        response.headers["Cache-Control"] = "no-store"
        return response

    @route("/hcc/field/session", **_PAGE)
    def field_session(self, **_params):
        """Who is signed in, for the page that the browser has kept."""
        user = request.session.uid or 0
        answer = {"user": user, "csrf": request.csrf_token() if user else ""}
        return request.make_json_response(answer, {"Cache-Control": "no-store"})

    @route("/hcc/field/sw.js", **_PAGE)
    def field_worker(self, **_params):
        """The worker, told which files to keep; it is new when one of them is."""
        values = self._shell_values()
        page = request.env["ir.qweb"]._render("hcc_field.field_page", values)
        files = ["/hcc/field", *values["styles"], values["script"]]
        settings = {
            "version": hashlib.sha256(str(page).encode()).hexdigest()[:12],
            "files": [*files, values["icon"]],
        }
        with file_open("hcc_field/static/src/field/service_worker.js") as file:
            script = without_comments(file)
        return request.make_response(
            f"const HCC = {json.dumps(settings)};\n{script}",
            [
                ("Content-Type", "text/javascript; charset=utf-8"),
                ("Service-Worker-Allowed", "/"),
                ("Cache-Control", "no-cache"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    @route("/hcc/field/manifest.webmanifest", **_PAGE)
    def field_manifest(self, **_params):
        service = brand_values()["service_name"]
        return manifest_response(
            id="/hcc/field",
            name=request.env._("%(service)s: visits", service=service),
            short_name=request.env._("My visits"),
            start_url="/hcc/field",
            scope="/hcc/field",
            background_color="#f6f3ee",
        )

    def _shell(self, values):
        response = request.render("hcc_field.field_page", values)
        policy = _POLICY % first_lines()[1]
        response.headers.update({**_HEADERS, "Content-Security-Policy": policy})
        return response

    def _shell_values(self, **more):
        """What the shell shows: nothing in it depends on who asks."""
        # sudo: ir.qweb, ir.asset - the files of the page are public
        links = request.env(su=True)["ir.qweb"]._get_asset_links(FIELD_BUNDLE)
        brand = brand_values()
        lang = request.lang
        settings = {
            "lang": lang.iso_code.replace("_", "-"),
            "words": self._words(lang.code),
            "login": "/web/login?redirect=/hcc/field",
            "logout": "/web/session/logout",
            "office": "/odoo/my-day",
            **more,
        }
        styles = [link for link in links if link.endswith(".css")]
        return {
            **brand,
            "page_lang": lang.iso_code.split("_")[0],
            "styles": [*styles, *filter(None, [brand["theme_url"]])],
            "script": next(link for link in links if link.endswith(".js")),
            "first": first_lines()[0],
            "icon": f"{_ICONS}app_48.png",
            "manifest": "/hcc/field/manifest.webmanifest",
            "settings": scriptsafe.dumps(
                settings, ensure_ascii=False, separators=(",", ":")
            ),
        }

    def _words(self, lang):
        """{number: translation} of this addon's scripts and templates alone."""
        found = code_translations.get_web_translations("hcc_field", lang)
        return {number_of(word["id"]): word["string"] for word in found["messages"]}

"""What makes the public pages installable on a telephone."""

import json

from odoo.http import request, route
from odoo.tools.misc import file_open

from .base import PUBLIC_READ, HccPublic, static_url, url_to
from .brand import brand_values

_ICONS = "/hcc_collaborator/static/description/"


def manifest_response(**own):
    """The web manifest of a page that can be installed.

    :param own: what it says of itself: ``id``, ``name``, ``short_name``,
        ``start_url``, ``scope``, ``background_color``
    """
    manifest = {
        **own,
        "lang": request.lang.iso_code.split("_")[0],
        "display": "standalone",
        "theme_color": brand_values()["theme_colour"],
        "icons": [
            {
                "src": f"{_ICONS}app_{size}.png",
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for size in (192, 512)
            for purpose in ("any", "maskable")
        ],
    }
    return request.make_response(
        json.dumps(manifest, ensure_ascii=False),
        [
            ("Content-Type", "application/manifest+json; charset=utf-8"),
            ("X-Content-Type-Options", "nosniff"),
        ],
    )


class HccPublicApp(HccPublic):
    """Manifest, service worker and the page shown without a network."""

    @route("/hcc/manifest.webmanifest", **PUBLIC_READ)
    def manifest(self, **_params):
        return manifest_response(
            id="/hcc",
            name=brand_values()["service_name"],
            short_name=request.env._("Public help"),
            description=request.env._("Book free help with administrative procedures."),
            start_url=url_to("/hcc"),
            scope=url_to("/hcc"),
            background_color="#ffffff",
        )

    @route("/hcc/sw.js", **PUBLIC_READ)
    def service_worker(self, **_params):
        """The worker, told which page to keep for a time without network."""
        with file_open("hcc_collaborator/static/src/public/service_worker.js") as file:
            script = file.read()
        brand = brand_values()
        looks = [static_url("public.css"), brand["theme_url"], brand["logo_url"]]
        settings = json.dumps(
            {"offline": url_to("/hcc/offline"), "looks": list(filter(None, looks))}
        )
        return request.make_response(
            f"const HCC = {settings};\n{script}",
            [
                ("Content-Type", "text/javascript; charset=utf-8"),
                ("Service-Worker-Allowed", "/"),
                ("Cache-Control", "no-cache"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    @route("/hcc/offline", **PUBLIC_READ)
    def offline(self, **_params):
        return self._page("hcc_collaborator.public_offline")

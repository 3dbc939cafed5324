"""The city's name, colours and logo on the public pages."""

from odoo.http import STATIC_CACHE_LONG, Controller, request, route

#: answers that a browser may keep: their address changes with them
_KEPT = {
    "type": "http",
    "auth": "public",
    "methods": ["GET"],
    "readonly": True,
    "save_session": False,
}


def brand_values():
    """What the layout of every public page shows of the city."""
    Branding = request.env["hcc.branding"]
    theme, logo = Branding._theme_version(), Branding._logo_version()
    return {
        "service_name": Branding._service_name(),
        "city_name": Branding._city_name(),
        "theme_colour": Branding._colours()[0],
        "theme_url": f"/hcc/theme.css?v={theme}" if theme else "",
        "logo_url": f"/hcc/logo?v={logo}" if logo else "",
    }


class HccBrand(Controller):
    """Files made from the settings."""

    @route("/hcc/theme.css", **_KEPT)
    def theme(self, **_params):
        return _kept(request.env["hcc.branding"]._theme(), "text/css; charset=utf-8")

    @route("/hcc/logo", **_KEPT)
    def logo(self, **_params):
        content, mimetype = request.env["hcc.branding"]._logo()
        if not content:
            raise request.not_found()
        return _kept(content, mimetype)


def _kept(content, mimetype):
    return request.make_response(
        content,
        [
            ("Content-Type", mimetype),
            ("Cache-Control", f"public, max-age={STATIC_CACHE_LONG}, immutable"),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'"),
        ],
    )

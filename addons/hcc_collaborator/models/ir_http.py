import logging

from werkzeug.exceptions import BadRequest, HTTPException, MethodNotAllowed

from odoo import models
from odoo.http import request

_logger = logging.getLogger(__name__)

_CSP = "Content-Security-Policy"
#: on every answer, those of Odoo's own pages too, unless the page says more. They
#: need scripts and styles within the page, so that there is no rule for these.
ALL_PAGES = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    _CSP: ("frame-ancestors 'self'; base-uri 'self'; object-src 'none'"),
}
#: behind a proxy that speaks HTTPS (``proxy_mode``)
HSTS = "max-age=31536000"


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _is_hcc_page(cls, path):
        """Whether an address, without its language, is one of the public pages."""
        return path == "/hcc" or path.startswith("/hcc/")

    @classmethod
    def _get_default_lang(cls):
        # Core asks the database each time, for every link of a page. With Odoo's
        # website the answer depends on which one it is.
        website = getattr(request, "website", None)
        known = request.__dict__.setdefault("_hcc_default_langs", {})
        key = website.id if website else 0
        if key not in known:
            known[key] = super()._get_default_lang()
        return known[key]

    @classmethod
    def _match(cls, path):
        # Many telephones are set to English by whoever sold them. A citizen gets
        # the language of the city, unless another one was chosen by a link.
        if (
            cls._is_hcc_page(path)
            and not hasattr(request, "is_frontend")
            and not request.session.uid
            and not request.cookies.get("frontend_lang")
        ):
            request.update_context(lang=cls._get_default_lang().code)
        try:
            return super()._match(path)
        except MethodNotAllowed as error:
            # Nobody else would ask for a page: no route was found yet.
            if cls._is_hcc_page(request.httprequest.path):
                error.error_response = cls._handle_error(error)
            raise

    @classmethod
    def _pre_dispatch(cls, rule, args):
        # Core reads the token of a form as text, which an upload of that name is not.
        if "csrf_token" in request.httprequest.files:
            raise BadRequest
        return super()._pre_dispatch(rule, args)

    @classmethod
    def _redirect(cls, location, code=303):
        # Core leads on to the address as it was read; a header takes no line break.
        location = location.replace("\r", "%0D").replace("\n", "%0A")
        return super()._redirect(location, code)

    @classmethod
    def _post_dispatch(cls, response):
        answer = super()._post_dispatch(response)
        cls._harden(response.headers)
        return answer

    @classmethod
    def _harden(cls, headers):
        """Set what every answer keeps, unless it says more already."""
        if headers.get(_CSP) == "frame-ancestors 'self'":
            # Odoo's own sign-in
            headers[_CSP] = ALL_PAGES[_CSP]
        for name, value in ALL_PAGES.items():
            headers.setdefault(name, value)
        if request.httprequest.scheme == "https":
            headers.setdefault("Strict-Transport-Security", HSTS)

    @classmethod
    def _handle_error(cls, exception):
        if not cls._is_hcc_page(request.httprequest.path):
            response = super()._handle_error(exception)
            if hasattr(response, "headers"):
                cls._harden(response.headers)
            return response
        response = request.dispatcher.handle_error(exception)
        is_page = request.dispatcher.routing_type == "http"
        if not is_page or not isinstance(response, HTTPException):
            return response
        try:
            return cls._hcc_error_page(response)
        except Exception:
            # Whatever broke may break the page that says so; a plain one is left.
            _logger.exception("The page of error %s cannot be shown", response.code)
            return response

    @classmethod
    def _hcc_error_page(cls, error):
        # Controllers import models, and so cannot be imported above.
        from ..controllers.errors import HccPublicErrors  # noqa: PLC0415

        request.env.cr.rollback()
        if not request.env.uid:
            cls._auth_method_public()
        request.is_frontend = request.is_frontend_multilang = True
        # What was sent is not read again: it may be what could not be read.
        request.params = {}
        if not getattr(request, "lang", None):
            chosen = request.cookies.get("frontend_lang")
            code = request.env["ir.http"].get_nearest_lang(chosen)
            default = cls._get_default_lang()
            request.lang = (
                request.env["res.lang"]._get_data(code=code) if code else default
            )
        # What the layout needs, of Odoo's website as well when that is installed.
        cls._frontend_pre_dispatch()
        response = HccPublicErrors().error_page(error)
        cls._post_dispatch(response)
        return response

"""What all public pages share: layout, language, tokens, hotline."""

import hashlib
from functools import cache
from urllib.parse import urlencode

from odoo.http import Controller, request
from odoo.tools.misc import file_open

from ..tools.phone import format_phone
from ..tools.secret_words import has_secrets
from .brand import brand_values
from .form_token import check_token, make_token

_STATIC = "static/src/public/"
#: options of the routes that anybody may open; PUBLIC_READ of those that only show
PUBLIC = {"type": "http", "auth": "public", "website": True, "sitemap": False}
PUBLIC_READ = {**PUBLIC, "methods": ["GET"], "readonly": True}
#: where a program fills what no person sees
HONEYPOT = "website"
#: this browser has sent what looks like a password in a note
_SECRET = "hcc_secret_sent"

_SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; "
        "img-src 'self' data:; manifest-src 'self'; worker-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
}


@cache
def static_url(name, module="hcc_collaborator"):
    """Address of one of our static files; it changes with the file."""
    path = f"{module}/{_STATIC}{name}"
    with file_open(path, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()[:10]
    return f"/{path}?v={digest}"


def url_to(path, **query):
    """A path in the language of the page, with those values that are set."""
    if request.lang != request.env["ir.http"]._get_default_lang():
        path = f"/{request.lang.url_code}{path}"
    query = {key: value for key, value in query.items() if value}
    return f"{path}?{urlencode(query)}" if query else path


class HccPublic(Controller):
    """Base of the public pages, which need no account and no Odoo assets."""

    def _page(self, template, values=None, *, status=200, personal=False):
        """Render a page in the lean layout.

        :param str template: external id of the template
        :param dict values: what it shows; ``ward`` also chooses the hotline
        :param bool personal: whether no copy may be kept anywhere
        """
        values = dict(values or {})
        values.update(
            url_to=url_to,
            static_url=static_url,
            page_lang=request.lang.iso_code.split("_")[0],
            other_languages=self._other_languages(),
            hotline=self._hotline(values.pop("ward", None)),
            honeypot=HONEYPOT,
            **brand_values(),
            secret_notice=self._say_secret(),
            title_prefix=request.env._("Error: ") if values.get("errors") else "",
            is_private=personal,
        )
        response = request.render(template, values, status=status)
        response.headers.update(_SECURITY_HEADERS)
        if personal:
            response.headers["Cache-Control"] = "no-store"
        return response

    def _not_found(self):
        """The one page for whatever is not there, or not for this reader."""
        return self._page(
            "hcc_collaborator.public_not_found", status=404, personal=True
        )

    def _redirect(self, path, fragment="", **query):
        if self._has_secret():
            # said on the page that comes now
            request.session[_SECRET] = True
        location = url_to(path, **query) + (f"#{fragment}" if fragment else "")
        response = request.redirect(location, code=303, local=False)
        response.headers.update(_SECURITY_HEADERS)
        response.headers["Cache-Control"] = "no-store"
        return response

    def _has_secret(self):
        """Whether what was sent holds what looks like a password or a code."""
        if request.httprequest.method != "POST":
            return False
        return any(
            has_secrets(value)
            for value in request.params.values()
            if isinstance(value, str) and len(value) > 5
        )

    def _say_secret(self):
        """What to tell somebody who wrote one; empty if nobody did."""
        if not self._has_secret() and not request.session.get(_SECRET):
            return ""
        request.session.pop(_SECRET, None)
        return request.env._(
            "You wrote something that looks like a password or a one-time code. We do "
            "not keep it. Never give it to anybody: nobody of this service may ask "
            "for it."
        )

    def _hotline(self, ward=None):
        """The telephone to call: that of the branch, or of the whole service."""
        # sudo: ir.config_parameter - the hotline is public
        number = (
            request.env["ir.config_parameter"]
            .sudo()
            .get_param("hcc_collaborator.hotline")
        )
        if ward:
            # sudo: hcc.branch - its hotline is public
            number = ward.sudo().branch_id.hotline or number
        if not number:
            return None
        text = format_phone(number)
        return {
            "text": text,
            "call": request.env._("Call %(number)s", number=text),
            "url": "tel:" + "".join(c for c in number if c.isdigit() or c == "+"),
        }

    def _other_languages(self):
        """Links to this page, or from a form's answer to the front page."""
        # Whole addresses: Odoo's website would take the default language out of
        # others, and so nobody could come back to it.
        base_url = request.httprequest.host_url.rstrip("/")
        path = "/hcc"
        if request.httprequest.method in ("GET", "HEAD"):
            path = request.httprequest.full_path.rstrip("?")
        return [
            {
                "code": lang.iso_code.split("_")[0],
                "name": lang.name.split("/")[-1].split("(")[0].strip(),
                "url": f"{base_url}/{lang.url_code}{path}",
            }
            for lang in request.env["res.lang"]._get_frontend().values()
            if lang.code != request.lang.code
        ]

    # Forms

    def _error_lines(self, errors, labels=None):
        """Errors as a page lists them at its top.

        :param dict errors: {name of a field: message}
        :param dict labels: {name of a field of this page: its label, or nothing}
        """
        labels = labels or {}
        lines = []
        for name, message in errors.items():
            summary = message
            if labels.get(name):
                summary = request.env._(
                    "%(field)s: %(message)s", field=labels[name], message=message
                )
            field = name if name in labels else ""
            lines.append({"field": field, "summary": summary})
        return lines

    def _make_token(self, purpose, submit_token=""):
        # sudo: ir.config_parameter - the secret that signs forms
        return make_token(request.env(su=True), self._bind(purpose), submit_token)

    def _check_token(self, purpose, token):
        # sudo: ir.config_parameter - the secret that signs forms
        return check_token(request.env(su=True), self._bind(purpose), token)

    def _bind(self, purpose):
        """Nobody can make a form for someone who is logged in."""
        return f"{purpose}:{request.session.uid or 0}"

    def _is_program(self, params):
        """Whether something filled what no person sees.

        The answer to a program is a redirect to the front page: it learns
        nothing, and nothing is kept.
        """
        return bool(params.get(HONEYPOT))

    def _wait_notice(self, bucket, *keys):
        """Count one try of this browser.

        The caller shows its own form again, filled, with this and status 429.

        :param str bucket: what is tried, see ``hcc.rate.limit``
        :param keys: texts that are allowed little: telephone, reference, login
        :return: what to tell when it was too often; empty: go on
        """
        seconds = request.env["hcc.rate.limit"]._hit(
            bucket, keys, address=request.httprequest.remote_addr
        )
        return self._say_wait(seconds)

    def _say_wait(self, seconds):
        """What to tell somebody who is to wait so long; empty: go on."""
        if not seconds:
            return ""
        request.future_response.headers["Retry-After"] = str(seconds)
        minutes = -(-seconds // 60)
        if minutes == 1:
            notice = request.env._("Too many tries. Please try again in a minute.")
        else:
            notice = request.env._(
                "Too many tries. Please try again in %(minutes)s minutes.",
                minutes=minutes,
            )
        hotline = self._hotline()
        if hotline:
            help_text = request.env._(
                "If you need help now, call %(number)s.", number=hotline["text"]
            )
            notice = f"{notice} {help_text}"
        return notice

    def _stale_form_message(self):
        return request.env._(
            "The page was open for a long time. Everything you typed is still "
            "here: please check it and press the button once more."
        )

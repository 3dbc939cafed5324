"""Whether a certificate on paper is a true one, for anybody who holds it."""

from odoo.http import request, route

from odoo.addons.hcc_collaborator.controllers.base import (
    PUBLIC,
    PUBLIC_READ,
    HccPublic,
)
from odoo.addons.hcc_collaborator.tools.web_input import as_reference, clean

_PATH = "/hcc/certificate"
_BUCKET = "certificate"
_LONGEST = 80


class HccPublicCertificate(HccPublic):
    """By the QR code, or by number and check code; never a list of people."""

    @route(_PATH, **PUBLIC_READ)
    def certificate(self, **_params):
        return self._certificate_form()

    @route(_PATH, **{**PUBLIC, "methods": ["POST"], "csrf": False})
    def certificate_post(self, number=None, code=None, form_token=None, **params):
        if self._is_program(params):
            return self._redirect("/hcc")
        typed = {"number": clean(number, _LONGEST), "code": clean(code, _LONGEST)}
        if not self._check_token(_BUCKET, form_token).is_valid:
            return self._certificate_form(typed, notice=self._stale_form_message())
        wait = self._wait_notice(_BUCKET, typed["number"])
        if wait:
            return self._certificate_form(typed, notice=wait, status=429)
        # sudo: hcc.certificate - number and code together are the permission
        certificate_sudo = (
            request.env["hcc.certificate"]
            .sudo()
            ._find_by_number(as_reference(typed["number"]), typed["code"])
        )
        if not certificate_sudo:
            message = request.env._(
                "We know no certificate with this number and this code. Please "
                "compare both with the paper."
            )
            return self._certificate_form(typed, errors={"number": message})
        return self._certificate_page(certificate_sudo)

    # counts the try, and so is no reading route
    @route(f"{_PATH}/<string:token>", **{**PUBLIC, "methods": ["GET"]})
    def certificate_by_token(self, token, **_params):
        wait = self._wait_notice(_BUCKET)
        if wait:
            return self._certificate_form(notice=wait, status=429)
        # sudo: hcc.certificate - the token of the QR code is the permission
        certificate_sudo = (
            request.env["hcc.certificate"].sudo()._find_by_token(clean(token, _LONGEST))
        )
        if not certificate_sudo:
            return self._not_found()
        return self._certificate_page(certificate_sudo)

    def _certificate_page(self, certificate_sudo):
        values = {
            "certificate": certificate_sudo._prepare_public_values(),
            "certificate_path": _PATH,
        }
        return self._page(
            "hcc_training.public_certificate_found", values, personal=True
        )

    def _certificate_form(self, typed=None, errors=None, notice="", status=200):
        labels = {
            "number": request.env._("Number of the certificate"),
            "code": request.env._("Check code"),
        }
        values = {
            "typed": {"number": "", "code": ""} | (typed or {}),
            "errors": self._error_lines(errors or {}, labels),
            "error_of": errors or {},
            "labels": labels,
            "notice": notice,
            "token": self._make_token(_BUCKET),
            "certificate_path": _PATH,
        }
        if errors:
            status = 422
        return self._page(
            "hcc_training.public_certificate_form",
            values,
            status=status,
            personal=True,
        )

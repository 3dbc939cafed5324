"""One consent to be helped: shown to whoever has its link, and taken back."""

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.hcc_booking.controllers.times import moment_words
from odoo.addons.hcc_collaborator.controllers.base import (
    PUBLIC,
    PUBLIC_READ,
    HccPublic,
)
from odoo.addons.hcc_collaborator.tools.web_input import as_reference

_PATH = "/hcc/m/<string:reference>/<string:key>"


class HccPublicMandate(HccPublic):
    """The link stands on the paper; opening it changes nothing."""

    @route(_PATH, **PUBLIC_READ)
    def mandate(self, reference, key, done=None, **_params):
        mandate_sudo = self._find_mandate(reference, key)
        if not mandate_sudo:
            return self._not_found()
        return self._mandate_page(mandate_sudo, is_done=done == "1")

    @route(_PATH, **PUBLIC, methods=["POST"], csrf=False)
    def mandate_post(self, reference, key, token=None, **params):
        mandate_sudo = self._find_mandate(reference, key)
        if not mandate_sudo:
            return self._not_found()
        if self._is_program(params):
            return self._redirect("/hcc")
        purpose = f"mandate:{mandate_sudo.reference}"
        if not self._check_token(purpose, token).is_valid:
            return self._mandate_page(mandate_sudo, notice=self._stale_form_message())
        wait = self._wait_notice("change", mandate_sudo.reference)
        if wait:
            return self._mandate_page(mandate_sudo, notice=wait, status=429)
        try:
            mandate_sudo._revoke("link")
        except UserError as error:
            return self._mandate_page(mandate_sudo, notice=str(error), status=422)
        return self._redirect(mandate_sudo._get_path(), done="1")

    def _find_mandate(self, reference, key):
        return request.env["hcc.mandate"]._find_by_link(as_reference(reference), key)

    def _mandate_page(self, mandate_sudo, *, notice="", is_done=False, status=200):
        values = {
            "ward": mandate_sudo.ward_id,
            "reference": mandate_sudo.reference,
            "path": mandate_sudo._get_path(),
            "state": mandate_sudo.state,
            "words": mandate_sudo.body_shown,
            "text_lang": mandate_sudo.lang.partition("_")[0],
            "given_at": moment_words(mandate_sudo.given_at),
            "until": mandate_sudo.with_context(lang=request.env.lang)._say_period(
                mandate_sudo.period, mandate_sudo.ends_at
            ),
            "revoked_at": mandate_sudo.revoked_at
            and moment_words(mandate_sudo.revoked_at),
            "uses": mandate_sudo._get_uses().get(mandate_sudo.id, []),
            "notice": notice,
            "is_done": is_done and mandate_sudo.state == "revoked",
            "token": self._make_token(f"mandate:{mandate_sudo.reference}"),
        }
        return self._page(
            "hcc_field.public_mandate", values, status=status, personal=True
        )

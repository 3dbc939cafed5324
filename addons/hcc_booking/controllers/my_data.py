"""What is kept of a person: asked for, corrected, withdrawn, taken away."""

from odoo.exceptions import UserError
from odoo.http import content_disposition, request, route

from odoo.addons.hcc_collaborator.tools.web_input import as_reference, clean

from ..exceptions import BookingError
from .my_request import _READ, _WRITE, HccPublicRequest
from .portal import HccCustomerPortal

_LONGEST = 2000
ASKS = ("file", "wrong", "erase")
_MINE = {"type": "http", "auth": "user", "website": True}
_KINDS = {"pdf": "application/pdf", "json": "application/json"}


class HccPublicData(HccPublicRequest):
    """Reference and telephone open one request, not a whole life.

    So the file of a person is asked for here and handed over to whoever shows who
    they are; an account of their own gives it at once (below).
    """

    @route("/hcc/request/<string:reference>/data", **_READ)
    def data(self, reference, **_params):
        booked_sudo = self._granted_request(reference)
        if not booked_sudo:
            return self._find_page(as_reference(reference))
        return self._data_page(booked_sudo)

    @route("/hcc/request/<string:reference>/data", **_WRITE)
    def data_post(self, reference, what=None, words=None, token=None, **params):
        booked_sudo = self._granted_request(reference)
        if not booked_sudo:
            return self._find_page(as_reference(reference))
        if self._is_program(params):
            return self._redirect("/hcc")
        words = clean(words, _LONGEST)
        purpose = f"data:{booked_sudo.reference}"
        if what not in ASKS or not self._check_token(purpose, token).is_valid:
            return self._data_page(
                booked_sudo, words=words, notice=self._stale_form_message()
            )
        wait = self._wait_notice("change", booked_sudo.reference)
        if wait:
            return self._data_page(booked_sudo, words=words, notice=wait, status=429)
        try:
            booked_sudo._ask_about_data(what, words if what == "wrong" else "")
        except BookingError as error:
            return self._data_page(
                booked_sudo, words=words, errors=error.errors, status=422
            )
        return self._redirect(f"/hcc/request/{booked_sudo.reference}", done="data")

    def _data_page(self, booked_sudo, *, words="", errors=None, notice="", status=200):
        values = {
            **self._privacy_values(booked_sudo),
            "words": words,
            "errors": self._error_lines(errors or {}, {"words": ""}),
            "error_of": errors or {},
            "notice": notice,
            "token": self._make_token(f"data:{booked_sudo.reference}"),
        }
        return self._page(
            "hcc_booking.public_data", values, status=status, personal=True
        )

    @route("/hcc/request/<string:reference>/withdraw", **_READ)
    def withdraw(self, reference, **_params):
        booked_sudo = self._granted_request(reference)
        if not booked_sudo:
            return self._find_page(as_reference(reference))
        return self._withdraw_page(booked_sudo)

    @route("/hcc/request/<string:reference>/withdraw", **_WRITE)
    def withdraw_post(self, reference, token=None, **params):
        booked_sudo = self._granted_request(reference)
        if not booked_sudo:
            return self._find_page(as_reference(reference))
        if self._is_program(params):
            return self._redirect("/hcc")
        purpose = f"withdraw:{booked_sudo.reference}"
        if not self._check_token(purpose, token).is_valid:
            return self._withdraw_page(booked_sudo, notice=self._stale_form_message())
        wait = self._wait_notice("change", booked_sudo.reference)
        if wait:
            return self._withdraw_page(booked_sudo, notice=wait, status=429)
        try:
            booked_sudo._withdraw_consents(by="citizen")
        except UserError as error:
            request.env.cr.rollback()
            return self._withdraw_page(booked_sudo, notice=str(error), status=422)
        path = f"/hcc/request/{booked_sudo.reference}"
        return self._redirect(path, done="withdrawn")

    def _withdraw_page(self, booked_sudo, *, notice="", status=200):
        values = {
            **self._values(booked_sudo),
            **self._privacy_values(booked_sudo),
            "notice": notice,
            "token": self._make_token(f"withdraw:{booked_sudo.reference}"),
        }
        return self._page(
            "hcc_booking.public_withdraw", values, status=status, personal=True
        )

    def _privacy_values(self, booked_sudo):
        standing = booked_sudo.consent_ids.filtered(lambda row: not row.withdrawn_at)
        return {
            "ward": booked_sudo.ward_id,
            "reference": booked_sudo.reference,
            "is_agreed": bool(standing),
            "kept": booked_sudo.citizen_id._get_kept_words(),
        }


class HccPortalData(HccCustomerPortal):
    """Somebody with an account takes the own file at once."""

    def _get_own_people(self):
        """Records of the person, or of a family that shares the account."""
        # sudo: hcc.citizen - the domain names the reader as the owner
        return (
            request.env["hcc.citizen"]
            .sudo()
            .search(
                [("partner_id", "=", request.env.user.partner_id.id)], order="id desc"
            )
        )

    @route("/my/data", methods=["GET"], **_MINE)
    def portal_my_data(self, **_params):
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="hcc_data",
            people=[
                {"id": person.id, "name": person.name}
                for person in self._get_own_people()
            ],
        )
        response = request.render("hcc_booking.portal_my_data", values)
        response.headers["Cache-Control"] = "no-store"
        return response

    @route("/my/data/file", methods=["POST"], **_MINE)
    def portal_my_file(self, person=None, kind=None, **_params):
        own = self._get_own_people().filtered(lambda one: str(one.id) == person)
        if not own or kind not in _KINDS:
            return request.redirect("/my/data")
        files = request.env["hcc.person.file"]
        file = files._get_person_file(own)
        content = files._make_pdf(file) if kind == "pdf" else files._make_json(file)
        own._journal("person_file_made")
        name = f"{request.env._('my-data')}.{kind}"
        return request.make_response(
            content,
            headers=[
                ("Content-Type", _KINDS[kind]),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

"""Become a collaborator: apply without an account, follow it, take it back."""

from odoo.exceptions import UserError
from odoo.http import request, route

from ..exceptions import InputError
from ..models.hcc_collaborator_application import AVAILABILITY, LIMITS, MAX_FILE
from ..tools.web_input import as_id, as_reference, clean
from .base import PUBLIC, PUBLIC_READ, HccPublic
from .grants import grant, is_granted
from .join_words import (
    CONSENT_VERSION,
    availability_words,
    category_words,
    conflict_kind_words,
    consent_digest,
    consent_text,
    join_labels,
    join_state_words,
)

_WRITE = {**PUBLIC, "methods": ["POST"], "csrf": False}
#: what is bigger is not even read; a file that is only too big keeps the form
MAX_POST = 6 * MAX_FILE


class HccPublicJoin(HccPublic):
    """Whoever applies needs a telephone number, no account and no e-mail."""

    @route("/hcc/join", **{**PUBLIC_READ, "sitemap": True})
    def join(self, ward=None, **_params):
        # sudo: hcc.ward - the list of wards is public
        known = request.env["hcc.ward"].sudo()._find_code(clean(ward, 10))
        typed = self._join_typed({"ward": known.full_name or ""})
        return self._join_page(typed)

    @route("/hcc/join", **{**_WRITE, "max_content_length": MAX_POST})
    def join_post(self, token=None, **params):
        if self._is_program(params):
            return self._redirect("/hcc")
        typed = self._join_typed(params)
        checked = self._check_token("join", token)
        key = checked.submit_token
        if not checked.is_valid:
            notice = self._stale_form_message()
            return self._join_page(typed, notice=notice, submit_token=key)
        wait = self._wait_notice("apply", typed["phone"])
        if wait:
            return self._join_page(typed, notice=wait, submit_token=key, status=429)
        try:
            person_sudo = request.env["hcc.collaborator"]._receive_application(
                self._join_values(typed, key)
            )
        except InputError as error:
            request.env.cr.rollback()
            return self._join_page(typed, errors=error.errors, submit_token=key)
        grant(person_sudo.application_reference)
        path = f"/hcc/join/{person_sudo.application_reference}"
        return self._redirect(path, done="applied")

    # Following it

    @route("/hcc/join/find", **PUBLIC_READ)
    def join_find(self, **_params):
        return self._join_find_page()

    @route("/hcc/join/find", **_WRITE)
    def join_find_post(self, reference=None, phone=None, token=None, **params):
        if self._is_program(params):
            return self._redirect("/hcc")
        reference, phone = as_reference(reference), clean(phone, LIMITS["phone"])
        if not self._check_token("join_find", token).is_valid:
            notice = self._stale_form_message()
            return self._join_find_page(reference, phone, notice=notice)
        wait = self._wait_notice("find", reference, phone)
        if wait:
            return self._join_find_page(reference, phone, notice=wait, status=429)
        person_sudo = request.env["hcc.collaborator"]._find_application(
            reference, phone
        )
        if not person_sudo:
            # One answer, whichever of the two is wrong.
            message = request.env._(
                "We found no application with this reference and telephone number. "
                "Please check both."
            )
            return self._join_find_page(reference, phone, errors={"reference": message})
        grant(reference)
        return self._redirect(f"/hcc/join/{reference}")

    @route("/hcc/join/<string:reference>", **PUBLIC_READ)
    def join_status(self, reference, done=None, **_params):
        person_sudo = self._granted_application(reference)
        if not person_sudo:
            return self._join_find_page(as_reference(reference))
        return self._join_status_page(person_sudo, done=done)

    @route("/hcc/join/<string:reference>/withdraw", **PUBLIC_READ)
    def join_withdraw(self, reference, **_params):
        person_sudo = self._granted_application(reference)
        if not person_sudo:
            return self._join_find_page(as_reference(reference))
        return self._join_withdraw_page(person_sudo)

    @route("/hcc/join/<string:reference>/withdraw", **_WRITE)
    def join_withdraw_post(self, reference, token=None, **params):
        person_sudo = self._granted_application(reference)
        if not person_sudo:
            return self._join_find_page(as_reference(reference))
        if self._is_program(params):
            return self._redirect("/hcc")
        purpose = f"join_withdraw:{person_sudo.application_reference}"
        if not self._check_token(purpose, token).is_valid:
            notice = self._stale_form_message()
            return self._join_withdraw_page(person_sudo, notice=notice)
        wait = self._wait_notice("change", person_sudo.application_reference)
        if wait:
            return self._join_withdraw_page(person_sudo, notice=wait, status=429)
        try:
            person_sudo._withdraw()
        except UserError as error:
            request.env.cr.rollback()
            return self._join_withdraw_page(person_sudo, notice=str(error), status=422)
        path = f"/hcc/join/{person_sudo.application_reference}"
        return self._redirect(path, done="withdrawn")

    # Pages

    def _join_page(self, typed, *, errors=None, notice="", submit_token="", status=200):
        labels, errors = join_labels(), dict(errors or {})
        wards = self._join_wards(typed["ward"])
        if (errors or notice) and typed["cv_name"]:
            errors.setdefault(
                "cv",
                request.env._(
                    "Please choose your file again: a browser does not send it twice."
                ),
            )
        # in the order of the page
        errors = {name: errors[name] for name in labels if name in errors}
        values = {
            "typed": typed,
            "labels": labels,
            "errors": self._error_lines(errors, labels),
            "error_of": errors,
            "notice": notice,
            "categories": category_words().items(),
            "availabilities": availability_words().items(),
            "conflict_kinds": conflict_kind_words().items(),
            "consent_text": consent_text(),
            "wards": wards if errors or notice or len(wards) == 1 else [],
            "ward_id": self._join_ward(typed, wards),
            "file_hint": request.env._(
                "PDF, JPEG, PNG or DOCX, at most %(size)s MB.", size=MAX_FILE // 1024**2
            ),
            "token": self._make_token("join", submit_token),
        }
        status = 422 if errors and status == 200 else status
        return self._page(
            "hcc_collaborator.public_join", values, status=status, personal=True
        )

    def _join_find_page(
        self, reference="", phone="", *, errors=None, notice="", status=200
    ):
        values = {
            "reference": reference,
            "phone": phone,
            "errors": self._error_lines(errors or {}, {"reference": ""}),
            "notice": notice,
            "token": self._make_token("join_find"),
        }
        status = 422 if errors else status
        return self._page(
            "hcc_collaborator.public_join_find", values, status=status, personal=True
        )

    def _join_status_page(self, person_sudo, *, done=""):
        title, text = join_state_words(person_sudo)
        talk_sudo = person_sudo.interview_ids.filtered(
            lambda talk: talk.state == "planned"
        )[:1]
        values = {
            "reference": person_sudo.application_reference,
            "is_new": done == "applied",
            "state_title": title,
            "state_text": text,
            "ward_name": person_sudo.ward_id.full_name,
            "ward": person_sudo.ward_id,
            "badge": person_sudo.badge_number or "",
            "interview": talk_sudo
            and {
                "when": talk_sudo._get_when(request.env),
                "place": talk_sudo.place or "",
                "link": talk_sudo.link or "",
            },
            "may_withdraw": person_sudo._is_candidate(),
        }
        return self._page("hcc_collaborator.public_join_status", values, personal=True)

    def _join_withdraw_page(self, person_sudo, *, notice="", status=200):
        reference = person_sudo.application_reference
        values = {
            "reference": reference,
            "notice": notice,
            "may_withdraw": person_sudo._is_candidate(),
            "token": self._make_token(f"join_withdraw:{reference}"),
        }
        return self._page(
            "hcc_collaborator.public_join_withdraw",
            values,
            status=status,
            personal=True,
        )

    # What was typed

    def _join_typed(self, params):
        """What came in, safe to show again; the file itself is not kept."""
        # one more than allowed: cut silently, nobody would know what was lost
        typed = {
            name: clean(params.get(name), limit + 1) for name, limit in LIMITS.items()
        }
        category = clean(params.get("category"), 30)
        kinds = request.httprequest.form.getlist("conflicts")
        file = params.get("cv")
        typed.update(
            category=category if category in category_words() else "",
            ward=clean(params.get("ward"), 200),
            ward_id=as_id(params.get("ward_id")),
            consent=params.get("consent") == "1",
            conflicts=[kind for kind in conflict_kind_words() if kind in kinds],
            cv=file if hasattr(file, "read") else None,
            cv_name=bool(getattr(file, "filename", "")),
        )
        typed.update({name: params.get(name) == "1" for name in AVAILABILITY})
        return typed

    def _join_values(self, typed, submit_token):
        """What the model needs of what was typed."""
        text = consent_text()
        wards = self._join_wards(typed["ward"])
        values = {
            name: value
            for name, value in typed.items()
            if name not in ("ward", "consent", "cv_name")
        }
        values.update(
            submit_token=submit_token,
            ward_id=self._join_ward(typed, wards),
            ward_words=self._join_ward_error(typed["ward"], wards),
            cv=typed["cv"].read(MAX_FILE + 1) if typed["cv"] else b"",
            consent_version=CONSENT_VERSION,
            consent_digest=consent_digest(text) if typed["consent"] else "",
        )
        return values

    def _join_ward_error(self, text, wards):
        if not text:
            return request.env._("Please write the ward.")
        if not wards:
            return request.env._("We do not know this ward. Please write its name.")
        return request.env._("Please choose which of these wards you mean.")

    def _join_wards(self, text):
        """The wards that may be meant, best first, with how many each looks for."""
        if not text:
            return []
        # sudo: hcc.ward - the list of wards is public
        wards_sudo = request.env["hcc.ward"].sudo()
        found = wards_sudo._find(text, limit=8)
        ids = [line["ward_id"] for line in found]
        gaps = request.env["hcc.team"]._get_gaps(wards_sudo.browse(ids))
        return [
            {
                "id": line["ward_id"],
                "label": line["label"],
                "gap": gaps[line["ward_id"]],
            }
            for line in found
        ]

    def _join_ward(self, typed, wards):
        """The ward, when it was chosen or only one can be meant; else 0."""
        ids = [line["id"] for line in wards]
        if typed["ward_id"] in ids:
            return typed["ward_id"]
        return ids[0] if len(ids) == 1 else 0

    # Records

    def _granted_application(self, reference):
        """The application, when this browser may see it; else an empty one."""
        reference = as_reference(reference)
        # sudo: hcc.collaborator - this browser proved that it knows the telephone
        people_sudo = request.env["hcc.collaborator"].sudo()
        if not is_granted(reference):
            return people_sudo
        return people_sudo.search(
            [("application_reference", "=", reference), ("cleared_at", "=", False)],
            limit=1,
        )

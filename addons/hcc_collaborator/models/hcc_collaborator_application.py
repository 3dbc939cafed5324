from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Command
from odoo.tools import single_email_re

from ..exceptions import InputError
from ..tools.file_kind import CONTENT_TYPES, file_kind
from ..tools.phone import parse_phone
from ..tools.reference import random_reference
from ..tools.text import nfc
from .fields import NoteText

#: not decided yet
OPEN_STATES = ("applied", "screened", "interviewed")

#: who helps decide sees what somebody wrote about themselves
APPLICATION_GROUPS = (
    "hcc_collaborator.group_hcc_collaborator,"
    "hcc_collaborator.group_hcc_clerk,"
    "hcc_collaborator.group_hcc_trainer,"
    "hcc_collaborator.group_hcc_data_officer"
)
DECISION_GROUPS = (
    "hcc_collaborator.group_hcc_coordinator,hcc_collaborator.group_hcc_data_officer"
)
#: longest texts of the form
LIMITS = {
    "name": 100,
    "phone": 40,
    "email": 120,
    "languages": 200,
    "availability_note": 500,
    "experience": 3000,
    "conflict_words": 1000,
}
AVAILABILITY = ("can_weekdays", "can_evenings", "can_weekends", "can_holidays")
#: where an applicant follows the application
STATUS_PATH = "/hcc/join/find"
MAX_FILE = 5 * 1024 * 1024


class HccCollaboratorApplication(models.AbstractModel):
    """How somebody comes into selection, and what they said when applying."""

    _name = "hcc.collaborator.application"
    _description = "Application of a Collaborator"

    application_reference = fields.Char(
        readonly=True, copy=False, help="What the applicant asks with."
    )
    applied_at = fields.Datetime("Applied on", readonly=True, copy=False)
    is_online = fields.Boolean("Applied Online", readonly=True, copy=False)
    # when they could help
    can_weekdays = fields.Boolean("Weekdays", groups=APPLICATION_GROUPS)
    can_evenings = fields.Boolean("Evenings", groups=APPLICATION_GROUPS)
    can_weekends = fields.Boolean("Weekends", groups=APPLICATION_GROUPS)
    can_holidays = fields.Boolean("Holidays", groups=APPLICATION_GROUPS)
    availability_note = fields.Char("More on Availability", groups=APPLICATION_GROUPS)
    experience = NoteText(groups=APPLICATION_GROUPS)
    cv = fields.Binary(
        "CV", attachment=True, copy=False, readonly=True, groups=DECISION_GROUPS
    )
    cv_name = fields.Char(copy=False, readonly=True, groups=DECISION_GROUPS)
    conflict_ids = fields.One2many(
        "hcc.collaborator.conflict",
        "collaborator_id",
        string="Declared Conflicts of Interest",
        groups=DECISION_GROUPS,
    )
    # what they agreed to
    consent_version = fields.Char(readonly=True, copy=False, groups=DECISION_GROUPS)
    consent_digest = fields.Char(readonly=True, copy=False, groups=DECISION_GROUPS)
    consent_at = fields.Datetime(readonly=True, copy=False, groups=DECISION_GROUPS)
    submit_token = fields.Char(copy=False, groups="base.group_system")

    _application_reference_unique = models.Constraint(
        "UNIQUE (application_reference)",
        "Another application has this reference already.",
    )
    _submit_token_unique = models.Constraint(
        "UNIQUE (submit_token)", "This form was sent already."
    )

    @api.model
    def _get_selection_fields(self):
        """Names of the fields that only the service itself writes.

        :rtype: frozenset
        """
        return frozenset(
            {
                "application_reference",
                "applied_at",
                "is_online",
                "cv",
                "cv_name",
                "consent_version",
                "consent_digest",
                "consent_at",
                "submit_token",
            }
        )

    @api.model
    def _refuse_guarded(self, *vals_list):
        """Keep clients from writing what comes out of the steps of selection."""
        if self.env.su:
            return
        guarded = self._get_selection_fields().intersection(set().union(*vals_list))
        if guarded:
            raise AccessError(
                self.env._(
                    "This cannot be changed by hand: %(fields)s.",
                    fields=", ".join(
                        self._fields[name]._description_string(self.env)
                        for name in sorted(guarded)
                    ),
                )
            )

    @api.model
    def _prepare_applications(self, vals_list):
        """Give those who are to be in selection a reference and a day."""
        now = fields.Datetime.now()
        for vals in vals_list:
            if vals.get("state", "applied") in OPEN_STATES:
                vals.setdefault("application_reference", random_reference("UV"))
                vals.setdefault("applied_at", now)

    def _is_candidate(self):
        """Whether the one person is still to be decided on."""
        self.ensure_one()
        return self.state in OPEN_STATES

    # -------------------------------------------------------------------------
    # APPLYING
    # -------------------------------------------------------------------------

    @api.model
    def _receive_application(self, values):
        """Take an application; the same form sent twice is one application.

        :param dict values: ``submit_token``, ``ward_id`` (``ward_words``: what to say
            when it is missing), the fields of the form, ``cv`` (bytes),
            ``conflicts`` (kinds), ``conflict_words``, ``consent_version`` and
            ``consent_digest``
        :return: ``hcc.collaborator`` in sudo
        :raises InputError: when something typed cannot be right
        """
        # sudo: hcc.collaborator - a stranger applies, and has no rights on anything
        people_sudo = self.sudo()
        known_sudo = people_sudo.with_context(active_test=False).search(
            [("submit_token", "=", values["submit_token"])], limit=1
        )
        if known_sudo:
            return known_sudo
        clean = self._check_application(values)
        team = self.env["hcc.team"]._get_or_create(clean.pop("ward"))
        reference = random_reference("UV")
        try:
            # PostgreSQL's refusal is logged with the values: who it is comes after
            with self.env.cr.savepoint():
                person_sudo = people_sudo.create(
                    {
                        "name": reference,
                        "application_reference": reference,
                        "submit_token": values["submit_token"],
                        "team_id": team.id,
                    }
                )
        except UniqueViolation as twice:
            # sent again meanwhile: only a new transaction sees that application
            raise ConcurrencyError("submit_token") from twice
        content, kind = clean.pop("cv_content", None), clean.pop("cv_kind", None)
        person_sudo.write(clean)
        if content:
            person_sudo._keep_file(content, kind)
        person_sudo._tell_application()
        return person_sudo

    @api.model
    def _check_application(self, values):
        """Return what is written of an application.

        :raises InputError: {name of the field: what is wrong}
        """
        errors, clean = {}, {}
        for name, limit in LIMITS.items():
            clean[name] = nfc(values.get(name) or "").strip()
            if len(clean[name]) > limit:
                errors[name] = self.env._(
                    "At most %(limit)s characters, please.", limit=limit
                )
        if not clean["name"]:
            errors["name"] = self.env._("Please write your name.")
        try:
            clean["phone"] = parse_phone(clean["phone"])
        except ValueError:
            errors["phone"] = self.env._(
                "This is not a phone number that can be called."
            )
        if clean["email"] and not single_email_re.fullmatch(clean["email"]):
            errors["email"] = self.env._("This is not an e-mail address.")
        clean["category"] = values.get("category")
        if clean["category"] not in dict(
            self._fields["category"]._description_selection(self.env)
        ):
            errors["category"] = self.env._("Please choose one answer.")
        clean["ward"] = self.env["hcc.ward"].browse(values.get("ward_id") or 0)
        if not clean["ward"].id:
            errors["ward"] = values.get("ward_words") or self.env._(
                "Please choose the ward."
            )
        if not values.get("consent_digest"):
            errors["consent"] = self.env._(
                "We may only keep your application when you agree."
            )
        clean.update({name: bool(values.get(name)) for name in AVAILABILITY})
        clean.update(self._check_file(values.get("cv"), errors))
        if errors:
            raise InputError(errors)
        words = clean.pop("conflict_words")
        kinds = values.get("conflicts") or (["other"] if words else [])
        now = fields.Datetime.now()
        clean.update(
            conflict_ids=[
                Command.create({"kind": kind, "words": words}) for kind in kinds
            ],
            is_online=True,
            consent_version=values["consent_version"],
            consent_digest=values["consent_digest"],
            consent_at=now,
        )
        return clean

    @api.model
    def _check_file(self, content, errors):
        """Return the values of a CV that was sent along; its content says its kind."""
        if not content:
            return {}
        if len(content) > MAX_FILE:
            errors["cv"] = self.env._(
                "The file is too big: at most %(size)s MB, please. You can also send "
                "the form without it.",
                size=MAX_FILE // 1024**2,
            )
            return {}
        kind = file_kind(content)
        if not kind:
            errors["cv"] = self.env._(
                "We can read PDF, JPEG, PNG and DOCX files only. You can also send "
                "the form without a file."
            )
            return {}
        return {"cv_content": content, "cv_kind": kind}

    def _keep_file(self, content, kind):
        """Keep a CV under a name of ours, with the type that its content has."""
        self.ensure_one()
        # sudo: ir.attachment - of the field, whose groups say who reads it
        self.env["ir.attachment"].sudo().create(
            {
                "name": "cv",
                "res_model": self._name,
                "res_id": self.id,
                "res_field": "cv",
                "raw": content,
                "mimetype": CONTENT_TYPES[kind],
            }
        )
        self.invalidate_recordset(["cv"])
        self.cv_name = f"{self.application_reference}.{kind}"

    def _tell_application(self):
        """Tell the applicant that the application is here."""

        def words(person):
            return (
                person.env._("Your application has arrived"),
                person.env._(
                    "Thank you for applying to help in %(ward)s. We will get in touch "
                    "with you. With the reference %(reference)s and your telephone "
                    "number you can see how far it is.",
                    ward=person.ward_id.full_name or person.ward_id.name,
                    reference=person.application_reference,
                ),
            )

        self.env["hcc.notice"]._tell(
            self, "application_received", words, key="received", path=STATUS_PATH
        )

    # -------------------------------------------------------------------------
    # FOLLOWING
    # -------------------------------------------------------------------------

    @api.model
    def _find_application(self, reference, phone):
        """The application that somebody asks about.

        :param str reference: as stored
        :param str phone: as typed; which of the two was wrong is not told
        :return: ``hcc.collaborator`` in sudo, or none
        """
        # sudo: hcc.collaborator - reference and telephone must fit together
        people_sudo = self.sudo()
        try:
            number = parse_phone(phone)
        except ValueError:
            return people_sudo.browse()
        if not reference:
            return people_sudo.browse()
        return people_sudo.search(
            [("application_reference", "=", reference), ("phone", "=", number)],
            limit=1,
        )

    def _withdraw(self):
        """The applicant takes the own application back."""
        self.ensure_one()
        if self.state == "left" and self.application_closed_at:
            return
        if not self._is_candidate():
            raise UserError(
                self.env._("This application is closed already. Please call us.")
            )
        self._journal("application_withdrawn")
        self.write({"state": "left"})

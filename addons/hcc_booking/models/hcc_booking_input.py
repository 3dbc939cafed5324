import re
import secrets
from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.tools import email_normalize

from odoo.addons.hcc_collaborator.tools.phone import parse_phone
from odoo.addons.hcc_collaborator.tools.text import nfc

from ..exceptions import BookingError

NAME_LENGTH = 100
ADDRESS_LENGTH = 250
TEXT_LENGTH = 2000
TOKEN_LENGTH = 100
EMAIL_LENGTH = 254
FIRST_YEAR = 1900
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: channels on which the citizen fills in the form alone
OWN_CHANNELS = ("web",)
RECORDS = {
    "ward_id": "hcc.ward",
    "service_point_id": "hcc.service.point",
    "procedure_ids": "hcc.procedure",
    "consent_text_id": "hcc.consent.text",
    "collaborator_id": "hcc.collaborator",
    "partner_id": "res.partner",
}
NEEDED_RECORDS = ("ward_id", "consent_text_id")
CONSENT_HOW = {"web": "web", "counter": "counter", "telephone": "telephone"}


class HccBookingInput(models.AbstractModel):
    """Reads what a person typed; everything that is wrong is said at once."""

    _name = "hcc.booking.input"
    _description = "Input of a Booking"

    @api.model
    def _read_values(self, values, now):
        """Check the values of a request.

        :param dict values: see ``hcc.booking._submit``
        :param datetime now: naive UTC
        :return: the same in clean types: records, E.164, datetimes
        :raises BookingError: with one message for each field that is wrong
        """
        errors = {}
        clean = self._read_choices(values, errors)
        clean |= self._read_records(values, errors)
        clean |= self._read_texts(values, errors)
        clean |= self._read_people(values, errors)
        clean |= self._read_home(values, clean, errors)
        clean |= self._read_tell(values, clean, errors)
        clean |= self._read_needs(values, errors)
        self._check_what_for(clean, errors)
        self._check_place(clean, errors)
        clean["start"] = self._read_start(values.get("start"), clean, now, errors)
        if not values.get("start") and not clean["wish"]:
            errors.setdefault("wish", self.env._("Tell us which time would suit."))
        if errors:
            raise BookingError(errors)
        return clean

    # -------------------------------------------------------------------------
    # ONE KIND OF FIELD EACH
    # -------------------------------------------------------------------------

    @api.model
    def _read_choices(self, values, errors):
        fields_get = self.env["hcc.request"]._fields
        clean = {}
        for name, default in (
            ("place", "point"),
            ("eid_level2", "unknown"),
            ("own_sim", "unknown"),
            ("channel", "web"),
        ):
            value = values.get(name) or default
            if value not in dict(fields_get[name].selection):
                errors[name] = self.env._("Please choose one of the answers.")
            clean[name] = value
        clean["difficulty_travelling"] = bool(values.get("difficulty_travelling"))
        clean["on_behalf"] = bool(values.get("on_behalf"))
        relation = values.get("requester_relation") or "other"
        if not clean["on_behalf"]:
            relation = "self"
        elif relation not in dict(fields_get["requester_relation"].selection):
            errors["requester_relation"] = self.env._(
                "Please choose one of the answers."
            )
        clean["requester_relation"] = relation
        token = values.get("submit_token") or secrets.token_urlsafe(24)
        if not isinstance(token, str) or len(token) > TOKEN_LENGTH:
            errors["submit_token"] = self.env._("Please open the form again.")
        clean["submit_token"] = token
        return clean

    @api.model
    def _read_records(self, values, errors):
        clean = {}
        for name, model in RECORDS.items():
            records = self._browse(model, values.get(name))
            if records is None or (name in NEEDED_RECORDS and not records):
                errors[name] = self._say_unknown(name)
                # sudo: reference data - an empty recordset like the others
                records = self.env[model].sudo()
            clean[name] = records
        clean["citizen_id"] = self._read_citizen(values, errors)
        return clean

    @api.model
    def _say_unknown(self, name):
        return {
            "ward_id": self.env._("Choose the ward."),
            "service_point_id": self.env._("This support point is not known."),
            "procedure_ids": self.env._("This procedure is not known."),
            "consent_text_id": self.env._("Please read the text and agree to it."),
            "collaborator_id": self.env._("This helper is not known."),
            "partner_id": self.env._("Please sign in again."),
        }[name]

    @api.model
    def _browse(self, model, raw):
        """Active records of ids as a form sends them; ``None`` if one is not.

        Records are taken as they are: whoever calls has just looked them up.
        """
        # sudo: reference data - the public chooses from it without reading it
        records_sudo = self.env[model].sudo()
        if isinstance(raw, models.BaseModel):
            return records_sudo.browse(raw.ids)
        if not raw:
            return records_sudo
        try:
            ids = [
                int(item) for item in (raw if isinstance(raw, list | tuple) else [raw])
            ]
        except (TypeError, ValueError):
            return None
        if any(not 0 < number < 2**31 for number in ids):
            return None
        found = records_sudo.search_fetch([("id", "in", ids)])
        return found if len(found) == len(set(ids)) else None

    @api.model
    def _read_citizen(self, values, errors):
        """A person the clerk knows, whom the clerk must be able to read."""
        people = self.env["hcc.citizen"]
        # sudo: hcc.citizen - nobody, or one whom the user reads, as seen below
        if not values.get("citizen_id"):
            return people.sudo()
        found = people.search([("id", "=", values["citizen_id"])])
        if not found:
            errors["citizen_id"] = self.env._("This person is not known.")
        return found.sudo()

    @api.model
    def _read_texts(self, values, errors):
        clean = {}
        for name, limit in (
            ("name", NAME_LENGTH),
            ("requester_name", NAME_LENGTH),
            ("address", ADDRESS_LENGTH),
            ("description", TEXT_LENGTH),
            ("wish", TEXT_LENGTH),
        ):
            text = CONTROL.sub("", nfc(str(values.get(name) or ""))).strip()
            if name in ("name", "requester_name", "address"):
                text = " ".join(text.split())
            if len(text) > limit:
                errors[name] = self.env._(
                    "At most %(limit)s characters, please.", limit=limit
                )
            clean[name] = text
        return clean

    @api.model
    def _read_people(self, values, errors):
        clean = {}
        on_behalf = bool(values.get("on_behalf"))
        known = bool(values.get("citizen_id"))
        needed = {"name": not known, "requester_name": on_behalf}
        for name, is_needed in needed.items():
            if is_needed and not str(values.get(name) or "").strip():
                errors[name] = self.env._("Please give the name.")
        needed = {"phone": not on_behalf and not known, "requester_phone": on_behalf}
        for name, is_needed in needed.items():
            clean[name] = self._read_phone(name, values.get(name), is_needed, errors)
        if not on_behalf:
            clean["requester_phone"] = False
        clean["email"] = self._read_email(values.get("email"), errors)
        clean["birth_year"] = self._read_year(values.get("birth_year"), errors)
        return clean

    @api.model
    def _read_phone(self, name, raw, is_needed, errors):
        raw = str(raw or "").strip()
        if not raw:
            if is_needed:
                errors[name] = self.env._("Please give a phone number.")
            return False
        try:
            return parse_phone(raw[:40])
        except ValueError:
            errors[name] = self.env._(
                "This is not a phone number that can be called. Please look at it "
                "again."
            )
            return False

    @api.model
    def _read_email(self, raw, errors):
        raw = str(raw or "").strip()
        if not raw:
            return False
        address = email_normalize(raw)
        if not address or len(address) > EMAIL_LENGTH:
            errors["email"] = self.env._("This is not an e-mail address.")
        return address or False

    @api.model
    def _read_year(self, raw, errors):
        if not raw:
            return False
        this_year = fields.Date.context_today(self).year
        text = str(raw).strip()
        if (
            not text.isascii()
            or not text.isdigit()
            or not FIRST_YEAR <= int(text[:5]) <= this_year
        ):
            errors["birth_year"] = self.env._(
                "The year of birth must be between %(first)s and %(last)s.",
                first=FIRST_YEAR,
                last=this_year,
            )
            return False
        return int(text)

    # -------------------------------------------------------------------------
    # WHAT FITS TOGETHER
    # -------------------------------------------------------------------------

    @api.model
    def _check_what_for(self, clean, errors):
        if not clean["procedure_ids"] and not clean["description"]:
            errors.setdefault(
                "description", self.env._("Tell us in your own words what it is about.")
            )

    @api.model
    def _check_place(self, clean, errors):
        if clean["place"] == "home":
            clean["service_point_id"] = clean["service_point_id"].browse()
            if any(not item.home_possible for item in clean["procedure_ids"]):
                errors["place"] = self.env._(
                    "This cannot be done at home. Please choose a support point."
                )
            known = clean["citizen_id"].address
            if not clean["address"] and not known:
                errors["address"] = self.env._("Please give the address.")
            return
        point = clean["service_point_id"]
        if point and point.ward_id != clean["ward_id"]:
            errors.setdefault(
                "service_point_id",
                self.env._("This support point is in another ward."),
            )

    @api.model
    def _read_start(self, raw, clean, now, errors):
        if not raw:
            return False
        try:
            start = fields.Datetime.to_datetime(raw)
        except (TypeError, ValueError):
            start = False
        if not isinstance(start, datetime) or start.tzinfo:
            errors["start"] = self.env._("Please choose one of the times.")
            return False
        finder = self.env["hcc.slot.finder"]
        if start < now:
            errors["start"] = self.env._("This time is over already.")
        elif clean["channel"] in OWN_CHANNELS and clean["place"] in ("home", "point"):
            notice = finder._get_setting(f"notice_minutes_{clean['place']}")
            if start < now + timedelta(minutes=notice):
                errors["start"] = self.env._(
                    "This time is too near. Choose a later one."
                )
            elif start > finder._get_latest():
                errors["start"] = self.env._("This time is too far away.")
        if clean["place"] == "point" and not clean["service_point_id"]:
            errors.setdefault(
                "service_point_id", self.env._("Choose a support point of the ward.")
            )
        return start

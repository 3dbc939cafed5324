from math import isfinite

from odoo import api, fields, models

from odoo.addons.hcc_collaborator.tools.text import nfc

from ..tools.home_rules import MET, Facts, distance_km, judge

NOTE_LENGTH = 250
#: kilometres from the middle of the ward within which a home may lie
MAX_FROM_WARD = 30
#: what is known of a person at once, without a map
SURE_KINDS = ("age", "disability", "poverty")


class HccBookingHome(models.AbstractModel):
    """Reads and writes what a request for a visit at home has besides others."""

    _name = "hcc.booking.home"
    _description = "Booking of a Home Visit"

    # -------------------------------------------------------------------------
    # READING
    # -------------------------------------------------------------------------

    @api.model
    def _read_home(self, values, clean, errors):
        """Check reasons, note and position; at a point there are none.

        :param dict values: ``home_reason_ids``, ``address_note``, ``latitude`` and
            ``longitude`` of the home
        :param dict clean: with ``place`` and ``ward_id``
        :return: the same in clean types
        """
        # sudo: hcc.home.reason - the public chooses among them
        reasons_sudo = self.env["hcc.home.reason"].sudo()
        found = {
            "home_reason_ids": reasons_sudo,
            "address_note": "",
            "latitude": 0.0,
            "longitude": 0.0,
        }
        if clean["place"] != "home":
            return found
        reasons = self._browse("hcc.home.reason", values.get("home_reason_ids"))
        if reasons is None:
            errors["home_reason_ids"] = self.env._("Please choose among the reasons.")
            reasons = reasons_sudo
        found["home_reason_ids"] = reasons
        if any(reason.kind == "difficulty" for reason in reasons):
            found["difficulty_travelling"] = True
        note = " ".join(nfc(str(values.get("address_note") or "")).split())
        if len(note) > NOTE_LENGTH:
            errors["address_note"] = self.env._(
                "At most %(limit)s characters, please.", limit=NOTE_LENGTH
            )
        found["address_note"] = note
        found |= self._read_position(values, clean["ward_id"], errors)
        return found

    @api.model
    def _read_position(self, values, ward, errors):
        """The position of the home, when one was given and can be true."""
        raw = (values.get("latitude"), values.get("longitude"))
        if not any(raw):
            return {}
        try:
            here = tuple(float(number) for number in raw)
        except (TypeError, ValueError):
            here = ()
        middle = (ward.latitude, ward.longitude)
        if (
            not here
            or not all(isfinite(number) for number in here)
            or not (-90 <= here[0] <= 90 and -180 <= here[1] <= 180)
            or (all(middle) and distance_km(here, middle) > MAX_FROM_WARD)
        ):
            errors["position"] = self.env._(
                "The position does not lie in this ward. Leave it out, or choose "
                "the ward again."
            )
            return {}
        return {"latitude": round(here[0], 6), "longitude": round(here[1], 6)}

    # -------------------------------------------------------------------------
    # VALUES
    # -------------------------------------------------------------------------

    @api.model
    def _prepare_home(self, clean, now=None):
        """Values of the request that are about the home."""
        if clean["place"] != "home":
            return {"home_decision": "not_needed"}
        decision, by = self._get_home_decision(clean)
        values = {
            "home_decision": decision,
            "latitude": clean["latitude"],
            "longitude": clean["longitude"],
        }
        if clean["home_reason_ids"]:
            values["home_reason_ids"] = clean["home_reason_ids"].ids
        if decision == "approved":
            values["home_decided_by_id"] = by
            values["home_decided_at"] = now or fields.Datetime.now()
        return values

    @api.model
    def _get_home_decision(self, clean):
        """The decision that is made with the booking, and who made it.

        A coordinator who books a home visit has decided on it with that. A rule
        decides only where the service wants that, and never against anybody.
        """
        user = self.env.user
        if user._is_internal() and clean["ward_id"] in user.hcc_coordinator_ward_ids:
            return "approved", self.env.uid
        # sudo: ir.config_parameter - one word
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        is_automatic = parameters_sudo.get_param("hcc_booking.home_auto_approve")
        if is_automatic == "True" and self._is_surely_met(clean):
            return "approved", False
        return "pending", False

    @api.model
    def _is_surely_met(self, clean):
        """Whether a fact alone meets a reason; the person's word does not."""
        citizen = clean["citizen_id"]
        year = clean["birth_year"] or citizen.birth_year
        this_year = fields.Date.context_today(self).year
        facts = Facts(
            age=this_year - year if year else None,
            disability=citizen.disability or None,
            poverty=citizen.poverty or None,
        )
        # sudo: hcc.home.reason - the rules of the service
        reasons_sudo = self.env["hcc.home.reason"].sudo()
        return any(
            judge(
                reason.kind,
                reason.threshold,
                reason.needs_evidence,
                is_claimed=False,
                is_seen=False,
                facts=facts,
            )
            == MET
            for reason in reasons_sudo.search([("kind", "in", SURE_KINDS)])
        )

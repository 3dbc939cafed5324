from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..exceptions import BookingError


class HccBookingWalkIn(models.AbstractModel):
    """Records help that was given on the spot."""

    _name = "hcc.booking.walk.in"
    _description = "Walk-in"

    @api.model
    def _register_walk_in(self, values, at=None):
        """Record somebody who came to a point and was helped: one assist.

        Name and phone may be left out; then no person is stored. The visit takes no
        time in the roster: it starts and stops at the same moment.

        :param dict values: ``submit_token``, ``service_point_id``,
            ``collaborator_id`` (the user's own by default), ``procedure_ids``,
            ``description``, ``dossiers`` (list of dicts with the fields of
            ``hcc.dossier``), ``name``, ``phone``, ``consent_text_id`` (the current
            text by default)
        :param datetime at: naive UTC, now by default
        :return: ``hcc.request`` in sudo, done
        :raises BookingError: with all that is wrong in ``errors``
        :raises HelperNotFit: when the helper may not help with this
        """
        known = self._find_submitted(values.get("submit_token"))
        if known:
            return known
        at = at or fields.Datetime.now()
        clean = self._read_walk_in(values)
        with self.env.cr.savepoint():
            request_sudo = self._create_request(
                clean,
                at,
                is_walk_in=True,
                state="in_progress",
                answer_deadline=False,
                first_contact_at=at,
            )
            visit_sudo = self._create_walk_in_visit(clean, request_sudo, at)
            visit_sudo._record_dossiers(values.get("dossiers") or [])
            visit_sudo.assignment_ids._close("done")
            visit_sudo._write_guarded({"state": "done", "done_at": at})
            visit_sudo._journal("appointment_done")
            request_sudo._finish(at)
        return request_sudo

    @api.model
    def _create_walk_in_visit(self, clean, request_sudo, at):
        # sudo: hcc.appointment - made by the booking alone
        visit_sudo = (
            self.env["hcc.appointment"]
            .sudo()
            .create(
                {
                    "request_id": request_sudo.id,
                    "place": "point",
                    "service_point_id": clean["service_point_id"].id,
                    "start": at,
                    "stop": at,
                    "state": "in_progress",
                    "is_walk_in": True,
                    "in_hours": self.env["hcc.office.hours"]._is_office_time([at])[0],
                }
            )
        )
        # sudo: hcc.assignment - made by the booking alone
        self.env["hcc.assignment"].sudo().create(
            {
                "appointment_id": visit_sudo.id,
                "collaborator_id": clean["collaborator_id"].id,
                "state": "started",
                "calendar_stale": False,
            }
        )
        return visit_sudo

    @api.model
    def _read_walk_in(self, values):
        """Check the values; see :meth:`_register_walk_in`."""
        errors = {}
        point = self._browse("hcc.service.point", values.get("service_point_id"))
        # sudo: hcc.consent.text - the wording in force
        current = self.env["hcc.consent.text"].sudo()._current()
        values = {
            **values,
            "place": "point",
            "channel": values.get("channel") or "helper",
            "on_behalf": False,
            "ward_id": point.ward_id.id if point else False,
            "consent_text_id": values.get("consent_text_id") or current.id,
        }
        clean = self._read_choices(values, errors)
        clean |= self._read_records(values, errors)
        clean |= self._read_texts(values, errors)
        clean |= {
            "phone": self._read_phone("phone", values.get("phone"), False, errors),
            "email": self._read_email(values.get("email"), errors),
            "birth_year": self._read_year(values.get("birth_year"), errors),
            "start": True,
        }
        if not point:
            errors.pop("ward_id", None)
            errors["service_point_id"] = self.env._("Choose the support point.")
        if not clean["name"] and not clean["citizen_id"]:
            # nobody is stored, so nobody needs to agree
            errors.pop("consent_text_id", None)
            if clean["phone"] or clean["email"]:
                errors["name"] = self.env._("Please give the name.")
        self._check_what_for(clean, errors)
        clean["collaborator_id"] = self._read_walk_in_helper(clean, errors)
        if errors:
            raise BookingError(errors)
        return clean

    @api.model
    def _read_walk_in_helper(self, clean, errors):
        """Who helped: the user, or whom a clerk of the ward names."""
        user = self.env.user
        # sudo: hcc.collaborator - the user's own record
        own_sudo = user.sudo().hcc_collaborator_ids[:1]
        helper_sudo = clean["collaborator_id"] or own_sudo
        ward = clean["ward_id"]
        if not helper_sudo:
            errors["collaborator_id"] = self.env._("Say who helped.")
        elif ward and helper_sudo.branch_id != ward.branch_id:
            errors["collaborator_id"] = self.env._(
                "This helper belongs to another branch."
            )
        elif not self.env.su and helper_sudo != own_sudo:
            if ward not in user.hcc_clerk_ward_ids:
                raise AccessError(self.env._("You record only your own help."))
        return helper_sudo

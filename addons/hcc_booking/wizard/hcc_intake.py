from uuid import uuid4

from odoo import api, fields, models

from odoo.addons.hcc_collaborator.models.fields import NoteText
from odoo.addons.hcc_collaborator.tools.phone import readable_phones

from ..exceptions import BookingError, SlotTaken


class HccIntake(models.TransientModel):
    """One form with which a clerk takes a request at the counter or by phone.

    It holds what was typed for as long as the clerk types: the row is deleted
    as soon as the request exists.
    """

    _name = "hcc.intake"
    _description = "Request Taken by a Clerk"
    _inherit = [
        "hcc.slot.choice",
        "hcc.intake.home",
        "hcc.intake.tell",
        "hcc.intake.needs",
    ]

    channel = fields.Selection(
        [
            ("counter", "At the counter"),
            ("telephone", "By telephone"),
            ("ward_official", "Through a ward official"),
            ("postal", "Through the post office"),
        ],
        required=True,
        default="counter",
    )
    submit_token = fields.Char(default=lambda self: uuid4().hex)
    notice = fields.Char(readonly=True)
    # who
    phone = fields.Char()
    name = fields.Char()
    address = fields.Char()
    birth_year = fields.Char()
    known = fields.Char("Known Person")
    known_choices = fields.Json(compute="_compute_known_choices")
    on_behalf = fields.Boolean("Asked by somebody else")
    requester_name = fields.Char()
    requester_phone = fields.Char()
    requester_relation = fields.Selection(
        [
            ("relative", "Relative"),
            ("neighbour", "Neighbour"),
            ("ward_official", "Ward official"),
            ("other", "Other"),
        ],
        default="relative",
    )
    # what and where
    ward_id = fields.Many2one(
        "hcc.ward",
        default=lambda self: self._default_ward(),
        domain=lambda self: [("id", "in", self.env.user.hcc_clerk_ward_ids.ids)],
    )
    procedure_ids = fields.Many2many("hcc.procedure")
    documents = fields.Text(compute="_compute_documents")
    advice = fields.Text(compute="_compute_documents")
    description = NoteText("In own words")
    difficulty_travelling = fields.Boolean()
    eid_level2 = fields.Selection(
        [("yes", "Yes"), ("no", "No"), ("unknown", "Not known")],
        "Level-2 e-identity",
        default="unknown",
    )
    own_sim = fields.Selection(
        [("yes", "Yes"), ("no", "No"), ("unknown", "Not known")],
        "SIM in own name",
        default="unknown",
    )
    # when
    wants_other_time = fields.Boolean("None of these times suits")
    wish = NoteText("Wished time")
    joins_waiting = fields.Boolean("Put on the waiting list too")
    # consent
    consent_text_id = fields.Many2one(
        "hcc.consent.text", default=lambda self: self._default_consent_text()
    )
    consent_body = fields.Text(related="consent_text_id.body")
    consent_given = fields.Boolean("Read aloud, and the person agrees")

    def _default_ward(self):
        """The ward that the clerk works in, when there is only one."""
        wards = self.env.user.hcc_clerk_ward_ids
        return wards if len(wards) == 1 else self.env["hcc.ward"]

    def _default_consent_text(self):
        return self.env["hcc.consent.text"]._current()

    @api.depends("phone", "name")
    def _compute_known_choices(self):
        for form in self:
            known = self.env["hcc.citizen"]
            if form.phone or form.name:
                known = known._similar(form.phone, form.name)[:5]
            form.known_choices = [
                {
                    "value": str(person.id),
                    "label": person.name,
                    "hint": " · ".join(
                        filter(None, [person.phone, person.ward_id.name])
                    ),
                }
                for person in known
            ]

    @api.depends("procedure_ids", "place")
    def _compute_documents(self):
        for form in self:
            procedures = form.procedure_ids
            form.documents = "\n".join(
                dict.fromkeys(procedures.document_ids.mapped("name"))
            )
            advice = procedures if form.place == "home" else procedures.browse()
            form.advice = "\n".join(
                dict.fromkeys(
                    procedure.home_advice
                    for procedure in advice
                    if not procedure.home_possible and procedure.home_advice
                )
            )

    @api.depends("ward_id", "procedure_ids")
    def _compute_slot_choices(self):
        return super()._compute_slot_choices()

    @api.onchange("known")
    def _onchange_known(self):
        """Fill the form with a known person; everything stays editable."""
        if not self.known or not self.known.isdigit():
            return
        person = self.env["hcc.citizen"].browse(int(self.known)).exists()
        if not person:
            return
        self.name = person.name
        self.phone = person.phone or self.phone
        self.address = person.address
        self.address_note = person.address_note
        self.birth_year = str(person.birth_year or "")
        self.ward_id = person.ward_id

    @api.onchange("ward_id")
    def _onchange_ward_id(self):
        if self.service_point_id.ward_id != self.ward_id:
            points = self.ward_id.service_point_ids
            self.service_point_id = points if len(points) == 1 else False

    @api.onchange("ward_id", "procedure_ids", "wish_gender")
    def _onchange_slot_inputs(self):
        self._drop_stale_slot()

    def action_book(self):
        """Book, and open the request with its slip.

        :raises BookingError: with all that is missing, in one message
        """
        self.ensure_one()
        values = self._prepare_values()
        self._check_complete(values)
        try:
            request = self.env["hcc.booking"]._submit(values)
        except SlotTaken:
            self.write(
                {
                    "slot": False,
                    "notice": self.env._(
                        "That time has just been taken. Choose another one."
                    ),
                }
            )
            return self._reopen()
        # nothing is left when the held time was booked, but a wish needs none
        self.release_time()
        self.unlink()
        return {
            "type": "ir.actions.act_window",
            "res_model": "hcc.request",
            "res_id": request.id,
            "views": [(False, "form")],
            "target": "main",
        }

    def _check_complete(self, values):
        """Say everything that is missing at once, also what only a clerk does.

        :raises BookingError: as the booking service would, and more
        """
        errors = {}
        if not self.consent_given:
            errors["consent_text_id"] = self.env._(
                "Read the consent text to the person, and tick the box when "
                "the person agrees."
            )
        if not values["start"] and not self.wants_other_time:
            errors["wish"] = self.env._("Choose one of the free times.")
        if not errors:
            return
        try:
            self.env["hcc.booking"]._read_values(values, fields.Datetime.now())
        except BookingError as wrong:
            errors = {**wrong.errors, **errors}
        raise BookingError(errors)

    def _reopen(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_booking.hcc_intake_action"
        )
        return {**action, "res_id": self.id}

    def _prepare_values(self):
        """Return the values that the booking service takes."""
        start, point = None, self.service_point_id
        if self.slot and not self.wants_other_time:
            start, point = self._get_chosen_slot()
        held_sudo = self._get_held()
        return {
            "hold_token": held_sudo.token,
            "visitor": held_sudo.visitor,
            "submit_token": self.submit_token,
            "channel": self.channel,
            "ward_id": self.ward_id.id,
            "place": self.place,
            "service_point_id": point.id if self.place == "point" else False,
            "procedure_ids": self.procedure_ids.ids,
            "description": self.description,
            "eid_level2": self.eid_level2,
            "own_sim": self.own_sim,
            "difficulty_travelling": self.difficulty_travelling,
            "start": start,
            "wish": self.wish,
            "waiting": self.wants_other_time and self.joins_waiting,
            "name": self.name,
            "phone": self.phone,
            "address": self.address,
            "birth_year": self.birth_year,
            "on_behalf": self.on_behalf,
            "requester_relation": self.requester_relation if self.on_behalf else "self",
            "requester_name": self.requester_name,
            "requester_phone": self.requester_phone,
            "consent_text_id": self.consent_text_id.id,
            **self._prepare_home_values(),
            **self._prepare_tell_values(),
            **self._prepare_needs_values(),
            **self._prepare_known_values(),
        }

    def _prepare_known_values(self):
        """Return the known person, if the form is still about that person."""
        if not self.known or not self.known.isdigit():
            return {}
        person = self.env["hcc.citizen"].browse(int(self.known)).exists()
        if not person or person.name != self.name:
            return {}
        person.check_access("read")
        return {"citizen_id": person.id}

    def _get_slot_ward(self):
        return self.ward_id

    def _get_slot_procedures(self):
        return self.procedure_ids

    def _get_slot_options(self):
        return {
            "citizen_phones": readable_phones(self.phone, self.requester_phone),
            "gender": self.wish_gender or None,
        }

import secrets
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tools import SQL, consteq

from odoo.addons.hcc_collaborator.tools.localtime import local_date, utc_datetime
from odoo.addons.hcc_collaborator.tools.phone import parse_phone
from odoo.addons.hcc_collaborator.tools.text import nfc

from ..exceptions import BookingError
from ..tools.locks import lock_text

TEXT_LENGTH = 4000
NAME_LENGTH = 100
PERSONAL = ("text", "name", "phone")
OPEN = ("received", "in_progress")
#: settings of the deadlines with their defaults
MONEY_HOURS = ("hcc_booking.complaint_money_hours", 24)
ANSWER_DAYS = ("hcc_booking.complaint_days", 5)
#: an answer on a working day is due before the office closes
END_OF_DAY = 17


class HccComplaintFlow(models.AbstractModel):
    """What may happen to a complaint, one method for each step."""

    _name = "hcc.complaint.flow"
    _description = "Steps of a Complaint"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin"]

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "access_code",
            "answer",
            "answered_at",
            "answered_by_id",
            "barred_user_ids",
            "channel",
            "deadline",
            "is_verified",
            "outcome",
            "received_at",
            "reference",
            "request_id",
            "state",
            "submit_token",
            "text",
            "told_at",
            "ward_id",
        }

    # -------------------------------------------------------------------------
    # RECEIVING
    # -------------------------------------------------------------------------

    @api.model
    def _receive(self, values):
        """Take a complaint; the same form sent twice is one complaint.

        :param dict values: kind, about, ward_id or request_id, and if known text,
            name, phone, channel, is_verified, submit_token
        :return: ``hcc.complaint`` in sudo
        :raises BookingError: when something typed cannot be right
        """
        # sudo: hcc.complaint - whoever complains has no rights on complaints
        complaints_sudo = self.sudo()
        values = self._prepare_complaint(values)
        token = values.get("submit_token")
        if token:
            lock_text(self.env.cr, token)
            known_sudo = complaints_sudo.search([("submit_token", "=", token)], limit=1)
            if known_sudo:
                return known_sudo
        # PostgreSQL's refusal is logged with the values: what was told comes after
        words = {name: values.pop(name) for name in PERSONAL}
        try:
            with self.env.cr.savepoint():
                complaint_sudo = complaints_sudo.create(values)
        except UniqueViolation as twice:
            # sent again meanwhile: only a new transaction sees that complaint
            raise ConcurrencyError("submit_token") from twice
        complaint_sudo._write_guarded(words)
        complaint_sudo._tell("complaint_received")
        complaint_sudo._alert_owner()
        return complaint_sudo

    @api.model
    def _prepare_complaint(self, values):
        """Check what was typed and complete it."""
        values = dict(values)
        errors = {}
        for name, limit in (("text", TEXT_LENGTH), ("name", NAME_LENGTH)):
            values[name] = nfc(values.get(name) or "").strip()
            if len(values[name]) > limit:
                errors[name] = self._say_limit(limit)
        phone = (values.get("phone") or "").strip()
        values["phone"] = False
        if phone:
            try:
                values["phone"] = parse_phone(phone)
            except ValueError:
                errors["phone"] = self.env._(
                    "This is not a phone number that can be called."
                )
        if errors:
            raise BookingError(errors)
        # sudo: hcc.request - where it was, and who helped
        request_sudo = self.env["hcc.request"].sudo().browse(values.get("request_id"))
        if request_sudo:
            values["ward_id"] = request_sudo.ward_id.id
            if values["phone"] in request_sudo._get_phones():
                values["is_verified"] = True
            if values.get("about", "helper") == "helper":
                helpers = request_sudo.assignment_ids.collaborator_id
                values["collaborator_ids"] = helpers.ids
        now = fields.Datetime.now()
        values["received_at"] = now
        values["deadline"] = self._get_deadline(values.get("kind"), now)
        values["access_code"] = f"{secrets.randbelow(10**6):06d}"
        return values

    @api.model
    def _get_deadline(self, kind, now):
        """When the answer is due: in hours for money, else in working days."""
        if kind == "money_asked":
            return now + timedelta(hours=self._get_complaint_setting(MONEY_HOURS))
        days = self._get_complaint_setting(ANSWER_DAYS)
        day = self.env["hcc.holiday"]._add_working_days(local_date(now), days)
        return utc_datetime(day, END_OF_DAY)

    @api.model
    def _get_complaint_setting(self, setting):
        key, default = setting
        # sudo: ir.config_parameter - a number of the settings
        return int(self.env["ir.config_parameter"].sudo().get_param(key, default))

    @api.model
    def _find_by_secret(self, reference, secret):
        """The complaint that somebody asks about.

        :param str reference: as stored
        :param str secret: the telephone number given, or the code shown; which of
            them was wrong is not told
        :return: ``hcc.complaint`` in sudo, or none
        """
        # sudo: hcc.complaint - reference and secret must fit together
        complaint_sudo = self.sudo().search(
            [("reference", "=", reference or "")], limit=1
        )
        if not complaint_sudo:
            return complaint_sudo
        typed = (secret or "").strip()
        code = complaint_sudo.access_code or ""
        if code and consteq(typed.encode(), code.encode()):
            return complaint_sudo
        try:
            number = parse_phone(typed)
        except ValueError:
            return complaint_sudo.browse()
        phones = [complaint_sudo.phone or ""]
        if complaint_sudo.is_verified:
            phones += complaint_sudo.request_id._get_phones()
        fits = [consteq(number, phone) for phone in phones if phone]
        return complaint_sudo if any(fits) else complaint_sudo.browse()

    def _add_words(self, text="", phone="", name=""):
        """Add words of the one who complained, while it is open.

        :raises BookingError: when they are too long, or the phone is none
        """
        self.ensure_one()
        self._wait_for_turn()
        self._check_open()
        complaint_sudo = self.sudo()  # sudo: hcc.complaint - the caller has a grant
        words = nfc(text or "").strip()
        joined = "\n\n".join(part for part in (complaint_sudo.text, words) if part)
        if len(joined) > TEXT_LENGTH:
            raise BookingError({"text": self._say_limit(TEXT_LENGTH)})
        changes = {"text": joined}
        if (phone or "").strip():
            try:
                changes["phone"] = parse_phone(phone)
            except ValueError as error:
                message = self.env._("This is not a phone number that can be called.")
                raise BookingError({"phone": message}) from error
        if (name or "").strip():
            changes["name"] = nfc(name).strip()[:NAME_LENGTH]
        complaint_sudo._write_guarded(changes)
        complaint_sudo._journal("complaint_words_added")

    # -------------------------------------------------------------------------
    # ANSWERING
    # -------------------------------------------------------------------------

    def action_begin(self):
        """The owner looks into it."""
        for complaint in self:
            complaint._check_handler()
            if complaint.state != "received":
                raise UserError(self.env._("Somebody looks into this already."))
        self._write_guarded({"state": "in_progress"})
        self._journal("complaint_begun")
        return True

    def _answer(self, outcome, answer):
        """Answer the complaint; whoever complained is told.

        :param str outcome: what was found
        :param str answer: the words that the citizen reads
        """
        self.ensure_one()
        self._check_handler()
        self._wait_for_turn()
        self._check_open()
        answer = nfc(answer or "").strip()
        if not answer:
            raise UserError(self.env._("Write the answer: the citizen reads it."))
        if len(answer) > TEXT_LENGTH:
            raise UserError(self._say_limit(TEXT_LENGTH))
        self._write_guarded(
            {
                "state": "answered",
                "outcome": outcome,
                "answer": answer,
                "answered_at": fields.Datetime.now(),
                "answered_by_id": self.env.uid,
            }
        )
        self._journal("complaint_answered", outcome=outcome)
        self._tell("complaint_answered")

    def action_told(self):
        """The owner called and told the answer."""
        self.ensure_one()
        self._check_handler()
        if self.state != "answered":
            raise UserError(self.env._("There is no answer to tell yet."))
        self._write_guarded({"told_at": fields.Datetime.now()})
        self._journal("complaint_told")
        # sudo: hcc.message - the call that the message became is made
        self.sudo().message_ids.filtered(
            lambda message: message.state in ("pending", "to_call", "failed")
        )._write_guarded({"state": "done", "sent_at": fields.Datetime.now()})
        return True

    def action_close(self):
        """Put an answered complaint away."""
        for complaint in self:
            complaint._check_handler()
            if complaint.state != "answered":
                raise UserError(self.env._("Answer the complaint first."))
        self._write_guarded({"state": "closed"})
        self._journal("complaint_closed")
        return True

    # -------------------------------------------------------------------------
    # TELLING
    # -------------------------------------------------------------------------

    def _tell(self, kind):
        """Queue a message to the one who complained, when they can be told.

        Words that say nothing of what it is about: phones are shared. Where it
        becomes a call, the owner makes it. Who gave no number reads the answer
        with the reference and the code.
        """
        self.ensure_one()
        # sudo: hcc.complaint, hcc.citizen - owners do not write to the outbox
        complaint_sudo = self.sudo()
        phone, email = complaint_sudo.phone, False
        if not phone and complaint_sudo.is_verified:
            person_sudo = complaint_sudo.request_id.citizen_id
            phone, email = person_sudo.phone, person_sudo.email
        # not with its request: who handles that need not know of the complaint
        messages_sudo = complaint_sudo.env["hcc.message"]._tell_person(
            kind,
            complaint_sudo.ward_id,
            reference=complaint_sudo.reference,
            phone=phone,
            email=email,
            deadline=complaint_sudo.deadline,
            link=f"{complaint_sudo.get_base_url()}/hcc/complain/find",
        )
        messages_sudo._write_guarded({"complaint_id": complaint_sudo.id})

    def _alert_owner(self):
        """Tell the owner at once; who has no page open finds it in the list."""
        owner = self.owner_id
        if owner:
            here = self.with_context(lang=owner.lang or self.env.lang)
            owner._bus_send(
                "simple_notification",
                {
                    "type": "warning",
                    "title": self.reference,
                    "message": here.env._("A new complaint waits for your answer."),
                },
            )

    # -------------------------------------------------------------------------
    # CHECKS
    # -------------------------------------------------------------------------

    def _check_handler(self):
        """The owner answers, or an administrator; never whom it is about."""
        self.ensure_one()
        self.check_access("write")
        user = self.env.user
        if self.env.su:
            return
        # sudo: hcc.complaint - who may not read it
        if user in self.sudo().barred_user_ids:
            raise AccessError(self.env._("This complaint is about you."))
        if user == self.owner_id or self.ward_id in user.hcc_administrator_ward_ids:
            return
        raise AccessError(self.env._("Only the owner answers a complaint."))

    def _wait_for_turn(self):
        """Wait for whoever changes it now, and start over after that one.

        With a statement of its own: what PostgreSQL refuses is logged, and words
        of people are not.
        """
        self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE id = %s FOR UPDATE",
                SQL.identifier(self._table),
                self.id,
            )
        )

    def _check_open(self):
        if self.state not in OPEN:
            raise UserError(self.env._("This complaint is answered already."))

    def _say_limit(self, limit):
        return self.env._("At most %(limit)s characters, please.", limit=limit)

    # -------------------------------------------------------------------------
    # JOB
    # -------------------------------------------------------------------------

    @api.model
    def _cron_follow_up(self):
        """Give open complaints whose owner has left, or lost the role, to another."""
        waiting = self.search([("state", "in", OPEN)])
        for complaint in waiting:
            owner = complaint.owner_id
            if not owner or not complaint._may_own(owner):
                complaint.owner_id = complaint._find_owner()
                complaint._alert_owner()

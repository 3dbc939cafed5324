import uuid

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize, email_normalize_all

from odoo.addons.hcc_collaborator.tools.localtime import local_date

from .hcc_citizen_doubles import FACTS

# that of hcc.request, which knows citizens and so is read after them
OPEN_STATES = ("waiting", "booked", "in_progress")
#: stands where something has to stand
NOTHING = "–"
ELDERLY = 60
QUIET = {
    "dont_notify": True,
    "no_mail_to_attendees": True,
    "tracking_disable": True,
    "mail_notrack": True,
}


class HccCitizenErasure(models.AbstractModel):
    """Takes a person out of all that the service keeps.

    What happened stays, without the person: so the figures stay as they were, and
    people that are counted stay as many as they were.
    """

    _name = "hcc.citizen.erasure"
    _description = "Erasure of a Citizen"
    _inherit = ["hcc.citizen.parts", "hcc.person.mixin"]

    erased_at = fields.Datetime("Personal Data Taken Away on", readonly=True)
    # the group that the person is counted in, once nothing else says so
    counted_as = fields.Selection(
        [("disability", "Disability"), ("poor", "Poor or near-poor"), ("other", "No")],
        readonly=True,
        export_string_translation=False,
        groups="base.group_system",
    )
    counted_elderly_from = fields.Integer(
        readonly=True,
        aggregator=None,
        export_string_translation=False,
        groups="base.group_system",
    )

    def write(self, vals):
        """Nobody takes a person away, or brings one back, by hand."""
        if not self.env.su and ("erased_at" in vals or any(self.mapped("erased_at"))):
            raise UserError(
                self.env._("The data of this person were taken away: nothing is added.")
            )
        return super().write(vals)

    def _is_erased(self):
        return bool(self.erased_at or self.merged_into_id)

    def _get_erasure_obstacles(self):
        requests = self._get_own_requests() | self._get_asked_requests()
        obstacles = []
        is_open = requests.filtered(lambda request: request.state in OPEN_STATES)
        if is_open:
            obstacles.append(
                self.env._(
                    "Finish or cancel the open requests first: %(references)s.",
                    references=", ".join(is_open.mapped("reference")),
                )
            )
        complaints = self._get_own_requests().complaint_ids.filtered(
            lambda complaint: complaint.state in ("received", "in_progress")
        )
        if complaints:
            obstacles.append(
                self.env._(
                    "Answer the open complaints first: %(references)s.",
                    references=", ".join(complaints.mapped("reference")),
                )
            )
        return obstacles

    def _get_kept_words(self):
        return [
            self.env._(
                "Day, ward, kind of help, outcome and mark of each visit, without the "
                "person: public services are counted and answered for."
            ),
            self.env._(
                "That a consent was given and when it was withdrawn: the service has "
                "to be able to show it."
            ),
            self.env._(
                "That messages were sent and when, without their words and numbers."
            ),
            self.env._(
                "Dossiers themselves are kept by the authority that decided on them, "
                "not here."
            ),
            *super()._get_kept_words(),
        ]

    def _retire(self, kind):
        """The time of a retention rule is over."""
        return self._erase("retention", rule_kind=kind)

    # -------------------------------------------------------------------------
    # WHAT IS TAKEN AWAY
    # -------------------------------------------------------------------------

    def _erase_data(self):
        parts = {
            model: records.with_context(**QUIET)
            for model, records in self._get_erasure_parts().items()
        }
        counted = self._prepare_counted(parts["hcc.request"])
        self._erase_requests(parts)
        self._erase_messages(parts["hcc.message"])
        self._erase_complaints(parts["hcc.complaint"])
        self._erase_chatter(parts)
        self._erase_account(parts["res.partner"])
        standing = parts["hcc.consent"].filtered(lambda row: not row.withdrawn_at)
        standing._write_guarded({"withdrawn_at": fields.Datetime.now()})
        self.write(
            {
                **dict.fromkeys(FACTS, False),
                **counted,
                "name": NOTHING,
                "discreet": False,
                "active": False,
                "erased_at": fields.Datetime.now(),
            }
        )

    def _prepare_counted(self, requests):
        """The group that the figures count the person in, as little of it as will do.

        Of the year of birth is kept from which year on the person was counted as
        elderly, and only if that was ever looked at.
        """
        values = {"counted_as": "other", "counted_elderly_from": False}
        if self.disability not in (False, "none"):
            values["counted_as"] = "disability"
        elif self.poverty not in (False, "none"):
            values["counted_as"] = "poor"
        elif self.birth_year:
            moments = [
                moment
                for request in requests
                for moment in (
                    request.create_date,
                    *request.appointment_ids.mapped("start"),
                    *request.appointment_ids.mapped("done_at"),
                )
                if moment
            ]
            now = fields.Datetime.now()
            first, last = min([*moments, now]), max([*moments, now])
            turns = self.birth_year + ELDERLY
            if turns <= local_date(last).year:
                values["counted_elderly_from"] = max(turns, local_date(first).year)
        return values

    def _erase_requests(self, parts):
        requests = parts["hcc.request"]
        requests._write_guarded(
            {
                **dict.fromkeys(
                    (
                        *("description", "wish", "cancel_reason", "partner_id"),
                        *("latitude", "longitude", "difficulty_travelling"),
                        *("home_decision_reason", "home_review_text"),
                        *("home_review_reason", "quota_reason", "quota_key"),
                        *("submit_token", "access_token", "rating_code"),
                        *("need_sign", "need_large_print", "need_step_free"),
                        *("has_companion", "need_language", "wish_gender"),
                    ),
                    False,
                ),
                "eid_level2": "unknown",
                "own_sim": "unknown",
                "home_reason_ids": [Command.clear()],
            }
        )
        requests.message_follower_ids.filtered(
            lambda follower: follower.partner_id in self.partner_id
        ).unlink()
        parts["hcc.home.evidence"].unlink()
        parts["hcc.assignment"]._write_guarded({"reason": False})
        parts["hcc.assignment"].calendar_event_id.write(
            {"name": NOTHING, "description": False, "location": False}
        )
        parts["hcc.dossier"]._erase_words()
        for rating in parts["rating.rating"]:
            # whoever has the old link rates nothing any more
            rating.write(
                {
                    "feedback": False,
                    "partner_id": False,
                    "consumed": True,
                    "access_token": uuid.uuid4().hex,
                }
            )

    def _erase_messages(self, messages):
        """The words go; what waits is not sent, and what is with a gateway goes too."""
        messages.sms_id.unlink()
        waiting = messages.filtered(
            lambda message: message.state in ("pending", "sending", "to_call", "failed")
        )
        waiting._write_guarded({"state": "cancelled"})
        messages._erase_words()

    def _erase_complaints(self, complaints):
        complaints._erase_words()

    def _erase_chatter(self, parts):
        chatter = parts["mail.message"]
        parts["ir.attachment"].unlink()
        self._erase_mails(chatter, parts["res.partner"])
        chatter.tracking_value_ids.unlink()
        chatter.write({"body": "", "subject": False})

    def _erase_mails(self, chatter, partners):
        """Mails that core still keeps, because they failed or wait."""
        mails = Domain("mail_message_id", "in", chatter.ids)
        mails |= Domain("recipient_ids", "in", partners.ids)
        found = self._find_parts("mail.mail", mails)
        if self.email:
            address = email_normalize(self.email)
            # part of another address may read the same: lan@… in hoalan@…
            near = self._find_parts("mail.mail", [("email_to", "ilike", self.email)])
            found |= near.filtered(
                lambda mail: (
                    self.email == mail.email_to
                    or address in email_normalize_all(mail.email_to)
                )
            )
        found.unlink()

    def _erase_account(self, partners):
        """The portal account ends, and what the address book says of the person."""
        users = partners.user_ids
        users.write({"active": False})
        # who is archived by now is no user in the way
        partners = partners.with_context(active_test=True)
        partners.write(
            {
                **dict.fromkeys(
                    (
                        *("email", "phone", "street", "street2", "city", "zip"),
                        *("vat", "comment", "function", "website", "image_1920"),
                    ),
                    False,
                ),
                "name": NOTHING,
                "active": False,
            }
        )
        # after the address: core would write to it that the account changed
        for user in users:
            user.write({"login": f"erased-{user.id}", "password": uuid.uuid4().hex})
        book = self._find_parts(
            "mail.message",
            [("model", "=", "res.partner"), ("res_id", "in", partners.ids)],
        )
        book.tracking_value_ids.unlink()
        book.write({"body": "", "subject": False})

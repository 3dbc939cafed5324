from odoo import api, models
from odoo.tools.misc import format_date, format_time

from odoo.addons.hcc_collaborator.tools.localtime import LOCAL_TZ
from odoo.addons.hcc_collaborator.tools.phone import format_phone

CITIZEN_LANG = "vi_VN"
#: messages that a later one about the same visit makes wrong
VISIT_KINDS = ("confirmed", "moved", "helper_changed", "answered", "reminder")


class HccMessageComposer(models.AbstractModel):
    """Writes the words of the messages, each in the language of its reader.

    No message names the citizen or their address: phones are shared and looked at.
    """

    _name = "hcc.message.composer"
    _description = "Words of Messages"

    @api.model
    def _tell_citizens(self, kind, requests, reason=False):
        """Queue one message to everybody concerned with each request.

        The person is told, and who asked for them when that is another phone.
        Messages about the visit that still wait are taken back: they are wrong now.

        :param str kind: kind of message
        :param requests: ``hcc.request``
        :param reason: words for the reader, in their language or none
        :return: the messages
        """
        # sudo: hcc.request, hcc.message - helpers and the public cause messages
        # that they may not read
        requests_sudo = requests.sudo()
        messages_sudo = self.env["hcc.message"].sudo()
        messages_sudo._take_back(requests_sudo)
        return messages_sudo.create(
            [
                values
                for request in requests_sudo
                for values in self._prepare_citizen_messages(kind, request, reason)
            ]
        )

    @api.model
    def _prepare_citizen_messages(self, kind, request, reason=False):
        """Values of one message to each person concerned with the request."""
        people = request._get_people_to_tell()
        body = self._get_citizen_body(kind, request, reason) if people else ""
        return [
            {
                "kind": kind,
                "recipient": "citizen",
                "citizen_id": person.id,
                "request_id": request.id,
                "ward_id": request.ward_id.id,
                "channel": self._get_channel(person),
                "body": body,
            }
            for person in people
        ]

    @api.model
    def _tell_helpers(self, kind, assignments):
        """Queue one message to the helper of each assignment.

        :param str kind: ``offer``, ``released``, ``moved`` or ``cancelled``
        """
        # sudo: hcc.assignment, hcc.message - see _tell_citizens
        assignments_sudo = assignments.sudo()
        return (
            self.env["hcc.message"]
            .sudo()
            .create(
                [
                    {
                        "kind": kind,
                        "recipient": "collaborator",
                        "collaborator_id": entry.collaborator_id.id,
                        "request_id": entry.request_id.id,
                        "ward_id": entry.ward_id.id,
                        "channel": "inbox" if entry.user_id else "call",
                        "body": self._get_helper_body(kind, entry),
                    }
                    for entry in assignments_sudo
                ]
            )
        )

    @api.model
    def _get_visit_kinds(self):
        """Kinds of messages that tell a citizen of a visit.

        :rtype: tuple
        """
        return VISIT_KINDS

    @api.model
    def _take_back(self, requests, kinds=VISIT_KINDS):
        """Cancel what was not sent yet and is wrong now."""
        self.search(
            [
                ("request_id", "in", requests.ids),
                ("recipient", "=", "citizen"),
                ("kind", "in", kinds),
                ("state", "in", ("pending", "to_call", "failed")),
            ]
        )._write_guarded({"state": "cancelled"})

    # -------------------------------------------------------------------------
    # WORDS
    # -------------------------------------------------------------------------

    @api.model
    def _get_citizen_body(self, kind, request, reason=False):
        lang = self._get_citizen_lang()
        here = self.with_context(lang=lang)
        request = request.with_context(lang=lang)
        if kind == "cancelled":
            sentences = [here._say_cancelled(request)]
        elif kind == "refused":
            sentences = [here._say_refused(request, reason)]
        elif kind == "rating":
            sentences = [here._say_rating(request)]
        else:
            sentences = here._say_visit(kind, request)
        hotline = here._get_hotline()
        if hotline:
            sentences.append(
                here.env._("Questions? Call %(hotline)s.", hotline=hotline)
            )
        return " ".join(sentences)

    @api.model
    def _say_visit(self, kind, request):
        visit = request.current_appointment_id
        openings = {
            "confirmed": self.env._(
                "Your help appointment %(reference)s is confirmed.",
                reference=request.reference,
            ),
            "answered": self.env._(
                "We have found a time for your request %(reference)s.",
                reference=request.reference,
            ),
            "moved": self.env._(
                "Your help appointment %(reference)s has moved.",
                reference=request.reference,
            ),
            "helper_changed": self.env._(
                "Another helper takes your appointment %(reference)s; the time stays.",
                reference=request.reference,
            ),
            "reminder": self.env._(
                "A reminder of your help appointment %(reference)s.",
                reference=request.reference,
            ),
        }
        return [
            openings[kind],
            self._say_when_and_who(visit),
            self.env._(
                "The help is free of charge. Never give anyone money, a password "
                "or a one-time code."
            ),
        ]

    @api.model
    def _say_when_and_who(self, visit):
        values = {
            "day": self._format_day(visit.start),
            "time": self._format_time(visit.start),
            "helpers": self._name_helpers(visit),
            "point": ", ".join(
                part
                for part in (
                    visit.service_point_id.name,
                    visit.service_point_id.address,
                )
                if part
            ),
        }
        if not values["helpers"]:
            if visit.place == "home":
                return self.env._(
                    "The visit at your home is on %(day)s at %(time)s.", **values
                )
            return self.env._(
                "Please come on %(day)s at %(time)s to %(point)s.", **values
            )
        if visit.place == "home":
            return self.env._(
                "%(helpers)s will come to your home on %(day)s at %(time)s.", **values
            )
        return self.env._(
            "%(helpers)s will receive you on %(day)s at %(time)s at %(point)s.",
            **values,
        )

    @api.model
    def _name_helpers(self, visit):
        # one by one: the helpers of all visits of a batch are read at once
        live = sorted(
            (entry for entry in visit.assignment_ids if entry.is_live),
            key=lambda entry: (entry.role != "lead", entry.id),
        )
        return ", ".join(
            self.env._(
                "%(name)s (badge number %(badge)s)",
                name=entry.collaborator_id.name,
                badge=entry.collaborator_id.badge_number or "–",
            )
            for entry in live
        )

    @api.model
    def _say_cancelled(self, request):
        return self.env._(
            "Your help appointment %(reference)s is cancelled.",
            reference=request.reference,
        )

    @api.model
    def _say_refused(self, request, reason):
        return self.env._(
            "We cannot come to your home for request %(reference)s: %(reason)s We "
            "will call you to find a time at a support point.",
            reference=request.reference,
            reason=reason if reason.endswith((".", "!", "?")) else f"{reason}.",
        )

    @api.model
    def _say_rating(self, request):
        return self.env._(
            "How was the help (%(reference)s)? Please tell us here: %(link)s",
            reference=request.reference,
            link=request._get_rating_link(),
        )

    @api.model
    def _get_helper_body(self, kind, entry):
        lang = entry.user_id.lang or self._get_citizen_lang()
        here = self.with_context(lang=lang)
        values = {
            "reference": entry.reference,
            "day": here._format_day(entry.start),
            "time": here._format_time(entry.start),
            "place": entry.service_point_id.name
            or here.env._("at home, %(ward)s", ward=entry.ward_id.display_name),
        }
        if kind == "offer":
            return here.env._(
                "New visit %(reference)s: %(day)s at %(time)s, %(place)s. Please "
                "accept it or hand it back.",
                **values,
            )
        if kind == "cancelled":
            return here.env._(
                "Visit %(reference)s on %(day)s at %(time)s is cancelled.", **values
            )
        return here.env._(
            "Visit %(reference)s on %(day)s at %(time)s is no longer yours.", **values
        )

    # -------------------------------------------------------------------------
    # HELPERS
    # -------------------------------------------------------------------------

    @api.model
    def _get_citizen_lang(self):
        """Vietnamese where it is installed, else what the service runs in."""
        # sudo: res.lang - which languages are there
        active = self.env["res.lang"].sudo()._get_data(code=CITIZEN_LANG)
        return CITIZEN_LANG if active else self.env.lang or "en_US"

    @api.model
    def _get_hotline(self):
        # sudo: ir.config_parameter - the number is public
        raw = (
            self.env["ir.config_parameter"].sudo().get_param("hcc_collaborator.hotline")
        )
        return format_phone(raw) if raw else ""

    @api.model
    def _get_channel(self, citizen):
        if citizen.contact_channel == "email" and citizen.email:
            return "email"
        if citizen.contact_channel == "call":
            return "call"
        return "sms" if citizen.phone else "email"

    @api.model
    def _format_day(self, moment):
        local = self.env["hcc.message"].with_context(tz=LOCAL_TZ)
        return format_date(
            local.env, moment, lang_code=local.env.lang, date_format="EEEE dd/MM/yyyy"
        )

    @api.model
    def _format_time(self, moment):
        return format_time(self.env, moment, tz=LOCAL_TZ, time_format="HH:mm")

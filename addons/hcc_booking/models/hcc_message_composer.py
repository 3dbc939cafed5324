from odoo import api, models

from odoo.addons.hcc_collaborator.tools.phone import is_mobile

#: messages that tell a citizen of a visit
VISIT_KINDS = ("confirmed", "moved", "helper_changed", "answered", "reminder")
#: what a later message about the same visit makes wrong
OUTDATED_KINDS = (
    *VISIT_KINDS,
    "on_the_way",
    "earlier_offer",
    "offer_expired",
    "point_closed",
    "point_open",
)
#: messages after which those that still wait are wrong
REPLACING_KINDS = (
    "moved",
    "helper_changed",
    "answered",
    "cancelled",
    "refused",
    "rating",
    "point_closed",
    "point_open",
)


class HccMessageComposer(models.AbstractModel):
    """Queues the messages to everybody concerned, each in its reader's language.

    No message names the citizen or their address: phones are shared and looked at.
    """

    _name = "hcc.message.composer"
    _description = "Composer of Messages"
    _inherit = ["hcc.message.words", "hcc.message.short"]

    # -------------------------------------------------------------------------
    # CITIZENS
    # -------------------------------------------------------------------------

    @api.model
    def _tell_citizens(self, kind, requests, reason=False, **values):
        """Queue one message to everybody concerned with each request.

        The person is told, and who asked for them when that is another phone.
        Messages about the visit that still wait are taken back where the new one
        makes them wrong.

        :param str kind: kind of message
        :param requests: ``hcc.request``
        :param reason: words for the reader, in their language or none
        :param values: what some kinds tell besides: ``on_the_way``: ``at``;
            ``earlier_offer``: ``start``, ``place``, ``point`` and ``expires_at``;
            those about a dossier: ``dossier``
        :return: the messages
        """
        # sudo: hcc.request, hcc.message - helpers and the public cause messages
        # that they may not read
        requests_sudo = requests.sudo()
        messages_sudo = self.env["hcc.message"].sudo()
        if kind in REPLACING_KINDS:
            messages_sudo._take_back(requests_sudo)
        return messages_sudo.create(
            [
                vals
                for request in requests_sudo
                for vals in self._prepare_citizen_messages(
                    kind, request, reason, **values
                )
            ]
        )

    @api.model
    def _prepare_citizen_messages(self, kind, request, reason=False, **values):
        """Values of one message to each person concerned with the request."""
        people = request._get_people_to_tell()
        if not people:
            return []
        facts = self._get_facts(kind, request, reason=reason, **values)
        if not self._is_worth_telling(facts):
            return []
        words = self._prepare_words(facts)
        return [
            {
                "kind": kind,
                "recipient": "citizen",
                "citizen_id": person.id,
                "request_id": request.id,
                "ward_id": request.ward_id.id,
                "dossier_id": facts["dossier"].id if facts.get("dossier") else False,
                "channel": self._get_channel(person, kind),
                **words,
            }
            for person in people
            if kind != "reminder" or self._get_channel(person, kind) != "none"
        ]

    @api.model
    def _tell_person(
        self, kind, ward, *, reference, phone=False, email=False, request=None, **values
    ):
        """Queue a message to somebody who is known by phone or e-mail alone.

        :param str kind: ``complaint_received`` or ``complaint_answered``
        :param ward: ``hcc.ward`` whose clerks call where nothing else helps
        :param str reference: what the message is about, as the reader knows it
        :param str phone: E.164, may be empty
        :param str email: may be empty
        :param request: the ``hcc.request`` that it is about, or none
        :param values: ``deadline`` (naive UTC) and ``link``, for both kinds
        :return: the message; none when there is no way to reach the person
        """
        # sudo: hcc.request, hcc.message - see _tell_citizens
        messages_sudo = self.env["hcc.message"].sudo()
        if not phone and not email:
            return messages_sudo.browse()
        request_sudo = (request or self.env["hcc.request"]).sudo()
        facts = self._get_facts(kind, request_sudo, reference=reference, **values)
        facts["hotline"] = facts["hotline"] or self._get_hotline(ward.branch_id)
        channel = "sms" if phone and is_mobile(phone) else "email" if email else "call"
        return messages_sudo.create(
            {
                "kind": kind,
                "recipient": "citizen",
                "to_phone": phone,
                "to_email": email,
                "request_id": request_sudo.id,
                "ward_id": ward.id,
                "channel": channel,
                **self._prepare_words(facts),
            }
        )

    @api.model
    def _ask_call(self, requests, reason=False):
        """Put on the list of calls that somebody asked to be called back.

        Asking twice makes one call.

        :param requests: ``hcc.request``
        :param str reason: words for whoever calls, may be empty
        :return: the calls to make
        """
        # sudo: hcc.request, hcc.message - see _tell_citizens
        messages_sudo = self.env["hcc.message"].sudo()
        known_sudo = messages_sudo.search(
            [
                ("request_id", "in", requests.ids),
                ("kind", "=", "call_back"),
                ("state", "=", "to_call"),
            ]
        )
        missing = requests.sudo() - known_sudo.request_id
        return known_sudo | messages_sudo.create(
            [
                {
                    "kind": "call_back",
                    "recipient": "citizen",
                    "citizen_id": request._get_people_to_tell()[-1:].id,
                    "request_id": request.id,
                    "ward_id": request.ward_id.id,
                    "channel": "call",
                    "reference": request.reference,
                    "body": self._get_call_back_body(request, reason),
                }
                for request in missing
            ]
        )

    @api.model
    def _get_visit_kinds(self):
        """Kinds of messages that tell a citizen of a visit.

        :rtype: tuple
        """
        return VISIT_KINDS

    @api.model
    def _take_back(self, requests, kinds=OUTDATED_KINDS):
        """Cancel what was not sent yet and is wrong now."""
        self.search(
            [
                ("request_id", "in", requests.ids),
                ("recipient", "=", "citizen"),
                ("kind", "in", kinds),
                ("state", "in", ("pending", "to_call", "failed")),
            ]
        )._write_guarded({"state": "cancelled"})

    @api.model
    def _take_back_dossiers(self, dossiers):
        """Cancel what was said of dossiers and has not gone out yet."""
        # sudo: hcc.message - helpers cause messages that they may not read
        self.env["hcc.message"].sudo().search(
            [
                ("dossier_id", "in", dossiers.ids),
                ("recipient", "=", "citizen"),
                ("state", "in", ("pending", "to_call", "failed")),
            ]
        )._write_guarded({"state": "cancelled"})

    @api.model
    def _find_told_dossiers(self, dossiers, kind):
        """Those of whose news somebody has heard, or is hearing now."""
        # sudo: hcc.message - helpers cause messages that they may not read
        return (
            self.env["hcc.message"]
            .sudo()
            .search(
                [
                    ("dossier_id", "in", dossiers.ids),
                    ("kind", "=", kind),
                    ("recipient", "=", "citizen"),
                    ("state", "in", ("sending", "sent", "done")),
                ]
            )
            .dossier_id
        )

    # -------------------------------------------------------------------------
    # HELPERS
    # -------------------------------------------------------------------------

    @api.model
    def _tell_helpers(self, kind, assignments):
        """Queue one message to the helper of each assignment.

        :param str kind: ``offer``, ``released``, ``moved``, ``cancelled``,
            ``arrived``, ``point_closed`` or ``point_open``
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
                        "reference": entry.reference,
                        "body": self._get_helper_body(kind, entry),
                    }
                    for entry in assignments_sudo
                ]
            )
        )

    # -------------------------------------------------------------------------
    # CHANNELS
    # -------------------------------------------------------------------------

    @api.model
    def _get_channel(self, citizen, kind=""):
        """The way that the person chose, as far as it can be gone.

        :return: ``sms``, ``email`` or ``call``; of a reminder also ``none``
        """
        wanted = citizen.contact_channel
        if kind == "reminder" and citizen.reminder_channel != "same":
            wanted = citizen.reminder_channel
        if wanted == "none":
            return "none"
        if wanted == "email" and citizen.email:
            return "email"
        if wanted == "call":
            return "call"
        if citizen.email and not (is_mobile(citizen.phone) and self._has_sms_gateway()):
            return "email"
        if citizen.phone:
            return "sms" if is_mobile(citizen.phone) else "call"
        return "email"

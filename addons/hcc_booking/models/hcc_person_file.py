from odoo import api, models
from odoo.fields import Domain


class HccPersonFile(models.AbstractModel):
    _inherit = "hcc.person.file"

    @api.model
    def _get_sections_hcc_citizen(self, person):
        requests = person._get_own_requests()
        by_request = Domain("request_id", "in", requests.ids)
        visits = person._find_parts("hcc.appointment", by_request)
        return [
            *self._get_sections_of_person(person),
            *self._get_sections_of_requests(person, requests, visits),
            *self._get_sections_of_words(person, requests),
            self._section(
                "reads",
                self.env._("Who has seen your information"),
                person._find_parts(
                    "hcc.read.log", Domain("person_id", "in", person.ids)
                ),
                ("at", "role", "scope", "how"),
            ),
            self._get_journal_section(
                [person, requests, visits], self._get_journal_words()
            ),
        ]

    @api.model
    def _get_sections_of_person(self, person):
        return [
            self._section(
                "person",
                self.env._("Who you are"),
                person,
                (
                    *("name", "phone", "email", "address", "address_note"),
                    *("birth_year", "identity_number", "disability", "poverty"),
                    *("contact_channel", "reminder_channel", "discreet"),
                    *("ward_id", "create_date"),
                ),
            ),
            self._section(
                "account",
                self.env._("Your account"),
                # sudo: res.users - the own account
                person.partner_id.with_context(active_test=False).user_ids,
                ("login", "lang"),
            ),
            self._section(
                "consents",
                self.env._("What you agreed to"),
                person.consent_ids,
                (
                    *("given_at", "how", "text_id", "body_shown", "confirmed_at"),
                    "withdrawn_at",
                ),
            ),
        ]

    @api.model
    def _get_sections_of_requests(self, person, requests, visits):
        by_request = Domain("request_id", "in", requests.ids)
        return [
            self._section(
                "requests",
                self.env._("Requests for help"),
                requests,
                (
                    *("reference", "create_date", "ward_id", "channel", "state"),
                    *("procedure_ids", "place", "service_point_id", "start"),
                    *("description", "wish", "difficulty_travelling", "eid_level2"),
                    *("own_sim", "requester_relation", "latitude", "longitude"),
                    *("need_sign", "need_large_print", "need_step_free"),
                    *("has_companion", "need_language", "wish_gender"),
                    *("home_reason_ids", "home_decision", "home_decision_reason"),
                    *("home_review_text", "home_review_reason", "quota_reason"),
                    *("cancel_reason", "done_at", "rating_value", "rated_at"),
                    "rating_last_feedback",
                ),
            ),
            self._section(
                "visits",
                self.env._("Visits"),
                visits,
                (
                    *("reference", "start", "stop", "state", "place"),
                    *("service_point_id", "lead_id", "done_at"),
                ),
            ),
            self._section(
                "dossiers",
                self.env._("Dossiers"),
                person._find_parts("hcc.dossier", by_request),
                (
                    *("procedure_id", "code", "outcome", "not_filed_reason"),
                    *("filed_on", "outcome_on", "supplement_deadline", "note"),
                ),
            ),
            self._section(
                "papers_seen",
                self.env._("Papers that were seen"),
                person._find_parts("hcc.home.evidence", by_request),
                ("reason_id", "paper", "seen_at"),
            ),
            self._section(
                "waiting",
                self.env._("Waiting list"),
                person._find_parts("hcc.waiting", by_request),
                ("reference", "asked_at", "state", "not_before", "not_after"),
            ),
            self._section(
                "asked_for_others",
                self.env._("Help you asked for, for somebody else"),
                person._get_asked_requests(),
                ("reference", "create_date", "requester_relation"),
            ),
        ]

    @api.model
    def _get_sections_of_words(self, person, requests):
        """Messages to the person alone, and complaints that the person made."""
        return [
            self._section(
                "messages",
                self.env._("Messages and calls"),
                person._find_parts(
                    "hcc.message",
                    Domain("citizen_id", "=", person.id)
                    & Domain("recipient", "=", "citizen"),
                ),
                (
                    *("create_date", "kind", "channel", "state", "sent_at", "body"),
                    *("call_result", "call_tries"),
                ),
            ),
            self._section(
                "complaints",
                self.env._("What you reported"),
                person._find_parts(
                    "hcc.complaint",
                    Domain("request_id", "in", requests.ids)
                    & Domain("is_verified", "=", True),
                ),
                (
                    *("reference", "received_at", "kind", "about", "name", "phone"),
                    *("text", "state", "outcome", "answer", "answered_at"),
                ),
            ),
        ]

    @api.model
    def _get_journal_words(self):
        """Actions that a citizen reads of, in words; others show their own word."""
        history = self.env["hcc.request.history"]
        return {
            **history._get_request_sentences({}),
            **history._get_home_sentences({}),
            "citizen_updated": self.env._("What is known of you was changed."),
            "citizen_merged": self.env._("Two records of you became one."),
            "consent_withdrawn": self.env._("A consent was withdrawn."),
            "person_file_made": self.env._("This file was made."),
            "appointment_created": self.env._("A visit was promised."),
            "appointment_moved": self.env._("The visit has another time."),
            "appointment_cancelled": self.env._("The visit was taken off."),
            "appointment_begun": self.env._("The help began."),
            "appointment_done": self.env._("The help ended."),
            "appointment_no_show": self.env._("The citizen was not there."),
            "moved": self.env._("The appointment was moved."),
            "wish_answered": self.env._("The wished time was answered."),
        }

from odoo import api, fields, models
from odoo.tools import SQL

# steps of a visit that the request's own row tells already
TOLD_BY_THE_REQUEST = (
    "appointment_begun",
    "appointment_done",
    "appointment_no_show",
)
# actions whose details hold times
TIMED = ("appointment_created", "moved", "wish_answered")


class HccRequestHistory(models.Model):
    """The journal of one request and of its visits, in words.

    Read by those who handle the request. The journal itself keeps short
    technical words; here they become sentences in the reader's language.
    """

    _name = "hcc.request.history"
    _description = "History of a Request"
    _auto = False
    _order = "at desc, id desc"
    _rec_name = "sentence"
    _depends = {
        "hcc.journal": ["at", "user_id", "model", "res_id", "action", "details"],
        "hcc.request": ["ward_id"],
        "hcc.appointment": ["request_id"],
        "hcc.assignment": ["request_id", "collaborator_id"],
        "hcc.dossier": ["request_id"],
        "hcc.message": ["request_id"],
    }

    at = fields.Datetime("When", readonly=True)
    request_id = fields.Many2one("hcc.request", readonly=True)
    ward_id = fields.Many2one("hcc.ward", readonly=True)
    user_id = fields.Many2one("res.users", "Who", readonly=True)
    collaborator_id = fields.Many2one("hcc.collaborator", "Helper", readonly=True)
    action = fields.Char(readonly=True)
    details = fields.Json(readonly=True)
    sentence = fields.Char("What", compute="_compute_sentence")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT j.id, j.at, j.action, j.details, u.id AS user_id,
                   source.request_id, r.ward_id, source.collaborator_id
              FROM (
                    SELECT 'hcc.request' AS model, id AS res_id, id AS request_id,
                           NULL::int AS collaborator_id
                      FROM hcc_request
                     UNION ALL
                    SELECT 'hcc.appointment', id, request_id, NULL
                      FROM hcc_appointment
                     UNION ALL
                    SELECT 'hcc.assignment', id, request_id, collaborator_id
                      FROM hcc_assignment
                     UNION ALL
                    SELECT 'hcc.dossier', id, request_id, NULL FROM hcc_dossier
                     UNION ALL
                    SELECT 'hcc.message', id, request_id, collaborator_id
                      FROM hcc_message
                   ) AS source
              JOIN hcc_request r ON r.id = source.request_id
              JOIN hcc_journal j
                ON j.model = source.model AND j.res_id = source.res_id
         LEFT JOIN res_users u ON u.id = j.user_id
             WHERE j.action NOT IN %s
            """,
            TOLD_BY_THE_REQUEST,
        )

    @api.depends("action", "details", "collaborator_id")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for row in self:
            row.sentence = row._get_sentence()

    def _get_sentence(self):
        """Return the row as a sentence; an unknown action shows its own word."""
        details = self.details or {}
        sentences = {
            **self._get_request_sentences(details),
            **self._get_visit_sentences(details),
            **self._get_helper_sentences(details),
            **self._get_paper_sentences(details),
            **self._get_home_sentences(details),
        }
        return sentences.get(self.action) or self.action

    def _get_request_sentences(self, details):
        _ = self.env._
        when = self._say_time
        return {
            "request_created": _("The request was made."),
            "cancelled": _("Cancelled by the citizen.")
            if details.get("by") == "citizen"
            else _("Cancelled by the service."),
            "moved": _(
                "Moved from %(before)s to %(after)s.",
                before=when(details.get("before")),
                after=when(details.get("after")),
            ),
            "wish_answered": _(
                "The wished time was answered with %(when)s.",
                when=when(details.get("start")),
            ),
            "return_visit": _("A return visit was asked for."),
            "begun": _("The help began."),
            "done": _("The help ended."),
            "no_show": _("The citizen was not there."),
            "rated": _("The citizen rated the help."),
            "reminded": _("The citizen was reminded of the visit."),
        }

    def _get_home_sentences(self, details):
        _ = self.env._
        return {
            "home_decision": _("The home visit was refused.")
            if details.get("decision") == "refused"
            else _("The home visit was approved."),
            "home_evidence": _("The helper saw a paper.")
            if details.get("at_the_door")
            else _("A clerk saw a paper."),
            "home_review_asked": _("The citizen asked for another look."),
            "home_review": _("Another look: the home visit is possible.")
            if details.get("outcome") == "changed"
            else _("Another look: the answer stays."),
            "quota_passed": _("More appointments on this day than usual."),
        }

    def _get_visit_sentences(self, details):
        _ = self.env._
        return {
            "appointment_created": _(
                "A visit was promised for %(when)s.",
                when=self._say_time(details.get("start")),
            ),
            "appointment_moved": _("The visit has another time."),
            "appointment_cancelled": _("The visit was taken off."),
            "assigned": _("A coordinator chose the helper."),
            "reassigned": _("A coordinator changed the helper."),
            "checked_in": _("The helper was heard from after the visit."),
        }

    def _get_helper_sentences(self, details):
        _ = self.env._
        helper = self.collaborator_id.name or ""
        states = dict(
            self.env["hcc.assignment"]._fields["state"]._description_selection(self.env)
        )
        return {
            "on_the_way": _("%(helper)s set out.", helper=helper),
            "assignment_created": _("%(helper)s was asked to go.", helper=helper),
            "assignment_state": _(
                "%(helper)s: %(state)s.",
                helper=helper,
                state=states.get(details.get("after"), ""),
            ),
        }

    def _get_paper_sentences(self, details):
        _ = self.env._
        outcomes = dict(
            self.env["hcc.dossier"]._fields["outcome"]._description_selection(self.env)
        )
        outcome = outcomes.get(details.get("outcome"), "")
        states = dict(
            self.env["hcc.message"]._fields["state"]._description_selection(self.env)
        )
        return {
            "dossier_recorded": _("A dossier was recorded: %(what)s.", what=outcome),
            "dossier_outcome": _("A dossier is now: %(what)s.", what=outcome),
            "dossier_way": _("It was put right how a dossier was filed."),
            "dossier_dropped": _("A dossier was not needed after all."),
            "dossier_left_alone": _("A dossier is not followed any more."),
            "dossier_looked_at": _("Somebody looked: nothing new of a dossier."),
            "message_delivery": _(
                "A message: %(state)s.", state=states.get(details.get("state"), "")
            ),
            "message_called": _("Somebody called and told."),
            "message_retried": _("A message is sent again."),
            "message_not_reached": _("Somebody called, nobody answered."),
            "message_wrong_number": _("Somebody called: the number is wrong."),
            "message_given_up": _("Nobody could be reached."),
            "message_receipt": _("A message has arrived.")
            if details.get("receipt") == "delivered"
            else _("A message did not arrive."),
        }

    def _say_time(self, moment):
        """Return a time of the journal in words; other details are no times."""
        if self.action not in TIMED:
            return ""
        words = self.env["hcc.words"]
        return words._when(fields.Datetime.to_datetime(moment) if moment else False)

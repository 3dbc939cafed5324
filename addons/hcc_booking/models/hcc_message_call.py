from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

#: how long after a call that nobody took the next one makes sense
CALL_AGAIN_AFTER = timedelta(hours=1)
CALL_TRIES = 3
OPEN_CALLS = ("to_call", "failed")


class HccMessageCall(models.AbstractModel):
    """Calls that somebody makes, because nothing else reaches the person."""

    _name = "hcc.message.call"
    _description = "Calls to Make"
    _inherit = ["hcc.guard.mixin"]

    call_result = fields.Selection(
        [
            ("reached", "Reached and told"),
            ("not_reached", "Nobody answered"),
            ("wrong_number", "Wrong number"),
        ],
        "Last Call",
        readonly=True,
    )
    call_tries = fields.Integer("Calls", readonly=True)
    called_by_id = fields.Many2one("res.users", "Called by", readonly=True)
    call_after = fields.Datetime("Not before", readonly=True)
    is_discreet = fields.Boolean("Discreet", compute="_compute_is_discreet")
    error_words = fields.Char("What is wrong", compute="_compute_error_words")

    @api.depends("citizen_id", "request_id")
    def _compute_is_discreet(self):
        for message in self:
            # sudo: hcc.citizen - helpers read their own messages without people
            message.is_discreet = message.sudo()._is_discreet()

    @api.depends("error")
    @api.depends_context("lang")
    def _compute_error_words(self):
        words = self._get_error_words()
        for message in self:
            error = message.error or ""
            kind, _line, detail = error.partition("_")
            if kind == "http":
                message.error_words = self.env._(
                    "The text message service answered with HTTP %(code)s.", code=detail
                )
            elif kind == "code":
                message.error_words = self.env._(
                    "The text message service answered with “%(code)s”.", code=detail
                )
            elif kind == "settings":
                message.error_words = self.env._(
                    "The settings of the text message service are not complete."
                )
            else:
                message.error_words = words.get(error, error)

    @api.model
    def _get_error_words(self):
        return {
            "no_service": self.env._("There is no text message service."),
            "no_address": self.env._("There is no e-mail address."),
            "bad_address": self.env._("The mail service refuses this address."),
            "no_connection": self.env._("The text message service cannot be reached."),
            "no_answer": self.env._("The answer of the service was lost."),
            "too_slow": self.env._("The text message service did not answer in time."),
            "not_json": self.env._("The answer of the service was not understood."),
            "unclear": self.env._("The answer of the service was not understood."),
            "number": self.env._("Text messages do not go to this number."),
            "interrupted": self.env._("Sending was interrupted."),
            "not_reached": self.env._("Nobody answered the telephone."),
            "wrong_number": self.env._("The telephone number is wrong."),
        }

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "call_after",
            "call_result",
            "call_tries",
            "called_by_id",
        }

    # -------------------------------------------------------------------------
    # ACTIONS
    # -------------------------------------------------------------------------

    def action_called(self):
        """Somebody called the person and told them."""
        self._check_call()
        now = fields.Datetime.now()
        for message in self:
            message._note_call("reached", state="done", sent_at=now)
        self._journal("message_called")
        # sudo: hcc.request - the first word with the citizen counts from here
        self.sudo().request_id._note_first_contact(now)
        return True

    def action_not_reached(self):
        """Nobody answered: somebody calls again later, but not for ever."""
        self._check_call()
        later = fields.Datetime.now() + CALL_AGAIN_AFTER
        for message in self:
            is_last = message.call_tries + 1 >= CALL_TRIES
            message._note_call(
                "not_reached",
                state="failed" if is_last else "to_call",
                call_after=False if is_last else later,
                error="not_reached" if is_last else message.error,
            )
        self._journal("message_not_reached")
        return True

    def action_wrong_number(self):
        """The number is not the person's: nobody calls it again."""
        self._check_call()
        for message in self:
            message._note_call("wrong_number", state="failed", error="wrong_number")
        self._journal("message_wrong_number")
        return True

    def action_give_up(self):
        """The person cannot be reached; the message leaves the lists."""
        self._check_call()
        self._write_guarded({"state": "cancelled"})
        self._journal("message_given_up")
        return True

    def action_retry(self):
        """Try again to send what failed."""
        self.check_access("write")
        if self.filtered(lambda message: message.state not in OPEN_CALLS):
            raise UserError(self.env._("Only a failed message can be sent again."))
        if self.filtered(lambda message: message.receipt == "unknown"):
            raise UserError(
                self.env._(
                    "This text may have gone out already, so it is not sent again. "
                    "Please call."
                )
            )
        for message in self:
            message._write_guarded(
                {
                    "state": "pending",
                    "channel": message._get_first_way(),
                    "error": False,
                    "tried": False,
                    "attempts": 0,
                    "next_try_at": False,
                }
            )
        self._journal("message_retried")
        return True

    def _get_first_way(self):
        """The way that a message goes first, as when it was written."""
        if self.recipient == "collaborator":
            return self.channel
        if self.citizen_id:
            return self._get_channel(self.citizen_id)
        return "sms" if self.to_phone else "email"

    # -------------------------------------------------------------------------
    # HELPERS
    # -------------------------------------------------------------------------

    def _check_call(self):
        self.check_access("write")
        if self.filtered(lambda message: message.state not in OPEN_CALLS):
            raise UserError(self.env._("This message does not wait for a call."))

    def _note_call(self, result, **values):
        self._write_guarded(
            {
                "call_result": result,
                "call_tries": self.call_tries + 1,
                "called_by_id": self.env.uid,
                **values,
            }
        )

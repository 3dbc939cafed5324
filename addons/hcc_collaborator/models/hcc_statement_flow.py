from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .hcc_statement_making import VISITS

LONGEST = 2000


class HccStatementFlow(models.AbstractModel):
    """What may happen to a statement, one method for each step."""

    _name = "hcc.statement.flow"
    _description = "Steps of a Statement"

    # -------------------------------------------------------------------------
    # ACTIONS
    # -------------------------------------------------------------------------

    def action_publish(self):
        """Let the people see their statements."""
        self._check_coordinates()
        drafts = self.filtered(lambda statement: statement.state == "draft")
        if not drafts:
            raise UserError(self.env._("There is no draft to publish."))
        drafts._set(state="published", published_at=fields.Datetime.now())
        drafts._journal("statement_published")

        for month, same in drafts.grouped("month").items():
            same._tell_published(month)
        return True

    def action_contest(self):
        """Open the form in which the person contests the statement as a whole."""
        return self._open_contest()

    def action_correct(self):
        """Open the form in which work that is missing is added."""
        return self._open_answer("add")

    def action_settle(self):
        """Open the form of the answer that settles what was contested."""
        return self._open_answer("settle")

    def _open_contest(self, line=None):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_collaborator.hcc_statement_contest_action"
        )
        context = {"default_statement_id": self.id}
        if line:
            context["default_line_id"] = line.id
        return {**action, "context": context}

    def _open_answer(self, step, line=None):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_collaborator.hcc_statement_answer_action"
        )
        context = {"default_statement_id": self.id, "default_step": step}
        if line:
            context |= {
                "default_line_id": line.id,
                "default_kind": line.kind,
                "default_start": line.start,
                "default_stop": line.stop,
                "default_counts": bool(line.quantity),
            }
        return {**action, "context": context}

    # -------------------------------------------------------------------------
    # STEPS
    # -------------------------------------------------------------------------

    def _contest(self, text, line=None):
        """The person says what is wrong, in the whole or in one line.

        :param str text: words of the person
        :param line: ``hcc.statement.line`` of this statement, or nothing
        """
        self.ensure_one()
        self.check_access("read")
        if self.user_id != self.env.user:
            raise AccessError(self.env._("Everybody contests the own statement."))
        self._check_state("published", "contested")
        text = self._check_words(text)
        now = fields.Datetime.now()
        if line:
            self._check_line(line)
            # sudo: hcc.statement.line - the own one, checked above
            line.sudo().contest_text = text
            self._set(state="contested", contested_at=now)
        else:
            self._set(state="contested", contested_at=now, contest_text=text)
        self._journal("statement_contested", line=line.id if line else False)

    def _correct(self, values, reason, line=None):
        """A coordinator changes one line, or adds work that is missing.

        :param dict values: ``kind``, ``start``, ``stop``, ``quantity``
        :param str reason: why; kept with the value before
        :param line: ``hcc.statement.line`` of this statement; none: a new one
        :return: the line
        """
        self.ensure_one()
        self._check_coordinates()
        self._check_state("published", "contested")
        reason = self._check_words(reason)
        line = line or self.env["hcc.statement.line"]
        if line:
            self._check_line(line)
        counted = self._count_by_hand(values)
        # sudo: hcc.statement.line - written by this method alone, checked above
        line_sudo = line.sudo()
        if line and not line.is_corrected:
            counted |= {
                "original_words": line.when_words,
                "original_minutes": line.minutes,
                "original_quantity": line.quantity,
                "original_amount": line.amount,
            }
        counted |= {
            "is_corrected": True,
            "correction_reason": reason,
            "corrected_at": fields.Datetime.now(),
            "corrected_by_id": self.env.uid,
        }
        before = line.minutes if line else 0
        if line:
            line_sudo.write(counted)
        else:
            line_sudo = line_sudo.create(
                {**counted, "statement_id": self.id, "is_added": True}
            )
        self._journal(
            "statement_corrected",
            line=line_sudo.id,
            minutes_before=before,
            minutes=line_sudo.minutes,
        )
        self._tell_change(f"line:{line_sudo.id}:{line_sudo.corrected_at}")
        return line_sudo.with_env(self.env)

    def _settle(self, answer):
        """A coordinator answers what was contested; the matter is closed.

        :param str answer: words to the person
        """
        self.ensure_one()
        self._check_coordinates()
        self._check_state("contested")
        if self.user_id == self.env.user:
            raise UserError(self.env._("Somebody else has to answer this."))
        self._set(
            state="settled",
            answer=self._check_words(answer),
            settled_at=fields.Datetime.now(),
            settled_by_id=self.env.uid,
        )
        self._journal("statement_settled")
        self._tell_change("settled")

    def _count_by_hand(self, values):
        """Values of a line out of what was typed."""
        kind, start, stop = values["kind"], values["start"], values["stop"]
        if not start or not stop or start > stop:
            raise UserError(self.env._("Work must begin before it ends."))
        following = fields.Date.add(self.month, months=1)
        counted = self._count(
            {"start": start, "stop": stop, "quantity": values["quantity"]},
            kind,
            self._get_days(self.month, following),
            self._get_rates(),
        )
        if not self.month <= counted["day"] < following:
            raise UserError(self.env._("This day is not in the month."))
        if kind not in VISITS and (stop - start).total_seconds() > 24 * 3600:
            raise UserError(self.env._("Work of more than a day goes into two lines."))
        return {**counted, "kind": kind}

    # -------------------------------------------------------------------------
    # CHECKS AND HELPERS
    # -------------------------------------------------------------------------

    def _set(self, **values):
        # sudo: hcc.statement - written by the steps alone, who checked the access
        self.sudo().write(values)
        # at once: of two people PostgreSQL refuses the second, who starts over
        self.flush_recordset()

    def _check_coordinates(self):
        self.check_access("read")
        wards = self.env.user.hcc_coordinator_ward_ids
        if not self.env.su and self.ward_id - wards:
            raise AccessError(
                self.env._("Only a coordinator of the ward decides about statements.")
            )

    def _check_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for statement in self:
            if statement.state not in states:
                raise UserError(
                    self.env._(
                        "This cannot be done: the statement is “%(state)s”.",
                        state=labels[statement.state],
                    )
                )

    def _check_line(self, line):
        line.ensure_one()
        if line.statement_id != self:
            raise UserError(self.env._("This line is of another statement."))

    @api.model
    def _check_words(self, text):
        text = (text or "").strip()
        if not text:
            raise UserError(self.env._("Please write a few words."))
        if len(text) > LONGEST:
            raise UserError(
                self.env._("At most %(limit)s characters, please.", limit=LONGEST)
            )
        return text

    def _tell_published(self, month):
        def words(person):
            _ = person.env._
            return _("Your hours of the month are ready"), _(
                "Your statement of hours for %(month)s can be read under “My "
                "hours”. If something is wrong, say so there.",
                month=f"{month:%m/%Y}",
            )

        self._tell(self, words, f"{month}")

    def _tell_change(self, key):
        month = f"{self.month:%m/%Y}"

        def words(person):
            _ = person.env._
            return _("Your statement of hours has an answer"), _(
                "Your statement of hours for %(month)s was looked at. You find "
                "the answer and every correction under “My hours”.",
                month=month,
            )

        self._tell(self, words, f"{self.id}:{key}")

    @api.model
    def _tell(self, statements, words, key):
        # sudo: hcc.collaborator - whose statements these are
        people_sudo = statements.sudo().collaborator_id
        self.env["hcc.notice"]._tell(people_sudo, "statement", words, key=key)

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.hcc_collaborator.models.fields import NoteText

from ..tools.dossier_code import is_usual, tidy

ENTRY_FIELDS = ("procedure_id", "filed", "code", "not_filed_reason", "note")


class HccDossierEntry(models.AbstractModel):
    """Dossiers of one contact, entered one after the other on a small screen.

    The fields show one dossier; the others wait in ``entries``. So each field is
    as wide as the phone, and nothing has to be opened.
    """

    _name = "hcc.dossier.entry"
    _description = "Entry of Dossiers"

    entries = fields.Json()
    position = fields.Integer()
    entry_count = fields.Integer(compute="_compute_entry_words")
    is_last = fields.Boolean(compute="_compute_entry_words")
    heading = fields.Char(compute="_compute_entry_words")
    # the dossier on the screen
    procedure_id = fields.Many2one("hcc.procedure")
    filed = fields.Selection(
        [
            ("online", "Filed online"),
            ("paper", "Filed on paper"),
            ("no", "Could not be filed"),
            ("advice", "Only advice was needed"),
        ],
        "Result",
    )
    code = fields.Char("Dossier code")
    code_is_odd = fields.Boolean(compute="_compute_code_is_odd")
    code_help = fields.Char(compute="_compute_code_is_odd")
    not_filed_reason = fields.Selection(
        selection=lambda self: self._selection_not_filed_reason(), string="Why not"
    )
    note = NoteText()

    @api.depends("entries", "position")
    def _compute_entry_words(self):
        for form in self:
            count = max(len(form.entries or []), 1)
            form.entry_count = count
            form.is_last = form.position + 1 >= count
            form.heading = self.env._(
                "Dossier %(position)s of %(count)s",
                position=form.position + 1,
                count=count,
            )

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_code_is_odd(self):
        for form in self:
            code = tidy(form.code)
            form.code_is_odd = bool(code) and not is_usual(code)
            form.code_help = (
                form.code_is_odd and self.env["hcc.dossier"]._get_code_help(code) or ""
            )

    def _selection_not_filed_reason(self):
        reason = self.env["hcc.dossier"]._fields["not_filed_reason"]
        return reason._description_selection(self.env)

    def action_next_entry(self):
        """Keep the dossier on the screen and show the next one."""
        self.ensure_one()
        self._keep_entry()
        self._show_entry(self.position + 1)
        return self._reopen()

    def action_previous_entry(self):
        """Show the dossier before, keeping what was typed so far."""
        self.ensure_one()
        self._keep_entry(check=False)
        self._show_entry(max(self.position - 1, 0))
        return self._reopen()

    def action_add_entry(self):
        """Keep the dossier on the screen and start one more."""
        self.ensure_one()
        self._keep_entry()
        self.entries = [*self.entries, {}]
        self._show_entry(self.position + 1)
        return self._reopen()

    def _keep_entry(self, check=True):
        """Put the dossier on the screen among the entries."""
        if check:
            self._check_entry()
        entries = list(self.entries or [{}])
        entries[self.position] = {
            "procedure_id": self.procedure_id.id,
            "filed": self.filed,
            "code": self.code,
            "not_filed_reason": self.not_filed_reason,
            "note": self.note,
        }
        self.entries = entries

    def _show_entry(self, position):
        """Put one of the entries on the screen."""
        position = min(position, len(self.entries or [{}]) - 1)
        entry = (self.entries or [{}])[position]
        self.write(
            {
                "position": position,
                **{name: entry.get(name) or False for name in ENTRY_FIELDS},
            }
        )

    def _check_entry(self):
        """Check the dossier on the screen.

        :raises UserError: in the words of the form
        """
        _ = self.env._
        if not self.filed:
            raise UserError(_("Choose what became of the dossier."))
        if self.filed in ("online", "paper") and not tidy(self.code):
            raise UserError(_("Enter the code of the dossier."))
        if self.filed == "no" and not self.not_filed_reason:
            raise UserError(_("Choose why the dossier could not be filed."))

    def _prepare_dossier_values(self):
        """Return the values of one dossier for each entry that is one."""
        return [
            {
                "procedure_id": entry.get("procedure_id") or False,
                "code": entry.get("code") if entry["filed"] != "no" else False,
                "filed_online": entry["filed"] == "online",
                "outcome": "not_filed" if entry["filed"] == "no" else "filed",
                "not_filed_reason": entry.get("not_filed_reason")
                if entry["filed"] == "no"
                else False,
                "note": entry.get("note"),
                # said by a device alone
                "instead": entry.get("instead"),
                "is_only": entry.get("is_only"),
                **self._prepare_day(entry),
            }
            for entry in self.entries or []
            if entry.get("filed") and entry["filed"] != "advice"
        ]

    def _prepare_day(self, entry):
        day = entry.get("on")
        if not day:
            return {}
        return {
            "outcome_on": day,
            **({} if entry["filed"] == "no" else {"filed_on": day}),
        }

    def _reopen(self):
        """Return the action that shows this form again."""
        raise NotImplementedError

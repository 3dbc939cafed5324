import base64
import binascii
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.hcc_booking.models.hcc_absence import OPEN_STATES
from odoo.addons.hcc_booking.tools.locks import COLLABORATOR, lock
from odoo.addons.hcc_collaborator.tools.localtime import LOCAL_TZ, local_date

from ..tools import ics

#: how far ahead absences are taken over
AHEAD = timedelta(days=400)


class HccAbsenceImport(models.TransientModel):
    """Takes times over from a calendar file as absences, after a look at them.

    The look writes nothing but what it found into this form. The same file twice
    changes nothing; a moved entry moves its absence. Titles are shown, never kept.
    """

    _name = "hcc.absence.import"
    _description = "Absences from a calendar file"

    state = fields.Selection(
        [("ask", "Choose"), ("seen", "Look"), ("done", "Done")],
        required=True,
        default="ask",
        readonly=True,
    )
    collaborator_id = fields.Many2one(
        "hcc.collaborator",
        required=True,
        default=lambda self: self.env.user.hcc_collaborator_ids[:1],
    )
    file = fields.Binary("Calendar file (.ics)")
    file_name = fields.Char()
    kind = fields.Selection(
        [("study", "Study"), ("other", "Other")],
        string="Reason",
        required=True,
        default="study",
    )
    line_ids = fields.One2many("hcc.absence.import.line", "import_id", readonly=True)
    new_count = fields.Integer("New absences", compute="_compute_counts")
    moved_count = fields.Integer("Moved or ended", compute="_compute_counts")
    visit_count = fields.Integer("Visits in these times", compute="_compute_counts")

    @api.depends("line_ids.outcome", "line_ids.visit_count")
    def _compute_counts(self):
        for form in self:
            outcomes = form.line_ids.mapped("outcome")
            form.new_count = outcomes.count("new")
            form.moved_count = outcomes.count("moved") + outcomes.count("ended")
            form.visit_count = sum(form.line_ids.mapped("visit_count"))

    @api.depends("collaborator_id")
    def _compute_display_name(self):
        for form in self:
            form.display_name = self.env._("Absences from a calendar file")

    def action_look(self):
        """Show what would become of each entry; nothing is written yet."""
        self.ensure_one()
        self._show(self._plan())
        self.state = "seen"
        return self._open()

    def action_take_over(self):
        """Enter the absences; what has changed since the look counts."""
        self.ensure_one()
        if self.state == "done":
            # sent twice
            return self._open()
        lock(self.env.cr, COLLABORATOR, self.collaborator_id.ids)
        plan = self._plan()
        absences = self.env["hcc.absence"]
        new = []
        for busy, outcome, absence in plan:
            times = {"start": busy.start, "stop": busy.stop}
            if outcome == "new":
                new.append(
                    {
                        **times,
                        "collaborator_id": self.collaborator_id.id,
                        "kind": self.kind,
                        "ics_key": busy.key,
                    }
                )
            elif outcome == "moved":
                absence.write(times)
            elif outcome == "ended":
                absence.action_cancel()
        absences.create(new)
        self._show(plan)
        # what the calendar says besides is no longer needed
        self.write({"state": "done", "file": False})
        return self._open()

    def action_restart(self):
        """Choose another file."""
        self.ensure_one()
        self.line_ids.unlink()
        self.write({"state": "ask", "file": False, "file_name": False})
        return self._open()

    def _plan(self):
        """What becomes of each entry: list of (Busy, outcome, absence)."""
        # whoever may enter an absence of the person may do so from a file
        self.collaborator_id.check_access("read")
        absences = self.env["hcc.absence"]
        absences.check_access("create")
        now = fields.Datetime.now()
        entries = self._read_file(local_date(now))
        known = {
            absence.ics_key: absence
            for absence in absences.search(
                [
                    ("collaborator_id", "=", self.collaborator_id.id),
                    ("ics_key", "in", [busy.key for busy in entries]),
                ]
            )
        }
        plan = []
        for busy in entries:
            absence = known.get(busy.key, absences)
            plan.append((busy, self._get_outcome(busy, absence, now), absence))
        return plan

    @api.model
    def _get_outcome(self, busy, absence, now):
        if busy.stop <= now:
            return "past"
        if absence and absence.state == "cancelled":
            return "cancelled"
        if busy.is_cancelled:
            return "ended" if absence else "cancelled"
        if not absence:
            return "new"
        same = (absence.start, absence.stop) == (busy.start, busy.stop)
        return "same" if same else "moved"

    def _read_file(self, today):
        """:raises UserError: in plain words, when the file is no calendar"""
        if not self.file:
            raise UserError(self.env._("Choose a calendar file first."))
        try:
            content = base64.b64decode(self.file, validate=False)
            return ics.read(content, today, today + AHEAD, LOCAL_TZ)
        except binascii.Error:
            raise UserError(self._get_error_words("calendar", "")) from None
        except ics.IcsError as error:
            raise UserError(self._get_error_words(error.code, error.title)) from None

    def _get_error_words(self, code, title):
        _ = self.env._
        return {
            "big": _("The file is larger than 512 KB. Export a shorter period."),
            "text": _("This is no calendar file: it does not consist of text."),
            "calendar": _(
                "This is no calendar file that can be read. Export it once more, "
                "as iCalendar (.ics)."
            ),
            "empty": _("There are no entries in this calendar."),
            "many": _("There are too many entries. Export a shorter period."),
            "time": _("The time of the entry “%(title)s” cannot be read.", title=title),
            "rule": _(
                "The repetition of the entry “%(title)s” cannot be read. Enter it "
                "by hand.",
                title=title,
            ),
        }[code]

    def _show(self, plan):
        visits = self._get_visits(plan)
        lines = [Command.clear()]
        for busy, outcome, _absence in plan:
            hit = outcome in ("new", "moved") and sum(
                start < busy.stop and busy.start < stop for start, stop in visits
            )
            lines.append(
                Command.create(
                    {
                        "title": busy.title,
                        "start": busy.start,
                        "stop": busy.stop,
                        "outcome": outcome,
                        "visit_count": hit or 0,
                    }
                )
            )
        # sudo: hcc.absence.import.line - lines are made by this method alone
        self.sudo().line_ids = lines

    def _get_visits(self, plan):
        """When the person has visits in the times of the plan."""
        if not plan:
            return []
        # sudo: hcc.assignment - times alone, of other wards too
        return [
            (visit_sudo.start, visit_sudo.stop)
            for visit_sudo in self.env["hcc.assignment"]
            .sudo()
            .search(
                [
                    ("collaborator_id", "=", self.collaborator_id.id),
                    ("state", "in", OPEN_STATES),
                    ("start", "<", max(busy.stop for busy, *_rest in plan)),
                    ("stop", ">", min(busy.start for busy, *_rest in plan)),
                ]
            )
        ]

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Absences from a calendar file"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

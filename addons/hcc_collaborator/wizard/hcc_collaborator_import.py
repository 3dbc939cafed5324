import base64
import binascii
from urllib.parse import quote

from odoo import Command, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.mixins.hcc_account_mixin import ADMINISTRATOR

# rows that the screen names; the file to take away has them all
MAX_SHOWN = 200
MAX_NAMED = 20


class HccCollaboratorImport(models.TransientModel):
    """Takes in a list of people that a ward sent, after a look at it.

    The look writes nothing but what it found into this form. The list is read again
    when it is taken in: what became of the rows meanwhile counts. Forms and files are
    deleted by Odoo after an hour.
    """

    _name = "hcc.collaborator.import"
    _description = "Import a list of people"

    state = fields.Selection(
        [("draft", "Choose"), ("checked", "Look"), ("done", "Done")],
        required=True,
        default="draft",
        readonly=True,
    )
    file = fields.Binary("List")
    file_name = fields.Char()
    arrive_as = fields.Selection(
        [("applied", "Applicants"), ("approved", "Approved, with a badge number")],
        string="They arrive as",
        required=True,
        default="applied",
    )
    # what was found
    found = fields.Char("What was found", readonly=True)
    row_count = fields.Integer("Rows", readonly=True)
    good_count = fields.Integer("Can be imported", readonly=True)
    known_count = fields.Integer("There already", readonly=True)
    bad_count = fields.Integer("To correct", readonly=True)
    unread = fields.Char("Columns that are not read", readonly=True)
    former_names = fields.Text("Former names of wards", readonly=True)
    problem_ids = fields.One2many(
        "hcc.collaborator.import.problem",
        "import_id",
        "Rows not taken",
        readonly=True,
    )
    hidden_note = fields.Char(readonly=True)
    # files to take away
    template = fields.Binary(readonly=True)
    refused = fields.Binary("Rows to Correct", readonly=True)
    # what was made
    result = fields.Text(readonly=True)
    first_id = fields.Integer(readonly=True)
    last_id = fields.Integer(readonly=True)

    # -------------------------------------------------------------------------
    # ACTIONS
    # -------------------------------------------------------------------------

    def action_template(self):
        """Download an empty list, with its headings in Vietnamese."""
        self.ensure_one()
        service = self.env["hcc.people.list"].with_context(lang="vi_VN")
        self.template = base64.b64encode(service._write_template())
        return self._download("template", service.env._("List of people"))

    def action_check(self):
        """Say what each row would become; nobody is made."""
        self.ensure_one()
        self._check_role()
        outcome = self.env["hcc.people.list"]._check(self._get_content())
        self._show(outcome)
        return self._open()

    def action_import(self):
        """Make the people of the good rows."""
        self.ensure_one()
        self._check_role()
        if self.state == "done":
            # sent twice
            return self._open()
        service = self.env["hcc.people.list"]
        outcome = service._check(self._get_content())
        first, last = service._take_in(outcome, self.arrive_as)
        self._show(outcome)
        self.write(
            {
                "state": "done",
                # what the list was is no longer needed
                "file": False,
                "first_id": first,
                "last_id": last,
                "result": self._get_result(outcome),
            }
        )
        return self._open()

    def action_restart(self):
        """Choose another file."""
        self.ensure_one()
        self.write({"state": "draft", "file": False, "file_name": False})
        self.problem_ids.unlink()
        return self._open()

    def action_refused(self):
        """Download the rows that are not taken, with the reasons."""
        self.ensure_one()
        return self._download("refused", self.env._("Rows to correct"))

    def action_people(self):
        """Open those who were made."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_collaborator.hcc_collaborator_action"
        )
        made = [
            ("id", ">=", self.first_id),
            ("id", "<=", self.last_id),
            ("create_uid", "=", self.env.uid),
        ]
        return {**action, "domain": made, "target": "current"}

    # -------------------------------------------------------------------------
    # HELPERS
    # -------------------------------------------------------------------------

    def _check_role(self):
        self.env["hcc.collaborator"].check_access("create")
        if self.arrive_as != "applied" and not self.env.user.has_group(ADMINISTRATOR):
            raise AccessError(
                self.env._("Only an administrator imports people as approved.")
            )

    def _get_content(self):
        """:return: bytes of the file"""
        if not self.file:
            raise UserError(self.env._("Choose the file with the list first."))
        try:
            return base64.b64decode(self.file, validate=True)
        except binascii.Error:
            raise UserError(self.env._("The file did not arrive as a whole.")) from None

    def _show(self, outcome):
        """Write what was found into the form."""
        service = self.env["hcc.people.list"]
        refused = outcome.refused
        self.problem_ids.unlink()
        self.write(
            {
                "state": "checked",
                "found": self._get_found(outcome),
                "row_count": len(outcome.good) + len(refused),
                "good_count": len(outcome.good),
                "known_count": len(outcome.known),
                "bad_count": len(outcome.bad),
                "unread": ", ".join(outcome.list.unread)[:500],
                "former_names": self._get_former_names(outcome),
                "refused": refused
                and base64.b64encode(service._write_refused(outcome)),
                "problem_ids": [
                    Command.create(values)
                    for values in self._prepare_problems(refused[:MAX_SHOWN])
                ],
                "hidden_note": self._get_hidden_note(len(refused) - MAX_SHOWN),
            }
        )

    def _prepare_problems(self, lines):
        """Return the values of one row for each problem of the lines."""
        service = self.env["hcc.people.list"]
        wards = service._get_ward_names(lines)
        labels = service._get_columns()
        return [
            {
                "row": line.number,
                "column": labels.get(problem.column),
                "name": line.values["name"],
                "reason": service._describe_one(problem, wards),
                "is_known": problem.code in service._get_known_codes(),
            }
            for line in lines
            for problem in line.problems
        ]

    def _get_former_names(self, outcome):
        """Say which former names of wards were understood, and as what."""
        names = sorted(outcome.former)[:MAX_NAMED]
        wards = self.env["hcc.ward"].browse(outcome.former[name] for name in names)
        return "\n".join(
            f"{name} → {ward.full_name}"
            for name, ward in zip(names, wards, strict=True)
        )

    def _get_found(self, outcome):
        if not outcome.good:
            return self.env._("Nobody on this list can be imported as it is.")
        return self.env._(
            "%(count)s people can be imported, in %(wards)s wards. "
            "Nothing is written yet.",
            count=len(outcome.good),
            wards=len({outcome.wards[line.ward] for line in outcome.good}),
        )

    def _get_hidden_note(self, count):
        """Say that the file has more rows than the screen."""
        if count <= 0:
            return ""
        return self.env._(
            "%(count)s more rows are not shown here. The file to download has them.",
            count=count,
        )

    def _get_result(self, outcome):
        if not outcome.good:
            return self.env._("Nobody was added.")
        return self.env._(
            "%(count)s people were added, in %(wards)s wards.",
            count=len(outcome.good),
            wards=len({outcome.wards[line.ward] for line in outcome.good}),
        )

    def _download(self, field, title):
        """Return the action that downloads a file of this form."""
        self.check_access("read")
        name = quote(f"{title}.xlsx")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/{field}/{name}?download=true",
            "target": "download",
        }

    def _open(self):
        """Return the action that shows this form again."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_collaborator.hcc_collaborator_import_action"
        )
        return {**action, "res_id": self.id}

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ..tools.localtime import local_date
from .hcc_collaborator_application import DECISION_GROUPS

REMIND_DAYS = 30


class HccCollaboratorPapers(models.AbstractModel):
    """Papers that applicants and collaborators show: seen, never kept."""

    _name = "hcc.collaborator.papers"
    _description = "Documents of a Collaborator"

    document_ids = fields.One2many(
        "hcc.collaborator.document",
        "collaborator_id",
        string="Documents Seen",
        groups=DECISION_GROUPS,
    )
    missing_strict_ids = fields.Many2many(
        "hcc.document.type",
        string="Still Needed",
        compute="_compute_missing_documents",
        groups=DECISION_GROUPS,
    )
    missing_other_ids = fields.Many2many(
        "hcc.document.type",
        string="Not Shown Yet",
        compute="_compute_missing_documents",
        groups=DECISION_GROUPS,
    )

    @api.depends(
        "category", "document_ids.type_id", "document_ids.date_to", "document_ids"
    )
    def _compute_missing_documents(self):
        missing = self._get_missing_documents()
        for person in self:
            types = missing[person]
            person.missing_strict_ids = types.filtered("is_strict")
            person.missing_other_ids = types.filtered(lambda kind: not kind.is_strict)

    def _get_missing_documents(self):
        """Return {person: types of documents of which none is valid today}."""
        types = self.env["hcc.document.type"]._get_all()
        valid = Domain("collaborator_id", "in", self.ids) & types._get_valid_domain(
            self._get_today()
        )
        # sudo: hcc.collaborator.document - which kinds, no day and no name
        seen_sudo = self.env["hcc.collaborator.document"].sudo()
        held = {
            (person.id, kind.id)
            for person, kind in seen_sudo._read_group(
                valid, ["collaborator_id", "type_id"]
            )
        }
        return {
            person: types._get_types_of(person.category).filtered(
                lambda kind, person=person: (person._origin.id, kind.id) not in held
            )
            for person in self
        }

    @api.model
    def _get_today(self):
        return local_date(fields.Datetime.now())

    # -------------------------------------------------------------------------
    # WHAT THEY STOP
    # -------------------------------------------------------------------------

    def _check_documents_seen(self):
        """Nobody is approved without the strict ones.

        :raises UserError: naming what is missing
        """
        for person, types in self._get_missing_documents().items():
            strict = types.filtered("is_strict")
            if strict:
                raise UserError(
                    self.env._(
                        "%(name)s has not shown: %(documents)s.",
                        name=person.name,
                        documents=", ".join(strict.mapped("name")),
                    )
                )

    def _check_documents_in_force(self):
        """Nobody begins or comes back with a strict document that ran out.

        Who came without any, from a list, is asked by the reminder alone.
        """
        missing = self._get_missing_documents()
        # sudo: hcc.collaborator.document - which kinds were ever seen
        seen_sudo = self.env["hcc.collaborator.document"].sudo()
        seen = set(
            seen_sudo._read_group(
                [("collaborator_id", "in", self.ids)], ["collaborator_id", "type_id"]
            )
        )
        for person, types in missing.items():
            over = types.filtered(
                lambda kind, person=person: kind.is_strict and (person, kind) in seen
            )
            if over:
                raise UserError(
                    self.env._(
                        "%(name)s: these ran out and must be shown anew: "
                        "%(documents)s.",
                        name=person.name,
                        documents=", ".join(over.mapped("name")),
                    )
                )

    # -------------------------------------------------------------------------
    # REMINDERS
    # -------------------------------------------------------------------------

    def _remind_documents(self):
        """Tell people which of the other documents we would still like to see."""
        for person, types in self._get_missing_documents().items():
            if not types:
                continue

            def words(person, types=types):
                names = types.with_env(person.env).mapped("name")
                return (
                    person.env._("Documents to bring along"),
                    person.env._(
                        "Please bring along next time: %(documents)s. We only look at "
                        "them and keep no copy.",
                        documents=", ".join(names),
                    ),
                )

            key = ",".join(types.sorted("id").mapped("code"))
            self.env["hcc.notice"]._tell(person, "document_missing", words, key=key)

    @api.model
    def _cron_remind_documents(self):
        """Remind those whose documents run out within a month, once for each."""
        today = self._get_today()
        documents = self.env["hcc.collaborator.document"].search(
            Domain("date_to", ">=", today)
            & Domain("date_to", "<=", today + timedelta(days=REMIND_DAYS))
            & Domain("collaborator_id.state", "in", ("approved", "active")),
            order="date_to, id",
        )
        of_person = documents.grouped(lambda document: document.collaborator_id.id)

        def words(person):
            lines = [
                person.env._(
                    "%(document)s: valid until %(day)s. Please show us a new one "
                    "before that day.",
                    document=document.type_id.with_env(person.env).name,
                    day=format_date(person.env, document.date_to),
                )
                for document in of_person[person.id]
            ]
            return person.env._("A document runs out"), "\n".join(lines)

        def key(person):
            return "end:" + ",".join(map(str, sorted(of_person[person.id].ids)))

        people = documents.collaborator_id
        self.env["hcc.notice"]._tell(people, "document_missing", words, key=key)

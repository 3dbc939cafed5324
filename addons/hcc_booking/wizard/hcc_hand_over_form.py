from odoo import api, fields, models
from odoo.fields import Command


class HccHandOverForm(models.AbstractModel):
    """Forms that list visits with those who could take each.

    Whoever inherits it has ``line_ids`` of a model with ``hcc.hand.over.line``.
    """

    _name = "hcc.hand.over.form"
    _description = "Form That Hands Visits Over"

    visit_count = fields.Integer(compute="_compute_visit_counts")
    open_count = fields.Integer("Nobody free", compute="_compute_visit_counts")

    @api.depends("line_ids.collaborator_id")
    def _compute_visit_counts(self):
        for form in self:
            lines = form.line_ids
            form.visit_count = len(lines)
            form.open_count = len(lines.filtered(lambda line: not line.collaborator_id))

    @api.model
    def _get_outcome_words(self, outcome):
        """Say in words what became of each visit.

        :param dict outcome: what ``_give_to_others`` of the booking service gave
        :return: list of sentences
        """
        words = self.env["hcc.words"]
        sentences = [
            self.env._(
                "%(helper)s at %(when)s: visit %(reference)s.",
                helper=assignment.collaborator_id.name,
                when=words._when(assignment.start),
                reference=assignment.reference,
            )
            # sudo: hcc.assignment - names of borrowed helpers, just chosen
            for assignment in outcome["moved"].sudo()
        ]
        return sentences + [
            self.env._(
                "%(reference)s at %(when)s: nobody is free. It stays promised, "
                "and stays red until somebody is found.",
                reference=assignment.reference,
                when=words._when(assignment.start),
            )
            for assignment in outcome["left"].sudo()
        ]

    @api.model
    def _prepare_visit_lines(self, person, start, stop, **options):
        """Return one line for each remaining visit, the best helper proposed.

        :param options: what ``_ill_preview`` of the booking service takes besides
        """
        words = self.env["hcc.words"]
        rows = self.env["hcc.booking"]._ill_preview(person, start, stop, **options)
        # sudo: hcc.appointment - the place of visits that the service just listed
        visits_sudo = (
            self.env["hcc.appointment"]
            .sudo()
            .browse([row["appointment_id"] for row in rows])
        )
        return [
            {
                "assignment_id": row["assignment_id"],
                "reference": row["reference"],
                "when": words._when(row["start"], row["stop"]),
                "where": words._where(
                    visit_sudo.place, visit_sudo.service_point_id, visit_sudo.ward_id
                ),
                "candidate_ids": [Command.set(row["candidate_ids"])],
                "candidate_count": len(row["candidate_ids"]),
                "collaborator_id": row["proposed_id"],
            }
            for row, visit_sudo in zip(rows, visits_sudo, strict=True)
        ]

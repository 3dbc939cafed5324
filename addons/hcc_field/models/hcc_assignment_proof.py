from odoo import fields, models


class HccAssignmentProof(models.AbstractModel):
    """How the citizen showed that the helper was there."""

    _name = "hcc.assignment.proof"
    _description = "Proof on the Helper's Screen"

    proof_ids = fields.One2many(
        "hcc.visit.proof",
        "assignment_id",
        "Proofs",
        readonly=True,
        groups="hcc_collaborator.group_hcc_clerk",
    )
    # wrong numbers that were tried; a lost race is counted, too
    proof_wrong = fields.Integer(readonly=True, aggregator=None, copy=False)

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"proof_wrong"}

    def action_prove(self):
        """Open the form for the citizen's number or signature."""
        self._check_own_open()
        return self.env["hcc.proof.entry"]._open_for(self)

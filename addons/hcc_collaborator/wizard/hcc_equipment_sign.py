from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.fields import NoteText
from ..models.maintenance_equipment import CONDITIONS


class HccEquipmentSign(models.TransientModel):
    """Sign that equipment was handed over or came back.

    The office signs here, and the collaborator on the same device or on the own
    phone. At return the office says in which condition it is, and may hand over
    other equipment instead with the same signatures.
    """

    _name = "hcc.equipment.sign"
    _description = "Signatures of a Handover"
    _inherit = ["hcc.equipment.form"]

    handover_id = fields.Many2one("hcc.equipment.handover", required=True)
    state = fields.Selection(related="handover_id.state")
    about = fields.Char(related="handover_id.about")
    collaborator_name = fields.Char(compute="_compute_words")
    paper = fields.Text(compute="_compute_words")
    office_signed = fields.Boolean(compute="_compute_words")
    holder_signed = fields.Boolean(compute="_compute_words")
    office_signature = fields.Binary("The office signs", attachment=False)
    holder_signature = fields.Binary("The collaborator signs", attachment=False)
    returned_condition = fields.Selection(
        CONDITIONS,
        "Condition at return",
        compute="_compute_returned",
        store=True,
        readonly=False,
    )
    missing = NoteText("What is missing")
    to_repair = fields.Boolean(
        "Goes to repair", compute="_compute_to_repair", store=True, readonly=False
    )
    unsigned_reason = fields.Char("The collaborator cannot sign, why")

    @api.depends("handover_id")
    def _compute_words(self):
        for form in self:
            handover = form.handover_id
            # sudo: hcc.equipment.handover - whoever signs sees what is signed
            handover_sudo = handover.sudo()
            form.collaborator_name = handover_sudo.collaborator_id.name
            at_return = handover.state == "returning"
            labels = dict(
                handover._fields["given_condition"]._description_selection(self.env)
            )
            condition = (
                handover.returned_condition if at_return else handover.given_condition
            )
            lines = [
                self.env._("Condition: %(condition)s", condition=labels.get(condition))
            ]
            if handover.accessories:
                lines.append(
                    self.env._("With it: %(things)s", things=handover.accessories)
                )
            if at_return and handover.missing:
                lines.append(self.env._("Missing: %(things)s", things=handover.missing))
            form.paper = "\n".join(lines)
            form.office_signed = bool(
                handover_sudo.return_office_signature
                if at_return
                else handover_sudo.given_signature and handover.state == "prepared"
            )
            form.holder_signed = bool(
                handover_sudo.return_holder_signature
                if at_return
                else handover_sudo.taken_signature and handover.state == "prepared"
            )

    @api.depends("handover_id")
    def _compute_returned(self):
        for form in self:
            # sudo: maintenance.equipment - a fault may have been reported
            equipment_sudo = form.handover_id.sudo().equipment_id
            form.returned_condition = equipment_sudo.hcc_condition or "good"

    @api.depends("returned_condition")
    def _compute_to_repair(self):
        for form in self:
            form.to_repair = form.returned_condition == "broken"

    def action_confirm(self):
        """Sign, and with both signatures the equipment changes hands."""
        self.ensure_one()
        handover = self.handover_id
        if handover.state == "open":
            if not self.office_signature:
                raise UserError(self.env._("Please sign first."))
            handover._begin_return(
                self.returned_condition, self.missing or "", self.to_repair
            )
        handover._sign(
            self.office_signature, self.holder_signature, self.unsigned_reason
        )
        signed = handover
        if self.replacement_id and handover.state in ("returning", "returned"):
            replacing = handover._replace(
                self.replacement_id, self.replacement_accessories or ""
            )
            replacing._sign(self.office_signature, self.holder_signature)
            signed |= replacing
        message = self.env._("Signed by both. It is recorded.")
        if signed.filtered(lambda each: each.state in ("prepared", "returning")):
            message = self.env._("Signed. It counts when the other one has signed too.")
        # the pictures stay with the handover alone
        self.unlink()
        return self._done(message)

from datetime import timedelta

from odoo import fields, models

from .hcc_safety_steps import RUNNING


class HccAppointment(models.Model):
    """Whether a visit was proved: counted in lists, shown on the visit."""

    _inherit = "hcc.appointment"

    proof_ids = fields.One2many(
        "hcc.visit.proof",
        "appointment_id",
        "Proofs",
        readonly=True,
        groups="hcc_collaborator.group_hcc_clerk",
    )
    # plain, since few visits of the past will ever have one
    proof_share = fields.Float(
        "Proved",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Start and end, half each: by number, QR code or signature.",
    )

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"proof_share"}

    def _record_dossiers(self, lines):
        """Whoever filed something with a person helped under the consent to it."""
        # sudo: hcc.dossier - what was filed before; access is checked in super
        before_sudo = self.sudo().request_id.dossier_ids.filtered(
            lambda dossier: dossier.outcome != "not_filed"
        )
        dossiers = super()._record_dossiers(lines)
        filed_sudo = dossiers.sudo().filtered(
            lambda dossier: dossier.outcome == "filed" and dossier.procedure_id
        )
        new_sudo = filed_sudo - before_sudo
        if new_sudo:
            self.env["hcc.mandate"]._use_for(self, new_sudo.procedure_id)
        return dossiers

    def _get_last_moment(self):
        """When somebody was helped at this visit at the latest: not after its end.

        :rtype: datetime
        """
        self.ensure_one()
        if self.done_at:
            last = self.done_at - timedelta(seconds=1)
            return min(fields.Datetime.now(), last)
        return self._get_moment_of_telling()

    def _check_in(self):
        """Whoever heard from the helper need not ask again: the timer ends."""
        result = super()._check_in()
        # sudo: hcc.safety.watch - the caller checked
        watches_sudo = self.env["hcc.safety.watch"].sudo()
        watches_sudo.search(
            [
                ("appointment_id", "=", self.id),
                ("state", "in", RUNNING),
            ]
        )._end("office", fields.Datetime.now())
        return result

    def _count_proofs(self):
        """Count which of start and end are proved; called in sudo."""
        groups = self.env["hcc.visit.proof"]._read_group(
            [("appointment_id", "in", self.ids), ("state", "=", "ok")],
            ["appointment_id"],
            ["moment:count_distinct"],
        )
        proved = {visit.id: count for visit, count in groups}
        for visit in self:
            share = proved.get(visit.id, 0) / 2
            if visit.proof_share != share:
                visit._write_guarded({"proof_share": share})

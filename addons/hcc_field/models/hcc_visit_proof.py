from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.hcc_booking.models.hcc_citizen import PERSONAL_GROUPS

MOMENTS = [("start", "Start"), ("finish", "End")]


class HccVisitProof(models.Model):
    """That a citizen showed that a visit began, or ended; or that it was tried.

    By the number that only the citizen has, the QR code of the slip, or a signature.
    What was wrong is kept and marked. No position is asked for, sent or stored, and
    nothing of a visit depends on a proof. Made by :meth:`_give` alone.
    """

    _name = "hcc.visit.proof"
    _description = "Proof of a Visit"
    _inherit = [
        "hcc.visit.proof.giving",
        "hcc.guard.mixin",
        "hcc.journal.mixin",
        "hcc.read.logged.mixin",
        "hcc.ward.scoped.mixin",
    ]
    _order = "at, id"
    _rec_name = "reference"
    _read_log_fields = frozenset({"signature"})

    assignment_id = fields.Many2one(
        "hcc.assignment", required=True, readonly=True, index=True, ondelete="cascade"
    )
    appointment_id = fields.Many2one(
        related="assignment_id.appointment_id", store=True, index=True, precompute=True
    )
    user_id = fields.Many2one(
        related="assignment_id.user_id",
        string="Helper's User",
        store=True,
        index="btree_not_null",
        precompute=True,
    )
    ward_id = fields.Many2one(
        related="assignment_id.ward_id", store=True, precompute=True
    )
    reference = fields.Char(
        related="assignment_id.reference", store=True, precompute=True
    )
    moment = fields.Selection(MOMENTS, required=True, readonly=True)
    how = fields.Selection(
        [
            ("code", "Number told by the citizen"),
            ("slip", "QR code of the slip"),
            ("signature", "Signature"),
            ("none", "Without proof"),
        ],
        "Proved by",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("ok", "Right"),
            ("wrong", "Wrong"),
            ("limited", "Not looked at: too many wrong ones"),
            ("none", "None given"),
        ],
        required=True,
        readonly=True,
    )
    at = fields.Datetime("When", required=True, readonly=True)
    device_id = fields.Many2one(
        "hcc.field.device", readonly=True, index="btree_not_null", ondelete="set null"
    )
    # small, and goes with its row
    signature = fields.Binary(attachment=False, readonly=True, groups=PERSONAL_GROUPS)
    erased_at = fields.Datetime("Personal Data Taken Away on", readonly=True)

    # what is right counts once; of what was wrong, each
    _right_once = models.UniqueIndex("(assignment_id, moment, how) WHERE state = 'ok'")

    @api.model
    def _get_read_log_person(self):
        return SQL(
            "(SELECT r.citizen_id FROM hcc_appointment a"
            " JOIN hcc_request r ON r.id = a.request_id"
            " WHERE a.id = appointment_id)"
        )

    def _get_guarded_fields(self):
        return self._get_stored_fields()

    def _retire(self, kind):
        """The time of the retention rule is over; many are proved together."""
        self._erase_persons()
        return False

    def _erase_persons(self):
        """The signature goes; that there was one stays."""
        self._write_guarded({"signature": False, "erased_at": fields.Datetime.now()})

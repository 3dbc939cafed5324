from odoo import fields, models


class HccWaitingOffer(models.Model):
    """One time that was offered to somebody on the waiting list.

    While it is open, the time is held for them and for nobody else; rows stay, so
    that the list shows who was offered what.
    """

    _name = "hcc.waiting.offer"
    _description = "Time Offered from the Waiting List"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin", "hcc.ward.scoped.mixin"]
    _order = "id desc"
    _rec_name = "reference"

    waiting_id = fields.Many2one(
        "hcc.waiting", required=True, readonly=True, index=True, ondelete="cascade"
    )
    request_id = fields.Many2one(
        related="waiting_id.request_id", store=True, precompute=True, index=True
    )
    reference = fields.Char(related="waiting_id.reference")
    ward_id = fields.Many2one(related="waiting_id.ward_id", store=True, precompute=True)
    start = fields.Datetime("Offered Time", required=True, readonly=True)
    stop = fields.Datetime("End", required=True, readonly=True)
    service_point_id = fields.Many2one(
        "hcc.service.point", "Support Point", readonly=True, index="btree_not_null"
    )
    offered_at = fields.Datetime("Offered On", readonly=True)
    expires_at = fields.Datetime("Open Until", required=True, readonly=True)
    state = fields.Selection(
        [
            ("open", "Open"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
            ("expired", "Not answered in time"),
            ("withdrawn", "Taken back"),
        ],
        required=True,
        readonly=True,
        default="open",
    )
    answered_at = fields.Datetime("Answered On", readonly=True)
    answered_by = fields.Selection(
        [("citizen", "The citizen"), ("clerk", "By telephone, through a clerk")],
        readonly=True,
    )
    hold_token = fields.Char(readonly=True, copy=False, groups="base.group_system")

    _one_open = models.UniqueIndex(
        "(waiting_id) WHERE state = 'open'", "One time is offered after another."
    )
    _open_idx = models.Index("(expires_at) WHERE state = 'open'")

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "answered_at",
            "answered_by",
            "expires_at",
            "hold_token",
            "service_point_id",
            "start",
            "state",
            "stop",
            "waiting_id",
            "ward_id",
        }

    def _close(self, state, by=False):
        """End the offers, for good.

        :param str state: what became of them
        :param by: ``citizen`` or ``clerk`` when somebody answered
        """
        self._write_guarded(
            {
                "state": state,
                "answered_by": by,
                "answered_at": fields.Datetime.now() if by else False,
                "hold_token": False,
            }
        )
        self._journal(f"offer_{state}", by=by)

    def _withdraw(self):
        """Take back what is still open, because the place in the line ends."""
        for offer in self:
            offer.waiting_id._release_hold(offer)
        self._close("withdrawn")
        self.waiting_id._take_back_messages()

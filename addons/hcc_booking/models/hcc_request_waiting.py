from odoo import fields, models


class HccRequestWaiting(models.AbstractModel):
    """What a request has to do with the waiting list."""

    _name = "hcc.request.waiting"
    _description = "Request on the Waiting List"

    waiting_ids = fields.One2many("hcc.waiting", "request_id", "Waiting List")

    def _get_waiting(self):
        """The place in the line that the request has now, in sudo, or none."""
        # sudo: hcc.waiting - of this request, which the caller may see
        return self.sudo().waiting_ids.filtered(
            lambda entry: entry.state in ("waiting", "offered")
        )

    def _get_open_offer(self):
        """The time that is offered to them now, in sudo, or none."""
        return self._get_waiting().offer_id

    def _leave_line(self, state):
        """The request needs no other time any more.

        :param str state: what becomes of its place on the waiting list
        """
        entries = self._get_waiting()
        if entries:
            entries._lock()._end(state)

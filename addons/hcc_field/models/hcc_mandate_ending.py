from odoo import fields, models
from odoo.exceptions import UserError


class HccMandateEnding(models.AbstractModel):
    """The person takes the consent back, at any time and without a reason."""

    _name = "hcc.mandate.ending"
    _description = "Withdrawing a Consent to Be Helped"

    def action_revoke(self):
        """Note that the person told a clerk that they take it back."""
        self.check_access("write")
        self._revoke("clerk")
        return True

    def _revoke(self, by):
        """Take back, at once and once; what was done before stays done.

        Helpers of the visit who are still to come, or there, are told to stop. The
        visit itself stays: whoever wants no visit cancels it.

        :param str by: see ``revoked_by``; the caller checked who asks
        :raises UserError: when all of it is over
        """
        # sudo: hcc.mandate - citizens and links have no rights of their own
        standing_sudo = self.sudo().filtered(lambda row: row.state == "valid")
        if not standing_sudo:
            raise UserError(self.env._("This consent is over already."))
        standing_sudo._write_guarded(
            {"revoked_at": fields.Datetime.now(), "revoked_by": by}
        )
        standing_sudo.with_env(self.env)._journal("mandate_revoked", by=by)
        standing_sudo._tell_everybody()

    def _tell_everybody(self):
        """Whoever helps now, or is still to come, stops; the person reads that it is
        done, also if somebody else did it."""
        # sudo: hcc.request, hcc.assignment - whoever takes back may not read them
        requests_sudo = self.sudo().request_id
        helping_sudo = requests_sudo.assignment_ids.filtered(
            lambda entry: entry.state in ("offered", "accepted", "started")
        )
        composer = self.env["hcc.message"]
        composer._tell_helpers("mandate_revoked", helping_sudo)
        composer._tell_citizens("mandate_revoked", requests_sudo)

    def _erase_persons(self):
        """Take away who signed; what was agreed to, and when, stays."""
        now = fields.Datetime.now()
        standing = self.filtered(lambda row: not row.revoked_at)
        standing._write_guarded({"revoked_at": now, "revoked_by": "erasure"})
        standing._journal("mandate_revoked", by="erasure")
        self._erase_signatures()

    def _retire(self, kind):
        """The time of the retention rule is over; many are proved together."""
        self._erase_signatures()
        return False

    def _erase_signatures(self):
        self._write_guarded(
            {
                "signature": False,
                "witness_name": False,
                "witness_relation": False,
                "erased_at": fields.Datetime.now(),
            }
        )

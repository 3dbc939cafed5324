from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class HccCitizenParts(models.AbstractModel):
    """All records that hold something of a person, found once for all uses.

    Of the requests of somebody else, for whom the person asked, nothing is theirs
    but that they asked.
    """

    _name = "hcc.citizen.parts"
    _description = "Records of a Citizen"

    def _get_own_requests(self):
        """Requests for help of these people themselves, in sudo."""
        # sudo: hcc.request - the parts of a person, also in other wards
        requests = self.env["hcc.request"].sudo().with_context(active_test=False)
        return requests.search([("citizen_id", "in", self.ids)])

    def _get_asked_requests(self):
        """Requests that these people made for somebody else, in sudo."""
        # sudo: hcc.request - the parts of a person, also in other wards
        requests = self.env["hcc.request"].sudo().with_context(active_test=False)
        return requests.search(
            [("requester_id", "in", self.ids), ("citizen_id", "not in", self.ids)]
        )

    def _get_own_messages(self, requests):
        """Messages to these people, and all that tell of their requests.

        Also calls that their telephone asked for, before there was a request.
        """
        phones = [phone for phone in self.mapped("phone") if phone]
        calls = Domain("to_phone", "in", phones) & Domain("kind", "=", "call_back")
        return self._find_parts(
            "hcc.message",
            Domain("citizen_id", "in", self.ids)
            | Domain("request_id", "in", requests.ids)
            | Domain("complaint_id.request_id", "in", requests.ids)
            | (calls & Domain("request_id", "=", False)),
        )

    def _get_own_chatter(self, requests):
        """What was written on the requests, with its files."""
        return self._find_parts(
            "mail.message",
            Domain("model", "=", "hcc.request") & Domain("res_id", "in", requests.ids),
        )

    def _get_own_files(self, requests, chatter):
        return chatter.attachment_ids | self._find_parts(
            "ir.attachment",
            Domain("res_model", "=", "hcc.request")
            & Domain("res_id", "in", requests.ids),
        )

    def _get_own_account(self):
        """Portal accounts of these people, unless they serve somebody else as well.

        Whoever works here and asks for help keeps the account; so does a family
        that shares one.
        """
        partners = self.partner_id
        # sudo: res.users - whether somebody works here
        users = partners.sudo().with_context(active_test=False).user_ids
        shared = self.sudo().search(
            [("partner_id", "in", partners.ids), ("id", "not in", self.ids)]
        )
        staff = users.filtered(lambda user: user._is_internal())
        return partners - shared.partner_id - staff.partner_id

    def _find_parts(self, model, domain):
        # sudo: all that belongs to a person - callers checked who asks
        records = self.env[model].sudo().with_context(active_test=False)
        return records.search(domain, order="id")

    def action_withdraw_consents(self):
        """Note that the person agrees to nothing any more, and stop at once."""
        self.ensure_one()
        self.check_access("write")
        # sudo: hcc.consent - those of the person may be in other wards
        standing_sudo = self.sudo().consent_ids.filtered(
            lambda consent: not consent.withdrawn_at
        )
        if not standing_sudo:
            raise UserError(self.env._("This consent was withdrawn already."))
        standing_sudo.with_env(self.env)._withdraw("clerk")
        return True

    def _get_erasure_parts(self):
        requests = self._get_own_requests()
        chatter = self._get_own_chatter(requests)
        by_request = Domain("request_id", "in", requests.ids)
        return super()._get_erasure_parts() | {
            "hcc.request": requests,
            "hcc.assignment": self._find_parts("hcc.assignment", by_request),
            "hcc.dossier": self._find_parts("hcc.dossier", by_request),
            "hcc.home.evidence": self._find_parts("hcc.home.evidence", by_request),
            "hcc.complaint": self._find_parts("hcc.complaint", by_request),
            "hcc.message": self._get_own_messages(requests),
            "hcc.consent": self._find_parts(
                "hcc.consent", Domain("citizen_id", "in", self.ids)
            ),
            "rating.rating": self._find_parts(
                "rating.rating",
                Domain("res_model", "=", "hcc.request")
                & Domain("res_id", "in", requests.ids),
            ),
            "mail.message": chatter,
            "ir.attachment": self._get_own_files(requests, chatter),
            "res.partner": self._get_own_account(),
        }

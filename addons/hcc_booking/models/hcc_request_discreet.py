from odoo import api, fields, models

from .hcc_citizen import PERSONAL_GROUPS


class HccRequestDiscreet(models.AbstractModel):
    """Whether nobody who looks on may learn what a request is about.

    Asked for by the person (on the form, for all of theirs), set by the office for one
    request, or a matter of what it is for. Messages and slips then hold the reference
    and the time, and no word of the matter or of the service.
    """

    _name = "hcc.request.discreet"
    _description = "Discretion of a Request"

    discreet = fields.Boolean(
        "Discreet Case",
        groups=PERSONAL_GROUPS,
        help="Messages and the slip of this request do not say what it is about.",
    )
    is_discreet = fields.Boolean(
        "Told Discreetly", compute="_compute_is_discreet", groups=PERSONAL_GROUPS
    )

    @api.depends(
        "discreet",
        "citizen_id.discreet",
        "requester_id.discreet",
        "procedure_ids.is_discreet",
    )
    def _compute_is_discreet(self):
        for request in self:
            request.is_discreet = request._is_discreet()

    def write(self, vals):
        result = super().write(vals)
        if "discreet" in vals:
            self._journal("discreet", on=bool(vals["discreet"]))
        return result

    def _is_discreet(self):
        """Whether words about this request may not say what it is about.

        :rtype: bool
        """
        # sudo: hcc.request - whether words are neutral, no content of it
        request_sudo = self.sudo()
        people_sudo = request_sudo.citizen_id | request_sudo.requester_id
        return (
            request_sudo.discreet
            or any(person.discreet for person in people_sudo)
            or any(procedure.is_discreet for procedure in request_sudo.procedure_ids)
        )

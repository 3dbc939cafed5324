from odoo import models

from odoo.addons.hcc_collaborator.tools.qr import qr_svg

from ..tools.visit_code import show_code

OPEN = ("booked", "in_progress")


class HccRequestProof(models.AbstractModel):
    """The numbers of a visit, for the citizen: on the page, the slip, the portal."""

    _name = "hcc.request.proof"
    _description = "Numbers of a Visit on the Citizen's Page"

    def _get_page_values(self):
        return super()._get_page_values() | {"visit_codes": self._get_visit_codes()}

    def _get_visit_codes(self):
        """The numbers that the citizen tells the helper; none of a closed visit.

        :return: dict of ``start``, ``finish`` and ``qr``, or an empty one
        """
        self.ensure_one()
        visit = self.current_appointment_id
        if visit.state not in OPEN or self.state not in OPEN:
            return {}
        proofs = self.env["hcc.visit.proof"]
        return {
            "start": show_code(proofs._get_code(visit, "start")),
            "finish": show_code(proofs._get_code(visit, "finish")),
            "qr": qr_svg(
                proofs._get_slip_text(visit),
                self.env._("QR code that the helper scans"),
            ),
        }

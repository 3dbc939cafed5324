from odoo import models

#: stands where something has to stand
NOTHING = "–"


class HccDossierRetention(models.AbstractModel):
    """Takes the words out of a dossier; what became of it stays for the figures."""

    _name = "hcc.dossier.retention"
    _description = "Retention of Dossiers"
    _inherit = ["hcc.guard.mixin"]

    def _erase_words(self):
        """The person is erased: neither code nor note stays, and nobody follows."""
        self._write_guarded(
            {"note": False, "is_left_alone": True, "follow_up_on": False}
        )
        self.filtered("code")._write_guarded({"code": NOTHING})

    def _retire(self, kind):
        """The time of a retention rule is over; many are proved together."""
        self._write_guarded({"note": False})
        return False

from odoo import models

from odoo.addons.hcc_collaborator.tools.localtime import local_datetime

from .hcc_breach_reach import KINDS


class HccBreachPersonCells(models.AbstractModel):
    """A line of the list, as texts."""

    _name = "hcc.breach.cells"
    _description = "Line of a Breach as Texts"

    def _get_cells(self):
        self.ensure_one()
        _ = self.env._
        citizen = self.citizen_id
        yes = _("Yes")
        hows = (
            (self.by_reads, _("was read")),
            (self.by_visits, _("contact of a visit")),
            (self.by_rules, _("open to the account today")),
            (self.by_roles, _("through a role in the period")),
        )
        last = self.last_read_at and local_datetime(self.last_read_at)
        return [
            citizen.name or "",
            citizen.phone or "",
            citizen.address or "",
            self.ward_id.display_name,
            _("did reach") if self.reached else _("could have reached"),
            "; ".join(how for holds, how in hows if holds),
            last.replace(tzinfo=None) if last else None,
            *(yes if self[f"has_{kind}"] else "" for kind in KINDS),
        ]

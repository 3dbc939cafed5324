from odoo import fields, models


class HccKpiSource(models.Model):
    """The facts again, each with the record that it counts.

    Clicking a figure searches the records through this view with the domain of the
    figure itself, so that the list has as many lines as the figure says. The facts
    proper carry no record, for a roll-up of them could not keep it.

    Here a citizen's group would say something about one request: it is read by those
    alone who may read it of the citizen.
    """

    _name = "hcc.kpi.source"
    _inherit = "hcc.kpi.fact"
    _description = "Counted Record"
    _auto = False
    _table = "hcc_kpi_source"

    appointment_id = fields.Many2one("hcc.appointment", readonly=True)
    dossier_id = fields.Many2one("hcc.dossier", readonly=True)
    request_id = fields.Many2one("hcc.request", readonly=True)
    citizen_group = fields.Selection(
        groups="hcc_collaborator.group_hcc_clerk,"
        "hcc_collaborator.group_hcc_data_officer"
    )

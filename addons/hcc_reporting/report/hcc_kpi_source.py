from odoo import fields, models


class HccKpiSource(models.Model):
    """Each record that is counted, as it is counted, now.

    Clicking a figure searches the records through this view with the domain of the
    figure itself, so that the list has as many lines as the figure says; the facts
    are the sums of it, a moment later.

    Here a citizen's group would say something about one request: it is read by those
    alone who may read it of the citizen.
    """

    _name = "hcc.kpi.source"
    _inherit = ["hcc.kpi.measures", "hcc.kpi.query"]
    _description = "Counted Record"
    _auto = False
    _table = "hcc_kpi_source"
    _order = "day desc, ward_id, id"
    _depends = {
        "hcc.appointment": [
            "branch_id",
            "done_at",
            "helpers_needed",
            "in_hours",
            "is_walk_in",
            "lead_id",
            "place",
            "request_id",
            "start",
            "state",
            "stop",
            "ward_id",
        ],
        "hcc.citizen": [
            *("birth_year", "disability", "poverty"),
            *("counted_as", "counted_elderly_from"),
        ],
        "hcc.collaborator": ["category"],
        "hcc.dossier": [
            "appointment_id",
            "filed_online",
            "not_filed_reason",
            "outcome",
            "procedure_id",
        ],
        "hcc.procedure": ["group"],
        "hcc.request": [
            "branch_id",
            "channel",
            "citizen_id",
            "create_date",
            "first_contact_at",
            "is_walk_in",
            "place",
            "procedure_ids",
            "rated_at",
            "rating_value",
            "state",
            "ward_id",
        ],
        "hcc.unmet.demand": ["day", "number", "place", "procedure_group", "ward_id"],
    }

    appointment_id = fields.Many2one("hcc.appointment", readonly=True)
    dossier_id = fields.Many2one("hcc.dossier", readonly=True)
    request_id = fields.Many2one("hcc.request", readonly=True)
    citizen_group = fields.Selection(
        groups="hcc_collaborator.group_hcc_clerk,"
        "hcc_collaborator.group_hcc_data_officer"
    )

from odoo import fields, models


class HccAppointment(models.Model):
    _inherit = "hcc.appointment"

    kpi_source_ids = fields.One2many(
        "hcc.kpi.source",
        "appointment_id",
        string="Counted As",
        groups="hcc_collaborator.group_hcc_reader,"
        "hcc_collaborator.group_hcc_coordinator",
        copy=False,
    )

    # Figures ask for days; most appointments of a long history are on other days.
    _kpi_day_idx = models.Index(
        "((((done_at AT TIME ZONE 'UTC') AT TIME ZONE 'Asia/Ho_Chi_Minh')::date),"
        " ward_id) WHERE state = 'done'"
    )

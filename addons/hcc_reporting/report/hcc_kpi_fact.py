from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.query import Query

from .hcc_kpi_query import RATES

#: counts that do not add up -> the column whose different values are counted
DISTINCT = {"requests": "request_key", "citizens": "citizen_key"}


class HccKpiFact(models.Model):
    """What was done, counted: the one source of the screen, the list and the export.

    An assist is a contact completed: an appointment or a walk-in marked done,
    counted on the local day it ended. Its dossiers and its rating belong to the day
    of the assist. A request that led to two assists is rated once; its rating
    belongs to the last assist that ended before the rating was given.

    Assists, dossiers and ratings are three sources laid one below the other, never
    joined: two dossiers must not make two assists. The columns are the interface
    that roll-ups by day and month keep: dimensions and counts that add up. Rates,
    and numbers of requests and citizens, do not add up; they are computed for each
    grouping anew, see ``_read_group_select``.

    Read by managers, steering committee, data officers and administrators in their
    areas, and by coordinators in theirs. No personal data.
    """

    _name = "hcc.kpi.fact"
    _description = "Figures"
    _inherit = ["hcc.kpi.query"]
    _auto = False
    _order = "day desc, ward_id, id"
    _depends = {
        "hcc.appointment": [
            "branch_id",
            "done_at",
            "in_hours",
            "lead_id",
            "place",
            "request_id",
            "state",
            "ward_id",
        ],
        "hcc.citizen": ["birth_year", "disability", "poverty"],
        "hcc.collaborator": ["category"],
        "hcc.dossier": ["appointment_id", "filed_online", "outcome", "procedure_id"],
        "hcc.procedure": ["group"],
        "hcc.request": [
            "channel",
            "citizen_id",
            "procedure_ids",
            "rated_at",
            "rating_value",
            "state",
        ],
    }

    # Dimensions
    day = fields.Date(readonly=True)
    branch_id = fields.Many2one("hcc.branch", readonly=True)
    ward_id = fields.Many2one("hcc.ward", readonly=True)
    place = fields.Selection(
        [("home", "At home"), ("point", "At a support point")], readonly=True
    )
    in_hours = fields.Boolean("In Office Hours", readonly=True)
    channel = fields.Selection(selection="_selection_channel", readonly=True)
    procedure_group = fields.Selection(
        [
            ("ho_tich", "Civil status"),
            ("ho_tich_luu_dong", "Civil status, mobile"),
            ("ho_tich_nuoc_ngoai", "Civil status with a foreign element"),
            ("cu_tru", "Residence"),
            ("can_cuoc_dinh_danh", "Identity card and e-identity"),
            ("bhxh_bhyt", "Social and health insurance"),
            ("chung_thuc", "Certification"),
            ("bao_tro_xa_hoi", "Social protection"),
            ("ho_ngheo", "Poor households"),
            ("ho_kinh_doanh", "Household businesses"),
            ("dat_dai", "Land"),
            ("nha_o", "Housing"),
            ("xay_dung", "Construction"),
            ("thue", "Taxes"),
            ("phuong_tien", "Vehicles"),
            ("ly_lich_tu_phap", "Criminal record"),
            ("con_nuoi", "Adoption"),
            ("several", "Several groups"),
            ("unknown", "Not known yet"),
            ("other", "Other procedures"),
        ],
        readonly=True,
        help="An assist with procedures of more than one group is counted under "
        "“Several groups”. A dossier is counted under its own procedure.",
    )
    citizen_group = fields.Selection(
        [
            ("elderly", "60 years or older"),
            ("disability", "People with a disability"),
            ("poor", "Poor and near-poor households"),
            ("other", "Other citizens"),
        ],
        readonly=True,
        help="Everyone is counted once: disability first, then poverty, then age.",
    )
    collaborator_category = fields.Selection(
        selection="_selection_collaborator_category", readonly=True
    )
    # Counts
    assists = fields.Integer(readonly=True)
    requests = fields.Integer(
        readonly=True, help="Different requests that were helped with."
    )
    citizens = fields.Integer(
        "Unique Citizens", readonly=True, help="Different people who were helped."
    )
    dossiers_online = fields.Integer("Dossiers Filed Online", readonly=True)
    dossiers_successful = fields.Integer("Accepted or Resolved", readonly=True)
    dossiers_pending = fields.Integer("Filed, Pending", readonly=True)
    dossiers_supplement = fields.Integer("Supplement Requested", readonly=True)
    dossiers_rejected = fields.Integer("Returned or Rejected", readonly=True)
    dossiers_not_filed = fields.Integer("Not Filed", readonly=True)
    dossiers_paper = fields.Integer("Filed on Paper", readonly=True)
    rateable = fields.Integer(
        "Requests to Rate",
        readonly=True,
        help="Completed requests of people who gave a name, rated or not.",
    )
    ratings = fields.Integer(readonly=True)
    ratings_satisfied = fields.Integer("Ratings of 4 or 5", readonly=True)
    rating_sum = fields.Integer("Sum of Ratings", readonly=True)
    # Rates
    success_rate = fields.Float(
        "Online Success Rate",
        readonly=True,
        aggregator="avg",
        help="Dossiers accepted or resolved out of all dossiers filed online with "
        "help, on the day of the assist.",
    )
    satisfaction_rate = fields.Float(
        "Satisfaction", readonly=True, aggregator="avg", help="Share of ratings 4 or 5."
    )
    response_rate = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Ratings out of the completed requests of people who gave a name.",
    )
    rating_mean = fields.Float(
        "Mean Rating", readonly=True, aggregator="avg", help="Mean of ratings, 1 to 5."
    )

    @api.model
    def _selection_channel(self):
        return (
            self.env["hcc.request"]._fields["channel"]._description_selection(self.env)
        )

    @api.model
    def _selection_collaborator_category(self):
        return (
            self.env["hcc.collaborator"]
            ._fields["category"]
            ._description_selection(self.env)
        )

    # ------------------------------------------------------------------
    # Rates of sums, and numbers that do not add up
    # ------------------------------------------------------------------

    def _read_group_select(self, aggregate_spec: str, query: Query) -> SQL:
        """Compute each rate from the sums of its group, never from other rates.

        Without a denominator there is no rate: NULL, not 0.
        """
        fname = aggregate_spec.partition(":")[0]
        if fname in RATES:
            numerator, denominator, decimals = RATES[fname]
            return self._rate_to_sql(
                SQL("SUM(%s)", self._field_to_sql(self._table, numerator, query)),
                SQL("SUM(%s)", self._field_to_sql(self._table, denominator, query)),
                decimals,
            )
        if fname in DISTINCT:
            return SQL(
                "COUNT(DISTINCT %s)", SQL.identifier(self._table, DISTINCT[fname])
            )
        return super()._read_group_select(aggregate_spec, query)

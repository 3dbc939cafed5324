import logging

from psycopg2 import Error as DatabaseError
from psycopg2.pool import PoolError

from odoo import api, fields, models
from odoo.tools import SQL, hmac

from odoo.addons.hcc_collaborator.tools.localtime import local_date

_logger = logging.getLogger(__name__)

#: as procedures are grouped in the three figures
GROUPS = [
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
]
#: fingerprints of visitors are forgotten after that many days
KEEP_DAYS = 2


class HccUnmetDemand(models.Model):
    """Help that somebody looked for and did not get: one row for each time.

    Rows are only added, never changed, and name nobody: the fingerprint that keeps
    one visitor from being counted twice on a day is made for that day alone, and
    forgotten soon after.
    """

    _name = "hcc.unmet.demand"
    _description = "Unmet Demand"
    _order = "day desc, id desc"
    _rec_name = "kind"
    _log_access = False

    day = fields.Date(required=True, readonly=True)
    ward_id = fields.Many2one(
        "hcc.ward", required=True, readonly=True, index=True, ondelete="restrict"
    )
    branch_id = fields.Many2one(
        related="ward_id.branch_id", store=True, precompute=True, index=True
    )
    kind = fields.Selection(
        [
            ("no_slot", "No free time found"),
            ("wish", "Asked for a time"),
            ("waiting", "Joined the waiting list"),
            ("left", "Left without a time"),
        ],
        required=True,
        readonly=True,
    )
    place = fields.Selection(
        [("home", "At home"), ("point", "At a support point")],
        required=True,
        readonly=True,
    )
    service_point_id = fields.Many2one(
        "hcc.service.point",
        "Support Point",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    procedure_group = fields.Selection(
        GROUPS, "Kind of Procedure", required=True, readonly=True, default="unknown"
    )
    number = fields.Integer("Times", required=True, default=1, readonly=True)
    visitor = fields.Char(readonly=True, groups="base.group_system")

    _once_a_day = models.UniqueIndex(
        "(day, ward_id, kind, place, visitor, procedure_group, "
        "COALESCE(service_point_id, 0)) WHERE visitor IS NOT NULL"
    )
    _day_idx = models.Index("(ward_id, day)")

    @api.model
    def _count(self, kind, requests):
        """Count what became of requests, within the transaction.

        :param str kind: ``wish``, ``waiting`` or ``left``
        :param requests: ``hcc.request`` in sudo
        """
        day = local_date(fields.Datetime.now())
        # sudo: hcc.unmet.demand - rows are added by the service alone
        return self.sudo().create(
            [
                {
                    "day": day,
                    "kind": kind,
                    "ward_id": request.ward_id.id,
                    "place": request.place,
                    "service_point_id": request.service_point_id.id,
                    "procedure_group": self._get_group(request.procedure_ids),
                }
                for request in requests
            ]
        )

    @api.model
    def _count_search(self, visitor, ward, place, point, procedures):
        """Count a search that found no time, once for each visitor and day.

        The page only reads, so the row is written when its transaction is over,
        through a cursor of its own.

        :param str visitor: whatever tells this visitor from others; kept as a
            fingerprint of the day alone
        """
        day = local_date(fields.Datetime.now())
        # sudo: ir.config_parameter - the secret of the fingerprint
        secret_env = self.env(su=True)
        # sudo: hcc.ward - its branch
        branch = ward.sudo().branch_id
        row = {
            "day": day,
            "ward": ward.id,
            "branch": branch.id or None,
            "place": place,
            "point": point.id or None if point else None,
            "group": self._get_group(procedures),
            "visitor": hmac(secret_env, "hcc_booking.unmet", (str(day), visitor))[:32],
        }
        self.env.cr.postcommit.add(lambda: self._write_search(row))

    @api.model
    def _write_search(self, row):
        query = SQL(
            """INSERT INTO hcc_unmet_demand
                           (day, ward_id, branch_id, kind, place, service_point_id,
                            procedure_group, number, visitor)
                    VALUES (%(day)s, %(ward)s, %(branch)s, 'no_slot', %(place)s,
                            %(point)s, %(group)s, 1, %(visitor)s)
               ON CONFLICT DO NOTHING""",
            **row,
        )
        try:
            with self.env.registry.cursor() as cr:
                cr.execute(query)
        except (DatabaseError, PoolError) as failure:
            # A count must never cost anybody the page.
            _logger.info("unmet demand not counted: %s", type(failure).__name__)

    @api.model
    def _get_group(self, procedures):
        """Under which group procedures are counted."""
        # sudo: hcc.procedure - its group, whoever asks
        groups = {procedure.group for procedure in procedures.sudo()}
        if len(groups) != 1:
            return "several" if groups else "unknown"
        known = dict(GROUPS)
        group = groups.pop()
        return group if group in known else "other"

    @api.autovacuum
    def _gc_visitors(self):
        """Forget the fingerprints of days that are over."""
        today = fields.Date.subtract(local_date(fields.Datetime.now()), days=KEEP_DAYS)
        self.env.execute_query(
            SQL(
                """UPDATE hcc_unmet_demand SET visitor = NULL
                    WHERE visitor IS NOT NULL AND day <= %s RETURNING id""",
                today,
            )
        )

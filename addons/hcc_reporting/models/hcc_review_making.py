import hashlib
import json

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.hcc_collaborator.tools.localtime import local_datetime

from ..tools.kpi_columns import CAUSES, RATES
from .hcc_kpi_words import MEASURES

VERSION = 1


class HccReviewMaking(models.AbstractModel):
    """The figures of a review: of now in a draft, the stored ones once it is frozen."""

    _name = "hcc.review.making"
    _description = "Making of a Review"

    report_html = fields.Html(
        "Report", compute="_compute_report_html", sanitize=False, readonly=True
    )
    has_drifted = fields.Boolean(
        "Figures differ today",
        compute="_compute_drift",
        help="Facts came in after this was frozen. The review keeps its figures.",
    )
    drift_html = fields.Html(
        "Compared with today", compute="_compute_drift", sanitize=False, readonly=True
    )

    @api.depends(
        "snapshot",
        "date_from",
        "date_to",
        "ward_ids",
        "lessons",
        "proposal",
        "comment_ids.text",
        "comment_ids.is_released",
    )
    @api.depends_context("lang", "uid")
    def _compute_report_html(self):
        for review in self:
            review.report_html = False
            if review.snapshot or (
                review.ward_ids and review.date_from and review.date_to
            ):
                review.report_html = review._render_body()

    @api.depends("snapshot")
    @api.depends_context("lang", "uid")
    def _compute_drift(self):
        for review in self:
            drift = review._get_drift()
            review.has_drifted = any(line["differs"] for line in drift)
            review.drift_html = drift and self.env["ir.qweb"]._render(
                "hcc_reporting.review_drift", {"lines": drift, "review": review}
            )

    def _render_body(self):
        """Return the report as the screen and the paper show it."""
        self.ensure_one()
        return Markup(
            self.env["ir.qweb"]._render(
                "hcc_reporting.review_body", {"paper": self._get_paper()}
            )
        )

    # ------------------------------------------------------------------
    # The snapshot
    # ------------------------------------------------------------------

    def _get_domain(self):
        """Return the domain on the facts."""
        return (
            Domain("day", ">=", self.date_from)
            & Domain("day", "<=", self.date_to)
            & Domain("ward_id", "in", self.ward_ids.ids)
        )

    def _get_snapshot(self):
        """Return the stored figures, or those of now while it is a draft."""
        self.ensure_one()
        if self.snapshot:
            return json.loads(self.snapshot)
        return json.loads(self._dump_snapshot(self._make_snapshot()))

    @api.model
    def _dump_snapshot(self, snapshot):
        """Return the one text of a snapshot, whose hash is stored."""
        return json.dumps(
            snapshot, sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )

    @api.model
    def _hash(self, content):
        return hashlib.sha256(content).hexdigest()

    def _make_snapshot(self):
        """Return figures and words of now as plain values.

        :return: dict; everything that the report shows stands in it, so that
            nothing that changes later changes the report
        """
        self.ensure_one()
        report = self.env["hcc.kpi.report"]
        domain = self._get_domain()
        total = report._figures(domain)[0]
        rows = report._figures(domain, ("ward_id",))
        words = report._get_columns(())
        texts = report._get_definitions()
        released = self.comment_ids.filtered("is_released")
        return {
            "version": VERSION,
            "name": self.name or "",
            "area": self.area_label or "",
            "date_from": fields.Date.to_string(self.date_from),
            "date_to": fields.Date.to_string(self.date_to),
            "counted_at": local_datetime(fields.Datetime.now()).strftime(
                "%d/%m/%Y %H:%M"
            ),
            "ward_count": len(self.ward_ids),
            "wards": [
                {
                    "id": row["groups"]["ward_id"].id,
                    "label": row["groups"]["ward_id"].display_name,
                    "figures": {name: row[name] for name in MEASURES},
                }
                for row in rows
            ],
            "total": {name: total[name] for name in MEASURES},
            "measures": [
                [name, *column] for name, column in zip(MEASURES, words, strict=True)
            ],
            "targets": self._get_targets(),
            "causes": list(CAUSES),
            "load": self.env["hcc.kpi.load"]._get_load(domain, self.date_to),
            "definitions": [[name, text] for name, text in texts.items()],
            "check": self._get_check(),
            "waiting": self.env["hcc.kpi.rollup"]._get_backlog()[0],
            "comments": released.mapped("text"),
            "lessons": self.lessons or "",
            "proposal": self.proposal or "",
        }

    def _get_targets(self):
        """Return {measure: target} of the smallest area around the wards."""
        branch = self.ward_ids.branch_id
        area = {}
        if len(self.ward_ids) == 1:
            area["ward"] = self.ward_ids
        elif len(branch) == 1:
            area["branch"] = branch
        return self.env["hcc.kpi.target"]._get_targets(
            self.date_from, self.date_to, **area
        )

    @api.model
    def _get_check(self):
        """Return what the last comparison with the records found; None before one."""
        # sudo: hcc.kpi.check - only whether figures and records agree
        check = self.env["hcc.kpi.check"].sudo().search([], limit=1)
        if not check:
            return None
        return {
            "at": local_datetime(check.at).strftime("%d/%m/%Y %H:%M"),
            "state": check.state,
            "counted": check.counted,
            "mismatches": check.mismatches,
        }

    # ------------------------------------------------------------------
    # What came late
    # ------------------------------------------------------------------

    def _get_drift(self):
        """Return the frozen figures beside those of now.

        :return: list of dicts: ``label``, ``frozen``, ``now`` as texts, ``differs``
        """
        if not self.snapshot:
            return []
        snapshot = self._get_snapshot()
        now = self.env["hcc.kpi.report"]._figures(self._get_domain())[0]
        kinds = {name: (label, kind) for name, label, kind in snapshot["measures"]}
        words = self.env["hcc.kpi.words"]
        return [
            {
                "name": name,
                "label": kinds[name][0],
                "frozen": words._get_value_words(name, value),
                "now": words._get_value_words(name, now[name]),
                "differs": self._differs(name, value, now[name]),
            }
            for name, value in snapshot["total"].items()
            if name in now and name in kinds
        ]

    @api.model
    def _differs(self, name, frozen, now):
        if frozen is None or now is None or name not in RATES:
            return frozen != now
        return round(frozen - now, 4) != 0

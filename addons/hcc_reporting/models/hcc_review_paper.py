import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.figures_xlsx import write_figures
from ..tools.kpi_columns import LOW_IS_GOOD

REPORT = "hcc_reporting.action_report_review"
#: figures that head the report; the others stand in the spreadsheet
HEADS = (
    "assists",
    "requests",
    "citizens",
    "dossiers_filed",
    "dossiers_online",
    "dossiers_successful",
    "online_rate",
    "success_rate",
    "satisfaction_rate",
    "response_rate",
    "rating_mean",
    "contact_hours",
    "wait_days",
    "first_visit_rate",
    "no_show_rate",
    "cancellations",
    "unmet",
    "vulnerable_rate",
)
#: columns of the table by ward
BY_WARD = (
    "assists",
    "dossiers_online",
    "success_rate",
    "ratings",
    "satisfaction_rate",
    "no_show_rate",
    "unmet",
)
CHARTS = ("assists", "success_rate", "satisfaction_rate")


class HccReviewPaper(models.AbstractModel):
    """What a review shows, and its PDF and XLSX: made when frozen, kept with hashes."""

    _name = "hcc.review.paper"
    _description = "Papers of a Review"

    pdf_file = fields.Binary("PDF", attachment=True, readonly=True, copy=False)
    pdf_hash = fields.Char("Hash of the PDF", readonly=True, copy=False)
    xlsx_file = fields.Binary("XLSX", attachment=True, readonly=True, copy=False)
    xlsx_hash = fields.Char("Hash of the XLSX", readonly=True, copy=False)

    def action_pdf(self):
        return self._open_file("pdf")

    def action_xlsx(self):
        return self._open_file("xlsx")

    def _open_file(self, kind):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/hcc/review/{self.id}.{kind}",
            "target": "download",
        }

    def _get_file(self, kind):
        """Return a paper as it was frozen.

        :param str kind: ``pdf`` or ``xlsx``
        :return: bytes
        :raises UserError: when there is none, or it is not the one that was frozen
        """
        self.ensure_one()
        self.check_access("read")
        if self.state == "draft":
            raise UserError(self.env._("The papers are made when a review is frozen."))
        content = base64.b64decode(
            self.with_context(bin_size=False)[f"{kind}_file"] or b""
        )
        if (
            self._hash(content) != self[f"{kind}_hash"]
            or self._hash(self.snapshot.encode()) != self.snapshot_hash
        ):
            raise UserError(
                self.env._("The stored papers are not those that were frozen.")
            )
        return content

    def _make_papers(self):
        """Return the values that hold both papers and their hashes."""
        self.ensure_one()
        pdf, __ = self.env["ir.actions.report"]._render_qweb_pdf(REPORT, self.ids)
        xlsx = self._make_xlsx()
        return {
            "pdf_file": base64.b64encode(pdf),
            "pdf_hash": self._hash(pdf),
            "xlsx_file": base64.b64encode(xlsx),
            "xlsx_hash": self._hash(xlsx),
        }

    # ------------------------------------------------------------------
    # The spreadsheet
    # ------------------------------------------------------------------

    def _make_xlsx(self):
        """Return the table by ward with all figures, and a sheet of all words."""
        snapshot = self._get_snapshot()
        names = [name for name, __, __ in snapshot["measures"]]
        columns = [(self.env._("Ward"), "text")]
        columns += [(label, kind) for __, label, kind in snapshot["measures"]]
        rows = [
            [ward["label"], *(ward["figures"][name] for name in names)]
            for ward in snapshot["wards"]
        ]
        rows.append([self.env._("All"), *(snapshot["total"][name] for name in names)])
        return write_figures(
            self.env._("By ward"),
            columns,
            rows,
            self._get_notes(),
            self.env._("Review"),
        )

    def _get_notes(self):
        """Return what the spreadsheet says beside its table: (heading, text)."""
        paper = self._get_paper()
        _ = self.env._
        return [
            (_("Title"), paper["name"]),
            (_("Area"), paper["area"]),
            (_("Period"), paper["period"]),
            *(
                (
                    _("Target: %(measure)s", measure=line["label"]),
                    f"{line['target']} · {line['word']}",
                )
                for line in paper["figures"]
                if line["target"]
            ),
            *((label, text) for label, text in paper["load"]["lines"]),
            *((_("Method and limits"), text) for text in paper["method"]),
            *((_("Comments"), text) for text in paper["comments"]),
            (_("Lessons"), paper["lessons"] or "—"),
            (_("Proposal"), paper["proposal"] or "—"),
            *paper["definitions"],
            (_("Hash of the figures"), self.snapshot_hash or "—"),
        ]

    # ------------------------------------------------------------------
    # What stands on screen and paper
    # ------------------------------------------------------------------

    def _get_paper(self):
        """Return what the report shows, out of the snapshot alone: figures as texts."""
        snapshot = self._get_snapshot()
        labels = {name: label for name, label, __ in snapshot["measures"]}
        first, last = map(
            fields.Date.to_date, (snapshot["date_from"], snapshot["date_to"])
        )
        return {
            "name": snapshot["name"],
            "area": snapshot["area"],
            "period": f"{first:%d/%m/%Y} – {last:%d/%m/%Y}",
            "counted_at": snapshot["counted_at"],
            "figures": self._get_figure_lines(snapshot, labels),
            "charts": [
                self._get_chart(name, snapshot, labels)
                for name in CHARTS
                if snapshot["wards"]
            ],
            "columns": [labels[name] for name in BY_WARD],
            "wards": [
                {
                    "label": ward["label"],
                    "texts": [self._text(name, ward["figures"]) for name in BY_WARD],
                }
                for ward in snapshot["wards"]
            ],
            "total": [self._text(name, snapshot["total"]) for name in BY_WARD],
            "causes": self._get_causes(snapshot, labels),
            "load": self._get_load_lines(snapshot["load"]),
            "method": self._get_method(snapshot),
            "definitions": [
                (labels[name], text)
                for name, text in snapshot["definitions"]
                if name in labels
            ],
            "comments": snapshot["comments"],
            "lessons": snapshot["lessons"],
            "proposal": snapshot["proposal"],
            "hash": self.snapshot_hash,
        }

    @api.model
    def _text(self, name, figures):
        return self.env["hcc.kpi.words"]._get_value_words(name, figures[name])

    @api.model
    def _target_text(self, name, wanted):
        if wanted is None:
            return ""
        value = self.env["hcc.kpi.words"]._get_value_words(name, wanted)
        return f"{'≤' if name in LOW_IS_GOOD else '≥'} {value}"

    @api.model
    def _get_figure_lines(self, snapshot, labels):
        """Return the figures against their targets, in words as well."""
        target = self.env["hcc.kpi.target"]
        words = {
            True: self.env._("Reached"),
            False: self.env._("Not reached"),
            None: self.env._("Not known yet"),
        }
        lines = []
        for name in dict.fromkeys((*HEADS, *snapshot["targets"])):
            if name not in labels:
                continue
            wanted = snapshot["targets"].get(name)
            value = snapshot["total"][name]
            lines.append(
                {
                    "name": name,
                    "label": labels[name],
                    "text": self._text(name, snapshot["total"]),
                    "target": self._target_text(name, wanted),
                    "word": wanted is not None
                    and words[target._is_reached(name, value, wanted)],
                }
            )
        return lines

    @api.model
    def _get_chart(self, name, snapshot, labels):
        """Return bars of a measure by ward, the longest first."""
        wanted = snapshot["targets"].get(name)
        values = [ward["figures"][name] for ward in snapshot["wards"]]
        most = max((value for value in values if value), default=0)
        if wanted is not None:
            most = max(1, most)
        bars = [
            {
                "label": ward["label"],
                "text": self._text(name, ward["figures"]),
                "width": round(100 * (value or 0) / most, 1) if most else 0,
                "none": value is None,
            }
            for ward, value in zip(snapshot["wards"], values, strict=True)
        ]
        bars.sort(key=lambda bar: (-bar["width"], bar["none"], bar["label"]))
        return {
            "name": name,
            "label": labels[name],
            "bars": bars,
            "target": self._target_text(name, wanted),
            "mark": round(100 * wanted / most, 1) if wanted is not None else None,
        }

    @api.model
    def _get_causes(self, snapshot, labels):
        counts = [
            (labels[name], snapshot["total"][name]) for name in snapshot["causes"]
        ]
        counts = sorted((pair for pair in counts if pair[1]), key=lambda one: -one[1])
        most = max((count for __, count in counts), default=0)
        return [
            {
                "label": label,
                "text": str(count),
                "width": round(100 * count / most, 1),
            }
            for label, count in counts
        ]

    @api.model
    def _get_load_lines(self, load):
        """Return the load taken off the counters with its baselines, as texts."""
        _, number = self.env._, self.env["hcc.kpi.words"]._get_value_words
        lines = [
            (
                _("Hours taken off the counters"),
                "—" if load["hours"] is None else number("wait_days", load["hours"]),
            )
        ]
        lines += [
            (
                row["label"],
                _(
                    "%(dossiers)s dossiers × %(minutes)s minutes (%(origin)s)",
                    dossiers=row["dossiers"],
                    minutes=number("wait_days", row["minutes"]),
                    origin=row["source"],
                ),
            )
            for row in load["rows"]
            if row["minutes"] is not None
        ]
        if load["missing"]:
            lines.append(
                (_("Not counted, for want of a baseline"), ", ".join(load["missing"]))
            )
        return {"lines": lines}

    @api.model
    def _get_method(self, snapshot):
        """Return how it was counted, and what it cannot say: sentences."""
        _ = self.env._
        check = snapshot["check"]
        silent = snapshot["ward_count"] - len(snapshot["wards"])
        sentences = [
            _("Counted on %(when)s (time of Hanoi).", when=snapshot["counted_at"]),
            _(
                "A dossier decided later and a rating given later belong to the day of "
                "the assist: counted again, this period can have other figures. This "
                "report keeps those it was frozen with."
            ),
            _(
                "Only what was done with the help of collaborators is counted; a rate "
                "without a denominator is a dash."
            ),
        ]
        if not check:
            sentences.append(_("The figures were not compared with the records yet."))
        elif check["state"] == "equal":
            sentences.append(
                _(
                    "The nightly comparison of %(when)s found the figures equal to the "
                    "records (%(counted)s compared).",
                    when=check["at"],
                    counted=check["counted"],
                )
            )
        else:
            sentences.append(
                _(
                    "The nightly comparison of %(when)s found %(count)s differences "
                    "between figures and records: read the figures with care.",
                    when=check["at"],
                    count=check["mismatches"],
                )
            )
        if snapshot["waiting"]:
            sentences.append(
                _(
                    "%(count)s changes were noted, but not counted yet.",
                    count=snapshot["waiting"],
                )
            )
        if silent:
            sentences.append(
                _("%(count)s wards of the area have no record.", count=silent)
            )
        return sentences

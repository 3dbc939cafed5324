from dateutil.relativedelta import relativedelta
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import hmac

from odoo.addons.hcc_collaborator.tools.localtime import local_date

from ..tools.public_figures import (
    ATOMS,
    Area,
    complete,
    make_rows,
    write_csv,
    write_json,
)
from ..tools.suppression import CITY, carry_over

PUBLISHERS = ("manager", "administrator")
_SCOPE = "hcc_reporting.public_figures"


class HccPublicFigureMaking(models.AbstractModel):
    """Makes the published figures of a month out of the facts."""

    _name = "hcc.public.figure.making"
    _description = "Making of Published Figures"
    _inherit = ["hcc.public.figure.words"]

    @api.model
    def _publish(self, month, reason=""):
        """Publish the figures of a month; a second time is a correction.

        :param date month: any day of it
        :param str reason: why it is published once more
        :return: the new version, ``hcc.public.figure``
        :raises AccessError: who does not manage the whole city
        :raises UserError: when the month is not over, or a correction has no reason
        """
        month = month.replace(day=1)
        self._check_publisher()
        self._check_month(month)
        self._lock_month(month)
        # sudo: hcc.public.figure - made by this method alone, after the checks above
        published_sudo = self.sudo().search([("month", "=", month)], limit=1)
        reason = (reason or "").strip()
        if published_sudo and not reason:
            raise UserError(
                self.env._(
                    "This month is published already. Please say why it is published "
                    "once more: the reason stands on the page."
                )
            )
        base, rows = self._make(month, published_sudo)
        figure_sudo = published_sudo._replace(
            {
                "month": month,
                "version": published_sudo.version + 1,
                "is_current": True,
                "reason": reason if published_sudo else False,
                "published_at": fields.Datetime.now(),
                "published_by_id": self.env.uid,
                "area_count": len(rows),
                "hidden_count": sum(bool(row["suppressed"]) for row in rows),
                "rows": rows,
                "base": base,
            }
        )
        figure_sudo._write_files()
        figure_sudo._journal("figures_published", version=figure_sudo.version)
        return figure_sudo.sudo(False)

    def _replace(self, vals):
        """Show a new version instead of this one, or of nothing.

        :raises ConcurrencyError: when somebody else has published the month meanwhile;
            this transaction then starts over and finds it
        """
        self._write_guarded({"is_current": False})
        # before the new one: there is one at a time
        self.flush_recordset()
        try:
            with self.env.cr.savepoint():
                return self.create(vals)
        except UniqueViolation as twice:
            raise ConcurrencyError("published") from twice

    @api.model
    def _get_preview(self, month):
        """Return what a form says before a month is published.

        :return: dict of ``version``, ``assists``, ``area_count``, ``hidden_count``;
            ``warning`` instead when it cannot be published
        """
        month = month.replace(day=1)
        try:
            self._check_publisher()
            self._check_month(month)
        except (AccessError, UserError) as refused:
            return {"warning": str(refused)}
        # sudo: hcc.public.figure - small counts of the version before, not shown
        published_sudo = self.sudo().search([("month", "=", month)], limit=1)
        base, rows = self._make(month, published_sudo)
        return {
            "version": published_sudo.version + 1,
            "assists": sum(complete(row)["assists"] for row in base["wards"].values()),
            "area_count": len(rows),
            "hidden_count": sum(bool(row["suppressed"]) for row in rows),
        }

    @api.model
    def _check_publisher(self):
        today = local_date(fields.Datetime.now())
        # sudo: hcc.area.role - the own roles
        roles_sudo = self.env["hcc.area.role"].sudo()
        domain = roles_sudo._get_valid_domain(today)
        domain &= Domain("user_id", "=", self.env.uid)
        domain &= Domain("role", "in", PUBLISHERS) & Domain("scope", "=", "city")
        if not roles_sudo.search_count(domain, limit=1):
            raise AccessError(
                self.env._(
                    "Figures are published by managers and administrators of the "
                    "whole city."
                )
            )

    @api.model
    def _check_month(self, month):
        if month + relativedelta(months=1) > local_date(fields.Datetime.now()):
            raise UserError(
                self.env._("This month is not over yet: whole months are published.")
            )

    @api.model
    def _make(self, month, before_sudo):
        """Count a month, and choose what is hidden.

        :param before_sudo: the version before this one, or nothing
        :return: (what it was made of, rows that are published)
        """
        counted = self._count(month)
        hidden_before = {}
        if before_sudo:
            counted = self._keep_what_hardly_changed(before_sudo.base, counted)
            hidden_before = before_sudo.base["hidden"]
        rows, hidden = make_rows(
            {key: Area(*area) for key, area in counted["areas"].items()},
            counted["tree"],
            counted["wards"],
            counted["citizens"],
            before=hidden_before,
            # sudo: ir.config_parameter - the secret of the database
            salt=hmac(self.env(su=True), _SCOPE, str(month)),
        )
        base = {
            **counted,
            "hidden": {level: sorted(keys) for level, keys in hidden.items()},
        }
        return base, rows

    @api.model
    def _count(self, month):
        """Return the counts of all areas in a month: JSON values.

        :return: dict of ``areas``, ``tree``, ``wards`` and ``citizens`` as of
            ``make_rows``
        """
        report = self.env["hcc.kpi.report"]
        domain = Domain("day", ">=", month)
        domain &= Domain("day", "<", month + relativedelta(months=1))
        by_ward = {
            row["groups"]["ward_id"].id: row
            for row in report._figures(domain, ("ward_id",))
        }
        at_home = {
            row["groups"]["ward_id"].id: row["assists"]
            for row in report._figures(
                domain & Domain("place", "=", "home"), ("ward_id",)
            )
        }
        wards = self.env["hcc.ward"].with_context(active_test=False)
        wards = wards.search(
            Domain("active", "=", True) | Domain("id", "in", list(by_ward))
        )
        areas, tree = self._get_areas(wards)
        citizens = dict.fromkeys([CITY, *tree], 0)
        citizens[CITY] = report._figures(domain)[0]["citizens"]
        for row in report._figures(domain, ("branch_id",)):
            key = f"b{row['groups']['branch_id'].id or 0}"
            if key in citizens:
                citizens[key] = row["citizens"]
        return {
            "areas": areas,
            "tree": tree,
            "wards": {
                f"w{ward.id}": self._to_atoms(
                    by_ward.get(ward.id), at_home.get(ward.id, 0)
                )
                for ward in wards
            },
            "citizens": citizens,
        }

    @api.model
    def _to_atoms(self, row, at_home):
        """Return the counts of a ward as parts that have nothing in common."""
        if not row:
            return dict.fromkeys(ATOMS, 0)
        return {
            "assists_home": at_home,
            "assists_point": row["assists"] - at_home,
            "citizens": row["citizens"],
            "dossiers_successful": row["dossiers_successful"],
            "dossiers_open": row["dossiers_online"] - row["dossiers_successful"],
            "ratings_satisfied": row["ratings_satisfied"],
            "ratings_other": row["ratings"] - row["ratings_satisfied"],
            "not_rated": row["rateable"] - row["ratings"],
        }

    @api.model
    def _get_areas(self, wards):
        """Return what areas are called, and which wards belong together."""
        city = self.env["hcc.branding"]._city_name() or self.env._("The whole city")
        areas = {CITY: ["city", "", city, "", ""]}
        tree = {}
        for ward in wards:
            branch = ward.branch_id
            key = f"b{branch.id or 0}"
            name = branch.name or self.env._("No branch")
            areas[key] = ["branch", branch.code or "", name, "", ""]
            areas[f"w{ward.id}"] = [
                "ward",
                branch.code or "",
                name,
                ward.code,
                ward.full_name,
            ]
            tree.setdefault(key, []).append(f"w{ward.id}")
        return areas, tree

    @api.model
    def _keep_what_hardly_changed(self, old, new):
        """Return the counts of a correction: areas stay where and what they were."""
        areas, tree = {**new["areas"], **old["areas"]}, {}
        placed = {ward for wards in old["tree"].values() for ward in wards}
        for branch, wards in old["tree"].items():
            tree[branch] = list(wards)
        for branch, wards in new["tree"].items():
            fresh = [ward for ward in wards if ward not in placed]
            if fresh:
                tree.setdefault(branch, []).extend(fresh)
        nobody = dict.fromkeys(ATOMS, 0)
        wards = carry_over(
            old["wards"],
            {
                ward: new["wards"].get(ward, nobody)
                for wards in tree.values()
                for ward in wards
            },
            ATOMS,
        )
        for counts in wards.values():
            counts["citizens"] = min(counts["citizens"], complete(counts)["assists"])
        people = carry_over(
            {area: {"citizens": number} for area, number in old["citizens"].items()},
            {
                area: {"citizens": new["citizens"].get(area, 0)}
                for area in (CITY, *tree)
            },
            ("citizens",),
        )
        return {
            "areas": areas,
            "tree": tree,
            "wards": wards,
            "citizens": {area: counts["citizens"] for area, counts in people.items()},
        }

    def _write_files(self):
        """Make the files that are published, once and for all."""
        self.ensure_one()
        month = f"{self.month:%Y-%m}"
        csv_file = write_csv(month, self.rows, self._get_file_notes())
        json_file = write_json(month, self.rows, self._get_file_about())
        self._write_guarded(
            {
                "csv_text": csv_file.decode("utf-8-sig"),
                "json_text": json_file.decode(),
            }
        )

from odoo import api, fields, models

from ..tools.home_rules import MET, Facts, distance_km, judge, overall
from .hcc_citizen import PERSONAL_GROUPS

#: points farther than about 55 km in any direction are not looked at
REACH_DEGREES = 0.5


class HccRequestHomeRules(models.AbstractModel):
    """What the rules say of a home visit, for whoever decides on it."""

    _name = "hcc.request.home.rules"
    _description = "Rules of Home Visits"

    home_proposal = fields.Selection(
        [
            ("met", "A reason is met"),
            ("stated", "By the person's word"),
            ("unknown", "Ask or see a paper"),
            ("not_met", "No reason is met"),
        ],
        "What the Rules Say",
        compute="_compute_home_proposal",
        groups=PERSONAL_GROUPS,
    )
    home_proposal_words = fields.Text(
        "Reasons, One by One", compute="_compute_home_proposal", groups=PERSONAL_GROUPS
    )

    @api.depends(
        "place",
        "home_decision",
        "home_reason_ids",
        "home_evidence_ids.reason_id",
        "citizen_id.birth_year",
        "citizen_id.disability",
        "citizen_id.poverty",
        "latitude",
        "longitude",
    )
    @api.depends_context("lang")
    def _compute_home_proposal(self):
        about_home = self.filtered(
            lambda request: request.home_decision != "not_needed"
        )
        rest = self - about_home
        rest.home_proposal = False
        rest.home_proposal_words = False
        if not about_home:
            return
        reasons = self.env["hcc.home.reason"]._get_active()
        distances = about_home._get_point_distances()
        for request in about_home:
            facts = request._get_home_facts(distances.get(request.id))
            judged = request._judge_reasons(reasons | request.home_reason_ids, facts)
            request.home_proposal = overall([answer for _reason, answer in judged])
            request.home_proposal_words = "\n".join(
                self._say_reason(reason, answer, facts) for reason, answer in judged
            )

    def _judge_reasons(self, reasons, facts):
        """Pairs of a reason that was given, or that a fact meets, and the answer."""
        self.ensure_one()
        seen = self.home_evidence_ids.reason_id
        judged = []
        for reason in reasons:
            is_claimed = reason in self.home_reason_ids
            answer = judge(
                reason.kind,
                reason.threshold,
                reason.needs_evidence,
                is_claimed=is_claimed,
                is_seen=reason in seen,
                facts=facts,
            )
            if is_claimed or answer == MET:
                judged.append((reason, answer))
        return judged

    def _get_home_facts(self, distance):
        self.ensure_one()
        citizen = self.citizen_id
        this_year = fields.Date.context_today(self).year
        return Facts(
            # the year alone is known: who turns 60 this year counts as 60
            age=this_year - citizen.birth_year if citizen.birth_year else None,
            disability=citizen.disability or None,
            poverty=citizen.poverty or None,
            distance_km=distance,
        )

    def _get_point_distances(self):
        """Kilometres from each home to the nearest point; none where unknown.

        :rtype: dict of request id to float
        """
        placed = self.filtered(lambda request: request.latitude or request.longitude)
        if not placed:
            return {}
        latitudes = placed.mapped("latitude")
        longitudes = placed.mapped("longitude")
        # sudo: hcc.service.point - where points are is public
        points_sudo = (
            self.env["hcc.service.point"]
            .sudo()
            .search_fetch(
                [
                    ("latitude", ">=", min(latitudes) - REACH_DEGREES),
                    ("latitude", "<=", max(latitudes) + REACH_DEGREES),
                    ("longitude", ">=", min(longitudes) - REACH_DEGREES),
                    ("longitude", "<=", max(longitudes) + REACH_DEGREES),
                    ("latitude", "!=", 0),
                ],
                ["latitude", "longitude"],
            )
        )
        positions = [(point.latitude, point.longitude) for point in points_sudo]
        if not positions:
            return {}
        return {
            request.id: min(
                distance_km((request.latitude, request.longitude), position)
                for position in positions
            )
            for request in placed
        }

    @api.model
    def _say_reason(self, reason, answer, facts):
        known = ""
        if reason.kind == "age" and facts.age is not None:
            known = self.env._("about %(age)s years old", age=facts.age)
        elif reason.kind == "distance" and facts.distance_km is not None:
            known = self.env._(
                "%(distance)s km to the nearest point",
                distance=f"{facts.distance_km:.1f}",
            )
        answers = {
            "met": self.env._("met"),
            "stated": self.env._("the person says so"),
            "unknown": self.env._("not known yet"),
            "not_met": self.env._("not met"),
        }
        words = f"{reason.name}: {answers[answer]}"
        return f"{words} ({known})" if known else words

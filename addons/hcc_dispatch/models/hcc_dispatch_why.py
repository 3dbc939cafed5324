from dataclasses import dataclass

from odoo import api, fields, models

from ..solver.model import LEAD

#: how many names one line says
NAMES = 4


@dataclass(frozen=True, slots=True)
class Sight:
    """What is looked up for each visit: helpers, routes, ways."""

    helpers: dict
    routes: dict
    visits: dict
    travel: object


class HccDispatchWhy(models.AbstractModel):
    """Says in one line why somebody goes, who else could, and why not the others.

    The plan keeps codes and ids; words and names are made when somebody reads them.
    """

    _name = "hcc.dispatch.why"
    _description = "Reasons of a Day Plan"

    why_words = fields.Char("Why", compute="_compute_why_words")

    # -------------------------------------------------------------------------
    # CODES
    # -------------------------------------------------------------------------

    @api.model
    def _get_sight(self, problem, plan):
        return Sight(
            {helper.key: helper for helper in problem.helpers},
            plan.routes,
            {visit.key: visit for visit in problem.visits},
            problem.travel,
        )

    @api.model
    def _explain(self, visit, sight):
        """The codes of one visit.

        :return: {"lead": id or None, "code": why, "way": minutes to get there,
            "could": ids, "not": list of (id, code)}
        """
        going, lead = {}, None
        for key, stops in sight.routes.items():
            for stop in stops:
                if stop.visit == visit.key:
                    going[key] = stop.role
                    lead = key if stop.role == LEAD else lead
        could, reasons = [], []
        for key, helper in sight.helpers.items():
            if key in going:
                continue
            code = self._get_obstacle(visit, helper, sight)
            if code:
                reasons.append((key, code))
            else:
                could.append(key)
        way = self._get_way(visit, lead, sight) if lead else 0
        if not going:
            code = "nobody"
        elif visit.pinned:
            code = "fixed"
        elif not could:
            code = "only"
        elif set(visit.current) == set(going):
            code = "stays"
        else:
            code = "way"
        return {
            "lead": lead,
            "code": code,
            "way": way,
            "could": could,
            "not": reasons,
        }

    @api.model
    def _get_obstacle(self, visit, helper, sight):
        """The first reason why somebody cannot go, or None."""
        start = visit.promised
        stop = start + visit.minutes
        if helper.key in visit.barred:
            return "relative"
        if visit.gender and helper.gender != visit.gender:
            return "gender"
        if visit.languages and not visit.languages & helper.languages:
            return "language"
        if not visit.skills <= helper.skills:
            return "qualification"
        if not any(
            shift.start <= start
            and stop <= shift.stop
            and (
                shift.point == visit.point if shift.point else visit.area in shift.areas
            )
            for shift in helper.shifts
        ):
            return "no_shift"
        minutes = sight.travel.minutes[helper.mode]
        for other in sight.routes.get(helper.key, ()):
            place = sight.visits[other.visit].place
            if (
                start < other.stop + minutes[place][visit.place]
                and other.start < stop + minutes[visit.place][place]
            ):
                return "busy"
        return None

    @api.model
    def _get_way(self, visit, key, sight):
        """Minutes from the visit before, or from home."""
        helper = sight.helpers[key]
        before = helper.start_place
        for stop in sight.routes[key]:
            if stop.visit == visit.key:
                break
            before = sight.visits[stop.visit].place
        if before is None:
            return 0
        return sight.travel.minutes[helper.mode][before][visit.place]

    # -------------------------------------------------------------------------
    # WORDS
    # -------------------------------------------------------------------------

    @api.depends("codes")
    @api.depends_context("lang")
    def _compute_why_words(self):
        for line in self:
            line.why_words = line._say_why() if line.codes else ""

    def _say_why(self):
        """The whole line: three sentences at most."""
        self.ensure_one()
        codes = self.codes
        said = [self._say_who(codes)]
        if codes["could"]:
            said.append(
                self.env._(
                    "Could go as well: %(names)s.",
                    names=self._say_names(codes["could"]),
                )
            )
        if codes["not"]:
            by_code = {}
            for key, code in codes["not"]:
                by_code.setdefault(code, []).append(key)
            labels = self._get_labels()
            parts = [
                self.env._(
                    "%(reason)s: %(names)s",
                    reason=labels[code],
                    names=self._say_names(keys),
                )
                for code, keys in by_code.items()
            ]
            said.append(
                self.env._("Cannot go – %(reasons)s.", reasons="; ".join(parts))
            )
        return " ".join(said)

    def _say_who(self, codes):
        name, way = self._say_names([codes["lead"]]), codes["way"]
        match codes["code"]:
            case "fixed":
                return self.env._("%(name)s has it and keeps it.", name=name)
            case "only":
                return self.env._("%(name)s is the only one who can go.", name=name)
            case "stays":
                return self.env._(
                    "%(name)s stays: nobody else makes the day shorter.", name=name
                )
            case "way":
                return self.env._(
                    "%(name)s goes: %(minutes)s minutes of way, the shortest day for "
                    "all together.",
                    name=name,
                    minutes=way,
                )
            case _nobody:
                return self.env._("Nobody can go at that time.")

    def _get_labels(self):
        return {
            "relative": self.env._("a relative of the person"),
            "gender": self.env._("the person asked for a woman or a man"),
            "language": self.env._("does not speak the language"),
            "qualification": self.env._("no valid qualification"),
            "no_shift": self.env._("no shift then"),
            "busy": self.env._("busy, or too far away"),
        }

    def _say_names(self, keys):
        # sudo: hcc.collaborator - names, for whoever may read the plan
        people_sudo = self.env["hcc.collaborator"].sudo().browse(filter(None, keys))
        names = people_sudo.exists().mapped("name")
        more = len(names) - NAMES
        if more > 0:
            names = names[:NAMES]
            return self.env._(
                "%(names)s and %(count)s more", names=", ".join(names), count=more
            )
        return ", ".join(names)

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.hcc_collaborator.tools.localtime import local_date, local_datetime

from ..board_news import CHANNEL

#: who reaches more wards begins with one branch, not with all of them
MANY_WARDS = 15
EARLIEST, LATEST = date(2020, 1, 1), date(2100, 1, 1)


class HccDispatchBoard(models.AbstractModel):
    """The coordinator's board: who works when, who goes where, what nobody has.

    It shows no citizen: references, procedures, and homes as spots of some hundred
    metres. Whoever needs more opens the visit, and that is noted. It holds no rule
    either: a visit goes to another helper by the methods that the forms call.
    """

    _name = "hcc.dispatch.board"
    _description = "Coordinator's Board"
    _inherit = ["hcc.dispatch.board.read", "hcc.dispatch.board.figures"]

    # -------------------------------------------------------------------------
    # FACES: the screen and its clicks
    # -------------------------------------------------------------------------

    @api.model
    @api.readonly
    def get_board(self, options=None):
        """All that the board shows of a day.

        The number of queries depends neither on the helpers nor on the visits.

        :param dict options: ``day`` (ISO, today by default) and ``area``
            (``mine``, ``branch:7`` or ``ward:7``); what is wrong in them counts as
            not given
        :return: dict; times are minutes since the local midnight of the day
        """
        wards = self._get_my_wards()
        options = options if isinstance(options, dict) else {}
        areas = self._get_areas(wards)
        area, chosen = self._choose_area(options.get("area"), areas)
        day = self._parse_day(options.get("day"))
        facts = self._read_day(chosen, day)
        today = local_datetime(fields.Datetime.now())
        return {
            "day": fields.Date.to_string(day),
            "today": fields.Date.to_string(today.date()),
            "now": today.hour * 60 + today.minute,
            "area": area,
            "areas": [
                {"value": key, "label": label, "kind": kind}
                for key, (label, kind, _wards) in areas.items()
            ],
            "channels": [f"{CHANNEL}:{ward_id}" for ward_id in chosen.ids],
            **self._prepare_rows(facts),
            "points": self._prepare_points(facts),
            "coverage": self._get_coverage(facts),
            "fairness": self._get_fairness(facts),
            "tiles": self._get_tiles(),
            "has_ill_today": day == today.date() and self._has_ill_today(),
        }

    @api.model
    @api.readonly
    def get_candidates(self, visit_id, assignment_id=False, helper_ids=()):
        """Who can take a visit, best first, and why the others cannot.

        :param int visit_id: of a visit in one's wards
        :param int assignment_id: who would give it away, if somebody has it
        :param helper_ids: of the helpers on the board
        """
        visit = self._get_visit(visit_id, self._get_my_wards())
        entry = self._get_entry(visit, assignment_id)
        people_sudo = visit._candidates()
        holder_id = entry.collaborator_id.id
        others_sudo = self._get_helpers(visit, helper_ids) - people_sudo
        others_sudo = others_sudo.filtered(lambda person: person.id != holder_id)
        return {
            "visit_id": visit.id,
            "assignment_id": entry.id,
            "why": self._explain(entry),
            "candidates": self._prepare_candidates(visit, people_sudo),
            "others": self._prepare_others(visit, others_sudo),
        }

    @api.model
    def move(self, visit_id, assignment_id, helper_id):
        """Give a visit to another helper; its time stays as it was promised.

        By the same methods as from a form: what they refuse, this refuses. A refusal
        is an answer and no error, so that no name gets into the server's log.

        :param int assignment_id: who gives it away; False when a helper is lacking
        :return: dict of ``is_done`` and ``words``: what happened, or why nothing did
        """
        wards = self._get_my_wards()
        try:
            with self.env.cr.savepoint():
                words = self._move(wards, visit_id, assignment_id, helper_id)
        except AccessError:
            raise
        except UserError as refusal:
            return {"is_done": False, "words": str(refusal)}
        return {"is_done": True, "words": words}

    @api.model
    def _move(self, wards, visit_id, assignment_id, helper_id):
        """:raises UserError: with the reason"""
        visit = self._get_visit(visit_id, wards)
        entry = self._get_entry(visit, assignment_id)
        helper_sudo = self._get_helpers(visit, [helper_id])
        if not helper_sudo:
            raise UserError(self.env._("This helper belongs to another branch."))
        if assignment_id:
            visit._reassign(entry, helper_sudo.sudo(False))
        else:
            visit._assign(helper_sudo.sudo(False))
        words = [
            self.env._(
                "%(helper)s has been asked. The citizen is told.",
                helper=helper_sudo.name,
            )
        ]
        if visit._warn_about(helper_sudo):
            words.append(self.env._("No tablet: hand one over before the visit."))
        # sudo: hcc.request - what is needed of the helper, not of whom
        skill = visit.sudo().request_id._warn_about_skill(helper_sudo)
        return " ".join([*words, skill] if skill else words)

    # -------------------------------------------------------------------------
    # WHAT IS ASKED FOR
    # -------------------------------------------------------------------------

    @api.model
    def _get_my_wards(self):
        """:raises AccessError: to all but coordinators"""
        wards = self.env.user.hcc_coordinator_ward_ids
        if not wards:
            raise AccessError(self.env._("The board is for coordinators of a ward."))
        return wards

    @api.model
    def _get_areas(self, wards):
        """What one may choose: {key: (label, kind, ``hcc.ward``)}."""
        areas = {}
        if len(wards) <= MANY_WARDS:
            areas["mine"] = (self.env._("All my wards"), "mine", wards)
        for branch, mine in wards.grouped("branch_id").items():
            if branch and len(mine) > 1:
                # sudo: hcc.branch - its name, for who coordinates wards of it
                areas[f"branch:{branch.id}"] = (branch.sudo().name, "branch", mine)
        for ward in wards:
            areas[f"ward:{ward.id}"] = (ward.full_name, "ward", ward)
        return areas

    @api.model
    def _choose_area(self, asked, areas):
        key = asked if isinstance(asked, str) and asked in areas else next(iter(areas))
        return key, areas[key][2]

    @api.model
    def _parse_day(self, asked):
        try:
            day = date.fromisoformat(asked)
        except (TypeError, ValueError):
            return local_date(fields.Datetime.now())
        return min(max(day, EARLIEST), LATEST)

    @api.model
    def _get_visit(self, visit_id, wards):
        """A visit of these wards; others and none at all get one answer."""
        visit = self.env["hcc.appointment"]
        if self._is_id(visit_id):
            visit = visit.search(
                Domain("id", "=", visit_id) & Domain("ward_id", "in", wards.ids)
            )
        if not visit:
            raise UserError(self.env._("This visit is not there any more."))
        return visit

    @api.model
    def _get_entry(self, visit, assignment_id):
        """The assignment that is given away, none when there is none to give."""
        # sudo: hcc.assignment - of a visit that one coordinates
        entry = visit.sudo().assignment_ids.filtered(
            lambda entry: entry.id == assignment_id
        )
        if assignment_id and not entry:
            raise UserError(self.env._("This helper does not have the visit any more."))
        return entry.sudo(False)

    @api.model
    def _get_helpers(self, visit, helper_ids):
        """Those of the helpers who belong to the branch of the visit, in sudo."""
        known = [key for key in helper_ids or () if self._is_id(key)]
        # sudo: hcc.collaborator - helpers of other wards of the branch are borrowed
        return (
            self.env["hcc.collaborator"]
            .sudo()
            .search(
                Domain("id", "in", known) & Domain("branch_id", "=", visit.branch_id.id)
            )
        )

    @api.model
    def _is_id(self, value):
        return type(value) is int and 0 < value < 2**31

    # -------------------------------------------------------------------------
    # WORDS
    # -------------------------------------------------------------------------

    @api.model
    def _explain(self, entry):
        """Why this helper: said by whoever plans, when somebody does."""
        explain = getattr(entry, "_explain", None)
        return (entry and explain and explain()) or ""

    @api.model
    def _prepare_candidates(self, visit, people_sudo):
        day = local_date(visit.start)
        minutes = self._get_month_minutes(people_sudo.ids, day)
        counts = self._count_visits(people_sudo.ids, day)
        return [
            {
                "id": person.id,
                "name": person.name,
                "is_best": number == 0,
                "minutes": minutes.get(person.id, 0),
                "visits": counts.get(person.id, 0),
                "ward": person.ward_id.name if person.ward_id != visit.ward_id else "",
                "skills": ", ".join(
                    [
                        *([self.env._("sign language")] if person.signs else []),
                        *([person.languages] if person.languages else []),
                    ]
                ),
            }
            for number, person in enumerate(people_sudo)
        ]

    @api.model
    def _prepare_others(self, visit, people_sudo):
        """Why the others cannot: [{"id", "name", "reason"}]."""
        # sudo: hcc.appointment, hcc.assignment - the answer is a reason
        visit_sudo = visit.sudo()
        pairs = [(visit_sudo, person) for person in people_sudo]
        entries_sudo = self.env["hcc.assignment"].sudo()
        reasons = entries_sudo._get_misfit_reasons(pairs, with_reach=True)
        free = {person.id for _visit, person in entries_sudo._get_free(pairs)}
        going = visit_sudo.assignment_ids.filtered("is_live").collaborator_id
        rows = []
        for person in people_sudo:
            reason = reasons.get((visit.id, person.id))
            if person in going:
                reason = self.env._("%(name)s goes to this visit.", name=person.name)
            elif person.id not in free:
                reason = self.env._(
                    "%(name)s has another visit at that time.", name=person.name
                )
            rows.append({"id": person.id, "name": person.name, "reason": reason or ""})
        return rows

    @api.model
    def _get_tiles(self):
        """Where pictures for the map come from, if somebody has said so."""
        # sudo: ir.config_parameter - an address that the browser is sent to
        settings_sudo = self.env["ir.config_parameter"].sudo()
        url = settings_sudo.get_param("hcc_dispatch.tile_url")
        words = settings_sudo.get_param("hcc_dispatch.tile_attribution")
        return {"url": url, "attribution": words or ""} if url else False

    @api.model
    def _has_ill_today(self):
        """Whether one tap hands over the rest of a helper's day; else it is a form."""
        return hasattr(self.env["hcc.collaborator"], "action_ill_today")

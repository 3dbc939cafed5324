from functools import partial

from psycopg2.errors import UniqueViolation

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError

from ..tools.clone_plan import WRITES
from .hcc_ward_pattern import CALENDAR, LINE_FIELDS, POINT, TEAM

ADMINISTRATOR = "hcc_collaborator.group_hcc_administrator"


class HccWardCloning(models.AbstractModel):
    """Sets wards up as a configured one is, all in one go.

    A second run changes nothing; a later one changes what was cloned and not edited
    since, and nothing else.
    """

    _name = "hcc.ward.cloning"
    _description = "Cloning of Wards"
    _inherit = ["hcc.ward.pattern"]

    @api.model
    def _clone(self, source, targets):
        """Do what :meth:`_plan` says.

        :return: the list of :class:`Step` that were planned
        :raises AccessError: for anybody but administrators
        """
        if not self.env.user.has_group(ADMINISTRATOR):
            raise AccessError(self.env._("Only administrators clone wards."))
        targets -= source
        steps = self._plan(source, targets)
        todo = [step for step in steps if step.outcome in WRITES]
        if not todo:
            return steps
        try:
            with self.env.cr.savepoint():
                self._apply(source, todo, steps)
        except UniqueViolation as twice:
            # cloned by somebody else meanwhile: start over, and see theirs
            raise ConcurrencyError("hcc_ward_clone") from twice
        wards = self.env["hcc.ward"].browse({step.ward_id for step in todo})
        self.env["hcc.journal"]._log(wards, "ward_cloned", source=source.id)
        return steps

    @api.model
    def _apply(self, source, todo, steps):
        """Write the steps, a kind after the other: points need their hours."""
        made = {
            (step.ward_id, step.model, step.source_id): step.res_id for step in steps
        }
        lang = self.env["ir.default"]._get("res.partner", "lang") or self.env.lang
        for model, prepare in (
            (TEAM, partial(self._prepare_team, lang=lang)),
            (CALENDAR, self._prepare_calendar),
            (POINT, self._prepare_point),
        ):
            fresh = [s for s in todo if (s.model, s.outcome) == (model, "create")]
            records = self.env[model].create([prepare(step, made) for step in fresh])
            for step, record in zip(fresh, records, strict=True):
                made[step.ward_id, model, step.source_id] = record.id
            if records:
                self.env["hcc.journal"]._log(records, "cloned", source=source.id)
            changed = [s for s in todo if (s.model, s.outcome) == (model, "update")]
            self._update(model, changed, prepare, made)
            if changed:
                records = self.env[model].browse([step.res_id for step in changed])
                self.env["hcc.journal"]._log(records, "clone_pushed", source=source.id)
        self._remember(source, todo, made)

    @api.model
    def _update(self, model, steps, prepare, made):
        """Write what was cloned anew, records with equal values together."""
        records = self.env[model].browse([step.res_id for step in steps])
        if model == CALENDAR:
            records.attendance_ids.unlink()
        groups = {}
        for step in steps:
            values = prepare(step, made)
            # where it is never changes; each line of hours is made anew
            values.pop("ward_id", None)
            for name, value in values.items():
                groups.setdefault((name, repr(value)), (value, []))[1].append(
                    step.res_id
                )
        for (name, _text), (value, ids) in groups.items():
            self.env[model].browse(ids).write({name: value})

    @api.model
    def _remember(self, source, steps, made):
        """Write down what was pushed."""
        # sudo: hcc.ward.clone - rows are written by the cloning alone
        clones_sudo = self.env["hcc.ward.clone"].sudo()
        now = fields.Datetime.now()
        clones_sudo.create(
            [
                {
                    "source_ward_id": source.id,
                    "ward_id": step.ward_id,
                    "model": step.model,
                    "source_res_id": step.source_id,
                    "res_id": made[step.ward_id, step.model, step.source_id],
                    "pushed": step.wanted,
                    "pushed_at": now,
                }
                for step in steps
                if not step.clone_id
            ]
        )
        pushed = [step for step in steps if step.clone_id]
        known_sudo = clones_sudo.browse([step.clone_id for step in pushed])
        for clone_sudo, step in zip(known_sudo, pushed, strict=True):
            clone_sudo.write({"pushed": step.wanted, "pushed_at": now})

    @api.model
    def _prepare_team(self, step, _made, lang):
        if step.outcome == "update":
            return {"target_size": step.wanted["target_size"]}
        ward = self.env["hcc.ward"].browse(step.ward_id)
        values = self.env[TEAM]._prepare_team_values(ward, lang)
        return {**values, "target_size": step.wanted["target_size"]}

    @api.model
    def _prepare_calendar(self, step, _made):
        lines = [
            dict(zip(LINE_FIELDS, line, strict=True)) for line in step.wanted["lines"]
        ]
        return {
            "name": step.wanted["name"],
            "tz": step.wanted["tz"],
            "two_weeks_calendar": step.wanted["two_weeks_calendar"],
            "company_id": False,
            "attendance_ids": [
                *([Command.clear()] if step.outcome == "create" else []),
                *(Command.create(line) for line in lines),
            ],
        }

    @api.model
    def _prepare_point(self, step, made):
        how, calendar_id = step.wanted["hours"] or (None, False)
        if how == "copy":
            calendar_id = made.get((step.ward_id, CALENDAR, calendar_id), False)
        return {
            "ward_id": step.ward_id,
            "name": step.wanted["name"],
            "kind": step.wanted["kind"],
            "desks": step.wanted["desks"],
            "calendar_id": calendar_id,
        }

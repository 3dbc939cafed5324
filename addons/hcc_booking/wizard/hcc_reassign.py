from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.hcc_collaborator.tools.localtime import local_date, utc_datetime


class HccReassign(models.TransientModel):
    """Choose who goes to a visit, among those who are free and qualified.

    With an assignment it replaces that helper and keeps the time promised;
    without one it gives the visit the helper that it still lacks.
    """

    _name = "hcc.reassign"
    _description = "Choice of a Helper"
    _inherit = ["hcc.office.form"]

    appointment_id = fields.Many2one("hcc.appointment", required=True, readonly=True)
    assignment_id = fields.Many2one("hcc.assignment", readonly=True)
    is_companion = fields.Boolean(
        readonly=True, help="Somebody in training comes along with the helper."
    )
    when = fields.Char(compute="_compute_about")
    about = fields.Char(compute="_compute_about")
    current = fields.Char("Now", compute="_compute_about")
    choice = fields.Char(
        "Helper", compute="_compute_choice", store=True, readonly=False
    )
    choices = fields.Json(compute="_compute_choices")
    device_warning = fields.Char(compute="_compute_device_warning")
    skill_warning = fields.Char(compute="_compute_skill_warning")
    reason = fields.Char(help="Why the helper changes; the journal keeps it.")

    @api.depends("appointment_id", "assignment_id")
    def _compute_about(self):
        words = self.env["hcc.words"]
        for form in self:
            appointment = form.appointment_id
            place = appointment.service_point_id.name or self.env._("at home")
            form.when = words._when(appointment.start, appointment.stop)
            form.about = " · ".join(
                filter(
                    None,
                    [
                        appointment.request_id.reference,
                        appointment.ward_id.full_name,
                        place,
                        appointment.request_id.procedure_summary,
                    ],
                )
            )
            # sudo: hcc.collaborator - the name of a helper of another ward, too
            form.current = form.assignment_id.collaborator_id.sudo().display_name

    @api.depends("appointment_id", "is_companion")
    def _compute_choices(self):
        for form in self:
            form.choices = form._prepare_choices(form._get_candidates())

    @api.depends("choices")
    def _compute_choice(self):
        """The best one is proposed."""
        for form in self:
            form.choice = form.choices[0]["value"] if form.choices else False

    @api.depends("choice", "choices")
    def _compute_device_warning(self):
        for form in self:
            chosen = [
                choice
                for choice in form.choices or ()
                if choice["value"] == form.choice and choice["no_device"]
            ]
            form.device_warning = bool(chosen) and self.env._(
                "%(helper)s has no working tablet, and this visit needs one. You may "
                "still ask this helper.",
                helper=chosen[0]["label"],
            )

    @api.depends("choice", "choices")
    def _compute_skill_warning(self):
        for form in self:
            form.skill_warning = next(
                (
                    choice["skill_warning"]
                    for choice in form.choices or ()
                    if choice["value"] == form.choice
                ),
                False,
            )

    def action_confirm(self):
        """Give the visit to the chosen helper.

        :raises UserError: when the helper is not free and qualified (any more)
        """
        self.ensure_one()
        self.appointment_id.check_access("write")
        chosen = self._get_candidates().filtered(
            lambda helper: str(helper.id) == self.choice
        )
        if not chosen:
            raise UserError(
                self.env._("Choose one of the helpers who are free and qualified.")
            )
        if self.assignment_id:
            self.appointment_id._reassign(self.assignment_id, chosen, self.reason)
        else:
            self.appointment_id._assign(chosen)
        message = self.env._(
            "%(helper)s has been asked. The citizen is told.", helper=chosen.name
        )
        lacking = self.appointment_id._warn_about(chosen)
        if lacking:
            message += " " + self.env._("No tablet: hand one over before the visit.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if lacking else "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _get_candidates(self):
        """Those free and qualified, best first, without who goes already.

        Or those in training who may come along, when a companion is looked for.
        """
        appointment = self.appointment_id
        if not appointment:
            return self.env["hcc.collaborator"]
        if self.is_companion:
            return appointment._get_trainees()
        going = appointment.assignment_ids.filtered("is_live").collaborator_id
        return appointment._candidates() - going

    def _prepare_choices(self, candidates):
        """Return the candidates with where they come from and their load."""
        loads = self._get_week_loads(candidates)
        own_ward = self.appointment_id.ward_id
        request = self.appointment_id.request_id
        without = (
            self.appointment_id._warn_about(candidates) if candidates else candidates
        )
        choices = []
        for helper in candidates:
            count = loads.get(helper.id, 0)
            borrowed = helper.ward_id != own_ward
            hint = (
                self.env._("%(count)s visits this week", count=count)
                if count
                else self.env._("No visit this week yet")
            )
            if helper in without:
                lack = self.env._("no tablet")
                hint = f"{hint} · {lack}"
            skills = [
                *([self.env._("sign language")] if helper.signs else []),
                *([helper.languages] if helper.languages else []),
            ]
            hint = " · ".join([hint, *skills])
            choices.append(
                {
                    "value": str(helper.id),
                    "label": helper.display_name,
                    "hint": hint,
                    "no_device": helper in without,
                    "skill_warning": not self.is_companion
                    and request._warn_about_skill(helper),
                    "badge": self.env._("From %(ward)s", ward=helper.ward_id.name)
                    if borrowed
                    else "",
                    "group": self.env._("From other wards of the branch")
                    if borrowed
                    else own_ward.full_name,
                }
            )
        return choices

    def _get_week_loads(self, candidates):
        """Count the live visits of each candidate in the week of the visit."""
        if not candidates:
            return {}
        day = local_date(self.appointment_id.start)
        monday = day - timedelta(days=day.weekday())
        # sudo: hcc.assignment - how many, of borrowed helpers too; no content
        groups = (
            self.env["hcc.assignment"]
            .sudo()
            ._read_group(
                [
                    ("collaborator_id", "in", candidates.ids),
                    ("is_live", "=", True),
                    ("start", ">=", utc_datetime(monday)),
                    ("start", "<", utc_datetime(monday + timedelta(days=7))),
                ],
                ["collaborator_id"],
                ["__count"],
            )
        )
        return {helper.id: count for helper, count in groups}

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.hcc_collaborator.tools.localtime import local_date

MAX_SLOTS = 24


class HccSlotChoice(models.AbstractModel):
    """A form on which one of the next free times is chosen.

    The choices are computed while the form is filled in; the chosen one is a
    key (start and point), which the server looks up again when it is used.
    """

    _name = "hcc.slot.choice"
    _description = "Choice of a Free Time"
    _inherit = ["hcc.slot.held"]

    place = fields.Selection(
        [("point", "At a fixed point"), ("home", "At home")], default="point"
    )
    service_point_id = fields.Many2one(
        "hcc.service.point", domain="[('ward_id', '=', ward_id)]"
    )
    slot_from = fields.Date("Times from", default=lambda self: self._default_from())
    slot = fields.Char("Time")
    slot_choices = fields.Json(compute="_compute_slot_choices")

    def _default_from(self):
        return self.env["hcc.words"]._today()

    # also when a time is chosen: what others took in the meantime goes
    @api.depends("place", "service_point_id", "slot_from", "slot")
    def _compute_slot_choices(self):
        for form in self:
            slots = form._find_slots()
            form.slot_choices = form._prepare_slot_choices(slots)

    @api.onchange("place", "service_point_id", "slot_from")
    def _onchange_slot_choices(self):
        self._drop_stale_slot()

    def _drop_stale_slot(self):
        """Forget a chosen time that is not offered any more."""
        if self.slot not in {choice["value"] for choice in self.slot_choices or []}:
            self.slot = False

    def _find_slots(self):
        """Return the free slots that fit the form, earliest first."""
        ward = self._get_slot_ward()
        if not ward or not self.place:
            return []
        options = self._get_slot_options()
        # what the clerk holds looks free to the clerk
        mine = self._get_held()._get_entries()
        if options.get("exclude_assignments"):
            mine |= options["exclude_assignments"]
        options["exclude_assignments"] = mine
        return self.env["hcc.slot.finder"]._find(
            ward,
            self.place,
            self._get_slot_procedures(),
            point=self.service_point_id if self.place == "point" else None,
            date_from=self.slot_from or self._default_from(),
            with_workers=False,
            **options,
        )

    def _prepare_slot_choices(self, slots):
        """Return the choices: whole days, until there are enough of them."""
        words = self.env["hcc.words"]
        points = self.env["hcc.service.point"].browse(
            {slot.point_id for slot in slots if slot.point_id}
        )
        names = {point.id: point.name for point in points}
        choices, last_day = [], None
        for slot in slots:
            day = local_date(slot.start)
            if day != last_day and len(choices) >= MAX_SLOTS:
                break
            last_day = day
            choices.append(
                {
                    "value": f"{slot.start:%Y-%m-%dT%H:%M}|{slot.point_id}",
                    "label": words._time(slot.start),
                    "hint": "" if self.service_point_id else names.get(slot.point_id),
                    "badge": "" if slot.in_hours else self.env._("Out of hours"),
                    "group": words._day(day).capitalize(),
                }
            )
        return choices

    def _get_chosen_slot(self):
        """Return what was chosen.

        :return: (naive UTC start, service point or an empty recordset)
        :raises UserError: when nothing was chosen
        """
        points = self.env["hcc.service.point"]
        if not self.slot:
            raise UserError(self.env._("Choose one of the free times."))
        start, _separator, point = self.slot.partition("|")
        try:
            moment = fields.Datetime.to_datetime(f"{start.replace('T', ' ')}:00")
            point_id = int(point or 0)
        except ValueError:
            raise UserError(self.env._("Choose one of the free times.")) from None
        if self.place == "home":
            return moment, points
        return moment, points.browse(point_id).exists() or self.service_point_id

    def _get_slot_ward(self):
        return self.env["hcc.ward"]

    def _get_slot_procedures(self):
        return self.env["hcc.procedure"]

    def _get_slot_options(self):
        """Return more arguments for the slot finder."""
        return {}

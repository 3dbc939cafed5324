from odoo import Command, api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.hcc_collaborator.tools.localtime import local_datetime

from ..exceptions import BookingError, SlotTaken

#: what a form says of itself when a time on it is to be held
ASKED = (
    "ward_id",
    "request_id",
    "place",
    "service_point_id",
    "slot",
    "phone",
    "requester_phone",
)


class HccSlotHeld(models.AbstractModel):
    """A chosen time is held while the clerk fills in the rest of the form.

    The field on which it is chosen calls these methods. A clerk holds one time;
    what another form of the same clerk held is given back.
    """

    _name = "hcc.slot.held"
    _description = "Form that Holds its Time"

    @api.model
    def hold_time(self, values):
        """Hold the time that was just chosen.

        :param dict values: see ``ASKED``; ``procedure_ids`` as a list
        :return: ``seconds`` and ``until``, or what stands against it in ``notice``
        """
        form = self._new_asked(values)
        ward = form._check_may_hold()
        start, point = form._get_chosen_slot()
        options = form._get_slot_options()
        moving = options.get("exclude_assignments")
        try:
            hold_sudo = self.env["hcc.slot.hold"]._take(
                ward,
                form.place,
                point,
                form._get_slot_procedures(),
                start,
                self._get_visitor(),
                phones=options.get("citizen_phones", ()),
                position=options.get("position"),
                gender=options.get("gender"),
                moving=moving,
            )
        except (SlotTaken, BookingError) as refused:
            # a visit may move to a time that it overlaps: that cannot be held
            return self._prepare_held(None, "" if moving else str(refused))
        return self._prepare_held(hold_sudo)

    @api.model
    def extend_time(self):
        """Hold the clerk's time longer.

        :return: as :meth:`hold_time`; no ``seconds`` when there is nothing to hold
        """
        self.check_access("create")
        holds = self.env["hcc.slot.hold"]
        hold_sudo, notice = self._get_held(), ""
        if hold_sudo:
            try:
                hold_sudo = holds._extend(hold_sudo.token, self._get_visitor())
            except UserError as refused:
                notice = str(refused)
        return self._prepare_held(hold_sudo, notice)

    @api.model
    def release_time(self):
        """Give the clerk's time back: the form was left, or another is wanted."""
        self.check_access("create")
        return bool(self._get_held()._drop())

    @api.model
    def _get_visitor(self):
        return f"user:{self.env.uid}"

    @api.model
    def _get_held(self):
        """What the clerk holds, also when it just ran out.

        :return: ``hcc.slot.hold`` in sudo, or none
        """
        # sudo: hcc.slot.hold - the user's own
        return (
            self.env["hcc.slot.hold"]
            .sudo()
            .search([("visitor", "=", self._get_visitor()), ("kind", "=", "form")])
        )

    @api.model
    def _new_asked(self, values):
        """A form in memory with what the client says of its own."""
        vals = {
            name: values[name]
            for name in ASKED
            if name in self._fields and isinstance(values.get(name), str | int)
        }
        if vals.get("place") not in ("home", "point"):
            raise UserError(self.env._("Choose one of the free times."))
        if "procedure_ids" in self._fields:
            ids = [key for key in values.get("procedure_ids") or [] if type(key) is int]
            vals["procedure_ids"] = [Command.set(ids)]
        return self.new(vals)

    def _check_may_hold(self):
        """Whether the user takes requests in the ward of the form.

        :return: the ward
        :raises AccessError: when the ward is not the user's
        """
        self.check_access("create")
        ward = self._get_slot_ward()
        if not ward or ward not in self.env.user.hcc_clerk_ward_ids:
            raise AccessError(
                self.env._("You book help in your own wards. This is another one.")
            )
        return ward

    @api.model
    def _prepare_held(self, hold_sudo, notice=""):
        if not hold_sudo:
            return {"seconds": 0, "until": "", "notice": notice}
        return {
            "seconds": hold_sudo._get_seconds_left(),
            "until": f"{local_datetime(hold_sudo.expires_at):%H:%M}",
            "notice": notice,
        }

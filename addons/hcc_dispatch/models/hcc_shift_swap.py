from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.hcc_booking.tools.locks import COLLABORATOR, lock

from .hcc_roster import MY_SHIFTS


class HccShiftSwap(models.Model):
    """A helper offers a shift; a colleague takes it, or gives one for it.

    It counts as soon as somebody has taken it, after the same checks as any shift.
    Coordinators see it and may refuse: then everything is as before. Helpers see
    the open offers of their ward and their own.
    """

    _name = "hcc.shift.swap"
    _description = "Swap of shifts"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin", "hcc.shift.swap.checks"]
    _order = "id desc"

    shift_id = fields.Many2one(
        "hcc.shift", required=True, readonly=True, index=True, ondelete="cascade"
    )
    from_id = fields.Many2one(
        "hcc.collaborator",
        "Offered by",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    from_user_id = fields.Many2one(
        string="Account of Whoever Offers",
        related="from_id.user_id",
        store=True,
        index=True,
    )
    from_name = fields.Char("Colleague", compute="_compute_names", compute_sudo=True)
    wanted = fields.Selection(
        [("give", "Somebody to take it"), ("exchange", "Another shift for it")],
        required=True,
        readonly=True,
        default="give",
    )
    taker_id = fields.Many2one(
        "hcc.collaborator",
        "Taken by",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    taker_user_id = fields.Many2one(
        string="Account of Whoever Takes",
        related="taker_id.user_id",
        store=True,
        index="btree_not_null",
    )
    taker_name = fields.Char("Takes Over", compute="_compute_names", compute_sudo=True)
    taker_shift_id = fields.Many2one(
        "hcc.shift",
        "For it",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    state = fields.Selection(
        [
            ("offered", "Offered"),
            ("taken", "Taken"),
            ("withdrawn", "Withdrawn"),
            ("refused", "Refused"),
        ],
        required=True,
        readonly=True,
        default="offered",
    )
    # for those who may not read the shift itself
    ward_id = fields.Many2one(
        related="shift_id.ward_id", store=True, precompute=True, index=True
    )
    start = fields.Datetime(related="shift_id.start", store=True, precompute=True)
    stop = fields.Datetime("End", related="shift_id.stop", store=True, precompute=True)
    place = fields.Char(compute="_compute_names", compute_sudo=True)
    is_mine = fields.Boolean(compute="_compute_is_mine")

    _offered_once = models.UniqueIndex("(shift_id) WHERE state = 'offered'")
    _open_idx = models.Index("(ward_id, start) WHERE state = 'offered'")

    @api.depends("shift_id", "from_id", "taker_id")
    def _compute_names(self):
        for swap in self:
            swap.from_name = swap.from_id.name
            swap.taker_name = swap.taker_id.name or ""
            swap.place = swap.shift_id.service_point_id.name or self.env._("on call")

    @api.depends_context("uid")
    @api.depends("from_user_id")
    def _compute_is_mine(self):
        for swap in self:
            swap.is_mine = swap.from_user_id == self.env.user

    @api.depends("from_id", "start")
    def _compute_display_name(self):
        words = self.env["hcc.words"]
        for swap in self:
            swap.display_name = words._when(swap.start, swap.stop)

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | self._get_stored_fields()

    # -------------------------------------------------------------------------
    # ACTIONS
    # -------------------------------------------------------------------------

    def action_take(self):
        """Open the form with which a colleague takes the shift."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Take the shift"),
            "res_model": "hcc.shift.take",
            "view_mode": "form",
            "target": "new",
            "context": {"default_swap_id": self.id},
        }

    def action_withdraw(self):
        """The helper keeps the shift after all."""
        for swap in self:
            swap.check_access("read")
            if not swap.is_mine:
                raise AccessError(self.env._("Somebody else offers this shift."))
            # sudo: hcc.shift.swap - helpers write no swaps, this is their own
            swap.sudo()._hold("offered")
            swap.sudo()._write_guarded({"state": "withdrawn"})
            swap._journal("swap_withdrawn")

    def action_refuse(self):
        """A coordinator says no: everything is as before, both are told.

        :raises UserError: when it cannot be undone any more
        """
        for swap in self:
            swap.check_access("write")
            # sudo: hcc.shift, hcc.shift.swap - the right to write was checked above
            swap.sudo()._refuse()
            swap._journal("swap_refused")

    # -------------------------------------------------------------------------
    # BUSINESS METHODS
    # -------------------------------------------------------------------------

    @api.model
    def _offer(self, shift, wanted):
        """:return: the new swap, in sudo"""
        now = fields.Datetime.now()
        if shift.user_id != self.env.user:
            raise AccessError(self.env._("Only an own shift can be offered."))
        if shift.state != "published" or shift.start <= now:
            raise UserError(self.env._("Only an own shift to come can be offered."))
        if shift._get_served_assignments():
            raise UserError(
                self.env._(
                    "There are visits in this shift already. Call your coordinator, "
                    "who gives them to somebody else first."
                )
            )
        # sudo: hcc.shift.swap - helpers create none by themselves
        swaps_sudo = self.sudo()
        lock(self.env.cr, COLLABORATOR, shift.collaborator_id.ids)
        if swaps_sudo.search_count(
            [("shift_id", "=", shift.id), ("state", "=", "offered")], limit=1
        ):
            raise UserError(self.env._("This shift is offered already."))
        swap_sudo = swaps_sudo.create(
            {
                "shift_id": shift.id,
                "from_id": shift.collaborator_id.id,
                "wanted": wanted,
            }
        )
        swap_sudo._journal("swap_offered")
        return swap_sudo

    def _take(self, person, own_shift=None):
        """Hand the shift over, in sudo; what is not allowed is refused.

        :param person: ``hcc.collaborator`` who takes it
        :param own_shift: ``hcc.shift`` given for it
        :raises UserError: saying why not
        """
        self.ensure_one()
        people = self.from_id | person
        lock(self.env.cr, COLLABORATOR, people.ids)
        self._hold("offered")
        own_shift = own_shift or self.env["hcc.shift"]
        if self.shift_id.collaborator_id != self.from_id:
            raise UserError(self.env._("Somebody else has this shift by now."))
        if self.wanted == "exchange" and not own_shift:
            raise UserError(self.env._("Choose the shift that you give for it."))
        obstacle = self._get_obstacle(person, self.shift_id, own_shift)
        if not obstacle and own_shift:
            obstacle = self._get_obstacle(self.from_id, own_shift, self.shift_id)
        if obstacle:
            raise UserError(obstacle)
        takers = [person, self.from_id] if own_shift else [person]
        (self.shift_id | own_shift)._hand_to(takers)
        self._write_guarded(
            {
                "state": "taken",
                "taker_id": person.id,
                "taker_shift_id": own_shift.id,
            }
        )
        self._journal("swap_taken")
        self._tell(
            lambda env, line: env._(
                "Shifts were swapped, %(name)s takes over: %(line)s",
                name=person.name,
                line=line,
            )
        )
        self._show_coordinators()

    def _refuse(self):
        self.ensure_one()
        people = self.from_id | self.taker_id
        lock(self.env.cr, COLLABORATOR, people.ids)
        self._hold("offered", "taken")
        if self.state == "taken":
            self._undo()
        self._write_guarded({"state": "refused"})
        self._tell(
            lambda env, line: env._(
                "The swap was refused, %(name)s has the shift: %(line)s",
                name=self.from_id.name,
                line=line,
            )
        )

    def _undo(self):
        given = self.taker_shift_id
        if self.shift_id.collaborator_id != self.taker_id or (
            given and given.collaborator_id != self.from_id
        ):
            raise UserError(self.env._("The shifts have changed hands once more."))
        if min((self.shift_id | given).mapped("start")) <= fields.Datetime.now():
            raise UserError(self.env._("The shift has begun."))
        holders = [self.from_id, self.taker_id] if given else [self.from_id]
        (self.shift_id | given)._hand_to(holders)

    @api.model
    def _close(self, shifts):
        """Take back what was offered of shifts that are cancelled."""
        offered = self.search(
            [("shift_id", "in", shifts.ids), ("state", "=", "offered")]
        ).filtered(lambda swap: swap.shift_id.state == "cancelled")
        if offered:
            offered._write_guarded({"state": "withdrawn"})
            offered._journal("swap_withdrawn")

    def _hold(self, *states):
        """Step on once, whoever else presses at the same time."""
        self.ensure_one()
        if not self.try_lock_for_update() or self.state not in states:
            raise UserError(
                self.env._("Somebody was faster: this offer is open no more.")
            )

    def _tell(self, sentence):
        """Both are told; each reads what the own shifts are now.

        :param sentence: function of an environment in the person's language and of
            the shift's day, hours and place
        """

        def words(person):
            line = self.with_env(person.env).shift_id._get_line()
            return person.env._("Swap of shifts"), sentence(person.env, line)

        self.env["hcc.notice"]._tell(
            self.from_id | self.taker_id,
            "swap",
            words,
            key=f"{self.id} {self.state}",
            path=MY_SHIFTS,
        )

    def _show_coordinators(self):
        """A word on the screens of those who coordinate the ward."""
        for user in self.env["hcc.area.role"]._get_coordinators(self.ward_id):
            here = self.with_context(lang=user.lang or self.env.lang)
            user._bus_send(
                "simple_notification",
                {
                    "type": "info",
                    "title": here.env._("Swap of shifts"),
                    "message": here.env._(
                        "%(name)s and %(taker)s have swapped a shift.",
                        name=self.from_id.name,
                        taker=self.taker_id.name,
                    ),
                },
            )

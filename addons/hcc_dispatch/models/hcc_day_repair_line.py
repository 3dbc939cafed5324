from odoo import api, fields, models
from odoo.fields import Domain

OPEN = ("booked", "in_progress")
#: how many other times are shown for a visit that nobody takes
TIMES = 3


class HccDayRepairLine(models.Model):
    """One visit of a day that was handed over: before, after, and who was told."""

    _name = "hcc.day.repair.line"
    _description = "Visit Handed Over"
    _inherit = [
        "hcc.day.repair.line.undo",
        "hcc.guard.mixin",
        "hcc.ward.scoped.mixin",
    ]
    _order = "repair_id desc, id"

    repair_id = fields.Many2one(
        "hcc.day.repair", required=True, readonly=True, index=True, ondelete="cascade"
    )
    ward_id = fields.Many2one(
        related="repair_id.ward_id", store=True, precompute=True, index=True
    )
    user_id = fields.Many2one(
        related="repair_id.user_id", string="Helper's User", store=True, precompute=True
    )
    appointment_id = fields.Many2one(
        "hcc.appointment",
        "Visit",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    request_id = fields.Many2one(related="appointment_id.request_id")
    before_id = fields.Many2one(
        "hcc.assignment", required=True, readonly=True, index=True, ondelete="cascade"
    )
    before_state = fields.Selection(
        selection=lambda self: self._selection_before_state(),
        required=True,
        readonly=True,
    )
    after_id = fields.Many2one(
        "hcc.assignment", readonly=True, index="btree_not_null", ondelete="set null"
    )
    # messages that waited before, and their state then
    taken_back = fields.Json(readonly=True, export_string_translation=False)
    stuck = fields.Selection(
        [
            ("accepted", "Somebody else has accepted it."),
            ("moved", "It was changed in the meantime."),
            ("over", "It is over or cancelled."),
            ("busy", "The helper has another visit then."),
        ],
        "Why not taken back",
        readonly=True,
    )
    state = fields.Selection(
        [
            ("left", "Nobody yet"),
            ("asked", "Asked"),
            ("accepted", "Accepted"),
            ("over", "Over"),
            ("back", "As before"),
        ],
        compute="_compute_now",
    )
    helper_name = fields.Char("Who comes", compute="_compute_now")
    told = fields.Selection(
        [
            ("wait", "Will be told"),
            ("told", "Told"),
            ("call", "To call"),
            ("none", "Nothing to tell"),
        ],
        "Citizen",
        compute="_compute_told",
    )
    reference = fields.Char(compute="_compute_words")
    when_words = fields.Char("When", compute="_compute_words")
    where_words = fields.Char("Where", compute="_compute_words")
    times_words = fields.Char("Other times", compute="_compute_times_words")
    can_decide = fields.Boolean(compute="_compute_can_decide")

    def _selection_before_state(self):
        state = self.env["hcc.assignment"]._fields["state"]
        return state._description_selection(self.env)

    @api.depends("appointment_id", "stuck", "repair_id.state")
    def _compute_now(self):
        for line in self:
            # sudo: hcc.assignment, hcc.collaborator - who comes, also from other wards
            line_sudo = line.sudo()
            visit_sudo = line_sudo.appointment_id
            live_sudo = visit_sudo.assignment_ids.filtered(
                lambda entry, role=line_sudo.before_id.role: entry.is_live
                and entry.role == role
            )
            if visit_sudo.state not in OPEN:
                line.state = "over"
            elif live_sudo and live_sudo[:1] == line_sudo.before_id:
                line.state = "back"
            elif not live_sudo:
                line.state = "left"
            else:
                asked = live_sudo[:1].state == "offered"
                line.state = "asked" if asked else "accepted"
            line.helper_name = live_sudo[:1].collaborator_id.name

    @api.depends("appointment_id", "repair_id.create_date")
    def _compute_told(self):
        # sudo: hcc.message - only whether the citizen was told, not what
        messages_sudo = (
            self.env["hcc.message"]
            .sudo()
            .search_fetch(
                Domain("request_id", "in", self.sudo().request_id.ids)
                & Domain("recipient", "=", "citizen")
                & Domain("kind", "=", "helper_changed")
                & Domain("state", "!=", "cancelled"),
                ["request_id", "state"],
                order="id",
            )
        )
        last = {message.request_id: message for message in messages_sudo}
        labels = {"pending": "wait", "sending": "wait", "to_call": "call"}
        for line in self:
            message_sudo = last.get(line.sudo().request_id)
            line.told = "none"
            if message_sudo and message_sudo.create_date >= line.repair_id.create_date:
                state = message_sudo.state
                line.told = labels.get(state, "call" if state == "failed" else "told")

    @api.depends("appointment_id")
    @api.depends_context("lang")
    def _compute_words(self):
        for line in self:
            # sudo: hcc.appointment - time and place of the helper's own visit
            visit_sudo = line.sudo().appointment_id
            line.reference = visit_sudo.reference
            line.when_words = visit_sudo.when_words
            line.where_words = visit_sudo.where_words

    @api.depends("state")
    @api.depends_context("lang")
    def _compute_times_words(self):
        """The nearest times to offer the citizen, asked for all lines at once."""
        left = self.filtered(lambda line: line.state == "left")
        (self - left).times_words = False
        # sudo: hcc.appointment, hcc.request - times alone come out
        visits_sudo = left.sudo().appointment_id
        words = self.env["hcc.words"]
        found = self.env["hcc.day.repair"]._get_other_times(visits_sudo)
        for line in left:
            slots = found[line.sudo().appointment_id.id][:TIMES]
            line.times_words = ", ".join(words._when(slot.start) for slot in slots)

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        wards = self.env.user.hcc_coordinator_ward_ids
        for line in self:
            # sudo: hcc.appointment - its ward
            line.can_decide = (
                line.state == "left" and line.sudo().appointment_id.ward_id in wards
            )

    @api.depends("reference")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.reference

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "after_id",
            "appointment_id",
            "before_id",
            "before_state",
            "repair_id",
            "stuck",
            "taken_back",
            "user_id",
            "ward_id",
        }

    @api.model
    def _get_left(self):
        """Lines whose visit waits for a helper."""
        return Domain(
            "appointment_id",
            "any!",
            Domain("state", "in", OPEN) & Domain("needs_hand", "=", True),
        )

    # -------------------------------------------------------------------------
    # ACTIONS
    # -------------------------------------------------------------------------

    def action_choose_helper(self):
        """Choose somebody for the visit; the time promised stays."""
        self.ensure_one()
        return {
            **self._get_action("hcc_reassign_action"),
            "context": {"default_appointment_id": self.appointment_id.id},
        }

    def action_other_time(self):
        """Agree on another time with the citizen, by telephone."""
        self.ensure_one()
        return {
            **self._get_action("hcc_reschedule_action"),
            "context": {"default_request_id": self.request_id.id},
        }

    def _get_action(self, name):
        # whoever cannot decide on the visit gets no form
        self.appointment_id.check_access("write")
        return self.env["ir.actions.act_window"]._for_xml_id(f"hcc_booking.{name}")

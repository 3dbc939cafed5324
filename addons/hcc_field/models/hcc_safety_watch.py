from odoo import api, fields, models


class HccSafetyWatch(models.Model):
    """Somebody looks after a helper who is at somebody's home.

    It begins when the helper sets out to a home visit or starts it, or calls for
    help, and is over when the helper says so or the visit is closed. A call for help
    is closed by the office alone: whoever holds the telephone may not be the helper.
    There is one for each assignment; it knows no position. The helper reads the own
    ones, clerks and coordinators those of their wards; methods alone write it.
    """

    _name = "hcc.safety.watch"
    _description = "Watch over a Home Visit"
    _inherit = [
        "hcc.safety.steps",
        "hcc.safety.office",
        "hcc.safety.escalation",
        "hcc.guard.mixin",
        "hcc.journal.mixin",
        "hcc.ward.scoped.mixin",
    ]
    _order = "id desc"
    _rec_name = "reference"
    _rec_names_search = ["reference"]

    assignment_id = fields.Many2one(
        "hcc.assignment", required=True, readonly=True, index=True, ondelete="cascade"
    )
    appointment_id = fields.Many2one(
        related="assignment_id.appointment_id", store=True, index=True, precompute=True
    )
    collaborator_id = fields.Many2one(
        related="assignment_id.collaborator_id",
        store=True,
        index=True,
        precompute=True,
    )
    user_id = fields.Many2one(
        related="assignment_id.user_id",
        string="Helper's User",
        store=True,
        index="btree_not_null",
        precompute=True,
    )
    ward_id = fields.Many2one(
        related="assignment_id.ward_id", store=True, precompute=True
    )
    reference = fields.Char(
        related="assignment_id.reference", store=True, precompute=True
    )
    state = fields.Selection(
        [
            ("none", "No timer"),
            ("running", "Out there"),
            ("asked", "Asked"),
            ("late", "Not back"),
            ("over", "Back"),
        ],
        required=True,
        readonly=True,
        default="none",
    )
    # the timer
    started_at = fields.Datetime("Began", readonly=True)
    due = fields.Datetime("Heard from Until", readonly=True)
    extensions = fields.Integer("Extended", readonly=True, aggregator="sum")
    over_at = fields.Datetime("Back at", readonly=True)
    over_by = fields.Selection(
        [
            ("helper", "The helper"),
            ("visit", "The visit was closed"),
            ("office", "The office"),
        ],
        "Said by",
        readonly=True,
    )
    # who was told that the time is over, each once
    asked_at = fields.Datetime("Helper Asked", readonly=True)
    told_at = fields.Datetime("Coordinator Told", readonly=True)
    branch_told_at = fields.Datetime("Branch Told", readonly=True)
    # the silent call
    help_at = fields.Datetime("Called for Help", readonly=True)
    help_told_at = fields.Datetime("Office Told of the Call", readonly=True)
    help_again_at = fields.Datetime("Everybody Told Again", readonly=True)
    help_closed_at = fields.Datetime("Help Settled", readonly=True)
    help_closed_by_id = fields.Many2one(
        "res.users", "Settled by", readonly=True, ondelete="restrict"
    )
    taken_at = fields.Datetime("Taken Over", readonly=True)
    taken_by_id = fields.Many2one(
        "res.users", "Looks after It", readonly=True, ondelete="restrict"
    )
    # for whoever looks after it, while it is open
    is_alarm = fields.Boolean(compute="_compute_office")
    helper_name = fields.Char("Name", compute="_compute_office")
    helper_phone = fields.Char("Helper's Phone", compute="_compute_office")
    where_words = fields.Char("Where", compute="_compute_office")
    due_words = fields.Char("Until", compute="_compute_due_words")

    _one_each = models.UniqueIndex("(assignment_id)", "This visit is watched already.")
    _due_idx = models.Index("(due) WHERE state IN ('running', 'asked', 'late')")
    _help_idx = models.Index(
        "(ward_id) WHERE help_at IS NOT NULL AND help_closed_at IS NULL"
    )

    # -------------------------------------------------------------------------
    # COMPUTES
    # -------------------------------------------------------------------------

    @api.depends("state", "help_at", "help_closed_at")
    @api.depends_context("uid", "lang")
    def _compute_office(self):
        wards = self.env.user.hcc_clerk_ward_ids
        for watch in self:
            watch.is_alarm = watch._is_calling() or watch.state == "late"
            # sudo: hcc.collaborator, hcc.request - who it is and where to, for the
            # office of the ward, which reads both elsewhere
            watch_sudo = watch.sudo()
            watch.helper_name = watch_sudo.collaborator_id.name
            watch.helper_phone = watch_sudo.collaborator_id.phone
            watch.where_words = watch_sudo.assignment_id.where_words
            if watch.is_alarm and watch.ward_id in wards:
                watch.where_words = watch_sudo._get_address() or watch.where_words

    @api.depends("due")
    @api.depends_context("lang")
    def _compute_due_words(self):
        words = self.env["hcc.words"]
        for watch in self:
            watch.due_words = words._when(watch.due) if watch.due else ""

    def _get_address(self):
        """:return: the street of a visit at home, and its ward, which many type too"""
        self.ensure_one()
        entry = self.assignment_id
        address = entry.request_id.citizen_id.address
        if entry.place != "home" or not address:
            return ""
        if self.ward_id.name.casefold() in address.casefold():
            return address
        return f"{address}, {self.ward_id.full_name}"

    def _is_calling(self):
        """Whether a call for help waits for somebody."""
        self.ensure_one()
        return bool(self.help_at and not self.help_closed_at)

    def _get_guarded_fields(self):
        return self._get_stored_fields()

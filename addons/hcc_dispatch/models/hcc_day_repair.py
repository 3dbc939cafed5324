from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.hcc_collaborator.tools.localtime import local_date, utc_datetime


class HccDayRepair(models.Model):
    """A helper's day that was handed over: what was done, and what is left.

    One row for each action, one line for each visit. What became of a visit since
    is read from the visit itself, so the page and the record never disagree. Only
    the methods write here; helpers see their own days, coordinators their wards'.
    """

    _name = "hcc.day.repair"
    _description = "Day Handed Over"
    _inherit = [
        "hcc.day.repair.make",
        "hcc.day.repair.undo",
        "hcc.guard.mixin",
        "hcc.journal.mixin",
        "hcc.ward.scoped.mixin",
    ]
    _order = "id desc"

    collaborator_id = fields.Many2one(
        "hcc.collaborator",
        "Who cannot come",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        related="collaborator_id.user_id",
        string="Helper's User",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    ward_id = fields.Many2one(
        related="collaborator_id.ward_id", store=True, precompute=True, index=True
    )
    start = fields.Datetime("From", required=True, readonly=True)
    stop = fields.Datetime("Until", required=True, readonly=True)
    absence_ids = fields.Many2many("hcc.absence", string="Absences", readonly=True)
    state = fields.Selection(
        [("done", "Handed over"), ("undone", "Taken back")],
        required=True,
        readonly=True,
        default="done",
    )
    undo_until = fields.Datetime("Can be taken back until", readonly=True)
    undone_at = fields.Datetime("Taken back at", readonly=True)
    line_ids = fields.One2many("hcc.day.repair.line", "repair_id", "Visits")
    line_count = fields.Integer("Number of visits", compute="_compute_counts")
    left_count = fields.Integer(
        "Without a helper", compute="_compute_counts", search="_search_left_count"
    )
    stuck_count = fields.Integer("Not taken back", compute="_compute_counts")
    helper_name = fields.Char("Helper", compute="_compute_helper_name")
    when_words = fields.Char("When", compute="_compute_words")
    undo_words = fields.Char(compute="_compute_words")
    can_undo = fields.Boolean(compute="_compute_can_undo")

    _time_ordered = models.Constraint(
        "CHECK (start < stop)", "An absence must begin before it ends."
    )

    @api.depends("line_ids.state", "line_ids.stuck")
    def _compute_counts(self):
        for repair in self:
            lines = repair.line_ids
            repair.line_count = len(lines)
            repair.left_count = len(lines.filtered(lambda line: line.state == "left"))
            repair.stuck_count = len(lines.filtered("stuck"))

    @api.depends("collaborator_id.name")
    def _compute_helper_name(self):
        for repair in self:
            # sudo: hcc.collaborator - the name, for whoever reads this day
            repair.helper_name = repair.collaborator_id.sudo().name

    @api.depends("start", "stop", "undo_until")
    @api.depends_context("lang")
    def _compute_words(self):
        words = self.env["hcc.words"]
        for repair in self:
            same_day = local_date(repair.start) == local_date(
                repair.stop - timedelta(seconds=1)
            )
            repair.when_words = (
                words._when(repair.start, repair.stop)
                if same_day
                else f"{words._when(repair.start)} – {words._when(repair.stop)}"
            )
            repair.undo_words = words._time(repair.undo_until)

    @api.depends("state", "undo_until")
    def _compute_can_undo(self):
        now = fields.Datetime.now()
        for repair in self:
            repair.can_undo = repair.state == "done" and now <= repair.undo_until

    @api.depends("helper_name", "when_words")
    def _compute_display_name(self):
        for repair in self:
            repair.display_name = f"{repair.helper_name} · {repair.when_words}"

    def _search_left_count(self, operator, value):
        """Days with a visit that nobody has, or without one."""
        if operator not in (">", "=") or value != 0:
            return NotImplemented
        left = Domain("line_ids", "any!", self.env["hcc.day.repair.line"]._get_left())
        left &= Domain("state", "=", "done")
        return left if operator == ">" else ~left

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "absence_ids",
            "collaborator_id",
            "line_ids",
            "start",
            "state",
            "stop",
            "undo_until",
            "undone_at",
            "user_id",
            "ward_id",
        }

    # -------------------------------------------------------------------------
    # ACTIONS
    # -------------------------------------------------------------------------

    def action_undo(self):
        """Give the day back to its helper, within five minutes.

        :raises UserError: when it is too late, or was done already
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: hcc.day.repair - see _check_ill: the helper or a coordinator
        self.env["hcc.booking"]._check_away(self.sudo().collaborator_id)
        if self.state != "done":
            raise UserError(self.env._("This day was taken back already."))
        if fields.Datetime.now() > self.undo_until:
            raise UserError(
                self.env._(
                    "It is too late to take this back: the people are told already. "
                    "Cancel the absence, and give the visits to whom you want."
                )
            )
        self.sudo()._undo()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _ill_today(self, collaborator):
        """Hand over the rest of the day of a helper who is ill: one tap.

        A second tap shows what the first has done.

        :param collaborator: one ``hcc.collaborator``
        :return: ``hcc.day.repair``
        """
        now = fields.Datetime.now().replace(microsecond=0)
        stop = utc_datetime(local_date(now), 24.0)
        service = self.env["hcc.booking"]
        service._check_ill(collaborator, now, stop)
        known = self.search(
            [
                ("collaborator_id", "=", collaborator.id),
                ("state", "=", "done"),
                ("start", "<=", now),
                ("stop", ">=", stop),
                ("absence_ids.state", "=", "live"),
            ],
            limit=1,
        )
        if known and not service._get_missed(collaborator, now, stop):
            return known
        return service._ill(collaborator, now, stop)["repair"]

    def _get_form_action(self):
        """Show this day."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_dispatch.hcc_day_repair_action"
        )
        return {
            **action,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.hcc_collaborator.models.fields import NoteText
from odoo.addons.hcc_collaborator.tools.localtime import local_date

from ..tools.locks import POINT, lock


class HccPointClosure(models.Model):
    """A time in which a support point is closed though it would be open.

    Nothing new is booked or held there then. What was promised stays promised: it
    moves with the citizen alone, who is told once, and stands among the things that
    need a hand until it has moved. What is left is read from the visits themselves,
    so nothing here has to be kept in step with them.
    """

    _name = "hcc.point.closure"
    _description = "Closed Support Point"
    _inherit = [
        "hcc.point.closure.times",
        "hcc.guard.mixin",
        "hcc.journal.mixin",
        "hcc.ward.scoped.mixin",
    ]
    _order = "start desc, id desc"

    service_point_id = fields.Many2one(
        "hcc.service.point",
        "Support Point",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    ward_id = fields.Many2one(
        related="service_point_id.ward_id", store=True, precompute=True, index=True
    )
    start = fields.Datetime("From", required=True, readonly=True)
    stop = fields.Datetime("Until", required=True, readonly=True)
    reason = NoteText("Why", required=True, readonly=True)
    state = fields.Selection(
        [("live", "Closed"), ("cancelled", "Open after all")],
        required=True,
        readonly=True,
        default="live",
        copy=False,
    )
    when_words = fields.Char("When", compute="_compute_when_words")
    left_ids = fields.Many2many(
        "hcc.appointment", string="Still promised there", compute="_compute_left_ids"
    )
    left_count = fields.Integer("Visits left", compute="_compute_left_ids")
    can_cancel = fields.Boolean(compute="_compute_can_cancel")

    _time_ordered = models.Constraint(
        "CHECK (start < stop)", "The time must end after it begins."
    )
    _closed_once = models.Constraint(
        "EXCLUDE USING gist (service_point_id WITH =, "
        "tsrange(start, stop) WITH &&) WHERE (state = 'live')",
        "This point is closed then already.",
    )

    @api.depends("start", "stop")
    @api.depends_context("lang")
    def _compute_when_words(self):
        words = self.env["hcc.words"]
        for closure in self:
            last = closure.stop - timedelta(seconds=1)
            closure.when_words = (
                words._when(closure.start, closure.stop)
                if local_date(closure.start) == local_date(last)
                else f"{words._when(closure.start)} – {words._when(closure.stop)}"
            )

    @api.depends("service_point_id", "start", "stop", "state")
    @api.depends_context("uid")
    def _compute_left_ids(self):
        """Visits that have neither moved nor been cancelled, as far as one may read."""
        visits = self.env["hcc.appointment"].search_fetch(
            self._get_promised_domain(), ["service_point_id", "start", "stop"]
        )
        for closure in self:
            closure.left_ids = visits.filtered(closure._concerns)
            closure.left_count = len(closure.left_ids)

    @api.depends("state", "stop")
    @api.depends_context("uid")
    def _compute_can_cancel(self):
        now, wards = fields.Datetime.now(), self.env.user.hcc_coordinator_ward_ids
        for closure in self:
            closure.can_cancel = (
                closure.state == "live"
                and closure.stop > now
                and closure.ward_id in wards
            )

    @api.depends("service_point_id", "when_words")
    def _compute_display_name(self):
        for closure in self:
            name = closure.service_point_id.name
            closure.display_name = f"{name} · {closure.when_words}"

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "reason",
            "service_point_id",
            "start",
            "state",
            "stop",
            "ward_id",
        }

    # -------------------------------------------------------------------------
    # STEPS
    # -------------------------------------------------------------------------

    @api.model
    def _close_point(self, point, start, stop, reason):
        """Close a support point for a time, and tell everybody concerned.

        :param point: one ``hcc.service.point``
        :param datetime start: naive UTC, as ``stop``
        :param str reason: words for the office
        :return: ``hcc.point.closure``
        :raises AccessError: when the user does not coordinate the ward
        :raises UserError: when the time is over, or the point is closed already
        """
        self._check_point(point)
        if start >= stop:
            raise UserError(self.env._("The time must end after it begins."))
        if stop <= fields.Datetime.now():
            raise UserError(self.env._("This time is over already."))
        if not (reason or "").strip():
            raise UserError(self.env._("Please say why."))
        # whoever books there now comes first, or sees that it is closed
        lock(self.env.cr, POINT, point.ids)
        # sudo: hcc.point.closure - made by this method alone, after its checks
        closures_sudo = self.sudo()
        if closures_sudo.search_count(
            Domain("service_point_id", "=", point.id)
            & Domain("state", "=", "live")
            & Domain("start", "<", stop)
            & Domain("stop", ">", start),
            limit=1,
        ):
            raise UserError(self.env._("This point is closed then already."))
        closure_sudo = closures_sudo.create(
            {
                "service_point_id": point.id,
                "start": start,
                "stop": stop,
                "reason": reason,
            }
        )
        closure_sudo._drop_holds()
        visits_sudo = closure_sudo._get_promised()
        closure_sudo._journal("point_closed", visits=len(visits_sudo))
        closure_sudo._tell("point_closed", visits_sudo)
        return closure_sudo.with_env(self.env)

    def action_cancel(self):
        """The point is open after all: who has not moved is told that nothing changes.

        :raises AccessError: when the user does not coordinate the ward
        """
        self.ensure_one()
        self.check_access("read")
        self._check_point(self.service_point_id)
        if self.state != "live":
            raise UserError(self.env._("This was cancelled already."))
        # sudo: hcc.point.closure - see _close_point
        closure_sudo = self.sudo()
        visits_sudo = closure_sudo._get_promised() & closure_sudo._get_told()
        closure_sudo._write_guarded({"state": "cancelled"})
        closure_sudo._journal("point_open", visits=len(visits_sudo))
        closure_sudo._tell("point_open", visits_sudo)
        self.env["hcc.waiting"]._wake()
        return True

    @api.model
    def _check_point(self, point):
        """Whoever coordinates the ward of the point closes and opens it."""
        # sudo: hcc.service.point - its ward
        ward = point.sudo().ward_id
        if not self.env.su and ward not in self.env.user.hcc_coordinator_ward_ids:
            raise AccessError(
                self.env._("Only a coordinator of its ward closes a support point.")
            )

    # -------------------------------------------------------------------------
    # HELPERS
    # -------------------------------------------------------------------------

    def _get_promised_domain(self):
        """Visits that may be concerned; :meth:`_concerns` looks at each closure."""
        live = self.filtered(lambda closure: closure.state == "live")
        if not live:
            return Domain.FALSE
        return self._get_visit_domain(
            live.service_point_id, min(live.mapped("start")), max(live.mapped("stop"))
        )

    def _concerns(self, visit):
        return (
            self.state == "live"
            and visit.service_point_id == self.service_point_id
            and visit.start < self.stop
            and self.start < visit.stop
        )

    def _get_promised(self):
        """Visits that are promised at the point in this time; called in sudo."""
        return self.env["hcc.appointment"].search(
            self._get_promised_domain(), order="start, id"
        )

    def _get_told(self):
        """Visits whose people were told that the point is closed; called in sudo."""
        messages = self.env["hcc.message"].search(
            Domain("kind", "=", "point_closed")
            & Domain("recipient", "=", "citizen")
            & Domain("ward_id", "in", self._get_promised().ward_id.ids)
            & Domain("create_date", ">=", self.create_date)
        )
        return messages.request_id.current_appointment_id

    def _drop_holds(self):
        """Give back what somebody keeps there while filling in a form."""
        self.env["hcc.slot.hold"].search(
            Domain("service_point_id", "=", self.service_point_id.id)
            & Domain("start", "<", self.stop)
            & Domain("stop", ">", self.start)
        )._drop()

    def _tell(self, kind, visits_sudo):
        """Tell the citizens and the helpers of the visits, each once."""
        messages = self.env["hcc.message"]
        messages._tell_citizens(kind, visits_sudo.request_id)
        messages._tell_helpers(kind, visits_sudo.assignment_ids.filtered("is_live"))

    @api.model
    def _get_closed(self, visits_sudo):
        """Those of the visits whose point is closed then.

        :param visits_sudo: ``hcc.appointment`` in sudo
        """
        points = visits_sudo.service_point_id
        if not points:
            return visits_sudo.browse()
        # sudo: hcc.point.closure - when a point is closed is public
        closures_sudo = self.sudo().search(
            Domain("service_point_id", "in", points.ids)
            & Domain("state", "=", "live")
            & Domain("start", "<", max(visits_sudo.mapped("stop")))
            & Domain("stop", ">", min(visits_sudo.mapped("start")))
        )
        return visits_sudo.filtered(
            lambda visit: any(closure._concerns(visit) for closure in closures_sudo)
        )

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.hcc_mandate import PERIODS, RELATIONS

OPEN_FOR_HELPER = ("accepted", "started")
OPEN_VISITS = ("booked", "in_progress")


class HccMandateEntry(models.TransientModel):
    """A person agrees to be helped, at a counter or where there is a network.

    The text is shown as a whole, read aloud if need be, and signed on the screen; or
    a witness confirms for whoever cannot sign.
    """

    _name = "hcc.mandate.entry"
    _description = "Consent to Be Helped, in the Back Office"
    _inherit = ["hcc.office.form"]

    request_id = fields.Many2one("hcc.request", required=True, readonly=True)
    assignment_id = fields.Many2one("hcc.assignment", readonly=True)
    reference = fields.Char(related="request_id.reference")
    allowed_ids = fields.Many2many("hcc.procedure", compute="_compute_allowed_ids")
    procedure_ids = fields.Many2many("hcc.procedure", string="Helped with")
    period = fields.Selection(PERIODS, "For how long", required=True, default="visit")
    has_visit = fields.Boolean(compute="_compute_allowed_ids")
    begins_at = fields.Datetime(required=True, readonly=True)
    lang = fields.Selection(
        "_selection_lang",
        "Language",
        required=True,
        default=lambda self: self.env["hcc.mandate"]._get_languages()[0],
    )
    shown = fields.Text("The text that the person agrees to", compute="_compute_shown")
    read_aloud = fields.Selection(
        [
            ("no", "The person reads it"),
            ("device", "Read aloud by the device"),
            ("helper", "I read it aloud, with a witness"),
        ],
        "Reading",
        required=True,
        default="no",
    )
    signed_how = fields.Selection(
        [("drawn", "The person signs"), ("witness", "A witness confirms")],
        "Signing",
        required=True,
        default="drawn",
    )
    signature = fields.Binary(attachment=False)
    witness_name = fields.Char("Name of the witness")
    witness_relation = fields.Selection(RELATIONS, "The witness is")

    @api.model
    def _selection_lang(self):
        # sudo: res.lang - names of languages
        langs_sudo = self.env["res.lang"].sudo()
        return [
            (code, langs_sudo._get_data(code=code).name)
            for code in self.env["hcc.mandate"]._get_languages()
        ]

    @api.depends("request_id")
    def _compute_allowed_ids(self):
        for form in self:
            form.allowed_ids = form.request_id.procedure_ids
            # sudo: hcc.appointment - whether there is an open visit
            visit_sudo = form.request_id.sudo().current_appointment_id
            form.has_visit = visit_sudo.state in OPEN_VISITS

    @api.depends("request_id", "procedure_ids", "period", "lang", "begins_at")
    def _compute_shown(self):
        mandates = self.env["hcc.mandate"]
        text = self.env["hcc.consent.text"]._current("mandate")
        for form in self:
            form.shown = (
                text
                and form.begins_at
                and mandates._compose(
                    text,
                    form.lang,
                    form.procedure_ids._origin,
                    form.period,
                    mandates._get_end(form.period, form.begins_at),
                )
            )

    @api.model
    def _open_for(self, request, assignment=None):
        """Return the form, filled for a request.

        :param assignment: the ``hcc.assignment`` of the helper who asks, if one does
        """
        # sudo: hcc.appointment - when the visit is
        visit_sudo = request.sudo().current_appointment_id
        is_open = visit_sudo.state in OPEN_VISITS
        now = fields.Datetime.now()
        form = self.create(
            {
                "request_id": request.id,
                "assignment_id": assignment.id if assignment else False,
                "begins_at": max(visit_sudo.start, now) if is_open else now,
                "period": "visit" if is_open else "day",
                "procedure_ids": request.sudo().procedure_ids.ids,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Consent to be helped"),
            "res_model": self._name,
            "res_id": form.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_confirm(self):
        """Take down what the person agreed to, and offer the paper."""
        self.ensure_one()
        request = self._get_request()
        if self.period == "visit" and not self.has_visit:
            raise UserError(self.env._("There is no visit that it could hold for."))
        mandates = self.env["hcc.mandate"]
        shown = self.shown or ""
        mandate_sudo = mandates._give(
            request,
            {
                "text": self.env["hcc.consent.text"]._current("mandate").id,
                "lang": self.lang,
                "shown": shown,
                "digest": mandates._digest_of(shown),
                "procedures": self.procedure_ids.ids,
                "period": self.period,
                "ends": fields.Datetime.to_string(
                    mandates._get_end(self.period, self.begins_at)
                ),
                "read_aloud": self.read_aloud,
                "signed_how": self.signed_how,
                "signature": self.signature,
                "witness_name": self.witness_name,
                "witness_relation": self.witness_relation,
            },
            where="field" if self.assignment_id else "counter",
            collaborator=self.assignment_id.collaborator_id,
        )
        # nothing of it stays behind in the form
        self.write({"signature": False, "witness_name": False})
        if self.assignment_id:
            return {"type": "ir.actions.act_window_close"}
        return mandate_sudo.with_env(self.env).action_print()

    def _get_request(self):
        """The request, for those who may take a consent for it.

        :raises AccessError: for another's visit, or one that is over
        """
        entry = self.assignment_id
        if not entry:
            self.request_id.check_access("write")
            return self.request_id
        entry.check_access("write")
        if (
            entry.user_id != self.env.user
            or entry.state not in OPEN_FOR_HELPER
            or entry.request_id != self.request_id
        ):
            raise AccessError(
                self.env._("You note this at your own visit, while it is open.")
            )
        return self.request_id

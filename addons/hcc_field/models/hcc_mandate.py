from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.hcc_collaborator.tools.reference import random_reference

PERIODS = [("visit", "This visit"), ("day", "One day"), ("month", "One month")]
#: what ends the period of a visit before its last minute
OPEN_VISITS = ("booked", "in_progress")
RELATIONS = [
    ("relative", "Relative"),
    ("neighbour", "Neighbour"),
    ("ward_official", "Ward official"),
    ("other", "Other"),
]


class HccMandate(models.Model):
    """That a person agreed to be helped: with what, until when, by which words.

    The paper is the "phiếu đồng ý hỗ trợ". It gives nobody the right to act for the
    person. It is made by :meth:`_give` and ended by :meth:`_revoke` alone; what
    was agreed to is never changed. Whether it is in force is a matter of time, so
    nothing has to be switched off. Clerks and data officers read those of their
    wards; helpers meet it on the field page of their own visits.
    """

    _name = "hcc.mandate"
    _description = "Consent to Be Helped"
    _inherit = [
        "hcc.mandate.text",
        "hcc.mandate.giving",
        "hcc.mandate.ending",
        "hcc.mandate.use",
        "hcc.mandate.paper",
        "hcc.guard.mixin",
        "hcc.read.logged.mixin",
        "hcc.ward.scoped.mixin",
        "hcc.journal.mixin",
    ]
    _order = "given_at desc, id desc"
    _rec_name = "reference"
    _rec_names_search = ["reference"]
    _read_log_fields = frozenset(
        {"citizen_id", "signature", "witness_name", "witness_relation"}
    )

    reference = fields.Char(
        "Consent Number",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: random_reference("DY"),
    )
    citizen_id = fields.Many2one(
        "hcc.citizen", required=True, index=True, ondelete="cascade"
    )
    request_id = fields.Many2one(
        "hcc.request", required=True, index=True, ondelete="cascade"
    )
    appointment_id = fields.Many2one(
        "hcc.appointment", "Visit", index="btree_not_null", ondelete="set null"
    )
    collaborator_id = fields.Many2one(
        "hcc.collaborator",
        "Given to",
        index="btree_not_null",
        ondelete="restrict",
        help="The helper who asked; empty at a counter.",
    )
    # what was agreed to
    procedure_ids = fields.Many2many("hcc.procedure", string="Matters")
    period = fields.Selection(PERIODS, required=True)
    given_at = fields.Datetime("Given on", required=True)
    ends_at = fields.Datetime("Ends on", required=True)
    text_id = fields.Many2one(
        "hcc.consent.text", required=True, index=True, ondelete="restrict"
    )
    lang = fields.Char("Language Shown", required=True)
    body_shown = fields.Text("Text Shown", required=True, readonly=True)
    digest = fields.Char(required=True)
    # how it was agreed to
    where = fields.Selection(
        [("field", "At the visit"), ("counter", "At the counter")], required=True
    )
    read_aloud = fields.Selection(
        [
            ("no", "The person read it"),
            ("device", "By the voice of the device"),
            ("helper", "By the helper, with a witness"),
        ],
        required=True,
        default="no",
    )
    signed_how = fields.Selection(
        [("drawn", "Signed"), ("witness", "A witness confirmed")], required=True
    )
    # small, and goes with its row
    signature = fields.Binary(attachment=False)
    witness_name = fields.Char("Witness")
    witness_relation = fields.Selection(RELATIONS, "Witness Is")
    # how it ended
    revoked_at = fields.Datetime("Withdrawn on")
    revoked_by = fields.Selection(
        [
            ("citizen", "The person"),
            ("link", "The person, by the link"),
            ("clerk", "A clerk, for the person"),
            ("erasure", "The data were taken away"),
        ],
        "Withdrawn by",
    )
    erased_at = fields.Datetime("Personal Data Taken Away on")
    # made on a device that may send it twice
    action_uid = fields.Char(
        copy=False, groups="base.group_system", export_string_translation=False
    )
    state = fields.Selection(
        [("valid", "In force"), ("revoked", "Withdrawn"), ("expired", "Over")],
        compute="_compute_state",
        search="_search_state",
    )

    _reference_unique = models.Constraint(
        "UNIQUE (reference)", "Another consent has this reference already."
    )
    _action_unique = models.UniqueIndex(
        "(request_id, action_uid) WHERE action_uid IS NOT NULL",
        "This consent is here already.",
    )
    _time_ordered = models.Constraint(
        "CHECK (given_at < ends_at)", "A consent cannot end before it is given."
    )
    _is_signed = models.Constraint(
        "CHECK (erased_at IS NOT NULL"
        " OR (signed_how = 'drawn' AND signature IS NOT NULL)"
        " OR (signed_how = 'witness' AND witness_name IS NOT NULL"
        " AND witness_relation IS NOT NULL))",
        "A consent is signed, or confirmed by a witness.",
    )
    _is_heard = models.Constraint(
        "CHECK (erased_at IS NOT NULL OR read_aloud <> 'helper'"
        " OR witness_name IS NOT NULL)",
        "Where the helper reads it aloud there is a witness.",
    )
    _revoked_known = models.Constraint(
        "CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))",
        "It is known who withdrew a consent.",
    )

    @api.depends("revoked_at", "ends_at", "period", "appointment_id.state")
    def _compute_state(self):
        now = fields.Datetime.now()
        for mandate in self:
            if mandate.revoked_at:
                mandate.state = "revoked"
            elif mandate.ends_at <= now or (
                mandate.period == "visit"
                # sudo: hcc.appointment - whether the visit is closed
                and mandate.sudo().appointment_id.state not in OPEN_VISITS
            ):
                mandate.state = "expired"
            else:
                mandate.state = "valid"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        closed = Domain("period", "=", "visit") & Domain(
            "appointment_id", "not any", [("state", "in", OPEN_VISITS)]
        )
        over = Domain("ends_at", "<=", now) | closed
        domains = {
            "revoked": Domain("revoked_at", "!=", False),
            "expired": Domain("revoked_at", "=", False) & over,
            "valid": Domain("revoked_at", "=", False) & ~over,
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | self._get_stored_fields()

    @api.model
    def _get_read_log_person(self):
        return SQL("citizen_id")

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.hcc_collaborator.models.fields import NoteText

from ..tools.review_texts import has_phone

LONGEST = 20_000
# PostgreSQL refuses what would change a frozen review, whoever asks.
REFUSE_FUNCTION = SQL(
    """
    CREATE OR REPLACE FUNCTION hcc_review_refuse() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a frozen review is kept as it is'
            USING ERRCODE = 'insufficient_privilege';
    END $$
    """
)
KEPT = (
    "name",
    "date_from",
    "date_to",
    "scope",
    "branch_id",
    "lessons",
    "proposal",
    "snapshot",
    "snapshot_hash",
    "pdf_hash",
    "xlsx_hash",
    "frozen_at",
    "frozen_by_id",
)


class HccReview(models.Model):
    """The review of a period and an area: figures, frozen, signed off, kept.

    Managers and administrators make one for wards of theirs; whoever reads the figures
    of all its wards reads it, the steering committee among them. A draft shows the
    figures of now. Freezing stores them with the papers made of them, and from then
    on nothing is written: facts that come late are shown beside, never over them.
    """

    _name = "hcc.review"
    _description = "Review of a Period"
    _inherit = [
        "hcc.review.flow",
        "hcc.review.making",
        "hcc.review.paper",
        "hcc.guard.mixin",
        "hcc.journal.mixin",
    ]
    _order = "date_to desc, id desc"

    name = fields.Char("Title", required=True)
    pilot_id = fields.Many2one(
        "hcc.pilot", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    date_from = fields.Date(
        "First day", required=True, default=lambda self: self._default_period()[0]
    )
    date_to = fields.Date(
        "Last day", required=True, default=lambda self: self._default_period()[1]
    )
    scope = fields.Selection(
        [("city", "The whole city"), ("branch", "A branch"), ("wards", "Wards")],
        "Area",
        required=True,
        default="wards",
    )
    branch_id = fields.Many2one("hcc.branch", ondelete="restrict", index=True)
    ward_ids = fields.Many2many(
        "hcc.ward",
        string="Wards",
        compute="_compute_ward_ids",
        store=True,
        readonly=False,
        context={"active_test": False},
    )
    area_label = fields.Char("Covered", compute="_compute_area_label")
    state = fields.Selection(
        [("draft", "Draft"), ("frozen", "Frozen"), ("signed", "Signed off")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    # words of people
    comment_ids = fields.One2many("hcc.review.comment", "review_id", "Comments")
    lessons = NoteText()
    proposal = NoteText()
    has_phone = fields.Boolean(compute="_compute_has_phone")
    # what was frozen
    snapshot = fields.Text(readonly=True, copy=False)
    snapshot_hash = fields.Char("Hash of the figures", readonly=True, copy=False)
    frozen_at = fields.Datetime("Frozen on", readonly=True, copy=False)
    frozen_by_id = fields.Many2one(
        "res.users", "Frozen by", readonly=True, copy=False, ondelete="restrict"
    )
    signed_at = fields.Datetime("Signed off on", readonly=True, copy=False)
    signed_by_id = fields.Many2one(
        "res.users", "Signed off by", readonly=True, copy=False, ondelete="restrict"
    )

    _dates_check = models.Constraint(
        "CHECK (date_from <= date_to AND date_to - date_from <= 1098)",
        "The last day is not before the first day, nor three years after it.",
    )
    _frozen_check = models.Constraint(
        "CHECK (state = 'draft' OR (snapshot_hash IS NOT NULL AND pdf_hash IS NOT NULL"
        " AND xlsx_hash IS NOT NULL))",
        "A frozen review has figures and papers of its own.",
    )
    _signed_check = models.Constraint(
        "CHECK ((state = 'signed') = (signed_by_id IS NOT NULL)"
        " AND signed_by_id <> frozen_by_id)",
        "Somebody else signs a review off.",
    )

    def init(self):
        self.env.execute_query(REFUSE_FUNCTION)
        changed = SQL(" OR ").join(
            SQL("OLD.%(n)s IS DISTINCT FROM NEW.%(n)s", n=SQL.identifier(name))
            for name in (*KEPT, "create_uid")
        )
        review, files = SQL.identifier(self._table), SQL.identifier("ir_attachment")
        for name, event, table, when in (
            (
                "hcc_review_kept",
                SQL("UPDATE"),
                review,
                SQL("OLD.state <> 'draft' AND (NEW.state = 'draft' OR %s)", changed),
            ),
            ("hcc_review_stays", SQL("DELETE"), review, SQL("OLD.state <> 'draft'")),
            (
                "hcc_review_papers_kept",
                SQL("UPDATE OF store_fname, db_datas, checksum, res_model, res_id"),
                files,
                SQL("OLD.res_model = 'hcc.review'"),
            ),
            (
                "hcc_review_papers_stay",
                SQL("DELETE"),
                files,
                SQL("OLD.res_model = 'hcc.review'"),
            ),
        ):
            self.env.execute_query(
                SQL(
                    "CREATE OR REPLACE TRIGGER %s BEFORE %s ON %s FOR EACH ROW"
                    " WHEN (%s) EXECUTE FUNCTION hcc_review_refuse()",
                    SQL.identifier(name),
                    event,
                    table,
                    when,
                )
            )

    @api.model
    def _drop_guards(self):
        """Take away what PostgreSQL refuses, before the addon goes."""
        self.env.execute_query(
            SQL("DROP FUNCTION IF EXISTS hcc_review_refuse() CASCADE")
        )

    # ------------------------------------------------------------------
    # Computes and checks
    # ------------------------------------------------------------------

    @api.model
    def _default_period(self):
        """The last whole month."""
        last = fields.Date.subtract(
            self.env["hcc.area.role"]._today().replace(day=1), days=1
        )
        return last.replace(day=1), last

    @api.depends("scope", "branch_id")
    def _compute_ward_ids(self):
        for review in self:
            review.ward_ids = review._get_area_wards()

    def _get_area_wards(self):
        """Return the wards of the area as it is now; those chosen by hand stay."""
        self.ensure_one()
        Ward = self.env["hcc.ward"].with_context(active_test=False)
        if self.scope == "city":
            return Ward.search([("code", "!=", False)])
        if self.scope == "branch":
            return Ward.search([("branch_id", "=", self.branch_id.id or 0)])
        return self.ward_ids

    @api.depends("scope", "branch_id", "ward_ids")
    @api.depends_context("lang")
    def _compute_area_label(self):
        for review in self:
            wards = review.ward_ids
            if review.scope == "city":
                review.area_label = self.env._("The whole city")
            elif review.scope == "branch":
                review.area_label = review.branch_id.display_name
            elif len(wards) <= 3:
                review.area_label = ", ".join(ward.display_name or "" for ward in wards)
            else:
                review.area_label = self.env._("%(count)s wards", count=len(wards))

    @api.depends("lessons", "proposal", "comment_ids.text")
    def _compute_has_phone(self):
        for review in self:
            texts = [
                review.lessons,
                review.proposal,
                *review.comment_ids.mapped("text"),
            ]
            review.has_phone = any(map(has_phone, texts))

    @api.constrains("scope", "branch_id", "ward_ids")
    def _check_area(self):
        for review in self:
            if not review.ward_ids:
                raise ValidationError(
                    self.env._("Please choose the area: a branch, or some wards.")
                )

    @api.constrains("lessons", "proposal", "name")
    def _check_length(self):
        for review in self:
            for name in ("name", "lessons", "proposal"):
                if len(review[name] or "") > LONGEST:
                    raise ValidationError(
                        self.env._(
                            "At most %(limit)s characters, please.", limit=LONGEST
                        )
                    )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "state",
            "snapshot",
            "snapshot_hash",
            "frozen_at",
            "frozen_by_id",
            "signed_at",
            "signed_by_id",
            "pdf_file",
            "pdf_hash",
            "xlsx_file",
            "xlsx_hash",
        }

    @api.model_create_multi
    def create(self, vals_list):
        guarded = self._get_guarded_fields() - {"state"}
        for vals in vals_list:
            if vals.get("state", "draft") != "draft" or guarded.intersection(vals):
                raise UserError(self.env._("A new review begins as a draft."))
        reviews = super().create(vals_list)
        reviews._journal("review_created")
        return reviews

    def write(self, vals):
        self._check_state("draft")
        result = super().write(vals)
        # record rules are asked before it is written, not after
        self._check_own_area()
        self._journal("review_changed", fields=sorted(vals))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self._check_state("draft")
        self._journal("review_deleted")

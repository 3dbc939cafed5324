from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.hcc_collaborator.models.fields import NoteText

from ..tools.review_texts import has_phone

LONGEST = 2000


class HccReviewComment(models.Model):
    """What somebody said, written down by a person, without names.

    Nothing is proposed here by itself. A comment goes into the report once a person
    has read it again and released it.
    """

    _name = "hcc.review.comment"
    _description = "Comment in a Review"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin"]
    _order = "id"
    _rec_name = "text"

    review_id = fields.Many2one(
        "hcc.review", required=True, index=True, ondelete="cascade"
    )
    text = NoteText(
        required=True, help="In your own words: no names, no telephone numbers."
    )
    is_released = fields.Boolean("Released", readonly=True)
    has_phone = fields.Boolean("Holds a telephone number", compute="_compute_has_phone")
    state = fields.Selection(related="review_id.state", string="State of the review")

    @api.depends("text")
    def _compute_has_phone(self):
        for comment in self:
            comment.has_phone = has_phone(comment.text)

    @api.constrains("text")
    def _check_text(self):
        for comment in self:
            if not comment.text.strip() or len(comment.text) > LONGEST:
                raise ValidationError(
                    self.env._(
                        "A comment has between 1 and %(limit)s characters.",
                        limit=LONGEST,
                    )
                )

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"is_released"}

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("is_released") for vals in vals_list):
            raise UserError(self.env._("Read the comment again, then release it."))
        comments = super().create(vals_list)
        comments.review_id._check_state("draft")
        return comments

    def write(self, vals):
        if not self:
            return True
        self.review_id._check_state("draft")
        result = super().write(vals)
        if "review_id" in vals:
            # the other one is to be of the own area as well, and open
            self.check_access("write")
            self.review_id._check_state("draft")
        if "text" in vals or "review_id" in vals:
            # other words are read again
            self._write_guarded({"is_released": False})
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self.review_id._check_state("draft")

    def action_release(self):
        """Take the comment into the report."""
        self.check_access("write")
        self.review_id._check_state("draft")
        for comment in self:
            if comment.has_phone:
                raise UserError(
                    self.env._(
                        "This looks like a telephone number: please take it out first."
                    )
                )
        self._write_guarded({"is_released": True})
        self._journal("review_comment_released")

    def action_hold_back(self):
        """Leave the comment out of the report."""
        self.check_access("write")
        self.review_id._check_state("draft")
        self._write_guarded({"is_released": False})
        self._journal("review_comment_held_back")

from odoo import models
from odoo.exceptions import UserError


class HccPilotReview(models.AbstractModel):
    """The end of a pilot: the report by which the city judges it."""

    _name = "hcc.pilot.review"
    _description = "Review of a Pilot"

    def action_review(self):
        """Open the review of the pilot's month; one is made when there is none.

        :raises UserError: when the pilot has no wards yet
        """
        self.ensure_one()
        reviews = self.env["hcc.review"].search([("pilot_id", "=", self.id)])
        review = reviews.filtered(lambda one: one.state == "draft")[:1] or reviews[:1]
        return {
            "type": "ir.actions.act_window",
            "res_model": "hcc.review",
            "res_id": (review or self._make_review()).id,
            "views": [(False, "form")],
        }

    def _make_review(self):
        """Make the draft of the review of this pilot: its wards, its month."""
        wards = self._get_wards()
        if not wards:
            raise UserError(self.env._("Choose and confirm the wards first."))
        review = self.env["hcc.review"]._create_for(
            self.env._("Review: %(pilot)s", pilot=self.name),
            *self._get_review_period(),
            wards,
            pilot=self,
        )
        self._journal("pilot_review_made")
        return review

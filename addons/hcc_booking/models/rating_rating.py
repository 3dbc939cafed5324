from odoo import api, fields, models


class RatingRating(models.Model):
    _inherit = "rating.rating"

    # Whoever reads the token could rate in the citizen's place.
    access_token = fields.Char(groups="base.group_system")
    # Every employee reads and writes ratings in core: those of requests are
    # kept to the ward by a rule on this field.
    hcc_ward_id = fields.Many2one(
        "hcc.ward",
        "Ward",
        compute="_compute_hcc_ward_id",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.depends("res_model", "res_id")
    def _compute_hcc_ward_id(self):
        ours = self.filtered(lambda rating: rating.res_model == "hcc.request")
        (self - ours).hcc_ward_id = False
        # sudo: hcc.request - which ward it is of, for the rule of the rating
        requests_sudo = self.env["hcc.request"].sudo().browse(ours.mapped("res_id"))
        wards = {request.id: request.ward_id for request in requests_sudo.exists()}
        for rating in ours:
            rating.hcc_ward_id = wards.get(rating.res_id)

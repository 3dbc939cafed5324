from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..exceptions import BookingError

COMMENT_LENGTH = 1000


class HccRequestRating(models.AbstractModel):
    """The citizen's rating of a request: 1 to 5, by a link, once."""

    _name = "hcc.request.rating"
    _description = "Rating of a Request"

    complaint_ids = fields.One2many(
        "hcc.complaint",
        "request_id",
        "Complaints",
        groups="hcc_collaborator.group_hcc_coordinator",
    )

    def _submit_rating(self, value, comment=False):
        """Take the citizen's rating, once.

        :param int value: 1 to 5
        :param str comment: words, may be empty
        :raises UserError: when it was rated already, or the value is none
        """
        self.ensure_one()
        self._check_step(("done",))
        if value not in (1, 2, 3, 4, 5):
            raise UserError(self.env._("Choose from 1 to 5."))
        comment = (comment or "").strip()
        if len(comment) > COMMENT_LENGTH:
            raise BookingError({"comment": self._say_too_long(COMMENT_LENGTH)})
        request_sudo = self.sudo()  # sudo: hcc.request - access was checked above
        if request_sudo.rating_value:
            raise UserError(self.env._("Thank you, you have rated this help already."))
        request_sudo._get_rating().write(
            {"rating": value, "feedback": comment or False, "consumed": True}
        )
        request_sudo._write_guarded(
            {"rating_value": value, "rated_at": fields.Datetime.now()}
        )
        request_sudo._journal("rated", value=value)

    def rating_apply(
        self,
        rate,
        token=None,
        rating=None,
        feedback=None,
        subtype_xmlid=None,
        notify_delay_send=False,
    ):
        """Core's own rating page ends here too: once, and without a chatter post.

        :raises AccessError: for people of the service, who may not rate for others
        """
        if not self.env.su:
            raise AccessError(self.env._("Only the citizen rates the help."))
        self._submit_rating(int(rate), feedback)
        # sudo: rating.rating - core's page goes on with it
        return self.sudo()._get_rating()

    def message_post(self, **kwargs):
        if kwargs.get("rating_value"):
            raise AccessError(self.env._("Only the citizen rates the help."))
        return super().message_post(**kwargs)

    @api.model
    def _find_by_rating_token(self, token):
        """The request that a rating link belongs to.

        :return: ``hcc.request`` in sudo, or none
        """
        # sudo: rating.rating - the token is random and was sent to the citizen
        rating_sudo = (
            self.env["rating.rating"]
            .sudo()
            .search(
                [
                    ("access_token", "=", token or ""),
                    ("res_model", "=", "hcc.request"),
                ],
                limit=1,
            )
        )
        # sudo: hcc.request - the one that was rated
        return self.env["hcc.request"].sudo().browse(rating_sudo.res_id or [])

    def _get_rating(self):
        """The one rating of the request, made when it is first needed."""
        self.ensure_one()
        rating = self.rating_ids[:1]
        return rating or rating.create(
            {
                "res_model_id": self.env["ir.model"]._get_id(self._name),
                "res_id": self.id,
                "partner_id": self.partner_id.id,
            }
        )

    def _get_rating_link(self):
        return f"{self.get_base_url()}/hcc/rate/{self._get_rating().access_token}"

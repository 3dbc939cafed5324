from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.hcc_collaborator.tools.qr import qr_svg
from odoo.addons.hcc_collaborator.tools.reference import random_reference
from odoo.addons.hcc_collaborator.tools.secret_words import hide_secrets
from odoo.addons.hcc_collaborator.tools.web_input import as_rating_code

from ..exceptions import BookingError

COMMENT_LENGTH = 1000
#: how long the code on the slip rates the help
CODE_VALID_FOR = timedelta(days=30)
RATING_CHANNELS = [
    ("link", "Link"),
    ("code", "Code on paper"),
    ("tablet", "Helper's tablet"),
    ("telephone", "Telephone"),
]


class HccRequestRating(models.AbstractModel):
    """The citizen's rating of a request: 1 to 5, once.

    By a link, by the code on the slip (on the helper's tablet, too), or by
    telephone through a clerk; never by the helper.
    """

    _name = "hcc.request.rating"
    _description = "Rating of a Request"

    complaint_ids = fields.One2many(
        "hcc.complaint",
        "request_id",
        "Complaints",
        groups="hcc_collaborator.group_hcc_coordinator",
    )
    # On the slip and on the citizen's own page: the helper does not read it.
    rating_code = fields.Char(
        copy=False, readonly=True, groups="hcc_collaborator.group_hcc_clerk"
    )
    rating_channel = fields.Selection(RATING_CHANNELS, "Rated by", readonly=True)

    _rating_code_unique = models.UniqueIndex(
        "(rating_code) WHERE rating_code IS NOT NULL",
        "Another request has this code already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            code = random_reference("")
            vals.setdefault("rating_code", code.removeprefix("-"))
        return super().create(vals_list)

    def _submit_rating(self, value, comment=False, channel="link"):
        """Take the citizen's rating, once.

        :param int value: 1 to 5
        :param str comment: words, may be empty
        :param str channel: how it came
        :raises UserError: when it was rated already, or the value is none
        """
        self.ensure_one()
        self._check_step(("done",))
        if value not in (1, 2, 3, 4, 5):
            raise UserError(self.env._("Choose from 1 to 5."))
        comment = hide_secrets((comment or "").strip())
        if len(comment) > COMMENT_LENGTH:
            raise BookingError({"comment": self._say_too_long(COMMENT_LENGTH)})
        request_sudo = self.sudo()  # sudo: hcc.request - access was checked above
        # Whoever sends it twice at once waits here: a statement that PostgreSQL
        # refuses is logged, and words of people are not.
        self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE id = %s FOR NO KEY UPDATE",
                SQL.identifier(self._table),
                self.id,
            )
        )
        if request_sudo.rating_value:
            raise UserError(self.env._("Thank you, you have rated this help already."))
        request_sudo._get_rating().write(
            {"rating": value, "feedback": comment or False, "consumed": True}
        )
        request_sudo._write_guarded(
            {
                "rating_value": value,
                "rated_at": fields.Datetime.now(),
                "rating_channel": channel,
            }
        )
        # whoever waits to ask for it need not any more
        self.env["hcc.message"].sudo()._take_back(request_sudo, ("rating",))
        request_sudo._journal("rated", value=value, channel=channel)

    def _rate_by_telephone(self, value, comment=False):
        """Take the rating that the citizen tells a clerk.

        :raises AccessError: for whoever helped, and for clerks of other wards
        """
        self.ensure_one()
        self._check_by("clerk")
        # sudo: hcc.request - who went there, borrowed helpers too
        helpers_sudo = self.sudo().assignment_ids.collaborator_id
        if self.env.user in helpers_sudo.user_id:
            raise AccessError(
                self.env._("You helped here: somebody else takes the rating.")
            )
        self._submit_rating(value, comment, channel="telephone")

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
    def _find_by_rating_code(self, typed):
        """The request that a code on paper rates now.

        :param str typed: as typed or read out
        :return: ``hcc.request`` in sudo, or none: unknown, used, too old, or the
            help is not finished; which of these is not told
        """
        code = as_rating_code(typed)
        # sudo: hcc.request - the code is random and was given to the citizen
        requests_sudo = self.env["hcc.request"].sudo()
        if not code:
            return requests_sudo
        return requests_sudo.search(
            [
                ("rating_code", "=", code),
                ("state", "=", "done"),
                ("rating_value", "=", 0),
                ("done_at", ">=", fields.Datetime.now() - CODE_VALID_FOR),
            ],
            limit=1,
        )

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

    # -------------------------------------------------------------------------
    # ON PAPER
    # -------------------------------------------------------------------------

    def _get_paper_codes(self):
        """What the slip asks for after the help, each with its QR code.

        :return: list of dicts: ``text``, ``code`` (to type, may be empty) and ``qr``
        """
        self.ensure_one()
        # a helper who opens the report by its address is refused here
        code = self.rating_code
        base_url = self.get_base_url()
        codes = []
        if code:
            codes.append(
                {
                    "text": self.env._("After the help: tell us how it was."),
                    "code": code,
                    "qr": qr_svg(
                        f"{base_url}/hcc/rate?code={code}",
                        self.env._("QR code to rate the help"),
                    ),
                }
            )
        codes.append(
            {
                "text": self.env._("Asked for money? Scan this and tap once."),
                "code": "",
                "qr": qr_svg(
                    f"{base_url}/hcc/complain/money?ref={self.reference}",
                    self.env._("QR code to report being asked for money"),
                ),
            }
        )
        return codes

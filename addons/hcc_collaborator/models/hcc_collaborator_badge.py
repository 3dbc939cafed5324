import base64
import re
import secrets

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import consteq
from odoo.tools.mimetypes import guess_mimetype

from ..tools.localtime import local_datetime
from ..tools.phone import format_phone
from ..tools.qr import qr_svg
from ..tools.reference import random_code

#: what a photo may be; anything else could be a page with a program in it
PHOTO_TYPES = ("image/jpeg", "image/png", "image/webp", "image/gif")
#: a number typed without its dashes: the prefix, five digits of the ward, the rest
_BARE_NUMBER = re.compile(r"(CTV)([0-9]{5})([0-9]{2,4})")
SECRETS = "base.group_system"


class HccCollaboratorBadge(models.AbstractModel):
    """The badge that a collaborator shows at the door.

    Its QR code holds a random token, its front a short check code: whoever has
    one of them in hand learns whose badge it is and whether it is good now. A
    badge that was lost is renewed, and the old paper then says nothing.
    """

    _name = "hcc.collaborator.badge"
    _description = "Badge of a Collaborator"

    # not precomputed: who creates a collaborator may not read them
    badge_token = fields.Char(
        compute="_compute_badge_secrets",
        store=True,
        copy=False,
        groups=SECRETS,
    )
    badge_code = fields.Char(
        compute="_compute_badge_secrets",
        store=True,
        copy=False,
        groups=SECRETS,
    )
    badge_renewed_at = fields.Datetime("Badge Renewed", readonly=True, copy=False)

    _badge_token_unique = models.UniqueIndex("(badge_token)")

    # a new record has its resource once; nothing would start a field without any
    # dependency that is not precomputed
    @api.depends("resource_id")
    def _compute_badge_secrets(self):
        for person in self:
            person.badge_token = person.badge_token or secrets.token_urlsafe(24)
            person.badge_code = person.badge_code or random_code()

    # -------------------------------------------------------------------------
    # ACTIONS
    # -------------------------------------------------------------------------

    def action_renew_badge(self):
        """A badge was lost: the old token and code are worth nothing from now on."""
        self._check_coordinates()
        if self.filtered(lambda person: not person.badge_number):
            raise UserError(self.env._("There is no badge number yet."))
        # sudo: hcc.collaborator - secrets that nobody reads; checked above
        for person_sudo in self.sudo():
            person_sudo.write(
                {
                    "badge_token": secrets.token_urlsafe(24),
                    "badge_code": random_code(),
                    "badge_renewed_at": fields.Datetime.now(),
                }
            )
        self._journal("badge_renewed")
        return True

    def action_print_badge(self):
        """Print the badges, eight on a sheet."""
        self._check_coordinates()
        if self.filtered(lambda person: not person.badge_number):
            raise UserError(self.env._("There is no badge number yet."))
        report = self.env.ref("hcc_collaborator.action_report_badge")
        return report.report_action(self)

    def _check_coordinates(self):
        """The coordinators of the ward decide about its people.

        :raises AccessError: for everybody else
        """
        self.check_access("write")
        wards = self.env.user.hcc_coordinator_ward_ids
        if not self.env.su and self.ward_id - wards:
            raise AccessError(
                self.env._("Only a coordinator of the ward decides about its people.")
            )

    # -------------------------------------------------------------------------
    # CHECKING
    # -------------------------------------------------------------------------

    def _is_badge_valid(self):
        """Whether citizens may let this person in now."""
        self.ensure_one()
        # sudo: res.users - whether the account was closed
        user_sudo = self.sudo().user_id
        return bool(
            self.active
            and self.state == "active"
            and self.badge_number
            # no account yet is no fault of the helper; a closed one is
            and (not user_sudo or user_sudo.active)
        )

    @api.model
    def _find_badge(self, token):
        """Whose badge carries the token, if it is good now.

        :return: ``hcc.collaborator`` in sudo, empty for all that is not good,
            whatever the reason
        """
        # sudo: hcc.collaborator - the token is the permission
        people_sudo = self.env["hcc.collaborator"].sudo()
        if not isinstance(token, str) or not 16 <= len(token) <= 64:
            return people_sudo
        found_sudo = people_sudo.search([("badge_token", "=", token)], limit=1)
        return found_sudo.filtered(lambda person: person._is_badge_valid())

    @api.model
    def _find_badge_by_code(self, number, code):
        """Whose badge has this number and this check code, if it is good now.

        :return: ``hcc.collaborator`` in sudo, as for :meth:`_find_badge`
        """
        # sudo: hcc.collaborator - the code is the permission
        people_sudo = self.env["hcc.collaborator"].sudo()
        number, code = self._clean_badge_number(number), self._clean_code(code)
        if not number or not code:
            return people_sudo
        found_sudo = people_sudo.search([("badge_number", "=", number)], limit=1)
        kept = self._clean_code(found_sudo.badge_code) or "-"
        if not consteq(kept, code):
            return people_sudo
        return found_sudo.filtered(lambda person: person._is_badge_valid())

    @api.model
    def _clean_badge_number(self, number):
        """The number as it is stored, however it was typed."""
        text = re.sub(r"[\s._–—-]+", "-", str(number or "").strip().upper()[:40])
        bare = _BARE_NUMBER.fullmatch(text.replace("-", ""))
        return "-".join(bare.groups()) if bare else text

    @api.model
    def _clean_code(self, code):
        text = re.sub(r"[^0-9A-Z]", "", str(code or "").upper()[:40])
        # ASCII only: the comparison takes nothing else
        return text if text.isascii() else ""

    def _get_badge_photo(self, size="image_256"):
        """The photo of the badge.

        :return: (content, type), both empty when there is none
        """
        self.ensure_one()
        content = base64.b64decode(self[size] or b"")
        kind = guess_mimetype(content) if content else ""
        return (content, kind) if kind in PHOTO_TYPES else (b"", "")

    @api.model
    def _get_badge_moment(self):
        """The local time of a check, for whoever shows the page to somebody."""
        return f"{local_datetime(fields.Datetime.now()):%H:%M %d/%m/%Y}"

    # -------------------------------------------------------------------------
    # PAPER
    # -------------------------------------------------------------------------

    def _get_badge_address(self):
        """Where the QR code leads."""
        self.ensure_one()
        return f"{self.get_base_url()}{self._make_badge_path()}"

    def _get_badge_path(self):
        """The page of a good badge on this server; empty for one not good now."""
        return self._make_badge_path() if self and self._is_badge_valid() else ""

    def _make_badge_path(self):
        # sudo: hcc.collaborator - the token of a badge that is given out
        return f"/hcc/badge/{self.sudo().badge_token}"

    def _get_badge_code(self):
        """The check code that stands on the badge."""
        self.ensure_one()
        # sudo: hcc.collaborator - the code of a badge that is given out
        return self.sudo().badge_code or ""

    def _get_badge_code_of_one(self):
        """The check code of a good badge; empty for nobody, or one not good now."""
        return self._get_badge_code() if self and self._is_badge_valid() else ""

    def _get_badge_cards(self):
        """What stands on the badges; of their coordinators alone, who print them.

        :rtype: list of dict
        """
        self._check_coordinates()
        branding = self.env["hcc.branding"]
        page = self.browse().get_base_url().split("://")[-1] + "/hcc/badge"
        # sudo: ir.config_parameter - the number is public
        hotline = (
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("hcc_collaborator.hotline", "")
        )
        cards = []
        for person in self.filtered("badge_number"):
            content, kind = person._get_badge_photo()
            photo = base64.b64encode(content).decode()
            cards.append(
                {
                    "name": person.name,
                    "number": person.badge_number,
                    "ward": person.ward_id.display_name,
                    "code": person._get_badge_code(),
                    "city": branding._city_name(),
                    "service": branding._service_name(),
                    "hotline": format_phone(person.branch_id.hotline or hotline),
                    "page": page,
                    "photo": f"data:{kind};base64,{photo}" if photo else "",
                    "qr": person._get_badge_qr(),
                }
            )
        return cards

    def _get_badge_qr(self, size=88):
        """The QR code with its size in itself, as old printing engines need it."""
        picture = qr_svg(self._get_badge_address(), self.badge_number)
        return picture.replace(
            Markup("<svg "),
            Markup('<svg width="%(s)s" height="%(s)s" ') % {"s": size},
            1,
        )

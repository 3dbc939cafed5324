import base64
import secrets

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, consteq
from odoo.tools.misc import format_date

from odoo.addons.hcc_collaborator.tools.qr import qr_svg
from odoo.addons.hcc_collaborator.tools.reference import ALPHABET, random_reference

#: what the paper bears beside the number, so that numbers alone tell nothing
CODE_LENGTH = 6


def _random_code():
    return "".join(secrets.choice(ALPHABET) for _index in range(CODE_LENGTH))


class HccCertificate(models.Model):
    """The proof that someone passed a session.

    Only ``hcc.attendance`` and ``hcc.exam`` make and revoke certificates; nobody may
    edit one.
    Whoever holds the paper can have it checked: by its QR code, or by its number
    together with the check code.
    """

    _name = "hcc.certificate"
    _description = "Training certificate"
    _inherit = ["hcc.ward.scoped.mixin", "hcc.journal.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "collaborator_id"]

    number = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: random_reference("CN"),
    )
    attendance_id = fields.Many2one(
        "hcc.attendance", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    exam_id = fields.Many2one(
        "hcc.exam",
        "Examination alone",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    collaborator_id = fields.Many2one(
        "hcc.collaborator",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    user_id = fields.Many2one(
        related="collaborator_id.user_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    ward_id = fields.Many2one(
        related="collaborator_id.ward_id", store=True, precompute=True
    )
    trainer_id = fields.Many2one(
        related="attendance_id.trainer_id", store=True, precompute=True, index=True
    )
    course_id = fields.Many2one(
        "hcc.course", required=True, readonly=True, ondelete="restrict", index=True
    )
    qualification_id = fields.Many2one(
        "hcc.qualification",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    date_from = fields.Date(string="Valid from", required=True, readonly=True)
    date_to = fields.Date(
        string="Last valid day", readonly=True, help="Inclusive. Empty: without end."
    )
    state = fields.Selection(
        [("valid", "Valid"), ("revoked", "Revoked")],
        required=True,
        readonly=True,
        default="valid",
    )

    # Checking
    check_token = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        groups="base.group_system",
        default=lambda self: secrets.token_urlsafe(18),
    )
    check_code = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        groups="base.group_system",
        default=lambda self: _random_code(),
    )

    _check_token_unique = models.UniqueIndex("(check_token)")
    _number_unique = models.UniqueIndex("(number)", "This number is already in use.")
    _attendance_unique = models.UniqueIndex(
        "(attendance_id) WHERE state = 'valid'",
        "This attendance already has a valid certificate.",
    )
    _exam_unique = models.UniqueIndex(
        "(exam_id) WHERE state = 'valid'",
        "This examination already has a valid certificate.",
    )
    _given_for_something = models.Constraint(
        "CHECK (attendance_id IS NOT NULL OR exam_id IS NOT NULL)",
        "A certificate is given for a session or for an examination.",
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The last valid day cannot be before the first one.",
    )

    def _init_column(self, column_name):
        """Give certificates of before their own token and code each."""
        makers = {
            "check_token": lambda: secrets.token_urlsafe(18),
            "check_code": _random_code,
        }
        if column_name not in makers:
            return super()._init_column(column_name)
        rows = self.env.execute_query(SQL("SELECT id FROM hcc_certificate"))
        for (certificate_id,) in rows:
            self.env.cr.execute(
                SQL(
                    "UPDATE hcc_certificate SET %s = %s WHERE id = %s",
                    SQL.identifier(column_name),
                    makers[column_name](),
                    certificate_id,
                )
            )
        return None

    def action_print(self):
        """Return the PDF of the certificates; a revoked one is not printed."""
        if any(certificate.state != "valid" for certificate in self):
            raise UserError(
                self.env._("A revoked certificate cannot be printed any more.")
            )
        return self.env.ref("hcc_training.hcc_certificate_report").report_action(self)

    @api.model
    def _issue(self, vals_list):
        """Make certificates, and the qualifications that go with them.

        :param vals_list: values of the certificates
        :return: the certificates, in sudo
        """
        # sudo: hcc.certificate, hcc.qualification - given by a pass only
        certificates_sudo = self.sudo().create(vals_list)
        qualifying_sudo = certificates_sudo.filtered("course_id.qualification_type_id")
        qualifications_sudo = (
            self.env["hcc.qualification"]
            .sudo()
            .create([cert._prepare_qualification_values() for cert in qualifying_sudo])
        )
        for certificate, qualification in zip(
            qualifying_sudo, qualifications_sudo, strict=True
        ):
            certificate.qualification_id = qualification
        certificates_sudo._journal("issued")
        qualifications_sudo._journal("granted", source="training")
        return certificates_sudo

    def _revoke(self):
        """Revoke the certificates and end the qualifications they gave."""
        self.write({"state": "revoked"})
        self._journal("revoked")
        self.qualification_id._end_training()

    # ------------------------------------------------------------------
    # Checking, by anybody who holds the paper
    # ------------------------------------------------------------------
    @api.model
    def _find_by_token(self, token):
        """Return the certificate whose QR code says this, or none."""
        if not token:
            return self.browse()
        return self.search([("check_token", "=", token)], limit=1)

    @api.model
    def _find_by_number(self, number, code):
        """Return the certificate that bears both, or none."""
        code = "".join(char for char in (code or "").upper() if char in ALPHABET)
        found = self.search([("number", "=", number)], limit=1)
        # compared in any case: an unknown number takes as long
        is_right = consteq(found.check_code or "-" * CODE_LENGTH, code)
        return found if is_right else self.browse()

    def _get_check_url(self):
        """Return what the QR code of the paper says."""
        self.ensure_one()
        # sudo: hcc.certificate - printed on the paper of whoever may read it
        return f"{self.get_base_url()}/hcc/certificate/{self.sudo().check_token}"

    def _get_check_code(self):
        self.ensure_one()
        # sudo: hcc.certificate - printed on the paper of whoever may read it
        return self.sudo().check_code

    def _get_check_picture(self):
        """Return the QR code of the paper, as wkhtmltopdf shows it."""
        self.ensure_one()
        svg = qr_svg(self._get_check_url(), self.env._("QR code to check it"))
        picture = base64.b64encode(svg.encode()).decode()
        return (
            Markup(
                '<img alt="" style="width: 110px; height: 110px;"'
                ' src="data:image/svg+xml;base64,%s"/>'
            )
            % picture
        )

    def _get_standing(self):
        """Return "valid", "expired" or "revoked", as of today in local time."""
        self.ensure_one()
        if self.state == "revoked":
            return "revoked"
        today = self.env["hcc.session"]._get_today()
        return "expired" if self.date_to and self.date_to < today else "valid"

    def _prepare_public_values(self):
        """Return what anybody who holds the paper is told."""
        self.ensure_one()

        def format_day(day):
            return format_date(self.env, day, date_format="dd/MM/yyyy")

        return {
            "name": self.collaborator_id.name,
            "course": self.course_id.name,
            "number": self.number,
            "date_from": format_day(self.date_from),
            "date_to": format_day(self.date_to) if self.date_to else "",
            "standing": self._get_standing(),
        }

    def _prepare_qualification_values(self):
        self.ensure_one()
        return {
            "collaborator_id": self.collaborator_id.id,
            "type_id": self.course_id.qualification_type_id.id,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "source": "training",
            "reference": self.number,
        }

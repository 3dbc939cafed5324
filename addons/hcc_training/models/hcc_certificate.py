from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.hcc_collaborator.tools.reference import random_reference


class HccCertificate(models.Model):
    """The proof that someone passed a session.

    Only ``hcc.attendance`` and ``hcc.exam`` make and revoke certificates; nobody may
    edit one.
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

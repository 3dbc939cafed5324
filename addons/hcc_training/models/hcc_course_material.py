import base64

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import is_html_empty
from odoo.tools.translate import html_translate

from odoo.addons.hcc_collaborator.tools.file_kind import file_kind

from ..tools.web_address import is_web_address

MAX_FILE = 10 << 20


class HccCourseMaterial(models.Model):
    """Something to read for a course, made to be read on a telephone.

    Every person of the service reads it; only administrators change it. Who has
    read it stands in ``hcc.course.reading``.
    """

    _name = "hcc.course.material"
    _description = "Training material"
    _order = "course_id, sequence, id"

    course_id = fields.Many2one(
        "hcc.course", required=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(related="course_id.kind")
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Title", required=True, translate=True)
    body = fields.Html(
        string="Text", translate=html_translate, sanitize=True, strip_classes=True
    )
    file = fields.Binary(attachment=True)
    file_name = fields.Char()
    link = fields.Char(help="An address that begins with https://")
    minutes = fields.Integer(string="Minutes to read", required=True, default=5)
    active = fields.Boolean(default=True)
    is_read = fields.Boolean(
        string="I have read it", compute="_compute_is_read", search="_search_is_read"
    )
    may_read = fields.Boolean(compute="_compute_may_read")

    _minutes_positive = models.Constraint(
        "CHECK (minutes > 0)", "Reading takes at least one minute."
    )

    @api.depends_context("uid")
    def _compute_is_read(self):
        # sudo: hcc.course.reading - the reader's own, whatever the role
        readings_sudo = self.env["hcc.course.reading"].sudo()
        mine = readings_sudo._read_group(
            [("material_id", "in", self.ids), ("user_id", "=", self.env.uid)],
            ["material_id"],
        )
        read_ids = {material.id for (material,) in mine}
        for material in self:
            material.is_read = material._origin.id in read_ids

    @api.depends_context("uid")
    def _compute_may_read(self):
        """Whether the reader is a collaborator, whose reading is recorded."""
        self.may_read = bool(self.env.user.hcc_collaborator_ids)

    def _search_is_read(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: hcc.course.reading - the reader's own, whatever the role
        readings_sudo = self.env["hcc.course.reading"].sudo()
        mine = readings_sudo.search([("user_id", "=", self.env.uid)])
        return [("id", "in" if True in value else "not in", mine.material_id.ids)]

    @api.constrains("body", "file", "link")
    def _check_content(self):
        for material in self:
            if is_html_empty(material.body) and not material.file and not material.link:
                raise ValidationError(
                    self.env._("Please give a text, a file or a link to read.")
                )
            if material.link and not is_web_address(material.link):
                raise ValidationError(
                    self.env._("A link begins with https:// and has no spaces.")
                )
            material._check_file()

    def _check_file(self):
        """Its content says what a file is; its name says nothing."""
        content = base64.b64decode(self.with_context(bin_size=False).file or b"")
        if len(content) > MAX_FILE:
            raise ValidationError(
                self.env._(
                    "The file is too big: at most %(size)s MB.", size=MAX_FILE >> 20
                )
            )
        if content and not file_kind(content):
            raise ValidationError(
                self.env._("People can open PDF, JPEG, PNG and DOCX files only.")
            )

    def action_mark_read(self):
        """Record that the collaborator who is signed in has read the materials."""
        collaborator = self.env.user.hcc_collaborator_ids[:1]
        if not collaborator:
            raise UserError(
                self.env._("Your account does not belong to a collaborator.")
            )
        self.check_access("read")
        self.env["hcc.course.reading"]._record(self, collaborator)

from odoo import api, fields, models


class HccCourseReading(models.Model):
    """That a collaborator has read a material.

    Collaborators see their own, coordinators and readers those of their wards.
    Trainers see only how much each participant of their sessions has read.
    """

    _name = "hcc.course.reading"
    _description = "Reading of a training material"
    _inherit = ["hcc.ward.scoped.mixin"]
    _order = "read_at desc, id desc"
    _rec_name = "material_id"

    material_id = fields.Many2one(
        "hcc.course.material",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    course_id = fields.Many2one(
        related="material_id.course_id", store=True, index=True, precompute=True
    )
    collaborator_id = fields.Many2one(
        "hcc.collaborator",
        required=True,
        readonly=True,
        ondelete="cascade",
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
    read_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    _once_each = models.UniqueIndex(
        "(material_id, collaborator_id)", "You have marked this as read already."
    )

    @api.model
    def _record(self, materials, collaborator):
        """Record that the collaborator has read the materials, once each."""
        # sudo: hcc.course.reading - made by this method only, for oneself
        readings_sudo = self.sudo()
        known = readings_sudo.search(
            [
                ("material_id", "in", materials.ids),
                ("collaborator_id", "=", collaborator.id),
            ]
        ).material_id
        readings_sudo.create(
            [
                {"material_id": material.id, "collaborator_id": collaborator.id}
                for material in materials
                if material not in known
            ]
        )
        materials.invalidate_recordset(["is_read"])

    @api.model
    def _count_read(self, courses, collaborators):
        """Return how many active materials of the courses each person has read.

        :return: {(course, collaborator): number}
        """
        # sudo: hcc.course.reading - numbers alone, asked for by who may see them
        rows = self.sudo()._read_group(
            [
                ("course_id", "in", courses.ids),
                ("collaborator_id", "in", collaborators.ids),
                ("material_id.active", "=", True),
            ],
            ["course_id", "collaborator_id"],
            ["__count"],
        )
        return {(course.id, person.id): count for course, person, count in rows}

from odoo import fields, models


class HccCollaborator(models.Model):
    """A person who helps citizens.

    Coordinators write in their wards; clerks, trainers and readers read in
    theirs; a collaborator reads the own record alone.
    """

    _name = "hcc.collaborator"
    _description = "Collaborator"
    _inherit = [
        "resource.mixin",
        "hcc.ward.scoped.mixin",
        "hcc.journal.mixin",
        "image.mixin",
    ]
    _order = "name, id"
    _rec_names_search = ["name", "badge_number"]

    name = fields.Char(required=True, index="trigram")
    badge_number = fields.Char(copy=False)
    user_id = fields.Many2one(
        "res.users", index="btree_not_null", ondelete="restrict", copy=False
    )
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [
            ("applied", "Applied"),
            ("screened", "Screened"),
            ("interviewed", "Interviewed"),
            ("approved", "Approved"),
            ("active", "Active"),
            ("suspended", "Suspended"),
            ("left", "Left"),
        ],
        required=True,
        default="applied",
        index=True,
        copy=False,
    )
    # where
    team_id = fields.Many2one(
        "hcc.team", required=True, index=True, ondelete="restrict"
    )
    ward_id = fields.Many2one(related="team_id.ward_id", store=True, precompute=True)
    branch_id = fields.Many2one(related="team_id.branch_id", store=True, index=True)
    # who
    category = fields.Selection(
        [
            ("student", "Student"),
            ("union_member", "Union or association member"),
            ("retired_official", "Retired official"),
            ("postal_worker", "Public postal worker"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    gender = fields.Selection(
        [("female", "Female"), ("male", "Male"), ("unspecified", "Unspecified")],
        required=True,
        default="unspecified",
    )
    phone = fields.Char()
    email = fields.Char()
    languages = fields.Char(help="Languages besides Vietnamese.")
    travel_mode = fields.Selection(
        [("walk", "On foot"), ("bicycle", "Bicycle"), ("motorbike", "Motorbike")],
        required=True,
        default="motorbike",
    )
    latitude = fields.Float(
        digits=(9, 6),
        aggregator=None,
        groups="hcc_collaborator.group_hcc_coordinator",
    )
    longitude = fields.Float(
        digits=(9, 6),
        aggregator=None,
        groups="hcc_collaborator.group_hcc_coordinator",
    )
    qualification_ids = fields.One2many(
        "hcc.qualification", "collaborator_id", string="Qualifications"
    )
    relative_ids = fields.One2many(
        "hcc.collaborator.relative", "collaborator_id", string="Relatives"
    )
    # working time comes from shifts, not from a calendar of the resource
    company_id = fields.Many2one(readonly=True, default=None)
    resource_calendar_id = fields.Many2one(readonly=True, default=None)
    tz = fields.Selection(readonly=True)

    _badge_number_unique = models.Constraint(
        "UNIQUE (badge_number)", "Another collaborator has this badge number already."
    )

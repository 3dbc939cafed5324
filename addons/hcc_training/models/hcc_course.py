from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

# Who may read sessions at all
SESSION_GROUPS = ",".join(
    f"hcc_collaborator.group_hcc_{name}"
    for name in ("collaborator", "coordinator", "trainer", "reader")
)

# What a collaborator has to be able to do, in the words of the city's announcement
KINDS = [
    ("procedures", "Procedures"),
    ("digital", "Digital skills"),
    ("communication", "Communication"),
    ("situations", "Handling situations"),
    ("safety", "Safety"),
    ("data_protection", "Data protection"),
]


class HccCourse(models.Model):
    """A course: what it teaches, what it qualifies for and for how long.

    Every person of the service reads it; only administrators change it.
    """

    _name = "hcc.course"
    _description = "Training course"
    _inherit = ["hcc.course.exam"]
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default="procedures", index=True)
    qualification_type_id = fields.Many2one(
        "hcc.qualification.type",
        string="Qualification",
        ondelete="restrict",
        index="btree_not_null",
        help="What passing gives. Empty: a certificate only.",
    )
    validity_months = fields.Integer(
        string="Valid for (months)",
        default=12,
        help="Counted from the day of the session. 0: without end.",
    )
    refresher_months = fields.Integer(
        string="Refresher every (months)",
        help="How often it is taken again to stay in practice. 0: only when what "
        "it gives ends.",
    )
    minutes = fields.Integer(string="Duration (minutes)", default=180, required=True)
    description = fields.Text(translate=True)
    active = fields.Boolean(default=True)
    material_ids = fields.One2many("hcc.course.material", "course_id")
    material_count = fields.Integer(compute="_compute_material_count")
    session_ids = fields.One2many(
        "hcc.session", "course_id", string="Sessions", groups=SESSION_GROUPS
    )
    session_count = fields.Integer(
        compute="_compute_session_count", groups=SESSION_GROUPS
    )

    _code_unique = models.UniqueIndex("(code)", "Another course already has this code.")
    _minutes_positive = models.Constraint(
        "CHECK (minutes > 0)", "A course lasts at least one minute."
    )
    _validity_not_negative = models.Constraint(
        "CHECK (validity_months >= 0)", "The validity cannot be negative."
    )
    _refresher_not_negative = models.Constraint(
        "CHECK (refresher_months >= 0)", "The refresher period cannot be negative."
    )

    @api.depends("material_ids")
    def _compute_material_count(self):
        counts = dict(
            self.env["hcc.course.material"]._read_group(
                [("course_id", "in", self.ids)], ["course_id"], ["__count"]
            )
        )
        for course in self:
            course.material_count = counts.get(course, 0)

    @api.depends("session_ids")
    def _compute_session_count(self):
        counts = dict(
            self.env["hcc.session"]._read_group(
                [("course_id", "in", self.ids)], ["course_id"], ["__count"]
            )
        )
        for course in self:
            course.session_count = counts.get(course, 0)

    def action_view_sessions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_training.hcc_session_action"
        )
        action["domain"] = [("course_id", "=", self.id)]
        action["context"] = {"default_course_id": self.id}
        return action

    def action_view_materials(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_training.hcc_course_material_action"
        )
        action["domain"] = [("course_id", "=", self.id)]
        action["context"] = {"default_course_id": self.id}
        action["display_name"] = self.name
        return action

    def _get_last_valid_day(self, first_day):
        """Return the last day, inclusive, on which a pass on ``first_day`` holds.

        :param datetime.date first_day: the local day of the session
        :return: a date, or False when the validity has no end
        """
        self.ensure_one()
        if not self.validity_months:
            return False
        return first_day + relativedelta(months=self.validity_months, days=-1)

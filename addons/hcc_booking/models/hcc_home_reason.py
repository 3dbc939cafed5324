from odoo import api, fields, models


class HccHomeReason(models.Model):
    """Why somebody may be visited at home; the rules are facts of the service.

    The kind says how a reason is looked at: ``age`` and ``distance`` are computed
    from what is known, ``disability`` and ``poverty`` stand in a certificate (they
    are recognised by an authority, never computed), the others are the person's
    word or a paper. Whatever the rule says, a human decides.
    """

    _name = "hcc.home.reason"
    _description = "Reason for a Home Visit"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    kind = fields.Selection(
        [
            ("age", "Age"),
            ("difficulty", "Difficulty travelling"),
            ("disability", "Severe disability"),
            ("poverty", "Poor or near-poor household"),
            ("distance", "Far from every point"),
            ("illness", "Temporary illness"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    question = fields.Char(
        "Words on the Form",
        required=True,
        translate=True,
        help="What the citizen ticks, in plain words.",
    )
    threshold = fields.Integer(
        help="Age: from so many years. Distance: over so many kilometres."
    )
    needs_evidence = fields.Boolean(
        help="The person's word is not enough: somebody sees a paper. No paper is "
        "ever copied."
    )
    evidence_hint = fields.Char(
        "Paper That Shows It",
        translate=True,
        help="What the citizen keeps ready to show.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex("(code)", "Another reason has this code already.")
    _threshold_range = models.Constraint(
        "CHECK (threshold BETWEEN 0 AND 150)",
        "Choose a number from 0 to 150.",
    )

    @api.model
    def _get_active(self):
        """The reasons that are given today, in the order of the form."""
        return self.search_fetch([("active", "=", True)])

from odoo import fields, models

from odoo.addons.hcc_collaborator.models.fields import NoteText


class HccSessionFeedback(models.Model):
    """One answer to "what did you think of the session", without its author.

    Nobody reads it: ``hcc.session.opinion`` gives figures and words. It knows
    neither who wrote it nor when.
    """

    _name = "hcc.session.feedback"
    _description = "Feedback on a training session"
    _log_access = False
    _order = "session_id, value"

    session_id = fields.Many2one(
        "hcc.session", required=True, ondelete="cascade", index=True
    )
    value = fields.Integer(required=True, aggregator="avg")
    comment = NoteText()

    _value_range = models.Constraint(
        "CHECK (value BETWEEN 1 AND 5)", "An answer lies between 1 and 5."
    )

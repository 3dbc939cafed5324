import logging

from odoo import api, fields, models

from .hcc_journal import ROW, refuse_changes

_logger = logging.getLogger(__name__)

READERS = (
    "hcc_collaborator.group_hcc_data_officer",
    "hcc_collaborator.group_hcc_administrator",
)


class HccJournalCheck(models.Model):
    """One night's look at all of the journal.

    Read by data officers and administrators; written by the nightly job alone. What
    is wrong becomes something to do for each of them. A check keeps the newest seal
    that it saw, and later ones look for it: so checks are never changed or deleted.
    """

    _name = "hcc.journal.check"
    _description = "Check of the Journal"
    _inherit = ["hcc.nightly.check.mixin"]

    state = fields.Selection(
        [("intact", "Intact"), ("unsealed", "Not sealed"), ("broken", "Changed")],
        required=True,
        readonly=True,
    )
    seal_count = fields.Integer("Seals", readonly=True)
    row_count = fields.Integer("Rows", readonly=True)
    broken_count = fields.Integer("Broken Seals", readonly=True)
    first_seal = fields.Integer("First Broken Seal", readonly=True, aggregator=None)
    first_row = fields.Integer("First Broken Row", readonly=True, aggregator=None)
    # a number, not a link: that the seal is gone is what must be seen
    head_seal = fields.Integer("Newest Seal", readonly=True, aggregator=None)
    head_digest = fields.Char("Digest of the Newest Seal", readonly=True)
    problems = fields.Json(readonly=True)
    words = fields.Text("What Was Found", compute="_compute_words")

    @api.depends("problems", "row_count", "seal_count")
    @api.depends_context("lang")
    def _compute_words(self):
        for check in self:
            check.words = self.env["hcc.journal.seal"]._say(
                {
                    "problems": check.problems or [],
                    "rows": check.row_count,
                    "seals": check.seal_count,
                }
            )

    def init(self):
        refuse_changes(self.env, self._table, ROW)

    @api.model
    def _run(self):
        """Seal what can be sealed, then verify the whole journal.

        :return: the new ``hcc.journal.check``
        """
        seals = self.env["hcc.journal.seal"]
        with self._timed() as values:
            seals._seal_ready()
            result = seals._verify()
        check = self.create(
            {
                **values,
                "state": result["state"],
                "seal_count": result["seals"],
                "row_count": result["rows"],
                "broken_count": len(result["broken"]),
                "first_seal": result["broken"][0] if result["broken"] else 0,
                "first_row": result["row"] or 0,
                "head_seal": result["head"],
                "head_digest": result["digest"],
                "problems": result["problems"],
            }
        )
        if check.state != "intact":
            check._alarm()
        return check

    @api.model
    def _forget_old(self):
        """Nothing is forgotten: what a check saw is proof."""

    def _alarm(self):
        """Give each data officer and administrator something to do about it."""
        self.ensure_one()
        _logger.error(
            "The journal is not as it should be (%s): first in seal %s, row %s.",
            ", ".join(problem["kind"] for problem in self.problems),
            self.first_seal or "unknown",
            self.first_row or "unknown",
        )
        self._give_to_do(
            READERS,
            lambda here: (
                here.env._("The check of the journal found something wrong")
                if here.state == "broken"
                else here.env._("The journal is not sealed"),
                here.words,
            ),
        )

    @api.model
    def _report(self):
        """What a command says: verify now, keep it, alarm.

        :return: dict ``{state, words, seal, digest}``, the last two of the newest
            seal: whoever keeps them elsewhere can tell later whether it is the same
        """
        check = self._run()
        return {
            "state": check.state,
            "words": check.words,
            "seal": check.head_seal,
            "digest": check.head_digest or "",
        }

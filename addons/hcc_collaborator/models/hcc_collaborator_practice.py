from odoo import fields, models
from odoo.tools import SQL


class HccCollaboratorPractice(models.AbstractModel):
    """What somebody has practised, and whatever waits for that."""

    _name = "hcc.collaborator.practice"
    _description = "Practice of a Collaborator"

    # moved by everything that may complete a training, see _queue_up
    training_turn = fields.Integer(readonly=True, copy=False, aggregator=None)

    def _count_practice(self):
        """Return how many signed practice visits each has: {id: number}."""
        # sudo: hcc.practice.visit - a number only
        groups = (
            self.env["hcc.practice.visit"]
            .sudo()
            ._read_group(
                [("collaborator_id", "in", self.ids), ("state", "=", "signed")],
                ["collaborator_id"],
                ["__count"],
            )
        )
        counts = {person.id: count for person, count in groups}
        return {person.id: counts.get(person.id, 0) for person in self}

    def _on_practice_signed(self):
        """What follows from one more signed practice visit; training extends it."""

    def _queue_up(self):
        """Let transactions that complete a training of one person follow each other.

        Two of them would each not see the other's part under REPEATABLE READ, and
        nobody would certify: with this the second is refused by PostgreSQL,
        replayed by Odoo, and then sees all parts.
        """
        if not self:
            return
        self.env.execute_query(
            SQL(
                """UPDATE hcc_collaborator
                      SET training_turn = COALESCE(training_turn, 0) + 1
                    WHERE id IN (SELECT id FROM hcc_collaborator
                                  WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE)""",
                self.ids,
            )
        )
        self.invalidate_recordset(["training_turn"])

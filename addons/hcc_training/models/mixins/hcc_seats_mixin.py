from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class HccSeatsMixin(models.AbstractModel):
    """Seats that two concurrent transactions cannot both take.

    ``seats_taken`` is counted in SQL, under a CHECK: never write it otherwise.
    """

    _name = "hcc.seats.mixin"
    _description = "Guarded seats"

    seats = fields.Integer(required=True, default=30)
    seats_taken = fields.Integer(readonly=True, copy=False, default=0)
    seats_left = fields.Integer(compute="_compute_seats_left")

    _seats_positive = models.Constraint(
        "CHECK (seats > 0)", "A session has at least one seat."
    )
    _seats_guarded = models.Constraint(
        "CHECK (seats_taken >= 0 AND seats_taken <= seats)",
        "There are not enough seats for everyone who is enrolled.",
    )

    @api.depends("seats", "seats_taken")
    def _compute_seats_left(self):
        for session in self:
            session.seats_left = session.seats - session.seats_taken

    def _take_seats(self, count):
        """Move the count of taken seats in SQL; the loser of a race waits here.

        Under REPEATABLE READ the second of two transactions is refused by
        PostgreSQL, replayed by Odoo, and then finds no seat.

        :param int count: seats to take, negative to give back
        :raises UserError: not enough seats left
        """
        self.ensure_one()
        self.flush_recordset()
        taken = self.env.execute_query(
            SQL(
                """
                UPDATE %(table)s
                   SET seats_taken = seats_taken + %(count)s
                 WHERE id = %(id)s
                   AND seats_taken + %(count)s BETWEEN 0 AND seats
             RETURNING seats_taken
                """,
                count=count,
                id=self.id,
                table=SQL.identifier(self._table),
            )
        )
        self.invalidate_recordset(["seats_taken", "seats_left"])
        if not taken:
            raise UserError(
                self.env._(
                    "There are not enough seats left here: "
                    "%(left)s left, %(wanted)s wanted.",
                    left=self.seats_left,
                    wanted=count,
                )
            )

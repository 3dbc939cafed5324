from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class HccSeatsMixin(models.AbstractModel):
    """Seats that two concurrent transactions cannot both take.

    ``seats_taken`` and ``waiting_count`` are counted in SQL, under a CHECK: never
    write them otherwise. Whoever takes a seat, gives one back, or joins or leaves
    the line changes the row of the session: so of two who do it at once, the
    second is replayed and sees what the first has done.
    """

    _name = "hcc.seats.mixin"
    _description = "Guarded seats"

    seats = fields.Integer(required=True, default=30)
    seats_taken = fields.Integer(readonly=True, copy=False, default=0)
    waiting_count = fields.Integer(
        string="Waiting", readonly=True, copy=False, default=0
    )
    seats_left = fields.Integer(compute="_compute_seats_left")

    _seats_positive = models.Constraint(
        "CHECK (seats > 0)", "A session has at least one seat."
    )
    _seats_guarded = models.Constraint(
        "CHECK (seats_taken >= 0 AND seats_taken <= seats)",
        "There are not enough seats for everyone who is enrolled.",
    )
    _waiting_guarded = models.Constraint(
        "CHECK (waiting_count >= 0)", "Nobody is left in the line."
    )

    @api.depends("seats", "seats_taken")
    def _compute_seats_left(self):
        for session in self:
            session.seats_left = session.seats - session.seats_taken

    def _take_seats(self, count, waiting=0):
        """Move the count of taken seats in SQL; the loser of a race waits here.

        Under REPEATABLE READ the second of two transactions is refused by
        PostgreSQL, replayed by Odoo, and then finds no seat.

        :param int count: seats to take, negative to give back
        :param int waiting: people who join the line, negative: who leave it
        :raises UserError: not enough seats left
        """
        self.ensure_one()
        self.flush_recordset()
        taken = self.env.execute_query(
            SQL(
                """
                UPDATE %(table)s
                   SET seats_taken = seats_taken + %(count)s,
                       waiting_count = waiting_count + %(waiting)s
                 WHERE id = %(id)s
                   AND (%(count)s <= 0
                        OR seats_taken + %(count)s BETWEEN 0 AND seats)
             RETURNING seats_taken
                """,
                count=count,
                waiting=waiting,
                id=self.id,
                table=SQL.identifier(self._table),
            )
        )
        self.invalidate_recordset(["seats_taken", "seats_left", "waiting_count"])
        if not taken:
            raise UserError(
                self.env._(
                    "There are not enough seats left here: "
                    "%(left)s left, %(wanted)s wanted.",
                    left=self.seats_left,
                    wanted=count,
                )
            )

    def _take_seats_or_wait(self, count):
        """Take as many seats as there are; the others join the line.

        :return int: how many of them have a seat
        """
        self.ensure_one()
        self.invalidate_recordset(["seats_taken", "seats_left"])
        given = max(0, min(count, self.seats_left))
        self._take_seats(given, waiting=count - given)
        return given

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.locks import COLLABORATOR, lock


class HccShiftExchange(models.AbstractModel):
    """Shifts that go from one person to another, several in one step.

    Writing them one after the other would put somebody into two places on the way.
    """

    _name = "hcc.shift.exchange"
    _description = "Handing over shifts"

    def _hand_to(self, people):
        """Give each shift to somebody else.

        :param people: ``hcc.collaborator`` recordset or list, one for each shift of
            ``self``, in its order
        :raises UserError: over a live visit, a cancelled shift, another shift
        """
        lock(
            self.env.cr,
            COLLABORATOR,
            {*self.collaborator_id.ids, *(person.id for person in people)},
        )
        if any(shift.state == "cancelled" for shift in self):
            raise UserError(self.env._("A cancelled shift cannot be changed."))
        self._refuse_overlaps(
            [
                {
                    "collaborator_id": person.id,
                    "start": shift.start,
                    "stop": shift.stop,
                }
                for shift, person in zip(self, people, strict=True)
            ],
            exclude=self,
        )
        served = self._get_served_assignments()
        for shift, person in zip(self, people, strict=True):
            # past the checks of a single shift, which were made for all of them above
            super(HccShiftExchange, shift).write({"collaborator_id": person.id})
        self.flush_model()
        self._refuse_stranded(served)
        self._journal("shift_handed_over")

    @api.model
    def _get_free_obstacle(self, person, start, stop, without=None):
        """Why somebody cannot have a shift at a time, as far as shifts tell.

        :param without: shifts that the person gives away
        :return: words, or nothing
        """
        # sudo: hcc.shift, hcc.absence - only whether the person is free
        taken = self.sudo().search_count(
            [
                ("collaborator_id", "=", person.id),
                ("state", "!=", "cancelled"),
                ("start", "<", stop),
                ("stop", ">", start),
                ("id", "not in", without.ids if without else []),
            ],
            limit=1,
        )
        if taken:
            return self.env._("Another shift lies at that time.")
        away = (
            self.env["hcc.absence"]
            .sudo()
            .search_count(
                [
                    ("collaborator_id", "=", person.id),
                    ("state", "=", "live"),
                    ("start", "<", stop),
                    ("stop", ">", start),
                ],
                limit=1,
            )
        )
        if away:
            return self.env._("An absence lies at that time.")
        if start <= fields.Datetime.now():
            return self.env._("The shift has begun.")
        return ""

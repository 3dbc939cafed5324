from odoo import api, fields, models

from odoo.addons.hcc_booking.slots import engine
from odoo.addons.hcc_booking.slots.minutes import to_minute_up
from odoo.addons.hcc_booking.slots.model import Worker


class HccSlotFinder(models.AbstractModel):
    _inherit = "hcc.slot.finder"

    @api.model
    def _get_earliest(self, place):
        """Now, when the office looks for who can go soonest.

        The ways between visits and the shifts count all the same; only the notice
        that helpers are given otherwise does not. Citizens cannot ask for that.
        """
        if self.env.context.get("hcc_without_notice") and self.env.user._is_internal():
            return fields.Datetime.now()
        return super()._get_earliest(place)

    @api.model
    def _get_late(self, visit_sudo, until, others_sudo, person_sudo):
        """The visits that a helper misses when one lasts until later.

        :param visit_sudo: ``hcc.appointment`` that takes longer
        :param datetime until: naive UTC
        :param others_sudo: other ``hcc.appointment`` of the helper, later
        :param person_sudo: ``hcc.collaborator``
        :return: those of the others that cannot be reached in time
        """
        visits_sudo = visit_sudo | others_sudo
        places = self._read_places(
            visits_sudo.ward_id.ids, visits_sudo.service_point_id.ids
        )
        longer = self._make_visit(visit_sudo, places)
        longer = longer._replace(stop=to_minute_up(until))
        worker = Worker(
            key=person_sudo.id, mode=person_sudo.travel_mode, busy=(longer,)
        )
        travel = self._get_travel()

        def is_late(other):
            spot = self._make_visit(other, places)
            return spot.start < longer.stop or not engine.can_reach(
                spot, worker, travel
            )

        return others_sudo.filtered(is_late)

import hashlib

from odoo import api, models

from ..solver.model import Plan


class HccDispatchDigest(models.AbstractModel):
    """What a day is now, and marks that are others after any change of it."""

    _name = "hcc.dispatch.digest"
    _description = "State of a Day"

    @api.model
    def _make_current(self, problem, stops):
        return Plan(
            {key: tuple(sorted(mine, key=_by_start)) for key, mine in stops.items()},
            {
                visit.key: "busy"
                for visit in problem.visits
                if len(visit.current) < visit.crew
            },
            "current",
        )

    @api.model
    def _get_digests(self, visits_sudo):
        """A short text for each visit that is another one after any change of it."""
        digests = {}
        for visit in visits_sudo:
            request = visit.request_id
            live = visit.assignment_ids.filtered("is_live")
            digests[visit.id] = get_hash(
                repr(
                    (
                        *(visit.state, visit.start, visit.stop, visit.helpers_needed),
                        *(visit.service_point_id.id, visit.ward_id.id),
                        *(request.latitude, request.longitude, request.wish_gender),
                        *(request.need_sign, request.need_language),
                        sorted(request.procedure_ids.ids),
                        sorted(
                            (e.id, e.collaborator_id.id, e.role, e.state) for e in live
                        ),
                    )
                )
            )
        return digests


def _by_start(stop):
    return stop.start


def get_hash(text):
    return hashlib.sha256(text.encode()).hexdigest()[:32]

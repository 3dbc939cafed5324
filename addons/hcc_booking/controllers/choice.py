"""The steps of a booking, read from a page's address; no personal data in it."""

from dataclasses import dataclass
from typing import Any

from odoo.http import request

from odoo.addons.hcc_collaborator.tools.web_input import (
    as_answer,
    as_id,
    as_local_time,
    clean,
    local_time_value,
)

from ..slots.local_time import to_local, to_utc

STEPS = ("ward", "procedure", "check", "place", "slots", "details")
UNKNOWN_PROCEDURE = "unknown"


@dataclass(frozen=True, slots=True)
class Choice:
    """What has been chosen so far. The records are those of a superuser."""

    ward: Any
    procedure: Any
    is_procedure_unknown: bool
    eid: str
    sim: str
    originals: str
    place: str
    point: Any
    start: Any
    is_wish: bool
    #: chosen before the first step, by the code on a poster
    is_pinned: bool = False

    @classmethod
    def from_params(cls, params):
        """Read the choices, leaving out whatever is not valid."""
        ward = _find_ward(clean(params.get("ward"), 10))
        code = clean(params.get("procedure"), 40)
        is_unknown = code == UNKNOWN_PROCEDURE
        procedure = _find_procedure("" if is_unknown else code)
        place = params.get("place")
        local_start = as_local_time(params.get("start"))
        point = _find_point(ward, as_id(params.get("point")))
        if place == "home" and not (is_unknown or procedure.home_possible):
            place = ""
        if place != "point":
            point = point.browse()
        elif not point:
            place = ""
        return cls(
            ward=ward,
            procedure=procedure,
            is_procedure_unknown=is_unknown,
            eid=as_answer(params.get("eid")),
            sim=as_answer(params.get("sim")),
            originals=as_answer(params.get("originals")),
            place=place if place in ("home", "point") else "",
            point=point,
            start=to_utc(local_start) if local_start else None,
            is_wish=params.get("other") == "1",
            is_pinned=bool(point) and params.get("pinned") == "1",
        )

    @property
    def needs_originals(self):
        """Whether papers must be shown besides what is filed online."""
        if not self.procedure:
            return False
        return (
            self.procedure.home_assist == "guide_or_paper"
            or self.procedure.original_needed
        )

    def missing_before(self, step):
        """The first step before ``step`` that is not done, or None."""
        answered = self.eid and self.sim
        if self.needs_originals:
            answered = answered and self.originals
        done = {
            "ward": self.ward,
            "procedure": self.procedure or self.is_procedure_unknown,
            "check": answered,
            "place": self.place,
            "slots": self.start or self.is_wish,
        }
        for name in STEPS[: STEPS.index(step)]:
            if not done[name]:
                return name
        return None

    def query(self, **changes):
        """The choices as values of an address; ``None`` takes one out."""
        procedure = self.procedure.code if self.procedure else ""
        values = {
            "ward": self.ward.code if self.ward else "",
            "procedure": UNKNOWN_PROCEDURE if self.is_procedure_unknown else procedure,
            "eid": self.eid,
            "sim": self.sim,
            "originals": self.originals,
            "place": self.place,
            "point": str(self.point.id) if self.point else "",
            "pinned": "1" if self.is_pinned else "",
            "start": local_time_value(to_local(self.start)) if self.start else "",
            "other": "1" if self.is_wish else "",
        }
        values.update(changes)
        return {key: value for key, value in values.items() if value}

    def until(self, step):
        """The query with what was chosen before a step."""
        names = ("ward", "procedure", "eid sim originals", "place point", "start other")
        kept = " ".join(names[: STEPS.index(step)]).split()
        if self.is_pinned:
            kept += ["place", "point", "pinned"]
        return {key: value for key, value in self.query().items() if key in kept}

    def with_procedure(self, code):
        """The query with the procedure that a link chooses."""
        return {**self.until("procedure"), "procedure": code}

    @property
    def path_after_check(self):
        """A pinned point is not asked for again; going back still shows it."""
        return "/hcc/book/slots" if self.is_pinned else "/hcc/book/place"


def point_query(point_id):
    """What the code on the poster of a point has chosen; empty for none."""
    # sudo: hcc.service.point - where the points are is public
    point = request.env["hcc.service.point"].sudo().browse(point_id).exists()
    ward = _find_ward(point.ward_id.code)
    if not _find_point(ward, point_id):
        return {}
    return {"ward": ward.code, "place": "point", "point": str(point_id), "pinned": "1"}


def _find_ward(code):
    # sudo: hcc.ward - the list of wards is public
    Ward = request.env["hcc.ward"].sudo()
    return Ward._find_code(code)


def _find_procedure(code):
    # sudo: hcc.procedure - the list of procedures is public
    Procedure = request.env["hcc.procedure"].sudo()
    return Procedure._find_code(code)


def _find_point(ward, point_id):
    # sudo: hcc.service.point - where the points are is public
    Point = request.env["hcc.service.point"].sudo()
    if not ward or not point_id:
        return Point
    return Point.search_fetch(
        [("id", "=", point_id), ("ward_id", "=", ward.id)], limit=1
    )

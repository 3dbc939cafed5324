"""The steps from the front page to a free time. Reading only."""

from odoo import fields
from odoo.http import request, route

from odoo.addons.hcc_collaborator.controllers.base import PUBLIC, PUBLIC_READ
from odoo.addons.hcc_collaborator.controllers.front import HccPublicFront
from odoo.addons.hcc_collaborator.controllers.grants import (
    remember_search,
    remembered_search,
)
from odoo.addons.hcc_collaborator.tools.web_input import as_id, clean

from ..slots.local_time import local_date
from .choice import STEPS, UNKNOWN_PROCEDURE, Choice, point_query
from .held import HOLD_PURPOSE, my_entries
from .other_ways_values import count_search, other_ways_values
from .request_values import warning_titles, warnings_of
from .times import slot_days

DAYS_SHOWN = 14
_PUBLIC, _READ = PUBLIC, PUBLIC_READ


class HccPublicBooking(HccPublicFront):
    """Front page and the steps that ask for nothing personal."""

    _front_template = "hcc_booking.public_front"

    @route("/hcc/privacy", **{**_READ, "sitemap": True})
    def privacy(self, **_params):
        # sudo: hcc.consent.text - what people agree to is public
        text = request.env["hcc.consent.text"].sudo()._current()
        values = {
            "consent_body": text.body,
            "consent_version": self._version_text(text),
        }
        return self._page("hcc_booking.public_privacy", values)

    def _version_text(self, text):
        return request.env._("Version %(version)s", version=text.version)

    # Step 1: the ward

    @route("/hcc/book", **_READ)
    def book(self, point=None, **_params):
        """The posters of the points lead here."""
        if not point:
            return self._redirect("/hcc/book/ward")
        pinned = point_query(as_id(point))
        if not pinned:
            return self._redirect("/hcc/book/ward", again="1")
        return self._redirect("/hcc/book/procedure", **pinned)

    @route("/hcc/book/ward", **_READ)
    def ward(self, q=None, again=None, **_params):
        typed = clean(q or remembered_search(), 200)
        # sudo: hcc.ward - the list of wards is public
        found = request.env["hcc.ward"].sudo()._find(typed) if typed else []
        # sudo: hcc.ward - the list of wards is public
        wards = (
            request.env["hcc.ward"].sudo().browse([line["ward_id"] for line in found])
        )
        lines = [
            {
                "code": ward.code,
                "name": ward.display_name,
                "label": line["label"].removeprefix(ward.display_name).strip(" ()"),
                "is_open": ward._takes_bookings(),
            }
            for ward, line in zip(wards, found, strict=True)
        ]
        values = {
            "typed": typed,
            "lines": lines,
            "is_former": any(line["matched"] != "current" for line in found),
            **self._step_values("ward", again),
        }
        # What was typed may be where somebody lives.
        return self._page("hcc_booking.public_ward", values, personal=bool(typed))

    @route(
        "/hcc/book/ward",
        **{**_PUBLIC, "methods": ["POST"], "csrf": False},
    )
    def find_ward(self, q=None, **params):
        """An address is personal: it is kept out of the page's address."""
        if self._is_program(params):
            return self._redirect("/hcc")
        wait = self._wait_notice("ward")
        if wait:
            values = {
                "typed": clean(q, 200),
                "lines": [],
                "is_former": False,
                **self._step_values("ward"),
                "problem": wait,
            }
            return self._page(
                "hcc_booking.public_ward", values, status=429, personal=True
            )
        remember_search(clean(q, 200))
        return self._redirect("/hcc/book/ward", fragment="found")

    # Step 2: the procedure

    @route("/hcc/book/procedure", **_READ)
    def procedure(self, q=None, again=None, **params):
        choice, detour = self._choice(params, "procedure")
        if detour:
            return detour
        typed = clean(q, 200)
        # sudo: hcc.procedure - the list of procedures is public
        Procedure = request.env["hcc.procedure"].sudo()
        found = Procedure._find(typed) if typed else self._popular_procedures()
        values = {
            "typed": typed,
            "procedures": [{"code": p.code, "name": p.name} for p in found],
            "unknown": UNKNOWN_PROCEDURE,
            **self._step_values("procedure", again, choice),
        }
        return self._page("hcc_booking.public_procedure", values)

    def _popular_procedures(self):
        """What people come for most, as the administrator listed it."""
        # sudo: ir.config_parameter, hcc.procedure - both are public
        codes = (
            request.env["ir.config_parameter"]
            .sudo()
            .get_param("hcc_booking.popular_procedures", "")
        )
        codes = [code.strip() for code in codes.split(",") if code.strip()]
        # sudo: hcc.procedure - the list of procedures is public
        Procedure = request.env["hcc.procedure"].sudo()
        domain = Procedure._get_valid_domain() & fields.Domain("code", "in", codes)
        found = Procedure.search(domain)
        return found.sorted(lambda procedure: codes.index(procedure.code))

    # Step 3: what most often fails

    @route("/hcc/book/check", **_READ)
    def check(self, answered=None, again=None, **params):
        choice, detour = self._choice(params, "check")
        if detour:
            return detour
        is_complete = not choice.missing_before("place")
        answers = (choice.eid, choice.sim, choice.originals)
        if answered and is_complete and not {"no", "unknown"} & set(answers):
            return self._redirect(choice.path_after_check, **choice.until("place"))
        names = ["eid", "sim"] + ["originals"] * choice.needs_originals
        errors = {}
        if answered and not is_complete:
            message = request.env._("Please choose one answer.")
            errors = {name: message for name in names if not getattr(choice, name)}
        labels = warning_titles()
        values = {
            "errors": self._error_lines(errors, labels),
            "error_of": errors,
            "questions": self._questions(),
            "warnings": warnings_of(*answers),
            "documents": self._originals(choice),
            "next_query": choice.until("place"),
            "edit_query": choice.until("check"),
            **self._step_values("check", again, choice),
        }
        is_warned = answered and is_complete
        template = "public_warnings" if is_warned else "public_check"
        template = f"hcc_booking.{template}"
        return self._page(template, values, status=422 if errors else 200)

    def _questions(self):
        return {
            "eid": request.env._("Do you have a level-2 electronic identity (VNeID)?"),
            "sim": request.env._(
                "Is the SIM card of your telephone registered in your own name?"
            ),
            "originals": request.env._("Do you have the paper originals?"),
        }

    def _originals(self, choice):
        documents = choice.procedure.document_ids
        return documents.filtered("original_needed").mapped("name")

    # Step 4: where

    @route("/hcc/book/place", **_READ)
    def place(self, again=None, **params):
        choice, detour = self._choice(params, "place")
        if detour:
            return detour
        # sudo: hcc.service.point - where the points are is public
        points = (
            request.env["hcc.service.point"]
            .sudo()
            .search([("ward_id", "=", choice.ward.id)], limit=50)
        )
        query = choice.until("place")
        values = {
            "points": [
                {
                    "name": point.name,
                    "address": point.address,
                    "query": {**query, "place": "point", "point": str(point.id)},
                }
                for point in points
            ],
            "home_query": {**query, "place": "home"},
            "is_home_possible": choice.is_procedure_unknown
            or choice.procedure.home_possible,
            "home_advice": choice.procedure.home_advice,
            **self._step_values("place", again, choice),
        }
        return self._page("hcc_booking.public_place", values)

    # Step 5: when

    @route("/hcc/book/slots", **_READ)
    def slots(self, again=None, **params):
        choice, detour = self._choice(params, "slots")
        if detour:
            return detour
        return self._slots_page(choice, again)

    def _slots_page(self, choice, again=None, problem="", status=200):
        """The free times; each is a button that holds it."""
        days = slot_days(find_slots(choice))
        if not days:
            count_search(choice)
        values = {
            "days": days,
            "token": self._make_token(HOLD_PURPOSE),
            "query": choice.until("slots"),
            **other_ways_values(choice, has_times=bool(days)),
            **self._step_values("slots", again, choice),
        }
        if problem:
            values["problem"] = problem
        return self._page("hcc_booking.public_slots", values, status=status)

    # Between the steps

    def _choice(self, params, step):
        """Read the choices for a step.

        :return: the choices, and where to go instead when one before is missing
        """
        choice = Choice.from_params(params)
        if choice.ward and not choice.ward._takes_bookings():
            return choice, self._not_open_page(choice.ward)
        missing = choice.missing_before(step)
        if not missing:
            return choice, None
        path = f"/hcc/book/{missing}"
        return choice, self._redirect(path, again="1", **choice.until(missing))

    def _not_open_page(self, ward):
        """A ward that has not gone live: whom to call, and the way back."""
        values = {
            **self._step_values("ward"),
            "ward": ward,
            "ward_name": ward.display_name,
        }
        return self._page("hcc_booking.public_not_open", values)

    def _step_values(self, step, again=None, choice=None):
        """What every step shows: where it is, and the way back."""
        index = STEPS.index(step)
        previous = STEPS[index - 1] if index else ""
        number, total = index + 1, len(STEPS)
        return {
            "step_number": number,
            "step_total": total,
            "step_text": request.env._(
                "Step %(number)s of %(total)s", number=number, total=total
            ),
            "back_path": f"/hcc/book/{previous}" if previous else "/hcc",
            "back_query": choice.until(previous) if previous else {},
            "choice": choice,
            "ward": choice and choice.ward,
            "problem": self._problem_text(step) if again else "",
        }

    def _problem_text(self, step):
        if step == "slots":
            return request.env._(
                "That time is no longer free. Please choose another one."
            )
        return request.env._(
            "The page that you opened was incomplete or out of date. Please choose "
            "again here; what came before is kept."
        )


def find_slots(choice, date_from=None, days=DAYS_SHOWN, phones=(), gender=None):
    """Free slots for what was chosen.

    :param phones: relatives of whoever has them are not sent
    :param gender: ``female`` or ``male``, when nobody else may come
    """
    # sudo: hcc.slot.finder - who is free stays inside, times alone come out
    Finder = request.env["hcc.slot.finder"].sudo()
    return Finder._find(
        choice.ward,
        choice.place,
        choice.procedure,
        point=choice.point or None,
        date_from=date_from,
        days=days,
        exclude_assignments=my_entries(),
        citizen_phones=phones,
        gender=gender or None,
        with_workers=False,
    )


def is_free(choice):
    """Whether the chosen time can still be had."""
    if not choice.start:
        return False
    found = find_slots(choice, date_from=local_date(choice.start), days=1)
    return any(slot.start == choice.start for slot in found)

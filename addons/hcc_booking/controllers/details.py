"""The last step: who it is for, consent, and the booking itself."""

from dataclasses import replace

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.hcc_collaborator.controllers.grants import grant
from odoo.addons.hcc_collaborator.tools.phone import format_phone, readable_phones
from odoo.addons.hcc_collaborator.tools.web_input import as_id, clean

from ..exceptions import BookingDoubt, BookingError, SlotTaken
from .booking import _PUBLIC, DAYS_SHOWN, HccPublicBooking, find_slots, is_free
from .held import find_hold, hold_values, my_hold, read_hold
from .home_form import (
    home_booking_values,
    home_labels,
    home_page_values,
    read_home_form,
)
from .needs_form import (
    needs_booking_values,
    needs_labels,
    needs_page_values,
    read_needs_form,
)
from .tell_form import (
    read_tell_form,
    tell_booking_values,
    tell_labels,
    tell_page_values,
)
from .times import moment_words, slot_days

PURPOSE = "book"
#: what a person types, and the name that the booking service has for it
TYPED = (
    "name",
    "phone",
    "address",
    "requester_relation",
    "requester_name",
    "requester_phone",
    "description",
    "wish",
)
#: how many other times are offered on the form itself
OTHER_TIMES = 12
#: days in which there mostly are as many
SOON = 3
#: far above every limit of the models, so that a refusal can show it again
LONGEST = 20_000


class HccPublicDetails(HccPublicBooking):
    """The form with personal data; it travels in the body of a POST only."""

    @route("/hcc/book/details", **{**_PUBLIC, "methods": ["GET"], "readonly": True})
    def details(self, **params):
        choice, detour = self._choice(params, "details")
        if detour:
            return detour
        held = my_hold(choice)
        if not held and not choice.is_wish and not is_free(choice):
            return self._redirect("/hcc/book/slots", again="1", **choice.until("slots"))
        form = self._empty_form()
        form["waiting"] = choice.is_wish and params.get("list") == "1"
        return self._details_page(choice, form, held=held)

    @route("/hcc/book/confirm", **{**_PUBLIC, "methods": ["POST"], "csrf": False})
    def confirm(self, **params):
        choice, detour = self._choice(params, "slots")
        if detour:
            return detour
        form = self._read_form(params)
        token = self._check_token(PURPOSE, params.get("token"))

        def show_again(**changes):
            key, held = token.submit_token, find_hold(params)
            return self._details_page(
                choice, form, submit_token=key, held=held, **changes
            )

        if choice.missing_before("details"):
            message = request.env._("Please choose a time.")
            return self._other_times_page(choice, form, token.submit_token, message)
        if not token.is_valid:
            return show_again(notice=self._stale_form_message())
        if self._is_program(params):
            return self._redirect("/hcc")
        wait = self._wait_notice("book", form["phone"], form["requester_phone"])
        if wait:
            return show_again(notice=wait, status=429)
        values = self._booking_values(choice, form, token.submit_token)
        values["hold_token"], values["visitor"] = read_hold(params)
        try:
            # sudo: hcc.booking - strangers book through this one method
            booked = request.env["hcc.booking"].sudo()._submit(values)
        except SlotTaken as lost:
            # Nothing of this request is to be kept, and only a new snapshot of
            # the database sees what the other person took. Where this one saw it
            # and nothing is written, all that was read is still good.
            if not lost.is_seen:
                request.env.cr.rollback()
            message = self._taken_text(form)
            return self._other_times_page(choice, form, token.submit_token, message)
        except BookingDoubt as doubt:
            return show_again(doubt=doubt)
        except BookingError as error:
            errors = dict(error.errors)
        except UserError as error:
            errors = {"": str(error)}
        else:
            grant(booked.reference)
            return self._redirect(f"/hcc/request/{booked.reference}")
        return show_again(errors=errors)

    @route("/hcc/book/confirm", **{**_PUBLIC, "methods": ["GET"], "readonly": True})
    def confirm_again(self, **_params):
        """Somebody opened the address of the form's answer by itself."""
        return self._redirect("/hcc/book/ward", again="1")

    def _taken_text(self, form=None):
        if form and form["wish_gender"]:
            return request.env._(
                "This time is taken, or nobody whom you asked for is free then. Please "
                "choose another one; everything you typed is still here."
            )
        return request.env._(
            "Somebody has just booked this time. Please choose another one; "
            "everything you typed is still here."
        )

    def _other_times_page(self, choice, form, submit_token, notice="", status=409):
        """The same form with the next free times, or with a wish if none is left.

        :param str notice: that others took the time; empty: it was given back
        """
        times = self._next_times(choice, form, without=choice.start if notice else None)
        if not times:
            notice = request.env._(
                "Somebody has just booked the last free time. Tell us below when it "
                "suits you; everything you typed is still here."
            )
        elif not notice:
            notice = request.env._(
                "Choose another time below. Everything you typed is still here."
            )
        return self._details_page(
            replace(choice, start=None, is_wish=not times),
            form,
            submit_token=submit_token,
            notice=notice,
            other_times=times,
            status=status,
        )

    def _next_times(self, choice, form, without):
        """The next free times: those of the next days, when they are enough.

        Many lose at the same moment, so this must be quick.

        :param without: start that is not offered again, or None
        """
        phones = readable_phones(form["phone"], form["requester_phone"])
        for days in (SOON, DAYS_SHOWN):
            found = find_slots(
                choice, days=days, phones=phones, gender=form["wish_gender"]
            )
            slots = list({slot.start: slot for slot in found}.values())
            slots = [slot for slot in slots if slot.start != without][:OTHER_TIMES]
            if len(slots) == OTHER_TIMES:
                break
        return [
            slot
            for day in slot_days(slots)
            for part in day["parts"]
            for slot in part["slots"]
        ]

    # Values

    def _empty_form(self):
        form = dict.fromkeys(TYPED, "")
        form.update(on_behalf="", consent=False)
        form.update(**read_home_form({}), **read_tell_form({}), **read_needs_form({}))
        user = request.env.user
        if user._is_portal():
            form.update(
                name=user.partner_id.name or "",
                phone=format_phone(user.partner_id.phone or ""),
            )
        return form

    def _read_form(self, params):
        form = {name: clean(params.get(name), LONGEST) for name in TYPED}
        form["on_behalf"] = (
            params["on_behalf"] if params.get("on_behalf") in ("0", "1") else ""
        )
        form["consent"] = bool(params.get("consent"))
        form["waiting"] = bool(params.get("waiting"))
        form.update(read_home_form(params))
        form.update(read_tell_form(params))
        form.update(read_needs_form(params))
        form["consent_text_id"] = as_id(params.get("consent_text_id"))
        return form

    def _booking_values(self, choice, form, submit_token):
        user = request.env.user
        is_on_behalf = form["on_behalf"] == "1"
        values = {name: form[name] for name in TYPED}
        if not is_on_behalf:
            values.update(
                requester_relation="self", requester_name="", requester_phone=""
            )
        values.update(
            submit_token=submit_token,
            ward_id=choice.ward,
            place=choice.place,
            service_point_id=choice.point,
            procedure_ids=choice.procedure,
            eid_level2=choice.eid,
            own_sim=choice.sim,
            start=None if choice.is_wish else choice.start,
            on_behalf=is_on_behalf,
            consent_text_id=form["consent"] and form["consent_text_id"],
            channel="web",
            partner_id=user.partner_id.id if user._is_portal() else False,
            **home_booking_values(choice, form),
            **tell_booking_values(form),
            **needs_booking_values(form),
        )
        if choice.place != "home":
            values["address"] = ""
        if not choice.is_wish:
            values["wish"] = ""
        elif form["waiting"]:
            values["waiting"] = True
            values["wish"] = form["wish"] or request.env._("As soon as possible")
        return values

    def _details_page(
        self,
        choice,
        form,
        *,
        errors=None,
        notice="",
        other_times=(),
        submit_token="",
        held=None,
        doubt=None,
        status=200,
    ):
        """The form, filled with what was typed and with what is wrong."""
        errors = dict(errors or {})
        if "consent_text_id" in errors:
            errors["consent"] = errors.pop("consent_text_id")
        labels = self._labels(choice)
        if not other_times:
            labels.pop("start")
        # sudo: hcc.consent.text - what people agree to is public
        consent = request.env["hcc.consent.text"].sudo()._current()
        values = {
            "form": form,
            "errors": self._error_lines(_in_order(errors, labels), labels),
            "error_of": errors,
            "labels": labels,
            "notice": str(doubt) if doubt else notice,
            "other_times": other_times,
            "hold": hold_values(held),
            "token": self._make_token(PURPOSE, submit_token),
            "consent_text": consent,
            "consent_version": self._version_text(consent),
            "relations": self._relations(),
            "query": choice.query(),
            "when": moment_words(choice.start) if choice.start else "",
            "where": choice.point.name if choice.point else "",
            **home_page_values(choice, doubt),
            **tell_page_values(form, errors),
            **needs_page_values(form, errors),
            **self._step_values("details", choice=choice),
        }
        if errors:
            status = 422
        return self._page(
            "hcc_booking.public_details", values, status=status, personal=True
        )

    def _labels(self, choice):
        """Names of the fields, in the order of the page."""
        description = (
            request.env._("What do you need help with?")
            if choice.is_procedure_unknown
            else request.env._("Anything the helper should know")
        )
        return {
            "start": request.env._("Choose another time"),
            "wish": request.env._("When does it suit you?"),
            "on_behalf": request.env._("Who needs help?"),
            "requester_relation": request.env._("What are you to this person?"),
            "requester_name": request.env._("Your own name"),
            "requester_phone": request.env._("Your own telephone number"),
            "name": request.env._("Full name of the person who needs help"),
            "phone": request.env._("Telephone number"),
            "address": request.env._("Address where the helper comes"),
            **home_labels(choice),
            **tell_labels(),
            "description": description,
            **needs_labels(),
            "consent": request.env._("Your consent"),
        }

    def _relations(self):
        """Who may ask for somebody, as the model of requests names them."""
        # sudo: hcc.request - names of a selection alone
        field = request.env["hcc.request"].sudo()._fields["requester_relation"]
        choices = field._description_selection(request.env)
        return [(key, name) for key, name in choices if key != "self"]


def _in_order(errors, labels):
    """Errors in the order of the fields; those of earlier steps come first."""
    order = list(labels)
    names = sorted(errors, key=lambda n: order.index(n) if n in order else -1)
    return {name: errors[name] for name in names}

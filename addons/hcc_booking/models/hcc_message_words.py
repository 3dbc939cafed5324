from odoo import api, models

#: kinds that tell of a visit and name its helpers
TOLD_WITH_VISIT = ("confirmed", "answered", "moved", "helper_changed", "reminder")
POINT_KINDS = ("point_closed", "point_open")


class HccMessageWords(models.AbstractModel):
    """The words of messages, as they are read out or stand in an e-mail."""

    _name = "hcc.message.words"
    _description = "Words of Messages"
    _inherit = ["hcc.message.point", "hcc.message.dossier"]

    # -------------------------------------------------------------------------
    # FACTS
    # -------------------------------------------------------------------------

    @api.model
    def _get_facts(self, kind, request, **values):
        """What the messages of one request say, in the citizens' language.

        :param request: ``hcc.request`` in sudo, may be empty
        :rtype: dict
        """
        lang = self._get_citizen_lang()
        here = self.with_context(lang=lang)
        request = request.with_context(lang=lang)
        if kind == "earlier_offer":
            # the page of the request is where it is taken
            values.setdefault("link", request._get_page_link())
        return {
            "here": here,
            "kind": kind,
            "request": request,
            "reference": request.reference,
            "visit": request.current_appointment_id,
            "hotline": here._get_hotline(request.branch_id),
            "discreet": request._is_discreet(),
            **values,
        }

    @api.model
    def _is_worth_telling(self, facts):
        """A discreet message cannot ask for a rating: the link tells too much."""
        return not (facts["discreet"] and facts["kind"] == "rating")

    @api.model
    def _prepare_words(self, facts):
        """The long and the short words of a message."""
        here = facts["here"]
        return {
            "reference": facts["reference"],
            "is_neutral": facts["discreet"],
            "body": here._get_citizen_body(facts),
            "sms_text": here._get_short_text(facts),
        }

    # -------------------------------------------------------------------------
    # CITIZENS
    # -------------------------------------------------------------------------

    @api.model
    def _get_citizen_body(self, facts):
        if facts["discreet"]:
            sentences = [self._say_discreetly(facts)]
        elif facts["kind"] in TOLD_WITH_VISIT:
            sentences = self._say_visit(facts)
        else:
            sentences = getattr(self, f"_say_{facts['kind']}")(facts)
        if facts["hotline"]:
            sentences.append(
                self.env._("Questions? Call %(hotline)s.", hotline=facts["hotline"])
            )
        return " ".join(filter(None, sentences))

    @api.model
    def _say_visit(self, facts):
        reference = facts["reference"]
        openings = {
            "confirmed": self.env._(
                "Your help appointment %(reference)s is confirmed.",
                reference=reference,
            ),
            "answered": self.env._(
                "We have found a time for your request %(reference)s.",
                reference=reference,
            ),
            "moved": self.env._(
                "Your help appointment %(reference)s has moved.",
                reference=reference,
            ),
            "helper_changed": self.env._(
                "Another helper takes your appointment %(reference)s; the time stays.",
                reference=reference,
            ),
            "reminder": self.env._(
                "A reminder of your help appointment %(reference)s.",
                reference=reference,
            ),
        }
        return [
            openings[facts["kind"]],
            self._say_when_and_who(facts["visit"]),
            self._say_free(),
        ]

    @api.model
    def _say_free(self):
        return self.env._(
            "The help is free of charge. Never give anyone money, a password "
            "or a one-time code."
        )

    @api.model
    def _say_when_and_who(self, visit):
        values = {
            "day": self._format_day(visit.start),
            "time": self._format_time(visit.start),
            "helpers": self._name_helpers(visit),
            "point": self._name_point(visit.service_point_id),
        }
        if not values["helpers"]:
            if visit.place == "home":
                return self.env._(
                    "The visit at your home is on %(day)s at %(time)s.", **values
                )
            return self.env._(
                "Please come on %(day)s at %(time)s to %(point)s.", **values
            )
        if visit.place == "home":
            return self.env._(
                "%(helpers)s will come to your home on %(day)s at %(time)s.", **values
            )
        return self.env._(
            "%(helpers)s will receive you on %(day)s at %(time)s at %(point)s.",
            **values,
        )

    @api.model
    def _say_cancelled(self, facts):
        return [
            self.env._(
                "Your help appointment %(reference)s is cancelled.",
                reference=facts["reference"],
            )
        ]

    @api.model
    def _say_refused(self, facts):
        reason = facts.get("reason") or ""
        return [
            self.env._(
                "We cannot come to your home for request %(reference)s: %(reason)s On "
                "the page of your request you can choose a time at a support point, or "
                "ask for another look. If you do not, we will call you.",
                reference=facts["reference"],
                reason=self._end_sentence(reason),
            )
        ]

    @api.model
    def _say_rating(self, facts):
        return [
            self.env._(
                "How was the help (%(reference)s)? Please tell us here: %(link)s",
                reference=facts["reference"],
                link=facts["request"]._get_rating_link(),
            )
        ]

    @api.model
    def _say_on_the_way(self, facts):
        return [
            self.env._(
                "Help appointment %(reference)s: %(helpers)s is on the way to your "
                "home and should arrive at about %(time)s.",
                reference=facts["reference"],
                helpers=self._name_helpers(facts["visit"]),
                time=self._format_time(facts["at"]),
            ),
            self._say_badge(facts["visit"]),
            self._say_free(),
        ]

    @api.model
    def _say_badge(self, visit):
        """What the citizen compares, and can check without opening the door."""
        code = self._get_lead(visit)._get_badge_code_of_one()
        if not code:
            return self.env._("Please ask to see the badge.")
        return self.env._(
            "Please ask to see the badge: its check code is %(code)s.", code=code
        )

    @api.model
    def _say_earlier_offer(self, facts):
        values = {
            "reference": facts["reference"],
            "day": self._format_day(facts["start"]),
            "time": self._format_time(facts["start"]),
            "point": self._name_point(facts.get("point")),
        }
        if facts.get("place") == "home":
            offer = self.env._(
                "An earlier time is free for your request %(reference)s: we could "
                "come to your home on %(day)s at %(time)s.",
                **values,
            )
        else:
            offer = self.env._(
                "An earlier time is free for your request %(reference)s: %(day)s at "
                "%(time)s, %(point)s.",
                **values,
            )
        return [offer, self._say_until(facts), self._say_how_to_accept(facts)]

    @api.model
    def _say_until(self, facts):
        return self.env._(
            "We keep it for you until %(time)s on %(day)s.",
            day=self._format_day(facts["expires_at"]),
            time=self._format_time(facts["expires_at"]),
        )

    @api.model
    def _say_how_to_accept(self, facts):
        if facts.get("link"):
            return self.env._("Take it or leave it here: %(link)s", link=facts["link"])
        return self.env._("Please call us if you would like to have it.")

    @api.model
    def _say_offer_expired(self, facts):
        return [
            self.env._(
                "The earlier time for your request %(reference)s is not kept any "
                "longer. Nothing else has changed.",
                reference=facts["reference"],
            )
        ]

    @api.model
    def _say_home_review(self, facts):
        reference = facts["reference"]
        reason = self._end_sentence(facts.get("reason") or "")
        outcome = facts["request"].home_review
        if outcome == "changed":
            first = self.env._(
                "We have looked again at your request %(reference)s: we can come to "
                "your home.",
                reference=reference,
            )
        elif outcome == "upheld":
            first = self.env._(
                "We have looked again at your request %(reference)s and still cannot "
                "come to your home.",
                reference=reference,
            )
        else:
            first = self.env._(
                "Somebody else will look again at your request %(reference)s for a "
                "visit at home and tell you.",
                reference=reference,
            )
        return [first, reason]

    @api.model
    def _say_complaint_received(self, facts):
        sentences = [
            self.env._(
                "We have received your report %(reference)s. Somebody who is not "
                "concerned looks into it.",
                reference=facts["reference"],
            )
        ]
        if facts.get("deadline"):
            sentences.append(
                self.env._(
                    "You get an answer by %(day)s.",
                    day=self._format_day(facts["deadline"]),
                )
            )
        return sentences

    @api.model
    def _say_complaint_answered(self, facts):
        sentences = [
            self.env._(
                "There is an answer to your report %(reference)s.",
                reference=facts["reference"],
            )
        ]
        if facts.get("link"):
            sentences.append(
                self.env._("You can read it here: %(link)s", link=facts["link"])
            )
        return sentences

    @api.model
    def _say_discreetly(self, facts):
        """Reference and time, and no word of what it is about."""
        reference, kind = facts["reference"], facts["kind"]
        start = facts.get("start") or facts["visit"].start
        values = {"reference": reference}
        if start:
            values |= {"day": self._format_day(start), "time": self._format_time(start)}
        if kind == "cancelled":
            return self.env._("%(reference)s: cancelled.", **values)
        if kind == "on_the_way":
            return self.env._(
                "%(reference)s: at about %(time)s.",
                reference=reference,
                time=self._format_time(facts["at"]),
            )
        if kind == "earlier_offer":
            return " ".join(
                (
                    self.env._(
                        "%(reference)s: %(day)s at %(time)s would be free.", **values
                    ),
                    self._say_until(facts),
                )
            )
        if kind == "point_closed":
            return self.env._(
                "%(reference)s: %(day)s at %(time)s is not possible. Please call us.",
                **values,
            )
        if kind in (*TOLD_WITH_VISIT, "point_open"):
            return self.env._("%(reference)s: %(day)s at %(time)s.", **values)
        return self.env._(
            "%(reference)s: there is something new. Please call us.",
            reference=reference,
        )

    @api.model
    def _get_call_back_body(self, request, reason=False):
        """What whoever calls back knows; read by people of the service alone."""
        here = self.with_context(lang=self._get_citizen_lang())
        sentences = [
            here.env._(
                "The person of request %(reference)s asks to be called back.",
                reference=request.reference,
            ),
            here._end_sentence(reason or ""),
        ]
        return " ".join(filter(None, sentences))

    # -------------------------------------------------------------------------
    # HELPERS
    # -------------------------------------------------------------------------

    @api.model
    def _get_helper_body(self, kind, entry):
        lang = entry.user_id.lang or self._get_citizen_lang()
        here = self.with_context(lang=lang)
        entry = entry.with_context(lang=lang)
        values = {
            "reference": entry.reference,
            "day": here._format_day(entry.start),
            "time": here._format_time(entry.start),
            "place": entry.service_point_id.name
            or here.env._("at home, %(ward)s", ward=entry.ward_id.display_name),
        }
        if kind == "offer":
            return here.env._(
                "New visit %(reference)s: %(day)s at %(time)s, %(place)s. Please "
                "accept it or hand it back.",
                **values,
            )
        if kind == "arrived":
            return here.env._(
                "The person of visit %(reference)s (%(time)s) is here now: %(place)s.",
                **values,
            )
        if kind in POINT_KINDS:
            return here._get_point_body(kind, values)
        if kind == "moved":
            return here.env._(
                "Visit %(reference)s has moved: %(day)s at %(time)s, %(place)s.",
                **values,
            )
        if kind == "cancelled":
            return here.env._(
                "Visit %(reference)s on %(day)s at %(time)s is cancelled.", **values
            )
        return here.env._(
            "Visit %(reference)s on %(day)s at %(time)s is no longer yours.", **values
        )

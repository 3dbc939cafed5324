from odoo import api, fields, http, models

PREFIX = "/hcc"
OWN = "/my/requests"


class HccBenchPages(models.AbstractModel):
    """Says which public pages there are, and what they can be opened with."""

    _name = "hcc.bench.pages"
    _description = "Bench: Pages"

    @api.model
    def _describe(self):
        """
        :return: rules of the pages, and what stands for their variables: values by
            ``first folder/variable``, choices for the address, and what the page
            that finds a request asks for; and the own pages of the citizen who
            has an account
        """
        point = self.env["hcc.service.point"].search(
            [("calendar_id", "!=", False)], limit=1
        )
        booked, refused = self._find_requests()
        done = self.env["hcc.request"].search(
            [("state", "=", "done"), ("rated_at", "=", False)], limit=1
        )
        of_request = "/hcc/request/<string:reference>"
        return {
            "rules": self._list_rules(),
            "values": {
                "points/point_id": point.id,
                "request/reference": booked.reference,
                f"{of_request}/point": refused.reference,
                f"{of_request}/review": refused.reference,
                "l/reference": booked.reference,
                "l/key": booked._get_page_link().rsplit("/", 1)[-1],
                "rate/token": done._get_rating().access_token,
            },
            "choices": self._choose(point),
            "own": self._find_own(booked),
            "own_rules": [rule for rule in self._list_rules(OWN) if "<" in rule],
            "requests": [
                {"reference": one.reference, "phone": one.citizen_id.phone}
                for one in (booked, refused)
            ],
        }

    @api.model
    def _list_rules(self, prefix=PREFIX):
        """Addresses under one that can be opened, as the router writes them."""
        modules = sorted(self.env.registry._init_modules)
        return sorted(
            {
                rule
                for rule, endpoint in http._generate_routing_rules(modules, False)
                if (rule == prefix or rule.startswith(f"{prefix}/"))
                and "GET" in (endpoint.routing.get("methods") or ["GET"])
                and endpoint.routing["type"] == "http"
                and "<path:" not in rule
                and not rule.startswith(f"{PREFIX}/bench")
            }
        )

    @api.model
    def _find_requests(self):
        """A visit to come with an offer of an earlier time, and a refused one."""
        later = fields.Datetime.add(fields.Datetime.now(), days=1)
        domain = [("state", "=", "booked"), ("start", ">", later)]
        booked = self.env["hcc.request"].search(domain, order="start desc")
        at_home = booked.filtered(lambda one: one.place == "home")[-1:]
        at_home._write_guarded({"home_decision": "pending"})
        at_home._decide_home("refused", "Bench")
        for request in booked - at_home:
            entry = self.env["hcc.waiting"]._join(request, {"any_point": True})
            if entry._offer_best({}):
                return request, at_home
        return (booked - at_home)[:1], at_home

    @api.model
    def _find_own(self, request):
        """Own pages of the citizen with an account, who gets a request if need be."""
        user = self.env.ref("hcc_collaborator.demo_user_citizen", False)
        if not user:
            return []
        own = self.env["hcc.request"].search(
            [("partner_id", "=", user.partner_id.id)], limit=1
        )
        if not own:
            own = request
            request.partner_id = user.partner_id
        return [
            "/my",
            "/my/data",
            "/my/requests",
            f"/my/requests/{own.id}",
            "/my/account",
            "/my/security",
        ]

    @api.model
    def _choose(self, point):
        """Choices of a booking whose page of free times is the fullest."""
        Procedure = self.env["hcc.procedure"]
        valid = Procedure.search(Procedure._get_valid_domain(), order="code")
        procedure = valid.filtered("home_possible")[:1]
        choices = {
            "ward": point.ward_id.code,
            "procedure": procedure.code,
            "eid": "yes",
            "sim": "yes",
            "originals": "yes",
        }
        found = {}
        for place, where in (("home", None), ("point", point)):
            slots = self.env["hcc.slot.finder"]._find(
                point.ward_id, place, procedure, point=where
            )
            found[len(slots)] = place
        place = found[max(found)]
        choices["place"] = place
        if place == "point":
            choices["point"] = point.id
        return choices

from odoo import api, fields, http, models

PREFIX = "/hcc"


class HccBenchPages(models.AbstractModel):
    """Says which public pages there are, and what they can be opened with."""

    _name = "hcc.bench.pages"
    _description = "Bench: Pages"

    @api.model
    def _describe(self):
        """
        :return: rules of the pages, and what stands for their variables: values by
            ``first folder/variable``, choices for the address, and what the page
            that finds a request asks for
        """
        point = self.env["hcc.service.point"].search(
            [("calendar_id", "!=", False)], limit=1
        )
        booked = self._find_booked()
        done = self.env["hcc.request"].search(
            [("state", "=", "done"), ("rated_at", "=", False)], limit=1
        )
        values = {
            "points/point_id": point.id,
            "request/reference": booked.reference,
            "rate/token": done._get_rating().access_token,
        }
        return {
            "rules": self._list_rules(),
            "values": {name: value for name, value in values.items() if value},
            "choices": self._choose(point),
            "requests": [
                {"reference": booked.reference, "phone": booked.citizen_id.phone}
            ],
        }

    @api.model
    def _list_rules(self):
        """Addresses under /hcc that can be opened, as the router writes them."""
        modules = sorted(self.env.registry._init_modules)
        return sorted(
            {
                rule
                for rule, endpoint in http._generate_routing_rules(modules, False)
                if (rule == PREFIX or rule.startswith(f"{PREFIX}/"))
                and "GET" in (endpoint.routing.get("methods") or ["GET"])
                and endpoint.routing["type"] == "http"
                and "<path:" not in rule
                and not rule.startswith(f"{PREFIX}/bench")
            }
        )

    @api.model
    def _find_booked(self):
        """A visit to come that nothing keeps from being moved or cancelled."""
        later = fields.Datetime.add(fields.Datetime.now(), days=1)
        domain = [("state", "=", "booked"), ("start", ">", later)]
        return self.env["hcc.request"].search(domain, order="start desc", limit=1)

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

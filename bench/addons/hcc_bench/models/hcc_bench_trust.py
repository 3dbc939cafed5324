import csv
import time
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api, models
from odoo.tools import file_open

#: what the form of a citizen asks for
FORM = {
    **dict.fromkeys(
        (
            "display_name",
            "name",
            "phone",
            "email",
            "contact_channel",
            "address",
            "birth_year",
            "identity_number",
            "disability",
            "poverty",
        ),
        {},
    ),
    "ward_id": {"fields": {"display_name": {}}},
    "request_ids": {
        "fields": dict.fromkeys(
            ("reference", "start", "procedure_summary", "place", "state"), {}
        ),
        "limit": 40,
        "order": "",
    },
    "consent_ids": {
        "fields": {
            "given_at": {},
            "how": {},
            "text_id": {"fields": {"display_name": {}}},
            "withdrawn_at": {},
        },
        "limit": 40,
        "order": "",
    },
}
WARM_UP = 20


class HccBenchTrust(models.AbstractModel):
    """Counts what the tests know, and what it costs to note who read whom."""

    _name = "hcc.bench.trust"
    _description = "Bench: Trust"

    @api.model
    def _count(self):
        """What there is, and what of it the tests know: routes and models.

        The tests fail for each route without a recipe and each model without a row.
        """
        # the tests of an addon are not part of what Odoo serves
        from odoo.addons.hcc_reporting.tests import access_factory, route_recipes
        from odoo.addons.hcc_reporting.tests.test_access_matrix import MATRIX

        routes = [
            route
            for route in route_recipes.find_routes(self.env)
            if not route.module.startswith("hcc_bench")
        ]
        models_of_ours = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("hcc.")
            and not name.startswith("hcc.bench")
            and not model._abstract
        }
        with file_open(MATRIX) as file:
            rows = {row["model"] for row in csv.DictReader(file)}
        makers = {*access_factory.MAKERS, "hcc.area.role"}
        return {
            "routes": len(routes),
            "routes_tried_with_foreign_ids": sum(map(route_recipes.is_known, routes)),
            "models": len(models_of_ours),
            "models_in_matrix": len(models_of_ours & rows & makers),
        }

    @api.model
    def _read_in_turns(self, rounds):
        """Open citizens as a clerk, with and without the log, in turns.

        :return: {"with": [seconds], "without": [seconds], "rows": written in the log}
        """
        user_id, citizen_ids = self._make_people()
        self.env.cr.commit()
        times = {"with": [], "without": []}
        before = self._count_rows()
        for number in range(rounds + WARM_UP):
            # which one comes first changes too
            names = ("with", "without") if number % 2 else ("without", "with")
            for name in names:
                citizen_id = citizen_ids[number % len(citizen_ids)]
                seconds = self._read(user_id, citizen_id, name == "with")
                if number >= WARM_UP:
                    times[name].append(seconds)
        return {**times, "rows": self._count_rows() - before}

    def _read(self, user_id, citizen_id, is_noted):
        """One call of the client: a transaction of its own, from its cursor to its end.

        :return: seconds
        """
        log = type(self.env["hcc.read.log"])
        registry = self.env.registry
        quiet = patch.object(log, "_note", lambda *_args: None)
        started = time.perf_counter()
        with registry.cursor() as cr:
            env = api.Environment(cr, user_id, {"lang": "en_US"})
            if is_noted:
                env["hcc.citizen"].browse(citizen_id).web_read(FORM)
            else:
                with quiet:
                    env["hcc.citizen"].browse(citizen_id).web_read(FORM)
        return time.perf_counter() - started

    def _count_rows(self):
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            return env["hcc.read.log"].search_count([])

    def _make_people(self):
        """A clerk of a ward, and citizens who asked once each."""
        ward = self.env["hcc.ward"].search([("code", "!=", False)], limit=1)
        user = self.env["res.users"].create(
            {
                "name": "Bench Clerk",
                "login": "bench_clerk",
                "group_ids": [Command.set(self.env.ref("base.group_user").ids)],
            }
        )
        self.env["hcc.area.role"].create(
            {
                "user_id": user.id,
                "role": "clerk",
                "scope": "ward",
                "ward_id": ward.id,
                "date_from": "2026-01-01",
            }
        )
        citizens = self.env["hcc.citizen"].create(
            [
                {
                    "name": f"Bench Citizen {number}",
                    "phone": f"09{20_000_000 + number}",
                    "address": "1 Bench street",
                    "ward_id": ward.id,
                }
                for number in range(50)
            ]
        )
        self.env["hcc.request"].create(
            [
                {"citizen_id": citizen.id, "ward_id": ward.id, "channel": "counter"}
                for citizen in citizens
            ]
        )
        return user.id, citizens.ids

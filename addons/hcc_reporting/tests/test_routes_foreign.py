"""Every route with what belongs to somebody else: see ``route_recipes``."""

import json
import re
from datetime import timedelta
from urllib.parse import quote

from freezegun import freeze_time

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .access_common import AccessCase
from .route_recipes import (
    CORE_FILLING,
    CORE_MODELS,
    CORE_NAMES,
    OPEN,
    OURS,
    count_routes,
    find_routes,
    is_known,
    is_ours,
)

#: words that stand in the records of the other ward alone
NAME, PHONE, STREET = "Quentyx Zorblatt", "+84977123987", "77 Vexillo street"
WORDS, PERSON, FILE = "Grumblewick words", "Harquil Dressage", "Sesquipedal content"
#: contacts are open to all staff: citizens and applicants are none
PARTNER = "Wobblethorpe"
SECRETS = (NAME, PHONE, "0977 123 987", STREET, WORDS, PERSON, FILE)
NOBODY = 999_999_999
MODELS = (
    "hcc.request",
    "hcc.complaint",
    "hcc.collaborator",
    "ir.attachment",
    "calendar.event",
)
#: things that break what reads them without care
ODD = ("x" * 3000, "a\x00b", "Nguyễn Thị 𝕏 ‮", "../../etc", "-1", "' OR 1=1 --")
#: what differs from one answer to the next without saying anything
_NOISE = re.compile(
    r'(name="[\w-]*token" value=)"[^"]*"|csrf_token: "[^"]*"|nonce="[^"]*"'
)


@tagged("post_install", "-at_install", "security")
class TestRoutesForeign(AccessCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(
            "hcc_collaborator.rate_limit_percent", "0"
        )
        cls.other = cls.scopes["elsewhere"]
        cls._mark_records()
        cls.things = cls._find_things()
        cls.env.flush_all()

    @classmethod
    def _mark_records(cls):
        other = cls.other
        person = other.collaborator
        citizen = other.get("hcc.citizen")
        citizen.write({"name": NAME, "phone": PHONE, "address": STREET})
        other.get("hcc.request").description = WORDS
        # nobody may change what somebody wrote
        cls.env.cr.execute(
            "UPDATE hcc_complaint SET text = %s WHERE id = %s",
            [WORDS, other.get("hcc.complaint").id],
        )
        cls.env.invalidate_all()
        person.name = PERSON
        cls.application = cls.env["hcc.collaborator"].create(
            {"name": PERSON, "phone": PHONE, "team_id": other.team.id}
        )
        records = [other.get("hcc.request"), other.get("hcc.complaint"), person]
        cls.attachments = cls.env["ir.attachment"].create(
            [
                {
                    "name": "a.txt",
                    "raw": FILE.encode(),
                    "res_model": record._name,
                    "res_id": record.id,
                }
                for record in records
            ]
        )
        cls.message = other.get("hcc.request").message_post(body=WORDS)
        cls.event = cls.env["calendar.event"].create(
            {
                "name": WORDS,
                "description": WORDS,
                "privacy": "private",
                "start": fields.Datetime.now(),
                "stop": fields.Datetime.now() + timedelta(hours=1),
                "user_id": cls.user_coordinator_b.id,
                "partner_ids": [(6, 0, cls.user_coordinator_b.partner_id.ids)],
            }
        )

    @classmethod
    def _find_things(cls):
        """{kind: (somebody else's, one that there is not)}, by kind of thing."""
        other = cls.other
        get = other.get
        request = get("hcc.request")
        equipment = get("hcc.equipment.handover").equipment_id
        certificate = get("hcc.certificate")
        ids = {
            "attachment": cls.attachments[0],
            "breach": get("hcc.breach"),
            "citizen": get("hcc.citizen"),
            "export": get("hcc.export"),
            "message": cls.message,
            "partner": cls.env["res.partner"].create({"name": PARTNER}),
            "request_id": request,
            "review": get("hcc.review"),
            "session": get("hcc.session"),
            "survey": cls.env["survey.survey"].create(
                {"title": WORDS, "access_mode": "token", "survey_type": "survey"}
            ),
        }
        things = {kind: (record.id, NOBODY) for kind, record in ids.items()}
        for kind in ("any_id", "channel", "rating", "dashboard", "point"):
            things[kind] = (1, NOBODY)
        things.update(
            request=(request.reference, cls._altered(request.reference)),
            complaint=cls._pair(get("hcc.complaint").reference),
            mandate=cls._pair(get("hcc.mandate").reference),
            application=cls._pair(cls.application.application_reference),
            equipment=cls._pair(equipment.hcc_tag),
            badge_number=cls._pair(other.collaborator.badge_number),
            certificate_number=cls._pair(certificate.number),
            code=("ABCD-EFGH", "ZZZZ-9999"),
            file_kind=("json", "json"),
        )
        # These are the permission itself: one letter off is nobody's.
        link = request._get_page_link().rpartition("/")[2]
        session = get("hcc.session")
        for kind, value in (
            ("badge_token", other.collaborator.badge_token),
            ("certificate_token", certificate.check_token),
            ("rating_token", request._rating_get_access_token()),
            ("here_token", session._make_here_token()),
            ("link_key", link),
            ("mandate_key", get("hcc.mandate")._get_link().rpartition("/")[2]),
        ):
            things[kind] = (cls._altered(value), "x" * len(value))
        return things

    @classmethod
    def _pair(cls, value):
        return value, cls._altered(value)

    @classmethod
    def _altered(cls, value):
        return value[:-1] + ("7" if value[-1] != "7" else "3")

    # Asking

    def _ask(self, route, values):
        """Call a route with values for all that it takes."""
        taken = {
            name: value
            for name, value in values.items()
            if name not in route.arguments and value is not None
        }
        path = quote(route.fill(values), safe="/:.-%<>=")
        if route.kind == "jsonrpc":
            return self.url_open(
                path,
                data=json.dumps({"jsonrpc": "2.0", "params": taken}),
                headers={"Content-Type": "application/json"},
            )
        if route.method == "GET":
            query = "&".join(f"{k}={quote(str(v))}" for k, v in taken.items())
            return self.url_open(f"{path}?{query}", allow_redirects=False)
        if route.rule in self.forms:
            taken = {**self.forms[route.rule], **taken}
        return self.url_open(path, data=taken, allow_redirects=False)

    def _normal(self, response, values):
        """What an answer says, without what was asked."""
        text = f"{response.status_code} {response.headers.get('Location', '')}\n"
        text += _NOISE.sub(r"\1", response.text)
        for value in sorted(map(str, values.values()), key=len, reverse=True):
            if value.isdecimal():
                text = re.sub(rf"(/|%2F){value}\b", "/·", text)
            elif len(value) > 3:
                for form in (value, quote(value), quote(value, safe="")):
                    text = text.replace(form, "·")
        return text

    def _check(self, route, response, values, *, strict):
        text = response.content.decode(errors="replace")
        hidden = SECRETS if self.is_staff else (*SECRETS, PARTNER)
        found = [secret for secret in hidden if secret in text]
        self.assertFalse(found, f"{route.method} {route.rule} with {values}")
        if strict:
            self.assertLess(response.status_code, 500, f"{route.rule} {values}")

    def _sign_in(self, visitor):
        self.opener.cookies.clear()
        self.is_staff = visitor == "collaborator"
        if visitor == "public":
            self.authenticate(None, None)
        else:
            login = self.users[visitor].login
            self.authenticate(login, login)
        # forms of ours carry a token of this browser
        self.forms = {}
        for rule in (
            "/hcc/find",
            "/hcc/complain/find",
            "/hcc/join/find",
            "/hcc/badge",
            "/hcc/certificate",
            "/hcc/rate",
        ):
            page = self.url_open(rule)
            token = re.search(r'name="((?:form_)?token)"\s+value="([^"]+)"', page.text)
            self.assertTrue(token, rule)
            phone = {"phone": "0912 555 444", "secret": "0912 555 444"}
            self.forms[rule] = {token[1]: token[2], "value": "5", **phone}

    # Tests

    def test_each_route_has_a_recipe(self):
        routes = find_routes(self.env)
        self.assertGreater(len(routes), 150)
        unknown = [route.rule for route in routes if not is_known(route)]
        self.assertFalse(unknown, "say in route_recipes.py how these are tried")
        rules = {route.rule for route in routes}
        self.assertFalse((OURS.keys() | OPEN.keys()) - rules, "gone")
        self.assertFalse(OURS.keys() & OPEN.keys())
        counts = count_routes(self.env)
        self.assertEqual(counts["routes"], counts["routes_tried_with_foreign_ids"])

    @mute_logger("odoo.http")
    def test_ours_tell_nothing_of_somebody_else(self):
        """Foreign and unknown get one answer, and neither tells anything."""
        for visitor in ("public", "portal", "collaborator"):
            self._sign_in(visitor)
            for route in find_routes(self.env):
                if not is_ours(route) or route.rule not in OURS:
                    continue
                recipe = OURS[route.rule]
                with self.subTest(visitor=visitor, rule=route.rule, by=route.method):
                    self._try_ours(route, recipe)
                    if visitor == "public" or not route.is_open:
                        self._try_odd(route, recipe)

    def _try_ours(self, route, recipe):
        answers = []
        for which in (0, 1):
            values = {name: self.things[kind][which] for name, kind in recipe.items()}
            response = self._ask(route, values)
            self._check(route, response, values, strict=True)
            answers.append(self._normal(response, values))
        if route.rule != "/hcc/book":
            self.assertEqual(answers[0], answers[1], "foreign and unknown differ")

    def _try_odd(self, route, recipe):
        for odd in ODD:
            values = {
                name: odd if f"<int:{name}>" not in route.rule else NOBODY
                for name in recipe
            }
            response = self._ask(route, values)
            self._check(route, response, values, strict=True)

    def test_open_ones_tell_nothing_of_anybody(self):
        for visitor in ("public", "portal", "collaborator"):
            self._sign_in(visitor)
            for route in find_routes(self.env):
                if not is_ours(route) or route.rule not in OPEN:
                    continue
                with self.subTest(visitor=visitor, rule=route.rule, by=route.method):
                    for value in ("1", NOBODY, *ODD) if route.arguments else ("1",):
                        number = value if str(value).isdigit() else 1
                        names = {
                            name: number if f"<int:{name}>" in route.rule else value
                            for name in route.arguments
                        }
                        response = self._ask(route, names)
                        self._check(route, response, names, strict=True)

    @mute_logger(
        "odoo.http",
        "odoo.sql_db",
        "odoo.addons.mail.controllers.mail",
        "odoo.addons.web.controllers.binary",
    )
    def test_those_of_odoo_tell_nothing_of_somebody_else(self):
        for visitor in ("public", "portal", "collaborator"):
            self._sign_in(visitor)
            for route in find_routes(self.env):
                if is_ours(route):
                    continue
                with self.subTest(visitor=visitor, rule=route.rule, by=route.method):
                    for values in self._core_values(route):
                        response = self._ask(route, values)
                        self._check(route, response, values, strict=False)

    def _core_values(self, route):
        """What a route of Odoo is called with: each of our models, where it asks."""
        names = {*route.takes, *route.arguments}
        base = {name: CORE_FILLING[name] for name in names & CORE_FILLING.keys()}
        by_model = {
            "ir.attachment": self.attachments[0],
            "calendar.event": self.event,
            "hcc.collaborator": self.other.collaborator,
        }
        asks = names & set(CORE_MODELS)
        for model in MODELS if asks else ("ir.attachment",):
            record = by_model.get(model) or self.other.get(model)
            values = dict(base)
            for name in names & CORE_NAMES.keys():
                kind = CORE_NAMES[name]
                value = record.id if kind == "id" else self.things[kind][0]
                values[name] = [value] if name in ("ids",) else value
            values.update(dict.fromkeys(asks, model))
            yield values

    def test_whoever_has_the_link_is_let_in(self):
        """The other tests would pass as well if nothing could be opened at all."""
        self._sign_in("public")
        request = self.other.get("hcc.request")
        path = request._get_page_link().partition("/hcc/")[2]
        response = self.url_open(f"/hcc/{path}")
        self.assertTrue(response.url.endswith(f"/hcc/request/{request.reference}"))
        self.assertEqual(response.status_code, 200)

    def test_old_links_open_nothing(self):
        request = self.other.get("hcc.request")
        path = request._get_page_link().partition("/hcc/")[2]
        session = self.other.get("hcc.session")
        here = f"training/here/{session._make_here_token()}"
        later = fields.Datetime.now() + timedelta(days=900)
        self._sign_in("public")
        with freeze_time(later):
            response = self.url_open(f"/hcc/{path}")
            self.assertLess(response.status_code, 500)
            self.assertFalse([text for text in SECRETS if text in response.text])
            response = self.url_open(f"/hcc/request/{request.reference}")
            self.assertFalse([text for text in SECRETS if text in response.text])
        self._sign_in("collaborator")
        with freeze_time(fields.Datetime.now() + timedelta(hours=1)):
            response = self.url_open(f"/hcc/{here}")
            self.assertEqual(response.status_code, 410)

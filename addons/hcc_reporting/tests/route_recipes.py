"""How each route is tried with what belongs to somebody else.

Routes of ours are listed one by one: a new one that is neither in ``OURS`` nor in
``OPEN`` fails the test. Of Odoo's own those are taken that reach a record by id,
token or reference (``CORE``); their values come from the names of what they take.
"""

import inspect
import re
from dataclasses import dataclass

#: route of ours -> {what it takes: the kind of thing that this names}
_REQUEST = {"reference": "request"}
_COMPLAINT = {"reference": "complaint"}
_APPLICATION = {"reference": "application"}
OURS = {
    "/equipment/<string:tag>": {"tag": "equipment"},
    "/hcc/badge": {"number": "badge_number", "code": "code"},
    "/hcc/badge/<string:token>": {"token": "badge_token"},
    "/hcc/badge/<string:token>/photo": {"token": "badge_token"},
    "/hcc/book": {"point": "point"},
    "/hcc/breach/<int:breach_id>/pdf": {"breach_id": "breach"},
    "/hcc/breach/<int:breach_id>/xlsx": {"breach_id": "breach"},
    "/hcc/certificate": {"number": "certificate_number", "code": "code"},
    "/hcc/certificate/<string:token>": {"token": "certificate_token"},
    "/hcc/complain": {"ref": "request", "reference": "request"},
    "/hcc/complain/<string:reference>": _COMPLAINT,
    "/hcc/complain/<string:reference>/more": _COMPLAINT,
    "/hcc/complain/find": {"ref": "complaint", "reference": "complaint"},
    "/hcc/export/<int:export_id>": {"export_id": "export"},
    "/hcc/find": {**_REQUEST, "ref": "request"},
    "/hcc/join/<string:reference>": _APPLICATION,
    "/hcc/join/<string:reference>/withdraw": _APPLICATION,
    "/hcc/join/find": _APPLICATION,
    "/hcc/l/<string:reference>/<string:key>": {**_REQUEST, "key": "link_key"},
    "/hcc/m/<string:reference>/<string:key>": {
        "reference": "mandate",
        "key": "mandate_key",
    },
    "/hcc/rate": {"code": "code"},
    "/hcc/rate/<string:token>": {"token": "rating_token"},
    "/hcc/request/<string:reference>": _REQUEST,
    "/hcc/request/<string:reference>/call-me": _REQUEST,
    "/hcc/request/<string:reference>/cancel": _REQUEST,
    "/hcc/request/<string:reference>/data": _REQUEST,
    "/hcc/request/<string:reference>/here": _REQUEST,
    "/hcc/request/<string:reference>/leave": _REQUEST,
    "/hcc/request/<string:reference>/move": _REQUEST,
    "/hcc/request/<string:reference>/offer": _REQUEST,
    "/hcc/request/<string:reference>/point": _REQUEST,
    "/hcc/request/<string:reference>/reads": _REQUEST,
    "/hcc/request/<string:reference>/review": _REQUEST,
    "/hcc/request/<string:reference>/slip": _REQUEST,
    "/hcc/request/<string:reference>/waiting": _REQUEST,
    "/hcc/request/<string:reference>/withdraw": _REQUEST,
    "/hcc/review/<int:review_id>.<any(pdf,xlsx):kind>": {"review_id": "review"},
    "/hcc/sms/report": {"secret": "code", "reference": "request"},
    "/hcc/training/code/<int:session_id>": {"session_id": "session"},
    "/hcc/training/feedback/<int:session_id>": {"session_id": "session"},
    "/hcc/training/here/<string:token>": {"token": "here_token"},
    "/my/address/submit": {"partner_id": "partner"},
    "/my/data/file": {"person": "citizen", "kind": "file_kind"},
    "/my/requests/<int:request_id>": {"request_id": "request_id"},
    # there are no shared dashboards
    "/dashboard/data/<int:share_id>/<token>": {"share_id": "any_id", "token": "code"},
    "/dashboard/download/<int:share_id>/<token>": {
        "share_id": "any_id",
        "token": "code",
    },
    "/dashboard/share/<int:share_id>/<token>": {"share_id": "any_id", "token": "code"},
}
#: routes of ours that name nobody, and why; they are opened all the same
OPEN = {
    "/hcc": "front page",
    "/hcc/<path:rest>": "answers what there is not",
    "/hcc/accessibility": "public",
    "/hcc/book/check": "choices of a booking that is not made yet",
    "/hcc/book/confirm": "a booking of the visitor's own",
    "/hcc/book/details": "a booking of the visitor's own",
    "/hcc/book/extend": "a hold of this browser alone",
    "/hcc/book/hold": "a hold of this browser alone",
    "/hcc/book/other": "other ways than the page",
    "/hcc/book/place": "choices of a booking that is not made yet",
    "/hcc/book/procedure": "the list of procedures is public",
    "/hcc/book/release": "a hold of this browser alone",
    "/hcc/book/slots": "free times, without names",
    "/hcc/book/times": "a hold of this browser alone",
    "/hcc/book/ward": "the list of wards is public",
    "/hcc/call-me": "a call for the visitor",
    # the rating's token only says that the page came from there
    "/hcc/complain/money": "tried with references by test_public_rating",
    "/hcc/complain/send": "a complaint of the visitor's own",
    "/hcc/field": "the same for everybody, see test_field_page",
    "/hcc/field/left": "the same for everybody, see test_field_page",
    "/hcc/field/manifest.webmanifest": "public",
    "/hcc/field/session": "the reader's own",
    "/web/session/logout": "the reader's own",
    "/hcc/field/sw.js": "public",
    # of whoever has the token of the device, whatever is sent: test_field_faults
    "/hcc/field/day": "the reader's own, for the device's token",
    "/hcc/field/register": "the reader's own",
    "/hcc/field/sync": "numbers of others are refused, see test_field_faults",
    "/hcc/field/upload": "numbers of others are refused, see test_field_upload",
    "/hcc/figures": "published figures",
    "/hcc/figures.pdf": "figures of the reader's own area",
    "/hcc/figures.xlsx": "figures of the reader's own area",
    "/hcc/figures/<string:month>": "published figures",
    "/hcc/figures/<string:month>.csv": "published figures",
    "/hcc/figures/<string:month>.json": "published figures",
    "/hcc/forget": "what this browser may see",
    "/hcc/join": "an application of the visitor's own",
    "/hcc/logo": "public",
    "/hcc/manifest.webmanifest": "public",
    "/hcc/offline": "public",
    "/hcc/points": "service points are public",
    "/hcc/points/<int:point_id>": "service points are public",
    "/hcc/points/<int:point_id>/poster": "service points are public",
    "/hcc/privacy": "public",
    "/hcc/sign-in": "one's own account",
    "/hcc/sw.js": "public",
    "/hcc/theme.css": "public",
    "/hcc/words": "public",
    "/my/data": "the reader's own",
    "/my/deactivate_account": "the reader's own",
    "/my/security": "the reader's own",
    "/my/requests": "the reader's own",
    "/my/requests/page/<int:page>": "the reader's own",
}

#: modules of Odoo whose routes reach records of ours
CORE = (
    "auth_totp_portal base_import bus calendar html_editor mail maintenance portal "
    "portal_rating privacy_lookup rating sms spreadsheet spreadsheet_dashboard survey "
    "web_unsplash"
).split()
CORE_FILES = tuple(f"web.controllers.{name}" for name in ("binary", "report", "vcard"))
#: what routes of Odoo take -> the kind of thing that it names
CORE_NAMES = {
    "access_token": "code",
    "answer_token": "code",
    "attachment": "attachment",
    "attachment_id": "attachment",
    "channel_id": "channel",
    "docids": "request_id",
    "id": "id",
    "ids": "attachment",
    "file_ids": "attachment",
    "guest_id": "any_id",
    "message_id": "message",
    "partner": "partner",
    "partner_id": "partner",
    "partner_ids": "partner",
    "dashboard": "dashboard",
    "parent_channel_id": "channel",
    "sub_channel_id": "channel",
    "rating_id": "rating",
    "res_id": "id",
    "session_id": "any_id",
    "survey": "survey",
    "survey_id": "survey",
    "survey_token": "code",
    "thread_id": "id",
    "token": "code",
    "unique": "code",
    "invitation_token": "code",
    "create_token": "code",
    "session_code": "code",
}
#: which model is asked for, for routes that take one
CORE_MODELS = ("model", "res_model", "thread_model")
#: what else routes of Odoo need to be called at all
CORE_FILLING = {
    "converter": "html",
    "reportname": "hcc_reporting.nothing",
    "field": "display_name",
    "field_name": "display_name",
    "filename": "a",
    "fetch_params": {},
    "known_member_ids": [],
    "height": 10,
    "width": 10,
    "rate": 5,
    "section_id": 1,
    "question_id": 1,
    "suggested_answer_id": 1,
    "limit": 30,
    "zip_name": "a.zip",
    "post_data": {"body": "a"},
    "update_data": {"body": "a"},
    "channel_name": "a",
    "minutes": 1,
    "is_typing": True,
    "last_message_id": 1,
    "publisher_comment": "a",
    "content": "a",
    "action": "add",
    "bus_data": {},
    "is_internal": False,
    "name": "a",
    "data": "",
    "is_image": False,
    "url": "https://example.com",
    "pid": 1,
}
_ARGUMENT = re.compile(r"<(?:(\w+)(?:\([^>]*\))?:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """One address and the method by which it is called."""

    rule: str
    method: str
    kind: str
    takes: tuple
    module: str
    is_open: bool

    @property
    def arguments(self):
        """Names of what stands in the address."""
        return [name for _converter, name in _ARGUMENT.findall(self.rule)]

    def fill(self, values):
        """The address with values for what stands in it."""
        return _ARGUMENT.sub(lambda found: str(values.get(found[2], "1")), self.rule)


def find_routes(env):
    """All routes that are tried: ours, and those of Odoo that name a record."""
    Http = env["ir.http"]
    names = sorted(env.registry._init_modules)
    routes = set()
    for rule, endpoint in Http._generate_routing_rules(names, Http._get_converters()):
        source = endpoint.func.__module__.removeprefix("odoo.addons.")
        takes = tuple(inspect.signature(endpoint.func).parameters)
        kind = endpoint.routing["type"]
        methods = endpoint.routing.get("methods") or (
            ["GET"] if kind == "http" else ["POST"]
        )
        for method in methods:
            route = Route(
                rule,
                method.upper(),
                kind,
                takes,
                source,
                is_open=endpoint.routing["auth"] != "user",
            )
            if source.startswith("hcc_") or _is_of_core(route):
                routes.add(route)
    return sorted(routes, key=lambda route: (route.rule, route.method))


def _is_of_core(route):
    if route.module.split(".")[0] not in CORE and route.module not in CORE_FILES:
        return False
    return bool(CORE_NAMES.keys() & {*route.takes, *route.arguments})


def is_ours(route):
    return route.module.startswith("hcc_")


def is_known(route):
    """Whether it is said here how the route is tried."""
    return not is_ours(route) or route.rule in OURS or route.rule in OPEN


def count_routes(env):
    """For the bench: routes there are, and routes with a recipe."""
    routes = find_routes(env)
    return {
        "routes": len(routes),
        "routes_tried_with_foreign_ids": len([r for r in routes if is_known(r)]),
    }

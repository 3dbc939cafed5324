"""Every page that a browser can open with GET, and what opens it.

The list comes from the routing map: a new page without a line here fails the test of
the pages (tests/e2e/test_inclusion.py).
"""

from datetime import timedelta

FILE = "a file, no page"
LEADS_ON = "leads on to another page"
OWN = "an application of helpers, looked at in tests/e2e/test_field_journey.py"
CORE = "a page of Odoo's own, whose answers alone are ours"
#: where a booking is, once the steps before are done
_STEP = "ward=00004&procedure=unknown&eid=yes&sim=yes"

#: {route: address, with the values of `prepare`; or why there is nothing to look at}
PUBLIC = {
    "/hcc": "/hcc",
    "/hcc/<path:rest>": "/hcc/nothing/like/this",
    "/hcc/accessibility": "/hcc/accessibility",
    "/hcc/words": "/hcc/words",
    "/hcc/privacy": "/hcc/privacy",
    "/hcc/offline": "/hcc/offline",
    "/hcc/find": "/hcc/find",
    "/hcc/sign-in": "/hcc/sign-in",
    "/hcc/call-me": "/hcc/call-me",
    "/hcc/points": "/hcc/points",
    "/hcc/points/<int:point_id>": "/hcc/points/{point}",
    "/hcc/points/<int:point_id>/poster": "/hcc/points/{point}/poster",
    "/hcc/figures": "/hcc/figures",
    "/hcc/figures/<string:month>": "/hcc/figures/2026-01",
    "/hcc/badge": "/hcc/badge",
    "/hcc/badge/<string:token>": "/hcc/badge/{badge}",
    "/hcc/certificate": "/hcc/certificate",
    "/hcc/certificate/<string:token>": "/hcc/certificate/{certificate}",
    "/hcc/join": "/hcc/join",
    "/hcc/join/find": "/hcc/join/find",
    "/hcc/join/<string:reference>": "/hcc/join/{application}",
    "/hcc/join/<string:reference>/withdraw": "/hcc/join/{application}/withdraw",
    "/hcc/book": LEADS_ON,
    "/hcc/book/ward": "/hcc/book/ward?q=ba+dinh",
    "/hcc/book/procedure": "/hcc/book/procedure?ward=00004",
    "/hcc/book/check": "/hcc/book/check?ward=00004&procedure=unknown&eid=no&sim=no",
    "/hcc/book/place": f"/hcc/book/place?{_STEP}",
    "/hcc/book/slots": f"/hcc/book/slots?{_STEP}&place=home",
    "/hcc/book/other": f"/hcc/book/other?{_STEP}&place=home",
    "/hcc/book/details": f"/hcc/book/details?{_STEP}&place=home&other=1",
    "/hcc/book/confirm": LEADS_ON,
    "/hcc/book/hold": LEADS_ON,
    "/hcc/book/extend": LEADS_ON,
    "/hcc/book/times": LEADS_ON,
    "/hcc/l/<string:reference>/<string:key>": LEADS_ON,
    "/hcc/m/<string:reference>/<string:key>": "{mandate}",
    "/hcc/request/<string:reference>": "/hcc/request/{request}",
    "/hcc/request/<string:reference>/slip": "/hcc/request/{request}/slip",
    "/hcc/request/<string:reference>/move": "/hcc/request/{request}/move",
    "/hcc/request/<string:reference>/cancel": "/hcc/request/{request}/cancel",
    "/hcc/request/<string:reference>/waiting": "/hcc/request/{request}/waiting",
    "/hcc/request/<string:reference>/offer": "/hcc/request/{request}/offer",
    "/hcc/request/<string:reference>/point": "/hcc/request/{request}/point",
    "/hcc/request/<string:reference>/review": "/hcc/request/{request}/review",
    "/hcc/request/<string:reference>/data": "/hcc/request/{request}/data",
    "/hcc/request/<string:reference>/reads": "/hcc/request/{request}/reads",
    "/hcc/request/<string:reference>/withdraw": "/hcc/request/{request}/withdraw",
    "/hcc/rate": "/hcc/rate",
    "/hcc/rate/<string:token>": "/hcc/rate/{rating}",
    "/hcc/complain": "/hcc/complain",
    "/hcc/complain/money": "/hcc/complain/money?ref={request}",
    "/hcc/complain/find": "/hcc/complain/find",
    "/hcc/complain/<string:reference>": "/hcc/complain/{complaint}",
    "/hcc/field": OWN,
    "/hcc/field/left": LEADS_ON,
    "/hcc/field/session": FILE,
    "/hcc/field/manifest.webmanifest": FILE,
    "/hcc/field/sw.js": FILE,
    "/hcc/manifest.webmanifest": FILE,
    "/hcc/sw.js": FILE,
    "/hcc/theme.css": FILE,
    "/hcc/logo": FILE,
    "/hcc/badge/<string:token>/photo": FILE,
    "/hcc/figures.xlsx": FILE,
    "/hcc/figures.pdf": FILE,
    "/hcc/figures/<string:month>.csv": FILE,
    "/hcc/figures/<string:month>.json": FILE,
    "/hcc/export/<int:export_id>": FILE,
    "/hcc/breach/<int:breach_id>/pdf": FILE,
    "/hcc/breach/<int:breach_id>/xlsx": FILE,
    "/hcc/review/<int:review_id>.<any(pdf,xlsx):kind>": FILE,
}
#: other looks of the same routes
MORE = (
    "/hcc/book/ward",
    "/hcc/book/check?ward=00004&procedure=unknown",
    f"/hcc/book/slots?{_STEP}&place=point&point={{point}}",
    "/hcc/request/{request}/slip?large=1",
)
#: the same for those who are signed in: {account: {route: address}}
SIGNED_IN = {
    "trainer@demo.hcc": {
        "/hcc/training/code/<int:session_id>": "/hcc/training/code/{session}",
    },
    "collaborator@demo.hcc": {
        "/hcc/training/here/<string:token>": "/hcc/training/here/{here}",
        "/hcc/training/feedback/<int:session_id>": "/hcc/training/feedback/{session}",
    },
    "citizen@demo.hcc": {
        "/my/data": "/my/data",
        "/my/security": CORE,
        "/my/requests": "/my/requests",
        "/my/requests/page/<int:page>": LEADS_ON,
        "/my/requests/<int:request_id>": "/my/requests/{own}",
    },
}
#: forms sent empty, each of which must say what is missing: {address: its form}
EMPTY_FORMS = {
    "/hcc/find": "/hcc/find",
    "/hcc/sign-in": "/hcc/sign-in",
    "/hcc/call-me": "/hcc/call-me",
    "/hcc/badge": "/hcc/badge",
    "/hcc/certificate": "/hcc/certificate",
    "/hcc/join": "/hcc/join",
    "/hcc/join/find": "/hcc/join/find",
    "/hcc/book/check?ward=00004&procedure=unknown": "/hcc/book/check",
    PUBLIC["/hcc/book/details"]: "/hcc/book/confirm",
    "/hcc/rate": "/hcc/rate",
    "/hcc/complain": "/hcc/complain",
    "/hcc/complain/find": "/hcc/complain/find",
}


def routes(env):
    """Routes of our addons that answer GET with something to look at.

    :rtype: set
    """
    http = env["ir.http"]
    rules = http._generate_routing_rules(
        sorted(env.registry._init_modules), http._get_converters()
    )
    return {
        path
        for path, endpoint in rules
        if ".hcc_" in endpoint.func.__module__
        and endpoint.routing["type"] == "http"
        and path.startswith(("/hcc", "/my/"))
        and "GET" in endpoint.routing.get("methods", ["GET"])
    }


def known():
    """Routes with a line above."""
    return set(PUBLIC).union(*SIGNED_IN.values())


def prepare(env):
    """Find or make what the pages show, in the demonstration.

    :return: dict of values for the addresses, and of secrets for the forms
    """
    now = env.cr.now()
    booked = env["hcc.request"].search(
        [("state", "=", "booked"), ("start", ">", now), ("place", "=", "point")],
        order="id",
        limit=1,
    )
    done = env["hcc.request"].search(
        [("state", "=", "done"), ("rated_at", "=", False)], limit=1
    )
    complaint = env["hcc.complaint"]._receive(
        {"kind": "behaviour", "about": "service", "text": "–", "request_id": booked.id}
    )
    applicant = env["hcc.collaborator"].search(
        [("application_reference", "!=", False), ("phone", "!=", False)], limit=1
    )
    helper = env.ref("hcc_collaborator.demo_user_collaborator").hcc_collaborator_ids[:1]
    citizen = env.ref("hcc_collaborator.demo_user_citizen").partner_id
    own = env["hcc.request"].search([("partner_id", "=", citizen.id)], limit=1)
    if not own:
        own = booked
        booked.partner_id = citizen
    session = _make_session(env, helper, now)
    return {
        "request": booked.reference,
        "link": booked._get_page_link().removeprefix(booked.get_base_url()),
        "point": booked.service_point_id.id,
        "rating": done._get_rating().access_token,
        "complaint": complaint.reference,
        "complaint_code": complaint.access_code,
        "application": applicant.application_reference,
        "application_phone": applicant.phone,
        "badge": helper.badge_token,
        "certificate": env["hcc.certificate"].search([], limit=1).check_token,
        "session": session.id,
        "here": session._make_here_token(),
        "own": own.id,
        "mandate": env["hcc.mandate"]
        .search([("state", "=", "valid")], limit=1)
        ._get_link()
        .removeprefix(booked.get_base_url()),
    }


def _make_session(env, helper, now):
    """A session that is on, at which the helper is present."""
    session = env["hcc.session"].create(
        {
            "course_id": env["hcc.course"].search([], limit=1).id,
            "branch_id": helper.branch_id.id,
            "trainer_id": env.ref("hcc_collaborator.demo_user_trainer").id,
            "place": "Phòng 1",
            "start": now + timedelta(minutes=5),
            "seats": 5,
        }
    )
    session.action_open()
    env["hcc.session.enrol"].create(
        {"session_id": session.id, "collaborator_ids": helper.ids}
    ).action_confirm()
    session.with_user(helper.user_id)._mark_here()
    return session

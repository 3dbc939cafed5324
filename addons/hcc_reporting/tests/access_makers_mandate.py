"""Makers of consents to be helped, and of passwords that were handed over."""

from datetime import timedelta

from .access_factory import START, make_by

make_by(
    "hcc.mandate",
    lambda scope: {
        "citizen_id": scope.get("hcc.citizen").id,
        "request_id": scope.get("hcc.request").id,
        "ward_id": scope.ward.id,
        "period": "day",
        "given_at": START,
        "ends_at": START + timedelta(days=1),
        "text_id": scope.get("hcc.consent.text").id,
        "lang": "en_US",
        "body_shown": "I agree",
        "digest": "0" * 64,
        "where": "counter",
        "signed_how": "witness",
        "witness_name": "A witness",
        "witness_relation": "neighbour",
    },
)
make_by(
    "hcc.secret.report",
    lambda scope: {
        "assignment_id": scope.get("hcc.assignment").id,
        "request_id": scope.get("hcc.assignment").request_id.id,
        "ward_id": scope.ward.id,
        "what": "otp",
        "reported_at": START,
    },
)
make_by(
    "hcc.mandate.entry",
    lambda scope: {
        "request_id": scope.get("hcc.request").id,
        "begins_at": START,
    },
)

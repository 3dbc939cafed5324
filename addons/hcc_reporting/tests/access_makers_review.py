"""Makers of reviews."""

from .access_factory import DAY, make_by

make_by(
    "hcc.review",
    lambda scope: {
        "name": f"Review {scope.name}",
        "date_from": DAY,
        "date_to": DAY,
        "scope": "wards",
        "ward_ids": scope.ward.ids,
    },
)
make_by(
    "hcc.review.comment",
    lambda scope: {"review_id": scope.get("hcc.review").id, "text": "Words"},
)

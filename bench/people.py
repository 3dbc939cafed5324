"""33,000 collaborators over 3,321 wards: their list, their training, their badges.

The list is imported as a coordinator of the country does it, beside a bare batched
create of the same people by the same user, in turns; every figure is a ratio of
medians of one run. Who needs training and the page of a badge are asked at that size
and at the size of one city, on servers of their own, in turns.
"""

import json
import statistics

from _load import Browser
from _pages import LOGGED, count_queries, measure, sign_in

WARDS, PEOPLE = 3321, 33_000
#: the city
CITY_WARDS, CITY_PEOPLE = 126, 1260
IMPORT_ROUNDS = 3
PLAN_ROUNDS, BADGE_ROUNDS = 10, 60


def run(context):
    """:return: the ratios, megabytes, and the queries of each page"""
    return import_list(context) | compare_sizes(context)

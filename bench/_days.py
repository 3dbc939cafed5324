"""Days of wards that nobody lives: visits and helpers within real wards of Hanoi."""

import csv
import random
import sys
from math import cos, pi, radians, sin, sqrt
from pathlib import Path

ADDONS = Path(__file__).resolve().parent.parent / "addons"
sys.path.insert(0, str(ADDONS / "hcc_dispatch"))

from solver import model  # noqa: E402
from solver.travel import Place, straight_lines  # noqa: E402

WARDS = ADDONS / "hcc_collaborator" / "data" / "hcc.ward.csv"
MODES = ("walk", "bicycle", "motorbike")
#: way of travelling and how many of ten go so
TEN = ("walk", "bicycle", *["motorbike"] * 8)
SKILLS = ("id_card", "health_card", "business")


def wards():
    """:return: rows of the wards of the city that know where they are"""
    with WARDS.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["area_km2"]]


def ward_day(ward, visits, helpers, seed):
    """
    A day with promised times, as people book them: half hours from 7.30 to 16.30.

    The times are such that the helpers could do them if all went well: each visit
    is given a helper who is there in time, and then forgotten who. Those beyond what
    they can do get times by chance.

    :param ward: a row of `wards`
    :return: Problem
    """
    draw = random.Random(f"{ward['code']}/{visits}/{helpers}/{seed}")
    around = sqrt(float(ward["area_km2"]) / pi)
    middle = float(ward["latitude"]), float(ward["longitude"])

    def somewhere():
        far, turn = around * sqrt(draw.random()), 2 * pi * draw.random()
        north = middle[0] + far * cos(turn) / 111.2
        east = middle[1] + far * sin(turn) / (111.2 * cos(radians(middle[0])))
        return Place(north, east)

    places = [somewhere() for _ in range(helpers + visits)]
    travel = straight_lines(places, MODES)
    area = frozenset([ward["code"]])
    people = tuple(_helper(number, area, draw) for number in range(helpers))
    made = []
    until = {helper.key: (420, helper.start_place) for helper in people}
    for number in range(visits):
        place = helpers + number
        minutes = draw.choice((30, 30, 45, 60))
        helper = min(people, key=lambda one: (until[one.key][0], draw.random()))
        clock, here = until[helper.key]
        ready = clock + travel.minutes[helper.mode][here][place]
        start = -(-max(ready + draw.choice((0, 0, 30)), 450) // 30) * 30
        skills = frozenset(draw.sample(SKILLS, 1)) & helper.skills
        if start + minutes > 1050:
            start = draw.randrange(15, 33) * 30
        else:
            until[helper.key] = (start + minutes, place)
        gender = draw.choice((helper.gender, *[None] * 9))
        made.append(
            model.Visit(
                key=f"v{number}",
                place=place,
                minutes=minutes,
                windows=(model.Span(start, start),),
                area=ward["code"],
                skills=skills,
                gender=gender,
            )
        )
    return model.Problem(people, tuple(made), travel)


def _helper(number, area, draw):
    return model.Helper(
        key=f"h{number}",
        shifts=(model.Shift(450, 1080, area),),
        start_place=number,
        end_place=number,
        mode=TEN[(number + 2) % 10],
        skills=frozenset(draw.sample(SKILLS, 2)),
        languages=frozenset(["vi"]),
        gender=draw.choice(("female", "male")),
        month_minutes=draw.randrange(0, 6000),
    )

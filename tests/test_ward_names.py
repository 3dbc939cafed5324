"""Names of wards in lists: found when there is one, never guessed when not."""

import csv
import sys
from pathlib import Path

import pytest

ADDON = Path(__file__).parents[1] / "addons" / "hcc_collaborator"
sys.path.insert(0, str(ADDON))

from tools.ward_finder import Entry, build_index  # noqa: E402
from tools.ward_names import nearest, resolve  # noqa: E402


@pytest.fixture(scope="module")
def index():
    """Today's wards of Hanoi with their former names, as they are shipped."""
    with (ADDON / "data" / "hcc.ward.csv").open() as file:
        wards = list(csv.DictReader(file))
    with (ADDON / "data" / "hcc.ward.alias.csv").open() as file:
        former = list(csv.DictReader(file))
    current = [Entry(row["id"], row["full_name"], "current") for row in wards]
    codes = [(row["code"], one) for row, one in zip(wards, current, strict=True)]
    kinds = {"ward": "former", "district": "district"}
    aliases = [
        Entry(row["ward_id:id"], row["name"], kinds[row["kind"]]) for row in former
    ]
    return build_index(current + aliases, codes)


@pytest.mark.parametrize(
    "text",
    [
        "Phường Ba Đình",
        "phuong ba dinh",
        "P. Ba Đình",
        "BA ĐÌNH",
        "Ba Đình, Hà Nội",
        "00004",
        "4",
        "00004 - Phường Ba Đình",
    ],
)
def test_a_ward_is_found_however_it_is_written(index, text):
    assert resolve(index, text).ward_id == "ward_00004"


def test_every_ward_is_found_by_its_name(index):
    for _code, entry in index.codes.items():
        answer = resolve(index, entry.name)
        assert (answer.ward_id, answer.former) == (entry.ward_id, "")


def test_split_former_ward_is_never_guessed(index):
    for text in ("Kim Mã", "phuong kim ma", "Quận Ba Đình"):
        answer = resolve(index, text)
        assert answer.ward_id is None
        assert len(answer.matches) >= 3


def test_former_ward_that_lies_in_one_is_understood(index):
    answer = resolve(index, "Phường Trúc Bạch")
    assert (answer.ward_id, answer.former) == ("ward_00004", "Phường Trúc Bạch")


def test_unit_and_diacritics_tell_namesakes_apart():
    names = ["Phường Tân An", "Xã Tân An", "Phường Tân Ân", "Phường Bình", "Xã Bình"]
    made = build_index([Entry(name, name, "current") for name in names])
    for name in names:
        assert resolve(made, name).ward_id == name
    assert {one.ward_id for one in resolve(made, "phuong tan an").matches} == {
        "Phường Tân An",
        "Phường Tân Ân",
    }
    assert len(resolve(made, "Bình").matches) == 2


def test_unknown_ward_gives_the_nearest(index):
    answer = resolve(index, "Phường Ba Dinhh")
    assert (answer.ward_id, answer.matches) == (None, ())
    assert "Phường Ba Đình" in [one.name for one in nearest(index, "Phường Ba Dinhh")]
    assert nearest(index, "qqqqqq") == ()

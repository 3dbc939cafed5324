"""Public pages say the plain word; see hcc_collaborator/data/files/plain_words.csv."""

import csv
import re
from pathlib import Path

import polib

ADDONS = Path(__file__).resolve().parent.parent / "addons"
LIST = ADDONS / "hcc_collaborator" / "data" / "files" / "plain_words.csv"
#: what people read who are not of the service: their pages and papers
PUBLIC = re.compile(
    r"arch_db:hcc_\w+\.(public_|request_|portal_my_|report_slip|report_large_slip)"
    r"|^code:addons/hcc_\w+/controllers/"
)
RULES = {"instead", "with", "listed"}


def words():
    with LIST.open() as file:
        return list(csv.DictReader(file))


def public_texts():
    for path in sorted(ADDONS.glob("hcc_*/i18n/vi.po")):
        for entry in polib.pofile(path):
            places = [f"{name}:{line}" for name, line in entry.occurrences]
            if entry.msgstr and any(PUBLIC.search(place) for place in places):
                yield entry.msgstr


def wrong(text, word):
    """Whether the text says the official word as the list does not want it."""
    official, plain = word["official"].casefold(), word["plain"].casefold()
    if not re.search(rf"\b{re.escape(official)}\b", text.casefold()):
        return False
    return word["rule"] == "instead" or plain not in text.casefold()


def test_list():
    seen = [word["official"].casefold() for word in words()]
    assert len(seen) == len(set(seen))
    for word in words():
        assert word["rule"] in RULES, word
        assert all(word.values()), word
        assert word["official"].casefold() != word["plain"].casefold(), word


def test_public_pages_say_the_plain_word():
    texts = list(public_texts())
    assert len(texts) > 500
    checked = [word for word in words() if word["rule"] != "listed"]
    found = [
        f"{word['official']} → {word['plain']}: {text}"
        for text in texts
        for word in checked
        if wrong(text, word)
    ]
    assert found == []

"""The map of personal data: which fields hold some, why, for how long. No Odoo here.

``data/files/data_topics.csv`` says for each kind of data what it is, why it is kept,
for how long and on which legal basis; ``data_map.csv`` beside it gives each stored
field its kind, ``-`` for those that hold nothing of a person. ``docs/privacy.md``
holds both as tables, between two marks; the test prints what would have to stand
there.
"""

import csv
from pathlib import Path

DATA = Path(__file__).parents[1] / "data" / "files"
DOCUMENT = Path(__file__).parents[3] / "docs" / "privacy.md"
BEGIN, END = "<!-- data map: begin -->", "<!-- data map: end -->"
NOT_PERSONAL = "-"


def read_topics():
    """:return: {topic: {"what", "why", "kept", "basis"}}, in the order of the file"""
    with open(DATA / "data_topics.csv", encoding="utf-8") as file:
        return {row.pop("topic"): row for row in csv.DictReader(file)}


def read_map():
    """:return: {(model, field): topic}"""
    found = {}
    with open(DATA / "data_map.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for name in row["fields"].split():
                key = (row["model"], name)
                if key in found:
                    raise ValueError(f"{key} stands in the map twice")
                found[key] = row["topic"]
    return found


def to_tables(topics, lines):
    """The two tables of the document.

    :param lines: (name of the record, model, topic, who reads, [names of fields])
    """
    text = ["| kind | what | why | how long | legal basis |", "| --- " * 5 + "|"]
    text += [
        f"| **{topic}** | {row['what']} | {row['why']} | {row['kept']}"
        f" | {row['basis']} |"
        for topic, row in topics.items()
    ]
    text += [
        "",
        "| record | fields | kind | who may read it |",
        "| --- " * 4 + "|",
    ]
    text += [
        f"| {name} (`{model}`) | {', '.join(f'`{one}`' for one in names)}"
        f" | {topic} | {who} |"
        for name, model, topic, who, names in lines
    ]
    return "\n".join(text)


def read_document():
    """:return: what stands between the marks"""
    text = DOCUMENT.read_text(encoding="utf-8")
    return text.partition(BEGIN)[2].partition(END)[0].strip()


def write_document(tables):
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _begin, rest = text.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    DOCUMENT.write_text(
        f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}", encoding="utf-8"
    )

"""What happens in each fault run, drawn from its number; and what must hold after.

Plain values: no Odoo, no browser.
"""

import random
from collections import Counter

#: what may happen to a request on its way, and how often out of a hundred
WEIGHTS = {
    "pass": 30,
    "lost": 14,
    "cut": 8,
    "deaf": 14,
    "half": 8,
    "twice": 8,
    "race": 6,
    "late": 6,
    "error": 6,
}
MOST_NOTES = 6
#: of one piece, and of three
PHOTO = (200, 170_000)


def draw_fault(draw, kill):
    """:param float kill: chance that the server dies"""
    if draw.random() < kill:
        return "kill"
    return draw.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]


def plan(number, procedure):
    """The steps of one run, see _field_faults.js."""
    draw = random.Random(number)
    steps = []
    if draw.random() < 0.85:
        steps.append(act("start", {}))
    for index in range(draw.randrange(1, MOST_NOTES)):
        mark = f"N{number}-{index}"
        steps.append(act("note", {"text": f"Bench note {mark} end"}, mark))
    for index in range(draw.randrange(3)):
        mark = f"H26.1-261128-{number:04d}{index}"
        steps.append(
            act(
                "dossier",
                {"procedure": procedure, "filed": "online", "code": mark},
                mark,
            )
        )
    if draw.random() < 0.15:
        size = draw.choice((PHOTO[0], *PHOTO))
        steps.append({**act("photo", {"kind": "other"}), "size": size})
    started = steps[0]["kind"] == "start"
    rest = steps[1:] if started else steps
    draw.shuffle(rest)
    steps = [*steps[:1], *rest] if started else rest
    end = draw.random()
    if started and end < 0.6:
        steps.append(act("done", {}))
    elif end > 0.92:
        steps.append(act("no_show", {}))
    elif started and end > 0.82:
        steps.append(act("return_visit", {"wish": "Bench"}))
    return interfere(draw, steps)


def act(kind, payload, mark=""):
    return {"do": "act", "kind": kind, "payload": payload, "mark": mark}


def interfere(draw, steps):
    """Put what the network, the person and the office do between the steps."""
    mixed = []
    office = draw.random() < 0.35
    at = draw.randrange(len(steps))
    for index, step in enumerate(steps):
        if office and index == at:
            what = draw.choice(("release", "release", "cancel", "done", "no_show"))
            mixed.append({"do": "office", "what": what})
        mixed.append(step)
        if draw.random() < 0.45:
            mixed.append({"do": "sync"})
        if draw.random() < 0.1:
            mixed.append({"do": draw.choice(("reopen", "tabs"))})
        if draw.random() < 0.08:
            mixed.append({"do": "leave", "after": draw.randrange(120)})
        if draw.random() < 0.05:
            hours = draw.choice((-30, -2, 3, 40))
            mixed.append({"do": "clock", "by": hours * 3_600_000})
        if draw.random() < 0.03:
            mixed.append({"do": "wipe"})
    return mixed


def judge(run, rows, dossiers, photos, ends):
    """What is wrong with one run.

    :param dict run: what the device remembers: {number, made, left, wiped, outcomes}
    :param rows: [{uid, kind, status, text, payload}] of the visit
    :param Counter dossiers: how often each code stands at the visit
    :param Counter photos: how often each upload is there whole
    :param int ends: how often the visit was ended
    :return: (lost, doubled) as lists of words
    """
    lost, doubled = [], []
    by_uid = {}
    for row in rows:
        by_uid.setdefault(row["uid"], []).append(row)
    heard = {one["id"] for one in run["outcomes"]}
    proved = False
    if run["left"]:
        lost.append(f"{run['left']} still wait on the device")
    for one in run["made"]:
        name = f"{one['kind']} {one['mark'] or one['id']}"
        proved = proved or one["kind"] != "note"
        mine = by_uid.pop(one["id"], [])
        if not mine:
            lost.append(f"{name}: never arrived")
            continue
        if len(mine) > 1:
            doubled.append(f"{name}: {len(mine)} rows")
        if one["id"] not in heard and not run["wiped"]:
            lost.append(f"{name}: its helper does not know what became of it")
        if mine[0]["status"] == "refused":
            # the office's word counts for what was never begun
            if proved:
                lost.append(f"{name}: refused")
        elif mine[0]["status"] not in ("applied", "attached"):
            lost.append(f"{name}: is {mine[0]['status']}")
        else:
            look_at_facts(one, name, mine[0], dossiers, photos, lost, doubled)
    doubled += [f"nobody made {uid}" for uid in by_uid]
    if ends > 1:
        doubled.append(f"ended {ends} times")
    return lost, doubled


def look_at_facts(one, name, row, dossiers, photos, lost, doubled):
    """What an action that was not refused has left behind: once, and whole."""
    is_kept = one["mark"] and one["mark"] in f"{row['text']} {row['payload']}"
    if one["kind"] == "note" and not is_kept:
        lost.append(f"{name}: its words are gone")
    if one["kind"] == "dossier":
        wanted = int(row["status"] == "applied")
        if dossiers[one["mark"]] > wanted:
            doubled.append(f"{name}: {dossiers[one['mark']]} dossiers")
        elif dossiers[one["mark"]] < wanted or not (wanted or is_kept):
            lost.append(f"{name}: no dossier")
    if one["kind"] == "photo" and photos[one["upload"]] != 1:
        lost.append(f"{name}: {photos[one['upload']]} photos")


def count(judged):
    """:return: {"lost", "doubled"}: how many, of all runs"""
    return {
        name: sum(len(one[place]) for one in judged)
        for place, name in enumerate(("lost", "doubled"))
    }


def tally(rows, key):
    return Counter(row[key] for row in rows)

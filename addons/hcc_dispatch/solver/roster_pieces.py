"""Which shifts are possible at all, and why hours stay empty. No Odoo."""

from collections.abc import Iterable
from itertools import pairwise

from .roster_model import Gap, Need, Person, Problem, Span, Turn, day_of


def join(spans: Iterable[Span]) -> list[Span]:
    """The same time as disjoint spans; touching ones become one."""
    joined: list[Span] = []
    for start, stop in sorted((s.start, s.stop) for s in spans if s.start < s.stop):
        if joined and start <= joined[-1].stop:
            joined[-1] = Span(joined[-1].start, max(joined[-1].stop, stop))
        else:
            joined.append(Span(start, stop))
    return joined


def cut(spans: Iterable[Span], holes: Iterable[Span]) -> list[Span]:
    """The time of the spans that lies in no hole."""
    result = join(spans)
    for hole in holes:
        left = []
        for span in result:
            left.append(Span(span.start, min(span.stop, hole.start)))
            left.append(Span(max(span.start, hole.stop), span.stop))
        result = [span for span in left if span.start < span.stop]
    return result


def common(one: Iterable[Span], other: Iterable[Span]) -> list[Span]:
    """The time that lies in both."""
    others = join(other)
    return [
        Span(max(a.start, b.start), min(a.stop, b.stop))
        for a in join(one)
        for b in others
        if max(a.start, b.start) < min(a.stop, b.stop)
    ]


def offered(person: Person, place: str) -> list[Span]:
    """When somebody offered to be at a place."""
    return join(
        Span(stretch.start, stretch.stop)
        for stretch in person.available
        if not stretch.places or place in stretch.places
    )


def skilled(person: Person, skill: str) -> list[Span]:
    """When somebody has a qualification."""
    return join(Span(s.start, s.stop) for s in person.skills if s.name == skill)


def clash(one: Turn, other: Turn, person: Person, way_minutes: int) -> bool:
    """Whether one person cannot have both shifts."""
    if one.start > other.start:
        one, other = other, one
    between = other.start - one.stop
    if between < 0:
        return True
    if day_of(one.start) != day_of(other.start):
        return between < person.rest_minutes
    return one.place != other.place and between < way_minutes


class Pieces:
    """The needs cut into pieces, and the shifts that each person may be given."""

    def __init__(self, problem: Problem):
        self.problem = problem
        self.fixed = {
            person.key: [turn for turn in problem.fixed if turn.person == person.key]
            for person in problem.people
        }
        self.pieces = {need.key: self._cut_need(need) for need in problem.needs}

    def _cut_need(self, need: Need) -> list[Span]:
        """The need cut at each step, and wherever somebody's time begins or ends."""
        edges = {*range(need.start, need.stop, self.problem.rules.step), need.stop}
        for person in self.problem.people:
            for span in self.usable(person, need):
                edges |= {span.start, span.stop}
        for turn in self.problem.fixed:
            if turn.place == need.place:
                edges |= {turn.start, turn.stop}
        inside = sorted(e for e in edges if need.start <= e <= need.stop)
        return [Span(start, stop) for start, stop in pairwise(inside)]

    def usable(self, person: Person, need: Need) -> list[Span]:
        """When somebody could cover a need, hours and rest aside."""
        time = common(offered(person, need.place), [Span(need.start, need.stop)])
        if time and need.skill:
            time = common(time, skilled(person, need.skill))
        if not time:
            return []
        holes = [*person.away]
        for turn in self.problem.barred:
            if turn.person == person.key and turn.place == need.place:
                holes.append(Span(turn.start, turn.stop))
        for turn in self.fixed[person.key]:
            way = 0 if turn.place == need.place else self.problem.rules.way_minutes
            holes.append(Span(turn.start - way, turn.stop + way))
        return cut(time, holes)

    def runs(self, person: Person, need: Need) -> list[tuple[int, int]]:
        """The shifts possible for a need: numbers of first and last piece."""
        usable = self.usable(person, need)
        if not usable:
            return []
        pieces = self.pieces[need.key]
        shortest = min(self.problem.rules.shortest, need.stop - need.start)
        free = [
            any(span.start <= p.start and p.stop <= span.stop for span in usable)
            for p in pieces
        ]
        found = []
        for first in range(len(pieces)):
            for last in range(first, len(pieces)):
                if not free[last]:
                    break
                turn = Turn(
                    person.key, need.place, pieces[first].start, pieces[last].stop
                )
                if turn.stop - turn.start > person.day_minutes:
                    break
                if turn.stop - turn.start >= shortest and not any(
                    clash(turn, other, person, self.problem.rules.way_minutes)
                    for other in self.fixed[person.key]
                ):
                    found.append((first, last))
        return found

    def pinned(self, need: Need) -> list[tuple[Turn, int]]:
        """The fixed shifts that may cover a piece of a need: (shift, piece)."""
        skills = {person.key: person for person in self.problem.people}
        found = []
        for turn in self.problem.fixed:
            if turn.place != need.place:
                continue
            person = skills.get(turn.person)
            for number, piece in enumerate(self.pieces[need.key]):
                if not (turn.start <= piece.start and piece.stop <= turn.stop):
                    continue
                if person and _inside(piece, person.away):
                    continue
                if need.skill and not (
                    person and _within(piece, skilled(person, need.skill))
                ):
                    continue
                found.append((turn, number))
        return found


def _inside(piece: Span, spans: Iterable[Span]) -> bool:
    """Whether a piece shares time with one of the spans."""
    return any(s.start < piece.stop and piece.start < s.stop for s in spans)


def _within(piece: Span, spans: Iterable[Span]) -> bool:
    """Whether a piece lies in one of the spans as a whole."""
    return any(s.start <= piece.start and piece.stop <= s.stop for s in spans)


def find_gaps(problem: Problem, pieces: Pieces, turns, covers) -> tuple[Gap, ...]:
    """Each hour that is wanted and empty, with the nearest reason."""
    at_work: dict[int, list[Turn]] = {}
    for turn in (*problem.fixed, *turns):
        at_work.setdefault(turn.person, []).append(turn)
    gaps: list[Gap] = []
    for need in problem.needs:
        mine = [cover for cover in covers if cover.need == need.key]
        for piece in pieces.pieces[need.key]:
            there = {c.person for c in mine if _inside(piece, [c])}
            missing = need.people - len(there)
            if missing <= 0:
                continue
            reason = _why(problem, need, piece, there, at_work)
            before = gaps[-1] if gaps else None
            if before and before[:1] + before[2:] == (
                need.key,
                piece.start,
                missing,
                reason,
            ):
                gaps[-1] = before._replace(stop=piece.stop)
            else:
                gaps.append(Gap(need.key, piece.start, piece.stop, missing, reason))
    return tuple(gaps)


def _why(problem: Problem, need: Need, piece: Span, there, at_work) -> str:
    """The first thing that leaves nobody."""
    people = [
        person
        for person in problem.people
        if person.key not in there and _inside(piece, offered(person, need.place))
    ]
    if not people:
        return "nobody"
    people = [person for person in people if not _inside(piece, person.away)]
    if not people:
        return "absent"
    if need.skill:
        people = [p for p in people if _inside(piece, skilled(p, need.skill))]
        if not people:
            return "qualification"
    if all(_inside(piece, at_work.get(person.key, ())) for person in people):
        return "busy"
    return "limits"

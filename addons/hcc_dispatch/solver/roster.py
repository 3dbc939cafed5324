"""The roster of a week: coverage first, then fair, then like last week. No Odoo.

OR-Tools CP-SAT in two stages. The first finds the most coverage and usually proves
that there is no more; the second keeps it and shares evenings, weekends and holidays
out fairly, in few shifts, as last week. One thread, a seed and a limit of work, not
of time, give the same answer on each machine; the seconds are a last cap.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from .roster_model import (
    KINDS,
    WEEK,
    Cover,
    Coverage,
    Problem,
    Proposal,
    Span,
    Turn,
    day_of,
    together,
)
from .roster_pieces import Pieces, clash, find_gaps

#: what a minute too much of a kind, a shift more, a minute as last week are worth
UNFAIR, HANDOVER, SAME = 3, 45, 1


def solve(
    problem: Problem, *, seed: int = 0, max_work: float = 2.0, max_seconds: float = 8.0
) -> Proposal:
    """Propose shifts for a week; what cannot be covered is told, never an error.

    :param seed: another seed may give another of equally good answers
    :param max_work: limit of each stage in CP-SAT's deterministic seconds
    :param max_seconds: most that both stages take together
    """
    pieces = Pieces(problem)
    if not problem.needs:
        return Proposal(proven=True)
    model = _Model(problem, pieces)
    return model.solve(seed, max_work, max_seconds)


def review(problem: Problem, *, max_work: float = 1.0) -> Proposal:
    """What the fixed shifts cover, and what they leave; nothing is added."""
    pieces = Pieces(problem)
    if not problem.needs:
        return Proposal(proven=True)
    return _Model(problem, pieces, with_runs=False).solve(0, max_work, 4.0)


def measure(problem: Problem, proposal: Proposal) -> Coverage:
    """What of the wanted is covered, weighted."""
    weights = {need.key: need.weight for need in problem.needs}
    spans = defaultdict(list)
    for cover in proposal.covers:
        spans[cover.need].append(Span(cover.start, cover.stop))
    somebody = people = 0
    for need, covered in spans.items():
        edges = sorted({edge for span in covered for edge in span})
        for start, stop in zip(edges, edges[1:], strict=False):
            count = sum(s.start <= start and stop <= s.stop for s in covered)
            people += count * (stop - start) * weights[need]
            somebody += min(count, 1) * (stop - start) * weights[need]
    return Coverage(somebody, people)


@dataclass(frozen=True, slots=True)
class _Run:
    """A shift that may be chosen, for some pieces of one need."""

    turn: Turn
    need: int
    first: int
    last: int
    chosen: object = field(compare=False)


class _Model:
    """The constraints of one week."""

    def __init__(self, problem: Problem, pieces: Pieces, with_runs: bool = True):
        self.problem = problem
        self.pieces = pieces
        self.model = cp_model.CpModel()
        self.runs: dict[int, list[_Run]] = defaultdict(list)
        self.pins: list[tuple[Turn, int, int, object]] = []
        if with_runs:
            self._add_runs()
        self._add_pins()
        self.coverage = self._add_coverage()
        for person in problem.people:
            self._keep_apart(person)
            self._keep_limits(person)

    def _add_runs(self):
        for person in self.problem.people:
            for need in self.problem.needs:
                spans = self.pieces.pieces[need.key]
                for first, last in self.pieces.runs(person, need):
                    turn = Turn(
                        person.key, need.place, spans[first].start, spans[last].stop
                    )
                    chosen = self.model.new_bool_var("")
                    self.runs[person.key].append(
                        _Run(turn, need.key, first, last, chosen)
                    )

    def _add_pins(self):
        """A fixed shift covers one need at a time, whichever is best."""
        at_once = defaultdict(list)
        for need in self.problem.needs:
            for turn, number in self.pieces.pinned(need):
                covers = self.model.new_bool_var("")
                self.pins.append((turn, need.key, number, covers))
                piece = self.pieces.pieces[need.key][number]
                at_once[turn].append((piece, covers))
        for entries in at_once.values():
            for moment in {piece.start for piece, _covers in entries}:
                here = [c for p, c in entries if p.start <= moment < p.stop]
                if len(here) > 1:
                    self.model.add_at_most_one(here)

    def _add_coverage(self):
        """:return: what is maximised first: somebody, then everybody wanted"""
        there = defaultdict(list)
        for runs in self.runs.values():
            for run in runs:
                for number in range(run.first, run.last + 1):
                    there[run.need, number].append(run.chosen)
        for _turn, need_key, number, covers in self.pins:
            there[need_key, number].append(covers)
        somebody, people, most = [], [], 0
        for need in self.problem.needs:
            for number, piece in enumerate(self.pieces.pieces[need.key]):
                value = (piece.stop - piece.start) * need.weight
                most += value * need.people
                present = there.get((need.key, number))
                if not present:
                    continue
                self.model.add(sum(present) <= need.people)
                people.append(value * sum(present))
                if need.people > 1:
                    some = self.model.new_bool_var("")
                    self.model.add(some <= sum(present))
                    somebody.append(value * some)
                else:
                    somebody.append(value * sum(present))
        return (most + 1) * sum(somebody) + sum(people)

    def _keep_apart(self, person):
        """Nobody is in two places, and everybody rests and travels between."""
        runs = sorted(self.runs[person.key], key=lambda run: run.turn[2:])
        way = self.problem.rules.way_minutes
        moments = {run.turn.start for run in runs}
        for moment in moments:
            here = [r.chosen for r in runs if r.turn.start <= moment < r.turn.stop]
            if len(here) > 1:
                self.model.add_at_most_one(here)
        reach = max(person.rest_minutes, way)
        for number, one in enumerate(runs):
            for other in runs[number + 1 :]:
                if other.turn.start >= one.turn.stop + reach:
                    break
                if other.turn.start >= one.turn.stop and clash(
                    one.turn, other.turn, person, way
                ):
                    self.model.add_at_most_one([one.chosen, other.chosen])

    def _keep_limits(self, person):
        by_day, fixed_by_day = defaultdict(list), defaultdict(int)
        for turn in self.pieces.fixed[person.key]:
            # those of the days around are there for the rest alone
            if 0 <= turn.start < WEEK:
                fixed_by_day[day_of(turn.start)] += turn.stop - turn.start
        for run in self.runs[person.key]:
            minutes = run.turn.stop - run.turn.start
            by_day[day_of(run.turn.start)].append(minutes * run.chosen)
        for day, entries in by_day.items():
            left = max(person.day_minutes - fixed_by_day[day], 0)
            self.model.add(sum(entries) <= left)
        if by_day:
            left = max(person.week_minutes - sum(fixed_by_day.values()), 0)
            everything = [entry for entries in by_day.values() for entry in entries]
            self.model.add(sum(everything) <= left)

    # -- the second stage ------------------------------------------------------

    def _unease(self):
        """What is minimised once the coverage stands."""
        parts = []
        last = defaultdict(list)
        for turn in self.problem.last:
            last[turn.person, turn.place].append(Span(turn.start, turn.stop))
        for person_key, runs in self.runs.items():
            for run in runs:
                same = together(run.turn, tuple(last[person_key, run.turn.place]))
                parts.append((HANDOVER - SAME * same) * run.chosen)
        for kind in ("total", *KINDS):
            parts += self._unfairness(kind)
        return sum(parts)

    def _unfairness(self, kind):
        """What some have beyond a fair share, and the most that anybody has."""
        loads, total = [], 0
        for person in self.problem.people:
            runs = [(r, self._minutes(r.turn, kind)) for r in self.runs[person.key]]
            runs = [(run, minutes) for run, minutes in runs if minutes]
            if not runs:
                continue
            # who could not have worked has no share of what others did
            have = getattr(person.before, kind) + sum(
                self._minutes(turn, kind) for turn in self.pieces.fixed[person.key]
            )
            total += have
            loads.append(have + sum(minutes * run.chosen for run, minutes in runs))
        if len(loads) < 2:
            return []
        wanted = sum(
            self._minutes(Turn(0, need.place, need.start, need.stop), kind)
            * need.people
            for need in self.problem.needs
        )
        share = -(-(total + wanted) // len(loads))
        ceiling = total + wanted + share
        most = self.model.new_int_var(0, ceiling, "")
        parts = [most]
        for load in loads:
            beyond = self.model.new_int_var(0, ceiling, "")
            self.model.add(beyond >= load - share)
            self.model.add(most >= load)
            parts.append(beyond * (1 if kind == "total" else UNFAIR))
        return parts

    def _minutes(self, turn, kind):
        if kind == "total":
            return turn.stop - turn.start
        return together(turn, getattr(self.problem, kind))

    # -- solving ---------------------------------------------------------------

    def solve(self, seed, max_work, max_seconds):
        solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.num_workers = 1
        parameters.random_seed = seed
        parameters.max_deterministic_time = max_work
        parameters.max_time_in_seconds = max_seconds / 2
        self.model.maximize(self.coverage)
        status = solver.solve(self.model)
        proven = status == cp_model.OPTIMAL
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return self._proposal(lambda variable: False, proven=False)
        values = self._values(solver)
        self.model.add(self.coverage >= round(solver.objective_value))
        self.model.clear_objective()
        self.model.minimize(self._unease())
        for variable, value in values.items():
            self.model.add_hint(variable, value)
        status = solver.solve(self.model)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            values = self._values(solver)
        return self._proposal(values.__getitem__, proven)

    def _values(self, solver):
        chosen = [run.chosen for runs in self.runs.values() for run in runs]
        chosen += [covers for *_what, covers in self.pins]
        return {variable: solver.boolean_value(variable) for variable in chosen}

    def _proposal(self, value, proven):
        turns, covers = [], []
        for runs in self.runs.values():
            for run in runs:
                if value(run.chosen):
                    turns.append(run.turn)
                    covers.append(
                        Cover(run.turn.person, run.need, run.turn.start, run.turn.stop)
                    )
        for turn, need_key, number, covering in self.pins:
            if value(covering):
                piece = self.pieces.pieces[need_key][number]
                covers.append(Cover(turn.person, need_key, piece.start, piece.stop))
        turns, covers = _merged(turns), _merged(covers)
        gaps = find_gaps(self.problem, self.pieces, turns, covers)
        return Proposal(turns, covers, gaps, proven)


def _merged(entries):
    """Entries that go on without a break are one."""
    merged = []
    for entry in sorted(entries):
        before = merged[-1] if merged else None
        if before and before[:2] == entry[:2] and before.stop == entry.start:
            merged[-1] = before._replace(stop=entry.stop)
        else:
            merged.append(entry)
    return tuple(merged)

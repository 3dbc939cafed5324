"""The roster of a ward week of ten people, and the coverage of twenty small weeks.

Solved in this process, on one thread; the small ones beside all that is possible.
"""

import time

from _roster_cases import small_case, ward_week
from _roster_exact import best_coverage
from solver import roster, roster_checks

DATABASES = []
WEEKS, SMALL = 5, 20


def run(context):
    """:return: seconds of the slowest week, small weeks short of the optimum"""
    slowest = violations = 0
    for seed in range(WEEKS):
        problem = ward_week(seed)
        begin = time.perf_counter()
        proposal = roster.solve(problem, seed=seed)
        wrong = roster_checks.violations(problem, proposal)
        seconds = time.perf_counter() - begin
        slowest, violations = max(slowest, seconds), violations + len(wrong)
        somebody, people = roster.measure(problem, proposal)
        wanted = sum((need.stop - need.start) * need.people for need in problem.needs)
        context.console.line(
            f"week {seed}: {seconds:.2f} s, {people / wanted:.0%} of the hours wanted"
            f"{', proven' if proposal.proven else ''}"
        )
    equal = 0
    for seed in range(SMALL):
        problem = small_case(seed)
        proposal = roster.solve(problem, seed=seed)
        violations += len(roster_checks.violations(problem, proposal))
        equal += roster.measure(problem, proposal) == best_coverage(problem)
    return {
        "roster_seconds": round(slowest, 2),
        "roster_optimal": equal,
        "roster_cases": SMALL,
        "roster_violations": violations,
    }

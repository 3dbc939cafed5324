"""Solves and checks one problem: `python -m solver PROBLEM`, as ./hcc plan does."""

import argparse
import json
import sys
import time
from pathlib import Path

from . import checks, document, portfolio, solomon
from .model import Problem
from .validate import ProblemError

#: no problem is longer; a thousand places with three ways of travelling are 20 MB
MOST_BYTES = 200_000_000


def read(path: Path) -> Problem:
    """
    :param path: JSON by the schema, or a published instance when it ends in .txt
    :raises ProblemError: when it is neither
    """
    if path.stat().st_size > MOST_BYTES:
        raise ProblemError("the file is too long")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProblemError("the file is no text in UTF-8") from error
    if path.suffix.lower() == ".txt":
        return solomon.problem_from_text(text)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProblemError(f"the file is no JSON: {error}") from error
    return document.problem_from(found)


def arguments_of(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="solver")
    parser.add_argument("problem", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--iterations", type=int, default=portfolio.ITERATIONS)
    parser.add_argument("--seed", type=int, default=0)
    found = parser.parse_args(argv)
    if found.iterations < 0 or found.seed < 0:
        parser.error("iterations and seed are numbers from 0")
    if found.seconds is not None and not 0 < found.seconds < 1e6:
        parser.error("seconds are more than 0")
    return found


def main(argv: list[str] | None = None) -> int:
    arguments = arguments_of(argv)
    try:
        problem = read(arguments.problem)
    except (ProblemError, OSError) as error:
        sys.stderr.write(f"{arguments.problem}: {error}\n")
        return 1
    started = time.perf_counter()
    plan = portfolio.solve(
        problem, arguments.seed % 2**32, arguments.iterations, arguments.seconds
    )
    wrong = checks.violations(problem, plan)
    seconds = time.perf_counter() - started
    figures = checks.measure(problem, plan)
    result = {**document.plan_to(plan), "figures": figures._asdict()}
    result["violations"] = [found._asdict() for found in wrong]
    text = json.dumps(result, indent=2, ensure_ascii=False) + "\n"
    if arguments.out:
        arguments.out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    sys.stderr.write(
        f"{figures.served} served, {figures.unserved} not, "
        f"{figures.travel_minutes} minutes on the way, "
        f"{len(wrong)} rules broken, {seconds:.1f} s ({plan.method})\n"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

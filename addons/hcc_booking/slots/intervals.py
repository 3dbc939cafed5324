"""A little algebra of half open intervals. Lists in, sorted lists out."""

from collections.abc import Iterable

from .model import Interval


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time as disjoint intervals; empty ones vanish, touching ones join."""
    merged: list[Interval] = []
    for interval in sorted(i for i in intervals if i.start < i.stop):
        if merged and interval.start <= merged[-1].stop:
            if interval.stop > merged[-1].stop:
                merged[-1] = Interval(merged[-1].start, interval.stop)
        else:
            merged.append(interval)
    return merged


def subtract(
    intervals: Iterable[Interval], holes: Iterable[Interval]
) -> list[Interval]:
    """The time of ``intervals`` that lies in none of the ``holes``."""
    merged_holes = merge(holes)
    result = []
    for interval in merge(intervals):
        start = interval.start
        for hole in merged_holes:
            if hole.stop <= start:
                continue
            if hole.start >= interval.stop:
                break
            if hole.start > start:
                result.append(Interval(start, hole.start))
            start = max(start, hole.stop)
        if start < interval.stop:
            result.append(Interval(start, interval.stop))
    return result


def intersect(left: Iterable[Interval], right: Iterable[Interval]) -> list[Interval]:
    """The time that lies in both."""
    first, second = merge(left), merge(right)
    result, i, j = [], 0, 0
    while i < len(first) and j < len(second):
        start = max(first[i].start, second[j].start)
        stop = min(first[i].stop, second[j].stop)
        if start < stop:
            result.append(Interval(start, stop))
        if first[i].stop < second[j].stop:
            i += 1
        else:
            j += 1
    return result


def overlaps(left: Interval, right: Interval) -> bool:
    """Whether two intervals share time; an empty one shares none."""
    return (
        left.start < right.stop
        and right.start < left.stop
        and left.start < left.stop
        and right.start < right.stop
    )

"""What a manager waits for: completion by wave, site and language, and what closes this week."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

from sqlalchemy import text

from callassist.reports.closing import closing
from callassist.reports.completion import completion
from callassist.store.database import Connection
from tests.bench import load
from tests.bench.ground import Ground, Grounds
from tests.bench.rows import Result, Size, ms, quantile

COUNT = "select wave, site, language, state, count(*) from case_ group by wave, site, language, state"


def figures(size: Size, grounds: Grounds) -> Iterator[Result]:
    """A hundred thousand participants with four waves; then a million with three."""
    for plan, waves, times, target, words in (
        ("with_three_months", 4, 3, 0.1, "<= 100 ms"),
        ("first", 3, 3 * size.many, 1.0, "<= 1 s"),
    ):
        with grounds.fresh() as ground:
            load.people(ground.house, ground.running, size.people, plan=plan, whole=False)
            load.multiply(ground.house.database, times)
            who = f"{size.people * times:,} x {waves} waves"
            yield _row(ground, f"completion, {who}", _completion, target, words)
            yield _row(ground, f"closes this week, {who}", _closing, 0.05, "<= 50 ms")


def _completion(c: Connection, ground: Ground) -> object:
    return completion(c, ground.running.id, ground.running.edition.protocol, ground.house.now())


def _closing(c: Connection, ground: Ground) -> object:
    return closing(c, ground.running.id, ground.running.edition.protocol, ground.house.now())


def _row(
    ground: Ground, what: str, make: Callable[[Connection, Ground], object], target: float, words: str
) -> Result:
    times = [_once(ground, make) for _ in range(6)][1:]
    median = quantile(times, 0.5)
    floor = _once(ground, lambda c, _: c.execute(text(COUNT)).all()) if make is _completion else None
    return Result(
        what,
        words,
        f"median {ms(median)}, worst {ms(max(times))}",
        median <= target,
        f"one bare count over all {ms(floor)}" if floor is not None else "",
        median / floor if floor is not None else None,
    )


def _once(ground: Ground, make: Callable[[Connection, Ground], object]) -> float:
    with ground.house.database.read() as c:
        began = perf_counter()
        make(c, ground)
        return perf_counter() - began

"""What a trial costs as it grows: the same few things with ten thousand cases and with a million."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from time import perf_counter

from callassist.reports.completion import completion
from callassist.work.claim import BATCH, claim
from callassist.work.health import health
from callassist.work.line import take_next
from callassist.work.plan import plan
from tests.bench import load
from tests.bench.ground import Ground, Grounds
from tests.bench.rows import Result, Size, ms, quantile
from tests.bench.turns import interviewers

FEW, TIMES = 3_400, (1, 10, 100)  # people, each with three cases


def growing(size: Size, grounds: Grounds) -> Iterator[Result]:
    """Planning with nothing due, the next case, claiming texts, completion and health, at each size."""
    few = min(FEW, size.people)
    for times in TIMES if few == FEW else TIMES[:2]:
        with grounds.fresh() as ground:
            people = load.people(ground.house, ground.running, few)
            load.multiply(ground.house.database, times)
            load.texts(
                ground.house, ground.running, people, first=ground.house.now() - timedelta(minutes=1), apart=0
            )
            plan(ground.house)
            said = ", ".join(f"{what} {ms(_median(do))}" for what, do in _asked(ground))
            yield Result(f"with {few * 3 * times:,} cases", "", said, None)


def _asked(ground: Ground) -> Iterator[tuple[str, Callable[[], object]]]:
    house, study = ground.house, ground.running
    callers = iter(interviewers(study.id, 50))
    yield "plan", lambda: plan(house)
    yield "next", lambda: take_next(house, next(callers))
    yield f"claim {BATCH}", lambda: claim(house)
    yield "health", lambda: health(house)

    def figures() -> object:
        with house.database.read() as c:
            return completion(c, study.id, study.edition.protocol, house.now())

    yield "completion", figures


def _median(do: Callable[[], object]) -> float:
    times = []
    for _ in range(5):
        began = perf_counter()
        do()
        times.append(perf_counter() - began)
    return quantile(times, 0.5)

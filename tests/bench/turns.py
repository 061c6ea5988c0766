"""The next case for fifty interviewers, at any time and all in the same instant; none given twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random
from time import perf_counter, sleep

from callassist.privacy.tokens import new_token
from callassist.work.actor import Actor, Grant, Role
from callassist.work.attempts import Attempt, log_attempt
from callassist.work.house import House
from callassist.work.line import take_next
from tests.bench import load
from tests.bench.ground import Grounds
from tests.bench.rows import Result, Size, ms, quantile, spread

SPOKEN = (("en-GB",), ("en-GB", "ur"), ("en-GB",), ("en-GB", "bn"), ("pl", "en-GB"), ("so",), ("ro", "en-GB"))
SITES = (None, None, "luton", "northside")


def next_case(size: Size, grounds: Grounds) -> Iterator[Result]:
    """Arrivals spread over a while, each interviewer several times; then all at once."""
    with grounds.fresh() as ground:
        load.people(ground.house, ground.running, size.people)
        callers = interviewers(ground.running.id, size.interviewers)
        take_next(ground.house, callers[0])
        cases = size.people * 3
        given: list[str | None] = []
        spread_out = _spread(ground.house, callers, given, seconds=min(size.seconds, 30))
        tail = quantile(spread_out, 0.99)
        yield Result(
            f"next case of {cases:,}, arrivals spread", "p99 <= 50 ms", spread(spread_out), tail <= 0.05
        )
        at_once = _at_once(ground.house, callers, given)
        last = max(at_once)
        yield Result(
            f"next case, {len(callers)} at the same instant",
            "last <= 250 ms",
            f"last {ms(last)}, first {ms(min(at_once))}",
            last <= 0.25,
        )
        cases_given = [one for one in given if one is not None]
        twice = len(cases_given) - len(set(cases_given))
        yield Result(
            "next case: given twice",
            "0",
            f"{twice} of {len(cases_given)} given, {given.count(None)} none",
            not twice,
        )


def interviewers(study_id: str, count: int) -> list[Actor]:
    """People of mixed languages and sites who may ring."""
    return [
        Actor(
            f"interviewer-{n:03d}",
            f"i{n}",
            f"Interviewer {n}",
            SPOKEN[n % len(SPOKEN)],
            (Grant(Role.INTERVIEWER, study_id, SITES[n % len(SITES)]),),
        )
        for n in range(count)
    ]


def _spread(
    house: House, callers: Sequence[Actor], given: list[str | None], *, seconds: float
) -> list[float]:
    """Every interviewer asks six times, at moments spread evenly by chance; nobody answers, so cases rest."""
    chance = Random(7)
    began, times = perf_counter(), []

    def shift(asks: Sequence[float], caller: Actor) -> None:
        for at in asks:
            sleep(max(0.0, began + at - perf_counter()))
            start = perf_counter()
            found = take_next(house, caller)
            times.append(perf_counter() - start)
            given.append(found.case_id)
            if found.case_id is not None:
                tried = Attempt("call", "no_answer", house.now())
                log_attempt(house, caller, found.case_id, tried, token=new_token())

    asks = [sorted(chance.uniform(0, seconds) for _ in range(6)) for _ in callers]
    with ThreadPoolExecutor(len(callers)) as threads:
        list(threads.map(shift, asks, callers))
    return times


def _at_once(house: House, callers: Sequence[Actor], given: list[str | None]) -> list[float]:
    gate = threading.Barrier(len(callers))

    def ask(caller: Actor) -> float:
        gate.wait()
        start = perf_counter()
        given.append(take_next(house, caller).case_id)
        return perf_counter() - start

    with ThreadPoolExecutor(len(callers)) as threads:
        return list(threads.map(ask, callers))

"""What planning costs: nothing due, ten thousand cases due, a new edition for a hundred thousand."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from time import perf_counter, sleep

from sqlalchemy import select, update

from callassist.privacy.tokens import new_token
from callassist.questionnaire.entries import Missing
from callassist.questionnaire.session import Session
from callassist.store import looking
from callassist.store.cases import case_
from callassist.store.texts import message
from callassist.work import answers, at_hand, interviews
from callassist.work.house import House
from callassist.work.plan import plan
from callassist.work.sittings import Manner
from tests.bench import load
from tests.bench.engine import simple
from tests.bench.ground import Ground, Grounds
from tests.bench.rows import Result, Size, ms, quantile


def ticking(size: Size, grounds: Grounds) -> Iterator[Result]:
    """A new edition first, while the house is of its usual size; then the tick with a million cases."""
    with grounds.fresh() as ground:
        load.people(ground.house, ground.running, size.people, whole=False)
        yield from _new_edition(ground, size)
    with grounds.fresh() as ground:
        load.people(ground.house, ground.running, size.people, whole=False)
        load.multiply(ground.house.database, size.many)
        yield from _nothing_due(ground.house, size)
        yield from _many_due(ground.house, size)


def _nothing_due(house: House, size: Size) -> Iterator[Result]:
    plan(house)
    times = []
    for _ in range(30):
        began = perf_counter()
        assert plan(house) == 0
        times.append(perf_counter() - began)
    median = quantile(times, 0.5)
    yield Result(
        f"planning tick, {size.people * 3 * size.many:,} cases, none due",
        "<= 10 ms",
        f"median {ms(median)}, worst {ms(max(times))}",
        median <= 0.01,
    )


def _many_due(house: House, size: Size) -> Iterator[Result]:
    """Windows that open now: each case changes its state and gets its invitation."""
    now = house.now()
    today = load.midnight(now.date())
    with house.database.engine.begin() as c:
        chosen = list(
            c.execute(select(case_.c.id).where(case_.c.state == "waiting").limit(size.due)).scalars()
        )
        for start in range(0, len(chosen), 500):
            c.execute(
                update(case_)
                .where(case_.c.id.in_(chosen[start : start + 500]))
                .values(
                    wave="post_programme",
                    participant_id=case_.c.id,
                    opens_on=today.date(),
                    opens_at=today,
                    closes_at=now + timedelta(days=30),
                    look_again_at=now,
                )
            )
    began = perf_counter()
    plan(house)
    took = perf_counter() - began
    with house.database.read() as c:
        made = len(list(c.execute(select(message.c.id))))
    yield Result(
        f"{len(chosen):,} due: windows open, invitations",
        "<= 3 s",
        f"{took:.2f} s, {made:,} texts planned",
        took <= 3 and made == len(chosen),
    )


def _new_edition(ground: Ground, size: Size) -> Iterator[Result]:
    """Everybody's windows anew, while answers are being saved."""
    house, study = ground.house, ground.running
    call = Talk(ground)
    call.answer()
    waits: list[float] = []
    over = threading.Event()

    def talking() -> None:
        while not over.is_set() and call.goes_on:
            began = perf_counter()
            call.answer()
            waits.append(perf_counter() - began)
            sleep(0.05)

    now = house.now()
    talker = threading.Thread(target=talking)
    talker.start()
    began = perf_counter()
    house.database.keep(lambda c: looking.look_at_everybody(c, study.id, now, hold=True))
    asked = plan(house)
    took = perf_counter() - began
    over.set()
    talker.join()
    yield Result(
        f"new edition, {size.people * 3:,} cases of {asked:,}", "<= 60 s", f"{took:.1f} s", took <= 60
    )
    yield Result(
        "an answer's longest wait meanwhile",
        "<= 100 ms",
        f"worst {ms(max(waits))}, p50 {ms(quantile(waits, 0.5))}, {len(waits)} answers",
        max(waits) <= 0.1,
    )


class Talk:
    """An interview answered question by question: a practice one, again and again, unless one is named."""

    def __init__(self, ground: Ground, interview_id: str = "", *, by: str = "interviewer-000") -> None:
        self._house, self._study, self.by = ground.house, ground.running, by
        self._practice = not interview_id
        self._begin(interview_id)

    def _begin(self, interview_id: str = "") -> None:
        self.id = interview_id or interviews.practise(
            self._house, self._study.id, "post_programme", Manner("en-GB"), by=self.by
        )
        self._path: str | None = self._session().first_open().path

    @property
    def goes_on(self) -> bool:
        return self._path is not None

    def _session(self) -> Session:
        with at_hand.alone(self._house, self.id), self._house.database.read() as c:
            held = at_hand.held(c, self.id)
            self._sequence = held.sequence
            return at_hand.take(c, self._house, held)

    def answer(self) -> None:
        """Answer the question at hand, durably; refuse it when its check wants something else."""
        screen = self._session().screen(str(self._path))
        question, *more = [one for one in screen.questions if not one.answered] or screen.questions[-1:]
        for value in (simple(question, 0), Missing.REFUSED):
            kept = answers.answer(
                self._house,
                self.id,
                question.path,
                value,
                client_event=new_token(),
                expected=self._sequence,
                by=self.by,
            )
            if not kept.refused:
                break
        self._path = screen.path if more else kept.next_path
        if self._practice and (self._path is None or kept.way_out is not None):
            self._begin()

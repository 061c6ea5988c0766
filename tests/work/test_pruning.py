"""What only guards the next few minutes is forgotten, and what still guards is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from callassist.clock import StandingClock
from callassist.errors import Refusal
from callassist.store import once, sign_ins
from callassist.work import staff
from callassist.work.once import keep_once
from callassist.work.pruning import A_TIME, FORMS, TRIES, prune
from callassist.work.verb import Line
from tests.web.houses import Trial, open_house

TOKEN = "a form that is sent twice"


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    opened = open_house(tmp_path)
    yield opened
    opened.house.database.close()


def sent(trial: Trial, token: str = TOKEN) -> str:
    made = []
    line = Line("samina", "leave note", trial.house.now())
    return keep_once(trial.house, line, token, lambda _c: made.append(1) or "kept now")


def known(trial: Trial, token: str = TOKEN) -> bool:
    with trial.house.database.read() as c:
        return once.result(c, token) is not None


def test_a_form_is_kept_once_for_a_month_and_its_mark_is_then_forgotten(trial: Trial) -> None:
    sent(trial)
    trial.hours_pass(24 * 29)
    assert prune(trial.house) == 0
    assert known(trial)
    trial.clock.set(trial.clock.at + FORMS)
    assert prune(trial.house) == 1
    assert not known(trial)


def test_more_marks_than_go_at_a_time_all_go(trial: Trial) -> None:
    now = trial.house.now()

    def many(c: object) -> None:
        for n in range(A_TIME + 7):
            once.keep(c, f"form number {n:012}", "kept", now)

    trial.house.database.keep(many)
    trial.clock.set(now + FORMS + timedelta(hours=1))
    assert prune(trial.house) == A_TIME + 7


def test_wrong_tries_count_while_they_count_and_are_then_forgotten(trial: Trial) -> None:
    trial.works_here("samina", "interviewer")
    machine = StandingClock(trial.machine.at)
    for _ in range(staff.FREE_TRIES):
        with pytest.raises(Refusal, match="belong together"):
            staff.sign_in(trial.house, "samina", "not her password", clock=machine)
    assert prune(trial.house, clock=machine) == 0
    with pytest.raises(Refusal, match="Wait"):
        staff.sign_in(trial.house, "samina", "not her password", clock=machine)
    machine.set(machine.at + TRIES + timedelta(minutes=1))
    assert prune(trial.house, clock=machine) == staff.FREE_TRIES
    with trial.house.database.read() as c:
        assert not sign_ins.older_tries(c, machine.at, A_TIME)

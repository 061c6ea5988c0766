"""An interview on each database: the same events in the same order, and of two windows only one is kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from callassist.privacy.tokens import new_token
from callassist.work import answers, at_hand, finishing, interviews, leaving
from callassist.work.sittings import Manner
from tests.work.trials import NASREEN, Call, Trial, open_trial


@pytest.fixture
def trial(tmp_path: Path, database_url: str) -> Iterator[Trial]:
    opened = open_trial(tmp_path, database_url)
    yield opened
    opened.house.database.close()


@pytest.fixture
def call(trial: Trial) -> Call:
    together = trial.load("together")
    samina = trial.works_here("Samina Yusuf", together)
    [nasreen] = trial.enrols(together, NASREEN)
    return trial.begins(trial.case(nasreen, "post_programme").id, samina)


def test_from_start_over_a_break_to_the_folded_row(call: Call) -> None:
    house = call.trial.house
    call.opens()
    call.walks(until="child/school")
    leaving.break_off(
        house, call.id, "cut_off", call.path("child/school"), by=call.who, once=new_token(), note=""
    )
    at_hand.drop(house, call.id)
    interviews.resume(house, call.id, Manner("ur"), by=call.who.id)
    assert call.opens().next_path == call.path("child/school")
    call.walks()
    assert finishing.finish(house, call.id, by=call.who, once=new_token()) == "complete"
    events = call.trial.rows("answer_event")
    assert sorted(one.sequence for one in events) == list(range(1, len(events) + 1))
    assert len(call.trial.rows("folded")) == 1


def test_of_two_windows_at_the_same_instant_one_is_kept_and_one_is_told(call: Call) -> None:
    expected, told = call.sequence, []
    together = threading.Barrier(2)

    def window(value: str) -> None:
        together.wait()
        try:
            answers.answer(
                call.trial.house,
                call.id,
                "/data/opening/is_it_she",
                value,
                client_event=new_token(),
                expected=expected,
                by=call.who.id,
            )
            told.append(value)
        except answers.Behind:
            told.append("behind")

    threads = [threading.Thread(target=window, args=(value,)) for value in ("yes", "not_here")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told)[0] == "behind"
    kept = [one.value for one in call.trial.rows("answer_event") if one.kind == "answer"]
    assert kept == [value for value in told if value != "behind"]

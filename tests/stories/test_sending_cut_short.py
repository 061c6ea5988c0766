"""A sender falls silent: what it had not handed over goes by itself, and only the rest is undecided."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from callassist.work.claim import Claimed, claim, hand_over
from callassist.work.plan import plan
from callassist.work.record import recover
from tests.trial import Trial

PHONE = "07700 900101"


@pytest.fixture
def due(a_trial: Callable[..., Trial], database_url: str) -> Trial:
    """One family whose invitation is due now."""
    trial = a_trial(database_url, now="2026-10-12 11:00")
    trial.enrol(trial.load("together"), {})
    plan(trial.house)
    return trial


def _claimed(trial: Trial) -> list[Claimed]:
    moved, claimed = claim(trial.house)
    assert moved == len(claimed) == 1
    return claimed


def _states(trial: Trial) -> list[str]:
    return [row.state for row in trial.messages()]


def test_a_text_that_was_claimed_and_never_handed_over_goes_once(due: Trial) -> None:
    _claimed(due)
    assert recover(due.house, everything=True) == 1
    assert _states(due) == ["ready"]
    due.settle()
    assert len(due.texts_to(PHONE)) == 1
    assert _states(due) == ["accepted"]


def test_a_text_that_was_being_handed_over_is_undecided_and_never_sent_again(due: Trial) -> None:
    assert len(hand_over(due.house, _claimed(due))) == 1
    recover(due.house, everything=True)
    due.settle()
    assert _states(due) == ["unknown"]
    assert due.texts_to(PHONE) == []


def test_a_slow_sender_whose_lease_was_given_up_hands_nothing_over(due: Trial) -> None:
    slow = _claimed(due)
    recover(due.house, everything=True)
    assert hand_over(due.house, slow) == []
    quick = _claimed(due)
    assert hand_over(due.house, slow) == []
    assert len(hand_over(due.house, quick)) == 1
    assert hand_over(due.house, quick) == []

"""A call whose end is never told holds its case for a minute, and a slow answer keeps nobody else waiting."""

from __future__ import annotations

import threading
from datetime import timedelta

from callassist.store import calls
from callassist.work import call_acts, call_place
from callassist.work.call_settle import settle, settle_before
from callassist.work.call_side_by_side import side_by_side
from tests.calls.telephone import Telephone, interviewer
from tests.calls.test_calls_in import came_in, rings_us


def untold(telephone: Telephone) -> None:
    """The network tells nothing of its own accord from now on."""
    telephone.trial.network.faults({"kind": "callback_lost", "strikes": "notice", "count": None})


def talked(telephone: Telephone) -> str:
    """A call that both have ended, of which we know that they talk."""
    call_id = telephone.calls()
    telephone.hand(telephone.own, "answer")
    telephone.hand(telephone.mother, "answer")
    untold(telephone)
    telephone.hand(telephone.mother, "hang-up")
    telephone.hand(telephone.own, "hang-up")
    return call_id


def passes(telephone: Telephone, seconds: int) -> None:
    """Time passes, and the lines are looked after as every few seconds."""
    later = telephone.trial.house.now() + timedelta(seconds=seconds)
    telephone.trial.rehearsal.set_clock(later)
    telephone.trial.network.tell(later)
    assert telephone.trial.network.idle()
    settle(telephone.trial.house)
    telephone.works()


def up(telephone: Telephone) -> bool:
    with telephone.trial.house.database.read() as c:
        return calls.busy(c, telephone.actor.id)


def test_a_call_whose_end_was_never_told_is_over_with_us_within_a_minute(telephone: Telephone) -> None:
    call_id = talked(telephone)
    passes(telephone, 50)
    assert up(telephone)
    passes(telephone, 12)
    assert not up(telephone)
    assert {part: leg.course for part, leg in telephone.legs(call_id).items()} == {
        "interviewer": "over",
        "parent": "over",
    }
    assert not telephone.call(call_id).silent


def test_a_call_that_goes_on_goes_on_though_nothing_was_told_of_it(telephone: Telephone) -> None:
    call_id = telephone.calls()
    telephone.hand(telephone.own, "answer")
    telephone.hand(telephone.mother, "answer")
    untold(telephone)
    passes(telephone, 62)
    passes(telephone, 62)
    assert up(telephone)
    assert telephone.call(call_id).ended_at is None


def test_a_call_that_came_in_and_whose_end_was_never_told_is_over_as_well(telephone: Telephone) -> None:
    rings_us(telephone)
    untold(telephone)
    telephone.hand(telephone.mother, "hang-up")
    assert telephone.call(came_in(telephone)).ended_at is None
    passes(telephone, 62)
    assert telephone.call(came_in(telephone)).ended_at is not None


def test_after_end_the_network_is_asked_within_seconds(telephone: Telephone) -> None:
    call_id = telephone.calls()
    telephone.hand(telephone.own, "answer")
    telephone.hand(telephone.mother, "answer")
    untold(telephone)
    call_acts.end(telephone.trial.house, telephone.actor, call_id)
    telephone.works()
    assert up(telephone)
    passes(telephone, 21)
    assert not up(telephone)


def test_whoever_presses_call_again_is_not_kept_waiting_by_a_call_that_is_long_over(
    telephone: Telephone,
) -> None:
    before, house = talked(telephone), telephone.trial.house
    assert up(telephone)
    settle_before(house, telephone.actor, telephone.case(), token=telephone.token())
    assert not up(telephone)
    assert telephone.call(before).ended_at is not None


def test_a_slow_answer_keeps_nobody_else_waiting() -> None:
    goes_on, done = threading.Event(), []

    def work(which: str) -> None:
        if which == "slow":
            goes_on.wait(10)
        done.append(which)

    assert side_by_side(work, ("slow", "quick"), seconds=0.05) == 2
    assert done == ["quick"]
    goes_on.set()


def test_two_legs_are_asked_for_at_once_and_the_slow_one_rings_last(telephone: Telephone) -> None:
    slow, quick = telephone.own, "+447700900990"
    telephone.trial.network.faults({"kind": "slow", "strikes": "call", "number": slow, "ms": 900})
    house = telephone.trial.house
    case_id = telephone.opens()
    call_place.place_call(house, telephone.actor, case_id, "", token=telephone.token())
    colleague = interviewer(telephone.trial, telephone.study, "quick", quick)
    other = telephone.opens("T-260", colleague)
    call_place.place_call(house, colleague, other, "", token=telephone.token())
    telephone.works()
    placed = [one["number"] for one in telephone.trial.network.journal(kind="placed")]
    assert placed.index(quick) < placed.index(slow)

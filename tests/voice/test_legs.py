"""A leg is dialled once, whatever is heard of it; notices in any order lead to one end."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from callassist.cases.outcomes import OUTCOMES
from callassist.voice.legs import Course, LegEvent, LegState, Standstill, advance, after, is_over
from callassist.voice.prefilled import Prefilled, Story, Suggested, prefilled

ENDS = ["completed", "busy", "no-answer", "failed", "canceled"]


@pytest.mark.parametrize("state", LegState)
@pytest.mark.parametrize("event", LegEvent)
def test_nothing_ever_makes_a_leg_ready_again(state: LegState, event: LegEvent) -> None:
    assert after(state, event) is not LegState.READY


@pytest.mark.parametrize("state", LegState)
def test_proof_that_a_phone_rang_outweighs_whatever_we_believed(state: LegState) -> None:
    proved = after(state, LegEvent.SEEN)
    assert proved is LegState.ACCEPTED or (state is LegState.ACCEPTED and proved is Standstill.IGNORED)


@pytest.mark.parametrize(
    ("events", "end"),
    [
        ([LegEvent.CLAIMED, LegEvent.ACCEPTED], LegState.ACCEPTED),
        ([LegEvent.CLAIMED, LegEvent.REFUSED], LegState.REFUSED),
        ([LegEvent.CLAIMED, LegEvent.LOST], LegState.UNKNOWN),
        ([LegEvent.CLAIMED, LegEvent.LOST, LegEvent.SEEN], LegState.ACCEPTED),
        ([LegEvent.CLAIMED, LegEvent.LOST, LegEvent.NOT_SEEN], LegState.REFUSED),
        ([LegEvent.WITHDRAWN], LegState.WITHDRAWN),
    ],
)
def test_a_leg_goes_its_way(events: list[LegEvent], end: LegState) -> None:
    state = LegState.READY
    for event in events:
        moved = after(state, event)
        assert isinstance(moved, LegState)
        state = moved
    assert state is end


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (LegState.READY, LegEvent.ACCEPTED),
        (LegState.READY, LegEvent.NOT_SEEN),
        (LegState.UNKNOWN, LegEvent.CLAIMED),
        (LegState.REFUSED, LegEvent.CLAIMED),
        (LegState.ACCEPTED, LegEvent.NOT_SEEN),
        (LegState.WITHDRAWN, LegEvent.CLAIMED),
    ],
)
def test_what_must_never_happen_is_refused(state: LegState, event: LegEvent) -> None:
    assert after(state, event) is Standstill.REFUSED


@pytest.mark.parametrize("end", ENDS)
def test_notices_in_any_order_and_repeated_lead_to_one_end(end: str) -> None:
    ends = set()
    for order in permutations(["initiated", "ringing", "in-progress", end, end]):
        course: Course | None = None
        for notice in order:
            course = advance(course, notice)
        ends.add(course)
    assert len(ends) == 1
    assert is_over(ends.pop())


def test_the_first_end_stands_and_an_unknown_word_changes_nothing() -> None:
    assert advance(Course.BUSY, "completed") is Course.BUSY
    assert advance(Course.RINGING, "levitating") is Course.RINGING
    assert advance(None, "levitating") is None
    assert not is_over(Course.ANSWERED)
    assert not is_over(None)


def story(hers: Course | None, *, rang: int = 20, together: int = 0, ours_first: bool = False) -> Story:
    return Story(hers, Course.ANSWERED, timedelta(seconds=rang), timedelta(seconds=together), ours_first)


@pytest.mark.parametrize(
    ("told", "ready"),
    [
        (story(None), Prefilled(None)),
        (story(Course.RINGING), Prefilled(None)),
        (story(Course.ANSWERED, together=5), Prefilled(None)),
        (story(Course.NO_ANSWER), Prefilled(Suggested.NO_ANSWER)),
        (story(Course.BUSY), Prefilled(Suggested.BUSY)),
        (story(Course.FAILED), Prefilled(Suggested.TECHNICAL)),
        (story(Course.GIVEN_UP, rang=16), Prefilled(Suggested.NO_ANSWER)),
        (story(Course.GIVEN_UP, rang=6), Prefilled(None)),
        (story(Course.OVER, together=600), Prefilled(None)),
        (story(Course.OVER, together=600, ours_first=True), Prefilled(Suggested.CUT_OFF)),
        (story(Course.OVER, ours_first=True), Prefilled(Suggested.TECHNICAL, silent=True)),
    ],
)
def test_what_stands_ready_after_a_call(told: Story, ready: Prefilled) -> None:
    assert prefilled(told) == ready


def test_only_outcomes_that_exist_stand_ready() -> None:
    assert {one.value for one in Suggested} <= set(OUTCOMES)

"""Every pair of a booking's state and event has its answer, and they keep what costs money or trust."""

from __future__ import annotations

import pytest

from callassist.errors import Refusal
from callassist.interpreters.booking import (
    ASKED,
    BOOKINGS,
    CAME,
    LIVE,
    REFUSED,
    WORDS,
    BookingEvent,
    BookingState,
    moved,
)
from callassist.interpreters.following import Fate, Then, follows

PAIRS = [(state, event) for state in BookingState for event in BookingEvent]


@pytest.mark.parametrize(("state", "event"), PAIRS)
def test_every_pair_leads_somewhere_or_is_refused(state: BookingState, event: BookingEvent) -> None:
    if BOOKINGS[state][event] == REFUSED:
        with pytest.raises(Refusal):
            moved(state, event)
    else:
        assert moved(state, event) in BookingState


@pytest.mark.parametrize("state", list(BookingState))
def test_nobody_came_to_a_booking_that_was_never_confirmed(state: BookingState) -> None:
    if state in ASKED:
        for event in (BookingEvent.CAME, BookingEvent.CAME_LATE, BookingEvent.NOT_COME):
            assert BOOKINGS[state][event] == REFUSED


@pytest.mark.parametrize("state", [BookingState.CANCELLED, BookingState.DECLINED])
def test_a_yes_to_what_was_taken_back_is_refused_and_never_lost(state: BookingState) -> None:
    with pytest.raises(Refusal, match="request anew"):
        moved(state, BookingEvent.CONFIRMED)


@pytest.mark.parametrize("state", sorted(CAME))
@pytest.mark.parametrize("event", list(BookingEvent))
def test_who_came_has_come(state: BookingState, event: BookingEvent) -> None:
    if BOOKINGS[state][event] != REFUSED:
        assert moved(state, event) in CAME


def test_one_who_came_after_she_was_given_up_came_late() -> None:
    assert moved(BookingState.NOT_COME, BookingEvent.CAME) is BookingState.LATE


def test_every_state_has_its_word() -> None:
    assert set(WORDS) == set(BookingState)


@pytest.mark.parametrize("state", list(BookingState))
@pytest.mark.parametrize("became", list(Fate))
def test_what_was_confirmed_is_never_undone_without_a_person(state: BookingState, became: Fate) -> None:
    then = follows(state, became)
    if state is BookingState.CONFIRMED:
        assert then in (Then.NOTHING, Then.DECIDE)
    if state not in LIVE or became is Fate.SAME:
        assert then is Then.NOTHING


def test_a_request_follows_its_appointment_by_itself() -> None:
    assert follows(BookingState.REQUESTED, Fate.MOVED) is Then.ASK_AGAIN
    assert follows(BookingState.OFFERED, Fate.GONE) is Then.CANCEL

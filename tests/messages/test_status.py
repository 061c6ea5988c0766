"""What becomes of a text: every state with every event, and receipts in any order."""

from __future__ import annotations

from itertools import permutations

import pytest

from callassist.messages.status import (
    OPEN,
    MessageEvent,
    MessageState,
    Receipt,
    Standstill,
    advance,
    after,
    is_final,
)

# Rows are events, columns states; "." is ignored, "x" must never happen, a word is the next state.
TABLE = """
event               ready      held       sending  unknown  accepted refused  suppressed withdrawn missed
claimed             sending    x          x        x        x        x        x          x         x
accepted            x          x          accepted accepted .        x        x          x         x
refused             x          x          refused  refused  x        .        x          x         x
lost                x          x          unknown  .        .        .        x          x         x
deferred            x          x          ready    refused  x        x        x          x         x
withdrawn           withdrawn  withdrawn  .        .        .        .        .          .         .
held                held       .          .        .        .        .        .          .         .
released            .          ready      .        .        .        ready    .          .         .
suppressed          suppressed suppressed .        .        .        .        .          .         .
missed              missed     missed     .        .        .        .        .          .         .
reconciled_sent     accepted   accepted   accepted accepted .        accepted accepted   accepted  accepted
reconciled_not_sent x          x          x        refused  x        .        x          x         x
planned             .          .          .        .        .        .        .          ready     .
"""
SIGNS = {".": Standstill.IGNORED, "x": Standstill.REFUSED}


def _rows() -> list[tuple[str, str, str]]:
    (_, *states), *rows = [line.split() for line in TABLE.strip().splitlines()]
    return [(state, row[0], cell) for row in rows for state, cell in zip(states, row[1:], strict=True)]


@pytest.mark.parametrize(("state", "event", "expected"), _rows())
def test_every_state_meets_every_event(state: str, event: str, expected: str) -> None:
    found = after(MessageState(state), MessageEvent(event))
    assert found == (SIGNS[expected] if expected in SIGNS else MessageState(expected))


def test_no_pair_is_left_out() -> None:
    pairs = {(state, event) for state, event, _ in _rows()}
    assert pairs == {(state.value, event.value) for state in MessageState for event in MessageEvent}


def test_what_nobody_knows_is_sent_again_only_after_somebody_settled_and_released_it() -> None:
    one_step = {after(MessageState.UNKNOWN, event) for event in MessageEvent}
    assert one_step.isdisjoint({MessageState.READY, MessageState.SENDING})
    assert MessageState.UNKNOWN in OPEN


def test_what_a_phone_has_is_never_sent_again() -> None:
    assert {after(MessageState.ACCEPTED, event) for event in MessageEvent} <= set(Standstill)


@pytest.mark.parametrize("order", list(permutations(["queued", "sending", "sent", "delivered"])))
def test_receipts_come_to_the_same_end_in_any_order(order: tuple[str, ...]) -> None:
    receipt: Receipt | None = None
    for reported in order:
        receipt = advance(receipt, reported)
    assert receipt is Receipt.DELIVERED


@pytest.mark.parametrize("final", ["delivered", "undelivered", "failed", "canceled"])
@pytest.mark.parametrize("late", ["queued", "sent", "delivered", "undelivered", "failed", "accepted"])
def test_the_first_final_word_stands(final: str, late: str) -> None:
    ended = advance(Receipt.SENT, final)
    assert is_final(ended)
    assert advance(ended, late) is ended


def test_read_may_follow_delivered_and_nothing_that_never_arrived() -> None:
    assert advance(Receipt.DELIVERED, "read") is Receipt.READ
    assert advance(Receipt.FAILED, "read") is Receipt.FAILED
    assert advance(Receipt.READ, "delivered") is Receipt.READ


@pytest.mark.parametrize("reported", ["", "receiving", "received", "teleported", "ÜBERTRAGEN"])
@pytest.mark.parametrize("current", [None, *Receipt])
def test_a_word_that_we_do_not_know_changes_nothing(reported: str, current: Receipt | None) -> None:
    assert advance(current, reported) is current


@pytest.mark.parametrize(
    ("reported", "receipt"),
    [
        ("accepted", Receipt.QUEUED),
        ("scheduled", Receipt.QUEUED),
        ("queued", Receipt.QUEUED),
        ("sending", Receipt.QUEUED),
        ("sent", Receipt.SENT),
        ("partially_delivered", Receipt.SENT),
        ("delivered", Receipt.DELIVERED),
        ("Delivered ", Receipt.DELIVERED),
        ("undelivered", Receipt.UNDELIVERED),
        ("failed", Receipt.FAILED),
        ("canceled", Receipt.FAILED),
        ("read", Receipt.READ),
    ],
)
def test_each_word_of_the_network_is_one_of_ours(reported: str, receipt: Receipt) -> None:
    assert advance(None, reported) is receipt

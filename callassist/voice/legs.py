"""What becomes of one party's line: its states with us, and the network's notices, which only move on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class LegState(StrEnum):
    """Where a leg stands with us. What the network did with it afterwards is its course."""

    READY = "ready"
    DIALLING = "dialling"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"


class LegEvent(StrEnum):
    """What can happen to a leg.

    LOST: no answer came, or the lease ran out with the request. SEEN: a notice or the network's own list
    shows that it was dialled. NOT_SEEN: the list, or a person, says that it never was. WITHDRAWN: the
    interviewer took her press back before anything was asked for.
    """

    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LOST = "lost"
    SEEN = "seen"
    NOT_SEEN = "not_seen"
    WITHDRAWN = "withdrawn"


class Standstill(StrEnum):
    """Why an event moved nothing: it was known already or comes too late, or it must never happen here."""

    IGNORED = "ignored"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class _Row:
    """One state: the events that move it, and those that are harmless; all others are refused."""

    moves: Mapping[LegEvent, LegState]
    harmless: frozenset[LegEvent] = frozenset()


_S, _E = LegState, LegEvent
_SEEN: Mapping[LegEvent, LegState] = {_E.SEEN: _S.ACCEPTED}
_TABLE: Mapping[LegState, _Row] = {
    _S.READY: _Row({**_SEEN, _E.CLAIMED: _S.DIALLING, _E.WITHDRAWN: _S.WITHDRAWN}),
    _S.DIALLING: _Row(
        {**_SEEN, _E.ACCEPTED: _S.ACCEPTED, _E.REFUSED: _S.REFUSED, _E.LOST: _S.UNKNOWN},
        frozenset({_E.WITHDRAWN}),
    ),
    _S.UNKNOWN: _Row(
        {**_SEEN, _E.ACCEPTED: _S.ACCEPTED, _E.REFUSED: _S.REFUSED, _E.NOT_SEEN: _S.REFUSED},
        frozenset({_E.LOST, _E.WITHDRAWN}),
    ),
    _S.ACCEPTED: _Row({}, frozenset({_E.ACCEPTED, _E.LOST, _E.SEEN, _E.WITHDRAWN})),
    _S.REFUSED: _Row(_SEEN, frozenset({_E.REFUSED, _E.LOST, _E.NOT_SEEN, _E.WITHDRAWN})),
    _S.WITHDRAWN: _Row(_SEEN, frozenset({_E.LOST, _E.WITHDRAWN})),
}


def after(state: LegState, event: LegEvent) -> LegState | Standstill:
    """The state after an event, or why it moves nothing; every pair has an answer.

    Nothing leads back to ready: whatever became of a leg, software never dials it again. Another press makes
    another leg. Proof that a phone rang outweighs whatever we believed.
    """
    row = _TABLE[state]
    if event in row.moves:
        return row.moves[event]
    return Standstill.IGNORED if event in row.harmless else Standstill.REFUSED


class Course(StrEnum):
    """What the network did with a leg after taking it; the last five are final."""

    QUEUED = "queued"
    RINGING = "ringing"
    ANSWERED = "answered"
    OVER = "over"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    GIVEN_UP = "given_up"


_RANK: Mapping[Course, int] = {Course.QUEUED: 0, Course.RINGING: 1, Course.ANSWERED: 2}
_FINAL = 3
_REPORTED: Mapping[str, Course] = {
    "queued": Course.QUEUED,
    "initiated": Course.QUEUED,
    "ringing": Course.RINGING,
    "in-progress": Course.ANSWERED,
    "answered": Course.ANSWERED,
    "completed": Course.OVER,
    "busy": Course.BUSY,
    "no-answer": Course.NO_ANSWER,
    "failed": Course.FAILED,
    "canceled": Course.GIVEN_UP,
}


def advance(current: Course | None, reported: str) -> Course | None:
    """The course after a notice, in whatever order notices come, however often and however late.

    A lower rank never replaces a higher one, the first final word stands, and a word that we do not know
    changes nothing: it is kept with the raw notice.
    """
    new = _REPORTED.get(reported.strip().lower())
    if new is None or current is None:
        return new or current
    return new if _rank(new) > _rank(current) else current


def is_over(course: Course | None) -> bool:
    """Whether the line is down and nothing more is to be expected of it."""
    return course is not None and _rank(course) == _FINAL


def _rank(course: Course) -> int:
    return _RANK.get(course, _FINAL)

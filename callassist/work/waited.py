"""Answers that waited in a browser while the line was gone: kept once each, in order, if they still fit."""

from __future__ import annotations

from dataclasses import dataclass

from callassist.errors import Refusal
from callassist.privacy.waiting import sitting_key
from callassist.questionnaire.session import Answer, Session
from callassist.store import alerts, answers, sittings
from callassist.store.interviews import Held
from callassist.work import opening
from callassist.work.alerts import is_of
from callassist.work.answers import Answered, Given, answer_held, may_answer
from callassist.work.house import House


class NotYet(Refusal):
    """The opening is being asked again: what waits is kept after it, not before."""

    def __init__(self) -> None:
        super().__init__(
            "interview",
            "it has to be asked again first whether this is the right person and whether it is safe.",
            "Ask the opening; what waits is sent after it.",
        )


class Unfit(Refusal):
    """An answer that waited and does not fit now: its question is not asked, or was answered otherwise."""


@dataclass(frozen=True, slots=True)
class Waited:
    """One answer to one question as it lay in a browser.

    `mark` is the browser's own for it, `expected` the number of the last event that its page knew, `seconds`
    how long it lay there by the browser's clock; `asked`: whether its question is being asked now.
    """

    path: str
    value: Answer
    mark: str
    expected: int
    seconds: int
    asked: bool = True


def keep_waited(house: House, held: Held, session: Session, waited: Waited, *, by: str) -> Answered:
    """Keep one answer that waited; sent again it changes nothing. Call it inside `at_hand.alone`.

    Raises NotYet while the opening is open, Unfit when its question was answered otherwise since, and Refusal
    when the interview is not being held, or a colleague has gone on with it.
    """
    with house.database.read() as c:
        known = answers.by_client_event(c, held.id, waited.mark)
        changed = answers.changed_since(c, held.id, waited.path, waited.expected)
        raised = [one.id for one in alerts.open_of(c, held.id) if is_of(one.cause, held.id, waited.path)]
    if known is not None:
        out = opening.way_out(session, waited.path)
        return Answered(held.sequence, known.at, waited.path, out, next(iter(raised), None))
    may_answer(held, by)
    if waited.asked and session.stands(waited.path, waited.value):
        return Answered(held.sequence, held.saved_at)
    if opening.is_open(session) and opening.short(session, waited.path) not in opening.OPENING:
        raise NotYet
    if not waited.asked:
        raise Unfit("This question", "is not asked now, because of another answer.", "Say which one holds.")
    if changed:
        raise Unfit("This question", "was answered otherwise, or asked again, since.", "Say which one holds.")
    return answer_held(
        house,
        held,
        session,
        [Given(waited.path, waited.value)],
        client_event=waited.mark,
        expected=held.sequence,
        by=by,
        waited=max(waited.seconds, 0),
    )


def key_of(house: House, interview_id: str, sitting_id: str, *, by: str) -> str | None:
    """The key of a sitting for whoever held it; None for everybody else."""
    with house.database.read() as c:
        hers = any(one.id == sitting_id and one.by == by for one in sittings.of_interview(c, interview_id))
    return sitting_key(house.keys, sitting_id) if hers else None

"""A paper interview entered a second time by somebody else, and where the two entries differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from callassist.errors import Refusal
from callassist.questionnaire.entries import Missing
from callassist.questionnaire.screens import Question
from callassist.questionnaire.session import Answer, Session
from callassist.store import attempts, sittings
from callassist.store.interviews import Held
from callassist.work import at_hand
from callassist.work.actor import Actor
from callassist.work.answers import Given
from callassist.work.cases import may_open
from callassist.work.house import House
from callassist.work.mending import FINISHED
from callassist.work.verb import Line, keep

VERB = "enter a second time"
PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Difference:
    """One question that the two entries answer differently: XForm text, a typed missing, or None."""

    question: Question
    first: Answer
    second: Answer


def questions(house: House, actor: Actor, interview_id: str) -> tuple[str, tuple[Question, ...]]:
    """The study number, and what was asked by the first entry, to be entered once more without seeing it.

    Raises Refusal for an interview that is not of paper, not finished, or entered by the same person.
    """
    with at_hand.alone(house, interview_id), house.database.read() as c:
        held = at_hand.held(c, interview_id)
        row = attempts.case(c, held.case_id) if held.case_id is not None else None
        if row is None or not may_open(actor, row):
            raise Refusal("Interview", "it is not among yours.", "Go back to your day.")
        _refuse_unfit(held, sittings.of_interview(c, interview_id), actor.id)
        return str(row.number), _asked(at_hand.take(c, house, held))


def compare(
    house: House, actor: Actor, interview_id: str, entered: Sequence[Given]
) -> tuple[Difference, ...]:
    """Hold a second entry against the first. It is not kept: what differs is settled from the paper."""
    _, asked = questions(house, actor, interview_id)
    second = {one.path: one.value for one in entered}
    found = tuple(
        Difference(one, _first(one), second.get(one.path))
        for one in asked
        if not same(one.kind, _first(one), second.get(one.path))
    )
    with house.database.read() as c:
        held = at_hand.held(c, interview_id)
    more = {"questions": len(asked), "differ": len(found)}
    keep(house, Line(actor.id, VERB, house.now(), held.study_id, interview_id, more), lambda _c: None)
    return found


def same(kind: str, first: Answer, second: Answer) -> bool:
    """Whether two entries mean the same: order of ticks, blanks and ways of writing a number aside."""
    one, other = (first or ""), (second or "")
    if isinstance(one, Missing) or isinstance(other, Missing):
        return one is other
    if kind == "select_multiple":
        return sorted(one.split()) == sorted(other.split())
    if kind in ("integer", "decimal", "range"):
        try:
            return float(one) == float(other)
        except ValueError:
            return False
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _first(question: Question) -> Answer:
    return question.missing if question.missing is not None else question.value or None


def _asked(session: Session) -> tuple[Question, ...]:
    found: list[Question] = []
    screen = session.next()
    while screen is not None:
        found += [one for one in screen.questions if one.kind != "note" and not one.readonly]
        screen = session.next(screen.path)
    return tuple(found)


def _refuse_unfit(held: Held, of_it: Sequence[Any], who: str) -> None:
    if not of_it or of_it[0].mode != PAPER:
        raise Refusal("Interview", "it was not taken on paper.", "Only paper is entered twice.")
    if held.state not in FINISHED:
        raise Refusal("Interview", "its first entry is not finished.", "Finish that one first.")
    if any(one.by == who for one in of_it):
        raise Refusal("Interview", "you entered it yourself.", "Somebody else enters it the second time.")

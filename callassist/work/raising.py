"""What an attempt leaves for a supervisor: a refusal, a wrong number, a family that was tried enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from callassist.cases.outcomes import EXTENTS, Extent, Kind, Outcome
from callassist.people.contact_points import may_be_rung
from callassist.store import lookups, tasks
from callassist.store.database import Connection
from callassist.study.contact import Contact
from callassist.work.house import House

RAISED = {Kind.REFUSAL: "refusal", Kind.SUPERVISOR: "supervisor"}
NOT_NOW = "not_now"
_TO_DO = {
    "refusal": "Nobody rings or texts until a supervisor has decided.",
    "supervisor": "Nobody rings until a supervisor has looked at it.",
    "participation": "Record what she wants less of.",
}


def raise_task(
    c: Connection,
    house: House,
    row: Any,
    outcome: Outcome,
    *,
    contact_id: str,
    extent: str | None,
    told: Sequence[Any],
    now: datetime,
) -> None:
    """Raise what somebody must decide before she is rung again; a wish for a shorter one is a task as well.

    `told`: the outcomes of the case's contacts that stand, with the new one.
    """
    kind = RAISED.get(outcome.kind) or ("participation" if outcome.code == "shorter" else None)
    said = f"{outcome.words}. {_TO_DO[kind]}" if kind else ""
    if kind == "refusal" and extent in set(Extent):
        meant = EXTENTS[Extent(extent)]
        said = f"{outcome.words}. What is refused: {meant[:1].lower()}{meant[1:]}. {_TO_DO[kind]}"
    contact = house.study(row.study_id).edition.protocol.contact
    if kind is None and (enough := _enough(outcome, told, contact)):
        kind, said = "supervisor", f"{enough} {_TO_DO['supervisor']}"
    if kind is None:
        return
    tasks.leave(
        c,
        tasks.NewTask(
            study_id=row.study_id,
            kind=kind,
            case_id=row.id,
            participant_id=row.participant_id,
            cause=f"attempt:{contact_id}",
            words=said,
            raised_at=now,
        ),
    )


def ask_to_sign(c: Connection, row: Any, now: datetime) -> None:
    """A window closed and nobody held the interview in her language: a supervisor signs that, or finds a way.

    Asked once a case. Until somebody signs, the case is in no table as finally lost to language.
    """
    tasks.leave(
        c,
        tasks.NewTask(
            study_id=row.study_id,
            kind="language_unsigned",
            case_id=row.id,
            participant_id=row.participant_id,
            cause=f"language:{row.id}",
            words="The window closed and another language had been asked for. Sign on the case that "
            "nobody could be found, or open it again.",
            raised_at=now,
        ),
    )


def ask_to_arrange(c: Connection, opened: Sequence[Any], now: datetime) -> None:
    """Windows opened: who signs is rung by nobody, so a manager arranges it; once a case.

    The case stays open, and in every denominator, whatever comes of that.
    """
    met = lookups.how_met(c, [row.participant_id for row in opened])
    for row in opened:
        how = met.get(row.participant_id)
        if how is not None and not may_be_rung(*how):
            task = tasks.NewTask(
                study_id=row.study_id,
                kind="signs",
                case_id=row.id,
                participant_id=row.participant_id,
                cause=f"signs:{row.id}",
                words="By BSL: nobody rings. Arrange it by video or in person, with a BSL interpreter.",
                raised_at=now,
            )
            tasks.leave(c, task)


def _enough(outcome: Outcome, told: Sequence[Any], contact: Contact) -> str:
    """Why a supervisor decides although the outcome alone asks for nothing; "" where none does."""
    if outcome.code == NOT_NOW:
        said = sum(1 for one in told if one.outcome == NOT_NOW)
        if said > contact.not_now_again:
            return "Said “not now” again; the protocol asks no further time."
    tried = sum(1 for one in told if one.attempt)
    goes_on = outcome.kind is Kind.AGAIN and outcome.counts
    if goes_on and contact.most_attempts is not None and tried >= contact.most_attempts:
        return f"Tried {tried} times, as often as the protocol allows in one wave."
    return ""

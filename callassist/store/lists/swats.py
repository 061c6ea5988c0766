"""Everybody drawn in a study within the trial, with what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from callassist.cases.outcomes import OUTCOMES
from callassist.store.cases import case_, contact
from callassist.store.draws import draw
from callassist.store.people import participant
from callassist.store.texts import message, reply

SPOKE = tuple(sorted(one.code for one in OUTCOMES.values() if one.spoke))
_ALL = (
    select(
        draw,
        participant.c.number,
        case_.c.state.label("case_state"),
        case_.c.wave,
        case_.c.closes_at,
    )
    .join(participant, participant.c.id == draw.c.participant_id)
    .join(case_, case_.c.id == draw.c.case_id)
    .where(draw.c.study_id == bindparam("study_id"), draw.c.swat == bindparam("swat"))
    .order_by(draw.c.stratum, draw.c.place)
)
_WENT = (
    select(message.c.case_id, func.min(message.c.sent_at).label("sent_at"))
    .join(draw, draw.c.case_id == message.c.case_id)
    .where(
        draw.c.study_id == bindparam("study_id"),
        draw.c.swat == bindparam("swat"),
        message.c.rule == bindparam("rule"),
        message.c.state == "accepted",
    )
    .group_by(message.c.case_id)
)
_SPOKE = (
    select(draw.c.case_id)
    .join(contact, contact.c.case_id == draw.c.case_id)
    .where(
        draw.c.study_id == bindparam("study_id"),
        draw.c.swat == bindparam("swat"),
        contact.c.outcome.in_(bindparam("outcomes", expanding=True)),
        contact.c.corrected_by.is_(None),
        contact.c.at >= draw.c.at,
    )
)
_WROTE = (
    select(draw.c.case_id)
    .join(reply, reply.c.participant_id == draw.c.participant_id)
    .join(case_, case_.c.id == draw.c.case_id)
    .where(
        draw.c.study_id == bindparam("study_id"),
        draw.c.swat == bindparam("swat"),
        reply.c.received_at >= draw.c.at,
        reply.c.received_at < case_.c.closes_at,
    )
)


@dataclass(frozen=True, slots=True)
class Counted:
    """One who was drawn. `closed`: her window has closed, so what became of it is final.

    `reached`: she herself was spoken with, or wrote, after the draw. `completed`: a complete interview.
    """

    number: str
    stratum: str
    place: int
    arm: str
    drawn_at: datetime
    wave: str
    went_at: datetime | None
    closed: bool
    reached: bool
    completed: bool


def counted(c: Connection, study_id: str, swat: str, rule: str, now: datetime) -> tuple[Counted, ...]:
    """All who were drawn, by stratum and order. Four queries, however many they are."""
    asked = {"study_id": study_id, "swat": swat}
    went = {row.case_id: row.sent_at for row in c.execute(_WENT, asked | {"rule": rule})}
    met = set(c.execute(_SPOKE, asked | {"outcomes": SPOKE}).scalars())
    met |= set(c.execute(_WROTE, asked).scalars())
    return tuple(
        Counted(
            number=row.number,
            stratum=row.stratum,
            place=row.place,
            arm=row.arm,
            drawn_at=row.at,
            wave=row.wave,
            went_at=went.get(row.case_id),
            closed=row.closes_at <= now,
            reached=row.case_id in met or row.case_state in ("complete", "partial"),
            completed=row.case_state == "complete",
        )
        for row in c.execute(_ALL, asked)
    )

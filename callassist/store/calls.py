"""Calls and their legs: what was asked of the voice network, and what it told us of each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    Table,
    and_,
    bindparam,
    func,
    or_,
    select,
    text,
)

from callassist.store.cases import case_
from callassist.store.changes import change
from callassist.store.people import participant
from callassist.store.schema import an_id, at, insert_new, line, metadata, of, sealed, word
from callassist.store.staff import staff

call = Table(
    "call",
    metadata,
    an_id(),
    of("study_id"),
    of("case_id", nullable=True, index=True),
    of("participant_id", nullable=True),
    of("phone_id", nullable=True),
    of("by", nullable=True, index=True),
    word("direction"),  # out | in
    word("cause", unique=True),  # hand:<form token> or in:<the network's id>
    word("token", unique=True),
    word("answer", nullable=True),  # of a call that came in: what it was told, the same if asked again
    sealed("number"),  # of a call that came in, under the study's key
    sealed("number_index"),
    word("room_sid", nullable=True),
    at("started_at", nullable=False),
    at("good_until", nullable=False),  # the machine's time: a press is not carried out later than this
    at("ended_at"),
    Column("interpreter_first", Boolean, nullable=False, server_default="0"),  # the parent is rung by a press
    Column("silent", Boolean, nullable=False, server_default="0"),
    of("contact_id", nullable=True),  # the line of the ledger that was logged of it
    of("tracing_id", nullable=True),  # who rang us is not she, but somebody she named
    Index(
        "ix_call_up",
        "by",
        "started_at",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

leg = Table(
    "leg",
    metadata,
    an_id(),
    of("call_id", index=True),
    of("study_id"),
    word("part"),  # interviewer | parent | interpreter
    word("cause", unique=True),
    word("token", unique=True),
    sealed("number"),  # under her participant's key, the study's, or the staff's
    sealed("digits"),
    word("state"),
    line("reason"),
    word("lease", nullable=True),
    at("lease_until"),
    word("provider_id", nullable=True),
    word("course", nullable=True),
    Column("code", Integer),
    at("made_at", nullable=False),
    at("asked_at"),
    at("rang_at"),
    at("answered_at"),
    at("joined_at"),
    at("left_at"),
    at("over_at"),
    at("alone_at"),  # heard that nobody is there, and is let go soon
    at("end_at"),  # to be ended by the network from then on
    at("end_again_at"),  # it was asked to, and is asked again from then on
    at("heard_at"),  # when the network last told of it
    Column("held", Boolean, nullable=False, server_default="0"),
    Column("muted", Boolean, nullable=False, server_default="0"),
    Index(
        "ix_leg_open",
        "state",
        sqlite_where=text("over_at IS NULL"),
        postgresql_where=text("over_at IS NULL"),
    ),
    Index("ix_leg_provider", "provider_id"),
)

_CALL = select(call).where(call.c.id == bindparam("call_id"))
_LOCKED = _CALL.with_for_update()
_LEGS = select(leg).where(leg.c.call_id == bindparam("call_id")).order_by(leg.c.id)
_LEG = select(leg).where(leg.c.id == bindparam("leg_id"))
_BY_TOKEN = select(leg).where(leg.c.token == bindparam("token"))
_OF_TOKEN = select(call).where(call.c.token == bindparam("token"))
_OF_CAUSE = select(call).where(call.c.cause == bindparam("because"))
_READY = select(leg.c.id).where(leg.c.state == "ready").order_by(leg.c.id).limit(bindparam("most"))
_heard = func.coalesce(leg.c.heard_at, leg.c.asked_at, leg.c.made_at)
_SILENT = (
    select(leg)
    .where(
        leg.c.over_at.is_(None),
        or_(
            and_(
                leg.c.state == "unknown",
                or_(leg.c.lease_until.is_(None), leg.c.lease_until <= bindparam("machine_now")),
            ),
            and_(
                leg.c.state == "accepted",
                or_(
                    _heard <= bindparam("quiet_since"),
                    and_(
                        or_(leg.c.left_at.is_not(None), leg.c.end_at <= bindparam("gone_since")),
                        _heard <= bindparam("gone_since"),
                    ),
                ),
            ),
        ),
    )
    .order_by(_heard, leg.c.id)
    .limit(bindparam("most"))
)
_UNDER_WAY = select(call.c.id).where(
    call.c.ended_at.is_(None), or_(call.c.case_id == bindparam("of_case"), call.c.by == bindparam("mine"))
)
_EXPIRED = select(leg.c.id, leg.c.call_id).where(
    leg.c.state == "dialling", leg.c.over_at.is_(None), leg.c.lease_until <= bindparam("machine_now")
)
_TO_END = select(leg).where(
    leg.c.over_at.is_(None),
    leg.c.end_at <= bindparam("now"),
    or_(leg.c.end_again_at.is_(None), leg.c.end_again_at <= bindparam("now")),
    leg.c.provider_id.is_not(None),
)
_UP = (
    select(call.c.id)
    .where(call.c.case_id == bindparam("of_case"), call.c.ended_at.is_(None))
    .order_by(call.c.id.desc())
    .limit(1)
)
_LAST = (
    select(call)
    .where(
        call.c.case_id == bindparam("of_case"),
        or_(call.c.by == bindparam("mine"), call.c.ended_at.is_(None)),
        or_(
            call.c.ended_at.is_(None),
            and_(call.c.contact_id.is_(None), call.c.started_at >= bindparam("since")),
        ),
    )
    .order_by(call.c.id.desc())
    .limit(1)
)
_RINGS_HER = (
    select(call)
    .where(call.c.by == bindparam("mine"), call.c.direction == "in", call.c.ended_at.is_(None))
    .order_by(call.c.id.desc())
    .limit(1)
)
_OPEN_CASES = (
    select(
        case_.c.id,
        case_.c.study_id,
        case_.c.site,
        case_.c.strand,
        case_.c.wave,
        participant.c.number,
        participant.c.initials,
        participant.c.language,
    )
    .join(participant, participant.c.id == case_.c.participant_id)
    .where(case_.c.participant_id.in_(bindparam("people", expanding=True)), case_.c.state == "open")
    .order_by(participant.c.number, case_.c.closes_at)
)
_BUSY = select(call.c.id).where(call.c.by == bindparam("mine"), call.c.ended_at.is_(None)).limit(1)
_HERS_UP = (
    select(call.c.id, call.c.case_id, call.c.direction, participant.c.number)
    .outerjoin(participant, participant.c.id == call.c.participant_id)
    .where(call.c.by == bindparam("mine"), call.c.ended_at.is_(None))
    .order_by(call.c.id)
    .limit(1)
)
_LOCK_PHONE = select(staff.c.id).where(staff.c.id == bindparam("mine")).with_for_update()
_UNLOGGED = (
    select(call.c.id, call.c.case_id, call.c.started_at, participant.c.number)
    .join(participant, participant.c.id == call.c.participant_id)
    .where(
        call.c.by == bindparam("mine"),
        call.c.ended_at.is_not(None),
        call.c.contact_id.is_(None),
        call.c.case_id.is_not(None),
        call.c.started_at >= bindparam("since"),
    )
    .order_by(call.c.started_at)
)


def add_call(c: Connection, dialect: str, row: Mapping[str, Any]) -> bool:
    """Keep a new call unless its cause is there already; whether it is new."""
    return c.execute(insert_new(call, dialect, ("cause",)), dict(row)).rowcount == 1


def add_leg(c: Connection, dialect: str, row: Mapping[str, Any]) -> bool:
    """Keep a new leg unless its cause is there already; whether it is new."""
    return c.execute(insert_new(leg, dialect, ("cause",)), dict(row)).rowcount == 1


def one(c: Connection, call_id: str, *, lock: bool = False) -> Any | None:
    """A call; `lock`: nobody else changes it until the transaction ends."""
    return c.execute(_LOCKED if lock else _CALL, {"call_id": call_id}).one_or_none()


def legs(c: Connection, call_id: str) -> Sequence[Any]:
    """The legs of a call, oldest first."""
    return c.execute(_LEGS, {"call_id": call_id}).all()


def one_leg(c: Connection, leg_id: str) -> Any | None:
    """A leg by our id."""
    return c.execute(_LEG, {"leg_id": leg_id}).one_or_none()


def leg_of(c: Connection, token: str) -> Any | None:
    """The leg that a callback address belongs to."""
    return c.execute(_BY_TOKEN, {"token": token}).one_or_none()


def call_of(c: Connection, token: str) -> Any | None:
    """The call that a callback address belongs to."""
    return c.execute(_OF_TOKEN, {"token": token}).one_or_none()


def caused(c: Connection, cause: str) -> Any | None:
    """The call of a press, or of a phone that rang us."""
    return c.execute(_OF_CAUSE, {"because": cause}).one_or_none()


def ready(c: Connection, most: int) -> Sequence[str]:
    """Legs that wait to be asked for."""
    return c.execute(_READY, {"most": most}).scalars().all()


def silent(
    c: Connection, quiet_since: datetime, gone_since: datetime, machine_now: datetime, most: int
) -> Sequence[Any]:
    """Legs that the network is to be asked about, those it told of longest ago first.

    Those of which nobody knows, those it has told nothing of since `quiet_since`, and those that left the
    call's room, or were to be ended, and of which it has told nothing since `gone_since`.
    """
    since = {"quiet_since": quiet_since, "gone_since": gone_since, "machine_now": machine_now}
    return c.execute(_SILENT, since | {"most": most}).all()


def under_way(c: Connection, case_id: str, staff_id: str) -> Sequence[str]:
    """The calls of a case, or of whoever works here, that are not over as far as we know."""
    return c.execute(_UNDER_WAY, {"of_case": case_id, "mine": staff_id}).scalars().all()


def expired(c: Connection, machine_now: datetime) -> Sequence[Any]:
    """Legs whose lease ran out while they were being asked for: id and call_id."""
    return c.execute(_EXPIRED, {"machine_now": machine_now}).all()


def to_end(c: Connection, now: datetime) -> Sequence[Any]:
    """Legs that are to be ended by now and are not over."""
    return c.execute(_TO_END, {"now": now}).all()


def move(c: Connection, leg_id: str, was: str, state: str, **values: Any) -> bool:
    """Move a leg from one state to another; False when it stands elsewhere by now."""
    return change(c, leg, {"id": leg_id, "state": was}, {"state": state, **values}) == 1


def note_leg(c: Connection, leg_id: str, **values: Any) -> None:
    """Keep facts about a leg that move it nowhere."""
    change(c, leg, {"id": leg_id}, values)


def note_call(c: Connection, call_id: str, **values: Any) -> None:
    """Keep facts about a call."""
    change(c, call, {"id": call_id}, values)


def up(c: Connection, case_id: str) -> str | None:
    """The call of a case that is under way, or None."""
    return c.execute(_UP, {"of_case": case_id}).scalar_one_or_none()


def latest(c: Connection, case_id: str, staff_id: str, since: datetime) -> Any | None:
    """The call that a case's page shows: under way, or hers, ended since a moment and not logged."""
    return c.execute(_LAST, {"of_case": case_id, "mine": staff_id, "since": since}).one_or_none()


def rings_her(c: Connection, staff_id: str) -> Any | None:
    """The call that came in and is hers to take, while it is up; or None."""
    return c.execute(_RINGS_HER, {"mine": staff_id}).one_or_none()


def open_cases(c: Connection, people: Sequence[str]) -> Sequence[Any]:
    """The open cases of these participants: id, study_id, site, strand, wave, number, initials, language."""
    return c.execute(_OPEN_CASES, {"people": list(people)}).all() if people else ()


def busy(c: Connection, staff_id: str, *, lock: bool = False) -> bool:
    """Whether somebody has a call under way; `lock`: nobody gives her one until the transaction ends."""
    if lock:
        c.execute(_LOCK_PHONE, {"mine": staff_id})
    return c.execute(_BUSY, {"mine": staff_id}).first() is not None


def hers_up(c: Connection, staff_id: str) -> Any | None:
    """Somebody's call that is up: id, direction, case_id, number (None until it is said who rings)."""
    return c.execute(_HERS_UP, {"mine": staff_id}).one_or_none()


def unlogged(c: Connection, staff_id: str, since: datetime) -> Sequence[Any]:
    """Her ended calls since a moment of which no outcome was logged: id, case_id, started_at, number."""
    return c.execute(_UNLOGGED, {"mine": staff_id, "since": since}).all()


def known_ids(c: Connection, provider_ids: Sequence[str]) -> frozenset[str]:
    """Which of the network's ids belong to legs of ours."""
    query = select(leg.c.provider_id).where(leg.c.provider_id.in_(provider_ids))
    return frozenset(c.execute(query).scalars()) if provider_ids else frozenset()

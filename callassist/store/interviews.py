"""Interviews: sittings, answers as events, snapshots, and the folded row that finishing writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)

from callassist.store.cases import case_
from callassist.store.people import participant
from callassist.store.schema import an_id, at, key, line, metadata, of, sealed, structured, word
from callassist.store.studies import approval, study

UNFINISHED = ("open", "broken_off")
_OPEN = text("ended_at IS NULL")

interview = Table(
    "interview",
    metadata,
    an_id(),
    of("study_id"),
    of("case_id", nullable=True, index=True),
    of("participant_id", nullable=True),
    word("script"),  # file name
    word("script_digest"),
    word("edition"),
    word("seed"),
    Column("practice", Boolean, nullable=False),
    word("state"),  # open | broken_off | complete | partial | stopped
    at("started_at", nullable=False),
    at("finished_at"),
    of("by"),
    word("place", nullable=True),  # the path of the question that is open
    structured("instances"),  # fills that hold no identity
    sealed("identity_instances"),
    Column("version", Integer, nullable=False, server_default="0"),
    Index("ix_interview_state", "study_id", "state"),
)

sitting = Table(
    "sitting",
    metadata,
    an_id(),
    of("interview_id", index=True),
    of("study_id"),
    Column("number", Integer, nullable=False),
    of("by"),
    word("mode"),  # phone | paper | in_person
    word("language"),
    word("how"),  # self | booked | on_demand | relative
    word("interpreter", nullable=True),
    of("booking_id", nullable=True),  # of whom it was held with, where one was booked
    word("overheard", nullable=True),
    at("started_at", nullable=False),
    at("ended_at"),
    at("held_at"),  # of a paper sitting: when it was held, the rest being when it was entered
    line("from_item"),
    line("to_item"),
    UniqueConstraint("interview_id", "number"),
    Index("ix_sitting_open", "by", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_sitting_by", "by", "ended_at"),
)

answer_event = Table(
    "answer_event",
    metadata,
    key("interview_id"),
    Column("sequence", Integer, primary_key=True),
    of("sitting_id"),
    word("kind"),
    line("path", nullable=False),
    line("value"),
    sealed("sealed_value"),
    word("missing", nullable=True),
    structured("extra"),
    at("at", nullable=False),
    word("client_event", nullable=True),
    UniqueConstraint("interview_id", "client_event"),
)

snapshot = Table(
    "snapshot",
    metadata,
    key("interview_id"),
    Column("sequence", Integer, primary_key=True),
    sealed("state", nullable=False),
)

folded = Table(
    "folded",
    metadata,
    key("interview_id"),
    of("study_id"),
    of("case_id", index=True),
    of("participant_id", index=True),
    word("wave"),
    structured("answers", nullable=False),  # a list of rows without identity
    sealed("identity_answers"),
    structured("scores"),
    structured("timings"),  # path, section, seconds, seconds paused, times answered
    at("at", nullable=False),
    Index("ix_folded_study", "study_id", "wave"),
)

correction = Table(
    "correction",
    metadata,
    an_id(),
    of("interview_id", index=True),
    of("study_id"),
    line("path", nullable=False),
    line("value"),
    word("missing", nullable=True),
    sealed("reason", nullable=False),
    of("by"),
    at("at", nullable=False),
)

interruption = Table(  # when nothing was asked within a sitting, and at which question
    "interruption",
    metadata,
    an_id(),
    of("study_id"),
    of("interview_id", index=True),
    of("sitting_id"),
    word("kind"),  # neutral | lock
    line("path"),
    at("since", nullable=False),
    at("until"),
)

unblinding = Table(
    "unblinding",
    metadata,
    an_id(),
    of("study_id"),
    of("interview_id", nullable=True),
    of("case_id", nullable=True, index=True),
    of("by", index=True),
    line("path"),
    sealed("words"),
    at("at", nullable=False),
)


@dataclass(frozen=True, slots=True)
class Held:
    """An interview as its verbs see it: itself, how far its events go, and the open sitting, if any.

    `edition` is the one it was started with, `current` the study's of now. `approvals`: how many its study
    has; they are only ever added, so that this tells whether one is new. In the order of its query.
    """

    id: str
    study_id: str
    case_id: str | None
    participant_id: str | None
    script: str
    edition: str
    seed: str
    practice: bool
    state: str
    started_at: datetime
    finished_at: datetime | None
    by: str
    place: str | None
    version: int
    sequence: int
    saved_at: datetime | None
    sitting_id: str | None
    sitting_by: str | None
    sitting_since: datetime | None
    language: str | None
    how: str | None
    interpreter: str | None
    overheard: str | None
    held_at: datetime | None
    number: str | None
    role: str | None
    site: str | None
    wrapped_key: bytes | None
    wave: str | None
    strand: str | None
    mode: str
    current: str
    approvals: int

    @property
    def under(self) -> bytes | str:
        """What its identity is sealed under: the participant's key; for practice the study."""
        return bytes(self.wrapped_key) if self.wrapped_key else self.study_id


_OWN = (
    *("id", "study_id", "case_id", "participant_id", "script", "edition", "seed", "practice"),
    *("state", "started_at", "finished_at", "by", "place", "version"),
)
_every = answer_event.alias()
_LAST = (
    select(func.max(_every.c.sequence))
    .where(_every.c.interview_id == bindparam("interview_id"))
    .scalar_subquery()
)
_APPROVALS = (
    select(func.count())
    .where(approval.c.study_id == interview.c.study_id)
    .correlate(interview)
    .scalar_subquery()
)
_HELD = (
    select(
        *(interview.c[name] for name in _OWN),
        func.coalesce(answer_event.c.sequence, 0).label("sequence"),
        answer_event.c.at.label("saved_at"),
        sitting.c.id.label("sitting_id"),
        sitting.c.by.label("sitting_by"),
        sitting.c.started_at.label("sitting_since"),
        sitting.c.language,
        sitting.c.how,
        sitting.c.interpreter,
        sitting.c.overheard,
        sitting.c.held_at,
        participant.c.number,
        participant.c.role,
        func.coalesce(case_.c.site, participant.c.site).label("site"),
        participant.c.wrapped_key,
        case_.c.wave,
        case_.c.strand,
        study.c.mode,
        study.c.edition.label("current"),
        _APPROVALS.label("approvals"),
    )
    .select_from(interview)
    .join(study, study.c.id == interview.c.study_id)
    .outerjoin(sitting, and_(sitting.c.interview_id == interview.c.id, sitting.c.ended_at.is_(None)))
    .outerjoin(participant, participant.c.id == interview.c.participant_id)
    .outerjoin(case_, case_.c.id == interview.c.case_id)
    .outerjoin(
        answer_event, and_(answer_event.c.interview_id == interview.c.id, answer_event.c.sequence == _LAST)
    )
    .where(interview.c.id == bindparam("interview_id"))
)
_INSTANCES = select(interview.c.instances, interview.c.identity_instances).where(
    interview.c.id == bindparam("interview_id")
)
_UNFINISHED = select(interview.c.id).where(
    interview.c.case_id == bindparam("of_case"), interview.c.state.in_(UNFINISHED)
)
_OF_CASE = (
    select(interview).where(interview.c.case_id == bindparam("of_case")).order_by(interview.c.started_at)
)
_STATE = (
    select(interview.c.state).where(interview.c.id == bindparam("interview_id")).with_for_update(read=True)
)
_ADD = insert(interview)
_CHANGE = update(interview).where(
    interview.c.id == bindparam("interview_id"), interview.c.version == bindparam("was")
)
_CLEAR_PLACE = update(interview).where(interview.c.id == bindparam("of_interview")).values(place=None)


def held(c: Connection, interview_id: str) -> Held | None:
    """One interview with its open sitting, or None."""
    row: Any = c.execute(_HELD, {"interview_id": interview_id}).first()
    return Held(*row) if row else None


def instances(c: Connection, interview_id: str) -> tuple[Mapping[str, Any], bytes | None]:
    """What was brought along at the start: the open part, and the sealed part."""
    row = c.execute(_INSTANCES, {"interview_id": interview_id}).one()
    return row.instances or {}, row.identity_instances


def unfinished(c: Connection, case_id: str) -> str | None:
    """The interview of a case that was begun and not finished."""
    found: str | None = c.execute(_UNFINISHED, {"of_case": case_id}).scalar()
    return found


def of_case(c: Connection, case_id: str) -> Sequence[Any]:
    """All interviews of a case, the earliest first."""
    return c.execute(_OF_CASE, {"of_case": case_id}).all()


def state_now(c: Connection, interview_id: str) -> str | None:
    """Its state, held fast for this transaction."""
    found: str | None = c.execute(_STATE, {"interview_id": interview_id}).scalar()
    return found


def add(c: Connection, **row: Any) -> None:
    """A new interview."""
    c.execute(_ADD, row)


def change(c: Connection, interview_id: str, version: int, **values: Any) -> bool:
    """Change an interview that is still at `version`; whether it was."""
    done = c.execute(
        _CHANGE.values(version=version + 1, **values), {"interview_id": interview_id, "was": version}
    )
    return done.rowcount == 1


def clear_place(c: Connection, interview_id: str) -> None:
    """It has gone on past the question where it had broken off."""
    c.execute(_CLEAR_PLACE, {"of_interview": interview_id})

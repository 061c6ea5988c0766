"""Studies, their editions, sites, cohorts and pauses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    exists,
    or_,
    select,
)

from callassist.store.cases import case_
from callassist.store.schema import an_id, at, day, line, metadata, of, row_of, sealed, structured, word

study = Table(
    "study",
    metadata,
    an_id(),
    word("slug", unique=True),
    word("mode"),  # rehearsal | live, fixed at birth
    word("edition"),
    at("born_at", nullable=False),
    at("live_at"),
    sealed("wrapped_key"),
    structured("test_list"),
)

edition = Table(
    "edition",
    metadata,
    an_id(),
    of("study_id", index=True),
    word("digest"),
    at("loaded_at", nullable=False),
    sealed("files", nullable=False),
    UniqueConstraint("study_id", "digest"),
)

site = Table(
    "site",
    metadata,
    an_id(),
    of("study_id"),
    word("code"),
    line("name", nullable=False),
    UniqueConstraint("study_id", "code"),
)

cohort = Table(
    "cohort",
    metadata,
    an_id(),
    of("study_id"),
    word("code"),
    word("site"),
    line("name", nullable=False),
    day("begins", nullable=False),
    day("ends", nullable=False),
    day("planned_ends", nullable=False),
    day("waiting_list_begins"),
    UniqueConstraint("study_id", "code"),
)

pause = Table(
    "pause",
    metadata,
    an_id(),
    of("study_id"),
    word("scope"),  # study | site | template
    word("of", nullable=True),
    of("by"),
    line("why", nullable=False),
    at("since", nullable=False),
    at("until"),
    Index("ix_pause_open", "study_id", "until"),
)

approval = Table(
    "approval",
    metadata,
    an_id(),
    of("study_id", index=True),
    word("template"),
    word("language"),
    word("words"),  # the hash of what was approved
    of("by"),
    line("capacity", nullable=False),
    line("reference", nullable=False),
    at("at", nullable=False),
    UniqueConstraint("study_id", "template", "language", "words"),
)

clock = Table("clock", metadata, an_id(), Column("offset", BigInteger, nullable=False))  # microseconds


IS_PAUSED = (  # whether calls of a case wait: asked beside a select on case_
    exists()
    .where(
        pause.c.study_id == case_.c.study_id,
        pause.c.until.is_(None),
        or_(pause.c.scope == "study", and_(pause.c.scope == "site", pause.c.of == case_.c.site)),
    )
    .correlate(case_)
)


@dataclass(frozen=True, slots=True)
class StudyRow:
    """A study as the database knows it. `mode` is rehearsal or live; `edition` is the current digest."""

    id: str
    slug: str
    mode: str
    edition: str
    born_at: datetime
    live_at: datetime | None
    wrapped_key: bytes
    test_list: list[str] | None


@dataclass(frozen=True, slots=True)
class CohortRow:
    """A cohort with the dates in use."""

    id: str
    study_id: str
    code: str
    site: str
    name: str
    begins: date
    ends: date
    planned_ends: date
    waiting_list_begins: date | None


_STUDIES = select(study).order_by(study.c.born_at, study.c.slug)
_COHORTS = (
    select(cohort).where(cohort.c.study_id == bindparam("study_id")).order_by(cohort.c.begins, cohort.c.code)
)
_PAUSES = select(pause).where(pause.c.study_id == bindparam("study_id"), pause.c.until.is_(None))
_APPROVED = select(approval.c.template, approval.c.language, approval.c.words).where(
    approval.c.study_id == bindparam("study_id")
)
_IN_A_FILE = approval.c.template.contains(".")  # texts of messages.toml have a bare name, scripts are files
_APPROVALS = _APPROVED.where(~_IN_A_FILE)
_APPROVED_IN_SCRIPTS = _APPROVED.where(_IN_A_FILE)
_APPROVED_IN_LIVE = (
    select(study.c.id, approval.c.language, approval.c.words)
    .outerjoin(
        approval, and_(approval.c.study_id == study.c.id, approval.c.template == bindparam("template"))
    )
    .where(study.c.mode == "live")
)
_FILES = select(edition.c.files).where(
    edition.c.study_id == bindparam("study_id"), edition.c.digest == bindparam("digest")
)


def studies(c: Connection) -> tuple[StudyRow, ...]:
    """All studies, the oldest first."""
    return tuple(StudyRow(**row_of(row)) for row in c.execute(_STUDIES))


def cohorts(c: Connection, study_id: str) -> tuple[CohortRow, ...]:
    """The cohorts of a study, earliest first."""
    return tuple(CohortRow(**row_of(row)) for row in c.execute(_COHORTS, {"study_id": study_id}))


def pauses(c: Connection, study_id: str) -> Sequence[Any]:
    """The pauses that hold now: rows with id, scope, of, since, why, by."""
    return c.execute(_PAUSES, {"study_id": study_id}).all()


def approved_words(c: Connection, study_id: str) -> frozenset[tuple[str, str, str]]:
    """(template, language, hash of the words) of every text of messages.toml that somebody approved."""
    return frozenset(tuple(row) for row in c.execute(_APPROVALS, {"study_id": study_id}))


def approved_in_live(c: Connection, template: str) -> dict[str, frozenset[tuple[str, str]]]:
    """For each live study (language, hash of the words) of what somebody approved of one text."""
    found: dict[str, set[tuple[str, str]]] = {}
    for study_id, language, words in c.execute(_APPROVED_IN_LIVE, {"template": template}).all():
        found.setdefault(study_id, set()).update([(language, words)] if language else ())
    return {study_id: frozenset(approved) for study_id, approved in found.items()}


def approved_in_scripts(c: Connection, study_id: str) -> frozenset[tuple[str, str, str]]:
    """(file, language, mark of the text) of every text of a script that somebody approved."""
    return frozenset(tuple(row) for row in c.execute(_APPROVED_IN_SCRIPTS, {"study_id": study_id}))


def edition_files(c: Connection, study_id: str, digest: str) -> bytes | None:
    """The packed files of an edition, or None."""
    return c.execute(_FILES, {"study_id": study_id, "digest": digest}).scalar()

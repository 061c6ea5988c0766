"""The register of interpreters and agencies, and whom an interpreter may never be booked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
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
    or_,
    select,
    update,
)

from callassist.store import once
from callassist.store.people import participant, phone
from callassist.store.schema import an_id, at, day, line, metadata, of, sealed, structured, word

agency = Table(
    "agency",
    metadata,
    an_id(),
    of("study_id"),
    word("code"),  # what it is called where its name is not needed
    line("name", nullable=False),
    sealed("number", nullable=False),
    structured("tongues"),  # language tags, each with the dialects that were named
    line("hours", nullable=False),
    Column("lead_days", Integer, nullable=False),  # working days of notice
    Column("pence_an_hour", Integer, nullable=False),
    Column("least_minutes", Integer, nullable=False),
    Column("free_hours", Integer, nullable=False),
    Column("charge_percent", Integer, nullable=False),
    at("made_at", nullable=False),
    at("changed_at", nullable=False),
    at("retired_at"),
    UniqueConstraint("study_id", "code"),
)

interpreter = Table(
    "interpreter",
    metadata,
    an_id(),
    of("study_id"),
    word("code"),  # I-01: stands for her on every page but the register, and in every data set
    word("kind"),  # staff | freelance | agency
    of("agency_id", nullable=True),
    sealed("name", nullable=False),
    sealed("number"),
    sealed("number_index"),
    structured("tongues"),
    word("gender"),  # female | male | not_said
    line("body"),  # that she is registered with
    sealed("registration"),
    day("confidential_on"),  # when she signed
    line("hours", nullable=False),
    Column("pence_an_hour", Integer, nullable=False),
    Column("least_minutes", Integer, nullable=False),
    Column("free_hours", Integer, nullable=False),
    Column("charge_percent", Integer, nullable=False),
    at("made_at", nullable=False),
    at("changed_at", nullable=False),
    at("retired_at"),
    UniqueConstraint("study_id", "code"),
    Index("ix_interpreter_number", "number_index"),
)

exclusion = Table(  # she knows them, or they know her
    "exclusion",
    metadata,
    an_id(),
    of("study_id"),
    of("interpreter_id", index=True),
    of("participant_id", nullable=True),
    of("household_id", nullable=True),
    word("source"),  # register | call
    of("by"),
    at("at", nullable=False),
)

_AGENCIES = select(agency).where(agency.c.study_id == bindparam("study_id")).order_by(agency.c.code)
_ALL = (
    select(interpreter, agency.c.name.label("agency"), agency.c.code.label("agency_code"))
    .join(agency, agency.c.id == interpreter.c.agency_id, isouter=True)
    .where(interpreter.c.study_id == bindparam("study_id"))
    .order_by(interpreter.c.retired_at.is_not(None), interpreter.c.code)
)
_ONE = select(interpreter).where(interpreter.c.id == bindparam("which"))
_ONE_AGENCY = select(agency).where(agency.c.id == bindparam("which"))
_EXCLUSIONS = (
    select(exclusion, participant.c.number)
    .join(participant, participant.c.id == exclusion.c.participant_id, isouter=True)
    .where(exclusion.c.study_id == bindparam("study_id"))
)
_BY_NUMBER = select(interpreter).where(
    interpreter.c.number_index == bindparam("number_index"),
    interpreter.c.study_id == bindparam("study_id"),
    interpreter.c.retired_at.is_(None),
)
_A_FAMILYS = select(phone.c.id).where(
    phone.c.number_index == bindparam("number_index"), phone.c.study_id == bindparam("study_id")
)
_HOUSEHOLD = select(participant.c.household_id).where(participant.c.id == bindparam("participant_id"))
_LOCK = select(interpreter.c.id).where(interpreter.c.id == bindparam("which")).with_for_update()
_ADD, _ADD_AGENCY, _EXCLUDE = insert(interpreter), insert(agency), insert(exclusion)
_KNOWN = select(exclusion.c.id).where(
    exclusion.c.interpreter_id == bindparam("interpreter_id"),
    or_(
        exclusion.c.participant_id == bindparam("participant_id"),
        and_(exclusion.c.household_id.is_not(None), exclusion.c.household_id == bindparam("household_id")),
    ),
)


def agencies(c: Connection, study_id: str) -> Sequence[Any]:
    """All agencies of a study, by code."""
    return c.execute(_AGENCIES, {"study_id": study_id}).all()


def everybody(c: Connection, study_id: str) -> Sequence[Any]:
    """All interpreters of a study, those in use first, with what their agency is called."""
    return c.execute(_ALL, {"study_id": study_id}).all()


def one(c: Connection, interpreter_id: str) -> Any | None:
    """One interpreter."""
    return c.execute(_ONE, {"which": interpreter_id}).first()


def one_agency(c: Connection, agency_id: str) -> Any | None:
    """One agency."""
    return c.execute(_ONE_AGENCY, {"which": agency_id}).first()


def exclusions(c: Connection, study_id: str) -> dict[str, list[Any]]:
    """Whom each interpreter may not be booked for, with study number."""
    found: dict[str, list[Any]] = {}
    for row in c.execute(_EXCLUSIONS, {"study_id": study_id}):
        found.setdefault(row.interpreter_id, []).append(row)
    return found


def on_number(c: Connection, study_id: str, number_index: bytes) -> Sequence[Any]:
    """Interpreters in use who are reached at a number."""
    return c.execute(_BY_NUMBER, {"study_id": study_id, "number_index": number_index}).all()


def a_familys(c: Connection, study_id: str, number_index: bytes) -> bool:
    """Whether a number is one of a family that takes part."""
    asked = {"study_id": study_id, "number_index": number_index}
    return c.execute(_A_FAMILYS.limit(1), asked).first() is not None


def household_of(c: Connection, participant_id: str) -> str | None:
    """Where a participant lives, if that is known."""
    return c.execute(_HOUSEHOLD, {"participant_id": participant_id}).scalar()


def lock(c: Connection, interpreter_id: str) -> None:
    """Let nobody else ask her for anything until this transaction is over."""
    c.execute(_LOCK, {"which": interpreter_id})


def count(c: Connection, table: Table, study_id: str) -> int:
    """How many rows of a table a study has ever had, for the next code; nobody else counts meanwhile."""
    once.alone(c, f"{table.name} of {study_id}")
    return c.execute(select(func.count()).where(table.c.study_id == study_id)).scalar_one()


def add(c: Connection, row: Mapping[str, Any]) -> None:
    """A new interpreter."""
    c.execute(_ADD, dict(row))


def add_agency(c: Connection, row: Mapping[str, Any]) -> None:
    """A new agency."""
    c.execute(_ADD_AGENCY, dict(row))


def change(c: Connection, table: Table, row_id: str, study_id: str, values: Mapping[str, Any]) -> bool:
    """Change an interpreter's or an agency's row; whether it is the study's."""
    query = update(table).where(table.c.id == row_id, table.c.study_id == study_id).values(**values)
    return c.execute(query).rowcount == 1


def known_to(c: Connection, interpreter_id: str, participant_id: str) -> bool:
    """Whether an interpreter knows a participant or somebody of her household."""
    asked = {
        "interpreter_id": interpreter_id,
        "participant_id": participant_id,
        "household_id": household_of(c, participant_id),
    }
    return c.execute(_KNOWN, asked).first() is not None


def exclude(c: Connection, row: Mapping[str, Any]) -> bool:
    """Keep that an interpreter and a family know each other; whether that is new."""
    asked = {name: row[name] for name in ("interpreter_id", "participant_id", "household_id")}
    if c.execute(_KNOWN, asked).first() is not None:
        return False
    c.execute(_EXCLUDE, dict(row))
    return True

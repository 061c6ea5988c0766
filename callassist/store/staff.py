"""The people who work here: sign-in, grants, sessions, languages, the duty rota, notes for each other."""

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
    bindparam,
    insert,
    or_,
    select,
    update,
)

from callassist.store.schema import an_id, at, key, line, metadata, of, row_of, sealed, structured, word

staff = Table(
    "staff",
    metadata,
    an_id(),
    word("sign_in", unique=True),
    line("name", nullable=False),
    line("password", nullable=False),
    structured("languages"),
    sealed("handset"),  # the phone that rings first when she places a call
    at("made_at", nullable=False),
    at("closed_at"),
    structured("keys"),  # single-letter keys switched off or changed
)

grant = Table(
    "grant_",
    metadata,
    an_id(),
    of("staff_id", index=True),
    of("study_id", nullable=True),
    word("role"),
    word("site", nullable=True),
    word("strand", nullable=True),
    at("since", nullable=False),
    at("until"),
    of("by"),
)

session = Table(
    "session",
    metadata,
    key("token_hash"),
    of("staff_id", index=True),
    at("made_at", nullable=False),
    at("seen_at", nullable=False),
    at("locked_at"),
    at("ended_at"),
)

attempt_to_sign_in = Table(
    "sign_in_attempt",
    metadata,
    an_id(),
    word("sign_in", index=True),
    at("at", nullable=False),
    Column("right", Boolean, nullable=False),
)

duty = Table(
    "duty",
    metadata,
    an_id(),
    of("study_id", index=True),
    line("name", nullable=False),
    word("number"),
    line("second_name"),
    word("second_number", nullable=True),
    at("since", nullable=False),
    at("until", nullable=False),
)

note = Table(
    "note",
    metadata,
    an_id(),
    of("study_id"),
    of("to", nullable=True),
    of("case_id", nullable=True, index=True),
    of("by"),
    sealed("words", nullable=False),
    at("at", nullable=False),
    at("read_at"),
    Index("ix_note_to", "to", "read_at"),
)

audit = Table(
    "audit",
    metadata,
    an_id(),
    of("study_id", nullable=True),
    at("at", nullable=False),
    of("by"),
    word("verb"),
    word("subject", nullable=True),
    structured("more"),
    Column("link", Integer),
    Index("ix_audit_unsealed", "link", "id"),
    Index("ix_audit_subject", "subject"),
)

audit_link = Table(
    "audit_link",
    metadata,
    Column("number", Integer, primary_key=True),
    of("first_id"),
    of("last_id"),
    Column("lines", Integer, nullable=False),
    word("head"),
    at("at", nullable=False),
)

job_run = Table(
    "job_run",
    metadata,
    key("name"),
    at("last_at"),
    at("due_at"),
    line("outcome"),
)


@dataclass(frozen=True, slots=True)
class StaffRow:
    """Somebody who works here. `languages` are tags; `keys` says which single-letter keys are off."""

    id: str
    sign_in: str
    name: str
    password: str
    languages: list[str] | None
    closed_at: datetime | None
    keys: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A role that somebody holds now; a study, site or strand of None means all of them."""

    id: str
    role: str
    study_id: str | None
    site: str | None
    strand: str | None


@dataclass(frozen=True, slots=True)
class DutyRow:
    """Who is to be rung for a worry about a parent or a child, and until when."""

    study_id: str
    name: str
    number: str
    second_name: str | None
    second_number: str | None
    since: datetime
    until: datetime


_STAFF = (
    staff.c.id,
    staff.c.sign_in,
    staff.c.name,
    staff.c.password,
    staff.c.languages,
    staff.c.closed_at,
    staff.c["keys"],
)
_BY_SIGN_IN = select(*_STAFF).where(staff.c.sign_in == bindparam("sign_in"))
_BY_ID = select(*_STAFF).where(staff.c.id == bindparam("staff_id"))
_EVERYBODY = select(staff.c.id, staff.c.name, staff.c.languages).where(staff.c.closed_at.is_(None))
_HOLDERS = (
    select(staff.c.id, staff.c.name, staff.c.languages)
    .where(
        staff.c.closed_at.is_(None),
        staff.c.id.in_(
            select(grant.c.staff_id).where(
                grant.c.role == bindparam("role"),
                or_(grant.c.study_id.is_(None), grant.c.study_id == bindparam("study_id")),
                grant.c.since <= bindparam("now"),
                or_(grant.c.until.is_(None), grant.c.until > bindparam("now")),
            )
        ),
    )
    .order_by(staff.c.name)
)
_HOLDERS_AT = select(staff.c.id, staff.c.name, staff.c.languages).where(
    staff.c.closed_at.is_(None),
    staff.c.id.in_(
        select(grant.c.staff_id).where(
            grant.c.role == bindparam("role"),
            or_(grant.c.study_id.is_(None), grant.c.study_id == bindparam("study_id")),
            or_(grant.c.site.is_(None), grant.c.site == bindparam("site")),
            or_(grant.c.strand.is_(None), grant.c.strand == bindparam("strand")),
            grant.c.since <= bindparam("now"),
            or_(grant.c.until.is_(None), grant.c.until > bindparam("now")),
        )
    ),
)
_DUTY = (
    select(
        duty.c.study_id,
        duty.c.name,
        duty.c.number,
        duty.c.second_name,
        duty.c.second_number,
        duty.c.since,
        duty.c.until,
    )
    .where(
        duty.c.study_id.in_(bindparam("studies", expanding=True)),
        duty.c.since <= bindparam("now"),
        duty.c.until > bindparam("now"),
    )
    .order_by(duty.c.since.desc())
)
_ADD, _ADD_GRANT, _ADD_DUTY = insert(staff), insert(grant), insert(duty)
_END_GRANT = (
    update(grant)
    .where(
        grant.c.id == bindparam("grant_id"), or_(grant.c.until.is_(None), grant.c.until > bindparam("now"))
    )
    .values(until=bindparam("now"))
)
_ALL_OF = select(grant).where(grant.c.staff_id == bindparam("of_staff")).order_by(grant.c.since, grant.c.id)
_ALONE = select(staff.c.id).where(staff.c.id == bindparam("of_staff")).with_for_update()
_SET_KEYS = update(staff).where(staff.c.id == bindparam("staff_id")).values({"keys": bindparam("chosen")})


def by_sign_in(c: Connection, sign_in: str) -> StaffRow | None:
    """Who signs in under that name, or None."""
    row = c.execute(_BY_SIGN_IN, {"sign_in": sign_in}).first()
    return StaffRow(**row_of(row)) if row else None


def by_id(c: Connection, staff_id: str) -> StaffRow | None:
    """One person who works here, or None."""
    row = c.execute(_BY_ID, {"staff_id": staff_id}).first()
    return StaffRow(**row_of(row)) if row else None


def names(c: Connection) -> dict[str, str]:
    """The names of all who work here, by id."""
    return {row.id: row.name for row in c.execute(_EVERYBODY)}


def holders(c: Connection, role: str, study_id: str, now: datetime) -> Sequence[Any]:
    """Who holds a role in a study now: rows with id, name and languages, by name."""
    return c.execute(_HOLDERS, {"role": role, "study_id": study_id, "now": now}).all()


def holders_at(
    c: Connection, role: str, study_id: str, site: str, strand: str, now: datetime
) -> Sequence[Any]:
    """Who holds a role now at a site and in a strand of a study: rows with id, name, languages."""
    where = {"study_id": study_id, "site": site, "strand": strand}
    return c.execute(_HOLDERS_AT, {"role": role, "now": now} | where).all()


def on_duty(c: Connection, studies: Sequence[str], now: datetime) -> tuple[DutyRow, ...]:
    """Who is on duty now for these studies, the latest entry of the rota first."""
    rows = c.execute(_DUTY, {"studies": list(studies), "now": now})
    return tuple(DutyRow(**row_of(row)) for row in rows)


def add(c: Connection, row: Mapping[str, Any]) -> None:
    """Keep a new person who works here."""
    c.execute(_ADD, row)


def add_grant(c: Connection, row: Mapping[str, Any]) -> None:
    """Keep a new grant."""
    c.execute(_ADD_GRANT, row)


def all_grants(c: Connection, staff_id: str) -> Sequence[Any]:
    """All that somebody was ever granted, ended grants as well; nobody else grants her more meanwhile."""
    c.execute(_ALONE, {"of_staff": staff_id})
    return c.execute(_ALL_OF, {"of_staff": staff_id}).all()


def end_grant(c: Connection, grant_id: str, now: datetime) -> bool:
    """End a grant; whether it had not ended before."""
    return c.execute(_END_GRANT, {"grant_id": grant_id, "now": now}).rowcount == 1


def add_duty(c: Connection, row: Mapping[str, Any]) -> None:
    """Keep a span of the duty rota."""
    c.execute(_ADD_DUTY, row)


def set_keys(c: Connection, staff_id: str, chosen: Mapping[str, Any]) -> None:
    """Keep which single-letter keys somebody switched off or changed."""
    c.execute(_SET_KEYS, {"staff_id": staff_id, "chosen": dict(chosen)})

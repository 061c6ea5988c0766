"""The people who work here: sign-in, grants, sessions, languages, the duty rota, notes for each other."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table

from callassist.store.schema import an_id, at, key, line, metadata, of, sealed, structured, word

staff = Table(
    "staff",
    metadata,
    an_id(),
    word("sign_in", unique=True),
    line("name", nullable=False),
    line("password", nullable=False),
    structured("languages"),
    word("handset", nullable=True),
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

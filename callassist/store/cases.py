"""Cases, appointments, who has a case open, and the ledger of every contact."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, UniqueConstraint, text

from callassist.store.schema import an_id, at, day, key, line, metadata, of, sealed, structured, word

case_ = Table(
    "case_",
    metadata,
    an_id(),
    of("study_id"),
    of("participant_id"),
    word("strand"),
    word("plan"),
    word("wave"),
    word("site"),
    word("state"),
    word("disposition", nullable=True),
    day("opens_on", nullable=False),
    day("target_on", nullable=False),
    day("closes_on", nullable=False),
    at("opens_at", nullable=False),
    at("closes_at", nullable=False),
    at("known_at"),  # since when these dates have stood
    line("why", nullable=False),
    word("language", nullable=True),
    of("given_to", nullable=True),
    at("finished_at"),
    at("look_again_at"),
    Column("hold_new", Boolean, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False, server_default="0"),
    UniqueConstraint("participant_id", "wave"),
    Index("ix_case_look", "look_again_at"),
    Index("ix_case_list", "study_id", "state", "closes_at", "id", "site", "strand", "language"),
    Index(
        "ix_case_given",
        "given_to",
        sqlite_where=text("given_to IS NOT NULL"),
        postgresql_where=text("given_to IS NOT NULL"),
    ),
    Index("ix_case_completion", "study_id", "strand", "wave", "site", "language", "state"),
    Index(
        "ix_case_stopped",
        "study_id",
        "strand",
        "wave",
        "site",
        "language",
        "opens_at",
        sqlite_where=text("state = 'stopped'"),
        postgresql_where=text("state = 'stopped'"),
    ),
)

appointment = Table(
    "appointment",
    metadata,
    an_id(),
    of("study_id"),
    of("case_id", index=True),
    of("participant_id"),
    at("starts_at", nullable=False),
    word("wall"),  # what was said to the parent, in the study's zone: 2026-10-08T16:15
    Column("minutes", Integer, nullable=False),
    word("state"),  # booked | confirmed | declined | unclear | moved | cancelled | kept | missed
    Column("version", Integer, nullable=False),
    of("with_", nullable=True),
    of("booked_by"),
    at("booked_at", nullable=False),
    at("answered_at"),
    at("changed_at", nullable=False),
    Column("unpromised", Boolean, nullable=False, server_default="0"),  # until an interpreter is arranged
    at("promised_at"),  # since when she may be told of it, where that had to wait
    Index("ix_appointment_when", "study_id", "starts_at"),
    Index("ix_appointment_person", "participant_id", "state"),
)

hold = Table(  # who has a case open
    "hold",
    metadata,
    key("case_id"),
    of("study_id"),
    of("by"),
    at("since", nullable=False),
    at("until", nullable=False),
    at("note_at"),  # when she opened the contact note: the number shows from then on
    of("had_by", nullable=True),  # who had it before and let it lapse without an outcome
    at("had_since"),
    Index("ix_hold_until", "until"),
)

contact = Table(
    "contact",
    metadata,
    an_id(),
    of("study_id"),
    of("case_id", nullable=True, index=True),
    of("participant_id", nullable=True, index=True),
    word("channel"),  # call | text | letter | email | visit | relay
    word("direction"),  # out | in
    at("at", nullable=False),
    word("outcome"),
    Column("attempt", Boolean, nullable=False),
    word("slot", nullable=True),
    word("language", nullable=True),
    of("by", nullable=True),
    of("message_id", nullable=True),
    of("interview_id", nullable=True),
    of("phone_id", nullable=True),  # the number that was tried
    of("tracing_id", nullable=True),  # or somebody she named, who was asked how to reach her
    word("extent", nullable=True),  # of a refusal: interview | calls | texts | everything | unclear
    Column("seconds", Integer),
    sealed("note"),
    of("corrects", nullable=True),
    of("corrected_by", nullable=True),
    sealed("correction_reason"),
    at("recorded_at", nullable=False),
    Index("ix_contact_time", "study_id", "at"),
    Index(
        "ix_contact_asked_back",
        "study_id",
        "at",
        sqlite_where=text("outcome = 'call_back' AND corrected_by IS NULL"),
        postgresql_where=text("outcome = 'call_back' AND corrected_by IS NULL"),
    ),
)

task = Table(
    "task",
    metadata,
    an_id(),
    of("study_id"),
    word("kind"),
    of("case_id", nullable=True, index=True),
    of("participant_id", nullable=True),
    of("appointment_id", nullable=True),
    word("cause", unique=True),
    line("words", nullable=False),  # what is to be done, without identity
    at("raised_at", nullable=False),
    at("due_at"),
    word("state"),  # open | done
    at("done_at"),
    of("done_by", nullable=True),
    line("action"),
    structured("more"),
    Index("ix_task_open", "study_id", "state", "due_at"),
    Index(
        "ix_task_refusal",
        "participant_id",
        sqlite_where=text("kind = 'refusal' AND state = 'open'"),
        postgresql_where=text("kind = 'refusal' AND state = 'open'"),
    ),
)

alert = Table(
    "alert",
    metadata,
    an_id(),
    of("study_id"),
    of("case_id", nullable=True),
    of("participant_id", nullable=True),
    of("interview_id", nullable=True),
    Column("cause", Text, unique=True, nullable=False),  # holds the whole path of a question
    word("source"),  # item | interviewer | text
    Column("level", Integer, nullable=False),
    line("about", nullable=False),  # the item or the word risk; never other answers
    at("raised_at", nullable=False),
    of("raised_by", nullable=True),
    at("acknowledge_by", nullable=False),
    at("close_by", nullable=False),
    at("acknowledged_at"),
    of("acknowledged_by", nullable=True),
    at("closed_at"),
    of("closed_by", nullable=True),
    sealed("action"),
    structured("checklist"),
    Index("ix_alert_open", "study_id", "closed_at"),
    Index(
        "ix_alert_waits",
        "acknowledge_by",
        sqlite_where=text("acknowledged_at IS NULL AND closed_at IS NULL"),
        postgresql_where=text("acknowledged_at IS NULL AND closed_at IS NULL"),
    ),
)

voucher = Table(
    "voucher",
    metadata,
    an_id(),
    of("study_id", index=True),
    of("case_id"),
    of("participant_id"),
    Column("pence", Integer, nullable=False),
    at("due_at", nullable=False),
    word("how", nullable=True),
    at("issued_at"),
    of("issued_by", nullable=True),
    at("acknowledged_at"),
    at("void_at"),
    UniqueConstraint("case_id"),
)

"""Interviews: sittings, answers as events, snapshots, and the folded row that finishing writes."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table, UniqueConstraint

from callassist.store.schema import an_id, at, key, line, metadata, of, sealed, structured, word

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
    word("overheard", nullable=True),
    at("started_at", nullable=False),
    at("ended_at"),
    line("from_item"),
    line("to_item"),
    UniqueConstraint("interview_id", "number"),
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

interruption = Table(  # how long the neutral page stood open, and at which question
    "interruption",
    metadata,
    an_id(),
    of("study_id"),
    of("interview_id", index=True),
    of("sitting_id"),
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
    of("by"),
    line("path"),
    sealed("words"),
    at("at", nullable=False),
)

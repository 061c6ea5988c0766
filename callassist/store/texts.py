"""The outbox of texts and the inbox of what the network brought."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, text

from callassist.store.schema import an_id, at, line, metadata, of, sealed, structured, word

message = Table(
    "message",
    metadata,
    an_id(),
    of("study_id"),
    word("recipient"),  # participant | interpreter | staff | number
    of("participant_id", nullable=True, index=True),
    of("case_id", nullable=True, index=True),
    of("appointment_id", nullable=True),
    of("phone_id", nullable=True),
    word("cause", unique=True),
    word("template"),
    word("rule", nullable=True),
    word("language", nullable=True),
    word("site", nullable=True),
    word("state"),
    line("reason"),
    at("due_at", nullable=False),
    at("worth_until", nullable=False),
    at("go_at", nullable=False),  # when to look at it next: due, or moved on by quiet hours and back-off
    at("planned_at", nullable=False),
    sealed("number"),  # filled when claimed or when the recipient is a bare number
    sealed("number_index"),
    sealed("body"),
    word("encoding", nullable=True),
    Column("segments", Integer),
    word("token", unique=True),
    word("lease", nullable=True),
    at("lease_until"),
    at("handed_at"),  # just before it was handed over: without it a lease that ran out sent nothing
    Column("tries", Integer, nullable=False, server_default="0"),
    word("provider_id", nullable=True),
    word("receipt", nullable=True),
    Column("code", Integer),
    at("sent_at"),
    at("receipt_at"),
    of("held_by", nullable=True),
    structured("more"),
    Index(
        "ix_message_ready",
        "go_at",
        sqlite_where=text("state = 'ready'"),
        postgresql_where=text("state = 'ready'"),
    ),
    Index(
        "ix_message_answers",  # what goes before all else, found without reading what waits behind it
        "go_at",
        sqlite_where=text("state = 'ready' AND rule IS NULL"),
        postgresql_where=text("state = 'ready' AND rule IS NULL"),
    ),
    Index(
        "ix_message_leased",
        "lease_until",
        sqlite_where=text("state = 'sending'"),
        postgresql_where=text("state = 'sending'"),
    ),
    Index(
        "ix_message_unknown",
        "sent_at",
        sqlite_where=text("state = 'unknown'"),
        postgresql_where=text("state = 'unknown'"),
    ),
    Index("ix_message_list", "study_id", "state", "due_at"),
    Index("ix_message_provider", "provider_id"),
    Index("ix_message_number", "number_index", "sent_at"),
)

inbox = Table(  # raw callbacks, stored once, sealed
    "inbox",
    metadata,
    an_id(),
    word("kind"),  # text | receipt | leg | room | over | question
    word("once", unique=True),
    word("queue_key"),  # one at a time per message or number
    sealed("raw", nullable=False),
    at("received_at", nullable=False),
    at("worked_at"),
    line("outcome"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Index(
        "ix_inbox_open",
        "received_at",
        sqlite_where=text("worked_at IS NULL"),
        postgresql_where=text("worked_at IS NULL"),
    ),
)

reply = Table(  # a parent's text, read by people who interview nobody
    "reply",
    metadata,
    an_id(),
    of("study_id"),
    sealed("number_index", nullable=False),
    of("participant_id", nullable=True, index=True),
    structured("may_be"),  # participant ids when a number is shared
    sealed("number"),
    sealed("body"),
    word("language", nullable=True),
    word("understood"),
    word("hint", nullable=True),  # a guess at what it is about, for the order of reading
    Column("media", Integer, nullable=False, server_default="0"),  # pictures that came with it: never fetched
    line("why"),
    at("received_at", nullable=False),
    word("state"),  # acted | to_read | read | kept
    of("given_to", nullable=True),  # the reader who has taken it on
    of("read_by", nullable=True),
    at("read_at"),
    line("action"),
    Index("ix_reply_open", "study_id", "state", "received_at"),
    Index("ix_reply_number", "number_index", "received_at"),
)

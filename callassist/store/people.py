"""Participants and what is known of them: identity apart and sealed, the rest in words of the protocol."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table, UniqueConstraint

from callassist.store.schema import an_id, at, day, key, line, metadata, of, sealed, structured, word

unit = Table("unit", metadata, an_id(), of("study_id"), word("code"), UniqueConstraint("study_id", "code"))

allocation = Table(  # read only by enrolment, CONSORT, effort by arm and the allocation file
    "allocation",
    metadata,
    an_id(),
    of("study_id"),
    of("unit_id"),
    word("arm"),
    at("at", nullable=False),
    of("by"),
    UniqueConstraint("unit_id"),
)

participant = Table(
    "participant",
    metadata,
    an_id(),
    of("study_id"),
    word("number"),  # the study number
    word("initials"),
    word("strand"),
    word("role"),
    of("unit_id", nullable=True),
    of("household_id", nullable=True),
    word("site"),
    word("cohort", nullable=True),
    word("plan"),
    word("referral", nullable=True),
    word("consent_version"),
    day("enrolled_on", nullable=False),
    structured(
        "language"
    ),  # spoken, dialect, reads, texts_in, interpreter, interpreter_gender, how_established
    structured("access"),
    structured("times"),  # safe and preferred spans and words that hold no identity
    at("stopped_at"),  # died or bereaved: everything stops
    word("stopped_why", nullable=True),
    at("look_again_at"),
    Column("hold_new", Boolean, nullable=False, server_default="0"),
    sealed("wrapped_key"),
    word("mark", nullable=True),  # tells the same import row from a changed one
    UniqueConstraint("study_id", "number"),
    Index("ix_participant_look", "look_again_at"),
    Index("ix_participant_strand", "study_id", "strand"),
    Index("ix_participant_unit", "unit_id"),
    Index("ix_participant_household", "household_id"),
)

identity = Table(
    "identity",
    metadata,
    key("participant_id"),
    of("study_id", index=True),
    sealed("record", nullable=False),
    at("changed_at", nullable=False),
)

phone = Table(
    "phone",
    metadata,
    an_id(),
    of("study_id"),
    of("participant_id", index=True),
    sealed("number", nullable=False),
    sealed("number_index", nullable=False),
    word("kind"),  # mobile | landline | other
    word("whose"),  # own | partner | shared | relative | work
    structured("shared_with"),
    Column("safe", Boolean, nullable=False),
    Column("texts_ok", Boolean, nullable=False),
    Column("voicemail_ok", Boolean, nullable=False),
    Column("withhold", Boolean, nullable=False),
    Column("place", Integer, nullable=False),
    word("state"),  # in_use | wrong | disconnected | recycled | retired
    at("last_answered_at"),
    Index("ix_phone_index", "number_index", "study_id"),
)

phone_change = Table(  # what was changed about a number, by whom and why: never the number itself
    "phone_change",
    metadata,
    an_id(),
    of("study_id"),
    of("participant_id", index=True),
    of("phone_id"),
    structured("what", nullable=False),  # field -> [before, after]; {} for a number that was added
    sealed("reason"),
    of("by"),
    at("at", nullable=False),
)

household = Table(
    "household", metadata, an_id(), of("study_id"), word("code"), UniqueConstraint("study_id", "code")
)

membership = Table(
    "membership",
    metadata,
    an_id(),
    of("study_id"),
    of("household_id", index=True),
    of("participant_id", nullable=True, index=True),
    of("child_id", nullable=True),
    day("since"),
    day("until"),
)

tie = Table(
    "tie",
    metadata,
    an_id(),
    of("study_id"),
    of("participant_id", index=True),
    word("kind"),  # parent_of | carer_of | partner_of | co_parent_of
    of("other_id", nullable=True),
    of("child_id", nullable=True),
    day("since"),
    day("until"),
)

child = Table(
    "child",
    metadata,
    an_id(),
    of("study_id"),
    of("unit_id", nullable=True, index=True),
    of("household_id", nullable=True, index=True),
    sealed("record"),  # name and birth date with precision, sealed under the study's key
    day("due_on"),
    word("outcome", nullable=True),
    Column("index_child", Boolean, nullable=False),
    day("died_on"),
    Column("place", Integer, nullable=False, server_default="1"),
)

event = Table(  # dated things that waves hang on
    "event",
    metadata,
    an_id(),
    of("study_id"),
    word("subject"),  # participant | unit | child | cohort | site
    of("subject_id", index=True),
    word("name"),
    day("planned"),
    day("actual"),
    line("source"),
    at("recorded_at", nullable=False),
    of("by"),
)

consent = Table(
    "consent",
    metadata,
    an_id(),
    of("study_id"),
    of("participant_id", index=True),
    word("version"),
    day("given_on", nullable=False),
    word("how", nullable=True),
    at("recorded_at", nullable=False),
)

participation = Table(
    "participation",
    metadata,
    an_id(),
    of("study_id"),
    of("participant_id", index=True),
    word("dimension"),
    Column("allowed", Boolean, nullable=False),
    at("since", nullable=False),
    word("decided_by"),
    word("how_told"),
    sealed("words"),
    of("by"),
    at("recorded_at", nullable=False),
)

opt_out = Table(
    "opt_out",
    metadata,
    an_id(),
    of("study_id"),
    sealed("number_index", nullable=False),
    word("channel"),  # text | call
    word("state"),  # stopped | started | doubtful
    at("at", nullable=False),
    word("source"),
    Index("ix_opt_out_index", "number_index", "study_id", "channel", "at"),
)

tracing_contact = Table(  # somebody she named who may know how to reach her: in no study, and in no export
    "tracing_contact",
    metadata,
    an_id(),
    of("study_id"),
    of("participant_id", index=True),
    sealed("record"),  # name, number and relation, under the participant's key; destroyed when it ends
    sealed("number_index"),  # by which a call that comes in is known; destroyed with it
    structured("languages", nullable=False),  # tags
    Column("place", Integer, nullable=False),
    at("recorded_at", nullable=False),
    of("by"),
    at("ended_at"),
    word("ended_why", nullable=True),  # taken_back | declined | wrong_number
    Index("ix_tracing_number", "number_index", "study_id"),
)

tracing_consent = Table(  # her word that we may ring this person, and this person's own; dated, never changed
    "tracing_consent",
    metadata,
    an_id(),
    of("study_id"),
    of("participant_id", index=True),
    of("tracing_id"),
    word("says"),  # participant | contact
    Column("allowed", Boolean, nullable=False),
    at("at", nullable=False),
    word("how"),  # phone | in_person | written | through_her
    of("by"),
    at("recorded_at", nullable=False),
)

"""The ledger of contacts as sentences: what was tried or came in, and nothing of what a parent wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callassist.cases.outcomes import OUTCOMES, Kind
from callassist.web.frame import language_name
from callassist.web.person import Person
from callassist.web.words import capital, counted

TEXTS = {
    "invite": "Invitation",
    "reminder_24h": "Reminder",
    "booked": "Confirmation of the time",
    "moved": "Text with the new time",
    "cancelled": "Text that the time is off",
    "confirmed": "Thanks for the answer",
    "declined": "Text that a new time is looked for",
    "stopped": "Confirmation of STOP",
    "started": "Confirmation of START",
}
# Texts that go out by themselves in answer to her or to a time agreed: left out of the last few.
ANSWERS = ("booked", "moved", "cancelled", "confirmed", "declined", "stopped", "started")
ARRIVED = {
    "delivered": "It arrived.",
    "read": "It arrived.",
    "undelivered": "It did not arrive.",
    "failed": "It did not arrive.",
}
SAID = {
    "said_yes": "{she} answered YES by text.",
    "said_no": "{she} answered NO by text.",
    "said_stop": "STOP came from the phone. No more texts go to it.",
    "said_start": "START came from the phone. Texts go to it again.",
    "said_unclear": "An answer came by text that may be yes or no.",
    "said_other": "A text came in. A reader has it.",
}
BY = {
    "call": "rang",
    "relay": "rang by Relay UK",
    "text": "texted",
    "letter": "sent a letter",
    "email": "sent an e-mail",
    "visit": "called at the door",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the story: when, the sentence, and what may be done about it.

    `by_itself`: a text that only answers her or repeats a time agreed, and that did not fail.
    """

    id: str
    at: datetime
    words: str
    note: str
    may_correct: bool
    corrected: bool
    by_itself: bool


def story(
    rows: Iterable[Any], me: str, who: Person, notes: dict[str, str], *, supervises: bool, texts_in: str = ""
) -> list[Told]:
    """The lines of a ledger, latest first as they came, with what each corrects."""
    listed = list(rows)
    by_id = {row.id: row for row in listed}
    return [_told(row, by_id, me, who, notes, supervises, texts_in) for row in listed]


def _told(
    row: Any,
    by_id: dict[str, Any],
    me: str,
    who: Person,
    notes: dict[str, str],
    supervises: bool,
    texts_in: str,
) -> Told:
    hers = row.by == me or supervises
    may = hers and row.by is not None and row.corrected_by is None and row.channel != "text"
    words = sentence(row, me, who, texts_in)
    old = by_id.get(row.corrects or "")
    if old is not None:
        words += f" This was corrected: it said “{outcome_words(old.outcome)}”."
    return Told(
        row.id,
        row.at,
        words,
        notes.get(row.id, ""),
        may and row.outcome != "interviewed",
        bool(row.corrected_by),
        _by_itself(row),
    )


def _by_itself(row: Any) -> bool:
    sent = row.channel == "text" and row.direction == "out" and row.outcome in ANSWERS
    return sent and row.receipt not in ("undelivered", "failed")


def sentence(row: Any, me: str, who: Person, texts_in: str = "") -> str:
    """One contact in words."""
    if row.direction == "in":
        if row.channel == "text":
            return SAID.get(row.outcome, "A text came in. A reader has it.").format(she=capital(who.she))
        known = OUTCOMES.get(row.outcome)
        if known is not None and known.kind is Kind.TRACING:
            return f"Somebody {who.she} named rang us. {outcome_words(row.outcome)}."
        return f"{capital(who.she)} rang us. {outcome_words(row.outcome)}."
    if row.channel == "text" and row.by is None:
        return _text(row, texts_in)
    lasted = f" for {counted(max(row.seconds // 60, 1), 'minute')}" if row.seconds else ""
    name = "You" if row.by == me else row.name or "A colleague"
    return f"{name} {BY.get(row.channel, row.channel)}{lasted}. {outcome_words(row.outcome)}."


def _text(row: Any, texts_in: str) -> str:
    what = TEXTS.get(row.outcome, capital(row.outcome.replace("_", " ")))
    tag = row.language or texts_in
    language = f" in {language_name(tag)}" if tag else ""
    arrived = ARRIVED.get(row.receipt or "", "")
    return f"{what} sent{language}. {arrived}".strip()


def outcome_words(code: str) -> str:
    """An outcome as interviewers read it."""
    return OUTCOMES[code].words if code in OUTCOMES else capital(code.replace("_", " "))


def last_spoken(rows: Sequence[Any]) -> datetime | None:
    """When somebody last spoke with her, from rows that come latest first."""
    for row in rows:
        known = OUTCOMES.get(row.outcome)
        if known is not None and known.spoke and row.corrected_by is None:
            at: datetime = row.at
            return at
    return None

"""How an interview is held: in which language, by whom it is spoken; each switch begins a new sitting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from callassist.errors import Refusal
from callassist.people.languages import language
from callassist.study.protocol import Protocol


class How(StrEnum):
    """Who puts the questions into her language."""

    SELF = "self"
    BOOKED = "booked"
    ON_DEMAND = "on_demand"
    RELATIVE = "relative"


HOW_WORDS = {
    How.SELF: "I speak it myself",
    How.BOOKED: "The interpreter who is booked",
    How.ON_DEMAND: "The interpreting line",
    How.RELATIVE: "A relative",
}
PHONE, PAPER, IN_PERSON = "phone", "paper", "in_person"
MODES = (PHONE, PAPER, IN_PERSON)
HELD = "When it was held"


@dataclass(frozen=True, slots=True)
class Manner:
    """How it is held: the tag of the language spoken, who speaks it, and the booking's reference, if any.

    `held_at`: of paper sheets, when the interview was held that is entered now.
    """

    language: str
    how: How = How.SELF
    interpreter: str = ""
    mode: str = PHONE
    held_at: datetime | None = None

    @property
    def interpreted(self) -> bool:
        """Whether somebody stands between the interviewer and her."""
        return self.how is not How.SELF


def manner(
    language_tag: str,
    how: str,
    interpreter: str,
    protocol: Protocol,
    *,
    mode: str = PHONE,
    held: tuple[str, str] = ("", ""),
) -> Manner:
    """What was chosen, checked against the protocol; `held` is the day and time on paper sheets.

    Raises Refusal naming the field and the cure.
    """
    if not language_tag:
        raise Refusal("Language", "none is chosen.", "Choose the language that is spoken.")
    tag = language(language_tag).tag
    if how not in set(How):
        raise Refusal("How we talk", "nothing is chosen.", "Choose who puts the questions into her language.")
    chosen = How(how)
    if chosen not in ways(protocol):
        raise Refusal(
            "How we talk",
            "this study takes no relative as interpreter.",
            "Book one, or use the interpreting line.",
        )
    if len(interpreter) > 80:
        raise Refusal(
            "Reference", "it is longer than 80 characters.", "Write the booking's reference, no name."
        )
    if mode not in MODES:
        raise Refusal("How it is taken", "nothing is chosen.", "Choose telephone, paper or in person.")
    held_at = _on_paper(*held, protocol.study.zone) if mode == PAPER else None
    return Manner(tag, chosen, interpreter.strip(), mode, held_at)


def _on_paper(day: str, clock: str, zone: str) -> datetime:
    """A day and time as a browser sends them, in the study's zone."""
    try:
        wall = datetime.combine(date.fromisoformat(day.strip()), time.fromisoformat(clock.strip()))
    except ValueError as error:
        what = "the day or the time is missing, or is none."
        raise Refusal(
            HELD, what, "Take both from the sheets: when it was held, not when it is entered."
        ) from error
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def asked_at(held_as: Manner, now: datetime, opened: datetime | None) -> datetime:
    """When the questions of a sitting are asked: now, and of paper when it was held.

    Raises Refusal for a time that has not come yet, or before the window had `opened`.
    """
    if held_as.mode != PAPER:
        return now
    if held_as.held_at is None:
        raise Refusal(HELD, "it is not said.", "Take the day and the time from the sheets.")
    if held_as.held_at > now:
        raise Refusal(HELD, "this lies in the future.", "Look at the sheets again.")
    if opened is not None and held_as.held_at < opened:
        raise Refusal(
            HELD, "this is before the window of this interview opened.", "Look at the sheets again."
        )
    return held_as.held_at


def ways(protocol: Protocol) -> tuple[How, ...]:
    """The ways of holding an interview that a study allows."""
    relative = (How.RELATIVE,) if protocol.interpreting.relative_allowed else ()
    return (How.SELF, How.BOOKED, How.ON_DEMAND, *relative)

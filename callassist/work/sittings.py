"""How an interview is held: in which language, by whom it is spoken; each switch begins a new sitting."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

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
MODES = ("phone", "paper", "in_person")


@dataclass(frozen=True, slots=True)
class Manner:
    """How it is held: the tag of the language spoken, who speaks it, and the booking's reference, if any."""

    language: str
    how: How = How.SELF
    interpreter: str = ""
    mode: str = "phone"

    @property
    def interpreted(self) -> bool:
        """Whether somebody stands between the interviewer and her."""
        return self.how is not How.SELF


def manner(
    language_tag: str, how: str, interpreter: str, protocol: Protocol, *, mode: str = MODES[0]
) -> Manner:
    """What was chosen, checked against the protocol. Raises Refusal naming the field and the cure."""
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
    return Manner(tag, chosen, interpreter.strip(), mode)


def ways(protocol: Protocol) -> tuple[How, ...]:
    """The ways of holding an interview that a study allows."""
    relative = (How.RELATIVE,) if protocol.interpreting.relative_allowed else ()
    return (How.SELF, How.BOOKED, How.ON_DEMAND, *relative)

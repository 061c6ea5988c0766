"""What an agency is sent when an interpreter is asked for: language, wish, time, length; nothing of hers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

GENDERS = {"female": "a woman, please", "male": "a man, please"}


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. `starts_at` on the wall clock of `zone`; references are the agency's own of earlier calls.

    `same_as`: whoever came to that one would be best; `not_as`: who came to those is not to come again.
    """

    reference: str
    asks: str
    language: str
    dialect: str
    gender: str
    starts_at: datetime
    zone: str
    minutes: int
    answer_to: str
    same_as: str = ""
    not_as: tuple[str, ...] = ()


def told(ask: Ask) -> tuple[tuple[str, str], ...]:
    """The request line by line: what is asked, and the words."""
    at, ends = ask.starts_at, ask.starts_at + timedelta(minutes=ask.minutes)
    lines = [
        ("Our reference", ask.reference),
        ("Language", ask.language),
        ("Dialect", ask.dialect),
        ("Interpreter", GENDERS.get(ask.gender, "a woman or a man")),
        ("Day", f"{at:%A} {at.day} {at:%B %Y}"),
        ("Time", f"{at:%H:%M} to {ends:%H:%M}, {ask.zone} time"),
        ("Length", f"{ask.minutes} minutes"),
        ("How", "by telephone; we ring the interpreter first"),
        ("If you can", f"the interpreter of your reference {ask.same_as}" if ask.same_as else ""),
        ("Not", f"the interpreter of your reference {', '.join(ask.not_as)}" if ask.not_as else ""),
    ]
    return tuple((label, said) for label, said in lines if said)


WANTED = (
    "your reference",
    "the code to say or the digits to send when we ring",
    "whether a woman or a man comes",
    "the number or name by which you know the interpreter",
)
"""What the agency's confirmation is to say."""


def as_text(ask: Ask) -> str:
    """The same as plain words for an e-mail; it ends with what we need to hear."""
    lines = [f"{label}: {said}" for label, said in told(ask)]
    head = f"{ask.asks} asks for an interpreter by telephone."
    wanted = [f"- {one}" for one in WANTED]
    answer = f"Please answer to {ask.answer_to}, naming {ask.reference}, and tell us:"
    return "\n".join([head, "", *lines, "", answer, *wanted, ""])

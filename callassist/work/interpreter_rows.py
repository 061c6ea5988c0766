"""What a manager types or pastes of an interpreter or an agency, read into what the register keeps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from callassist.errors import Refusal
from callassist.interpreters.register import Gender, Kind
from callassist.people.languages import read_language
from callassist.people.numbers import read_number
from callassist.people.times import read_times

Fields = Mapping[str, str]
Tongues = dict[str, list[str]]
COLUMNS = (
    "name",
    "number",
    "kind",
    "agency",
    "languages",
    "gender",
    "registered_with",
    "registration",
    "confidential_on",
    "pence_an_hour",
    "least_minutes",
    "free_hours",
    "charge_percent",
    "hours",
    "knows",
)
LABELS: Mapping[str, str] = {
    "name": "Name",
    "number": "Number",
    "kind": "Works as",
    "agency": "Agency",
    "languages": "Languages",
    "gender": "Gender",
    "registered_with": "Registered with",
    "registration": "Registration number",
    "confidential_on": "Confidentiality signed on",
    "pence_an_hour": "Pounds an hour",
    "least_minutes": "Fewest minutes paid",
    "free_hours": "Free to cancel until, hours before",
    "charge_percent": "Then costs, per cent",
    "hours": "Hours of the week",
    "knows": "Knows",
    "lead_days": "Working days of notice",
}
LONGEST, MOST_HOURS, MOST_MINUTES = 200, 336, 480
MOST_PENCE = 100_000
_TONGUE = re.compile(r"(.+?)\s*\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Typed:
    """An interpreter as typed and understood. `number` (E.164) and `name` are identity."""

    name: str
    number: str
    kind: Kind
    agency: str
    tongues: Tongues
    gender: Gender
    body: str
    registration: str
    confidential_on: date
    hours: str
    terms: Mapping[str, int]
    knows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypedAgency:
    """An agency as typed and understood."""

    name: str
    number: str
    tongues: Tongues
    hours: str
    lead_days: int
    terms: Mapping[str, int]


def interpreter(fields: Fields, today: date) -> Typed:
    """An interpreter from a form or a pasted row. Raises Refusal with the field and its cure."""
    kind = _kind(_text(fields, "kind"))
    body = _text(fields, "registered_with")
    if not body and kind is not Kind.STAFF:
        raise Refusal(
            LABELS["registered_with"],
            "it is empty.",
            "Only professionals interpret: write the register, or the agency's own.",
        )
    return Typed(
        name=_needed(fields, "name"),
        number=_number(fields, needed=kind is not Kind.AGENCY),
        kind=kind,
        agency=_text(fields, "agency"),
        tongues=tongues(_needed(fields, "languages")),
        gender=_gender(_text(fields, "gender")),
        body=body,
        registration=_text(fields, "registration"),
        confidential_on=_signed(_needed(fields, "confidential_on"), today),
        hours=_hours(fields),
        terms=_terms(fields),
        knows=tuple(one for one in re.split(r"[,;\s]+", _text(fields, "knows")) if one),
    )


def agency(fields: Fields) -> TypedAgency:
    """An agency from a form. Raises Refusal with the field and its cure."""
    return TypedAgency(
        name=_needed(fields, "name"),
        number=_number(fields, needed=True),
        tongues=tongues(_needed(fields, "languages")),
        hours=_hours(fields),
        lead_days=_whole(fields, "lead_days", 2, 20),
        terms=_terms(fields),
    )


def tongues(text: str) -> Tongues:
    """Languages as "Sylheti; Arabic (Syrian, Lebanese)": tags, each with the dialects that were named.

    A dialect that is a language of its own, as Sylheti or Mirpuri, is refused in brackets: it would be lost.
    """
    found: Tongues = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        spoken, named = _parted(part)
        dialects = [one.strip() for one in named.split(",") if one.strip()]
        for one in dialects:
            _no_language(one, spoken)
        tag = read_language(spoken, where=LABELS["languages"]).tag
        found.setdefault(tag, []).extend(dialects)
    if not found:
        raise Refusal(LABELS["languages"], "none is named.", "Write Sylheti; Bengali.")
    return found


def tongues_written(told: Mapping[str, list[str]], names: Mapping[str, str]) -> str:
    """The same as it is typed."""
    return "; ".join(
        f"{names.get(tag, tag)} ({', '.join(dialects)})" if dialects else names.get(tag, tag)
        for tag, dialects in told.items()
    )


def _parted(part: str) -> tuple[str, str]:
    """A language and what stands in brackets behind it; Kurdish (Sorani) is the name of one."""
    told = _TONGUE.fullmatch(part)
    if told is None or _is_language(part):
        return part, ""
    return told[1], told[2]


def _is_language(text: str) -> bool:
    try:
        read_language(text)
    except Refusal:
        return False
    return True


def _no_language(dialect: str, of: str) -> None:
    if not _is_language(dialect):
        return
    own = read_language(dialect)
    raise Refusal(
        LABELS["languages"],
        f"{own.name} is a language of its own, no dialect of {of.strip()}.",
        f"Write {own.name} beside it, if she speaks it: {of.strip()}; {own.name}.",
    )


def _text(fields: Fields, name: str) -> str:
    said = " ".join(str(fields.get(name) or "").split())
    if len(said) > LONGEST:
        raise Refusal(LABELS[name], f"it is longer than {LONGEST} characters.", "Make it shorter.")
    return said


def _needed(fields: Fields, name: str) -> str:
    said = _text(fields, name)
    if not said:
        raise Refusal(LABELS[name], "it is empty.", "Fill it in.")
    return said


def _number(fields: Fields, *, needed: bool) -> str:
    said = _needed(fields, "number") if needed else _text(fields, "number")
    return read_number(said, where=LABELS["number"]).e164 if said else ""


def _kind(said: str) -> Kind:
    if said.lower() not in set(Kind):
        what = f"“{said[:40]}” is none." if said else "nothing is chosen."
        raise Refusal(
            LABELS["kind"], what, "Write staff, freelance or agency. A relative or a child never interprets."
        )
    return Kind(said.lower())


def _gender(said: str) -> Gender:
    words = {"": Gender.NOT_SAID, "woman": Gender.FEMALE, "man": Gender.MALE}
    wanted = words.get(said.lower(), said.lower().replace(" ", "_"))
    if wanted not in set(Gender):
        raise Refusal(LABELS["gender"], f"“{said[:40]}” is none.", "Write female, male or not said.")
    return Gender(wanted)


def _signed(said: str, today: date) -> date:
    try:
        on = date.fromisoformat(said)
    except ValueError:
        raise Refusal(LABELS["confidential_on"], f"“{said[:40]}” is no day.", "Write 2026-09-01.") from None
    if on > today:
        raise Refusal(LABELS["confidential_on"], "it lies ahead.", "Nobody interprets before she has signed.")
    return on


def _hours(fields: Fields) -> str:
    said = _needed(fields, "hours")
    read_times(said, where=LABELS["hours"])
    return said  # as it was typed, which is shorter to read


def _terms(fields: Fields) -> dict[str, int]:
    return {
        "pence_an_hour": _pence(_needed(fields, "pence_an_hour")),
        "least_minutes": _whole(fields, "least_minutes", 0, MOST_MINUTES),
        "free_hours": _whole(fields, "free_hours", 24, MOST_HOURS),
        "charge_percent": _whole(fields, "charge_percent", 100, 100),
    }


def _pence(said: str) -> int:
    try:
        pence = Decimal(said.replace("£", "").replace(",", "").strip()) * 100
    except InvalidOperation:
        pence = Decimal(-1)
    if not pence.is_finite() or not 0 <= pence <= MOST_PENCE or pence != int(pence):
        raise Refusal(LABELS["pence_an_hour"], f"“{said[:20]}” is no price.", "Write pounds: 38.00.")
    return int(pence)


def _whole(fields: Fields, name: str, unsaid: int, most: int) -> int:
    said = _text(fields, name)
    if not said:
        return unsaid
    if not (said.isascii() and said.isdigit()) or int(said) > most:
        raise Refusal(LABELS[name], f"“{said[:20]}” is no number up to {most}.", "Write it in figures.")
    return int(said)

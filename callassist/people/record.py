"""Everything about a person that is sealed together: one record, written as JSON text and read back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import cast

from callassist.errors import Fault
from callassist.people.contact_points import ContactNote
from callassist.people.names import Name, initials

FORM = 1


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a participant is: name, address, the note, her words on times and access."""

    name: Name
    address: str = ""
    note: ContactNote = field(default_factory=ContactNote)
    safe_times_words: str = ""
    preferred_times_words: str = ""
    access_words: str = ""

    @property
    def initials(self) -> str:
        """What lists show instead of a name: "N. A."."""
        return initials(self.name.full)

    def text(self) -> str:
        """The record as JSON text, to be sealed."""
        return _written(asdict(self))

    @classmethod
    def parse(cls, text: str) -> Identity:
        """The record again. Raises Fault for a text that is none: it was sealed, so nobody mistyped it."""
        record = _read(text)
        try:
            return cls(
                name=Name(**_part(record, "name")),
                address=str(record["address"]),
                note=_note(_part(record, "note")),
                safe_times_words=str(record["safe_times_words"]),
                preferred_times_words=str(record["preferred_times_words"]),
                access_words=str(record["access_words"]),
            )
        except (KeyError, TypeError):
            raise Fault("an identity record lacks a part") from None


@dataclass(frozen=True, slots=True)
class TracingContact:
    """Somebody she named who may know how to reach her: name, number (E.164) and what they are to her.

    It is somebody else's data, who is in no study: sealed under her key, and deleted when it is taken back.
    """

    name: str
    phone: str
    relation: str = ""

    def text(self) -> str:
        """The record as JSON text, to be sealed."""
        return _written(asdict(self))

    @classmethod
    def parse(cls, text: str) -> TracingContact:
        """The record again. Raises Fault for a text that is none."""
        record = _read(text)
        if not {"name", "phone", "relation"} <= record.keys():
            raise Fault("the record of somebody she named lacks a part")
        return cls(str(record["name"]), str(record["phone"]), str(record["relation"]))


@dataclass(frozen=True, slots=True)
class ChildIdentity:
    """What a child is called and when it was born (as PartialDate writes it, "" if it is not born yet).

    A record of its own, because two parents may be asked about one child.
    """

    called: str
    born: str = ""

    def text(self) -> str:
        """The record as JSON text, to be sealed."""
        return _written(asdict(self))

    @classmethod
    def parse(cls, text: str) -> ChildIdentity:
        """The record again. Raises Fault for a text that is none."""
        record = _read(text)
        if not {"called", "born"} <= record.keys():
            raise Fault("a child's record lacks a part")
        return cls(called=str(record["called"]), born=str(record["born"]))


def _written(record: dict[str, object]) -> str:
    return json.dumps({"form": FORM} | record, ensure_ascii=False, separators=(",", ":"))


def _read(text: str) -> dict[str, object]:
    try:
        record = json.loads(text)
    except ValueError:
        raise Fault("a sealed record is not JSON") from None
    if not isinstance(record, dict) or record.get("form") != FORM:
        raise Fault("a sealed record has a form that we do not know")
    return record


def _part(record: dict[str, object], at: str) -> dict[str, str]:
    part = record[at]
    if not isinstance(part, dict):
        raise TypeError(at)
    return part


def _note(part: dict[str, str]) -> ContactNote:
    ring, never = (tuple(cast("list[str]", part[side])) for side in ("ring", "never"))
    return ContactNote(ring, never, part["if_other_answers"])

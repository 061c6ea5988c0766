"""What was said with a number before and after the text that a reader has before her, both ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callassist.privacy.sealing import place
from callassist.store import outbox
from callassist.store.database import Connection
from callassist.store.lists import threads
from callassist.work.house import House

LATEST = 8


@dataclass(frozen=True, slots=True)
class Said:
    """One text of a thread. `ours`: it went out; `language` is what it was written in, if that is known."""

    id: str
    at: datetime
    ours: bool
    words: str
    language: str | None


def of_numbers(c: Connection, house: House, numbers: Sequence[bytes]) -> dict[bytes, tuple[Said, ...]]:
    """The latest texts with each of these numbers, oldest first. Three queries, however many numbers."""
    if not numbers:
        return {}
    came, went = threads.came(c, numbers, LATEST), threads.went(c, numbers, LATEST)
    people = outbox.participants(c, sorted({r.participant_id for r in (*came, *went) if r.participant_id}))
    found: dict[bytes, list[Said]] = {}
    for row in came:
        said = Said(row.id, row.at, False, _words(house, row, people, "reply.body"), None)
        found.setdefault(bytes(row.number_index), []).append(said)
    for row in went:
        said = Said(row.id, row.at, True, _words(house, row, people, "message.body"), row.language)
        found.setdefault(bytes(row.number_index), []).append(said)
    return {
        number: tuple(sorted(said, key=lambda one: (one.at, one.id))[-LATEST:])
        for number, said in found.items()
    }


def _words(house: House, row: Any, people: Mapping[str, Any], kept: str) -> str:
    if not row.body:
        return ""
    under = people[row.participant_id].wrapped_key if row.participant_id in people else row.study_id
    return house.sealer.open(under, row.body, place(kept, row.id))

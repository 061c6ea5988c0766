"""Very many texts from one number: none is lost, one line tells of them, a reader goes through by pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callassist.errors import Refusal
from callassist.privacy.sealing import place
from callassist.store import outbox
from callassist.store.lists import floods
from callassist.work.actor import Actor
from callassist.work.house import House
from callassist.work.inbox import may_read
from callassist.work.once import keep_once
from callassist.work.verb import Line, keep

PAGE, MOST = 50, 50


@dataclass(frozen=True, slots=True)
class Flood:
    """A number from which texts lie unread: `first_id` names them, `people` have that number."""

    first_id: str
    count: int
    since: datetime
    until: datetime
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """One of them, opened."""

    id: str
    at: datetime
    words: str


def of_study(house: House, actor: Actor, study_id: str) -> tuple[Flood, ...]:
    """The numbers whose texts lie unread; none for who may not read texts."""
    if not may_read(actor, study_id):
        return ()
    with house.database.read() as c:
        rows = floods.floods(c, study_id, MOST)
        firsts = [floods.of_number(c, study_id, row.number_index, 1, 0)[0] for row in rows]
        ids = sorted({one for first in firsts for one in first.may_be or ()})
        people = outbox.participants(c, ids) if ids else {}
    return tuple(
        Flood(
            row.first_id,
            row.count,
            row.since,
            row.until,
            tuple(people[one].number for one in first.may_be or () if one in people),
        )
        for row, first in zip(rows, firsts, strict=True)
    )


def open_page(house: House, actor: Actor, study_id: str, first_id: str, page: int) -> tuple[Read, ...]:
    """One page (from 0) of a number's texts with their words; the audit says who opened which."""
    with house.database.read() as c:
        rows = floods.of_number(c, study_id, _number(house, actor, study_id, first_id), PAGE, page * PAGE)
        people = outbox.participants(c, sorted({row.participant_id for row in rows if row.participant_id}))
    line = Line(actor.id, "read replies", house.now(), study_id, None, {"replies": [row.id for row in rows]})
    keep(house, line, lambda _c: None)
    return tuple(Read(row.id, row.received_at, _words(house, row, people)) for row in rows)


def all_read(house: House, actor: Actor, study_id: str, first_id: str, last_id: str, *, token: str) -> str:
    """Say that all up to the last one shown were read; what comes after it stays."""
    index, now = _number(house, actor, study_id, first_id), house.now()
    line = Line(actor.id, "read many", now, study_id, first_id)

    def work(c: Any) -> str:
        done = floods.all_read(c, study_id, index, last_id, actor.id, now)
        return f"{done} {'text is' if done == 1 else 'texts are'} read"

    return keep_once(house, line, token, work)


def _number(house: House, actor: Actor, study_id: str, first_id: str) -> bytes:
    if not may_read(actor, study_id):
        raise Refusal("Texts", "they are read by people who interview nobody.", "Ask a manager.")
    with house.database.read() as c:
        found = next((row for row in floods.floods(c, study_id, MOST) if row.first_id == first_id), None)
    if found is None:
        raise Refusal("Texts", "they have been read.", "Go back to the replies.")
    return bytes(found.number_index)


def _words(house: House, row: Any, people: dict[str, Any]) -> str:
    under = people[row.participant_id].wrapped_key if row.participant_id in people else row.study_id
    return house.sealer.open(under, row.body, place("reply.body", row.id)) if row.body else ""

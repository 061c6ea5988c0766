"""Interviews that are being held: in memory as far as the database agrees, else brought back from events.

A session is used only after the last event's number was read and is its own; whatever else happened, the
events are the truth.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from callassist.edition.outside import outside
from callassist.errors import Fault, Refusal
from callassist.privacy.sealing import place
from callassist.questionnaire.entries import Missing
from callassist.questionnaire.events import Event, Happening
from callassist.questionnaire.items import PLAIN, Item
from callassist.questionnaire.script import Script
from callassist.questionnaire.session import Session
from callassist.store import answers, interviews
from callassist.store.database import Connection, Database
from callassist.store.interviews import Held
from callassist.study.protocol import Protocol
from callassist.work.house import House

MOST = 120
NOW = "now"  # beside an event that was kept at another time than its question was asked
LOCKS = 64


class _Shelf:
    """The sessions of one database, the longest unused put away first."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self.locks = tuple(threading.RLock() for _ in range(LOCKS))

    def get(self, interview_id: str, sequence: int) -> Session | None:
        with self._guard:
            known = self._sessions.get(interview_id)
            if known is None or known.sequence != sequence:
                return None
            self._sessions.move_to_end(interview_id)
            return known

    def put(self, interview_id: str, session: Session) -> None:
        with self._guard:
            self._sessions[interview_id] = session
            while len(self._sessions) > MOST:
                self._sessions.popitem(last=False)

    def drop(self, interview_id: str) -> None:
        with self._guard:
            self._sessions.pop(interview_id, None)


_SHELVES: WeakKeyDictionary[Database, _Shelf] = WeakKeyDictionary()
_SHELVES_LOCK = threading.Lock()


def _shelf(house: House) -> _Shelf:
    known = _SHELVES.get(house.database)
    if known is not None:
        return known
    with _SHELVES_LOCK:
        return _SHELVES.setdefault(house.database, _Shelf())


@contextmanager
def alone(house: House, interview_id: str) -> Iterator[None]:
    """While one thread works with an interview, others of this process wait."""
    with _shelf(house).locks[hash(interview_id) % LOCKS]:
        yield


def held(c: Connection, interview_id: str) -> Held:
    """One interview. Raises Refusal when there is none."""
    found = interviews.held(c, interview_id)
    if found is None:
        raise Refusal(
            "interview", "there is none at this address.", "Go to your day and open the case again."
        )
    return found


def take(c: Connection, house: House, one: Held) -> Session:
    """The session of an interview as its last event left it. Call it inside `alone`."""
    shelf = _shelf(house)
    known = shelf.get(one.id, one.sequence)
    if known is not None:
        return known
    session = _brought_back(c, house, one)
    shelf.put(one.id, session)
    return session


def put(house: House, interview_id: str, session: Session) -> None:
    """Keep a session that has just been started."""
    _shelf(house).put(interview_id, session)


def drop(house: House, interview_id: str) -> None:
    """Forget a session whose last step was not kept; it is brought back from its events."""
    _shelf(house).drop(interview_id)


def script_of(house: House, one: Held) -> Script:
    """The script an interview was started with, whatever the study's folder says since."""
    return house.shelf.get(one.study_id, one.edition).scripts[one.script]


def protocol_at_start(house: House, one: Held) -> Protocol:
    """The protocol of the edition that an interview was started with."""
    return house.shelf.get(one.study_id, one.edition).protocol


def instances(c: Connection, house: House, one: Held) -> dict[str, Any]:
    """What was brought along: names opened, and earlier answers."""
    plain, sealed = interviews.instances(c, one.id)
    opened: Mapping[str, Any] = {}
    if sealed is not None:
        opened = json.loads(house.sealer.open(one.under, bytes(sealed), place("interview", one.id)))
    return {**opened, **plain}


_CALLED: WeakKeyDictionary[Session, str] = WeakKeyDictionary()
_ANSWERED: WeakKeyDictionary[Session, dict[str, datetime]] = WeakKeyDictionary()


def call_her(c: Connection, house: House, one: Held, session: Session) -> str:
    """What she is called, opened once for each session in memory."""
    if session not in _CALLED:
        _CALLED[session] = str(instances(c, house, one).get("enrolment", {}).get("call_her", ""))
    return _CALLED[session]


def answered_at(c: Connection, one: Held, session: Session) -> Mapping[str, datetime]:
    """When each path was answered last, read once for each session in memory."""
    if session not in _ANSWERED:
        _ANSWERED[session] = answers.saved_times(c, one.id)
    return _ANSWERED[session]


def note_answers(session: Session, events: Sequence[Event], kept: datetime) -> None:
    """Remember when these were answered, once they are kept."""
    known = _ANSWERED.get(session)
    if known is not None:
        known.update((event.path, kept) for event in events)


def _brought_back(c: Connection, house: House, one: Held) -> Session:
    script, zone = script_of(house, one), ZoneInfo(protocol_at_start(house, one).study.zone)
    files = house.shelf.get(one.study_id, one.edition).files
    brought = {**outside(script, files), **instances(c, house, one)}
    last = answers.last_snapshot(c, one.id)
    rows = answers.after(c, one.id, last[0] if last else 0)
    if last is not None:
        text = house.sealer.open(one.under, last[1], place("snapshot", f"{one.id}/{last[0]}"))
        session = Session.restore(script, text.encode(), instances=brought, zone=zone)
        for row in rows:
            session.repeat_event(_event(house, one, row))
    else:
        events = (_event(house, one, row) for row in rows)
        session = Session.replay(script, events, instances=brought, seed=int(one.seed), zone=zone)
    if session.sequence != one.sequence:
        raise Fault(f"interview {one.id}: {session.sequence} events replayed of {one.sequence}")
    return session


def _event(house: House, one: Held, row: Any) -> Event:
    value = row.value
    if row.sealed_value is not None:
        value = house.sealer.open(
            one.under, bytes(row.sealed_value), place("answer", f"{one.id}/{row.sequence}")
        )
    missing, extra = Missing(row.missing) if row.missing else None, row.extra or {}
    asked = datetime.fromisoformat(extra[NOW]) if NOW in extra else row.at
    return Event(Happening(row.kind), row.path, value, missing, asked, extra)


def with_now(event: Event, kept: datetime) -> dict[str, str | int] | None:
    """What is kept beside an event: when its question was asked, if that is another time than it was kept."""
    asked = {NOW: event.at.isoformat()} if event.at != kept else {}
    return {**event.extra, **asked} or None


def event_rows(
    house: House,
    one: Held,
    sitting_id: str,
    session: Session,
    events: Sequence[Event],
    client_event: str | None,
    *,
    kept: datetime,
) -> list[dict[str, Any]]:
    """Events as rows, numbered up to the session's last; what names somebody is sealed.

    `kept`: now. Answers from paper were given at another time, which stands beside them.
    """
    first = session.sequence - len(events) + 1
    return [
        {
            "interview_id": one.id,
            "sequence": first + at,
            "sitting_id": sitting_id,
            "kind": event.kind.value,
            "path": event.path,
            "missing": event.missing.value if event.missing else None,
            "extra": with_now(event, kept),
            "at": kept,
            "client_event": client_event if at == len(events) - 1 else None,
            **_value(house, one, session, event, first + at),
        }
        for at, event in enumerate(events)
    ]


def _value(house: House, one: Held, session: Session, event: Event, sequence: int) -> dict[str, Any]:
    if (
        event.kind is Happening.ANSWER
        and event.value is not None
        and is_identity(item_of(session, event.path))
    ):
        where = place("answer", f"{one.id}/{sequence}")
        return {"value": None, "sealed_value": house.sealer.seal(one.under, event.value, where)}
    return {"value": event.value, "sealed_value": None}


def snapshot_of(house: House, one: Held, session: Session) -> bytes:
    """The whole state, sealed: it holds names."""
    where = place("snapshot", f"{one.id}/{session.sequence}")
    return house.sealer.seal(one.under, session.snapshot().decode(), where)


def item_of(session: Session, path: str) -> Item:
    """What our own columns say of a path with row numbers."""
    return session.script.items.get(plain(path), PLAIN)


def plain(path: str) -> str:
    """A path without row numbers, as the script names it."""
    return "/".join(part.partition("[")[0] for part in path.split("/"))


_TELLING = frozenset({"text", "geopoint", "geotrace", "geoshape", "barcode", ""})


def is_identity(item: Item) -> bool:
    """Whether its answers are sealed: items marked so, all free text, places, and what no row of ours names,
    such as the words of another answer than those listed."""
    return item.identity or item.kind.split(" ")[0] in _TELLING

"""The network's own journal: what it took, refused, delivered, was told and was made to do wrong."""

from __future__ import annotations

import fcntl
import json
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from callassist.errors import Refusal

_SHAPE = """
CREATE TABLE IF NOT EXISTS journal (
  id INTEGER PRIMARY KEY, machine TEXT NOT NULL, trial TEXT NOT NULL, kind TEXT NOT NULL,
  sid TEXT NOT NULL, number TEXT NOT NULL, facts TEXT NOT NULL);
CREATE VIEW IF NOT EXISTS received AS
  SELECT id, machine, trial, sid, number, json_extract(facts, '$.from') AS sender,
    json_extract(facts, '$.body') AS body
  FROM journal WHERE kind = 'delivered';
"""
_KEEP = "INSERT INTO journal (machine, trial, kind, sid, number, facts) VALUES (?, ?, ?, ?, ?, ?)"
_READ = (
    "SELECT id, machine, trial, kind, sid, number, facts FROM journal WHERE id > ? AND id <= ? ORDER BY id"
)
_LATEST = (
    "SELECT id, machine, trial, kind, sid, number, facts FROM journal WHERE id < ? ORDER BY id DESC LIMIT ?"
)


class Kind(StrEnum):
    """What an entry says. `delivered` is what phones really received; `inbound` is what phones wrote.

    Of calls: `leg` tells each state that a leg reached, `connected` and `parted` who could hear whom.
    """

    OPENED = "opened"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    INBOUND = "inbound"
    CALLBACK = "callback"
    FAULT = "fault"
    STOPPED = "stopped"
    RESUMED = "resumed"
    PHONE = "phone"
    SWITCHED = "switched"
    CLOCK = "clock"
    STEP = "step"
    REDACTED = "redacted"
    DELETED = "deleted"

    PLACED = "placed"
    LEG = "leg"
    ANSWERED_BY = "answered_by"
    INSTRUCTIONS = "instructions"
    HEARD = "heard"
    SPOKE = "spoke"
    PRESSED = "pressed"
    OPENED_ROOM = "conference_opened"
    ROOM = "conference"
    SEATED = "seated"
    JOINED = "joined"
    LEFT = "left"
    HOLD = "hold"
    MUTE = "mute"
    SEAT_CHANGED = "seat_changed"
    CONNECTED = "connected"
    PARTED = "parted"
    BEHAVIOUR = "behaviour"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: when by the machine and by the trial, what, about which text and which phone."""

    id: int
    machine: datetime
    trial: datetime
    kind: Kind
    sid: str
    number: str
    facts: dict[str, Any]

    def line(self) -> dict[str, Any]:
        """The entry as one flat object for JSON: its own columns first, then its facts."""
        return {
            "id": self.id,
            "machine": self.machine.isoformat(),
            "trial": self.trial.isoformat(),
            "kind": self.kind.value,
            "sid": self.sid,
            "number": self.number,
        } | self.facts


class Journal:
    """An append-only table in one SQLite file, held by one process; kept first, answered after.

    Survives a killed process; a power cut may cost the last entries (synchronous is NORMAL, for speed).
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._held = _held(path)
        self._lock = threading.Lock()
        self._keeper = _opened(path)
        self._keeper.executescript(_SHAPE)
        self._last = int(self._keeper.execute("SELECT coalesce(max(id), 0) FROM journal").fetchone()[0])

    @property
    def last(self) -> int:
        """The id of the latest entry; 0 while there is none."""
        return self._last

    def keep(
        self, kind: Kind, *, machine: datetime, trial: datetime, sid: str, number: str, facts: dict[str, Any]
    ) -> Entry:
        """Append one entry and return it with its id. It is in the file when this returns."""
        row = (
            machine.isoformat(),
            trial.isoformat(),
            kind.value,
            sid,
            number,
            json.dumps(facts, ensure_ascii=False),
        )
        with self._lock:
            self._last = int(self._keeper.execute(_KEEP, row).lastrowid or 0)
            return Entry(self._last, machine, trial, kind, sid, number, facts)

    def read(self, after: int = 0) -> Iterator[Entry]:
        """Every entry with an id above `after` that existed when reading began, oldest first."""
        reader = _opened(self._path)
        try:
            for row in reader.execute(_READ, (after, self._last)):
                yield _entry(row)
        finally:
            reader.close()

    def latest(self, count: int, *, before: int | None = None) -> list[Entry]:
        """The latest `count` entries, newest first, or the latest with an id below `before`."""
        reader = _opened(self._path)
        try:
            return [_entry(row) for row in reader.execute(_LATEST, (before or self._last + 1, count))]
        finally:
            reader.close()

    def close(self) -> None:
        with self._lock:
            self._keeper.close()
        self._held.close()


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def _held(path: Path) -> Any:
    """The open lock file beside the journal. Raises Refusal if another network holds it."""
    lock = path.with_name(path.name + ".lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as taken:
        lock.close()
        raise Refusal(
            str(path), "another rehearsal network keeps this journal.", "Stop it, or name another file."
        ) from taken
    return lock


def _entry(row: tuple[Any, ...]) -> Entry:
    identity, machine, trial, kind, sid, number, facts = row
    return Entry(
        identity,
        datetime.fromisoformat(machine),
        datetime.fromisoformat(trial),
        Kind(kind),
        sid,
        number,
        json.loads(facts),
    )

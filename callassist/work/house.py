"""What every verb is given: the database, the clock, the keys, the editions and the telephone network."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from callassist.clock import Clock
from callassist.edition.pack import unpack
from callassist.edition.read import Edition, read
from callassist.errors import Fault, Refusal
from callassist.messages.inbound import InboundText, ReceiptNotice
from callassist.messages.network import TextNetwork
from callassist.privacy.keys import Keyring
from callassist.privacy.sealing import Sealer
from callassist.store import studies
from callassist.store.database import Connection, Database
from callassist.voice.instructions import Step
from callassist.voice.network import VoiceNetwork
from callassist.voice.notices import InboundCall, LegNotice, RoomNotice

SYSTEM = "system"
SHELF = 24


class Gate(Protocol):
    """What knows the network's own language: whether a callback is genuine, and what it says."""

    def genuine(self, url: str, params: Mapping[str, str], signature: str, settings: str | None) -> bool: ...

    def read_text(self, params: Mapping[str, str]) -> InboundText: ...

    def read_receipt(self, params: Mapping[str, str]) -> ReceiptNotice: ...

    def read_leg(self, params: Mapping[str, str]) -> LegNotice: ...

    def read_room(self, params: Mapping[str, str]) -> RoomNotice: ...

    def read_call(self, params: Mapping[str, str]) -> InboundCall: ...

    def document(self, steps: Sequence[Step]) -> str: ...

    def tell_time(self, now: datetime, *, moving: bool, next_due: str | None) -> None: ...

    def idle(self) -> bool: ...


def _nobody(_job: str) -> None:
    """Nobody ticks here: the command line and tests work what is due themselves."""


@dataclass(frozen=True, slots=True)
class Running:
    """A study with the edition it runs on now."""

    row: studies.StudyRow
    edition: Edition

    @property
    def id(self) -> str:
        return self.row.id


class Shelf:
    """Editions read once and kept by digest: an edition never changes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._reading = threading.Lock()
        self._read: OrderedDict[tuple[str, str], Edition] = OrderedDict()

    def get(self, study_id: str, digest: str) -> Edition:
        """The edition of a study with that digest. Raises Fault when the database does not hold it."""
        known = self._known(study_id, digest)
        if known is not None:
            return known
        with self._reading:  # a process that starts wants the same one many times at once
            known = self._known(study_id, digest)
            return known if known is not None else self._taken(study_id, digest)

    def _known(self, study_id: str, digest: str) -> Edition | None:
        with self._lock:
            known = self._read.get((study_id, digest))
            if known is not None:
                self._read.move_to_end((study_id, digest))
            return known

    def _taken(self, study_id: str, digest: str) -> Edition:
        with self._database.read() as c:
            packed = studies.edition_files(c, study_id, digest)
        if packed is None:
            raise Fault(f"edition {digest[:12]} of study {study_id} is not in the database")
        edition = read(unpack(packed))
        with self._lock:
            self._read[(study_id, digest)] = edition
            while len(self._read) > SHELF:
                self._read.popitem(last=False)
        return edition


class Witness(Protocol):
    """Keeps the head of the audit chain outside the database."""

    def tell(self, number: int, head: str) -> None: ...

    def told(self) -> tuple[int, str] | None: ...


@dataclass(frozen=True, slots=True)
class House:
    """All that verbs work with. `public_url`: where the network reaches the porch, no final slash.

    `segments_a_second`: how fast a study's sender may go; None for as fast as the network takes it.
    """

    database: Database
    clock: Clock
    keys: Keyring
    sealer: Sealer
    shelf: Shelf
    network: TextNetwork | None
    gate: Gate | None
    public_url: str
    wake: Callable[[str], None] = _nobody
    witnesses: Witness | None = None
    segments_a_second: float | None = None
    voice: VoiceNetwork | None = None

    def now(self) -> datetime:
        return self.clock.now()

    def witness(self, number: int, head: str) -> None:
        """Tell the witness outside the newest head of the audit chain."""
        if self.witnesses is not None:
            self.witnesses.tell(number, head)

    def witnessed(self) -> tuple[int, str] | None:
        """The newest head that the witness was told, if there is one."""
        return self.witnesses.told() if self.witnesses is not None else None

    def studies(self) -> tuple[Running, ...]:
        """All studies of this house with their current editions."""
        with self.database.read() as c:
            return self.studies_in(c)

    def studies_in(self, c: Connection) -> tuple[Running, ...]:
        """The same as a reading that has begun finds them."""
        return tuple(Running(row, self.shelf.get(row.id, row.edition)) for row in studies.studies(c))

    def study(self, key: str) -> Running:
        """A study by id or slug. Raises Refusal when there is none."""
        with self.database.read() as c:
            rows = studies.studies(c)
        for row in rows:
            if key in (row.id, row.slug):
                return Running(row, self.shelf.get(row.id, row.edition))
        raise Refusal("study", f"there is no study “{key}”.", "Load its folder: callassist load FOLDER.")

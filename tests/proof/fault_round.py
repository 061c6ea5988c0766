"""Fault runs as they are drawn: eight families each, what is laid for them, and the process they share."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from callassist import assembly, settings
from callassist.gateway.gate import TwilioGate
from callassist.gateway.rehearsal_clock import RehearsalNetworkClock
from callassist.gateway.texts import TwilioTexts
from callassist.store.database import Database, GroupWriter, PlainWriter
from callassist.work.house import House, Shelf
from tests.proof.fault_rows import Row
from tests.rehearsal.box import ACCOUNT, TOKEN, Network

PATIENCE = 0.5
FAMILIES = 8
REFUSED = (21211, 21610, 21614, 30007, 21617)
TAKEN = ("broken_after", "cut_after", "cut_midway", "broken_after", "cut_after", "silent_after")
NOT_TAKEN = ("broken_before", "cut_before", "broken_before", "cut_before", "cut_before", "silent_before")
CHANGES = ("stop", "no texts", "stopped", "no consent", "unsafe", "complete", "paused")
REFUSED_ONE, UNSAID, NEVER_TAKEN, MUST_NOT, UNTOLD = 3, 4, 5, 6, 7


@dataclass(frozen=True)
class Run:
    """One run: its fault, its seed and its own numbers. `turn`: how often its fault was drawn before."""

    row: Row
    seed: str
    numbers: tuple[str, ...]
    turn: int = 0

    @property
    def changed(self) -> str:
        """What changes between planning and sending, for the one who must get no text then.

        A pause of a site would hold the others of a round too, whatever else holds them.
        """
        return Random(f"{self.seed} change").choice(CHANGES[:-1] if self.row.shares else CHANGES)


@dataclass(frozen=True)
class Round:
    """Runs that share a process, a database and a folder: one alone, if our own process is struck in it."""

    runs: tuple[Run, ...]
    warm: House
    data: Path
    port: int
    network: Network

    @property
    def row(self) -> Row:
        """The fault of a round of one; of several the first, none of which touches the process."""
        return self.runs[0].row

    @property
    def seed(self) -> str:
        """The seed of the round: that of its first run."""
        return self.runs[0].seed

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of all its runs, one after the other."""
        return tuple(number for run in self.runs for number in run.numbers)

    def file(self, name: str) -> Path:
        """A file of this round's own."""
        return self.data / name

    def once(self, name: str) -> bool:
        """Whether this is the first process of the round to come here."""
        if self.file(name).exists():
            return False
        self.file(name).write_text("")
        return True

    def house(self) -> House:
        """The house as a starting process finds it, with little patience for the network.

        What a process would read and build once at its start was read before the fork, and is only used.
        """
        database = opened(self.warm.database)
        shelf = Shelf(database)
        shelf._read.update(self.warm.shelf._read)
        network = TwilioTexts(ACCOUNT, TOKEN, base=self.network.api, seconds=PATIENCE)
        clock = assembly.MovableClock(database)
        gate = TwilioGate((TOKEN,), RehearsalNetworkClock(self.network.api))
        return replace(self.warm, database=database, shelf=shelf, clock=clock, network=network, gate=gate)


def built(database: str, data: Path, port: int, api: str) -> House:
    """The house of these addresses, built as every process builds it."""
    return assembly.build(
        settings.read(
            {
                "CALLASSIST_DATA": str(data),
                "CALLASSIST_DATABASE": database,
                "CALLASSIST_PORCH": f"http://127.0.0.1:{port}",
                "CALLASSIST_NETWORK": api,
                "TWILIO_ACCOUNT_SID": ACCOUNT,
                "TWILIO_AUTH_TOKEN": TOKEN,
            }
        )
    )


def opened(known: Database) -> Database:
    """The same database opened anew, with the statements that the process before the fork had built."""
    database = copy(known)
    plain = known.dialect == "postgresql"
    database._writer = PlainWriter(known.engine) if plain else GroupWriter(known.engine)
    return database


def lay(here: Round) -> None:
    """Tell the network what it will do wrong: each run's fault first, then each family's own lot."""
    here.network.faults(*(one for run in here.runs for one in _laid(run)))


def _laid(run: Run) -> Iterator[dict[str, Any]]:
    chance = Random(f"{run.seed} lay")
    for index, number in enumerate(run.numbers):
        if index != MUST_NOT and chance.random() < 0.5:
            yield from ({**one, "number": number} for one in run.row.lays)
    yield from ({**one, "number": run.numbers[0]} for one in run.row.lays)
    yield from _lots(run, chance)


def _lots(run: Run, chance: Random) -> Iterator[dict[str, Any]]:
    numbers = run.numbers
    code = chance.choice(REFUSED)
    yield {"kind": "refused", "number": numbers[REFUSED_ONE], "code": code, "count": None}
    yield {"kind": chance.choice(TAKEN), "number": numbers[UNSAID], "count": None}
    yield {"kind": chance.choice(NOT_TAKEN), "number": numbers[NEVER_TAKEN], "count": None}
    yield {"kind": chance.choice(TAKEN), "number": numbers[UNTOLD], "count": None}
    yield {"kind": "callback_lost", "number": numbers[UNTOLD], "count": None}


def rows_of(here: Round) -> list[dict[str, str]]:
    """The families as a file would bring them, eight of each run."""
    return [
        {
            "study_number": f"L-{101 + index}",
            "full_name": f"Made Up {index}",
            "role": "mother",
            "site": "south_quay" if index % FAMILIES == MUST_NOT else "north_quay",
            "cohort": "other" if index % FAMILIES == MUST_NOT else "autumn",
            "phone": number,
            "spoken": "English",
            "reads": "English",
            "texts_in": ("English", "Polish")[index % 2],
            "consent_version": "agreed_2",
            "consent_on": "2026-10-20",
        }
        for index, number in enumerate(here.numbers)
    ]

"""Fault runs one after the other on one kind of database, each forked from a parent that is warm."""

from __future__ import annotations

import gc
import json
import os
import resource
import shutil
import signal
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import psycopg
from sqlalchemy.exc import DBAPIError

from callassist import assembly
from callassist.messages.understand import understand
from callassist.schedule.hours import is_bank_holiday
from callassist.work import studies
from callassist.work.house import House
from callassist.work.send import Sender
from tests.postgres import Server, free_port
from tests.proof import fault_stage as stage
from tests.proof.fault_count import Tally, count
from tests.proof.fault_round import FAMILIES, Round, Run, built, lay
from tests.proof.fault_rows import Row, rows_on
from tests.proof.fault_watch import Watch, room_again, strike_of, tell
from tests.proof.life import light
from tests.rehearsal.box import Network
from tests.trial import at

RUNS_A_NETWORK = 1000 // FAMILIES - 1  # a thousand made-up mobiles, eight of them for getting warm
SHARING = 6
PATIENCE = 300.0  # only what stands still for good takes so long, on any machine
DATABASE_GONE = 3
PROCESSES = 5


@dataclass(frozen=True)
class Drawn:
    """A row that was drawn: as which run of all, and which time."""

    row: Row
    number: int
    turn: int


@dataclass
class Lane:
    """A place for runs: its folder, its database server if there is one, the port of its porch."""

    kind: str
    folder: Path
    server: Server | None
    port: int = field(default_factory=free_port)
    network: Network | None = None
    warm: House | None = None
    used: int = 0

    def get_warm(self) -> None:
        """Load the study into the database that every run begins with a copy of, and live one run through."""
        self.another_network(0)
        assert self.network is not None
        if self.server is not None:
            tell(self.address, "alter role postgres set synchronous_commit = on", of="postgres")
            tell(self.address, 'create database "run"', of="postgres")
        house = built(self.address, self.folder, self.port, self.network.api)
        studies.load(house, light(stage.STUDY), by="proof")
        house.study("lighthouse")
        is_bank_holiday(at(stage.BEGINS).date(), "NIR")
        house.database.close()
        self.warm = house
        self._keep_as("fresh")
        understand("STOP", ("en-GB", "pl"))
        self._take_in("many", SHARING)
        self._begin_with("fresh")
        stage.live(self._take_in("planned", 1))
        house.database.engine.dispose()
        gc.freeze()  # nothing of this is ever looked through again by those who are forked from here

    def _take_in(self, name: str, runs: int) -> Round:
        """Take the families of so many runs in, until their texts are planned, and keep that database."""
        assert self.network is not None
        assert self.warm is not None
        data = self.folder / name
        data.mkdir()
        row, last = Row("warm", point="planned"), RUNS_A_NETWORK
        warming = tuple(Run(row, "", numbers_of(last - nth)) for nth in range(runs))
        here = Round(warming, self.warm, data, self.port, self.network)
        house = here.house()
        sender = Sender(house)
        rehearsal = assembly.rehearsal(house, sender)
        assert rehearsal is not None
        stage.take_in(here, rehearsal, house.study("lighthouse"))
        sender.close()
        house.database.close()
        self._keep_as(name)
        return here

    def _keep_as(self, name: str) -> None:
        """Keep a copy of the database as it stands, for runs to begin with."""
        if self.server is None:
            shutil.copy(self.folder / "run.sqlite", self.folder / f"{name}.sqlite")
        else:
            tell(self.address, f'create database "{name}" template "run" strategy file_copy', of="postgres")

    @property
    def address(self) -> str:
        """Where the database of the run under way is: always the same place, filled anew for each."""
        if self.server is None:
            return f"sqlite:///{self.folder / 'run.sqlite'}"
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.server.port}/run"

    def round(self, drawn: Sequence[Drawn], seed: int) -> Tally:
        """The runs of one round, over as many processes as it takes; their figures."""
        if self.used + len(drawn) > RUNS_A_NETWORK:
            self.another_network(drawn[0].number)
        assert self.network is not None
        assert self.warm is not None
        runs = tuple(self._run(one, seed) for one in drawn)
        data = self.folder / f"run{drawn[0].number}"
        data.mkdir()
        here = Round(runs, self.warm, data, self.port, self.network)
        self._begin_with("fresh" if here.row.from_the_start else "many" if len(runs) > 1 else "planned")
        self.network.count_from_here()
        self.network.no_faults()
        lay(here)
        broke, in_air = self._processes(here)
        return Tally(runs=1, broke=[broke]) if broke else self._counted(here, in_air)

    def _run(self, one: Drawn, seed: int) -> Run:
        """A drawn run with numbers that no other of the same network has."""
        self.used += 1
        return Run(one.row, f"{self.kind} {seed} {one.number}", numbers_of(self.used - 1), one.turn)

    def _counted(self, here: Round, in_air: int) -> Tally:
        assert self.network is not None
        told = json.loads(here.file("told").read_text())
        return count(here, self.network.journal(), told, in_air)

    def another_network(self, number: int) -> None:
        """A network with an empty journal, and all its numbers free."""
        self.used = 0
        if self.network is not None:
            self.network.kill()
        journal = self.folder / f"network{number}.sqlite"
        extra = ("--latency-ms", "1", "--opt-out", "account")
        self.network = Network.start(f"http://127.0.0.1:{self.port}", journal, extra=extra)

    def _begin_with(self, name: str) -> None:
        """Put a copy of that database where runs have theirs."""
        if self.server is None:
            for old in self.folder.glob("run.sqlite*"):
                old.unlink()
            shutil.copy(self.folder / f"{name}.sqlite", self.folder / "run.sqlite")
            return
        tell(self.address, 'drop database if exists "run" with (force)', of="postgres")
        tell(self.address, f'create database "run" template "{name}" strategy file_copy', of="postgres")

    def _processes(self, here: Round) -> tuple[str, int]:
        """Work the round, starting again whatever was struck down: what broke, and what was in the air."""
        in_air = 0
        for nth in range(PROCESSES):
            ended = self._child(here, struck=nth == 0)
            room_again(here, self.server)
            if here.file("in air").exists():
                in_air += int(here.file("in air").read_text())
                here.file("in air").unlink()
            if ended == 0:
                return "", in_air
            if ended == DATABASE_GONE:
                self._wait_for_database()
            elif ended != -signal.SIGKILL:
                break
        return f"{here.row.name} ({here.seed}): a process ended with {ended}: {_last_words(here)}", in_air

    def _wait_for_database(self) -> None:
        """Wait until it answers again, as whoever starts a process again would: five starts take little."""
        deadline = time.monotonic() + PATIENCE
        while self.server is not None and time.monotonic() < deadline:
            try:
                tell(self.address, "select 1", of="postgres")
            except psycopg.OperationalError:
                time.sleep(0.1)
            else:
                return

    def _child(self, here: Round, *, struck: bool) -> int:
        pid = os.fork()
        if pid == 0:
            os._exit(self._in_child(here, struck=struck))
        return _wait(pid)

    def _in_child(self, here: Round, *, struck: bool) -> int:
        watch = Watch(here, strike_of(here, self.server) if struck else None)
        try:
            with watch.watching():
                stage.live(here)
        except DBAPIError:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            here.file("last words").write_text(traceback.format_exc())
            watch.land()
            return DATABASE_GONE
        except BaseException:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            here.file("last words").write_text(traceback.format_exc())
            return 1
        return 0


def run_lane(kind: str, wanted: Sequence[Row], seed: int, *, first_fault_ends: bool = False) -> Tally:
    """Run these rows on one kind of database; stop early when something broke, if asked."""
    whole = Tally()
    with tempfile.TemporaryDirectory(prefix="callassist-faults-") as folder:
        lane = Lane(kind, Path(folder), Server.start() if kind == "postgresql" else None)
        try:
            lane.get_warm()
            for one in rounds(wanted):
                whole.add(lane.round(one, seed))
                if whole.broke or (first_fault_ends and not whole.clean):
                    break
        finally:
            if lane.network is not None:
                lane.network.stop()
            if lane.server is not None:
                lane.server.stop()
    return whole


def drawn(kind: str, runs: int, seed: int) -> list[Row]:
    """So many rows of a kind of database: all of them in turn, each turn shuffled."""
    chance, found = Random(seed), list[Row]()
    while len(found) < runs:
        turn = list(rows_on(kind))
        chance.shuffle(turn)
        found += turn
    return found[:runs]


def rounds(wanted: Sequence[Row]) -> Iterator[list[Drawn]]:
    """The runs by the process that lives through them: alone, or with others that leave the process be."""
    sharing, turns = list[Drawn](), Counter[str]()
    for number, row in enumerate(wanted):
        one = Drawn(row, number, turns[row.name])
        turns[row.name] += 1
        if not row.shares:
            yield [one]
            continue
        sharing.append(one)
        if len(sharing) == SHARING:
            yield sharing
            sharing = []
    yield from ([one] for one in sharing)


def numbers_of(nth: int) -> tuple[str, ...]:
    """The made-up mobiles of one run, which no other run of the same network has."""
    return tuple(f"+447700900{nth * FAMILIES + index:03}" for index in range(FAMILIES))


def _wait(pid: int) -> int:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return 99


def _last_words(run: Run) -> str:
    file = run.file("last words")
    return file.read_text().strip().splitlines()[-1][:200] if file.exists() else "it said nothing"

"""A busy day on PostgreSQL: many processes, everybody at work, and the worst that befalls a machine room."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from callassist.store import backup
from callassist.store.texts import inbox, message
from callassist.work import reconcile
from callassist.work.record import recover
from tests.postgres import binaries
from tests.proof import fault_stage, kills, stage
from tests.proof.busy_house import Busy, number_of
from tests.proof.busy_people import Crowd
from tests.proof.fault_breaking import claim_removed
from tests.proof.fault_count import AMBIGUOUS, HELLO, MAY_GO_AGAIN, Tally, stands
from tests.proof.line import Line
from tests.proof.server_kills import RUN

SEED = 1066
MARGIN = timedelta(seconds=2)
GRACE = timedelta(seconds=3)


@dataclass(frozen=True)
class Day:
    """How long it lasts (s), how many families are taken in, how many workers and web processes there are."""

    seconds: float
    families: int
    workers: int
    webs: int


LONG = Day(600, 960, 8, 4)
SHORT = Day(7, 120, 2, 2)
BROKEN = Day(14, 240, 4, 2)


@dataclass
class Seen:
    """What was seen of one day."""

    tally: Tally = field(default_factory=Tally)
    answers: kills.Tally = field(default_factory=kills.Tally)
    families: int = 0
    inbound: int = 0
    unheard: int = 0
    pages: Counter[int] = field(default_factory=Counter)
    backed_up: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing was lost, doubled or wrongly sent, of texts and of answers."""
        return self.tally.clean and not self.answers.answers_lost

    def words(self) -> str:
        """The six numbers and the rest, in words."""
        read, answers = sum(self.pages.values()), self.answers
        return (
            f"{self.tally.words()}; {self.inbound} texts came in, {self.unheard} of them turned away while "
            f"the database was; {answers.shown} answers shown as saved, {len(answers.answers_lost)} lost; "
            f"{self.pages[200]} of {read} pages came while a manager read; a backup of {self.backed_up} rows "
            "taken meanwhile, restored and equal"
        )


def prove(*, quick: bool) -> Line:
    """Ten minutes with eight workers and four web processes (quick: seconds with two of each)."""
    if binaries() is None:
        return Line("busy day", "", 0, "", holds=False, left_out="PostgreSQL is not installed")
    day = SHORT if quick else LONG
    seen = lived(day, SEED)
    broken: tuple[tuple[str, bool], ...] = ()
    if not quick:
        with claim_removed():
            found = lived(BROKEN, SEED).tally
        broken = (("claim removed", bool(found.doubled)),)
    tried = (
        f"{day.workers} workers and {day.webs} web processes on PostgreSQL, {seen.families} families "
        f"taken in within {day.seconds:.0f} s, a worker killed, the server restarted, the clock an hour on"
    )
    return Line("busy day", tried, seen.tally.messages, seen.words(), seen.clean, SEED, broken)


def lived(day: Day, seed: int) -> Seen:
    """Live through a day and count."""
    with tempfile.TemporaryDirectory(prefix="callassist-busy-") as name:
        data = Path(name)
        busy = Busy.begins(data, day.workers, day.webs, durable=day is LONG)
        try:
            crowd = Crowd(busy, seed, day.seconds, day.families)
            mishaps = Mishaps(busy, day, data)
            crowd.works(mishaps.befall)
            mishaps.wrong += crowd.wrong
            _comes_to_rest(busy, mishaps)
            return _counted(busy, crowd, mishaps)
        finally:
            busy.ends()


@dataclass
class Mishaps:
    """What befalls the installation, in its order, and when (UTC, by the machine)."""

    busy: Busy
    day: Day
    data: Path
    strikes: list[tuple[datetime, datetime]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    backed_up: int = 0

    def befall(self) -> None:
        """Each at its part of the day: a worker killed, the server restarted, a backup, the clock moved."""
        began = time.monotonic()
        for share, mishap in (
            (0.2, self._kill),
            (0.4, self._restart),
            (0.5, self._export),
            (0.6, self._backup),
            (0.7, self._hour_on),
        ):
            time.sleep(max(0.0, began + share * self.day.seconds - time.monotonic()))
            mishap()

    @contextmanager
    def _strike(self) -> Iterator[None]:
        from_ = datetime.now(UTC)
        yield
        self.strikes.append((from_ - MARGIN, datetime.now(UTC) + MARGIN))

    def _kill(self) -> None:
        with self._strike():
            self.busy.kill_a_worker()

    def _restart(self) -> None:
        with self._strike():
            self.busy.server.restart_hard()

    def _export(self) -> None:
        """The data set, as the command writes it; not on the shortest day."""
        if self.day is not LONG:
            return
        command = [sys.executable, "-c", RUN, "export", str(self.data / "out.zip"), "--study", "lighthouse"]
        environment = {**os.environ, **self.busy.environment}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            self.wrong.append(f"the export failed: {done.stderr[-150:]}")

    def _backup(self) -> None:
        """Taken while everybody works; put into an empty database and compared row by row."""
        file, there = self.data / "busy.backup", self.busy.server.url()
        self.backed_up = backup.backup(self.busy.house.database.url, file).rows
        backup.restore(there, file)
        if (table := backup.differing(there, file)) is not None:
            self.wrong.append(f"the backup differs in {table}")

    def _hour_on(self) -> None:
        self.busy.rehearsal.set_clock(self.busy.house.now() + timedelta(hours=1))
        gate = self.busy.house.gate
        assert gate is not None
        gate.tell_time(self.busy.house.now(), moving=False, next_due=None)


def _comes_to_rest(busy: Busy, mishaps: Mishaps) -> None:
    """The workers end; then one process does what the next morning's would: nothing is left open."""
    busy.network.idle(20)
    wrong = busy.workers_leave()
    mishaps.wrong += [f"a worker told to end ended with {code}" for code in wrong]
    recover(busy.house, everything=True)
    for hours in (1, 2):
        busy.rehearsal.advance(busy.house.now() + timedelta(hours=hours))
        reconcile.reconcile(busy.house)


def _counted(busy: Busy, crowd: Crowd, mishaps: Mishaps) -> Seen:
    journal = busy.network.journal()
    seen = Seen(families=len(crowd.taken_in), pages=crowd.pages, backed_up=mishaps.backed_up)
    tally = seen.tally
    tally.broke += mishaps.wrong
    taken = [one for one in journal if one["kind"] == "accepted"]
    laid = [one for one in journal if one["kind"] == "fault"]
    tally.messages, tally.faults = len(taken), len(laid) + len(mishaps.strikes) + 1
    tally.ambiguous = _unsure(laid) + _in_air(busy, mishaps)
    _texts(busy, crowd, journal, tally)
    _wrongly(crowd, journal, tally)
    if tally.undecided > tally.ambiguous:
        tally.excess.append(f"{tally.undecided} undecided, {tally.ambiguous} ambiguous")
    _heard(busy, crowd, journal, seen)
    there = stage.Stage(busy.house.database.url, mishaps.data, busy.network.api, busy.port)
    for one in crowd.interviewers:
        shown = {(interview, item): value for (interview, item), value in one.shown.items()}
        kills.count_shown(there, shown, seen.answers)
    return seen


def _unsure(laid: list[dict[str, Any]]) -> int:
    """Texts of which the network left us in doubt."""
    return len({one["number"] for one in laid if one["fault"] in AMBIGUOUS and one["strikes"] == "send"})


def _in_air(busy: Busy, mishaps: Mishaps) -> int:
    """Texts that were handed over within two seconds of a strike."""
    with busy.house.database.read() as c:
        handed = [at for at in c.execute(select(message.c.handed_at)).scalars() if at is not None]
    return sum(any(begins <= at <= ends for begins, ends in mishaps.strikes) for at in handed)


def _texts(busy: Busy, crowd: Crowd, journal: list[dict[str, Any]], tally: Tally) -> None:
    """What each family got beside what callassist believes, one after the other."""
    went: dict[str, Counter[str]] = {}
    again: Counter[str] = Counter()
    for one in journal:
        if one["kind"] == "accepted":
            went.setdefault(one["number"], Counter())[one["body"]] += 1
        again[one["number"]] += one["kind"] == "undelivered" and one["code"] in MAY_GO_AGAIN
    stood: dict[str, list[dict[str, Any]]] = {}
    for one in fault_stage.told(busy.house, busy.running):
        stood.setdefault(number_of(one["family"] + 101), []).append(one)
    for number in crowd.taken_in:
        hello = {body: times for body, times in went.get(number, Counter()).items() if body.startswith(HELLO)}
        if sum(hello.values()) > 1 + again[number]:
            tally.doubled.append(f"…{number[-3:]}")
        mine = [one for one in stood.get(number, []) if not (one["state"] == "held" and one["reason"])]
        if number not in crowd.stopped and (mine or number not in stood):
            stands(number[-3:], mine, sum(hello.values()), "busy day", tally)


def _wrongly(crowd: Crowd, journal: list[dict[str, Any]], tally: Tally) -> None:
    """A planned text to one who had said STOP, later than it can take to be read."""
    stop = {
        one["number"]: datetime.fromisoformat(one["machine"])
        for one in reversed(journal)
        if one["kind"] == "inbound" and one["body"] == "STOP"
    }
    for one in journal:
        said = stop.get(one["number"])
        if said is None or one["kind"] != "accepted" or not one["body"].startswith(HELLO):
            continue
        if datetime.fromisoformat(one["machine"]) > said + GRACE:
            tally.wrong.append(f"…{one['number'][-3:]} had said STOP")


def _heard(busy: Busy, crowd: Crowd, journal: list[dict[str, Any]], seen: Seen) -> None:
    """Every text that came in and was answered for is kept."""
    answered = {
        one["sid"] for one in journal if one["kind"] == "callback" and one["result"] in ("200", "204")
    }
    with busy.house.database.read() as c:
        kept = set(c.execute(select(inbox.c.once)).scalars())
    seen.inbound = len(crowd.wrote)
    for sid, number in crowd.wrote.items():
        if f"text:{sid}" in kept:
            continue
        if sid in answered:
            seen.tally.lost.append(f"…{number[-3:]} wrote, was answered, and it is not kept")
        seen.unheard += 1

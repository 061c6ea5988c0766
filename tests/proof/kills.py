"""Kills a working process at seeded points, again and again, and counts what phones got and what was kept."""

from __future__ import annotations

import json
import os
import signal
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sqlalchemy import select

from callassist.privacy.sealing import place
from callassist.store.cases import task
from callassist.store.database import Database
from callassist.store.interviews import answer_event
from callassist.store.people import participant
from callassist.store.texts import message
from callassist.work import points
from tests.postgres import Server, binaries, free_port
from tests.proof import stage
from tests.proof.line import Line
from tests.proof.oracle import Oracle
from tests.proof.texts import Reader
from tests.rehearsal.box import Network

SEED = 4711
PATIENCE = 120
POINTS = (
    "windows kept",
    "planned",
    "claimed",
    "marked",
    "handing over",
    "handed over",
    "answered",
    "recorded",
    "callback kept",
    "callback worked",
    "answering",
    "answer kept",
    "answer shown",
)


@dataclass
class Tally:
    """What was seen over all kills of one database."""

    kills: Counter[str] = field(default_factory=Counter)
    texts: int = 0
    twice: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    undecided: int = 0
    shown: int = 0
    answers_lost: list[str] = field(default_factory=list)
    broke: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Take another trial's figures in."""
        self.kills.update(other.kills)
        self.texts, self.undecided, self.shown = (
            self.texts + other.texts,
            self.undecided + other.undecided,
            self.shown + other.shown,
        )
        for name in ("twice", "lost", "answers_lost", "broke"):
            getattr(self, name).extend(getattr(other, name))

    @property
    def clean(self) -> bool:
        """Whether nothing went twice and nothing was lost; what may have gone is a person's to decide."""
        return not (self.twice or self.lost or self.answers_lost or self.broke)

    def words(self) -> str:
        """The figures in words."""
        first = (self.broke or self.twice or self.lost or self.answers_lost or [""])[0]
        said = (
            f"{self.texts} texts: {len(self.twice)} twice, {len(self.lost)} lost, {self.undecided} shown as "
            f"undecided; {self.shown} answers shown as saved, {len(self.answers_lost)} lost"
        )
        return said + (f"; first: {first}" if first else "")


class Strike:
    """Kills this very process: at a named point once `after` points have passed, or a little later anyway."""

    def __init__(self, name: str, after: int, told: Path, *, only: bool = False) -> None:
        self.name, self.after, self.told, self.only = name, after, told, only
        self._passed, self._lock = 0, threading.Lock()

    def __call__(self, reached: str) -> None:
        with self._lock:
            self._passed += not self.only or reached == self.name
            wanted = self._passed > self.after and reached == self.name
            if wanted or (not self.only and self._passed > self.after + 25):
                self.told.write_text(reached)
                os.kill(os.getpid(), signal.SIGKILL)


def prove(*, quick: bool) -> Line:
    """Two hundred kills on each database (quick: a dozen on SQLite), twenty of them of the server itself."""
    from tests.proof import server_kills
    from tests.proof.breaking import KILL_BREAKS

    wanted = 12 if quick else 180
    found = {"SQLite": on_database("sqlite", wanted, SEED)}
    if not quick:
        found["SQLite, the server itself"] = server_kills.run(20, SEED)
        if binaries() is None:
            return Line("kills", "", 0, "", holds=False, left_out="PostgreSQL is not installed")
        found["PostgreSQL"] = on_database("postgresql", 200, SEED + 1)
    broken = []
    for how, breaking, strike in KILL_BREAKS[: 1 if quick else None]:
        with breaking():
            broken.append((how, not on_database("sqlite", 2, SEED + 2, only=strike).clean))
    whole = Tally()
    for one in found.values():
        whole.add(one)
    named = ", ".join(f"{count} at “{name}”" for name, count in sorted(whole.kills.items()))
    worst = ". ".join(f"{name}: {one.words()}" for name, one in found.items())
    kills = sum(whole.kills.values())
    return Line("kills", f"kill -9 {named}", kills, worst, whole.clean, SEED, tuple(broken))


def on_database(kind: str, wanted: int, seed: int, *, only: str = "") -> Tally:
    """So many kills on one kind of database, over as many small trials as that takes."""
    chance, whole = Random(seed), Tally()
    with tempfile.TemporaryDirectory(prefix="callassist-warm-") as folder:
        stage.warm(stage.Stage(f"sqlite:///{folder}/warm.sqlite", Path(folder), "http://127.0.0.1:9", 1))
    with server_of(kind) as server:
        while sum(whole.kills.values()) < wanted:
            left = wanted - sum(whole.kills.values())
            before = sum(whole.kills.values())
            whole.add(one_trial(server, chance, left, only=only))
            if sum(whole.kills.values()) == before or not whole.clean:
                break
    return whole


@contextmanager
def server_of(kind: str) -> Iterator[Server | None]:
    """A database server, where one is needed."""
    if kind == "sqlite":
        yield None
        return
    server = Server.start()
    try:
        yield server
    finally:
        server.stop()


def one_trial(server: Server | None, chance: Random, most: int, *, only: str = "") -> Tally:
    """One small trial: killed up to `most` times, then let through to its end and counted."""
    with tempfile.TemporaryDirectory(prefix="callassist-kills-") as folder:
        data, port = Path(folder), free_port()
        database = server.url() if server is not None else f"sqlite:///{data / 'kills.sqlite'}"
        network = Network.start(f"http://127.0.0.1:{port}", data / "network.sqlite")
        here = stage.Stage(database, data, network.api, port, network)
        tally = Tally()
        try:
            while sum(tally.kills.values()) < most:
                strike = _strike(chance, data / "struck", only)
                ended = _child(here, strike)
                if ended == -signal.SIGKILL:
                    tally.kills[strike.told.read_text()] += 1
                    continue
                if ended != 0:
                    tally.broke.append(f"a process ended with {ended}: {_last_words(here)}")
                break
            if not tally.broke and (ended := _child(here, None)) != 0:
                tally.broke.append(f"the last process ended with {ended}: {_last_words(here)}")
            if not tally.broke:
                _count(here, tally)
        finally:
            network.stop()
        return tally


def _strike(chance: Random, told: Path, only: str) -> Strike:
    if only:
        return Strike(only, chance.randint(1, 6), told, only=True)
    return Strike(chance.choice(POINTS), chance.randint(0, 20), told)


def _child(here: stage.Stage, strike: Strike | None) -> int:
    """Work the trial in a forked process; how that ended, minus the signal if it was killed."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            points.listen(strike)
            stage.work(here)
            code = 0
        except BaseException:
            (here.data / "last words").write_text(traceback.format_exc())
        finally:
            os._exit(code)
    return _wait(pid)


def _wait(pid: int) -> int:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return 99


def _last_words(here: stage.Stage) -> str:
    file = here.data / "last words"
    return file.read_text().strip().splitlines()[-1][:200] if file.exists() else "it said nothing"


def _count(here: stage.Stage, tally: Tally) -> None:
    """Texts by the network's journal beside the oracle's list; answers by what had been shown."""
    count_texts(here, expected(here), tally)
    count_answers(here, tally)


def count_texts(here: stage.Stage, texts: Counter[tuple[str, str, str]], tally: Tally) -> None:
    """What phones got beside what they should have got: twice, lost, or before a person as undecided."""
    reader = reader_of()
    got: Counter[tuple[str, str, str]] = Counter()
    for one in here.network.accepted():
        name, _tag, values = reader.read(one["body"])
        got[(one["number"], name, values.get("time", ""))] += 1
    undecided = undecided_of(here)
    tally.texts += sum(got.values())
    tally.twice += [f"{key}" for key, count in got.items() if count > texts[key]]
    missing = texts - got
    tally.undecided += sum((missing & undecided).values())
    tally.lost += [f"{key}" for key in (missing - undecided).elements()]


def count_shown(here: stage.Stage, shown: Mapping[tuple[str, str], str], tally: Tally) -> None:
    """The last answer that a page showed as saved must stand, by interview and item."""
    database = Database(here.database)
    with database.read() as c:
        rows = c.execute(answer_event.select().order_by(answer_event.c.sequence)).all()
    database.close()
    kept = {(row.interview_id, row.path.partition("/data/")[2]): row for row in rows}
    tally.shown += len(shown)
    for key, value in shown.items():
        row = kept.get(key)
        if row is None or (row.value != value and row.sealed_value is None):
            tally.answers_lost.append(f"{key}")


def reader_of() -> Reader:
    """Knows the small study's texts by their words."""
    return Reader((stage.STUDY / "messages.toml").read_bytes(), (stage.STUDY / "study.toml").read_bytes())


def expected(here: stage.Stage) -> Counter[tuple[str, str, str]]:
    """What phones should have got by the end: (number, text, the time of day it says)."""
    files = [(stage.STUDY / name).read_bytes() for name in ("study.toml", "messages.toml")]
    oracle = Oracle(files[0], files[1], (stage.STUDY / "families.csv").read_text(encoding="utf-8"))
    listed = oracle.texts_after(stage.happenings(), stage.until())
    return Counter((one.number, one.template, one.wall[11:16]) for one in listed)


def undecided_of(here: stage.Stage) -> Counter[tuple[str, str, str]]:
    """Texts that stand before a person as undecided: unknown to us, with an open task."""
    house, sender, _ = here.house()
    sender.close()
    found: Counter[tuple[str, str, str]] = Counter()
    query = (
        select(message, participant.c.wrapped_key)
        .join(participant, participant.c.id == message.c.participant_id)
        .where(message.c.state == "unknown")
    )
    with house.database.read() as c:
        asked = {
            row.more["message"] for row in c.execute(select(task).where(task.c.kind == "text_undecided"))
        }
        for row in c.execute(query).all():
            if row.id in asked:
                own = row.recipient == "participant"
                number = house.sealer.open(
                    row.wrapped_key if own else row.study_id, row.number, place("message.number", row.id)
                )
                body = house.sealer.open(row.wrapped_key, row.body, place("message.body", row.id))
                found[(number, row.template, reader_of().read(body)[2].get("time", ""))] += 1
    house.database.close()
    return found


def count_answers(here: stage.Stage, tally: Tally) -> None:
    """Every answer that was shown as saved must stand in the database under its own mark."""
    shown = [json.loads(line) for line in here.shown.read_text().splitlines()] if here.shown.exists() else []
    database = Database(here.database)
    with database.read() as c:
        kept = {row.client_event: row for row in c.execute(answer_event.select())}
    database.close()
    tally.shown += len(shown)
    for one in shown:
        row = kept.get(one["mark"])
        if row is None or (one["value"] and row.value != one["value"]):
            tally.answers_lost.append(one["path"])

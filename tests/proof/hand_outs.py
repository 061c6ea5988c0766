"""Hand-outs of the next case under kill -9: nobody is given what somebody else holds.

Every interviewer writes down what she was given the moment she has it, and that she lets it go before she
does. Two who hold one household at once stand in those journals, whatever the database says of itself.
"""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import psycopg

from callassist.edition.read import read
from callassist.store import holds
from tests.bench.rows import ms, quantile
from tests.postgres import Server, binaries
from tests.proof.hand_out_clients import Place, ended, forked, killed, shift
from tests.proof.line import Line
from tests.web.houses import tiny_folder

SEED = 20261008
LONGEST = 1500.0  # of one database; an idle machine needs about five minutes


@dataclass(frozen=True)
class Size:
    """How much is tried: hand-outs on each kind of database, families, how often something is killed."""

    given: int
    people: int
    kills: int
    server_kills: int
    apart: float  # seconds between two askings of one interviewer
    askers: int = 50
    processes: int = 5


WHOLE = Size(5_000, 15_000, 24, 2, 2.5)  # enough due that a fifth may rest and nobody asks in vain
SMALL = Size(80, 100, 2, 0, 0.1, askers=20, processes=2)
BROKEN = Size(60, 40, 0, 0, 0.01, askers=20)


@dataclass
class Tally:
    """What the journals say of one database."""

    given: int = 0
    twice: int = 0
    households: int = 0
    kills: int = 0
    times: dict[str, list[float]] = field(default_factory=lambda: {"apart": [], "together": []})

    def tails(self) -> str:
        """The slow end of the times, of who came by herself and of who came when everybody did."""
        return ", ".join(
            f"{how} p99 {ms(quantile(times, 0.99))}" for how, times in self.times.items() if times
        )


@contextmanager
def unchecked() -> Iterator[None]:
    """A hold is taken without looking who has it."""

    def nobody(*_told: Any) -> list[Any]:
        return []

    def free(*_told: Any) -> Any:
        return SimpleNamespace(elsewhere=False, before=True)

    with patch.object(holds, "around", nobody), patch.object(holds, "stand", free):
        yield


def prove(*, quick: bool) -> Line:
    """Several processes on PostgreSQL and one on SQLite; then once more with the check taken out."""
    if binaries() is None:
        return Line("hand-outs", "", 0, "", holds=False, left_out="PostgreSQL is not installed")
    size = SMALL if quick else WHOLE
    read(tiny_folder())  # the scripts are compiled once, and every process that is forked has them
    server = Server.start(durable=not quick)
    try:
        several = _run(server.url(), size, processes=size.processes, server=server)
        one = _run(None, size, processes=1, server=None)
        broken = _run(None, BROKEN, processes=1, server=None, how=unchecked)
    finally:
        server.stop()
    given, twice = several.given + one.given, several.twice + one.twice
    households = several.households + one.households
    enough = min(several.given, one.given) >= size.given and several.kills + one.kills >= size.kills
    return Line(
        "hand-outs",
        f"next cases by {size.askers} interviewers, {size.processes} processes on PostgreSQL and one on "
        f"SQLite, "
        f"clients and servers killed {several.kills + one.kills} times",
        given,
        f"{twice} held by two at once, in {households} households; "
        f"PostgreSQL {several.tails()}; SQLite {one.tails()}",
        twice == 0 and enough,
        SEED,
        (("a hold is taken without looking who has it", broken.twice > 0),),
    )


def _run(
    url: str | None,
    size: Size,
    *,
    processes: int,
    server: Server | None,
    how: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Tally:
    """Fifty interviewers in so many processes until enough was given, some of them killed on the way."""
    with tempfile.TemporaryDirectory(prefix="callassist-hands-") as name:
        place = Place(Path(name), url or f"sqlite:///{Path(name) / 'callassist.sqlite'}")
        if not ended(forked(partial(place.prepare, size.people))):
            raise RuntimeError("the families could not be made")
        with how():
            kills = _kept_busy(place, size, processes, server)
        tally = judged(place.data)
        tally.kills = kills
        return tally


def _kept_busy(place: Place, size: Size, processes: int, server: Server | None) -> int:
    """Start the processes, kill one after the other, and end them when enough was given; how many kills."""
    chance, kills, born = Random(SEED), 0, 0
    each, running, over = size.askers // processes, [], time.monotonic() + LONGEST

    def starts() -> None:
        nonlocal born
        born += 1
        # In one process it is the server that dies: the same interviewers come back to it. Where several
        # processes serve, another team takes the place of who is gone, and what those held stays theirs.
        team = f"team{born}" if processes > 1 else "team"
        running.append(forked(partial(shift, place, team, each, born, apart=size.apart)))

    for _ in range(processes):
        starts()
    while _given(place.data) < size.given and time.monotonic() < over:
        time.sleep(0.05)
        due = (kills + 1) * size.given / (size.kills // 2 + size.server_kills + 1)
        if kills < size.kills // 2 + (size.server_kills if server else 0) and _given(place.data) >= due:
            kills += 1
            if server is not None and kills % 5 == 0 and size.server_kills:
                _kill_backend(server, place.url)
                continue
            killed(running.pop(chance.randrange(len(running))))
            starts()
    (place.data / "over").touch()
    for pid in running:
        ended(pid)
    return kills


def _kill_backend(server: Server, url: str) -> None:
    """Kill -9 a process of the database server that works for a client: it starts again from its log."""
    with psycopg.connect(url.replace("+psycopg", "")) as c:
        own = c.info.backend_pid
        pids = c.execute(
            "select pid from pg_stat_activity where datname = current_database() and pid <> %s", (own,)
        ).fetchall()
    if pids:
        with suppress(ProcessLookupError):
            os.kill(pids[0][0], signal.SIGKILL)


def _given(data: Path) -> int:
    return sum(one.read_bytes().count(b" got ") for one in data.glob("journal-*"))


def judged(data: Path) -> Tally:
    """Read all journals in the order of time: who was given a household that another had not let go."""
    homes = dict(line.split() for line in (data / "homes").read_text().splitlines())
    told = [line.split() for one in data.glob("journal-*") for line in one.read_text().splitlines()]
    tally, has = Tally(), dict[str, dict[str, str]]()
    for _at, what, who, case_id, *more in sorted(told, key=lambda line: int(line[0])):
        holders = has.setdefault(homes[case_id], {})
        if what == "got":
            tally.given += 1
            if more[1] in tally.times:
                tally.times[more[1]].append(int(more[0]) / 1e9)
            tally.twice += any(other != who for other in holders.values())
            holders[case_id] = who
        elif holders.get(case_id) == who:
            del holders[case_id]
    tally.households = len(has)
    return tally

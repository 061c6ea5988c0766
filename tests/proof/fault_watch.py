"""Watches a fault run from inside: counts texts in the air, and strikes the process once at a point."""

from __future__ import annotations

import os
import resource
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from random import Random
from typing import Any
from unittest.mock import patch

import psycopg
from sqlalchemy.engine import make_url

from callassist.work import points, send
from callassist.work.claim import Claimed
from tests.postgres import Server
from tests.proof.fault_round import Round

FULL = """
create function full_disk() returns trigger language plpgsql as
$$ begin raise exception 'could not extend file: no space left on device' using errcode = '53100'; end $$;
create trigger full_disk before insert or update on message execute function full_disk();
create trigger full_disk before insert or update on inbox execute function full_disk();
"""
EMPTY = """
drop trigger if exists full_disk on message; drop trigger if exists full_disk on inbox;
drop function if exists full_disk;
"""
# How often a point is passed before the strike: by turns while all are under way, and once some are done.
PASSED = {
    "windows kept": ((0, 0), (0, 0)),
    "handing over": ((0, 6), (7, 7)),
    "handed over": ((0, 6), (7, 7)),
    "answered": ((0, 0), (1, 1)),
    "recorded": ((0, 0), (1, 1)),
    "callback kept": ((0, 4), (8, 10)),
    "callback worked": ((0, 4), (8, 10)),
}
ANY = ((0, 2), (0, 2))


class Watch:
    """Counts the texts in the air, and strikes this process once at the row's point."""

    def __init__(self, here: Round, strike: Callable[[], None] | None) -> None:
        self._point, self._strike, self._in_air = here.row.point, strike, here.file("in air")
        self._flying, self._lock = 0, threading.Lock()
        self._struck = here.file("struck")
        passed = PASSED.get(self._point, ANY)[here.runs[0].turn % 2]
        self._left = Random(f"{here.seed} strike").randint(*passed)

    def __call__(self, reached: str) -> None:
        with self._lock:
            if self._strike is None or reached != self._point:
                return
            self._left -= 1
            if self._left >= 0:
                return
            strike, self._strike = self._strike, None
            self._struck.write_text(reached)
            self.land()
        strike()

    def fly(self, texts: int) -> None:
        """So many more are marked, to be handed over at once; fewer, once what became of them is kept."""
        with self._lock:
            self._flying += texts

    def land(self) -> None:
        """Write down how many are in the air, for whoever counts after this process."""
        self._in_air.write_text(str(self._flying))

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Be told of every point, and of every answer that was kept."""
        real_hand_over, real_record = send.hand_over, send.record

        def hand_over(house: Any, claimed: Sequence[Claimed]) -> list[Claimed]:
            self.fly(len(claimed))
            may_go = real_hand_over(house, claimed)
            self.fly(len(may_go) - len(claimed))
            return may_go

        def record(house: Any, claimed: Sequence[Claimed], *told: Any) -> None:
            real_record(house, claimed, *told)
            self.fly(-len(claimed))

        points.listen(self)
        with patch.object(send, "hand_over", hand_over), patch.object(send, "record", record):
            yield


def strike_of(here: Round, server: Server | None) -> Callable[[], None] | None:
    """What befalls the process: killed, its disk full, its database restarted; None for nothing."""
    match here.row.act:
        case "kill":
            return lambda: os.kill(os.getpid(), signal.SIGKILL)
        case "fill the disk":
            return _no_room if server is None else lambda: tell(here.warm.database.url, FULL)
        case "restart the database":
            assert server is not None
            return server.restart_hard
        case _:
            return None


def _no_room() -> None:
    """No file of this process may grow any more: the system itself refuses what is written."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


def room_again(here: Round, server: Server | None) -> None:
    """There is space again. A process of its own has none of the limits of the one before."""
    if server is not None and here.row.act == "fill the disk":
        tell(here.warm.database.url, EMPTY)


def tell(address: str, words: str, *, of: str = "") -> None:
    """Run statements on a connection of our own, to that database or another of the same server."""
    url = make_url(address)
    told = f"host=127.0.0.1 port={url.port} user=postgres dbname={of or url.database}"
    with psycopg.connect(told, autocommit=True) as c:
        c.execute(words)

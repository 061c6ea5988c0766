"""Calls under seeded faults, held against the network's own journal: once a press, never silent, all told."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from sqlalchemy import update

from callassist.privacy.tokens import new_token
from callassist.store.calls import leg
from callassist.voice.instructions import Part, Wait
from callassist.work import call_answers, call_notices, call_settle
from callassist.work.house import House
from tests.postgres import Server, binaries
from tests.proof.breaking import Breaking
from tests.proof.call_round import Placed, Told, draw, play
from tests.proof.call_stage import Board
from tests.proof.line import Line

SEED = 20261008
ROUND, ROUNDS, IN_SMALL, TO_CATCH = 25, 20, 12, 4


@dataclass
class Tally:
    """What was found over all calls: how many, what befell them, and every way in which one was wrong."""

    calls: int = 0
    presses: int = 0
    rang: int = 0
    silent: int = 0
    wrongly_silent: int = 0
    longest_alone: float = 0
    kinds: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def count(self, call: Placed, told: Told) -> None:
        """One more call."""
        self.calls += 1
        self.presses += told.presses
        self.rang += told.rang
        self.silent += told.silent
        self.wrongly_silent += told.wrongly_silent
        self.longest_alone = max(self.longest_alone, told.alone)
        self.kinds.update(call.kinds())
        self.wrong += told.wrong

    def words(self) -> str:
        """The worst that was seen."""
        said = (
            f"{self.presses} presses, parents' phones rang {self.rang} times, never twice for one; "
            f"{self.silent} silent calls, all marked ({self.wrongly_silent} more marked in doubt); "
            f"longest alone without a word {self.longest_alone:.0f} s"
        )
        return f"{said}; WRONG: {self.wrong[0]}" if self.wrong else said


def prove(*, quick: bool) -> Line:
    """500 calls on both databases (quick: 12 on one), then two broken versions that must be caught."""
    kinds = ("sqlite",) if quick or binaries() is None else ("sqlite", "postgresql")
    if not quick and len(kinds) == 1:
        return Line("calls", "", 0, "", holds=False, left_out="PostgreSQL is not installed")
    tally = Tally()
    for kind in kinds:
        run(kind, tally, rounds=1 if quick else ROUNDS // 2, many=IN_SMALL if quick else ROUND)
    broken = tuple((how, caught(breaking)) for how, breaking in (BREAKS[:1] if quick else BREAKS))
    return Line(
        "calls",
        f"{len(tally.kinds)} faults and doings on {len(kinds)} database{'s' if len(kinds) > 1 else ''}",
        tally.calls,
        tally.words(),
        not tally.wrong and tally.calls > 0,
        SEED,
        broken,
    )


def run(kind: str, tally: Tally, *, rounds: int, many: int, first: int = 0) -> None:
    """Rounds of calls at once on one kind of database, each held against the journal."""
    with tempfile.TemporaryDirectory(prefix="callassist-calls-") as folder, _database(kind, folder) as url:
        board = Board.start(url, Path(folder), many)
        try:
            for nth in range(first, first + rounds):
                drawn = [draw(Random(f"{SEED} {kind} {nth} {n}"), n) for n in range(many)]
                for call, told in play(board, drawn, nth):
                    tally.count(call, told)
        finally:
            board.stop()


@contextmanager
def _database(kind: str, folder: str) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder}/callassist.sqlite"
        return
    server = Server.start()
    try:
        yield str(server.url())
    finally:
        server.stop()


def caught(breaking: Breaking) -> bool:
    """Whether the proof notices what was broken on purpose, within a round."""
    tally = Tally()
    with breaking():
        run("sqlite", tally, rounds=1, many=TO_CATCH)
    return bool(tally.wrong)


@contextmanager
def unknown_dialled_again() -> Iterator[None]:
    """A leg that nobody knows of is asked for once more by itself."""
    real = call_settle.dial

    def again(house: House) -> int:
        back = update(leg).where(leg.c.state == "unknown").values(state="ready", provider_id=None)
        house.database.keep(lambda c: c.execute(back))
        return real(house)

    with patch.object(call_settle, "dial", again):
        yield


@contextmanager
def cause_not_unique() -> Iterator[None]:
    """A second notice that the interviewer is there makes a second leg of the parent."""
    real_leg, real_follows = call_notices.parent_leg, call_notices.follows

    def another(house: House, row: Any, found: Any, cause: str) -> Any:
        return real_leg(house, row, found, f"{cause}:{new_token()}")

    def forgetful(lines: Any, *, fresh: bool) -> Any:
        twice = len(lines.get(Part.PARENT, ())) > 1
        known = lines if twice else {part: some for part, some in lines.items() if part is not Part.PARENT}
        return real_follows(known, fresh=fresh)

    with patch.object(call_notices, "parent_leg", another), patch.object(call_notices, "follows", forgetful):
        yield


@contextmanager
def left_in_silence() -> Iterator[None]:
    """Whoever waits hears nothing for eight seconds between two words."""
    with patch.object(call_answers, "A_MOMENT", Wait(8)):
        yield


BREAKS: tuple[tuple[str, Breaking], ...] = (
    ("the parent's cause not unique", cause_not_unique),
    ("an unknown leg dialled again", unknown_dialled_again),
    ("eight seconds without a word", left_in_silence),
)

"""Random scripts under random edits: the fast way, the slow way, the events and the snapshot end the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest.mock import patch

from callassist.questionnaire import snapshots
from callassist.questionnaire.ripple import Ripple
from callassist.questionnaire.script import load
from callassist.questionnaire.state import State
from tests.proof.line import Line
from tests.questionnaire.random_edits import Torn, edited
from tests.questionnaire.random_scripts import random_script

SEED = 20_261_122
SCRIPTS, EDITS = 1_000, 100
AT_ONCE = 2
CAUGHT_WITHIN = 60  # scripts until a broken engine must have been noticed


def prove(*, quick: bool) -> Line:
    """Edit every script; then break the engine in three ways, each of which must be noticed."""
    scripts, edits = (40, 30) if quick else (SCRIPTS, EDITS)
    with ProcessPoolExecutor(AT_ONCE) as pool:
        seeds = range(SEED, SEED + scripts)
        told = list(pool.map(_one, seeds, [edits] * scripts, chunksize=10))
    torn = [(seed, said) for seed, (said, _) in zip(seeds, told, strict=True) if said]
    changed = sum(count for _, count in told)
    worst = f"{len(torn)} scripts torn" + (f", first {torn[0][0]}: {torn[0][1]}" if torn else "")
    return Line(
        "engine",
        f"{scripts} random scripts, {edits} random edits each: answers, back-edits, rows, languages, resumed"
        " from events and from snapshots; all worked out anew after each edit",
        changed,
        worst,
        holds=not torn,
        seed=SEED,
        broken=tuple((how, _noticed(breaking)) for how, breaking in BREAKINGS),
    )


def _one(seed: int, edits: int) -> tuple[str, int]:
    """What is wrong with one script, blank if nothing is; how many edits changed it."""
    try:
        return "", edited(load(random_script(seed), name=f"random {seed}"), seed, edits)
    except Torn as torn:
        return str(torn), 0


def _noticed(breaking: Callable[[], AbstractContextManager[None]]) -> bool:
    """Whether a broken engine is found out."""
    with breaking():
        return any(_one(seed, 40)[0] for seed in range(SEED, SEED + CAUGHT_WITHIN))


@contextmanager
def forgetful() -> Iterator[None]:
    """One rule in seven is not told that an answer changed."""
    real, told = Ripple.queue, Counter[str]()

    def now_and_then(ripple: Ripple, *what: Any) -> None:
        told["times"] += 1
        if told["times"] % 7:
            real(ripple, *what)

    with patch.object(Ripple, "queue", now_and_then):
        yield


@contextmanager
def rows_lost() -> Iterator[None]:
    """A snapshot leaves out the rows that a count put away."""
    real = snapshots.written

    def without_rows(state: State, sequence: int) -> bytes:
        kept, state.attic = state.attic, {}
        content = real(state, sequence)
        state.attic = kept
        return content

    with patch.object(snapshots, "written", without_rows):
        yield


@contextmanager
def other_draws() -> Iterator[None]:
    """Chance goes on from where it was instead of from the seed."""
    drawn = Counter[str]()

    def next_draw(_state: State, _node: object) -> float:
        drawn["times"] += 1
        return drawn["times"] * 0.618 % 1

    with patch.object(State, "draw", next_draw):
        yield


BREAKINGS = (
    ("a rule that is not told", forgetful),
    ("rows put away left out of a snapshot", rows_lost),
    ("chance not from the seed", other_draws),
)

"""The fast way, the slow way, the events and the snapshot all lead to the same interview."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from callassist.questionnaire.entries import Missing
from callassist.questionnaire.events import Event
from callassist.questionnaire.script import load
from callassist.questionnaire.session import Session
from tests.questionnaire.random_scripts import random_script
from tests.questionnaire.telling import MORNING

EDITS = 40
FRUIT = ("apple", "pear", "plum", "fig")


def edit(session: Session, chance: Random, number: int) -> tuple[Event, ...]:
    """One thing that an interviewer may do."""
    now = MORNING + timedelta(minutes=number)
    paths = [path for path in session.paths() if session.form.by_path[_plain(path)].control is not None]
    rows = [d for d in session.form.definitions if d.repeated and not d.fixed]
    what = chance.random()
    if what < 0.05:
        return session.set_language(chance.choice(["en", "ur"]), now=now)
    if what < 0.15 and rows:
        return _rows(session, chance, now)
    if not paths:
        return ()
    path = chance.choice(paths)
    kind = session.form.by_path[_plain(path)]
    chooses = kind.control is not None and kind.control.chooses
    value = " ".join(chance.sample(FRUIT, chance.randint(1, 2))) if chooses else str(chance.randint(0, 4))
    answer = chance.choice([value, value, value, value, None, Missing.REFUSED])
    return session.answer(path, answer, now=now).events


def _rows(session: Session, chance: Random, now: object) -> tuple[Event, ...]:
    open_rows = [p for p in session.paths() if p.endswith("]") and not session.form.by_path[_plain(p)].fixed]
    if not open_rows:
        return ()
    path = chance.choice(open_rows)
    if chance.random() < 0.5:
        return session.remove_row(path, now=now).events
    return session.add_row(path.rpartition("[")[0], now=now).events


def _plain(path: str) -> str:
    return "/".join(part.partition("[")[0] for part in path.split("/"))


def everything(session: Session) -> list[tuple[object, ...]]:
    """Every place with its value and whether it is asked."""
    states = [session.state(path) for path in session.paths()]
    return [(s.path, s.relevant, s.value, s.missing, s.required, s.readonly, s.label) for s in states]


@pytest.mark.parametrize("seed", range(60))
def test_fast_slow_replayed_and_restored_are_equal(seed: int) -> None:
    script, chance = load(random_script(seed), name=f"random {seed}"), Random(seed)
    session = Session.start(script, now=MORNING, seed=seed)
    assert session.started is not None
    events = [session.started]
    for number in range(EDITS):
        events.extend(edit(session, chance, number))
        fast = everything(session)
        session.work_out_all()
        assert everything(session) == fast, f"after {number} edits"
    assert everything(Session.replay(script, events, instances={}, seed=seed)) == everything(session)
    restored = Session.restore(script, session.snapshot())
    assert everything(restored) == everything(session)
    assert restored.fold() == session.fold()

"""What an interviewer may do to any script, made up by chance, and what must then be equal."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from callassist.questionnaire.entries import Missing
from callassist.questionnaire.events import Event
from callassist.questionnaire.script import Script
from callassist.questionnaire.session import Session
from tests.questionnaire.telling import MORNING

WORDS_EVERY = 10  # edits after which every word is compared too
FRUIT = ("apple", "pear", "plum", "fig", "other")


class Torn(AssertionError):
    """Two ways to the same interview that do not lead to the same."""


def edited(script: Script, seed: int, edits: int) -> int:
    """Edit an interview at random: at each edit the fast way must be the slow way, at its end all ways one.

    Now and then it is broken off and brought back from its events or from its snapshot. Returns how many
    edits changed it. Raises Torn where two ways part.
    """
    chance = Random(seed)
    session = Session.start(script, now=MORNING, seed=seed)
    assert session.started is not None
    events, changed = [session.started], 0
    for number in range(edits):
        told = edit(session, chance, MORNING + timedelta(minutes=number))
        changed += bool(told)
        events.extend(told)
        look = everything if number % WORDS_EVERY == 0 else standing
        fast = look(session)
        session.work_out_all()
        same(look(session), fast, f"all worked out anew after {number + 1} edits")
        if chance.random() < 0.05:
            session = resumed(session, script, events, seed, from_events=chance.random() < 0.5)
            same(look(session), fast, f"resumed after {number + 1} edits")
    for from_events in (True, False):
        again = resumed(session, script, events, seed, from_events=from_events)
        same(everything(again), everything(session), "brought back at the end")
        same(again.fold(), session.fold(), "folded")
        same(where(again), where(session), "where it goes on")
    return changed


def same(ours: object, theirs: object, when: str) -> None:
    """Raise Torn unless the two are equal."""
    if ours != theirs:
        raise Torn(when)


def resumed(
    session: Session, script: Script, events: list[Event], seed: int, *, from_events: bool
) -> Session:
    """The interview as a colleague takes it up."""
    if from_events:
        return Session.replay(script, events, instances={}, seed=seed)
    return Session.restore(script, session.snapshot())


def where(session: Session) -> tuple[object, ...]:
    """Where it goes on, what is still open and what breaks its check."""
    first = session.first_open()
    return (first.path if first else None, session.unanswered(), session.violations())


def edit(session: Session, chance: Random, now: datetime) -> tuple[Event, ...]:
    """One thing that an interviewer may do: an answer, a row more or less, another language."""
    what = chance.random()
    if what < 0.05:
        return session.set_language(chance.choice(["en", "ur"]), now=now)
    if what < 0.2 and any(d.repeated and not d.fixed for d in session.form.definitions):
        return rows(session, chance, now)
    paths = [path for path in session.paths() if session.form.by_path[plain(path)].control is not None]
    if not paths:
        return ()
    path = chance.choice(paths)
    return session.answer(path, answer(session, path, chance, now), now=now).events


def answer(session: Session, path: str, chance: Random, now: datetime) -> str | Missing | None:
    """An answer of any kind, most often one that the question takes."""
    definition = session.form.by_path[plain(path)]
    if definition.control is not None and definition.control.chooses:
        value = " ".join(chance.sample(FRUIT, chance.randint(1, 2)))
    elif definition.type == "date":
        value = (now + timedelta(days=chance.randint(-500, 500))).date().isoformat()
    else:
        value = str(chance.randint(0, 4))
    return chance.choice([value, value, value, value, None, Missing.REFUSED])


def rows(session: Session, chance: Random, now: datetime) -> tuple[Event, ...]:
    """A row added to an open repeat or taken out of it."""
    form = session.form
    repeats = [d for d in form.definitions if d.repeated and not d.fixed]
    there = [path for path in session.paths() if path.endswith("]") and not form.by_path[plain(path)].fixed]
    if there and chance.random() < 0.4:
        return session.remove_row(chance.choice(there), now=now).events
    repeat = chance.choice(repeats)
    parents = [path for path in session.paths() if plain(path) == repeat.path.rpartition("/")[0]]
    if not parents:
        return ()
    return session.add_row(f"{chance.choice(parents)}/{repeat.key}", now=now).events


def plain(path: str) -> str:
    """A path without the numbers of its rows."""
    return "/".join(part.partition("[")[0] for part in path.split("/"))


def standing(session: Session) -> list[tuple[object, ...]]:
    """Every place with its value and whether it is asked, in order."""
    return [(e.definition.index, e.text, e.missing, e.shown, e.passed) for e in session._state.entries()]


def everything(session: Session) -> list[tuple[object, ...]]:
    """Every place with its value, whether it is asked, and its words."""
    states = [session.state(path) for path in session.paths()]
    return [(s.path, s.relevant, s.value, s.missing, s.required, s.readonly, s.label) for s in states]

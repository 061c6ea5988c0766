"""Our engine beside ODK's on the same scripts and answers: time an answer, and whether all places agree."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from callassist.questionnaire import script as scripts
from callassist.questionnaire.script import Script
from callassist.questionnaire.session import Session
from callassist.questionnaire.workbook import read_workbook
from tests.bench.engine import simple
from tests.bench.long_script import long_script
from tests.bench.rows import quantile

PEER = Path(__file__).with_name("peer") / "peer.js"
SIZES = (100, 500, 2_000)
PASSES = 4  # the first warms the other engine up and is not counted for either
EDITS, LOOK_EVERY = 200, 20
GOAL = 10
BEGUN = datetime(2026, 10, 8, 9, tzinfo=UTC)
Op = list[str]
Places = dict[str, tuple[bool, str]]


@dataclass
class Walk:
    """One interview: what was done, how long each answer took (seconds), and every place at each look."""

    ops: list[Op] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    looks: list[Places] = field(default_factory=list)

    def answer(self, session: Session, path: str, value: str, now: datetime) -> bool:
        """Answer, and note it down if it was taken."""
        began = perf_counter()
        taken = session.answer(path, value, now=now).accepted
        took = perf_counter() - began
        if taken:
            self.ops.append(["answer", path, value])
            self.times.append(took)
        return taken

    def look(self, session: Session) -> None:
        """Note every place down."""
        self.ops.append(["state"])
        self.looks.append(places(session))


def places(session: Session) -> Places:
    """Whether each place is asked, and its value."""
    states = (session.state(path) for path in session.paths())
    return {state.path: (state.relevant, state.value) for state in states}


def walked(script: Script, seed: int, *, edits: int) -> Walk:
    """An interview from its first question to its last, then changed here and there."""
    walk, session, now = Walk(), Session.start(script, now=BEGUN, seed=seed), BEGUN
    screen = session.next()
    while screen is not None:
        for question in screen.questions:
            if question.kind != "note":
                now += timedelta(seconds=3)
                assert walk.answer(session, question.path, simple(question, seed), now), question.path
        screen = session.next(screen.path)
    walk.look(session)
    chance = Random(seed)
    for number in range(edits):
        asked = [p for p, (shown, _) in places(session).items() if shown and _question(session, p)]
        path = chance.choice(asked)
        question = next(one for one in session.screen(path).questions if one.path == path)
        walk.answer(session, question.path, _other(question, chance), now + timedelta(seconds=number))
        if number % LOOK_EVERY == LOOK_EVERY - 1:
            walk.look(session)
    return walk


def _question(session: Session, path: str) -> bool:
    definition = session.form.by_path["/".join(part.partition("[")[0] for part in path.split("/"))]
    return definition.control is not None and not definition.is_note


def _other(question: Any, chance: Random) -> str:
    """Another answer that the question might take; sometimes none."""
    if chance.random() < 0.1 or (question.kind == "select_one" and not question.choices):
        return ""
    if question.kind == "select_multiple":
        return " ".join(choice.value for choice in question.choices if chance.random() < 0.4)
    if question.choices:
        return str(chance.choice(question.choices).value)
    return str(chance.randint(0, 9)) if question.kind in ("integer", "decimal") else simple(question)


def theirs(jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What ODK's engine makes of the same jobs, one process for all."""
    told = "".join(f"{json.dumps(job)}\n" for job in jobs)
    done = subprocess.run(["node", str(PEER)], input=told, capture_output=True, text=True, check=False)
    if done.returncode != 0 or not done.stdout:
        raise SystemExit(f"ODK's engine did not run: {done.stderr.strip()[:500]}\nDo: make bench-engine")
    return [json.loads(line) for line in done.stdout.splitlines()]


def differences(ours: Places, told: list[list[Any]]) -> list[str]:
    """Places whose relevance, or value where they are relevant, is not the same."""
    found, known = [], {ref: (relevant, value) for ref, relevant, value in told}
    for path, (shown, value) in ours.items():
        if "/meta" in path:
            continue  # the number of an interview is drawn by each engine for itself
        if path not in known:
            found.append(f"{path}: not there for them")
            continue
        relevant, text = known.pop(path)
        if relevant is not shown:
            found.append(f"{path}: {'asked' if shown else 'not asked'} by us alone")
        elif shown and text is not None and not alike(value, text):
            found.append(f"{path}: {value!r} for us, {text!r} for them")
    return found + [
        f"{path}: not there for us" for path in known if "/meta" not in path and "orx:" not in path
    ]


def alike(ours: str, text: str) -> bool:
    """Whether two values are the same; 2.5 and 2.50 are one number."""
    try:
        return ours == text or float(ours) == float(text)
    except ValueError:
        return False


def beside(questions: int, *, passes: int, edits: int) -> tuple[bool, str]:
    """One size: whether the goal is met and all agrees, and the line that says so."""
    name = f"{questions}.md"
    text = long_script(questions, household=True)
    script, (xml, _) = scripts.load(text, name=name), scripts._compiled(read_workbook(text, name=name))
    walks = [walked(script, 1, edits=edits) for _ in range(passes)]
    told = theirs([{"xml": xml, "ops": walk.ops} for walk in walks])
    broken = next((one["error"] for one in told if "error" in one), "")
    if broken:
        return False, f"{questions:>6} questions: ODK's engine fails: {broken}"
    apart = [
        line
        for walk, one in zip(walks, told, strict=True)
        for ours, look in zip(walk.looks, one["states"], strict=True)
        for line in differences(ours, look)
    ]
    places_compared = sum(len(look) for walk in walks for look in walk.looks)
    ours = [time * 1000 for walk in walks[1:] for time in walk.times]
    others = [time for one in told[1:] for time in one["times"]]
    mean, other = sum(ours) / len(ours), sum(others) / len(others)
    line = (
        f"{questions:>6} questions: {len(ours)} answers;"
        f" ours mean {mean:.3f} ms, p99 {quantile(ours, 0.99):.3f};"
        f" theirs mean {other:.3f}, p99 {quantile(others, 0.99):.3f}; {other / mean:.1f} times as fast;"
        f" {len(apart)} of {places_compared} places differ"
    )
    return other / mean >= GOAL and not apart, "\n".join([line, *(f"         {one}" for one in apart[:5])])


def main() -> int:
    """A line a size; 1 if the goal is missed or anything differs."""
    options = argparse.ArgumentParser(prog="python -m tests.bench.beside", description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    options.add_argument("--passes", type=int, default=PASSES)
    options.add_argument("--edits", type=int, default=EDITS)
    asked = options.parse_args()
    good = True
    for questions in asked.sizes:
        met, line = beside(questions, passes=asked.passes, edits=asked.edits)
        good = good and met
        print(line, flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

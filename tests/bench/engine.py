"""The script engine alone: an answer, the next question found and worded, compiling, memory."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

from callassist.questionnaire import complaints
from callassist.questionnaire import script as scripts
from callassist.questionnaire.columns import items
from callassist.questionnaire.reading import read_form
from callassist.questionnaire.script import Script
from callassist.questionnaire.session import Session
from callassist.questionnaire.workbook import read_workbook
from tests.bench.ground import Grounds
from tests.bench.long_script import long_script
from tests.bench.rows import Result, Size, ms, quantile

BEGUN = datetime(2026, 10, 8, 9, tzinfo=UTC)
TONGUES = ("en", "ur")
QUESTIONS = 500


def answering(size: Size, _grounds: Grounds) -> Iterator[Result]:
    """An answer with all it changes; then the same with the next question found and its words made."""
    script = scripts.load(long_script(QUESTIONS), name="long.md")
    alone: list[float] = []
    both: list[float] = []
    for n in range(size.answers):
        walk(script, n, alone, both)
    mean, whole = sum(alone) / len(alone), sum(both) / len(both)
    tail = quantile(both, 0.99)
    yield Result(
        f"answer alone, {QUESTIONS} questions",
        "mean <= 0.1 ms",
        f"mean {ms(mean)}, p99 {ms(quantile(alone, 0.99))}, {len(alone)} answers",
        mean <= 0.0001,
    )
    yield Result(
        "answer, next question found and worded",
        "mean <= 0.3, p99 <= 3 ms",
        f"mean {ms(whole)}, p99 {ms(tail)}, worst {ms(max(both))}",
        whole <= 0.0003 and tail <= 0.003,
    )


def walk(script: Script, seed: int, alone: list[float], both: list[float]) -> Session:
    session = Session.start(script, now=BEGUN, seed=seed)
    now, screen = BEGUN, session.next()
    while screen is not None:
        for question in screen.questions:
            now += timedelta(seconds=3)
            value = simple(question, seed)
            began = perf_counter()
            verdict = session.answer(question.path, value, now=now)
            answered = perf_counter()
            screen = session.next(question.path)
            if screen is not None:
                worded(screen)
            ended = perf_counter()
            assert verdict.accepted, (question.path, value, verdict.violation)
            alone.append(answered - began)
            both.append(ended - began)
    return session


def worded(screen: Any) -> int:
    """All the words that a page of this screen needs, in both languages; how many signs."""
    signs = 0
    for question in screen.questions:
        for tag in TONGUES:
            signs += len(question.label(tag).text) + len(question.hint(tag).text)
            signs += sum(len(choice.label(tag).text) for choice in question.choices)
    return signs


def simple(question: Any, seed: int = 0) -> str:
    """An answer that a question takes, another one for another seed where it has a choice."""
    match question.kind:
        case "note":
            return "OK"
        case "select_one":
            choices = question.choices
            return str(choices[seed % len(choices) if len(choices) > 2 else 0].value)
        case "select_multiple":
            return " ".join(choice.value for choice in question.choices[:2])
        case "integer":
            return "2"
        case "decimal":
            return "2.5"
        case "date":
            return "2020-01-01"
        case _:
            return "words of hers"


def compiling(size: Size, _grounds: Grounds) -> Iterator[Result]:
    """From what pyxform made to a form that runs, pyxform's own part being the floor."""
    ready: list[float] = []
    before: list[float] = []
    for variant in range(size.answers):
        book = read_workbook(long_script(QUESTIONS, variant=variant), name="long.md")
        began = perf_counter()
        xml, _warnings = scripts._compiled(book)
        compiled = perf_counter()
        form = read_form(xml)
        items(book, form)
        complaints.refuse_rings(book, form)
        ready.append(perf_counter() - compiled)
        before.append(compiled - began)
    median, floor = quantile(ready, 0.5), quantile(before, 0.5)
    yield Result(
        f"compile to ready form, {QUESTIONS} questions",
        "<= 150 ms after pyxform",
        f"median {ms(median)}, worst {ms(max(ready))}",
        median <= 0.15,
        f"pyxform itself {ms(floor)}",
        median / floor,
    )


def memory(size: Size, _grounds: Grounds) -> Iterator[Result]:
    """What a form and a session take of the machine's memory, in a process of their own."""
    forms, sessions = (10, 100) if size.answers > 1 else (2, 3)
    said = subprocess.run(
        [sys.executable, "-m", "tests.bench.weigh", str(forms), str(sessions)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    form, session = float(said[0]), float(said[1])
    yield Result(
        f"memory a form, {QUESTIONS} questions", "<= 10 MB", f"{form:.2f} MB (RSS over {forms})", form <= 10
    )
    yield Result(
        "memory a session, answered to its end",
        "<= 0.4 MB",
        f"{session:.3f} MB (RSS over {sessions})",
        session <= 0.4,
    )

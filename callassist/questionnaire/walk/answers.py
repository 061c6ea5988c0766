"""Answers made up for a question: what its conditions look for first, then anything its type allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from callassist.questionnaire.entries import Missing
from callassist.questionnaire.screens import Question
from callassist.questionnaire.walk.chance import Chance

WORDS = ("some words", "07700 900123", "AB1 2CD", "12")
MOST_TRIED = 24
_REFUSES = 0.03


def made_up(
    question: Question, chance: Chance, now: datetime, *, wanted: Sequence[str], avoided: Sequence[str]
) -> Iterator[str | Missing]:
    """Answers to try in turn until one passes the question's check; the last is that she refuses."""
    if question.kind == "note" or question.kind == "trigger":
        yield "OK"
        return
    if not wanted and chance.share() < _REFUSES:
        yield Missing.REFUSED
    if wanted:
        yield _chosen(question, chance.pick(wanted), chance)
    for _ in range(MOST_TRIED):
        tried = _one(question, chance, now, wanted)
        if tried is None:
            break
        if tried not in avoided or chance.share() < 0.2:
            yield tried
    yield Missing.REFUSED


def _chosen(question: Question, value: str, chance: Chance) -> str:
    """A wanted value, perhaps with others beside it where several may be chosen."""
    if question.kind != "select_multiple":
        return value
    others = [c.value for c in question.choices if c.value != value and chance.share() < 0.3]
    return " ".join([value, *others])


def _one(question: Question, chance: Chance, now: datetime, wanted: Sequence[str]) -> str | None:
    offered = [choice.value for choice in question.choices]
    match question.kind:
        case "select_one":
            return chance.pick(offered) if offered else None
        case "select_multiple":
            return " ".join(chance.shuffled(offered)[: chance.between(1, 3)]) if offered else None
        case "rank":
            return " ".join(chance.shuffled(offered)) if offered else None
        case "range":
            return _in_range(question, chance)
        case "integer" | "decimal":
            high = chance.pick((4, 10, 20, 100, 1000))
            return chance.pick([*wanted, str(chance.between(0, high))])
        case "date":
            return (now - timedelta(days=_days(chance))).date().isoformat()
        case "datetime":
            return (now - timedelta(days=_days(chance))).isoformat()
        case "time":
            return f"{chance.between(0, 23):02}:{chance.between(0, 59):02}"
        case _:
            return chance.pick([*wanted, *WORDS])


def _days(chance: Chance) -> int:
    """How long ago: this month, this year or some years; now and then in time to come."""
    return chance.between(-30, chance.pick((30, 400, 4000)))


def _in_range(question: Question, chance: Chance) -> str:
    bounds = question.bounds()
    start, end, step = (float(bounds.get(name) or other) for name, other in _BOUNDS.items())
    steps = int(abs(end - start) / (abs(step) or 1))
    value = min(start, end) + (abs(step) or 1) * chance.between(0, steps)
    return str(int(value)) if value == int(value) else str(value)


_BOUNDS = {"start": "0", "end": "10", "step": "1"}

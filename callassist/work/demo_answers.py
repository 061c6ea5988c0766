"""Plausible answers of a made-up parent, drawn from a seed: the same parent always answers the same."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import datetime

from callassist.errors import Fault
from callassist.questionnaire.entries import Missing
from callassist.questionnaire.screens import Question
from callassist.questionnaire.session import Answer, Session
from callassist.work.answers import PASSED, Given

MOST = 600
TRIES = 60
ALWAYS: Mapping[str, Answer] = {
    "is_it_she": "yes",
    "safe": "yes",
    "overheard": "alone",
    "go_on": "yes",
    "children_same": "yes",
    "number_same": "yes",
    "second_contact": "yes",
    "interpreter_next": Missing.DONT_KNOW,
    "language_next": Missing.DONT_KNOW,
    "times": Missing.DONT_KNOW,
    "p9": "0",
}
WORDS = (
    "We like to cook together on Sundays.",
    "It is quieter since the summer.",
    "The bus to school takes long.",
    "They laugh a lot.",
)
NONE_OF_THEM = ("none", "nobody")
UPWARDS = (4, 8, 12, 40)
NO_ANSWER = ((0.02, Missing.DONT_KNOW), (0.03, Missing.REFUSED))


def answers(session: Session, dice: random.Random, now: datetime) -> Iterator[Given]:
    """Answer a session to its end, question by question, and tell each answer. It moves the session."""
    screen = session.next()
    for _ in range(MOST):
        if screen is None:
            return
        for asked in screen.questions:
            if session.state(asked.path).relevant:
                yield Given(asked.path, _answered(session, asked, dice, now))
        screen = session.next(screen.path)
    raise Fault("a made-up interview came to no end")


def _answered(session: Session, asked: Question, dice: random.Random, now: datetime) -> Answer:
    for _ in range(TRIES):
        wanted = _answer(asked, dice)
        if session.answer(asked.path, wanted, now=now).accepted:
            return wanted
    session.answer(asked.path, Missing.DONT_KNOW, now=now)
    return Missing.DONT_KNOW


def _answer(asked: Question, dice: random.Random) -> Answer:
    if asked.name in ALWAYS:
        return ALWAYS[asked.name]
    if asked.kind == "note":
        return PASSED
    if not asked.required and dice.random() < 0.1:
        return None
    drawn = dice.random()
    for share, missing in () if asked.item.instrument else NO_ANSWER:
        if drawn < share:
            return missing
    match asked.kind:
        case "select_one" | "select_multiple":
            return _chosen(asked, dice)
        case "integer":
            return str(dice.randint(0, dice.choice(UPWARDS)))
        case "decimal":
            return str(dice.randint(0, 2 * dice.choice(UPWARDS)) / 2)
        case "date":
            return f"{dice.randint(2008, 2024)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        case "text":
            return dice.choice(WORDS)
        case _:
            return Missing.NOT_APPLICABLE


def _chosen(asked: Question, dice: random.Random) -> str:
    values = [choice.value for choice in asked.choices]
    if asked.kind == "select_one":
        return dice.choice(values)
    alone = [value for value in values if value in NONE_OF_THEM]
    if alone and dice.random() < 0.3:
        return alone[0]
    several = [value for value in values if value not in NONE_OF_THEM]
    return " ".join(dice.sample(several, min(len(several), dice.randint(1, 3))))

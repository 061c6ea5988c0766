"""One walk through a script: what was asked in which order, with which made-up or given answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from callassist.errors import Refusal
from callassist.questionnaire.entries import Missing
from callassist.questionnaire.form import Definition
from callassist.questionnaire.screens import Question, Screen
from callassist.questionnaire.script import Script
from callassist.questionnaire.session import Session
from callassist.questionnaire.walk.answers import made_up
from callassist.questionnaire.walk.brought import Brought
from callassist.questionnaire.walk.chance import Chance
from callassist.questionnaire.walk.length import words
from callassist.questionnaire.walk.wishes import Wishes
from callassist.questionnaire.xpath.references import references

LONGEST = 5_000  # questions of one interview
MOST_OWN_ROWS = 40  # of a repeat that its own answers go on feeding
MOST_OPEN_ROWS = 3  # that a made-up family adds by hand


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it was asked. `item` is its path without row numbers; `spoken` words by language."""

    item: str
    name: str
    kind: str
    section: str
    rows: tuple[int, ...]
    answer: str
    spoken: Mapping[str, int]
    given: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """All that was asked in one walk; `stuck` names the repeat that it did not come out of."""

    asked: tuple[Asked, ...]
    stuck: str = ""

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections in their order, each once."""
        return tuple(dict.fromkeys(one.section for one in self.asked))


@dataclass(slots=True)
class Walker:
    """Walks one script. `wishes` say which answers to try first, `given` which must be taken."""

    script: Script
    chance: Chance
    wishes: Wishes
    instances: Mapping[str, Brought]
    now: datetime
    seed: int
    given: Mapping[str, str] = field(default_factory=dict)

    def walk(self) -> Route:
        """From the first question to the last. Raises Refusal for a given answer that is not taken."""
        session = Session.start(
            self.script, now=self.now, instances=self.instances, seed=self.seed, zone=ZoneInfo("UTC")
        )
        fed, added = self_fed(self.script), set[tuple[str, int]]()
        asked: list[Asked] = []
        screen = session.next()
        while screen is not None:
            for question in screen.questions:
                asked.append(self._ask(session, screen, question))
                if any(fed[at] and row > MOST_OWN_ROWS for at, row in _rows(question, fed)):
                    return Route(tuple(asked), next(at for at, on in _rows(question, fed) if fed[at]))
                self._add_rows(session, question, fed, added)
            if len(asked) > LONGEST:
                return Route(tuple(asked), screen.path)
            screen = session.next(screen.path)
        return Route(tuple(asked))

    def _ask(self, session: Session, screen: Screen, question: Question) -> Asked:
        answer = self._answer(session, question)
        item = _unnumbered(question.path)
        return Asked(
            item=item,
            name=question.name,
            kind=question.kind,
            section=screen.section(self.script.default_language).text,
            rows=question.rows,
            answer=str(answer),
            spoken=self._spoken(screen, question),
            given=self._given(question) is not None,
        )

    def _answer(self, session: Session, question: Question) -> str | Missing:
        self.now += timedelta(seconds=1)
        told = self._given(question)
        if told is not None:
            answer = Missing(told) if told in set(Missing) else told
            verdict = session.answer(question.path, answer, now=self.now)
            if not verdict.accepted:
                why = verdict.violation.get(self.script.default_language, "it is not taken.")
                raise Refusal(f"answer to {question.name}", f"{told!r} is not taken here.", why)
            return answer
        item = _unnumbered(question.path)
        wanted = self.wishes.wanted.get(item, [])
        tries = made_up(
            question, self.chance, self.now, wanted=wanted, avoided=self.wishes.avoided.get(item, [])
        )
        for tried in tries:
            if session.answer(question.path, tried, now=self.now).accepted:
                return tried
        return ""

    def _given(self, question: Question) -> str | None:
        """The answer that was given for a question: by its path, or by its name in any row."""
        short = question.path.split("/", 2)[-1]
        return next(
            (self.given[key] for key in (question.path, short, question.name) if key in self.given), None
        )

    def _spoken(self, screen: Screen, question: Question) -> dict[str, int]:
        """Words read aloud; a set on one scale has its answers read with the first line alone."""
        first = question is screen.questions[0] or not screen.grouped
        aloud = first and not question.item.listen
        found = {}
        for tag in (language.tag for language in self.script.languages):
            read = [question.label(tag).text]
            read += [choice.label(tag).text for choice in question.choices] if aloud else []
            read += [screen.title(tag).text] if first else []
            found[tag] = sum(words(text) for text in read)
        return found

    def _add_rows(
        self, session: Session, question: Question, fed: Mapping[str, bool], added: set[tuple[str, int]]
    ) -> None:
        """In an open repeat, add another row now and then, as an interviewer would."""
        for at, row in _rows(question, fed):
            definition = self.script.form.by_path[at]
            if definition.fixed or row >= MOST_OPEN_ROWS or (at, row) in added:
                continue
            added.add((at, row))
            if self.chance.share() < 0.4:
                around = question.path[: question.path.rindex(f"/{definition.key}[")]
                session.add_row(f"{around}/{definition.key}", now=self.now)


def self_fed(script: Script) -> dict[str, bool]:
    """Every repeat by its path: whether the number of its rows hangs on answers within it."""
    return {one.path: _feeds_itself(script, one) for one in script.form.definitions if one.repeated}


def _feeds_itself(script: Script, repeat: Definition) -> bool:
    inside = [one for one in script.form.definitions if one.path.startswith(f"{repeat.path}/")]
    fed = {action.target for one in (repeat, *inside) for action in (*one.on_change, *one.on_new_row)}
    waiting, seen = [repeat], {repeat.path}
    while waiting:
        at = waiting.pop()
        rule = at.count if at is repeat else at.calculate
        for read in references(rule.tree, at.names) if rule is not None else ():
            path = "/" + "/".join(read.names)
            if path in fed or path.startswith(f"{repeat.path}/"):
                return True
            found = script.form.by_path.get(path)
            if found is not None and path not in seen:
                seen.add(path)
                waiting.append(found)
    return False


def _rows(question: Question, repeats: Mapping[str, bool]) -> Sequence[tuple[str, int]]:
    """The repeats that a question stands in, outermost first, each with the number of its row."""
    parts = _unnumbered(question.path).split("/")
    around = ["/".join(parts[:end]) for end in range(2, len(parts) + 1)]
    return tuple(zip((path for path in around if path in repeats), question.rows, strict=False))


def _unnumbered(path: str) -> str:
    return "/".join(part.partition("[")[0] for part in path.split("/"))

"""A parent on the line, for stories about the scripts: she answers by name of question, else plainly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from callassist.edition.check import examine
from callassist.edition.read import Edition, read
from callassist.errors import Complaint
from callassist.questionnaire.screens import Question, Screen
from callassist.questionnaire.session import Missing, Session

STUDIES = Path(__file__).parents[2] / "scripts" / "questionnaires"
NOW = datetime(2026, 10, 8, 15, 15, tzinfo=UTC)
ENROLMENT = {"caller": "Samina", "call_her": "Mrs Akhtar", "child_called": "Zara", "children": "2"}
CHILDREN = [{"n": "1", "called": "Zara", "age": "9"}, {"n": "2", "called": "Bilal", "age": "1"}]
Fields = Mapping[str, str]
PLAIN = {"integer": "1", "decimal": "5", "text": "some words", "date": "2026-01-05"}


@cache
def files(study: str) -> Mapping[str, bytes]:
    """The files of a study's folder, as cli and work hand them over."""
    return {path.name: path.read_bytes() for path in (STUDIES / study).iterdir() if path.is_file()}


@cache
def edition(study: str) -> Edition:
    return read(files(study))


@cache
def told(study: str, live: bool = False) -> tuple[Complaint, ...]:
    """What `check` says of a study's folder."""
    return tuple(examine(files(study), live=live))


class Interview:
    """One interview: screen by screen, with what was said and what was asked."""

    def __init__(
        self, study: str, script: str, *, language: str | None = None, prior: Sequence[Fields] = ()
    ) -> None:
        self.script = edition(study).scripts[script]
        self.session = Session.start(
            self.script,
            now=NOW,
            language=language,
            instances={"enrolment": ENROLMENT, "children": CHILDREN, "prior": list(prior)},
            seed=1,
        )
        self.asked: list[str] = []

    def goes(self, **answers: str | Missing) -> Interview:
        """Go on to the end, giving these answers by name of question and plain ones elsewhere."""
        for screen in self._screens():
            for question in screen.questions:
                self.asked.append(question.name)
                given = answers.get(question.name) or plain(question)
                verdict = self.session.answer(question.path, given, now=NOW)
                assert verdict.accepted, (question.path, given, verdict.violation)
        return self

    def says(self, name: str, value: str) -> bool:
        """Whether an answer to a question that is being asked is taken."""
        path = next(p for p in self.session.paths() if p.rpartition("/")[2] == name)
        return self.session.answer(path, value, now=NOW).accepted

    def heard(self, name: str) -> dict[str, str]:
        """What a question that is being asked says, by language tag."""
        question = next(q for q in self.questions() if q.name == name)
        return {language.tag: question.label(language.tag).text for language in self.script.languages}

    def questions(self) -> list[Question]:
        """Every question that is being asked as things stand, in order."""
        return [question for screen in self._screens() for question in screen.questions]

    def values(self, name: str) -> list[str]:
        return [f.value for f in self.session.fold() if f.name == name and f.relevant]

    def _screens(self) -> Iterator[Screen]:
        screen = self.session.next()
        while screen is not None:
            yield screen
            screen = self.session.next(screen.path)


def plain(question: Question) -> str:
    """The first choice, a small number, some words: what fits if nothing is said about a question."""
    if question.choices:
        return question.choices[0].value
    return PLAIN.get(question.kind, "OK")

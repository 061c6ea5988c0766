"""The verbs in which the stories of this room are told: a script, an interviewer, a parent's answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from callassist.questionnaire.entries import Missing
from callassist.questionnaire.events import Event
from callassist.questionnaire.folding import Folded
from callassist.questionnaire.screens import Question, Screen
from callassist.questionnaire.script import Script, load
from callassist.questionnaire.session import Session, Verdict

MORNING = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
FAMILY = {
    "child_name": "Maya",
    "site": "Luton",
    "children": "2",
}


def script(tables: str, *, name: str = "tiny.md") -> Script:
    """A script written as tables in the test's own body."""
    return load(tables, name=name)


class Interview:
    """One interview being told. Names stand for questions; a row is written as children[2]/child_age."""

    def __init__(self, read: Script, *, seed: int = 7, language: str | None = None, **family: str) -> None:
        self.script = read
        self.seed = seed
        self.now = MORNING
        self.instances = {"enrolment": {**FAMILY, **family}}
        self.session = Session.start(
            read, now=self.now, language=language, instances=self.instances, seed=seed
        )
        self.events: list[Event] = [self.session.started] if self.session.started else []

    def path(self, name: str) -> str:
        """The path of a question by the end of its path."""
        if name.startswith("/"):
            return name
        return next(path for path in self.session.paths() if path.endswith(f"/{name}"))

    def answer(self, name: str, value: str | Missing | None) -> Verdict:
        """Give an answer a second after the last one."""
        self.now += timedelta(seconds=1)
        verdict = self.session.answer(self.path(name), value, now=self.now)
        self.events.extend(verdict.events)
        return verdict

    def value(self, name: str) -> str:
        return self.session.state(self.path(name)).value

    def asked(self, name: str) -> bool:
        """Whether a question is relevant now."""
        return self.session.state(self.path(name)).relevant

    def question(self, name: str) -> Question:
        path = self.path(name)
        return next(q for q in self.session.screen(path).questions if q.path == path)

    def way(self) -> list[str]:
        """The paths of all screens in order, without /data/."""
        return [screen.path.removeprefix("/data/") for screen in self.screens()]

    def screens(self) -> list[Screen]:
        found, screen = [], self.session.next()
        while screen is not None:
            found.append(screen)
            screen = self.session.next(screen.path)
        return found

    def folded(self, name: str) -> Folded:
        path = self.path(name)
        return next(item for item in self.session.fold() if item.path == path)

    def another_day(self) -> Interview:
        """The same interview brought back from its stored events."""
        again = Interview.__new__(Interview)
        again.script, again.seed, again.now = self.script, self.seed, self.now + timedelta(days=1)
        again.instances, again.events = self.instances, list(self.events)
        again.session = Session.replay(self.script, self.events, instances=self.instances, seed=self.seed)
        return again

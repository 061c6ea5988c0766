"""One interview being held: answers in, the next question out, and everything an answer changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from callassist.errors import Refusal
from callassist.questionnaire import answering, folding, more, rows, snapshots, walking
from callassist.questionnaire.brought import Instance, brought
from callassist.questionnaire.entries import Entry, Missing
from callassist.questionnaire.events import Event, Happening
from callassist.questionnaire.folding import Folded
from callassist.questionnaire.form import Form
from callassist.questionnaire.ripple import Ripple, work_out_all
from callassist.questionnaire.screens import Screen, Section
from callassist.questionnaire.script import Script
from callassist.questionnaire.starting import set_first_values
from callassist.questionnaire.state import State
from callassist.questionnaire.stops import Way
from callassist.questionnaire.verdicts import Answer, NodeState, Told, Verdict
from callassist.questionnaire.wording import Text
from callassist.questionnaire.xpath.dates import Calendar

__all__ = ["Answer", "Missing", "NodeState", "Session", "Told", "Verdict"]
LONDON = ZoneInfo("Europe/London")
NONE: Mapping[str, Instance] = {}


class Session:
    """An interview. Start a new one, replay its events, or restore a snapshot; then answer and move.

    `zone` is the study's; dates are its whole calendar days unless another `calendar` is given.
    """

    def __init__(self, script: Script, state: State) -> None:
        self.script = script
        self.started: Event | None = None
        self.sequence = 0
        self._state = state
        self._way: Way | None = None

    @classmethod
    def start(
        cls,
        script: Script,
        *,
        now: datetime,
        language: str | None = None,
        instances: Mapping[str, Instance] = NONE,
        seed: int,
        zone: tzinfo = LONDON,
        calendar: Calendar | None = None,
    ) -> Session:
        """A new interview at `now` (aware). `instances` are brought along: enrolment, prior.

        `seed` decides every draw; the same seed and answers give the same interview.
        """
        form = script.form
        state = State(
            form,
            calendar=calendar or Calendar(zone),
            now=now,
            language=language or script.default_language,
            seed=seed,
            external=brought(instances),
        )
        session = cls(script, state)
        set_first_values(state)
        extra: dict[str, str | int] = {"seed": seed, "script": script.digest}
        session.started = Event(Happening.STARTED, "", state.language, None, now, extra)
        session.sequence = 1
        return session

    @classmethod
    def replay(
        cls,
        script: Script,
        events: Iterable[Event],
        *,
        instances: Mapping[str, Instance] = NONE,
        seed: int,
        zone: tzinfo = LONDON,
    ) -> Session:
        """The interview that these events tell, the first of them `started`."""
        told = iter(events)
        first = next(told, None)
        if first is None or first.kind is not Happening.STARTED:
            raise Refusal("interview", "its events do not begin with the start", "Restore them from a copy.")
        session = cls.start(
            script, now=first.at, language=first.value, instances=instances, seed=seed, zone=zone
        )
        for event in told:
            session.repeat_event(event)
        return session

    def repeat_event(self, event: Event) -> None:
        """Let an event that was stored happen again."""
        match event.kind:
            case Happening.ANSWER:
                self.answer(event.path, event.missing or event.value, now=event.at)
            case Happening.ROW_ADDED:
                self.add_row(event.path, now=event.at)
            case Happening.ROW_REMOVED:
                self.remove_row(event.path, now=event.at)
            case Happening.LANGUAGE:
                self.set_language(event.value or "", now=event.at)
            case Happening.STARTED:
                raise Refusal("interview", "its events start twice", "Restore them from a copy.")

    def snapshot(self) -> bytes:
        """The whole state as JSON, to be restored with the same script and instances."""
        return snapshots.written(self._state, self.sequence)

    @classmethod
    def restore(
        cls,
        script: Script,
        snapshot: bytes,
        *,
        instances: Mapping[str, Instance] = NONE,
        zone: tzinfo = LONDON,
    ) -> Session:
        """The interview as it stood when the snapshot was written."""
        state, sequence = snapshots.read(
            script.form, snapshot, external=brought(instances), calendar=Calendar(zone)
        )
        session = cls(script, state)
        session.sequence = sequence
        return session

    @property
    def form(self) -> Form:
        """The form that is being run."""
        return self._state.form

    @property
    def language(self) -> str:
        """The tag of the language being spoken."""
        return self._state.language

    def set_language(self, tag: str, *, now: datetime) -> tuple[Event, ...]:
        """Speak another of the script's languages from here on."""
        if tag not in {language.tag for language in self.form.languages}:
            raise Refusal("language", f"the script has no {tag!r}", "Choose one of the script's languages.")
        self._state.language = tag
        self._begin(now)
        work_out_all(self._state)
        return (Event(Happening.LANGUAGE, "", tag, None, now),)

    def answer(self, path: str, value: Answer, *, now: datetime) -> Verdict:
        """Take an answer: XForm text, a typed missing, or None to clear it. A note is passed with "OK".

        Raises Refusal for a path that is no question of this interview.
        """
        entry = self._entry(path)
        previous = self._begin(now)
        judged = answering.judge(entry, value, self._state)
        if judged.violation:
            self.sequence -= 1
            self._state.event = self.sequence
            self._state.env.now = previous
            return Verdict(False, judged.violation)
        ripple = Ripple(self._state)
        ripple.queue_clock()
        entry.missing = judged.missing
        entry.passed = judged.passed
        entry.touched = value is not None
        ripple.put(entry, judged.text)
        ripple.settle()
        kept = None if value is None or judged.missing else (value if judged.passed else judged.text)
        event = Event(Happening.ANSWER, path, str(kept) if kept is not None else None, judged.missing, now)
        return self._verdict(ripple, event)

    def add_row(self, path: str, *, now: datetime) -> Verdict:
        """Add a row to an open repeat; `path` is the repeat's, without a row number at its end."""
        definition = self.form.by_path.get(_unnumbered(path))
        stem = path.rpartition("/")[0]
        parent = self._state.find(stem) if definition is not None else None
        if definition is None or parent is None or not definition.repeated or definition.fixed:
            raise Refusal(path, "no row can be added here", "Change the answer that counts the rows.")
        if len(parent.named(definition.key)) >= rows.MOST:
            raise Refusal(path, f"there are {rows.MOST} rows already", "Remove one first.")
        self._begin(now)
        ripple = Ripple(self._state)
        ripple.row_came(rows.add_fresh(definition, parent))
        ripple.queue_clock()
        ripple.settle()
        return self._verdict(ripple, Event(Happening.ROW_ADDED, path, None, None, now))

    def remove_row(self, path: str, *, now: datetime) -> Verdict:
        """Take a row out of an open repeat; `path` is the row's, with its number."""
        entry = self._state.find(path)
        if entry is None or not entry.definition.repeated or entry.definition.fixed or entry.parent is None:
            raise Refusal(path, "this row cannot be removed", "Change the answer that counts the rows.")
        self._begin(now)
        parent = entry.parent
        parent.drop(entry)
        ripple = Ripple(self._state)
        ripple.row_went(entry, parent)
        ripple.queue_clock()
        ripple.settle()
        return self._verdict(ripple, Event(Happening.ROW_REMOVED, path, None, None, now))

    def count_rows(self, path: str) -> int:
        """How many rows a repeat has; `path` is the repeat's, without a row number at its end."""
        stem, _, name = path.rpartition("/")
        parent = self._state.find(stem)
        return len(parent.named(name)) if parent is not None else 0

    def title_of(self, path: str) -> Callable[[str], Text]:
        """The title of a group or repeat by language tag; blank without one. `path` as for `count_rows`."""
        parent, form = self._state.find(path.rpartition("/")[0]) or self._state.root, self.form
        wording = walking.group_label(form, form.by_path[_unnumbered(path)])
        return lambda tag: wording.render(tag, form.default_language, parent, self._state.env)

    def lists_ending(self, after: str, then: str | None) -> tuple[str, ...]:
        """The repeats without a fixed length that end between two screens, where one more may be added."""
        return more.between(self._walker(), after, then)

    def next(self, after: str | None = None) -> Screen | None:
        """The first screen after a path (None: the first of all) that is relevant; None at the end."""
        return walking.following(self._walker(), after)

    def previous(self, before: str) -> Screen | None:
        """The nearest relevant screen before a path; None at the beginning."""
        return walking.preceding(self._walker(), before)

    def path_after(self, after: str | None) -> str | None:
        """The path of that next screen, without its words."""
        return walking.path_after(self._walker(), after)

    def path_before(self, before: str) -> str | None:
        """The path of that screen before, without its words."""
        return walking.path_before(self._walker(), before)

    def stands(self, path: str, value: Answer) -> bool:
        """Whether an answer stands already, so that giving it again would change nothing."""
        return answering.stands(self._entry(path), value)

    def first_open(self) -> Screen | None:
        """Where to resume: a required question left open, else the first after the last answer; else None."""
        return walking.first_open(self._walker())

    def screen(self, path: str) -> Screen:
        """The screen that a path belongs to. Raises Refusal if it is not being asked."""
        found = walking.at(self._walker(), path)
        if found is None:
            raise Refusal(path, "this question is not being asked", "Go on with the next question.")
        return found

    def progress(self, at: str | None = None) -> tuple[Section, ...]:
        """The sections that are asked, with how much of each is done; `at` marks the current one."""
        return walking.progress(self._walker(), at)

    def state(self, path: str) -> NodeState:
        """How one place stands. Raises Refusal for a path that does not exist."""
        entry = self._entry(path, any_shape=True)
        definition, env = entry.definition, self._state.env
        control = definition.control
        wording = control.label if control else walking.group_label(self.form, definition)
        return NodeState(
            path=entry.path(),
            relevant=entry.shown,
            required=definition.required is not None and definition.required.truth(entry, env),
            readonly=answering.is_readonly(entry, self._state),
            value=entry.text,
            missing=entry.missing,
            violated=answering.breaks(entry, self._state),
            label=wording.render(self.language, self.form.default_language, entry, env),
        )

    def told(self, path: str) -> Told | None:
        """What was said at one place, cheaper than how it stands; None where no such place is."""
        entry = self._state.find(path)
        return Told(path, entry.shown, entry.text, entry.missing) if entry is not None else None

    def violations(self) -> tuple[str, ...]:
        """Paths of relevant answers that break their check now, for example after a later edit."""
        return tuple(e.path() for e in self._state.entries() if e.shown and answering.breaks(e, self._state))

    def unanswered(self) -> tuple[str, ...]:
        """Paths of relevant required questions that have neither a value nor a typed missing."""
        return tuple(e.path() for e in self._state.entries() if answering.is_open(e, self._state))

    def fold(self) -> tuple[Folded, ...]:
        """Every answered or asked item in order; what is not relevant is kept and marked."""
        return folding.fold(self._state, self.script)

    def paths(self) -> tuple[str, ...]:
        """The path of every place, in document order."""
        return tuple(entry.path() for entry in self._state.entries())

    def work_out_all(self) -> None:
        """Work everything out anew from the answers: the slow way that the fast one is checked against."""
        work_out_all(self._state)

    def _entry(self, path: str, *, any_shape: bool = False) -> Entry:
        entry = self._state.find(path)
        if entry is None or (not any_shape and entry.definition.control is None):
            raise Refusal(
                path, "there is no such question in this interview", "Go on from the last question shown."
            )
        return entry

    def _begin(self, now: datetime) -> datetime:
        previous = self._state.env.now
        self._state.env.now = now
        self.sequence += 1
        self._state.event = self.sequence
        return previous

    def _verdict(self, ripple: Ripple, event: Event) -> Verdict:
        if self._state.reshaped:
            self._way = None
        hidden = tuple(dict.fromkeys(e.path() for e in ripple.hidden if not e.shown))
        cleared = tuple(dict.fromkeys(e.path() for e in ripple.cleared))
        return Verdict(True, {}, hidden, cleared, (event,))

    def _walker(self) -> walking.Walker:
        if self._way is None or self._state.reshaped:
            self._way = Way(self._state)
            self._state.reshaped = False
        return walking.Walker(self._state, self._way, self.script.items)


def _unnumbered(path: str) -> str:
    return "/".join(part.partition("[")[0] for part in path.split("/"))

"""What an interview's page shows: the question in her language beside the interviewer's, and where we are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from callassist.edition.standing import Standing
from callassist.people.languages import direction, language
from callassist.questionnaire.screens import Choice, Question, Screen
from callassist.questionnaire.session import Session
from callassist.questionnaire.wording import NOTHING, Text
from callassist.work import opening
from callassist.work.sittings import How

KEYS = 9
UNAPPROVED = {
    Standing.NONE: "not whole; say the rest in your own words",
    Standing.OUTDATED: "older than the English",
    Standing.DRAFT: "draft, not read by a speaker",
    Standing.REVIEWED: "read by a speaker, not approved",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A text in the language and direction that it is written in."""

    text: str
    lang: str
    dir: str

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Tongue:
    """The two columns: `theirs` is what is read aloud, `ours` what the interviewer reads to herself.

    `rendered`: an interpreter, or the interviewer herself, puts the study's first language into `spoken`.
    `closed`: there are words in `spoken` that nobody has approved, and the study is live.
    """

    theirs: str
    ours: str
    spoken: str
    rendered: bool
    interpreted: bool
    closed: bool = False

    @property
    def one(self) -> bool:
        """Whether both columns would say the same."""
        return self.theirs == self.ours

    @property
    def across(self) -> bool:
        """Whether the words go from one language into another while she listens."""
        return self.interpreted or self.rendered

    @property
    def heading(self) -> str:
        """What stands over the column that is read aloud."""
        name, spoken = language(self.theirs).name, language(self.spoken).name
        if self.interpreted:
            return f"Read aloud in {name}: the interpreter renders it in {spoken}, word for word"
        if self.rendered:
            none = "the wording is not approved" if self.closed else f"there is no {spoken} wording"
            return f"Say this in {spoken}, word for word: {none}"
        return f"Read aloud: {name}"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that may be chosen; `key` is the figure that chooses it, "" beyond the ninth."""

    value: str
    key: str
    theirs: Said
    ours: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on the page. `item` is its place in the script, `index` its place on the page."""

    index: int
    item: str
    kind: str
    topic: str
    theirs: Said
    ours: str
    notes: tuple[str, ...]
    hint: str
    probe: str
    why: str
    options: tuple[Option, ...]
    value: str
    missing: str
    answered: bool
    listen: bool
    sensitive: bool
    number: int | None
    saved_at: datetime | None
    sound: bool = False  # there is a recording in the language that is spoken
    how: str = ""  # how an answer is typed, where its kind alone does not say it


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the script, as the bar across the top shows it."""

    name: str
    state: str  # done | here | later
    place: str  # 3 of 14, of the section that is here


@dataclass(frozen=True, slots=True)
class Page:
    """One screen of an interview. `now` is the index of the line to ask next in a set."""

    heading: str
    title: str
    asked: tuple[Asked, ...]
    set_title: Said
    set_ours: str
    scale: tuple[Option, ...]
    parts: tuple[Part, ...]
    now: int
    draft: str
    back: str | None


def tongue(session: Session, spoken: str, how: str, *, closed: bool = False) -> Tongue:
    """Which texts stand in which column for a sitting; `closed` to words that nobody has approved."""
    ours = session.script.default_language
    known = {one.tag for one in session.script.languages}
    interpreted = how != How.SELF
    worded = spoken in known and not interpreted
    theirs = spoken if worded and not closed else ours
    return Tongue(theirs, ours, spoken, theirs != spoken, interpreted, worded and closed and spoken != ours)


def page(
    session: Session,
    screen: Screen,
    tongues: Tongue,
    saved: Mapping[str, datetime],
    line: int | None,
    stands: Standing = Standing.APPROVED,
) -> Page:
    """A screen as the page shows it. `line` is the item of a set that was chosen by hand; `stands`: how far
    the words have come in the language that is read aloud."""
    asked = tuple(_asked(session, q, n, tongues, saved) for n, q in enumerate(screen.questions))
    scale = _scale(asked) if screen.grouped and len(asked) > 1 else ()
    title = screen.title(tongues.theirs)
    before = session.path_before(screen.path)
    return Page(
        heading=_heading(asked),
        title=_numbers(asked),
        asked=asked,
        set_title=_said(title),
        set_ours="" if tongues.one else screen.title(tongues.ours).text,
        scale=scale,
        parts=_parts(session, screen, tongues.ours),
        now=_now(asked, line),
        draft=_draft(stands, tongues),
        back=opening.short(session, before) if before is not None else None,
    )


def _asked(
    session: Session, question: Question, index: int, tongues: Tongue, saved: Mapping[str, datetime]
) -> Asked:
    theirs, ours = question.label(tongues.theirs), question.label(tongues.ours)
    other = "" if tongues.one else ours.text
    return Asked(
        index=index,
        item=opening.short(session, question.path),
        kind=question.kind,
        topic=question.name.replace("_", " "),
        theirs=_said(theirs),
        ours=other,
        notes=tuple(t.text for t in (question.instruction(tongues.ours),) if t.text),
        hint=question.hint(tongues.ours).text,
        probe=question.probe(tongues.ours).text,
        why=question.why(tongues.theirs).text,
        options=tuple(_option(c, n, tongues) for n, c in enumerate(question.choices, 1)),
        value=_as_typed(question),
        missing=question.missing.value if question.missing is not None else "",
        answered=question.answered,
        listen=question.item.listen,
        sensitive=question.item.sensitive,
        number=question.number,
        saved_at=saved.get(question.path) if question.answered else None,
        sound=question.item.texts.get("audio", NOTHING).has(tongues.spoken),
        how=_how_to_type(question),
    )


def _how_to_type(question: Question) -> str:
    """How an answer is typed, for kinds whose field does not say it."""
    kind = question.item.kind.partition(" ")[0]
    if question.kind == "range":
        bounds = question.bounds()
        steps = f", in steps of {bounds['step']}" if bounds.get("step", "1") != "1" else ""
        return f"A number from {bounds.get('start', '1')} to {bounds.get('end', '10')}{steps}."
    if kind == "geopoint":
        return "Latitude and longitude: 51.88 -0.42."
    return "Latitude and longitude of each point, semicolons between." if kind.startswith("geo") else ""


def _as_typed(question: Question) -> str:
    """What stands in the field: of answers put in order their numbers, as they were typed."""
    if question.kind != "rank":
        return question.value
    offered = [choice.value for choice in question.choices]
    return " ".join(str(offered.index(one) + 1) for one in question.value.split() if one in offered)


def _option(choice: Choice, number: int, tongues: Tongue) -> Option:
    return Option(
        value=choice.value,
        key=str(number) if number <= KEYS else "",
        theirs=_said(choice.label(tongues.theirs)),
        ours="" if tongues.one else choice.label(tongues.ours).text,
        chosen=choice.chosen,
    )


def _said(text: Text) -> Said:
    return Said(text.text, text.language, str(direction(text.language)))


def _scale(asked: Sequence[Asked]) -> tuple[Option, ...]:
    """The answers that all lines of a set share, or none when it is no set on one scale."""
    if any(one.kind != "select_one" for one in asked):
        return ()
    shared = {tuple(option.value for option in one.options) for one in asked}
    return asked[0].options if len(shared) == 1 and len(asked[0].options) <= KEYS else ()


def _now(asked: Sequence[Asked], line: int | None) -> int:
    if line is not None and 0 <= line < len(asked):
        return line
    return next((one.index for one in asked if not one.answered), len(asked) - 1)


def _heading(asked: Sequence[Asked]) -> str:
    numbers = _numbers(asked)
    if len(asked) == 1:
        return f"{numbers}: {asked[0].topic}" if asked[0].number is not None else "To be said"
    return numbers


def _numbers(asked: Sequence[Asked]) -> str:
    numbers = [one.number for one in asked if one.number is not None]
    if not numbers:
        return "To be said"
    if len(numbers) == 1:
        return f"Question {numbers[0]}"
    return f"Questions {numbers[0]} to {numbers[-1]}"


def _draft(stands: Standing, tongues: Tongue) -> str:
    if tongues.one or stands not in UNAPPROVED:
        return ""
    return f"{language(tongues.theirs).name} wording: {UNAPPROVED[stands]}"


def _parts(session: Session, screen: Screen, tag: str) -> tuple[Part, ...]:
    found, passed = [], False
    for section in session.progress(screen.path):
        state = "here" if section.current else "later" if passed else "done"
        passed = passed or section.current
        place = f"{min(section.done + 1, section.total)} of {section.total}" if section.current else ""
        found.append(Part(section.name(tag).text, state, place))
    return tuple(found)

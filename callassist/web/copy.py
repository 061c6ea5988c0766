"""An interview's script as one sheet with boxes, kept in the browser for when the line is gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from callassist.edition.standing import Standing
from callassist.errors import Refusal
from callassist.people.languages import direction
from callassist.questionnaire import paper
from callassist.questionnaire.form import Shape
from callassist.questionnaire.session import Session
from callassist.web import asking
from callassist.web.asking import KEYS, Asked, Option, Said, Tongue
from callassist.web.sitting import At
from callassist.work import aloud, opening
from callassist.work.house import House

# How a line of paper is put on the page: the server reads what is typed by the question's own kind.
KINDS = {
    "one": "select_one",
    "several": "select_multiple",
    "order": "text",
    "number": "decimal",
    "date": "date",
    "time": "time",
    "words": "text",
    "note": "note",
}
ROWS = 4  # how often a repeated part stands on the sheet at least
WORDS_IN = "instance('enrolment')"


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing on the sheet: a part's title, a question or something said, or what is worked out by hand.

    `again`: it is asked again after an interruption. `row`: which time round of a repeated part, from 1.
    """

    kind: str  # part | asked | worked
    words: str
    theirs: Said
    only_if: str
    otherwise: str
    notes: tuple[str, ...] = ()
    asked: Asked | None = None
    again: bool = False
    row: int = 0


def pieces(at: At, house: House) -> tuple[Piece, ...]:
    """The sheet of an interview in the languages of its sitting, from its first line.

    What an earlier interview said is filled in only once the opening has confirmed who is on the line.
    """
    tag = asking.tongue(at.session, at.spoken, at.how).theirs
    stands: Mapping[str, Standing] = {}
    if at.held.mode == "live" and tag != at.session.script.default_language:
        stands = aloud.by_place(at.connection, house, at.held, tag)
    lines = paper.lines(at.session.script, tag, known(at.session))
    made = (
        _piece(at, line, row, stands)
        for line, row in _with_rows(at.session, lines)
        if line.kind != "known" and (line.said or line.only_if)
    )
    return tuple(_numbered(made))


def known(session: Session) -> dict[str, str]:
    """What is filled in for names of the script before it begins: how she is called, her child's name."""
    confirmed, found = not opening.is_open(session), {}
    for one in session.form.definitions:
        rule = one.calculate.source if one.calculate is not None else ""
        if "instance(" not in rule or not (confirmed or WORDS_IN in rule) or _within(session, one.path):
            continue
        value = session.state(one.path).value
        if value:
            found[one.name] = value
    return found


def _within(session: Session, path: str) -> str:
    """The path of the repeated part that a place stands in, or ""."""
    return next((one for one in _repeats(session) if path.startswith(f"{one}/") or path == one), "")


def _repeats(session: Session) -> list[str]:
    return [one.path for one in session.form.definitions if one.shape is Shape.REPEAT]


def _with_rows(session: Session, lines: tuple[paper.Line, ...]) -> Iterator[tuple[paper.Line, int]]:
    """Every line, a repeated part as often as there are rows and then some; 0 outside of one."""
    waiting: list[paper.Line] = []
    around = ""
    for line in lines:
        inside = _within(session, line.path) if line.path else around
        if around and inside != around:
            yield from _rounds(session, around, waiting)
            waiting = []
        around = inside
        if inside:
            waiting.append(line)
        else:
            yield line, 0
    yield from _rounds(session, around, waiting)


def _rounds(session: Session, repeat: str, lines: list[paper.Line]) -> Iterator[tuple[paper.Line, int]]:
    if not lines:
        return
    rows = 1
    while _stands(session, f"{repeat}[{rows}]"):
        rows += 1
    for row in range(1, max(rows, ROWS) + 1):
        yield from ((line, row) for line in lines)


def _stands(session: Session, path: str) -> bool:
    try:
        session.state(path)
    except Refusal:
        return False
    return True


def _piece(at: At, line: paper.Line, row: int, stands: Mapping[str, Standing]) -> Piece:
    where = (line.path, line.item.kind.partition(" ")[2])
    closed = any(stands.get(one, Standing.APPROVED) is not Standing.APPROVED for one in where)
    tongues = asking.tongue(at.session, at.spoken, at.how, closed=closed)
    kind = {"part": "part", "rows": "part", "worked": "worked"}.get(line.kind, "asked")
    item = _item(at.session, line.path, row) if line.path else ""
    return Piece(
        kind=kind,
        words=line.said.ours or line.said.words,
        theirs=_said(line.said, tongues),
        only_if=line.only_if,
        otherwise=line.otherwise,
        notes=line.notes if kind == "part" else (),
        asked=_asked(line, item, tongues) if kind == "asked" else None,
        again=item in opening.SAFETY,
        row=row,
    )


def _item(session: Session, path: str, row: int) -> str:
    repeat = _within(session, path)
    whole = f"{repeat}[{row}]{path.removeprefix(repeat)}" if repeat else path
    return opening.short(session, whole)


def _asked(line: paper.Line, item: str, tongues: Tongue) -> Asked:
    """A line of paper as the question's page shows it."""
    return Asked(
        index=0,
        item=item,
        kind=KINDS.get(line.kind, "text") if line.choices or line.kind not in ("one", "several") else "text",
        topic=line.name.replace("_", " "),
        theirs=_said(line.said, tongues),
        ours=_ours(line.said, tongues),
        notes=line.notes,
        hint="",
        probe=line.probe.ours or line.probe.words,
        why=_said(line.why, tongues).text,
        options=tuple(
            Option(value, str(n) if n <= KEYS else "", _said(words, tongues), _ours(words, tongues), False)
            for (n, words), value in zip(line.choices, line.values, strict=True)
        ),
        value="",
        missing="",
        answered=False,
        listen=line.item.listen,
        sensitive=line.item.sensitive,
        number=line.number,
        saved_at=None,
    )


def _said(said: paper.Said, tongues: Tongue) -> Said:
    """What is read aloud: in her language unless its wording is closed to reading aloud."""
    text, tag = (said.ours, tongues.theirs) if said.ours and tongues.closed else (said.words, said.language)
    return Said(text, tag, str(direction(tag)) if tag else "ltr")


def _ours(said: paper.Said, tongues: Tongue) -> str:
    return "" if tongues.one else said.ours or said.words


def _numbered(made: Iterator[Piece]) -> Iterator[Piece]:
    """Give every question its place on the sheet."""
    index = 0
    for one in made:
        if one.asked is None:
            yield one
            continue
        yield replace(one, asked=replace(one.asked, index=index))
        index += 1

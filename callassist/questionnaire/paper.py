"""A script as it is printed in one language: numbered, with boxes for answers and the routing in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from callassist.questionnaire.columns import REFERENCE, Placed, base, placed
from callassist.questionnaire.form import Definition, Shape
from callassist.questionnaire.items import PLAIN, Item
from callassist.questionnaire.routing import Numbered, in_words
from callassist.questionnaire.script import Script
from callassist.questionnaire.wording import language_of
from callassist.questionnaire.workbook import Row


@dataclass(frozen=True, slots=True)
class Said:
    """Words and the language that they are in; `ours` the same in the script's first language, or blank."""

    words: str
    language: str
    ours: str = ""

    def __bool__(self) -> bool:
        return bool(self.words)


NOTHING = Said("", "")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing on paper. `only_if` says when it is asked, `otherwise` where to go on if not.

    kind: part, rows, note, known (filled in beforehand), worked (to be worked out), or the sort of answer
    (one, several, order, number, date, time, words). `path` is its place in the form without row numbers,
    `values` the codes of its choices in the same order.
    """

    kind: str
    said: Said
    number: int | None = None
    name: str = ""
    choices: tuple[tuple[int, Said], ...] = ()
    notes: tuple[str, ...] = ()
    probe: Said = NOTHING
    why: Said = NOTHING
    elsewhere: tuple[tuple[str, Said], ...] = ()  # the words of other channels: sms, keypad
    only_if: str = ""
    otherwise: str = ""
    item: Item = field(default=PLAIN)
    path: str = ""
    values: tuple[str, ...] = ()


_ANSWERS = {
    "select_one": "one",
    "select_multiple": "several",
    "rank": "order",
    "integer": "number",
    "decimal": "number",
    "range": "number",
    "date": "date",
    "time": "time",
    "datetime": "date",
    "note": "note",
}
_UNSAID = frozenset({"hidden", "start", "end", "today", "deviceid", "xml-external", "csv-external"})
NONE_KNOWN: Mapping[str, str] = {}
SHORT = 48  # letters of a title that a skip names; a longer one is named by its first question


def lines(script: Script, tag: str, known: Mapping[str, str] = NONE_KNOWN) -> tuple[Line, ...]:
    """Everything that is printed of a script in a language, in the order of the sheet.

    `known`: what is filled in for a name already, as a child's; without it the sheet says what belongs there.
    """
    places = [place for place in placed(script.book, script.form.root.name) if _printed(script, place)]
    numbered = _numbered(script, places)
    fill = _filler(script, numbered, known)
    found = [_line(script, place, numbered, tag, fill) for place in places]
    return tuple(_with_ways_on(found, places))


def _printed(script: Script, place: Placed) -> bool:
    kind = place.kind.lower()
    if kind.split(" ")[0] in _UNSAID or place.path not in script.form.by_path:
        return False
    if kind == "calculate":
        return True
    return kind.startswith("begin ") or script.form.by_path[place.path].shape is Shape.QUESTION


def _numbered(script: Script, places: Sequence[Placed]) -> Numbered:
    asked = [p.path for p in places if _asks(p.kind.lower())]
    answers = {
        (place.path, row.get("name", "")): _said(row, "label", script.default_language, script).words
        for place in places
        for row in _offered(script, place)
    }
    return Numbered(script.form, {path: number for number, path in enumerate(asked, 1)}, answers)


def _asks(kind: str) -> bool:
    return kind not in ("note", "calculate") and not kind.startswith("begin ")


def _offered(script: Script, place: Placed) -> list[Row]:
    words, choices = place.kind.split(), script.book.sheets.get("choices")
    if len(words) < 2 or choices is None or words[0] not in ("select_one", "select_multiple", "rank"):
        return []
    return [row for row in choices.rows if (row.get("list_name") or row.get("list name")) == words[1]]


def _line(script: Script, place: Placed, numbered: Numbered, tag: str, fill: Mapping[str, str]) -> Line:
    definition, item = script.form.by_path[place.path], script.items.get(place.path, PLAIN)
    kind = place.kind.lower()
    if kind == "calculate":
        return _worked_out(numbered, definition, item)
    said = {
        column: _filled(_said(place.row, column, tag, script), fill) for column in ("label", "probe", "why")
    }
    offered = _offered(script, place)
    line = Line(
        kind="part" if kind.startswith("begin group") else _ANSWERS.get(kind.split(" ")[0], "words"),
        said=said["label"],
        number=numbered.numbers.get(place.path),
        name=definition.name,
        choices=tuple((n, _said(row, "label", tag, script)) for n, row in enumerate(offered, 1)),
        values=tuple(row.get("name", "") for row in offered),
        notes=tuple(
            filled for column in ("instruction", "hint") if (filled := _own(place, column, script, fill))
        ),
        probe=said["probe"],
        why=said["why"],
        elsewhere=tuple(
            (column, words)
            for column in ("sms", "keypad")
            if (words := _filled(_said(place.row, column, tag, script), fill))
        ),
        only_if=in_words(numbered, definition, definition.relevant.tree) if definition.relevant else "",
        item=item,
        path=place.path,
    )
    return replace(line, kind="rows", notes=_rows(numbered, definition)) if definition.repeated else line


def _worked_out(numbered: Numbered, definition: Definition, item: Item) -> Line:
    """What the page works out by itself, and on paper must be known beforehand or worked out by hand."""
    name, rule = definition.name.replace("_", " "), definition.calculate
    if rule is None or "instance(" in rule.source:
        return Line("known", Said(name, "en"), name=definition.name, item=item)
    words = f"{name}: {in_words(numbered, definition, rule.tree)}"
    return Line("worked", Said(words, "en"), name=definition.name)


def _rows(numbered: Numbered, definition: Definition) -> tuple[str, ...]:
    if definition.count is None:
        return ("Ask all of this once for each; take another sheet for each further one.",)
    many = in_words(numbered, definition, definition.count.tree)
    return (f"Ask all of this once for each. How many: {many}. Take another sheet for each further one.",)


def _own(place: Placed, column: str, script: Script, fill: Mapping[str, str]) -> str:
    """Words for the interviewer alone, in the script's first language."""
    return _filled(_said(place.row, column, script.default_language, script), fill).words


def _said(row: Row, column: str, tag: str, script: Script) -> Said:
    found: dict[str, str] = {}
    for heading, cell in row.items():
        if base(heading) == column and cell.strip():
            written = heading.partition("::")[2].strip()
            found.setdefault(language_of(written).tag if written else script.default_language, cell.strip())
    first = found.get(script.default_language, "")
    if tag in found:
        return Said(found[tag], tag, first if tag != script.default_language else "")
    return Said(first, script.default_language)


def _filler(script: Script, numbered: Numbered, known: Mapping[str, str]) -> dict[str, str]:
    """What stands on paper where an answer is filled in: what is known, its question's number, its name."""
    found: dict[str, str] = {}
    for definition in script.form.definitions:
        number = numbered.numbers.get(definition.path)
        said = f"answer {number}" if number is not None else definition.name.replace("_", " ")
        found.setdefault(definition.name, f"[{said}]")
    return {**found, **known}


def _filled(said: Said, fill: Mapping[str, str]) -> Said:
    words, ours = (
        REFERENCE.sub(lambda found: fill.get(found.group(1), "[…]"), one) for one in (said.words, said.ours)
    )
    return Said(words, said.language, ours)


def _with_ways_on(found: Sequence[Line], places: Sequence[Placed]) -> Iterator[Line]:
    """Say after every condition where to go on when it does not hold: behind all that stands within."""
    for at, line in enumerate(found):
        if not line.only_if:
            yield line
            continue
        inside = f"{places[at].path}/"
        after = next((n for n in range(at + 1, len(found)) if not places[n].path.startswith(inside)), None)
        yield replace(line, otherwise=_onward(found[after:] if after is not None else ()))


def _onward(rest: Sequence[Line]) -> str:
    """Where a skip leads: to the next part, the next question, or the end."""
    for line in rest:
        if line.kind in ("part", "rows") and 0 < len(line.said.ours or line.said.words) <= SHORT:
            return f"Otherwise go on to “{line.said.ours or line.said.words}”."
        if line.number is not None:
            return f"Otherwise go on to question {line.number}."
    return "Otherwise this is the end."

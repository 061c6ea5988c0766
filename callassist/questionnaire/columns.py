"""Our own columns of the survey sheet, taken out before pyxform sees it, and each row's path in the form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from callassist.errors import Refusal
from callassist.questionnaire.form import Definition, Form
from callassist.questionnaire.items import Item, Subject
from callassist.questionnaire.wording import NOTHING, Part, Parts, Wording, language_of
from callassist.questionnaire.workbook import Row, Workbook
from callassist.questionnaire.xpath.compiling import compiled

WORDED = ("instruction", "probe", "why", "sms", "keypad", "audio")
MARKED = ("identity", "reveals_arm", "sensitive", "listen", "salvage")
NAMED = ("subject", "instrument", "instrument_item", "status")
OURS = frozenset({*WORDED, *MARKED, *NAMED})
_YES = frozenset({"yes", "true", "true()", "1", "y"})
_NO = frozenset({"", "no", "false", "false()", "0", "n"})
REFERENCE = re.compile(r"\$\{\s*(?:last-saved#)?([^}]*?)\s*\}")


@lru_cache(maxsize=1_000)
def base(heading: str) -> str:
    """The column's name without a language."""
    return heading.partition("::")[0].strip().lower()


def is_ours(heading: str) -> bool:
    """Whether a column is one of ours and none of pyxform's."""
    return base(heading) in OURS


@dataclass(frozen=True, slots=True)
class Placed:
    """A row of the survey sheet that stands somewhere in the form."""

    index: int
    row: Row
    path: str
    kind: str
    section: str


def kind_of(row: Row) -> str:
    """The row's type with single spaces and no underscores between begin, end and their word."""
    words = row.get("type", "").strip().split()
    kind = " ".join(words)
    return re.sub(r"^(begin|end)[ _](group|repeat|loop)\b", r"\1 \2", kind, flags=re.IGNORECASE)


def placed(book: Workbook, root: str) -> list[Placed]:
    """Every named row with its path below `root`. Raises Refusal where a group is not closed or opened."""
    found: list[Placed] = []
    open_rows: list[tuple[str, str, int]] = []
    for index, row in enumerate(book.sheets["survey"].rows):
        kind, name = kind_of(row), row.get("name", "").strip()
        if kind.lower().startswith("end "):
            _close(book, index, kind, open_rows)
            continue
        path = "/".join(["", root, *(n for n, _, _ in open_rows), name])
        if name:
            found.append(Placed(index, row, path, kind, open_rows[0][0] if open_rows else ""))
        if kind.lower().startswith("begin "):
            open_rows.append((name, kind, index))
    if open_rows:
        name, kind, opened = open_rows[-1]
        word = kind.partition(" ")[2].split(" ")[0]
        raise Refusal(
            book.where("survey", opened, "type"),
            f"the {word} {name!r} is never closed",
            f"Write a row of type end {word}.",
        )
    return found


def _close(book: Workbook, index: int, kind: str, open_rows: list[tuple[str, str, int]]) -> None:
    if not open_rows:
        where = book.where("survey", index, "type")
        raise Refusal(where, f"{kind!r} closes nothing", "Remove the row, or open the group before it.")
    opened = open_rows.pop()[1].partition(" ")[2].split(" ")[0].lower()
    closed = kind.partition(" ")[2].split(" ")[0].lower()
    if opened != closed:
        where = book.where("survey", index, "type")
        raise Refusal(where, f"{kind!r} closes a {opened}", f"Write end {opened}.")


def items(book: Workbook, form: Form) -> dict[str, Item]:
    """Every row of the sheet by its path, with what our own columns say. Raises Refusal with the cell."""
    by_name = _by_name(form)
    found: dict[str, Item] = {}
    for place in placed(book, form.root.name):
        definition = form.by_path.get(place.path)
        if definition is not None:
            found[place.path] = _item(book, place, definition, by_name)
    return found


def _by_name(form: Form) -> dict[str, Definition]:
    return {definition.name: definition for definition in reversed(form.definitions)}


def _item(book: Workbook, place: Placed, definition: Definition, by_name: Mapping[str, Definition]) -> Item:
    row = place.row
    texts = {column: _wording(book, place, column, definition, by_name) for column in WORDED}
    marks = {column: _mark(book, place, column) for column in MARKED}
    return Item(
        path=place.path,
        name=definition.name,
        kind=place.kind,
        line=place.index + 2,
        section=place.section,
        instruction=texts.pop("instruction"),
        probe=texts.pop("probe"),
        why=texts.pop("why"),
        texts={column: wording for column, wording in texts.items() if not wording.empty},
        status={_tag(h): cell for h, cell in row.items() if base(h) == "status"},
        subject=_subject(book, place),
        instrument=row.get("instrument", "").strip(),
        instrument_item=row.get("instrument_item", "").strip(),
        **marks,
    )


def _tag(heading: str) -> str:
    language = heading.partition("::")[2].strip()
    return language_of(language).tag if language else ""


def _mark(book: Workbook, place: Placed, column: str) -> bool:
    cell = place.row.get(column, "").strip().lower()
    if cell in _YES:
        return True
    if cell in _NO:
        return False
    raise Refusal(
        book.where("survey", place.index, column), f"{cell!r} is neither yes nor no", "Write yes or no."
    )


def _subject(book: Workbook, place: Placed) -> Subject:
    cell = place.row.get("subject", "").strip() or Subject.SELF.value
    try:
        return Subject(cell)
    except ValueError as error:
        where = book.where("survey", place.index, "subject")
        raise Refusal(
            where, f"there is no subject {cell!r}", f"Write one of: {', '.join(Subject)}."
        ) from error


def _wording(
    book: Workbook, place: Placed, column: str, definition: Definition, by_name: Mapping[str, Definition]
) -> Wording:
    cells = {heading: cell for heading, cell in place.row.items() if base(heading) == column}
    if not cells:
        return NOTHING
    return Wording(
        {
            _tag(heading): _parts(cell, definition, by_name, where=book.where("survey", place.index, heading))
            for heading, cell in cells.items()
        }
    )


def _parts(cell: str, definition: Definition, by_name: Mapping[str, Definition], *, where: str) -> Parts:
    found: list[Part] = []
    end = 0
    for match in REFERENCE.finditer(cell):
        target = by_name.get(match.group(1))
        if target is None:
            raise Refusal(where, f"there is no question called {match.group(1)!r}", "Check the name in ${…}.")
        found += [cell[end : match.start()], compiled(relative_path(definition, target))]
        end = match.end()
    found.append(cell[end:])
    return tuple(part for part in found if part != "")


def relative_path(here: Definition, there: Definition) -> str:
    """The path from one place to another that stays in the same rows: up to what they share, then down."""
    shared = 0
    while shared < min(len(here.names), len(there.names)) and here.names[shared] == there.names[shared]:
        shared += 1
    ups, downs = [".."] * (len(here.names) - shared), there.names[shared:]
    return "/".join([*ups, *downs]) or "."

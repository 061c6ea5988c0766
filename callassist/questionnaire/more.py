"""Where it is asked whether there is one more: at the end of every list that has no fixed length."""

from __future__ import annotations

from collections.abc import Iterator

from callassist.questionnaire.entries import Entry
from callassist.questionnaire.form import Definition
from callassist.questionnaire.walking import Walker


def between(walker: Walker, after: str, then: str | None) -> tuple[str, ...]:
    """The repeats that end between two screens, inner ones first: paths without a row number at their end."""
    if not any(one.repeated and not one.fixed for one in walker.state.form.definitions):
        return ()
    stops = walker.way.stops
    first = walker.way.place(after)
    last = walker.way.place(then) if then is not None else len(stops)
    return tuple(path for at, path in _ends(walker) if first <= at < last)


def _ends(walker: Walker) -> Iterator[tuple[int, str]]:
    """Every open repeat that is asked, with the place of the last screen before its end."""
    seen = -1
    waiting: list[tuple[Entry, str]] = [(walker.state.root, "")]
    while waiting:
        entry, repeat = waiting.pop()
        if repeat:
            yield seen, repeat
            continue
        seen = max(seen, walker.way.index.get(entry.path(), -1))
        waiting += reversed(list(_inside(walker, entry)))


def _inside(walker: Walker, entry: Entry) -> Iterator[tuple[Entry, str]]:
    """What stands in a place in its order, an open repeat's end after its rows."""
    for definition in entry.definition.children:
        rows = [row for row in entry.named(definition.key) if isinstance(row, Entry)]
        yield from ((row, "") for row in rows)
        if definition.repeated and not definition.fixed and _asked(walker, entry, definition, rows):
            yield entry, f"{entry.path()}/{definition.key}"


def _asked(walker: Walker, parent: Entry, definition: Definition, rows: list[Entry]) -> bool:
    """Whether a repeat is relevant; one without rows is looked at as its first row would be."""
    if rows or not parent.shown:
        return any(row.shown for row in rows)
    if definition.relevant is None:
        return True
    row = Entry(definition)
    row.parent = parent
    return definition.relevant.truth(row, walker.state.env)

"""The way through a script: its questions and sets of questions in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from callassist.questionnaire.entries import Entry
from callassist.questionnaire.form import Body, Shape
from callassist.questionnaire.state import State
from callassist.questionnaire.tree import Node


@dataclass(eq=False, slots=True)
class Stop:
    """One question, or all of a field-list group; `section` is the outermost titled group around it."""

    path: str
    entries: tuple[Entry, ...]
    body: Body | None
    group: Entry | None
    section: Body | None

    @property
    def shown(self) -> list[Entry]:
        """The questions that are relevant now."""
        return [entry for entry in self.entries if entry.shown]

    @property
    def is_shown(self) -> bool:
        """Whether any of them is relevant now."""
        return any(entry.shown for entry in self.entries)


class Way:
    """All stops of an interview as its rows are now."""

    __slots__ = ("before", "form", "index", "numbers", "sections", "stops", "total", "turn", "within")

    def __init__(self, state: State) -> None:
        self.form = state.form
        self.stops = list(_walk(state.form.body, state.top, None))
        self.index: dict[str, int] = {}
        self.sections: list[Body] = []
        self.turn = -1
        self.before: list[int] = []
        self.total = 0
        self.numbers: dict[int, int] = {}
        for at, stop in enumerate(self.stops):
            self.index.setdefault(stop.path, at)
            for entry in stop.entries:
                if len(stop.entries) > 1 or entry.path() != stop.path:
                    self.index.setdefault(entry.path(), at)
        within: dict[int, list[Entry]] = {}
        for stop in self.stops:
            if stop.section is not None:
                if id(stop.section) not in within:
                    self.sections.append(stop.section)
                within.setdefault(id(stop.section), []).extend(stop.entries)
        self.within = {section: tuple(entries) for section, entries in within.items()}

    def count(self, turn: int) -> None:
        """Number what is asked: questions before each stop, sections in their order; anew at a new turn."""
        if turn == self.turn:
            return
        before, total, numbers, latest = [], 0, dict[int, int](), None
        for stop in self.stops:
            before.append(total)
            for entry in stop.entries:
                if entry.shown:
                    if not entry.definition.is_note:
                        total += 1
                    if stop.section is not latest and stop.section is not None:
                        latest = stop.section
                        numbers.setdefault(id(latest), len(numbers) + 1)
        self.turn, self.before, self.total, self.numbers = turn, before, total, numbers

    def place(self, path: str) -> int:
        """Which stop a path belongs to; for a row that is gone, the last stop before it; -1 for none."""
        if path in self.index:
            return self.index[path]
        gone = self.form.by_path.get("/".join(part.partition("[")[0] for part in path.split("/")))
        stem = path.rpartition("/")[0]
        while gone is not None and stem:
            rows = self._below(f"{stem.rpartition('[')[0]}[") if stem.endswith("]") else []
            before = [
                at
                for at in self._below(f"{stem}/")
                if self.stops[at].entries[0].definition.index < gone.index
            ]
            if rows or before:
                return max(rows or before)
            stem = stem.rpartition("/")[0]
        return -1

    def _below(self, stem: str) -> list[int]:
        return [at for known, at in self.index.items() if known.startswith(stem)]


def _walk(bodies: list[Body], above: Node, section: Body | None) -> Iterator[Stop]:
    for body in bodies:
        inner = section
        if inner is None and body.shape is Shape.GROUP and not body.label.empty:
            inner = body
        yield from _one(body, above, inner)


def _one(body: Body, above: Node, section: Body | None) -> Iterator[Stop]:
    for place in _places(body, above):
        if body.shape is Shape.QUESTION:
            if isinstance(place, Entry):
                yield Stop(place.path(), (place,), body, None, section)
        elif "field-list" in body.appearance.split():
            group = place if isinstance(place, Entry) else None
            entries = tuple(_questions(body.children, place))
            if entries:
                yield Stop(group.path() if group else entries[0].path(), entries, body, group, section)
        else:
            yield from _walk(body.children, place, section)


def _questions(bodies: list[Body], above: Node) -> Iterator[Entry]:
    for body in bodies:
        for place in _places(body, above):
            if body.shape is Shape.QUESTION:
                if isinstance(place, Entry):
                    yield place
            else:
                yield from _questions(body.children, place)


def _places(body: Body, above: Node) -> list[Node]:
    """Where a body stands below or beside the place around it; a group without a place stays there."""
    definition = body.definition
    if definition is None:
        return [above]
    if isinstance(above, Entry) and above.definition is definition:
        return [above]
    depth = len(above.definition.names) if isinstance(above, Entry) else 0
    around = above.definition.names if isinstance(above, Entry) else ()
    names = definition.names
    place: Node = above
    while names[:depth] != around[:depth] or depth > len(names):
        depth -= 1
        place = place.parent or place
    if body.shape is Shape.GROUP and definition.repeated:
        names = names[:-1]  # the titled group around a repeat stands where the repeat's rows stand
    nodes = [place]
    for key in names[depth:]:
        nodes = [child for node in nodes for child in node.named(key)]
    return nodes

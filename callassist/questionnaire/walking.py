"""Moving through an interview: the next question, the one before, where to resume, how much is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from callassist.questionnaire import answering
from callassist.questionnaire.form import Definition, Form
from callassist.questionnaire.items import PLAIN, Item
from callassist.questionnaire.screens import Screen, Section, question
from callassist.questionnaire.state import State
from callassist.questionnaire.stops import Stop, Way
from callassist.questionnaire.timing import section_path
from callassist.questionnaire.wording import NOTHING, Wording


@dataclass(frozen=True, slots=True)
class Walker:
    """An interview's state, the way through it, and what our own columns say."""

    state: State
    way: Way
    items: Mapping[str, Item]


def following(walker: Walker, after: str | None) -> Screen | None:
    """The first relevant screen after a path."""
    place = _after(walker, after)
    return None if place is None else _screen(walker, place)


def preceding(walker: Walker, before: str) -> Screen | None:
    """The nearest relevant screen before a path."""
    place = _before(walker, before)
    return None if place is None else _screen(walker, place)


def path_after(walker: Walker, after: str | None) -> str | None:
    """The path of the first relevant screen after a path."""
    place = _after(walker, after)
    return None if place is None else walker.way.stops[place].path


def path_before(walker: Walker, before: str) -> str | None:
    """The path of the nearest relevant screen before a path."""
    place = _before(walker, before)
    return None if place is None else walker.way.stops[place].path


def _after(walker: Walker, after: str | None) -> int | None:
    stops, start = walker.way.stops, 0 if after is None else walker.way.place(after) + 1
    return next((at for at in range(start, len(stops)) if stops[at].is_shown), None)


def _before(walker: Walker, before: str) -> int | None:
    stops, place = walker.way.stops, walker.way.place(before)
    return next((at for at in range(place - 1, -1, -1) if stops[at].is_shown), None)


def at(walker: Walker, path: str) -> Screen | None:
    """The screen of a path if it is relevant."""
    place = walker.way.index.get(path)
    if place is None or not walker.way.stops[place].shown:
        return None
    return _screen(walker, place)


def first_open(walker: Walker) -> Screen | None:
    """A required question left open before the last answer; else the first not dealt with after it."""
    stops, state = walker.way.stops, walker.state
    last = max((i for i, stop in enumerate(stops) if any(entry.touched for entry in stop.shown)), default=-1)
    for place, stop in enumerate(stops[: last + 1]):
        if any(answering.is_open(entry, state) for entry in stop.shown):
            return _screen(walker, place)
    for place in range(max(last, 0), len(stops)):
        if any(not entry.answered for entry in stops[place].shown):
            if place == last and not _half_done_set(stops[place]):
                continue
            return _screen(walker, place)
    return None


def _half_done_set(stop: Stop) -> bool:
    return len(stop.shown) > 1


def progress(walker: Walker, path: str | None) -> tuple[Section, ...]:
    """The sections that are asked now, and how much of each is done."""
    current = walker.way.stops[walker.way.index[path]].section if path in walker.way.index else None
    found: list[Section] = []
    for body in walker.way.sections:
        entries = walker.way.within[id(body)]
        if any(entry.shown for entry in entries):
            here = body is current
            found.append(Section(len(found) + 1, here, body.label, entries, walker.state))
    return tuple(found)


def group_label(form: Form, definition: Definition) -> Wording:
    """The title of a group or repeat."""
    waiting = list(form.body)
    while waiting:
        body = waiting.pop(0)
        if body.definition is definition and not body.label.empty:
            return body.label
        waiting.extend(body.children)
    return NOTHING


def _screen(walker: Walker, place: int) -> Screen:
    stop, state, way = walker.way.stops[place], walker.state, walker.way
    way.count(state.turn)
    number, questions = way.before[place], []
    for entry in stop.shown:
        asked = not entry.definition.is_note
        number += asked
        item = walker.items.get(entry.definition.path, PLAIN)
        questions.append(question(entry, state, item=item, number=number if asked else None))
    several = len(stop.entries) > 1
    return Screen(
        path=stop.path,
        questions=tuple(questions),
        grouped=several,
        section_path=section_path(stop.section) if stop.section is not None else "",
        section_number=way.numbers.get(id(stop.section)) if stop.section is not None else None,
        position=max(number, 1),
        total=way.total,
        _title=stop.body.label if stop.body is not None and several else NOTHING,
        _section=stop.section.label if stop.section is not None else NOTHING,
        _around=stop.group or stop.entries[0],
        _state=state,
    )

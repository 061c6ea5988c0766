"""Runs ODK's recorded whole-form scenarios: the same answers, and every place compared after each of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from callassist.questionnaire import answering, choices, rows, walking
from callassist.questionnaire.entries import Entry
from callassist.questionnaire.form import Body, Definition, Shape
from callassist.questionnaire.reading import NotAForm, read_form
from callassist.questionnaire.reading_texts import BadExpression
from callassist.questionnaire.ripple import Ripple
from callassist.questionnaire.script import of_form
from callassist.questionnaire.session import Session
from callassist.questionnaire.stops import _places
from callassist.questionnaire.stored import as_loaded, typed
from callassist.questionnaire.tree import Node
from callassist.questionnaire.wording import NOTHING, Wording
from callassist.questionnaire.xpath.dates import Calendar
from callassist.questionnaire.xpath.values import Environment, number_of
from tests.questionnaire.conformance_files import files_beside

ZONE = ZoneInfo("America/Phoenix")
NOW = datetime(2026, 11, 21, 19, 48, tzinfo=UTC)
PROMPT, REPEAT, QUESTION = "PROMPT_NEW_REPEAT", "REPEAT", "QUESTION"


class Differs(Exception):
    """What we did and what was recorded are not the same."""


@dataclass
class Rerun:
    """One scenario being run again."""

    session: Session
    cursor: tuple[str, str] | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def state(self) -> Any:
        return self.session._state

    def perform(self, op: dict[str, Any]) -> None:
        """One operation, and a look at every place if it changed something."""
        args = op["args"]
        match op["op"]:
            case "answer":
                self.answer(args)
            case "createNewRepeat":
                self.add_row(args[0])
            case "removeRepeat":
                self.session.remove_row(args[0], now=NOW)
            case "setLanguage":
                self.session.set_language(self.tag(args[0]), now=NOW)
            case "next":
                self.move(op["result"], args[0])
            case "answerOf":
                node = self.session.state(
                    args[0]
                )  # we keep an answer that is not relevant, expressions see a blank
                if "result" in op:
                    definition = self.state.find(args[0]).definition
                    ours = node.value if node.relevant else ""
                    self.same_value(f"answer of {args[0]}", ours, str(op["result"]), definition)
            case "choicesOf":
                entry = self.state.find(args[0])
                self.same(
                    f"choices of {args[0]}", choices.values(entry.definition, entry, self.state), op["result"]
                )
        if "after" in op:
            self.compare(op["after"])

    def tag(self, named: str) -> str:
        languages = self.session.form.languages
        return next((each.tag for each in languages if named in (each.tag, each.name)), named)

    def same(self, what: str, ours: Any, theirs: Any) -> None:
        if ours != theirs:
            raise Differs(f"{what}: expected {theirs!r}, got {ours!r}")

    def same_value(self, what: str, ours: str, theirs: str | None, definition: Definition) -> None:
        """89 and 89.0 are two ways to write one decimal; anything else is the same only if written so."""
        if definition.type == "decimal" and theirs and ours and number_of(ours) == number_of(theirs):
            return
        self.same(what, self.shown(ours), self.shown(theirs))

    def answer(self, args: list[Any]) -> None:
        path, values = (args[0], args[1:]) if len(args) > 1 or self.cursor is None else (self.cursor[1], args)
        entry = self.state.find(path)
        if entry is None:
            raise Differs(f"there is no {path}")
        self.cursor = (QUESTION, path)
        ripple = Ripple(self.state)
        ripple.queue_clock()
        ripple.put(entry, self.written(entry, values))
        ripple.settle()

    def written(self, entry: Entry, values: list[Any]) -> str:
        """An answer as text: what breaks a check is kept there, what is not of the type is blank."""
        if values and isinstance(values[0], list):
            values = values[0]
        text = " ".join(_text(value) for value in values)
        control = entry.definition.control
        if control is not None and control.chooses:
            offered = choices.values(entry.definition, entry, self.state)
            if not control.many:
                return text if text in offered else ""
            kept = " ".join(value for value in text.split() if value in offered)
            return answering.in_order(kept, entry, self.state) if control.element == "select" else kept
        if control is not None and control.element == "trigger":
            return "OK" if text == "1" else ""
        kept = as_loaded(entry.definition.type, text, self.state.env.calendar) if text else ""
        return kept if typed(entry.definition.type, kept, self.state.env.calendar) else ""

    def add_row(self, ref: str) -> None:
        path = self.cursor[1] if ref.startswith("[object") and self.cursor else ref
        stem = path.rpartition("/")[0]
        definition = self.session.form.by_path["/".join(p.partition("[")[0] for p in path.split("/"))]
        parent = self.state.find(stem)
        row = rows.add_fresh(definition, parent)
        ripple = Ripple(self.state)
        ripple.row_came(row)
        ripple.queue_clock()
        ripple.settle()
        self.cursor = (REPEAT, row.path())

    def move(self, kind: str, ref: str) -> None:
        """Go on, and see that we arrive where the recorded engine arrived. A group is no place to answer."""
        if kind == "GROUP":
            return
        if kind in (QUESTION, REPEAT, PROMPT, "END_OF_FORM"):
            way = list(_positions(self.session.form.body, self.state.top, self.state.env))
            start = way.index(self.cursor) + 1 if self.cursor in way else 0
            arrived = way[start] if start < len(way) else ("END_OF_FORM", "END_OF_FORM")
            first = next((at for at in way), None)
            if first != (kind, ref):  # a jump back to the beginning is not recorded
                self.same("next", arrived, (kind, ref))
        self.cursor = (kind, ref)

    def compare(self, recorded: list[dict[str, Any]]) -> None:
        """Every place that was recorded against ours."""
        for theirs in recorded:
            if "/orx:meta" in theirs["ref"] or theirs["ref"].endswith(("/meta", "instanceID")):
                continue  # added to every form by the recorded engine; ours come from the sheet
            if theirs["type"].startswith("repeat-range"):
                self.compare_range(theirs)
                continue
            entry = self.state.find(theirs["ref"])
            if entry is None:
                raise Differs(f"{theirs['ref']} is not there")
            self.compare_entry(entry, theirs)

    def compare_range(self, theirs: dict[str, Any]) -> None:
        parent = self.state.find(theirs["ref"].rpartition("/")[0])
        definition = self.session.form.by_path[
            "/".join(p.partition("[")[0] for p in theirs["ref"].split("/"))
        ]
        there = parent.named(definition.key)
        row = there[0] if there else rows.stand_in(definition, parent)
        relevant = definition.relevant
        shown = parent.shown and (relevant is None or relevant.truth(row, self.state.env))
        self.same(f"relevance of {theirs['ref']}", shown, theirs["relevant"])

    def compare_entry(self, entry: Entry, theirs: dict[str, Any]) -> None:
        ref, node, definition = theirs["ref"], self.session.state(theirs["ref"]), entry.definition
        self.same(f"relevance of {ref}", node.relevant, theirs["relevant"])
        if theirs["relevant"]:
            self.same(f"required of {ref}", node.required, theirs["required"])
            self.same(f"readonly of {ref}", self.readonly(entry), theirs["readonly"])
            self.same(f"label of {ref}", (self.label(entry) or "").strip(), (theirs["label"] or "").strip())
        if (
            "value" in theirs
            and theirs["relevant"]
            and not self.incomparable(node.value, theirs["value"], definition)
        ):
            self.same_value(f"value of {ref}", node.value, theirs["value"], definition)
        if theirs["relevant"] and definition.control is not None:
            broken = "constraint" if node.violated else None
            if node.required and not node.value:
                broken = "required"
            self.same(f"violation of {ref}", broken, theirs.get("violation"))
        if "choices" in theirs and theirs["relevant"]:
            self.same(f"choices of {ref}", self.choices(entry), theirs["choices"])

    def shown(self, value: str | None) -> str:
        """A value without what differs in every run: random ids and the time of day."""
        value = value or ""
        value = re.sub(r"uuid:[0-9a-f-]{36}", "uuid:", value)
        return re.sub(r"2026-11-21T[0-9:.+-]+", "now", value)

    def choices(self, entry: Entry) -> list[list[str]]:
        state = self.state
        return [
            [value, choices.label(wording, node, language=state.language, state=state).text]
            for value, wording, node in choices.worded(entry.definition, entry, state)
        ]

    def readonly(self, entry: Entry) -> bool:
        return answering.is_readonly(entry, self.state)

    def incomparable(self, ours: str, theirs: str, definition: Definition) -> bool:
        """A value drawn by chance, or a total of no rows: none for the recorded engine, 0 by XPath 1.0."""
        source = definition.calculate.source if definition.calculate is not None else ""
        return "random()" in source or ("sum(" in source and (ours, theirs) == ("0", ""))

    def title(self, definition: Definition) -> Wording:
        """The label of a group; a row has that of the group around the repeat."""
        if not definition.repeated:
            return walking.group_label(self.session.form, definition)
        waiting = list(self.session.form.body)
        while waiting:
            body = waiting.pop()
            if body.definition is definition and body.shape is Shape.GROUP:
                return body.label
            waiting.extend(body.children)
        return NOTHING

    def label(self, entry: Entry) -> str | None:
        control = entry.definition.control
        wording = control.label if control else self.title(entry.definition)
        if wording is NOTHING or wording.empty:
            return None
        state = self.state
        return wording.render(state.language, state.form.default_language, entry, state.env).text


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)


def _positions(bodies: list[Body], above: Node, env: Environment) -> Iterator[tuple[str, str]]:
    """Where a cursor can stand: questions, rows of repeats, and the prompts for another row."""
    for body in bodies:
        for place in _places(body, above):
            if not isinstance(place, Entry):
                yield from _positions(body.children, place, env)
            elif body.shape is Shape.QUESTION:
                if place.shown:
                    yield QUESTION, place.path()
            elif body.shape is Shape.REPEAT:
                if place.shown:
                    yield REPEAT, place.path()
                    yield from _positions(body.children, place, env)
            elif place.shown:
                yield from _positions(body.children, place, env)
        definition = body.definition
        if body.shape is Shape.REPEAT and definition is not None and not definition.fixed:
            yield from _prompts(definition, above, env)


def _prompts(definition: Definition, above: Node, env: Environment) -> Iterator[tuple[str, str]]:
    parent = above
    row = rows.stand_in(definition, parent)
    if not parent.shown or not (definition.relevant is None or definition.relevant.truth(row, env)):
        return
    path = parent.path() if isinstance(parent, Entry) else definition.path.rpartition("/")[0]
    yield PROMPT, f"{path}/{definition.key}"


def run(lines: list[str], *, dates: str | None) -> Iterator[tuple[str, str, str]]:
    """For each scenario: passed, failed or left_out, its name, and what to say about it."""
    calendar = Calendar(ZONE, whole_days=dates != "local-midnight")
    for line in lines:
        if line.strip():
            scenario = json.loads(line)
            became, said = judge(scenario, calendar)
            yield became, f"{scenario['file']}: {scenario['test']}", said


def judge(scenario: dict[str, Any], calendar: Calendar) -> tuple[str, str]:
    """Run one scenario."""
    try:
        form = read_form(scenario["form"])
        files = files_beside(scenario["test"])
        session = Session.start(of_form(form), now=NOW, seed=1, calendar=calendar, instances=files)
        rerun = Rerun(session)
        rerun.compare(scenario["initial"] or [])
        for number, op in enumerate(scenario["ops"]):
            try:
                rerun.perform(op)
            except Differs as difference:
                raise Differs(f"operation {number} ({op['op']} {op['args']}): {difference}") from None
    except (Differs, NotAForm, BadExpression) as difference:
        return "failed", str(difference)
    except (
        Exception
    ) as error:  # a scenario that breaks us is a failure to be counted, not the end of the count
        return "failed", f"{type(error).__name__}: {error}"
    return "passed", ""

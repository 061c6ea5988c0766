"""Reads the body of an XForm: which questions are put, how, in which groups, and what an answer sets off."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from callassist.questionnaire.form import Action, Body, Choice, Control, Definition, Itemset, Shape
from callassist.questionnaire.reading_texts import Texts, attribute, below, local
from callassist.questionnaire.wording import NOTHING, Wording
from callassist.questionnaire.xpath.compiling import Compiled
from callassist.questionnaire.xpath.trees import Call, Path

CONTROLS = frozenset({"input", "secret", "select", "select1", "rank", "range", "trigger", "upload"})
_ACTIONS = frozenset({"setvalue", "setgeopoint"})
_BOUNDS = ("start", "end", "step", "rows", "query")


@dataclass
class BodyReader:
    """Walks the body once, hanging controls and actions on the definitions."""

    texts: Texts
    by_path: dict[str, Definition]
    on_load: list[Action] = field(default_factory=list)
    around: list[str] = field(default_factory=list)

    def read(self, parent: etree._Element) -> list[Body]:
        """What is shown under an element, in order."""
        return [body for child in parent if (body := self.one(child)) is not None]

    def one(self, element: etree._Element) -> Body | None:
        """One control, group or repeat; None for what is not shown."""
        name = local(element)
        if name == "group":
            return self.group(element)
        if name == "repeat":
            return self.repeat(element)
        if name in CONTROLS:
            return self.question(element)
        if name in _ACTIONS:
            self.action(element, None)
        return None

    def definition(self, element: etree._Element) -> Definition | None:
        """The definition that an element is bound to."""
        path = plain_path(attribute(element, "ref") or attribute(element, "nodeset") or "")
        if path and not path.startswith("/"):
            return self.by_path.get(f"{self.around[-1] if self.around else ''}/{path}")
        return self.by_path.get(path)

    def inside(self, element: etree._Element, definition: Definition | None) -> list[Body]:
        """What is shown within a group or repeat; plain names there are read from its place."""
        self.around.append(definition.path if definition else (self.around[-1] if self.around else ""))
        found = self.read(element)
        self.around.pop()
        return found

    def group(self, element: etree._Element) -> Body:
        """A group, perhaps without a place among the answers."""
        definition = self.definition(element)
        label = self.texts.wording(_first(element, "label"), path=definition.path if definition else "")
        body = Body(definition, label, attribute(element, "appearance") or "", Shape.GROUP)
        body.children = self.inside(element, definition)
        return body

    def repeat(self, element: etree._Element) -> Body | None:
        """A repeat with all below it."""
        definition = self.definition(element)
        if definition is None:
            return None
        count = attribute(element, "count")
        if count:
            definition.count = self.texts.compile(count, path=definition.path, purpose="repeat_count")
        fixed = attribute(element, "noAddRemove")
        definition.fixed = count is not None or (fixed or "").strip() == "true()"
        label = self.texts.wording(_first(element, "label"), path=definition.path)
        body = Body(definition, label, attribute(element, "appearance") or "", Shape.REPEAT)
        body.children = self.inside(element, definition)
        return body

    def question(self, element: etree._Element) -> Body | None:
        """A question: its looks, texts and choices."""
        definition = self.definition(element)
        if definition is None:
            return None
        path = definition.path
        hint = _first(element, "hint")
        control = Control(
            local(element),
            attribute(element, "appearance") or "",
            label=self.texts.wording(_first(element, "label"), path=path),
            hint=self.texts.wording(hint, path=path, purpose="hint"),
            guidance=self.guidance(hint),
            choices=tuple(self.choice(item, path) for item in below(element, "item")),
            itemset=self.itemset(_first(element, "itemset"), path),
            bounds={name: value for name in _BOUNDS if (value := attribute(element, name)) is not None},
        )
        definition.control = control
        definition.shape = Shape.QUESTION
        for child in element:
            if local(child) in _ACTIONS:
                self.action(child, definition)
        return Body(definition, control.label, control.appearance)

    def guidance(self, hint: etree._Element | None) -> Wording:
        """The guidance that stands beside a hint in the translations."""
        reference = attribute(hint, "ref") if hint is not None else None
        if not reference:
            return NOTHING
        text_id = reference.partition("'")[2].rpartition("'")[0]
        return self.texts.by_id.get(f"{text_id};guidance", NOTHING)

    def choice(self, item: etree._Element, path: str) -> Choice:
        """A choice written into the question."""
        value = _first(item, "value")
        label = self.texts.wording(_first(item, "label"), path=path)
        return Choice((value.text or "").strip() if value is not None else "", label)

    def itemset(self, element: etree._Element | None, path: str) -> Itemset | None:
        """Choices out of a list."""
        if element is None:
            return None
        nodeset = attribute(element, "nodeset") or ""
        nodes = self.texts.compile(nodeset, path=path, purpose="choice_filter")
        value, label = _first(element, "value"), _first(element, "label")
        value_ref = (attribute(value, "ref") if value is not None else None) or "name"
        label_ref = (attribute(label, "ref") if label is not None else None) or "label"
        text = self.texts.compile(label_ref, path=path, purpose="choices")
        text_id = None
        match text.tree:
            case Call("jr:itext", (Path(),)):
                text_id = self.texts.compile(
                    label_ref.strip().removeprefix("jr:itext(").removesuffix(")"),
                    path=path,
                    purpose="choices",
                )
        found = self.texts.compile(value_ref, path=path, purpose="choices")
        return Itemset(nodes, found, None if text_id else text, text_id, _depends(nodes))

    def action(self, element: etree._Element, source: Definition | None) -> None:
        """A value put somewhere at an event."""
        written = (attribute(element, "ref") or "").strip()
        target = plain_path(written)
        exact = self.texts.compile(written, path=target, purpose="trigger") if written != target else None
        value, events = attribute(element, "value"), (attribute(element, "event") or "").split()
        expression = self.texts.compile(value, path=target, purpose="default") if value else None
        literal = "" if value or local(element) == "setgeopoint" else (element.text or "")
        action = Action(target, frozenset(events), expression, literal, exact)
        if "xforms-value-changed" in events and source is not None:
            source.on_change.append(action)
        if "odk-new-repeat" in events and target in self.by_path:
            row = nearest_repeat(self.by_path[target])
            if row is not None:
                row.on_new_row.append(action)
        if {"odk-instance-first-load", "odk-instance-load"} & action.events:
            self.on_load.append(action)


def _depends(nodes: Compiled) -> bool:
    return "[" in nodes.source or not nodes.source.startswith("instance(")


def _first(element: etree._Element, name: str) -> etree._Element | None:
    return next(element.iterchildren(f"{{*}}{name}"), None)


def plain_path(path: str) -> str:
    """A path as definitions have it: no blanks, no row numbers."""
    return re.sub(r"\[[^\]]*\]", "", path.strip())


def nearest_repeat(definition: Definition) -> Definition | None:
    """The innermost repeat around a place."""
    place: Definition | None = definition
    while place is not None and not place.repeated:
        place = place.parent
    return place

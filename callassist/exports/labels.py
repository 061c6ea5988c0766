"""The words of a script's questions and choices in one language, for a codebook; licensed words stay out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from callassist.errors import Refusal
from callassist.instruments import library
from callassist.questionnaire.form import Form
from callassist.questionnaire.items import Item
from callassist.questionnaire.script import Script
from callassist.questionnaire.tree import Node
from callassist.questionnaire.wording import Wording

WITHHELD = "text withheld (licence)"


@dataclass(frozen=True, slots=True)
class Variable:
    """One question of one script. `choices`: code to label, blank where the label is licensed.

    `open_`: whether answers may leave the house.
    """

    item: str
    name: str
    kind: str
    label: str
    choices: Mapping[str, str]
    instrument: str
    instrument_item: str
    licence: str
    open_: bool
    reveals_arm: bool


def variables(script: Script, language: str) -> dict[str, Variable]:
    """Every question of a script by its path without row numbers, in the script's order."""
    identity = [path for path, item in script.items.items() if item.identity]
    found = {}
    for path, item in script.items.items():
        definition = script.form.by_path.get(path)
        if definition is None or definition.children or item.kind.startswith(("begin", "note", "xml-")):
            continue
        kind = item.kind.split()[0]
        licensed = _licensed(item.instrument)
        choices = _choices(script.form, item, language, script.default_language)
        wording = definition.control.label if definition.control else None
        source = definition.calculate.source if definition.calculate is not None else ""
        tainted = "instance(" in source or any(one in source for one in identity)
        found[path] = Variable(
            item=path,
            name=item.name,
            kind=kind,
            label=WITHHELD if licensed else _words(wording, language, script.default_language),
            choices=dict.fromkeys(choices, "") if licensed else choices,
            instrument=item.instrument,
            instrument_item=item.instrument_item,
            licence="licensed" if licensed else "",
            open_=not item.identity and kind != "text" and not (kind == "calculate" and tainted),
            reveals_arm=item.reveals_arm,
        )
    return found


def _licensed(instrument: str) -> bool:
    """Whether a scale's words may not be handed on. Of one that we do not know nobody can say."""
    if not instrument:
        return False
    try:
        return library.definition(instrument).text == "licensed"
    except Refusal:
        return True


def _words(wording: Wording | None, language: str, default: str) -> str:
    if wording is None:
        return ""
    parts, _used, _fallback = wording.parts(language, default)
    return "".join(part if isinstance(part, str) else f"[{part.source.rpartition('/')[2]}]" for part in parts)


def _choices(form: Form, item: Item, language: str, default: str) -> dict[str, str]:
    """The choices of the list that a question names; filtered ones are all there."""
    words = item.kind.split()
    if len(words) < 2 or words[1] not in form.instances:
        return {}
    found = {}
    for node in _items(form.instances[words[1]]):
        texts = {child.name: child.string() for child in node.children}
        wording = form.texts.get(texts.get("itextId", ""))
        label = _words(wording, language, default) if wording is not None else texts.get("label", "")
        found[texts.get("name", "")] = label
    return found


def _items(node: Node) -> list[Node]:
    return [child for root in node.children for child in root.children if child.name == "item"] or [
        child for child in node.children if child.name == "item"
    ]

"""The choices of a question as they stand now: filtered by earlier answers, worded in a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callassist.questionnaire.form import Definition
from callassist.questionnaire.tree import Node
from callassist.questionnaire.wording import NOTHING, Text, Wording, plain

if TYPE_CHECKING:
    from callassist.questionnaire.state import State


def values(definition: Definition, node: Node, state: State) -> list[str]:
    """The values that may be chosen now, in order."""
    control = definition.control
    if control is None:
        return []
    if control.itemset is None:
        return [choice.value for choice in control.choices]
    itemset, env, state.drawn = control.itemset, state.env, 0
    return [itemset.value.text(item, env) for item in itemset.nodes.nodes(node, env)]


def worded(definition: Definition, node: Node, state: State) -> list[tuple[str, Wording, Node]]:
    """The choices that may be chosen now: value, wording, and the node around which the wording is filled."""
    control = definition.control
    if control is None:
        return []
    if control.itemset is None:
        return [(choice.value, choice.label, node) for choice in control.choices]
    itemset, env, found = control.itemset, state.env, []
    state.drawn = 0  # a list in random order keeps its order
    for item in itemset.nodes.nodes(node, env):
        value = itemset.value.text(item, env)
        if itemset.label_text_id is not None:
            wording = state.form.texts.get(itemset.label_text_id.text(item, env), NOTHING)
        elif itemset.label is not None:
            wording = plain(itemset.label.text(item, env))
        else:
            wording = NOTHING
        found.append((value, wording, node))
    return found


def choice_label(definition: Definition, value: str, node: Node, *, language: str, state: State) -> str:
    """The label of one choice; blank if the value is none of them."""
    for chosen, wording, around in worded(definition, node, state):
        if chosen == value:
            return label(wording, around, language=language, state=state).text
    return ""


def label(wording: Wording, node: Node, *, language: str, state: State) -> Text:
    """A choice's text in a language."""
    return wording.render(language, state.form.default_language, node, state.env)

"""The choices of a question as they stand now: filtered by earlier answers, worded in a language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from callassist.questionnaire.form import Definition, Itemset
from callassist.questionnaire.tree import Node
from callassist.questionnaire.wording import NOTHING, Text, Wording, plain

if TYPE_CHECKING:
    from callassist.questionnaire.state import State

_PLAIN_LIST = re.compile(r"""instance\(\s*['"]([^'"]+)['"]\s*\)[\w/.-]*""")


def values(definition: Definition, node: Node, state: State) -> list[str]:
    """The values that may be chosen now, in order."""
    control = definition.control
    if control is None:
        return []
    if control.itemset is None:
        return [choice.value for choice in control.choices]
    if not control.itemset.filtered:
        return [value for value, _wording in _whole(control.itemset, definition, node, state)]
    itemset, env, state.drawn = control.itemset, state.env, 0
    return [itemset.value.text(item, env) for item in itemset.nodes.nodes(node, env)]


def worded(definition: Definition, node: Node, state: State) -> list[tuple[str, Wording, Node]]:
    """The choices that may be chosen now: value, wording, and the node around which the wording is filled."""
    control = definition.control
    if control is None:
        return []
    if control.itemset is None:
        return [(choice.value, choice.label, node) for choice in control.choices]
    if not control.itemset.filtered:
        return [(*one, node) for one in _whole(control.itemset, definition, node, state)]
    return [(*one, node) for one in _listed(control.itemset, node, state)]


def _whole(itemset: Itemset, definition: Definition, node: Node, state: State) -> list[tuple[str, Wording]]:
    """A list without a filter: read once for all interviews, if it is the form's own."""
    known = state.form.lists.get(definition.index)
    if known is None:
        known = _listed(itemset, node, state)
        if _is_own(itemset, state):
            state.form.lists[definition.index] = known
    return known


def _is_own(itemset: Itemset, state: State) -> bool:
    """Whether a list is written into the form, and not brought along or made of answers."""
    written = _PLAIN_LIST.fullmatch(itemset.nodes.source.strip())
    return written is not None and written[1] in state.form.instances


def _listed(itemset: Itemset, node: Node, state: State) -> list[tuple[str, Wording]]:
    env, found = state.env, []
    state.drawn = 0  # a list in random order keeps its order
    for item in itemset.nodes.nodes(node, env):
        value = itemset.value.text(item, env)
        if itemset.label_text_id is not None:
            wording = state.form.texts.get(itemset.label_text_id.text(item, env), NOTHING)
        elif itemset.label is not None:
            wording = plain(itemset.label.text(item, env))
        else:
            wording = NOTHING
        found.append((value, wording))
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

"""Functions on answers with several choices, and on choices' labels."""

from __future__ import annotations

from callassist.questionnaire.tree import Node
from callassist.questionnaire.xpath.library import define
from callassist.questionnaire.xpath.values import Environment, Value


@define("selected", "ss", "truth", "selected(question, 'choice')")
def _selected(_node: Node, _env: Environment, chosen: str, choice: str) -> Value:
    return choice.strip() in chosen.split() or (choice.strip() == "" and chosen.strip() == "")


@define("selected-at", "sn", "text", "selected-at(question, number from 0)")
def _selected_at(_node: Node, _env: Environment, chosen: str, index: float) -> Value:
    choices = chosen.split()
    return choices[int(index)] if index == index and 0 <= index < len(choices) else ""


@define("count-selected", "s", "number", "count-selected(question)")
def _count_selected(_node: Node, _env: Environment, chosen: str) -> Value:
    return float(len(chosen.split()))


@define("jr:choice-name", "ss", "text", "jr:choice-name(value, 'question')")
def _choice_name(_node: Node, env: Environment, value: str, path: str) -> Value:
    return env.host.choice_label(value, path.strip())


@define("jr:itext", "s", "text", "jr:itext(id)")
def _itext(_node: Node, env: Environment, text_id: str) -> Value:
    return env.host.text(text_id)

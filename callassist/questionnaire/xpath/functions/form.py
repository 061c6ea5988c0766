"""Functions that look outside the answers: choices, enrolment, earlier waves."""

from __future__ import annotations

from callassist.questionnaire.tree import Node
from callassist.questionnaire.xpath.library import define
from callassist.questionnaire.xpath.values import Environment, Value


@define("instance", "s", "nodes", "instance('name')/root/item")
def _instance(_node: Node, env: Environment, name: str) -> Value:
    found = env.host.instance(name)
    return [] if found is None else [found]

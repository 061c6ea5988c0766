"""The directions in which a path can look from one node, nearest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from callassist.questionnaire.tree import (
    ATTRIBUTE,
    COMMENT,
    ELEMENT,
    INSTRUCTION,
    NAMESPACE,
    TEXT,
    Node,
)
from callassist.questionnaire.xpath.trees import KindTest, NameTest

REVERSE = frozenset({"ancestor", "ancestor-or-self", "parent", "preceding", "preceding-sibling"})
Test = Callable[[Node], bool]


def _child(node: Node) -> Iterable[Node]:
    return leaf_text(node) or node.children


def leaf_text(node: Node) -> list[Node]:
    """The text of a leaf element as the text node that it stands for."""
    if node.kind != ELEMENT or node.children or not node.text:
        return []
    text = Node(TEXT, text=node.text)
    text.parent = node
    return [text]


def _descendant(node: Node) -> Iterator[Node]:
    for child in _child(node):
        yield child
        yield from _descendant(child)


def _descendant_or_self(node: Node) -> Iterator[Node]:
    yield node
    yield from _descendant(node)


def _parent(node: Node) -> Iterable[Node]:
    return () if node.parent is None else (node.parent,)


def _ancestor(node: Node) -> Iterator[Node]:
    while node.parent is not None:
        node = node.parent
        yield node


def _ancestor_or_self(node: Node) -> Iterator[Node]:
    yield node
    yield from _ancestor(node)


def _siblings(node: Node) -> tuple[list[Node], int]:
    if node.parent is None or node.kind in (ATTRIBUTE, NAMESPACE) or node not in node.parent.children:
        return [], 0
    return node.parent.children, node.parent.children.index(node)


def _following_sibling(node: Node) -> Iterable[Node]:
    around, at = _siblings(node)
    return around[at + 1 :]


def _preceding_sibling(node: Node) -> Iterable[Node]:
    around, at = _siblings(node)
    return around[:at][::-1]


def _following(node: Node) -> Iterator[Node]:
    if node.kind in (ATTRIBUTE, NAMESPACE) and node.parent is not None:
        yield from _descendant(node.parent)
        node = node.parent
    for place in _ancestor_or_self(node):
        for sibling in _following_sibling(place):
            yield from _descendant_or_self(sibling)


def _preceding(node: Node) -> Iterator[Node]:
    if node.kind in (ATTRIBUTE, NAMESPACE) and node.parent is not None:
        node = node.parent
    for place in _ancestor_or_self(node):
        for sibling in _preceding_sibling(place):
            yield from reversed(list(_descendant_or_self(sibling)))


def _attribute(node: Node) -> Iterable[Node]:
    return [a for a in node.attributes if a.kind == ATTRIBUTE]


def _namespace(node: Node) -> Iterable[Node]:
    return [a for a in node.attributes if a.kind == NAMESPACE]


def _self(node: Node) -> Iterable[Node]:
    return (node,)


AXES: dict[str, Callable[[Node], Iterable[Node]]] = {
    "ancestor": _ancestor,
    "ancestor-or-self": _ancestor_or_self,
    "attribute": _attribute,
    "child": _child,
    "descendant": _descendant,
    "descendant-or-self": _descendant_or_self,
    "following": _following,
    "following-sibling": _following_sibling,
    "namespace": _namespace,
    "parent": _parent,
    "preceding": _preceding,
    "preceding-sibling": _preceding_sibling,
    "self": _self,
}

_KINDS = {"text": TEXT, "comment": COMMENT, "processing-instruction": INSTRUCTION}


def node_test(test: NameTest | KindTest, *, axis: str, namespaces: dict[str, str]) -> Test:
    """Which nodes of an axis a step takes."""
    if isinstance(test, KindTest):
        if test.kind == "node":
            return lambda _node: True
        kind, target = _KINDS[test.kind], test.target
        return lambda node: node.kind == kind and (target is None or node.name == target)
    principal = {"attribute": ATTRIBUTE, "namespace": NAMESPACE}.get(axis, ELEMENT)
    name, prefix = test.name, test.prefix
    if not prefix:
        if name == "*":
            return lambda node: node.kind == principal
        return lambda node: node.kind == principal and node.name == name and not node.space
    space = namespaces.get(prefix)
    if space is None:
        return lambda node: node.kind == principal and node.prefix == prefix and name in ("*", node.name)
    return lambda node: node.kind == principal and node.space == space and name in ("*", node.name)

"""Turns a path into a function that finds nodes; what is not relevant in a running interview is not found."""

from __future__ import annotations

from collections.abc import Callable

from callassist.questionnaire.tree import NO_NODES, Node, in_order
from callassist.questionnaire.xpath.axes import AXES, REVERSE, node_test
from callassist.questionnaire.xpath.trees import KindTest, NameTest, Path, Step
from callassist.questionnaire.xpath.values import Environment, NodesThunk, Thunk, Value

Condition = Callable[[list[Node], Environment], list[Node]]
_ORDERLY = frozenset({"child", "self", "attribute"})


def condition(thunk: Thunk) -> Condition:
    """What a bracket leaves of some nodes: a number names a position, anything else must hold."""

    def keep(nodes: list[Node], env: Environment) -> list[Node]:
        position, size = env.position, env.size
        env.size = len(nodes)
        kept = []
        for at, node in enumerate(nodes, 1):
            env.position = at
            value = thunk(node, env)
            if (value == at) if type(value) is float else value:
                kept.append(node)
        env.position, env.size = position, size
        return kept

    return keep


def path_thunk(
    path: Path, *, start: NodesThunk | None, conditions: list[list[Condition]], namespaces: dict[str, str]
) -> NodesThunk:
    """Every node of a path, relevant or not; `conditions` are its steps' brackets, compiled."""
    plain = _plain(path) if start is None else None
    if plain is not None:
        found = _plain_thunk(path.absolute, *plain)
    else:
        steps = [
            _step_thunk(step, brackets, namespaces)
            for step, brackets in zip(path.steps, conditions, strict=True)
        ]
        found = _chain(steps, _start(path, start), orderly=_orderly(path))
    return found


def stays(path: Path) -> bool:
    """Whether a path goes no further than up from where it stands: that is looked at even if it is hidden."""
    up = all(step.axis in ("self", "parent") and isinstance(step.test, KindTest) for step in path.steps)
    return up and not path.absolute and path.start is None


def shown(found: NodesThunk) -> NodesThunk:
    """The nodes that are relevant."""

    def relevant(node: Node, env: Environment) -> list[Node]:
        nodes = found(node, env)
        if len(nodes) == 1:
            return nodes if nodes[0].shown else NO_NODES
        return [n for n in nodes if n.shown]

    return relevant


def shown_or_blank(found: NodesThunk) -> Thunk:
    """The nodes that are relevant, or a blank where there are some and none is."""

    def relevant(node: Node, env: Environment) -> Value:
        nodes = found(node, env)
        if len(nodes) == 1:
            return nodes if nodes[0].shown else ""
        return [n for n in nodes if n.shown] or ("" if nodes else NO_NODES)

    return relevant


def _start(path: Path, start: NodesThunk | None) -> NodesThunk:
    if start is not None:
        return start
    if path.absolute:
        return lambda node, env: [env.root or node.root()]
    return lambda node, _env: [node]


def _orderly(path: Path) -> bool:
    return all(step.axis in _ORDERLY for step in path.steps)


def _plain(path: Path) -> tuple[int, tuple[str, ...]] | None:
    """Steps up, then names down without brackets: what nearly every form's path is."""
    ups, names = 0, []
    for step in path.steps:
        if step.predicates:
            return None
        if (
            isinstance(step.test, NameTest)
            and step.axis == "child"
            and not step.test.prefix
            and step.test.name != "*"
        ):
            names.append(step.test.name)
        elif names or not isinstance(step.test, KindTest) or step.test.kind != "node":
            return None
        elif step.axis == "parent":
            ups += 1
        elif step.axis != "self":
            return None
    return ups, tuple(names)


def _plain_thunk(absolute: bool, ups: int, names: tuple[str, ...]) -> NodesThunk:
    def walk(node: Node, env: Environment) -> list[Node]:
        place: Node | None = (env.root or node.root()) if absolute else node
        for _ in range(ups):
            place = place.parent if place is not None else None
        if place is None:
            return NO_NODES
        if not names:
            return [place]
        nodes = place.named(names[0])
        for name in names[1:]:
            if len(nodes) == 1:
                nodes = nodes[0].named(name)
            else:
                nodes = [below for each in nodes for below in each.named(name)]
        return nodes

    return walk


def _chain(steps: list[NodesThunk], start: NodesThunk, *, orderly: bool) -> NodesThunk:
    def walk(node: Node, env: Environment) -> list[Node]:
        nodes = start(node, env)
        for step in steps:
            if len(nodes) == 1:
                nodes = step(nodes[0], env)
            else:
                found = [below for each in nodes for below in step(each, env)]
                nodes = found if orderly else in_order(found)
        return nodes

    return walk


def _step_thunk(step: Step, conditions: list[Condition], namespaces: dict[str, str]) -> NodesThunk:
    axis, reverse = AXES[step.axis], step.axis in REVERSE
    test = node_test(step.test, axis=step.axis, namespaces=namespaces)
    name = step.test.name if isinstance(step.test, NameTest) and not step.test.prefix else "*"
    by_name = step.axis == "child" and name != "*"

    def take(node: Node, env: Environment) -> list[Node]:
        nodes = node.named(name) if by_name else [n for n in axis(node) if test(n)]
        for keep in conditions:
            nodes = keep(nodes, env)
        return nodes[::-1] if reverse and len(nodes) > 1 else nodes

    return take

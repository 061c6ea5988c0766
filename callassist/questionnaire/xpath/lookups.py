"""Finds rows of long lists by one column at once, as choices that hang on an earlier answer need it."""

from __future__ import annotations

from callassist.questionnaire.tree import NO_NODES, Node
from callassist.questionnaire.xpath.paths import Condition
from callassist.questionnaire.xpath.references import calls
from callassist.questionnaire.xpath.trees import Binary, Call, Expression, Literal, NameTest, Path
from callassist.questionnaire.xpath.values import Environment, Thunk

WORTH_IT = 20  # shorter lists are looked through
KEPT = 8  # indexes of one bracket, so that lists brought along by many interviews do not pile up


def conjuncts(tree: Expression) -> list[Expression]:
    """What must all hold in a bracket, part by part; one part if it asks where a row stands."""
    match tree:
        case Binary("and", left, right) if not calls(tree) & {"position", "last"}:
            return [*conjuncts(left), *conjuncts(right)]
    return [tree]


def keyed(tree: Expression) -> tuple[str, Expression] | None:
    """For a bracket like [column = answer]: the column, and the side that is the same for every row."""
    match tree:
        case Binary("=", left, right):
            for column, other in ((left, right), (right, left)):
                name = _column(column)
                if name and _same_for_all(other):
                    return name, other
    return None


def _column(tree: Expression) -> str:
    match tree:
        case Path(False, (step,), None) if step.axis == "child" and not step.predicates:
            if isinstance(step.test, NameTest) and not step.test.prefix and step.test.name != "*":
                return step.test.name
    return ""


def _same_for_all(tree: Expression) -> bool:
    match tree:
        case Literal():
            return True
        case Path(absolute, steps, start):
            fixed = absolute or (isinstance(start, Call) and start.name == "current")
            return fixed and not any(step.predicates for step in steps)
    return False


def lookup(column: str, other: Thunk, slowly: Condition) -> Condition:
    """A bracket that finds its rows through an index of the column; anything unusual goes the slow way."""
    indexes: dict[int, tuple[list[Node], dict[str, list[Node]]]] = {}

    def index_of(nodes: list[Node]) -> dict[str, list[Node]]:
        known = indexes.get(id(nodes))
        if known is not None and known[0] is nodes:
            return known[1]
        index: dict[str, list[Node]] = {}
        for node in nodes:
            for text in {cell.string() for cell in node.named(column)}:
                index.setdefault(text, []).append(node)
        if len(indexes) >= KEPT:
            indexes.clear()
        indexes[id(nodes)] = (nodes, index)
        return index

    def keep(nodes: list[Node], env: Environment) -> list[Node]:
        if len(nodes) < WORTH_IT or type(nodes[0]) is not Node:
            return slowly(nodes, env)
        wanted = other(nodes[0], env)
        if isinstance(wanted, list) and len(wanted) == 1:
            wanted = wanted[0].string()
        if isinstance(wanted, str):
            return index_of(nodes).get(wanted, NO_NODES)
        return slowly(nodes, env) if wanted else NO_NODES

    return keep

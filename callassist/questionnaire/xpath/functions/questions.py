"""Functions on questions and repeats: counting, positions, names."""

from __future__ import annotations

from collections.abc import Callable

from callassist.questionnaire.tree import DOCUMENT, INSTRUCTION, NAMESPACE, XML, Node, in_order
from callassist.questionnaire.xpath.compiling_types import Compiling
from callassist.questionnaire.xpath.library import define, define_special
from callassist.questionnaire.xpath.tokens import XPathError
from callassist.questionnaire.xpath.trees import Call, Path, Step
from callassist.questionnaire.xpath.values import Environment, NodesThunk, Thunk, Value


@define("count", "N", "number", "count(questions)")
def _count(_node: Node, _env: Environment, nodes: list[Node]) -> Value:
    return float(len(nodes))


@define("count-non-empty", "N", "number", "count-non-empty(questions)")
def _count_non_empty(_node: Node, _env: Environment, nodes: list[Node]) -> Value:
    return float(sum(n.string() != "" for n in nodes))


@define("last", "", "number", "last()")
def _last(_node: Node, env: Environment) -> Value:
    return float(env.size)


@define_special("position", "N?", "number", "position(..)")
def _position(compiler: Compiling, call: Call) -> Thunk:
    if not call.arguments:
        return lambda _node, env: float(env.position)
    nodes = compiler.nodes(call.arguments[0], what="position()", at=call.at)

    def place(node: Node, env: Environment) -> Value:
        found = nodes(node, env)
        return float(found[0].position()) if found else float("nan")

    return place


@define("current", "", "nodes", "current()/../name")
def _current(node: Node, env: Environment) -> Value:
    return [env.current or node]


@define("id", "v", "nodes", "id(text)")
def _id(node: Node, _env: Environment, value: Value) -> Value:
    sources = [n.string() for n in value] if isinstance(value, list) else [str(value)]
    wanted = {word for text in sources for word in text.split()}
    everything = node.root().descendants()
    return in_order(n for n in everything if any(a.name == "id" and a.text in wanted for a in n.attributes))


@define("lang", "s", "truth", "lang(language)")
def _lang(node: Node, _env: Environment, wanted: str) -> Value:
    place: Node | None = node
    while place is not None:
        for attribute in place.attributes:
            if attribute.name == "lang" and (attribute.space == XML or attribute.prefix == "xml"):
                spoken = attribute.text.lower()
                return spoken == wanted.lower() or spoken.startswith(wanted.lower() + "-")
        place = place.parent
    return False


def _naming(name: str, of: Callable[[Node], str]) -> None:
    def special(compiler: Compiling, call: Call) -> Thunk:
        if not call.arguments:
            return lambda node, _env: of(node)
        nodes = compiler.nodes(call.arguments[0], what=f"{name}()", at=call.at)

        def naming(node: Node, env: Environment) -> Value:
            found = nodes(node, env)
            return of(found[0]) if found else ""

        return naming

    define_special(name, "N?", "text", f"{name}(question)")(special)


def _local(node: Node) -> str:
    return "" if node.kind == DOCUMENT else node.name


_naming("local-name", _local)
_naming(
    "name", lambda n: "" if n.kind == DOCUMENT else n.name if n.kind == NAMESPACE or not n.prefix else n.key
)
_naming("namespace-uri", lambda n: "" if n.kind in (INSTRUCTION, NAMESPACE) else n.space)


@define_special(
    "indexed-repeat", "NNnN?n?N?n?", "nodes", "indexed-repeat(question, repeat, number)", pairs_from=1
)
def _indexed_repeat(compiler: Compiling, call: Call) -> Thunk:
    paths = [call.arguments[0], *call.arguments[1::2]]
    for path in paths:
        if not isinstance(path, Path):
            raise XPathError(
                "indexed-repeat() wants questions and repeats by name", call.at, "Name a question."
            )
    names = [_names(compiler, path) for path in paths if isinstance(path, Path)]
    indexes = [compiler.number(argument) for argument in call.arguments[2::2]]

    def pick(node: Node, env: Environment) -> Value:
        target = names[0](node, env)
        groups = {
            name: index(node, env)
            for name, index in zip((n(node, env) for n in names[1:]), indexes, strict=True)
        }
        return [n for n in _descend(env.root or node.root(), target, groups) if n.shown]

    return pick


def _descend(top: Node, target: tuple[str, ...], groups: dict[tuple[str, ...], float]) -> list[Node]:
    nodes = [top]
    for depth, name in enumerate(target, 1):
        nodes = [child for node in nodes for child in node.named(name)]
        index = groups.get(target[:depth])
        if index is not None:
            nodes = [nodes[int(index) - 1]] if index == index and 1 <= index <= len(nodes) else []
    return nodes


def _names(compiler: Compiling, path: Path) -> Callable[[Node, Environment], tuple[str, ...]]:
    """The names from the top of the form down to what a path means, without positions."""
    ups = [step for step in path.steps if step.axis in ("self", "parent")]
    downs = tuple(
        step.test.name for step in path.steps if step.axis == "child" and hasattr(step.test, "name")
    )
    base: NodesThunk | None = None
    if not path.absolute:
        base = compiler.nodes(Path(False, (*_SELF, *ups), path.start), what="indexed-repeat()", at=path.at)

    def names(node: Node, env: Environment) -> tuple[str, ...]:
        if base is None:
            return downs
        found = base(node, env)
        return (*_from_top(found[0], env.root), *downs) if found else ()

    return names


_SELF: tuple[Step, ...] = ()


def _from_top(node: Node, top: Node | None) -> tuple[str, ...]:
    names: list[str] = []
    while node.parent is not None and node is not top:
        names.append(node.key)
        node = node.parent
    return tuple(reversed(names))

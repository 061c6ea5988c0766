"""Turns an expression's tree into functions that can be called a million times without reading it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce

from callassist.questionnaire.tree import Node, in_order
from callassist.questionnaire.xpath import compare
from callassist.questionnaire.xpath.functions import (
    chance,
    days,
    form,
    logic,
    numbers,
    places,
    questions,
    selects,
    words,
)
from callassist.questionnaire.xpath.grammar import parse
from callassist.questionnaire.xpath.library import FUNCTIONS, Function, suggestion
from callassist.questionnaire.xpath.lookups import conjuncts, keyed, lookup
from callassist.questionnaire.xpath.paths import (
    Condition,
    condition,
    path_thunk,
    shown,
    shown_or_blank,
    stays,
)
from callassist.questionnaire.xpath.tokens import XPathError
from callassist.questionnaire.xpath.trees import (
    Binary,
    Call,
    Expression,
    Filtered,
    Literal,
    Negate,
    Number,
    Path,
)
from callassist.questionnaire.xpath.values import (
    Environment,
    NodesThunk,
    NumberThunk,
    TextThunk,
    Thunk,
    TruthThunk,
    Value,
    to_number,
    to_text,
    to_truth,
)

FAMILIES = (chance, days, form, logic, numbers, places, questions, selects, words)
TRUTHS = frozenset({"or", "and", "=", "!=", "<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class Compiled:
    """An expression ready to be worked out: call `value`, `text`, `number`, `truth` or `nodes` on a node."""

    source: str
    tree: Expression
    thunk: Thunk

    def value(self, node: Node, env: Environment) -> Value:
        """What the expression gives at `node`."""
        env.current = node
        return self.thunk(node, env)

    def text(self, node: Node, env: Environment) -> str:
        """The same as text."""
        env.current = node
        return to_text(self.thunk(node, env))

    def number(self, node: Node, env: Environment) -> float:
        """The same as a number."""
        env.current = node
        return to_number(self.thunk(node, env), env.calendar)

    def truth(self, node: Node, env: Environment) -> bool:
        """The same as yes or no."""
        env.current = node
        return to_truth(self.thunk(node, env))

    def nodes(self, node: Node, env: Environment) -> list[Node]:
        """The nodes found; none if the expression gives no nodes."""
        env.current = node
        value = self.thunk(node, env)
        return value if isinstance(value, list) else []


def compiled(
    text: str,
    *,
    namespaces: dict[str, str] | None = None,
    functions: Mapping[str, Function] = FUNCTIONS,
    late: bool = False,
) -> Compiled:
    """Read and compile an expression. Raises XPathError with the character where it is wrong.

    `late`: a call that cannot be right is an error only when it is reached, as the recorded engines have it.
    """
    tree = parse(text)
    return Compiled(text, tree, Compiler(namespaces or {}, functions, late=late).value(tree))


class Compiler:
    """Makes functions of trees; one per set of namespaces."""

    def __init__(self, namespaces: dict[str, str], functions: Mapping[str, Function], *, late: bool) -> None:
        self.namespaces = namespaces
        self.functions = functions
        self.late = late

    def value(self, tree: Expression) -> Thunk:
        """Whatever the tree gives."""
        match tree:
            case Number(value) | Literal(value):
                return lambda _node, _env: value
            case Negate(operand):
                inner = self.number(operand)
                return lambda node, env: -inner(node, env)
            case Path():
                return self.path(tree)
            case Filtered():
                return self.filtered(tree)
            case Call():
                return self.call(tree)
            case Binary():
                return self.binary(tree)

    def gives(self, tree: Expression) -> str:
        """What kind of value the tree is sure to give: number, text, truth, nodes, or any."""
        match tree:
            case Number() | Negate():
                return "number"
            case Literal():
                return "text"
            case Path() | Filtered():
                return "nodes"
            case Call(name):
                return self.functions[name].gives if name in self.functions else "any"
            case Binary("|"):
                return "nodes"
            case Binary(operator):
                return "truth" if operator in TRUTHS else "number"

    def number(self, tree: Expression) -> NumberThunk:
        """The tree as a number."""
        inner = self.value(tree)
        return lambda node, env: to_number(inner(node, env), env.calendar)

    def text(self, tree: Expression) -> TextThunk:
        """The tree as a text."""
        inner = self.value(tree)
        return lambda node, env: to_text(inner(node, env))

    def truth(self, tree: Expression) -> TruthThunk:
        """The tree as yes or no."""
        inner = self.value(tree)
        return lambda node, env: to_truth(inner(node, env))

    def nodes(self, tree: Expression, *, what: str, at: int) -> NodesThunk:
        """The tree as nodes; anything that cannot give nodes is an error."""
        if self.gives(tree) not in ("nodes", "any"):
            raise XPathError(
                f"{what} wants questions, not a single value", at, "Name a question or a repeat."
            )
        inner = self.value(tree)

        def nodes(node: Node, env: Environment) -> list[Node]:
            found = inner(node, env)
            return found if isinstance(found, list) else []

        return nodes

    def path(self, path: Path, *, hidden_is_blank: bool = False) -> Thunk:
        """A path's nodes that are relevant."""
        start = None if path.start is None else self.nodes(path.start, what="a path", at=path.at)
        conditions = [[self.condition(p) for p in step.predicates] for step in path.steps]
        found = path_thunk(path, start=start, conditions=conditions, namespaces=self.namespaces)
        if stays(path):
            return found
        return shown_or_blank(found) if hidden_is_blank else shown(found)

    def condition(self, tree: Expression) -> Condition:
        """A bracket; one that compares columns with answers looks its rows up, whatever else it asks."""
        parts = conjuncts(tree)
        if len(parts) == 1 or not any(keyed(part) for part in parts):
            return self.looked_up(tree, condition(self.value(tree)))
        parts.sort(key=lambda part: keyed(part) is None)
        conditions = [self.looked_up(part, condition(self.truth(part))) for part in parts]
        return lambda nodes, env: reduce(lambda left, keep: keep(left, env), conditions, nodes)

    def looked_up(self, tree: Expression, slowly: Condition) -> Condition:
        """A condition by way of an index, where it compares a column with what is the same for every row."""
        key = keyed(tree)
        return slowly if key is None else lookup(key[0], self.value(key[1]), slowly)

    def filtered(self, tree: Filtered) -> NodesThunk:
        """Nodes that meet the brackets behind an expression."""
        base = self.nodes(tree.base, what="a bracket", at=0)
        conditions = [self.condition(p) for p in tree.predicates]

        def keep(node: Node, env: Environment) -> list[Node]:
            nodes = base(node, env)
            for each in conditions:
                nodes = each(nodes, env)
            return nodes

        return keep

    def binary(self, tree: Binary) -> Thunk:
        """Two operands and their operator."""
        sign = tree.operator
        if sign in ("and", "or"):
            return self.logic(sign, self.truth(tree.left), self.truth(tree.right))
        if sign == "|":
            return self.union(tree)
        if sign in compare.RECKONING:
            return self.reckoning(sign, self.number(tree.left), self.number(tree.right))
        return self.comparison(sign, self.compared(tree.left), self.compared(tree.right))

    def compared(self, tree: Expression) -> Thunk:
        """One side of a comparison: questions that are all hidden count as one blank, as in ODK's engines."""
        return self.path(tree, hidden_is_blank=True) if isinstance(tree, Path) else self.value(tree)

    def logic(self, sign: str, left: TruthThunk, right: TruthThunk) -> TruthThunk:
        """And, or: the right side is looked at only if the left does not settle it."""
        if sign == "and":
            return lambda node, env: left(node, env) and right(node, env)
        return lambda node, env: left(node, env) or right(node, env)

    def reckoning(self, sign: str, left: NumberThunk, right: NumberThunk) -> NumberThunk:
        """Sums, differences, products, quotients."""
        work = compare.RECKONING[sign]
        return lambda node, env: work(left(node, env), right(node, env))

    def comparison(self, sign: str, left: Thunk, right: Thunk) -> TruthThunk:
        """Equal, different, less, more."""
        if sign in ("=", "!="):
            differ = sign == "!="
            return lambda node, env: compare.equal(
                left(node, env), right(node, env), env.calendar, differ=differ
            )
        return lambda node, env: compare.ordered(sign, left(node, env), right(node, env), env.calendar)

    def union(self, tree: Binary) -> NodesThunk:
        """The nodes of both sides, once each, in document order."""
        left = self.nodes(tree.left, what="|", at=0)
        right = self.nodes(tree.right, what="|", at=0)
        return lambda node, env: in_order([*left(node, env), *right(node, env)])

    def call(self, call: Call) -> Thunk:
        """A function's call."""
        try:
            return self.checked_call(call)
        except XPathError as error:
            if not self.late:
                raise
            return _failing(error)

    def checked_call(self, call: Call) -> Thunk:
        """A function's call, if there is such a function and it takes these arguments."""
        function = self.functions.get(call.name)
        if function is None and call.name.startswith("$"):
            what = f"variables like {call.name} do not exist in forms"
            raise XPathError(what, call.at, "Refer to a question as ${name}.")
        if function is None:
            raise XPathError(f"there is no function {call.name}()", call.at, suggestion(call.name))
        problem = function.wrong_count(len(call.arguments))
        if problem:
            raise XPathError(problem, call.at, f"It is written {function.usage}.")
        if function.special is not None:
            return function.special(self, call)
        return _applied(function, [self.argument(function, call, i) for i in range(len(call.arguments))])

    def argument(self, function: Function, call: Call, index: int) -> Callable[[Node, Environment], Value]:
        """One argument, read as the kind that the function wants."""
        tree = call.arguments[index]
        match function.wants(index):
            case "n":
                return self.number(tree)
            case "s":
                return self.text(tree)
            case "b":
                return self.truth(tree)
            case "N":
                return self.nodes(tree, what=f"{call.name}()", at=call.at)
            case _:
                return self.value(tree)


def _failing(error: XPathError) -> Thunk:
    def fail(_node: Node, _env: Environment) -> Value:
        raise error

    return fail


def _applied(function: Function, arguments: list[Thunk]) -> Thunk:
    work = function.work
    match arguments:
        case []:
            return work
        case [only]:
            return lambda node, env: work(node, env, only(node, env))
        case [first, second]:
            return lambda node, env: work(node, env, first(node, env), second(node, env))
        case _:
            return lambda node, env: work(node, env, *[argument(node, env) for argument in arguments])

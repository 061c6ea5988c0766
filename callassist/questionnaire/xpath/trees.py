"""The parts of an expression once it is read: numbers, texts, paths, operators and calls."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: float


@dataclass(frozen=True, slots=True)
class Literal:
    """A text between quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands and what stands between them: or and = != < <= > >= + - * div mod |."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Negate:
    """A minus before an operand."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; `at` is where its name stands."""

    name: str
    arguments: tuple[Expression, ...]
    at: int


@dataclass(frozen=True, slots=True)
class NameTest:
    """Takes nodes by name; `*` takes any."""

    prefix: str
    name: str


@dataclass(frozen=True, slots=True)
class KindTest:
    """Takes nodes by kind: node, text, comment, processing-instruction (perhaps of one target)."""

    kind: str
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: a direction, a test, and conditions in brackets."""

    axis: str
    test: NameTest | KindTest
    predicates: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from the document's top (`absolute`), from where we stand, or from what `start` gives."""

    absolute: bool
    steps: tuple[Step, ...]
    start: Expression | None = None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Filtered:
    """Conditions in brackets behind a whole expression."""

    base: Expression
    predicates: tuple[Expression, ...]


Expression = Number | Literal | Binary | Negate | Call | Path | Filtered

AXES = frozenset(
    {
        "ancestor",
        "ancestor-or-self",
        "attribute",
        "child",
        "descendant",
        "descendant-or-self",
        "following",
        "following-sibling",
        "namespace",
        "parent",
        "preceding",
        "preceding-sibling",
        "self",
    }
)

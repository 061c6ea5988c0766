"""Reads an expression's text into its tree, or says at which character it cannot be read."""

from __future__ import annotations

from callassist.questionnaire.xpath.tokens import Kind, Token, XPathError, tokens
from callassist.questionnaire.xpath.trees import (
    AXES,
    Binary,
    Call,
    Expression,
    Filtered,
    KindTest,
    Literal,
    NameTest,
    Negate,
    Number,
    Path,
    Step,
)

DEEPEST = 60
LONGEST_CHAIN = 150


_KINDS = frozenset({"node", "text", "comment", "processing-instruction"})
_STRENGTH = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
}
_SIGNS = (Kind.OPERATOR, Kind.PUNCTUATION)
_ANYWHERE = Step("descendant-or-self", KindTest("node"))


def parse(text: str) -> Expression:
    """The tree of an expression. Raises XPathError with the character where reading stopped."""
    return _Reader(tokens(text)).whole()


class _Reader:
    def __init__(self, parts: list[Token]) -> None:
        self.parts = parts
        self.index = 0
        self.depth = 0

    @property
    def part(self) -> Token:
        return self.parts[self.index]

    @property
    def at_end(self) -> bool:
        return self.parts[self.index].kind is Kind.END

    def whole(self) -> Expression:
        if self.at_end:
            raise XPathError("the expression is empty", 0, "Write an expression or clear the cell.")
        tree = self.expression()
        if not self.at_end:
            cure = "Remove it, or put an operator before it."
            raise XPathError(f"{self.part.text!r} is not expected here", self.part.at, cure)
        return tree

    def takes(self, *texts: str) -> bool:
        part = self.parts[self.index]
        return part.text in texts and part.kind in _SIGNS

    def take(self) -> Token:
        part = self.part
        self.index += 1
        return part

    def expect(self, text: str) -> None:
        if not self.takes(text):
            found = repr(self.part.text) if self.part.kind is not Kind.END else "the end"
            raise XPathError(f"{text!r} is missing before {found}", self.part.at, f"Write {text}.")
        self.index += 1

    def expression(self, floor: int = 0) -> Expression:
        self.depth += 1
        if self.depth > DEEPEST:
            raise XPathError("the expression is nested too deeply", self.part.at, "Split it over calculates.")
        left, links = self.unary(), 0
        while self.part.kind is Kind.OPERATOR and (strength := _STRENGTH.get(self.part.text, 0)) > floor:
            links = self.longer(links)
            operator = self.take().text
            left = Binary(operator, left, self.expression(strength))
        self.depth -= 1
        return left

    def longer(self, links: int) -> int:
        if links == LONGEST_CHAIN:
            raise XPathError("too many operators in a row", self.part.at, "Split it over calculates.")
        return links + 1

    def unary(self) -> Expression:
        minuses = 0
        while self.takes("-"):
            self.take()
            minuses += 1
        operand = self.union()
        for _ in range(minuses if minuses <= 2 else 2 - minuses % 2):
            operand = Negate(operand)
        return operand

    def union(self) -> Expression:
        left, links = self.path(), 0
        while self.takes("|"):
            links = self.longer(links)
            self.take()
            left = Binary("|", left, self.path())
        return left

    def path(self) -> Expression:
        at = self.part.at
        if self.takes("/", "//"):
            return self.absolute(at)
        if not self.starts_primary():
            return Path(False, tuple(self.steps()), at=at)
        base = self.primary()
        conditions = self.predicates()
        if conditions:
            base = Filtered(base, conditions)
        if not self.takes("/", "//"):
            return base
        first = (_ANYWHERE,) if self.take().text == "//" else ()
        return Path(False, (*first, *self.steps()), start=base, at=at)

    def absolute(self, at: int) -> Path:
        if self.take().text == "//":
            return Path(True, (_ANYWHERE, *self.steps()), at=at)
        return Path(True, tuple(self.steps()) if self.starts_step() else (), at=at)

    def starts_primary(self) -> bool:
        part, after = self.part, self.parts[min(self.index + 1, len(self.parts) - 1)]
        if part.kind in (Kind.NUMBER, Kind.LITERAL, Kind.VARIABLE) or self.takes("("):
            return True
        return (
            part.kind is Kind.NAME
            and after.text == "("
            and part.text not in _KINDS
            and after.kind is Kind.PUNCTUATION
        )

    def starts_step(self) -> bool:
        return self.part.kind is Kind.NAME or self.takes(".", "..", "@")

    def primary(self) -> Expression:
        part = self.take()
        match part.kind:
            case Kind.NUMBER:
                return Number(float(part.text))
            case Kind.LITERAL:
                return Literal(part.text)
            case Kind.VARIABLE:
                return Call(part.text, (), part.at)
            case Kind.NAME:
                return Call(part.text, self.arguments(), part.at)
            case _:
                inner = self.expression()
                self.expect(")")
                return inner

    def arguments(self) -> tuple[Expression, ...]:
        self.expect("(")
        if self.takes(")"):
            self.take()
            return ()
        found = [self.expression()]
        while self.takes(","):
            self.take()
            found.append(self.expression())
        self.expect(")")
        return tuple(found)

    def predicates(self) -> tuple[Expression, ...]:
        found = []
        while self.takes("["):
            self.take()
            found.append(self.expression())
            self.expect("]")
        return tuple(found)

    def steps(self) -> list[Step]:
        found = [self.step()]
        while self.takes("/", "//"):
            if self.take().text == "//":
                found.append(_ANYWHERE)
            found.append(self.step())
        return found

    def step(self) -> Step:
        if self.takes("."):
            self.take()
            return Step("self", KindTest("node"), self.predicates())
        if self.takes(".."):
            self.take()
            return Step("parent", KindTest("node"), self.predicates())
        axis = self.axis()
        if self.part.kind is not Kind.NAME:
            found = repr(self.part.text) if self.part.kind is not Kind.END else "the end"
            raise XPathError(
                f"a name or value is missing before {found}", self.part.at, "Complete the expression."
            )
        return Step(axis, self.test(), self.predicates())

    def axis(self) -> str:
        if self.takes("@"):
            self.take()
            return "attribute"
        after = self.parts[min(self.index + 1, len(self.parts) - 1)]
        if self.part.kind is not Kind.NAME or after.text != "::" or after.kind is not Kind.PUNCTUATION:
            return "child"
        name = self.take()
        self.take()
        if name.text not in AXES:
            raise XPathError(
                f"there is no axis {name.text!r}", name.at, "Use child, parent, or a plain path."
            )
        return name.text

    def test(self) -> NameTest | KindTest:
        name = self.take()
        if self.takes("(") and name.text in _KINDS:
            self.take()
            target = self.take().text if self.part.kind is Kind.LITERAL else None
            self.expect(")")
            return KindTest(name.text, target)
        prefix, _, local = name.text.rpartition(":")
        return NameTest(prefix, local)

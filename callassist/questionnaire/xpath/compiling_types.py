"""What a function that reads its own arguments may ask of the compiler."""

from __future__ import annotations

from typing import Protocol

from callassist.questionnaire.xpath.trees import Expression
from callassist.questionnaire.xpath.values import NodesThunk, NumberThunk, TextThunk, Thunk, TruthThunk


class Compiling(Protocol):
    """Makes a function of a tree, reading its value as one kind or another."""

    namespaces: dict[str, str]

    def value(self, tree: Expression) -> Thunk: ...
    def number(self, tree: Expression) -> NumberThunk: ...
    def text(self, tree: Expression) -> TextThunk: ...
    def truth(self, tree: Expression) -> TruthThunk: ...
    def nodes(self, tree: Expression, *, what: str, at: int) -> NodesThunk: ...

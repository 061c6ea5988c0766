"""Which rule has to be worked out anew when an answer changes, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from callassist.questionnaire.form import Definition
from callassist.questionnaire.xpath.compiling import Compiled
from callassist.questionnaire.xpath.references import Reference, references, uses_clock


class Aspect(StrEnum):
    """What a rule decides about its place."""

    COUNT = "count"
    RELEVANT = "relevant"
    CALCULATE = "calculate"
    CHOICES = "choices"


@dataclass(eq=False, slots=True)
class Rule:
    """An expression at a place; `rank` says when its turn comes."""

    definition: Definition
    aspect: Aspect
    expression: Compiled
    rank: int = 0
    clocked: bool = False
    reads: list[Reference] = field(default_factory=list)


@dataclass(slots=True)
class Rules:
    """All rules in the order of working out, and for each place the rules that look at it."""

    ordered: list[Rule]
    dependents: dict[int, list[tuple[Rule, int]]]  # definition's index -> rules, with names shared
    clocked: list[Rule]
    rings: list[list[Rule]]  # rules that hang on themselves


def rules_of(definition: Definition) -> Iterator[Rule]:
    """The rules that hang on one place."""
    if definition.count is not None:
        yield Rule(definition, Aspect.COUNT, definition.count)
    if definition.relevant is not None:
        yield Rule(definition, Aspect.RELEVANT, definition.relevant)
    if definition.calculate is not None:
        yield Rule(definition, Aspect.CALCULATE, definition.calculate)
    itemset = definition.control.itemset if definition.control else None
    if itemset is not None and itemset.filtered:
        yield Rule(definition, Aspect.CHOICES, itemset.nodes)


def build(definitions: list[Definition], by_path: dict[str, Definition]) -> Rules:
    """The order of all rules of a form, and what hangs on what."""
    rules = [rule for definition in definitions for rule in rules_of(definition)]
    for rank, rule in enumerate(rules):
        rule.rank = rank
    dependents: dict[int, list[tuple[Rule, int]]] = {}
    for rule in rules:
        rule.clocked = uses_clock(rule.expression.tree)
        rule.reads = references(rule.expression.tree, rule.definition.names)
        for index, shared in _looked_at(rule, by_path):
            dependents.setdefault(index, []).append((rule, shared))
    ordered, rings = _order(rules, dependents)
    for rank, rule in enumerate(ordered):
        rule.rank = rank
    return Rules(ordered, dependents, [rule for rule in ordered if rule.clocked], rings)


def _looked_at(rule: Rule, by_path: dict[str, Definition]) -> set[tuple[int, int]]:
    found: dict[int, int] = {}
    for read in rule.reads:
        for definition in _meant(read, by_path):
            shared = min(read.shared, found.get(definition.index, read.shared))
            found[definition.index] = shared
    if rule.aspect is Aspect.CALCULATE:
        found.pop(rule.definition.index, None)  # a value may look at itself: once()
    if rule.aspect is Aspect.CHOICES:
        found[rule.definition.index] = len(rule.definition.names)  # looked at again when it shows
    return set(found.items())


def _meant(read: Reference, by_path: dict[str, Definition]) -> Iterator[Definition]:
    if not read.names:
        if read.below:
            yield from by_path.values()
        return
    definition = by_path.get("/" + "/".join(read.names))
    if definition is not None and read.rows:
        yield definition
    elif definition is not None:
        yield from _all_below(definition)


def _all_below(definition: Definition) -> Iterator[Definition]:
    yield definition
    for child in definition.children:
        yield from _all_below(child)


def _feeds(rule: Rule) -> Iterable[Definition]:
    """The places whose value or relevance the rule decides."""
    if rule.aspect in (Aspect.RELEVANT, Aspect.COUNT):
        return _all_below(rule.definition)
    return (rule.definition,)


def _order(
    rules: list[Rule], dependents: dict[int, list[tuple[Rule, int]]]
) -> tuple[list[Rule], list[list[Rule]]]:
    after: dict[Rule, list[Rule]] = {}
    waiting: dict[Rule, int] = dict.fromkeys(rules, 0)
    for rule in rules:
        fed = {later for d in _feeds(rule) for later, _ in dependents.get(d.index, ())}
        if rule.aspect is Aspect.CHOICES:
            fed.discard(rule)  # a choice that goes leaves the others as they are
        after[rule] = sorted(fed, key=lambda later: later.rank)
        for later in after[rule]:
            waiting[later] += 1
    ready = [rule for rule in rules if waiting[rule] == 0]
    ordered: list[Rule] = []
    while ready:
        rule = ready.pop(0)
        ordered.append(rule)
        for later in after[rule]:
            waiting[later] -= 1
            if waiting[later] == 0:
                ready.append(later)
    left = [rule for rule in rules if rule not in set(ordered)]
    return [*ordered, *left], _rings(left, after)


def _rings(left: list[Rule], after: dict[Rule, list[Rule]]) -> list[list[Rule]]:
    """For rules that never became ready, one ring that proves it."""
    if not left:
        return []
    unready = set(left)
    before = {rule: [r for r in left if rule in after[r]] for rule in left}
    trail: list[Rule] = []
    rule = left[0]
    while rule not in trail:
        trail.append(rule)
        rule = next(r for r in before[rule] if r in unready)
    return [trail[trail.index(rule) :][::-1]]

"""Scores of the published scales that an interview held: kept beside its answers, shown to no interviewer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from callassist.edition.read import Edition
from callassist.errors import Refusal
from callassist.instruments import scoring
from callassist.instruments.definition import Definition
from callassist.questionnaire.folding import Folded
from callassist.questionnaire.items import Item, Subject
from callassist.work.subjects import NOBODY, Child, Children, Years

NOTHING: Mapping[str, str] = {}
_WHOLE = re.compile(r"-?\d+")


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered to an item that may belong to a scale. `item`: its path without row numbers.

    `rendered`: its words were blank in her language, so that somebody rendered them.
    """

    item: str
    rows: tuple[int, ...]
    value: str
    missing: str | None
    rendered: bool = False


@dataclass(slots=True)
class Administration:
    """One instrument about one subject: its codes as they come in, and the child it is about."""

    definition: Definition
    child: Child | None
    codes: dict[str, int | str] = field(default_factory=dict)
    twice: set[str] = field(default_factory=set)
    rendered: int = 0


def given(folded: Iterable[Folded], into: Mapping[str, str] = NOTHING) -> list[Given]:
    """What of an interview may count. Sealed answers never do: no scale's item is identity.

    `into`: path to the language that an item was rendered into.
    """
    return [
        Given(one.item, one.rows, one.value, one.missing.value if one.missing else None, one.path in into)
        for one in folded
        if one.relevant and not one.identity and one.kind != "text"
    ]


def stored(answers: Iterable[Mapping[str, Any]]) -> list[Given]:
    """The same of the answers as they were kept."""
    return [
        Given(one["item"], tuple(one["rows"]), one["value"], one["missing"])
        for one in answers
        if one["relevant"]
    ]


def of_interview(
    answers: Iterable[Given],
    items: Mapping[str, Item],
    edition: Edition,
    children: Children = NOBODY,
    ages: Mapping[str, Years] | None = None,
) -> dict[str, Any]:
    """Scores by administration (an instrument about one subject) and scale, by the rules of an edition.

    An administration is named `wemwbs`; `sdq_parent#2` for the second row of a repeat; `wemwbs#partner` where
    it is about somebody else than the scale itself says. Beside its scales stand `child`, `age` (least and
    most full years on the day) and `rendered` (how many items were, where any was).

    `ages` as they were kept go before those of `children`.
    """
    return {
        name: _scored(one, edition, (ages or {}).get(name) or (one.child.age if one.child else None))
        for name, one in administrations(answers, items, edition, children).items()
    }


def administrations(
    answers: Iterable[Given], items: Mapping[str, Item], edition: Edition, children: Children
) -> dict[str, Administration]:
    """The scored scales of an interview, by name of the administration."""
    found: dict[str, Administration] = {}
    for one in answers:
        item = items.get(one.item)
        definition = edition.scales.definition(item.instrument) if item and item.instrument else None
        if item is not None and definition is not None and definition.scored:
            _take(found, definition, item, one, children)
    return found


def _take(
    found: dict[str, Administration], definition: Definition, item: Item, one: Given, children: Children
) -> None:
    subject = _subject(definition, item, one.rows)
    name = "#".join([item.instrument, *_apart(definition, subject), *map(str, one.rows)])
    if name not in found:
        found[name] = Administration(definition, children.meant(subject, one.rows))
    codes, code = found[name].codes, _code(one)
    found[name].rendered += one.rendered
    before = codes.get(item.instrument_item)
    if isinstance(before, int) and isinstance(code, int) and before != code:
        found[name].twice.add(item.instrument_item)
    if not isinstance(before, int):
        codes[item.instrument_item] = code


def _subject(definition: Definition, item: Item, rows: tuple[int, ...]) -> Subject:
    """Whom an item is about: of a scale about a child, if nothing is said, the index child or the row's."""
    if definition.about == "child" and item.subject is Subject.SELF:
        return Subject.ROW_CHILD if rows else Subject.INDEX_CHILD
    return item.subject


def _apart(definition: Definition, subject: Subject) -> tuple[str, ...]:
    """What tells an administration from the usual one: rows tell children apart by themselves."""
    usual = Subject.INDEX_CHILD if definition.about == "child" else Subject.SELF
    return () if subject in (usual, Subject.ROW_CHILD) else (subject.value,)


def _code(one: Given) -> int | str:
    if one.missing is not None:
        return one.missing
    return int(one.value) if _WHOLE.fullmatch(one.value) else "not_asked"


def _scored(one: Administration, edition: Edition, age: Years | None) -> dict[str, Any]:
    about: dict[str, Any] = {"child": one.child.id} if one.child else {}
    about |= {"age": list(age)} if age and one.definition.about == "child" else {}
    about |= {"rendered": one.rendered} if one.rendered else {}
    rules = edition.protocol.instrument_used(one.definition.id).missing
    try:
        if one.twice:
            raise Refusal(", ".join(sorted(one.twice)), "asked twice and answered differently.")
        scales = scoring.scores(one.definition, one.codes, rules=rules, age=age)
    except Refusal as refusal:
        scales = scoring.no_scores(one.definition, str(refusal))
    return about | {name: written(score) for name, score in scales.items()}


def written(score: scoring.Score) -> dict[str, Any]:
    """A score as it is kept."""
    return {
        "value": str(score.value) if score.value is not None else None,
        "reason": score.reason,
        "answered": score.answered,
        "items": score.items,
        "prorated": score.prorated,
        "rule_version": score.rule_version,
        "bands": dict(score.bands),
    }


def main_value(scores: Mapping[str, Any], instrument: str, edition: Edition) -> bool:
    """Whether the main scale of an instrument has a value in any administration."""
    found = edition.scales.definition(instrument)
    if found is None or found.main is None:
        return False
    main = found.main.id
    return any(
        (administration.get(main) or {}).get("value") is not None
        for name, administration in scores.items()
        if name.split("#")[0] == instrument
    )

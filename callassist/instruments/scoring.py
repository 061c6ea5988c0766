"""From answers to scores: a value, or none with the reason, by the rules of the scale's own definition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import floor

from callassist.errors import Refusal
from callassist.instruments.definition import Definition, Scale

MISSING = frozenset(
    {"refused", "dont_know", "not_applicable", "not_asked", "interpreter_problem", "break_off"}
)
"""The reasons for which an item has no code; an item that is not mentioned was not asked."""


@dataclass(frozen=True, slots=True)
class Score:
    """One scale of one administration.

    `value` is None when it cannot be had, and then `reason` says why. `answered` of `items` had a code;
    `prorated` were stood in for by the mean of the rest. `bands`: name of the scheme to that of the band.
    """

    instrument: str
    scale: str
    value: Decimal | None
    reason: str | None
    answered: int
    items: int
    prorated: int
    rule_version: str
    bands: Mapping[str, str] = field(default_factory=dict)


def score(
    definition: Definition,
    answers: Mapping[str, int | str],
    *,
    scale: str | None = None,
    rule: str | None = None,
    age: int | None = None,
) -> Score:
    """One scale, the definition's main one unless named. `answers`: item id to code, or to a reason for none.

    `rule` names one of the scale's missing rules; `age` (full years of the child) leaves out the band schemes
    made for other ages. Raises Refusal for an item, code, reason, scale or rule that is not known.
    """
    name = scale or definition.main.id
    if definition.scale_named(name) is None:
        raise Refusal(definition.id, f"has no scale {name}.")
    return scores(definition, answers, rules={} if rule is None else {name: rule}, age=age)[name]


def scores(
    definition: Definition,
    answers: Mapping[str, int | str],
    *,
    rules: Mapping[str, str] | None = None,
    age: int | None = None,
) -> dict[str, Score]:
    """All scales of an administration, by id. `rules`: scale to the name of the missing rule wanted."""
    codes = _codes(definition, answers)
    wanted = rules or {}
    for name in wanted:
        if definition.scale_named(name) is None:
            raise Refusal(definition.id, f"has no scale {name}.")
    found: dict[str, Score] = {}
    for scale in definition.scale:
        raw = _raw(definition, scale, codes, found, _rule(definition, scale, wanted))
        found[scale.id] = _reported(definition, scale, raw, age)
    return found


@dataclass(frozen=True, slots=True)
class _Raw:
    """A score before rounding, table and bands."""

    value: Fraction | None
    reason: str | None
    answered: int
    items: int
    prorated: int = 0


def _codes(definition: Definition, answers: Mapping[str, int | str]) -> dict[str, int]:
    """What was answered with a code. Out of range is an error, never silently dropped."""
    codes: dict[str, int] = {}
    for name, answer in answers.items():
        item = definition.item_named(name)
        where = f"{definition.id}.{name}"
        if item is None:
            raise Refusal(where, "there is no such item.")
        if isinstance(answer, str):
            if answer not in MISSING:
                raise Refusal(where, f"{answer!r} is no reason for a missing answer.", f"Known: {_listed()}.")
            continue
        if not item.low <= answer <= item.high:
            raise Refusal(where, f"{answer} is out of range.", f"It runs from {item.low} to {item.high}.")
        codes[name] = answer
    return codes


def _listed() -> str:
    return ", ".join(sorted(MISSING))


def _rule(definition: Definition, scale: Scale, wanted: Mapping[str, str]) -> int:
    """How many items of a scale may be missing."""
    name = wanted.get(scale.id)
    try:
        return scale.rule(name).at_most
    except KeyError:
        known = ", ".join(scale.missing) or "none"
        raise Refusal(
            f"{definition.id}.{scale.id}", f"has no missing rule {name}.", f"Known: {known}."
        ) from None


def _raw(
    definition: Definition, scale: Scale, codes: Mapping[str, int], found: Mapping[str, Score], at_most: int
) -> _Raw:
    if scale.scales:
        return _added_up([found[name] for name in scale.scales])
    if scale.gate is not None and codes.get(scale.gate.item) == scale.gate.code:
        return _Raw(Fraction(scale.gate.score), None, 0, len(scale.items))
    return _of_items(definition, scale, codes, at_most)


def _added_up(parts: Sequence[Score]) -> _Raw:
    answered, items = sum(p.answered for p in parts), sum(p.items for p in parts)
    lost = [part.scale for part in parts if part.value is None]
    if lost:
        return _Raw(None, f"no score for {', '.join(lost)}", answered, items)
    total = sum((Fraction(part.value) for part in parts if part.value is not None), Fraction(0))
    return _Raw(total, None, answered, items, sum(p.prorated for p in parts))


def _of_items(definition: Definition, scale: Scale, codes: Mapping[str, int], at_most: int) -> _Raw:
    items = [item for item in definition.item if item.id in scale.items]
    counted = [item.counts(codes[item.id]) for item in items if item.id in codes]
    missing = len(items) - len(counted)
    if missing > at_most or not counted:
        reason = f"{missing} of {len(items)} items have no answer, at most {at_most} may"
        return _Raw(None, reason, len(counted), len(items))
    mean = Fraction(sum(counted), len(counted))
    value = mean * (len(items) if scale.combine == "sum" else scale.times)
    return _Raw(value, None, len(counted), len(items), missing)


def _reported(definition: Definition, scale: Scale, raw: _Raw, age: int | None) -> Score:
    value = None if raw.value is None else half_up(raw.value, scale.decimals if not scale.table else 0)
    if value is not None and scale.table:
        value = Decimal(str(scale.table[str(value)])).quantize(Decimal(1).scaleb(-scale.decimals))
    return Score(
        instrument=definition.id,
        scale=scale.id,
        value=value,
        reason=raw.reason,
        answered=raw.answered,
        items=raw.items,
        prorated=raw.prorated,
        rule_version=definition.version,
        bands={} if value is None else _bands(scale, value, age),
    )


def _bands(scale: Scale, value: Decimal, age: int | None) -> dict[str, str]:
    named = ((scheme.name, scheme.name_of(float(value))) for scheme in scale.scheme if scheme.fits(age))
    return {scheme: band for scheme, band in named if band is not None}


def half_up(value: Fraction, decimals: int) -> Decimal:
    """A fraction to so many decimals, a half always upwards: 2.5 is 3, which Python's round would make 2."""
    return Decimal(floor(value * 10**decimals + Fraction(1, 2))).scaleb(-decimals)

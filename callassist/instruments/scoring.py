"""From answers to scores: a value, or none with the reason, by the rules of the scale's own definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import floor

from callassist.errors import Refusal
from callassist.instruments.counting import Counted, added_up, counted
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
    age: tuple[int, int] | None = None,
) -> Score:
    """One scale, the definition's main one unless named. `answers`: item id to code, or to a reason for none.

    `rule` names one of the scale's missing rules; `age` (least and most full years that the child may be)
    leaves out the band schemes made for other ages. Raises Refusal for an item, code, reason, scale or rule
    that is not known.
    """
    name = scale or (definition.main.id if definition.main else "")
    if definition.scale_named(name) is None:
        raise Refusal(definition.id, f"has no scale {name}.")
    return scores(definition, answers, rules={} if rule is None else {name: rule}, age=age)[name]


def scores(
    definition: Definition,
    answers: Mapping[str, int | str],
    *,
    rules: Mapping[str, str] | None = None,
    age: tuple[int, int] | None = None,
) -> dict[str, Score]:
    """All scales of an administration, by id. `rules`: scale to the name of the missing rule wanted."""
    codes = _codes(definition, answers)
    wanted = rules or {}
    for name in wanted:
        if definition.scale_named(name) is None:
            raise Refusal(definition.id, f"has no scale {name}.")
    found: dict[str, Score] = {}
    for scale in definition.scale:
        at_most = _at_most(definition, scale, wanted)
        found[scale.id] = _reported(definition, scale, _raw(definition, scale, codes, found, at_most), age)
    return found


def no_scores(definition: Definition, reason: str) -> dict[str, Score]:
    """No value of any scale, for a reason that holds for all of them."""
    return {
        scale.id: Score(
            definition.id, scale.id, None, reason, 0, len(scale.items), 0, _version(definition, scale)
        )
        for scale in definition.scale
    }


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


def _at_most(definition: Definition, scale: Scale, wanted: Mapping[str, str]) -> int:
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
) -> Counted:
    if not scale.scales:
        return counted(definition, scale, codes, at_most)
    parts = [found[name] for name in scale.scales]
    return added_up({part.scale: _again(part) for part in parts})


def _again(score: Score) -> Counted:
    value = None if score.value is None else Fraction(score.value)
    return Counted(value, score.reason, score.answered, score.items, score.prorated)


def _reported(definition: Definition, scale: Scale, raw: Counted, age: tuple[int, int] | None) -> Score:
    value = None if raw.value is None else half_up(raw.value, 0 if scale.table else scale.decimals)
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
        rule_version=_version(definition, scale),
        bands={} if value is None else _bands(scale, value, age),
    )


def _version(definition: Definition, scale: Scale) -> str:
    by = f", values {scale.values.id}" if scale.values is not None else ""
    return definition.version + by


def _bands(scale: Scale, value: Decimal, age: tuple[int, int] | None) -> dict[str, str]:
    named = ((scheme.name, scheme.name_of(float(value))) for scheme in scale.scheme if scheme.fits(age))
    return {scheme: band for scheme, band in named if band is not None}


def half_up(value: Fraction, decimals: int) -> Decimal:
    """A fraction to so many decimals, a half always upwards: 2.5 is 3, which Python's round would make 2."""
    return Decimal(floor(value * 10**decimals + Fraction(1, 2))).scaleb(-decimals)

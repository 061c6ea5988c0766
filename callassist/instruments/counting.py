"""A scale counted from its codes, exactly and before rounding: sum, mean, profile or value of a state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from callassist.instruments.definition import Definition, Item, Scale
from callassist.instruments.licensed import ValueSet

NO_CODE = "9"
"""What stands in a profile for a dimension without an answer (EuroQol's convention)."""
NEEDED = {
    "key": "its key comes with the licence, and none is supplied",
    "value_set": "no value set is supplied",
}


@dataclass(frozen=True, slots=True)
class Counted:
    """A score before rounding, table and bands; without a value `reason` says why."""

    value: Fraction | None
    reason: str | None
    answered: int
    items: int
    prorated: int = 0


def counted(definition: Definition, scale: Scale, codes: Mapping[str, int], at_most: int) -> Counted:
    """One scale of items. `at_most`: how many of them may lack a code."""
    items = _items(definition, scale)
    given = sum(1 for item in items if item.id in codes)
    if scale.needs is not None and scale.waits:
        return Counted(None, NEEDED[scale.needs], given, len(items))
    if scale.gate is not None and codes.get(scale.gate.item) == scale.gate.code:
        return Counted(Fraction(scale.gate.score), None, 0, len(items))
    missing = len(items) - given
    allowed = len(items) - 1 if scale.combine == "profile" else at_most
    if missing > allowed or not given:
        reason = f"{missing} of {len(items)} items have no answer, at most {allowed} may"
        return Counted(None, reason, given, len(items))
    return _combined(scale, items, codes, missing)


def added_up(parts: Mapping[str, Counted]) -> Counted:
    """Scales added up, by id: without one of them there is no sum."""
    answered, items = sum(p.answered for p in parts.values()), sum(p.items for p in parts.values())
    lost = [name for name, part in parts.items() if part.value is None]
    if lost:
        return Counted(None, f"no score for {', '.join(lost)}", answered, items)
    total = sum((part.value for part in parts.values() if part.value is not None), Fraction(0))
    return Counted(total, None, answered, items, sum(p.prorated for p in parts.values()))


def _items(definition: Definition, scale: Scale) -> list[Item]:
    """The items of a scale in the scale's own order, which a profile is written in."""
    found = (definition.item_named(name) for name in scale.items)
    return [item for item in found if item is not None]


def _combined(scale: Scale, items: Sequence[Item], codes: Mapping[str, int], missing: int) -> Counted:
    values = [item.counts(codes[item.id]) for item in items if item.id in codes]
    mean, given = Fraction(sum(values), len(values)), len(values)
    match scale.combine:
        case "sum":
            return Counted(mean * len(items), None, given, len(items), missing)
        case "mean":
            return Counted(mean * scale.times, None, given, len(items), missing)
        case "profile":
            written = "".join(str(codes.get(item.id, NO_CODE)) for item in items)
            return Counted(Fraction(int(written)), None, given, len(items))
        case "lookup":
            return Counted(_value(scale.values, items, codes), None, given, len(items))
        case _:
            assert_never(scale.combine)


def _value(values: ValueSet | None, items: Sequence[Item], codes: Mapping[str, int]) -> Fraction | None:
    """The value of a state in which every item has a code; as written, so that 0.1 is a tenth."""
    if values is None:
        return None
    if values.table:
        return Fraction(str(values.table["".join(str(codes[item.id]) for item in items)]))
    taken = (Fraction(str(values.levels[item.id][codes[item.id] - item.low])) for item in items)
    return Fraction(str(values.full)) - sum(taken, Fraction(0))

"""Scores of the published scales that an interview held: kept beside its answers, shown to no interviewer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from callassist.errors import Refusal
from callassist.instruments import library, scoring
from callassist.questionnaire.folding import Folded
from callassist.questionnaire.items import Item


def of_interview(folded: Iterable[Folded], items: Mapping[str, Item]) -> dict[str, Any]:
    """Scores by administration (an instrument about one subject) and scale.

    An administration is named `sdq_parent_4_17`, or `sdq_parent_4_17#2` for the second row of a repeat.
    """
    found: dict[str, dict[str, int | str]] = defaultdict(dict)
    for one in folded:
        item = items.get(one.item)
        if item is None or not item.instrument or not one.relevant:
            continue
        rows = "".join(f"#{number}" for number in one.rows)
        found[item.instrument + rows][item.instrument_item] = _code(one)
    return {name: _scored(name.split("#")[0], codes) for name, codes in found.items()}


def _code(one: Folded) -> int | str:
    if one.missing is not None:
        return one.missing.value
    return int(one.value) if one.value.lstrip("-").isdigit() else "not_asked"


def _scored(instrument: str, codes: Mapping[str, int | str]) -> dict[str, Any]:
    try:
        definition = library.definition(instrument)
        scales = scoring.scores(definition, codes)
    except Refusal as refusal:
        return {"reason": str(refusal)}
    return {
        name: {
            "value": str(score.value) if score.value is not None else None,
            "reason": score.reason,
            "answered": score.answered,
            "items": score.items,
            "prorated": score.prorated,
            "rule_version": score.rule_version,
            "bands": dict(score.bands),
        }
        for name, score in scales.items()
    }


def main_value(scores: Mapping[str, Any], instrument: str) -> bool:
    """Whether the main scale of an instrument has a value in any administration."""
    try:
        main = library.definition(instrument).main
    except Refusal:
        return False
    return any(
        (administration.get(main.id if main else "") or {}).get("value") is not None
        for name, administration in scores.items()
        if name.split("#")[0] == instrument
    )

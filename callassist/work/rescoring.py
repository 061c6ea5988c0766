"""Works every score out again from the answers as they were stored, and tells where it differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from callassist.store.lists import scored
from callassist.work import scores
from callassist.work.house import House, Running

NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Difference:
    """One scale of one case that comes out differently. `kept` and `now`: as scores are kept, or nothing."""

    number: str
    wave: str
    administration: str
    scale: str
    kept: Mapping[str, Any]
    now: Mapping[str, Any]

    def words(self) -> str:
        """The difference in a line: study number, wave, scale, values and the versions of their rules."""
        told = f"{self.number}, {self.wave}: {self.administration} {self.scale}"
        return f"{told} was {_told(self.kept)}, now {_told(self.now)}"


@dataclass(slots=True)
class Rescored:
    """What came of working scores out again. `older`: equal, though by rules of another version."""

    interviews: int = 0
    scores: int = 0
    older: int = 0


def rescore(house: House, running: Running, count: Rescored) -> Iterator[Difference]:
    """Every difference between the scores kept at the finish and those of the stored answers now.

    `count` goes on while they are told. Rules, keys and value sets are those of the interview's own edition,
    ages those of its day.
    """
    with house.database.read() as c:
        for chunk in scored.scored(c, running.id):
            for row in chunk:
                count.interviews += 1
                yield from _differences(row, _again(house, running, row), count)


def _again(house: House, running: Running, row: Any) -> dict[str, Any]:
    edition = house.shelf.get(running.id, row.edition)
    kept: Mapping[str, Any] = row.scores or {}
    ages = {name: (one["age"][0], one["age"][1]) for name, one in kept.items() if "age" in one}
    items = edition.scripts[row.script].items
    return scores.of_interview(scores.stored(row.answers), items, edition, ages=ages)


def _differences(row: Any, now: Mapping[str, Any], count: Rescored) -> Iterator[Difference]:
    kept: Mapping[str, Any] = row.scores or {}
    for administration in {**kept, **now}:
        before, after = _scales(kept, administration), _scales(now, administration)
        for scale in {**before, **after}:
            count.scores += 1
            was, comes = before.get(scale, NOTHING), after.get(scale, NOTHING)
            if _plain(was) != _plain(comes):
                yield Difference(row.number, row.wave, administration, scale, was, comes)
            elif was.get("rule_version") != comes.get("rule_version"):
                count.older += 1


def _scales(found: Mapping[str, Any], administration: str) -> dict[str, Mapping[str, Any]]:
    """The scales of an administration, without what stands beside them."""
    return {name: one for name, one in found.get(administration, NOTHING).items() if isinstance(one, dict)}


def _plain(score: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in score.items() if name != "rule_version"}


def _told(score: Mapping[str, Any]) -> str:
    if not score:
        return "not there"
    value = score.get("value")
    said = value if value is not None else f"none ({score.get('reason')})"
    bands = "; ".join((score.get("bands") or {}).values())
    return f"{said}{f' [{bands}]' if bands else ''} by rules {score.get('rule_version')}"

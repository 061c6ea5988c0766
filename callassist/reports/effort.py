"""Whether families were tried as the protocol owes it: by interview, site and language, with denominators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from callassist.people.languages import language
from callassist.reports.completion import FROM
from callassist.reports.covered import SMALL
from callassist.store.lists.effort import EffortRow
from callassist.store.lists.effort_by_arm import ArmRow
from callassist.study.protocol import Protocol

HEAD = (
    "cases_opened",
    "interviewed",
    "attempts",
    "people_asked_for_them",
    "missed",
    "missed_with_all_owed_tries",
    "missed_never_tried",
    "missed_needing_another_language",
    "missed_tried_in_that_language",
)


@dataclass(frozen=True, slots=True)
class Effort:
    """One row with its names in words. `each`: attempts a case, None where there is none."""

    wave: str
    group: str
    of: str
    row: EffortRow | ArmRow

    @property
    def each(self) -> float | None:
        """Attempts for each case."""
        return self.row.attempts / self.row.cases if self.row.cases else None


def by_language(rows: Iterable[EffortRow], protocol: Protocol) -> list[Effort]:
    """The rows with the names of interviews, sites and languages, in the plan's order."""
    sites = {one.code: one.name for one in protocol.site}
    found = [
        Effort(_wave(row.wave, protocol), sites.get(row.site, row.site), _language(row.language), row)
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.wave, one.group, one.of))


def by_arm(rows: Iterable[ArmRow], protocol: Protocol) -> list[Effort]:
    """The rows with the names of interviews; who is in no arm stands under "not allocated"."""
    found = [Effort(_wave(row.wave, protocol), row.arm or "not allocated", "", row) for row in rows]
    return sorted(found, key=lambda one: (one.wave, one.group))


def cells(rows: Sequence[Effort], *, names: Sequence[str]) -> Iterator[list[object]]:
    """The rows of the file. Of a row of fewer than five cases nothing is told but that.

    A count of one to four within a larger row is covered too; there are no sums to work it back from.
    """
    for one in rows:
        named = [one.wave, one.group, one.of][: len(names)]
        if one.row.cases < FROM:
            yield [*named, SMALL, *[""] * (len(HEAD) - 1)]
            continue
        row = one.row
        tried = (row.cases, row.done, row.attempts, row.asked)
        counts = (*tried, row.missed, row.kept, row.untried, row.foreign, row.own)
        yield [*named, *(SMALL if 0 < count < FROM else count for count in counts)]


def _wave(code: str, protocol: Protocol) -> str:
    for plan in protocol.plan:
        for wave in plan.wave:
            if wave.code == code:
                return f"{wave.number}. {wave.title}"
    return code


def _language(tag: str | None) -> str:
    return language(tag).name if tag else "Language not known"

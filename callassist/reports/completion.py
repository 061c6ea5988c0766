"""Who is followed up and who is being lost: completion by interview, site and language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime

from callassist.cases.states import CaseState
from callassist.store.database import Connection
from callassist.store.lists import completion as counted
from callassist.study.blinding import blinded
from callassist.study.protocol import Protocol, Wave

OTHER = "other"
FROM = 5
"""Under target is said, and a cell is shown outside the house, from so many upwards."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Cases of one wave, or a part of it. `stopped`: died, or asked for no more calls; her window came.

    `not_yet` counts windows that have not opened, `left_out` those that the plan does not ask of her.
    """

    done: int = 0
    open: int = 0
    missed: int = 0
    stopped: int = 0
    not_yet: int = 0
    left_out: int = 0

    @property
    def followed(self) -> int:
        """Those due who were still followed and alive."""
        return self.done + self.open + self.missed

    @property
    def due(self) -> int:
        """Of all randomised, those whose window has come."""
        return self.followed + self.stopped

    @property
    def everybody(self) -> int:
        """All cases, due or not."""
        return self.due + self.not_yet + self.left_out

    def under(self, target_percent: int) -> bool:
        """Whether it is under the protocol's target; never said of fewer than five."""
        return self.followed >= FROM and 100 * self.done < target_percent * self.followed

    def plus(self, other: Cell) -> Cell:
        """Both together."""
        return Cell(*(getattr(self, name) + getattr(other, name) for name in Cell.__slots__))


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table. `site` and `language` are "" in the row that sums over them."""

    wave: str
    title: str
    number: int
    site: str
    language: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Completion:
    """The whole table as of a moment; `lines` in the order of waves, sites and sizes of languages."""

    at: datetime
    participants: int
    target_percent: int
    lines: tuple[Line, ...]

    def sums(self) -> tuple[Line, ...]:
        """One line a wave."""
        return tuple(line for line in self.lines if not line.site)

    def of(self, wave: str, site: str = "", language: str = "") -> Cell:
        """One cell of the table; empty when nobody is in it."""
        wanted = (wave, site, language)
        found = (line.cell for line in self.lines if (line.wave, line.site, line.language) == wanted)
        return next(found, Cell())

    def gathered(self, most: int) -> Completion:
        """The same with the `most` spoken languages apart and all others in one row, named OTHER."""
        spoken: dict[str, int] = {}
        for line in self.lines:
            if line.language:
                spoken[line.language] = spoken.get(line.language, 0) + line.cell.everybody
        if len(spoken) <= most + 1:
            return self
        kept = set(sorted(spoken, key=lambda tag: (-spoken[tag], tag))[:most])
        lines: list[Line] = []
        for line in self.lines:
            if not line.language or line.language in kept:
                lines.append(line)
            elif lines[-1].language == OTHER:
                lines[-1] = replace(lines[-1], cell=lines[-1].cell.plus(line.cell))
            else:
                lines.append(replace(line, language=OTHER))
        return replace(self, lines=tuple(_others_last(lines)))

    def languages(self, wave: str) -> tuple[tuple[str, Cell], ...]:
        """A wave by language over all sites, largest first."""
        found: dict[str, Cell] = {}
        for line in self.lines:
            if line.wave == wave and line.language:
                found[line.language] = found.get(line.language, Cell()).plus(line.cell)
        return tuple(sorted(found.items(), key=lambda item: (item[0] == OTHER, -item[1].everybody, item[0])))


def completion(
    c: Connection, study_id: str, protocol: Protocol, now: datetime, sites: Set[str] | None = None
) -> Completion:
    """The table of a study's blinded strands, at some of its sites or all (None). Three queries."""
    strands = blinded(protocol)
    every, early = (
        [one for one in found if sites is None or one.site in sites]
        for found in (
            counted.counts(c, study_id, strands),
            counted.stopped_before_opening(c, study_id, strands, now),
        )
    )
    cells = _cells(every, early)
    asked = _shown(protocol, strands, {wave for wave, _site, _language in cells})
    return Completion(
        at=now,
        participants=counted.participants(c, study_id, strands, sites),
        target_percent=protocol.completion.target_percent,
        lines=tuple(line for number, wave in enumerate(asked, 1) for line in _lines(number, wave, cells)),
    )


def waves_of(protocol: Protocol, strands: Iterable[str]) -> tuple[Wave, ...]:
    """All waves of these strands, each once as its latest plan has it, in the order they are held."""
    found: dict[str, Wave] = {}
    for strand in strands:
        for plan in protocol.plan:
            if plan.strand == strand:
                found |= {wave.code: wave for wave in plan.wave}
    return tuple(sorted(found.values(), key=lambda wave: wave.number))


def _shown(protocol: Protocol, strands: tuple[str, ...], seen: set[str]) -> tuple[Wave, ...]:
    """The waves that anybody has a case in: one that an amendment will add later is not shown before."""
    return tuple(wave for wave in waves_of(protocol, strands) if wave.code in seen)


Key = tuple[str, str, str]


def _cells(every: Iterable[counted.Count], early: Iterable[counted.Count]) -> Mapping[Key, Cell]:
    cells: dict[Key, Cell] = {}
    for one in every:
        key = (one.wave, one.site, one.language or "")
        cells[key] = cells.get(key, Cell()).plus(_one(CaseState(one.state), one.cases))
    for one in early:
        key = (one.wave, one.site, one.language or "")
        was = cells[key]
        cells[key] = replace(was, stopped=was.stopped - one.cases, not_yet=was.not_yet + one.cases)
    return cells


def _one(state: CaseState, cases: int) -> Cell:
    match state:
        case CaseState.COMPLETE | CaseState.PARTIAL:
            return Cell(done=cases)
        case CaseState.OPEN:
            return Cell(open=cases)
        case CaseState.MISSED:
            return Cell(missed=cases)
        case CaseState.STOPPED:
            return Cell(stopped=cases)
        case CaseState.WAITING:
            return Cell(not_yet=cases)
        case CaseState.NOT_PLANNED:
            return Cell(left_out=cases)


def _lines(number: int, wave: Wave, cells: Mapping[Key, Cell]) -> list[Line]:
    own = {(site, language): cell for (code, site, language), cell in cells.items() if code == wave.code}
    lines = [Line(wave.code, wave.title, number, "", "", _sum(own.values()))]
    for site in sorted({site for site, _language in own}):
        here = {language: cell for (of, language), cell in own.items() if of == site}
        lines.append(Line(wave.code, wave.title, number, site, "", _sum(here.values())))
        ordered = sorted(here.items(), key=lambda item: (-item[1].everybody, item[0]))
        lines += [
            Line(wave.code, wave.title, number, site, language or "?", cell) for language, cell in ordered
        ]
    return lines


def _others_last(lines: Iterable[Line]) -> Iterator[Line]:
    """Within each site the gathered row, of which there may be several pieces, once and at the end."""
    waiting: Line | None = None
    for line in lines:
        if line.language == OTHER:
            waiting = line if waiting is None else replace(waiting, cell=waiting.cell.plus(line.cell))
            continue
        if not line.language and waiting is not None:
            yield waiting
            waiting = None
        yield line
    if waiting is not None:
        yield waiting


def _sum(cells: Iterable[Cell]) -> Cell:
    whole = Cell()
    for cell in cells:
        whole = whole.plus(cell)
    return whole

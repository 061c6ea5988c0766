"""Figures that leave the house: counts under five are covered, and none can be worked back from the rest."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from callassist.reports.completion import FROM, Cell, Completion, Line

COUNTS = ("done", "open_now", "missed", "followed", "due", "not_yet_due")
HEAD = ("interview", "site", "language", *COUNTS, "target_percent")
SMALL, BESIDE = "<5", "covered"
Place = tuple[int, str]


def csv_of(figures: Completion) -> str:
    """The table of completion as CSV: `due` is of all randomised, `followed` of those still followed."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(HEAD)
    shown = covered(figures)
    for number, line in enumerate(figures.lines):
        counts = [shown[number, column] for column in COUNTS]
        names = (f"{line.number}. {line.title}", line.site or "all", line.language or "all")
        writer.writerow([*names, *counts, figures.target_percent])
    return written.getvalue()


def covered(figures: Completion) -> Mapping[Place, str]:
    """What stands in each place of the file. Of numbers that add up, none is covered alone.

    A count from one to four is covered; so is a neighbour wherever a sum would give it away.
    """
    counts = {
        (number, column): count
        for number, line in enumerate(figures.lines)
        for column, count in zip(COUNTS, _counts(line.cell), strict=True)
    }
    hidden = {place for place, count in counts.items() if 0 < count < FROM}
    for number, line in enumerate(figures.lines):
        if 0 < line.cell.stopped < FROM:
            hidden.add((number, "followed"))
    sums = _sums(figures.lines)
    while alone := next((one for one in sums if len(hidden & one) == 1), None):
        hidden.add(min(alone - hidden, key=lambda place: (counts[place] == 0, counts[place], place)))
    return {
        place: str(count) if place not in hidden else SMALL if 0 < count < FROM else BESIDE
        for place, count in counts.items()
    }


def _counts(cell: Cell) -> tuple[int, ...]:
    return (cell.done, cell.open, cell.missed, cell.followed, cell.due, cell.not_yet)


def _sums(lines: tuple[Line, ...]) -> list[frozenset[Place]]:
    """The places that add up: along a row, and down from each sum to its parts."""
    along = [
        frozenset((number, column) for column in ("done", "open_now", "missed", "followed"))
        for number in range(len(lines))
    ]
    down = [
        frozenset((number, column) for number in (whole, *parts))
        for whole, parts in _parts(lines)
        for column in COUNTS
    ]
    return along + down


def _parts(lines: tuple[Line, ...]) -> list[tuple[int, tuple[int, ...]]]:
    found = []
    for whole, line in enumerate(lines):
        if line.language:
            continue
        parts = tuple(
            number
            for number, other in enumerate(lines)
            if other.wave == line.wave
            and (
                other.site == line.site and other.language if line.site else other.site and not other.language
            )
        )
        found.append((whole, parts))
    return found

"""One line of the table: what was promised, what was measured, against what, and whether it was reached."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

HEADINGS = ("row", "target", "floor or peer, same run", "ratio", "measured", "")
WIDTHS = (38, 24, 34, 8, 44, 11)


@dataclass(frozen=True, slots=True)
class Result:
    """A promise and its measure. `reached` is None where nothing was promised of this figure."""

    what: str
    target: str
    measured: str
    reached: bool | None
    floor: str = ""
    ratio: float | None = None

    def cells(self) -> tuple[str, ...]:
        """The line as text, in the order of HEADINGS."""
        verdict = {True: "reached", False: "NOT REACHED", None: ""}[self.reached]
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        return (self.what, self.target, self.floor, ratio, self.measured, verdict)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a run is: the promised sizes, or tiny ones that only show that every row still runs."""

    people: int
    many: int
    answers: int
    texts: int
    hooks: int
    due: int
    exported: int
    interviewers: int
    seconds: float


FULL = Size(
    people=34_000,
    many=10,
    answers=5,
    texts=1280,
    hooks=3000,
    due=10_000,
    exported=2_000,
    interviewers=50,
    seconds=120,
)
SMALL = Size(people=60, many=2, answers=1, texts=20, hooks=20, due=30, exported=5, interviewers=4, seconds=3)


def quantile(times: Sequence[float], share: float) -> float:
    """The smallest time (s) that this share of all does not exceed."""
    ordered = sorted(times)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def ms(seconds: float) -> str:
    """Seconds as milliseconds, to three figures."""
    value = seconds * 1000
    return f"{value:.0f} ms" if value >= 100 else f"{value:.1f} ms" if value >= 10 else f"{value:.3f} ms"


def spread(times: Sequence[float]) -> str:
    """Median, 99th percentile and worst of some times (s)."""
    return f"p50 {ms(quantile(times, 0.5))}, p99 {ms(quantile(times, 0.99))}, worst {ms(max(times))}"


def machine(databases: Iterable[str]) -> str:
    """The machine in one line: cores, how busy it was before, Python, databases."""
    load = Path("/proc/loadavg").read_text().split()[0] if Path("/proc/loadavg").exists() else "?"
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, load {load} at the start, "
        f"Python {platform.python_version()}, {', '.join(databases)}"
    )


def table(results: Iterable[Result]) -> str:
    """All results as a table of fixed columns."""
    lines = [_line(HEADINGS), _line(tuple("-" * width for width in WIDTHS))]
    lines += [_line(one.cells()) for one in results]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()

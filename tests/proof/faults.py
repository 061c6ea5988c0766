"""Texts under thousands of seeded faults on both databases, counted in the network's own journal."""

from __future__ import annotations

import json
import os
import tempfile
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.postgres import binaries
from tests.proof.fault_breaking import BREAKS
from tests.proof.fault_count import OUTCOMES, Tally
from tests.proof.fault_lane import drawn, run_lane
from tests.proof.fault_rows import ROWS
from tests.proof.line import Line

SEED = 1815
RUNS, RUNS_IN_SMALL = 2000, 100
KINDS = ("sqlite", "postgresql")


def prove(*, quick: bool) -> Line:
    """2,000 runs on each database (quick: 100), side by side; then four broken versions (quick: one)."""
    if binaries() is None:
        return Line("faults", "", 0, "", holds=False, left_out="PostgreSQL is not installed")
    runs = RUNS_IN_SMALL if quick else RUNS
    found = side_by_side(runs)
    empty = [cell for kind in KINDS for cell in empty_cells(kind, found[kind], runs)]
    broken = tuple(
        (how, caught(breaking, name)) for how, breaking, name in (BREAKS[2:3] if quick else BREAKS)
    )
    rows = len({name for one in found.values() for name, _ in one.matrix})
    least = min(count for one in found.values() for count in one.matrix.values())
    worst = ". ".join(f"{kind}: {one.words()}" for kind, one in found.items())
    worst += f". {rows} faults by {len(OUTCOMES)} outcomes, the smallest cell {least}"
    worst += f"; empty: {empty[0]}" if empty else ""
    return Line(
        "faults",
        f"{rows} kinds of fault on two databases",
        sum(one.runs for one in found.values()),
        worst,
        all(one.clean for one in found.values()) and not empty,
        SEED,
        broken,
        table=table(found),
    )


def side_by_side(runs: int) -> dict[str, Tally]:
    """The runs of each kind of database, each kind in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="callassist-tallies-") as folder:
        files = {kind: Path(folder) / kind for kind in KINDS}
        pids = [_apart(kind, runs, file) for kind, file in files.items()]
        for pid in pids:
            os.waitpid(pid, 0)
        return {kind: _tally(file) for kind, file in files.items()}


def _apart(kind: str, runs: int, file: Path) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            tally = run_lane(kind, drawn(kind, runs, SEED), SEED)
        except BaseException:
            tally = Tally(broke=[traceback.format_exc().strip().splitlines()[-1]])
        told = asdict(tally) | {"matrix": [[*cell, count] for cell, count in tally.matrix.items()]}
        file.write_text(json.dumps(told))
        os._exit(0)
    return pid


def _tally(file: Path) -> Tally:
    told: dict[str, Any] = json.loads(file.read_text())
    matrix = Counter({(row, outcome): count for row, outcome, count in told.pop("matrix")})
    return Tally(**told, matrix=matrix)


def caught(breaking: Any, name: str) -> bool:
    """Whether fault runs notice what was broken on purpose: within forty runs of the fault that shows it."""
    rows = [row for row in ROWS if row.name == name] * 40
    with breaking():
        found = run_lane("sqlite", rows, SEED, first_fault_ends=True)
    return bool(found.lost or found.doubled or found.wrong or found.excess) and not found.broke


def empty_cells(kind: str, tally: Tally, runs: int) -> list[str]:
    """Pairs of fault and outcome that never came about; too few runs cannot be asked for all of them."""
    if runs < RUNS:
        return []
    rows = [row for row in ROWS if row.only in ("", kind)]
    return [
        f"{row.name} × {outcome} on {kind}"
        for row in rows
        for outcome in OUTCOMES
        if not tally.matrix[row.name, outcome]
    ]


def table(found: dict[str, Tally]) -> str:
    """The matrix in words: a line a fault, and in each column how many texts ended so on both databases."""
    whole: Counter[tuple[str, str]] = Counter()
    for one in found.values():
        whole.update(one.matrix)
    names = [row.name for row in ROWS if any(whole[row.name, outcome] for outcome in OUTCOMES)]
    lines = [_line("fault", OUTCOMES)]
    lines += [_line(name, [str(whole[name, outcome]) for outcome in OUTCOMES]) for name in names]
    return "\n".join(lines)


def _line(name: str, cells: Sequence[str]) -> str:
    return f"{name:<40}" + "".join(f"{cell:>12}" for cell in cells)

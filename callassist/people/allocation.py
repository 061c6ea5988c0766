"""The allocation file: which arm each unit was randomised to. Read at enrolment, and nowhere else."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from callassist.errors import Refusal
from callassist.people.cells import BadRow, Cells, cell_text

COLUMNS = ("unit", "arm")
FIRST_ROW = 2


@dataclass(frozen=True, slots=True)
class Allocated:
    """One unit and its arm."""

    unit: str
    arm: str


@dataclass(frozen=True, slots=True)
class AllocationFile:
    """What the file says: new allocations, units already allocated just so, and bad rows."""

    good: tuple[Allocated, ...]
    bad: tuple[BadRow, ...]
    same: tuple[str, ...] = ()


def read_allocation(
    rows: Sequence[Mapping[str, object]],
    *,
    units: Collection[str],
    arms: Collection[str],
    existing: Mapping[str, str] | None = None,
    name: str = "the file",
) -> AllocationFile:
    """The rows of an allocation file. `units`: labels known to the study; `existing`: unit to arm.

    An allocation never changes: another arm for an allocated unit is a bad row. Wrong columns are refused.
    """
    if rows and not set(COLUMNS) <= rows[0].keys():
        raise Refusal(name, "it needs the columns unit and arm.", "Write them in the first row.")
    known = dict(existing or {})
    good: list[Allocated] = []
    bad: list[BadRow] = []
    same: list[str] = []
    for number, row in enumerate(rows, FIRST_ROW):
        if not any(cell_text(cell) for cell in row.values()):
            continue
        cells = Cells(number, row)
        unit, arm = cells.needed("unit"), cells.needed("arm")
        _check(cells, unit, arm, units=units, arms=arms, known=known)
        bad += cells.bad
        if not cells.bad and unit in known:
            same.append(unit)
        elif not cells.bad:
            good.append(Allocated(unit, arm))
            known[unit] = arm
    return AllocationFile(tuple(good), tuple(bad), tuple(same))


def _check(
    cells: Cells,
    unit: str,
    arm: str,
    *,
    units: Collection[str],
    arms: Collection[str],
    known: Mapping[str, str],
) -> None:
    if unit and unit not in units:
        cells.complain("unit", f"there is no unit “{unit[:40]}”.", "Import its families first.")
    if arm and arm not in arms:
        cells.complain("arm", f"the study has no arm “{arm[:40]}”.", f"It has: {', '.join(arms)}.")
    if known.get(unit, arm) != arm:
        cells.complain("arm", f"{unit} is allocated to another arm already.", "An allocation never changes.")

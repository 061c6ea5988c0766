"""Many families at once, from a file: each bad row with reason and cure; a second import changes nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from callassist.people.cells import BadRow, Cells, cell_text
from callassist.people.columns import check_columns
from callassist.people.contact_points import Whose
from callassist.people.newcomers import Import, Known, NewChild, NewFamilyMember
from callassist.people.rows import read_row

FIRST_ROW = 2


def read_rows(rows: Sequence[Mapping[str, object]], *, known: Known, name: str = "the file") -> Import:
    """The rows of an import file (column to cell), sorted into good, bad, same, differing and waiting.

    Rows count as in the spreadsheet, the header being 1; empty rows are skipped but counted. A row is good
    only if nothing in it, in its unit or between the rows is wrong. Raises Refusal for wrong columns.
    """
    check_columns((column for row in rows for column in row), name=name)
    read = [_read(number, row, known) for number, row in enumerate(rows, FIRST_ROW) if not _empty(row)]
    members = [member for member, _bad in read]
    bad = list(dict.fromkeys([*(c for _member, cells in read for c in cells), *_together(members, known)]))
    spoilt = {complaint.row for complaint in bad}
    torn = {member.unit for member in members if member.row in spoilt}
    whole = [member for member in members if member.row not in spoilt]
    new = [member for member in whole if member.study_number not in known.existing]
    before = [member for member in whole if member.study_number in known.existing]
    same = [member for member in before if _as_before(member, known)]
    randomised = [member for member in before if _randomised_since(member, known)]
    told = {member.study_number for member in (*same, *randomised)}
    return Import(
        good=tuple(member for member in new if member.unit not in torn),
        bad=tuple(sorted(bad, key=lambda complaint: complaint.row)),
        same=tuple(member.study_number for member in same),
        differs=tuple(member.study_number for member in before if member.study_number not in told),
        waiting=tuple(member.study_number for member in new if member.unit in torn),
        randomised=tuple(randomised),
    )


def _as_before(member: NewFamilyMember, known: Known) -> bool:
    return known.mark(member.canonical()) == known.existing[member.study_number]


def _randomised_since(member: NewFamilyMember, known: Known) -> bool:
    """Whether only the day of randomisation is new: families join weeks before they are randomised."""
    return member.randomised_on is not None and _as_before(replace(member, randomised_on=None), known)


def _empty(row: Mapping[str, object]) -> bool:
    return not any(cell_text(cell) for cell in row.values())


def _read(number: int, row: Mapping[str, object], known: Known) -> tuple[NewFamilyMember, list[BadRow]]:
    cells = Cells(number, row)
    return read_row(cells, known), cells.bad


def _together(members: Sequence[NewFamilyMember], known: Known) -> Iterator[BadRow]:
    """What is wrong between rows: numbers given twice, units that disagree, phones shared unsaid."""
    yield from _given_twice(members)
    yield from _unknown_references(members, known)
    yield from _unsaid_sharing(members, known)
    units: dict[str, list[NewFamilyMember]] = defaultdict(list)
    for member in members:
        units[member.unit].append(member)
    for unit in units.values():
        yield from _torn_unit(unit)
        yield from _children_of(unit, chosen_before=unit[0].unit in known.indexed)


def _given_twice(members: Sequence[NewFamilyMember]) -> Iterator[BadRow]:
    first: dict[str, int] = {}
    for member in members:
        if not member.study_number:
            continue
        row = first.setdefault(member.study_number, member.row)
        if row != member.row:
            what = f"{member.study_number} stands in row {row} already."
            yield BadRow(member.row, "study_number", what, "Each number belongs to one person.")


def _unknown_references(members: Sequence[NewFamilyMember], known: Known) -> Iterator[BadRow]:
    numbers = {member.study_number for member in members} | known.existing.keys()
    for member in members:
        for tie in member.ties:
            if tie.to not in numbers or tie.to == member.study_number:
                cure = "Write the study number of somebody in the file or the study."
                yield BadRow(member.row, tie.kind.value, f"there is no other “{tie.to[:40]}”.", cure)
        for phone, column in zip(member.phones, ("phone", "second_phone"), strict=False):
            for other in phone.shared_with:
                if re.fullmatch(known.number_pattern, other) and other not in numbers:
                    what = f"there is no {other} in the file or the study."
                    yield BadRow(member.row, f"{column}_shared_with", what, "Check the number, or use words.")


def _unsaid_sharing(members: Sequence[NewFamilyMember], known: Known) -> Iterator[BadRow]:
    """Two people on one number, unless each row says so: a text meant for one would be read by the other."""
    holders: dict[str, set[str]] = defaultdict(set)
    for e164, numbers in known.holders.items():
        holders[e164] |= set(numbers)
    for member in members:
        for phone in member.phones:
            holders[phone.e164].add(member.study_number)
    for member in members:
        for phone in member.phones:
            others = sorted(holders[phone.e164] - {member.study_number})
            if others and (phone.whose is Whose.OWN or not set(others) <= set(phone.shared_with)):
                column = "phone" if phone.order == 1 else "second_phone"
                cure = (
                    f"Write shared under {column}_whose and {'; '.join(others)} under {column}_shared_with."
                )
                yield BadRow(member.row, column, f"{', '.join(others)} has the same number.", cure)


def _torn_unit(unit: Sequence[NewFamilyMember]) -> Iterator[BadRow]:
    """Who is randomised together has one site, one reference cohort and one day."""
    first = unit[0]
    for member in unit[1:]:
        if member.strand != first.strand:
            continue
        for column in ("site", "cohort", "randomised_on"):
            if getattr(member, column) != getattr(first, column):
                what = f"differs from row {first.row}, which is in the same unit {first.unit}."
                yield BadRow(member.row, column, what, "A unit is randomised as one.")


def _children_of(unit: Sequence[NewFamilyMember], *, chosen_before: bool) -> Iterator[BadRow]:
    children: dict[str, NewChild] = {}
    for member in unit:
        for child in member.children:
            known = children.setdefault(child.key, child)
            if (known.born, known.due) != (child.born, child.due):
                what = f"“{child.name}” has another birth or due date in another row of the unit."
                yield BadRow(
                    member.row, "child1_born", what, "Both parents report on the same child: make them agree."
                )
            elif known.index is not child.index:
                what = f"“{child.name}” is the index child in one row of the unit and not in another."
                yield BadRow(member.row, "child1_index", what, "Mark the same child in every row.")
    chosen = [child for child in children.values() if child.index]
    if children and len(chosen) != 1 and not (chosen_before and not chosen):
        what = f"{len(chosen) or 'no'} index children are marked in unit {unit[0].unit}."
        yield BadRow(unit[0].row, "child1_index", what, "Write yes for one child, and only one.")

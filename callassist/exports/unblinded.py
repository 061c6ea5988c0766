"""The second file, for those who hold that grant: the allocation, and answers that may tell the group."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from callassist.exports import answers as told
from callassist.exports.blinding import blinding_by_arm
from callassist.exports.cells import cell
from callassist.exports.dataset import Making, Progress, Wanted, know, packed, table
from callassist.store.database import Connection
from callassist.store.lists import allocation_file
from callassist.store.lists import dataset as lists
from callassist.study.blinding import blinded

GUESSES = ("study_number", "wave", "arm", "guess", "at")
BLINDING = ("wave", "arm", "guesses", "right", "wrong", "cannot_tell", "bang_index")
ALLOCATION = ("study_number", "unit", "arm", "allocated_at")


def make(c: Connection, wanted: Wanted, target: Path, progress: Progress) -> Mapping[str, Any]:
    """Write the allocation file to a ZIP and return what stands in its about.json."""
    with TemporaryDirectory(dir=target.parent) as name:
        making = Making(c, wanted, Path(name), progress)
        strands = tuple(strand.code for strand in making.edition(wanted.edition).protocol.strand)
        open_ = blinded(making.edition(wanted.edition).protocol)
        refused = lists.refused_use(c, wanted.study_id)
        with table(making.folder, "allocation.csv", ALLOCATION) as file:
            file.add([map(cell, row) for row in allocation_file.rows(c, wanted.study_id)])
        making.counts["allocation.csv"] = file.rows
        _guesses(making, refused)
        teller = told.Teller(making.tally)
        with table(making.folder, "answers_that_tell.csv", told.COLUMNS) as file:
            for chunk in lists.interviews(c, wanted.study_id, strands):
                for row in (one for one in chunk if one.participant_id not in refused):
                    know(making, row)
                    reveal = True if row.strand in open_ else None
                    file.put(told.head(row), teller.rows(row, reveal=reveal))
        making.counts["answers_that_tell.csv"] = file.rows
        about = {
            "form": 1,
            "study": wanted.slug,
            "as_of": cell(wanted.now),
            "rows": making.counts,
            "beware": "This file unblinds. Keep it apart from the data set.",
        }
        (making.folder / "about.json").write_text(json.dumps(about, indent=1))
        packed(making.folder, target)
    return about


def _guesses(making: Making, refused: frozenset[str]) -> None:
    """What interviewers guessed, and how well they were blinded by it: both only beside the allocation."""
    rows = allocation_file.guesses(making.c, making.wanted.study_id)
    found = [row for row in rows if row.id not in refused]
    with table(making.folder, "guesses.csv", GUESSES) as file:
        file.add([map(cell, row[:-1]) for row in found])
    blinding = blinding_by_arm((row.wave, row.arm, row.guess) for row in found if row.arm)
    making.counts["guesses.csv"] = file.rows
    with table(making.folder, "blinding.csv", BLINDING) as file:
        file.add(
            [
                (one.wave, one.arm, one.guesses, one.right, one.wrong, one.cannot_tell, one.index)
                for one in blinding
            ]
        )
    making.counts["blinding.csv"] = file.rows

"""The second file, for those who hold that grant: the allocation, and answers that may tell the group."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from callassist.exports import answers as told
from callassist.exports.cells import cell
from callassist.exports.dataset import Making, Progress, Wanted, know, packed, table
from callassist.store.database import Connection
from callassist.store.lists import allocation_file
from callassist.store.lists import dataset as lists
from callassist.study.blinding import blinded

ALLOCATION = ("study_number", "unit", "arm", "allocated_at")


def make(c: Connection, wanted: Wanted, target: Path, progress: Progress) -> Mapping[str, Any]:
    """Write the allocation file to a ZIP and return what stands in its about.json."""
    with TemporaryDirectory(dir=target.parent) as name:
        making = Making(c, wanted, Path(name), progress)
        strands = tuple(strand.code for strand in making.edition(wanted.edition).protocol.strand)
        open_ = blinded(making.edition(wanted.edition).protocol)
        refused = lists.refused_use(c, wanted.study_id)
        with table(making.folder, "allocation.csv", ALLOCATION) as (writer, _file):
            found = allocation_file.rows(c, wanted.study_id)
            writer.writerows([cell(value) for value in row] for row in found)
        making.counts["allocation.csv"] = len(found)
        with table(making.folder, "answers_that_tell.csv", told.COLUMNS) as (writer, _file):
            making.counts["answers_that_tell.csv"] = 0
            for chunk in lists.interviews(c, wanted.study_id, strands):
                for row in (one for one in chunk if one.participant_id not in refused):
                    know(making, row)
                    given = list(
                        told.answers(row, making.tally, reveal=True if row.strand in open_ else None)
                    )
                    writer.writerows(given)
                    making.counts["answers_that_tell.csv"] += len(given)
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

"""The analysis set of a study within the trial: one row for each household or person that was drawn."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO

from callassist.exports.cells import cell
from callassist.store.lists.swats import Counted
from callassist.study.swat import Swat

COLUMNS = (
    "swat",
    "number",
    "stratum",
    "place_in_stratum",
    "arm",
    "arm_title",
    "drawn_at",
    "wave",
    "text_sent_at",
    "window_closed",
    "reached",
    "completed",
)


def analysis_set(swat: Swat, rows: Sequence[Counted]) -> str:
    """A CSV with a heading, times in UTC, 1 for yes, 0 for no; no identity, no allocation."""
    titles = {arm.code: arm.title for arm in swat.arm}
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        values = (
            swat.id,
            row.number,
            row.stratum,
            row.place,
            row.arm,
            titles.get(row.arm, ""),
            row.drawn_at,
            row.wave,
            row.went_at,
            row.closed,
            row.reached,
            row.completed,
        )
        writer.writerow([cell(value) for value in values])
    return text.getvalue()

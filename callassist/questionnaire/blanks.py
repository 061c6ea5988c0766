"""What a script asks of a device that no telephone interview has: it stays blank, and check says so."""

from __future__ import annotations

from collections.abc import Iterator

from callassist.questionnaire.columns import base
from callassist.questionnaire.form import Definition, Shape
from callassist.questionnaire.workbook import Workbook

Blank = tuple[str, str]  # what stays blank, and the cure
KNOWN = frozenset({("timestamp", "start"), ("date", "today")})
PICTURES = frozenset({"image", "big-image", "video"})


def stays_blank(definition: Definition) -> Iterator[Blank]:
    """Why a place that nobody is asked for stays without a value, if it does."""
    if definition.preload is not None and definition.preload not in KNOWN and definition.preload[0] != "uid":
        yield _preload(*definition.preload)
    if definition.shape is not Shape.VALUE or definition.calculate is not None:
        return
    if definition.type == "geopoint" and definition.preload is None:
        yield "a device's place is not known on the telephone, so this stays blank", "Ask it in words."
    if definition.type == "binary":
        yield "nothing is recorded in the background, so this stays blank", "Take the row out."


def _preload(kind: str, parameter: str) -> Blank:
    if (kind, parameter) == ("timestamp", "end"):
        what = "when an interview ended is kept with the interview, so this stays blank"
        return what, "Take the row out; the data set has the column."
    return f"a device's {parameter or kind} is not known here, so this stays blank", "Take the row out."


def pictures(book: Workbook) -> Iterator[tuple[str, str]]:
    """The columns of pictures and films in each sheet that has them."""
    for name in ("survey", "choices"):
        sheet = book.sheets.get(name)
        if sheet is None:
            continue
        for heading in sheet.headings:
            named = heading.removeprefix("media::")
            if base(named) in PICTURES and any(row.get(heading) for row in sheet.rows):
                yield name, heading

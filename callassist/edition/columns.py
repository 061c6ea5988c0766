"""What is wrong or doubtful in a script's own columns: audio, texts, keys, subjects, status."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from callassist.edition.asking import Asked
from callassist.edition.wording import MOST_SEGMENTS
from callassist.errors import Complaint, Weight
from callassist.messages.segments import measure
from callassist.questionnaire.columns import REFERENCE, base
from callassist.questionnaire.items import Item, Subject
from callassist.questionnaire.workbook import Row

STATUSES = ("draft", "reviewed")
LONGEST_ANSWER = "x" * 20  # what stands for an answer filled into a text while it is measured
KEYS = 9
SOUNDS = {"mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg", "wav": "audio/wav"}
"""Recordings that a browser plays, by the end of their name."""
LARGEST_SOUND = 2_000_000  # bytes

_BY_KEY = frozenset({"select_one", "integer", "range", "note", "acknowledge"})
_LINK = re.compile(r"https?:|www\.", re.IGNORECASE)


def check_columns(asked: Asked, folder: Mapping[str, bytes]) -> Iterator[Complaint]:
    """Everything about the columns of ours in one script. `folder`: the study's files."""
    rows = asked.script.book.sheets["survey"].rows
    for item in asked.items:
        for heading, cell in rows[item.line - 2].items():
            at = asked.script.book.where("survey", item.line - 2, heading)
            yield from (
                Complaint(weight, at, what, cure)
                for weight, what, cure in _cell(base(heading), cell.strip(), folder)
            )
        yield from _subject(asked, item)
        yield from _keys(asked, item, rows[item.line - 2])


def _cell(column: str, cell: str, folder: Mapping[str, bytes]) -> Iterator[tuple[Weight, str, str]]:
    match column:
        case "audio" if cell and cell not in folder:
            yield Weight.ERROR, f"the folder holds no “{cell}”.", "Add the recording, or mend its name."
        case "audio" if cell and cell.rpartition(".")[2].lower() not in SOUNDS:
            yield Weight.ERROR, f"“{cell}” cannot be played.", f"Recordings end in {', '.join(SOUNDS)}."
        case "audio" if cell and len(folder[cell]) > LARGEST_SOUND:
            megabytes = f"“{cell}” has {len(folder[cell]) / 1e6:.1f} MB."
            yield Weight.ERROR, megabytes, f"Keep a recording under {LARGEST_SOUND / 1e6:.0f} MB."
        case "sms" if cell:
            yield from _text(cell)
        case "status" if cell == "approved":
            what = "a script does not approve itself, so this counts as reviewed."
            yield Weight.WARNING, what, "Approve it with a name and a reference: callassist approve."
        case "status" if cell and cell not in STATUSES:
            yield Weight.WARNING, f"“{cell}” is no status.", f"Write {' or '.join(STATUSES)}."
        case _:
            return


def _text(cell: str) -> Iterator[tuple[Weight, str, str]]:
    found = measure(REFERENCE.sub(LONGEST_ANSWER, cell))
    if found.segments > MOST_SEGMENTS:
        room = MOST_SEGMENTS * found.encoding.in_parts
        what = f"as a text it takes {found.segments} segments ({found.units} units)."
        yield Weight.WARNING, what, f"Shorten it to {MOST_SEGMENTS}: {room} units."
    if _LINK.search(cell):
        yield Weight.ERROR, "it holds a link: texts with links look like fraud.", "Give a number to ring."


def _subject(asked: Asked, item: Item) -> Iterator[Complaint]:
    if item.subject is Subject.ROW_CHILD and not _in_repeat(asked, item):
        what = f"“{item.name}” is about the child of its row, and stands in no repeat."
        yield Complaint(Weight.ERROR, asked.row(item), what, "Move it into the repeat, or write index_child.")


def _in_repeat(asked: Asked, item: Item) -> bool:
    place = asked.script.form.by_path.get(item.path)
    while place is not None:
        if place.repeated:
            return True
        place = place.parent
    return False


def _keys(asked: Asked, item: Item, row: Row) -> Iterator[Complaint]:
    """A question worded for the keys of a telephone must be one that keys can answer."""
    if not any(base(heading) == "keypad" for heading in row):
        return
    kind, _, listed = item.kind.partition(" ")
    choices = asked.script.book.sheets.get("choices")
    offered = [
        one
        for one in (choices.rows if choices else ())
        if listed and (one.get("list_name") or one.get("list name")) == listed.split()[0]
    ]
    if kind not in _BY_KEY or len(offered) > KEYS:
        what = f"“{item.name}” has words for the keys, and keys cannot answer it."
        yield Complaint(
            Weight.WARNING, asked.row(item), what, f"Keys choose one of {KEYS}, or enter a number."
        )

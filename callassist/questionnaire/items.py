"""What our own columns say of a question: how it is asked, whom it is about, what it may betray."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from callassist.questionnaire.wording import NOTHING, Wording


class Subject(StrEnum):
    """Whom a question is about."""

    SELF = "self"
    INDEX_CHILD = "index_child"
    ROW_CHILD = "row_child"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the survey sheet, in our own words.

    `listen`: the answers are not read aloud, only listened for. `status` is by language tag (draft …).
    `line` is the row in the sheet, counted as a spreadsheet counts, headings being row 1.
    """

    path: str = ""
    name: str = ""
    kind: str = ""
    line: int = 0
    section: str = ""
    instruction: Wording = NOTHING
    probe: Wording = NOTHING
    why: Wording = NOTHING
    texts: Mapping[str, Wording] = field(default_factory=dict)
    status: Mapping[str, str] = field(default_factory=dict)
    identity: bool = False
    subject: Subject = Subject.SELF
    reveals_arm: bool = False
    sensitive: bool = False
    listen: bool = False
    salvage: bool = False
    instrument: str = ""
    instrument_item: str = ""


PLAIN = Item()

"""What a search found, worded: study numbers and initials, never a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callassist.store.lists import line as lines
from callassist.store.lists.around import Around
from callassist.store.lists.around import around as around_cases
from callassist.store.lists.line import CaseRow
from callassist.web import words
from callassist.web.frame import language_name
from callassist.web.shift import interpreter, interview_words
from callassist.work.actor import Actor
from callassist.work.house import House, Running
from callassist.work.in_line import spoken, standing

STATES = {
    "open": "Open",
    "waiting": "Opens later",
    "complete": "Done",
    "partial": "Done in part",
    "missed": "Window over",
    "stopped": "Stopped",
}


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One case that a search found."""

    case_id: str
    number: str
    initials: str
    interview: str
    state: str
    language: str
    interpreter: str
    agreed: str
    closes: Any
    shared: bool


def found_rows(
    house: House, actor: Actor, rows: Sequence[CaseRow], now: datetime, zone: str
) -> list[FoundRow]:
    """What a search found, worded."""
    running = {one.id: one for one in house.studies()}
    with house.database.read() as c:
        around = around_cases(c, rows, now)
    return [_found(row, around, running, actor, now, zone) for row in rows]


def _found(
    row: CaseRow, around: Around, running: dict[str, Running], actor: Actor, now: datetime, zone: str
) -> FoundRow:
    one = standing(around.appointments.get(row.case_id, ()))
    agreed = words.day_and_time(one.starts_at, now, zone) if one and one.state in lines.STANDING else ""
    return FoundRow(
        case_id=row.case_id,
        number=row.number,
        initials=row.initials,
        interview=interview_words(row, running[row.study_id]),
        state=STATES.get(row.state, row.state),
        language=language_name(spoken(row)),
        interpreter=interpreter(row, actor),
        agreed=agreed,
        closes=row.closes_on,
        shared=row.participant_id in around.shared,
    )

"""Interviews that were taken on paper and entered, with whether somebody has entered them a second time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, exists, select

from callassist.store.cases import case_
from callassist.store.interviews import interview, sitting
from callassist.store.people import participant
from callassist.store.staff import audit

_PAPER = (
    select(
        interview.c.id,
        interview.c.finished_at,
        participant.c.number,
        case_.c.study_id,
        case_.c.site,
        case_.c.strand,
        case_.c.wave,
        sitting.c.by,
        exists()
        .where(audit.c.subject == interview.c.id, audit.c.verb == bindparam("verb"))
        .label("entered_twice"),
    )
    .join(sitting, (sitting.c.interview_id == interview.c.id) & (sitting.c.number == 1))
    .join(case_, case_.c.id == interview.c.case_id)
    .join(participant, participant.c.id == case_.c.participant_id)
    .where(
        interview.c.study_id == bindparam("study_id"),
        sitting.c.mode == "paper",
        interview.c.finished_at.is_not(None),
    )
    .order_by(interview.c.finished_at.desc())
    .limit(bindparam("most"))
)


def entered(c: Connection, study_id: str, verb: str, most: int) -> Sequence[Any]:
    """The latest ones of a study; `verb` is the audit line that a second entry leaves."""
    return c.execute(_PAPER, {"study_id": study_id, "verb": verb, "most": most}).all()

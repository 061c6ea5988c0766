"""What completed interviews in other languages than English took: sittings, and when nothing was asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from callassist.store.cases import case_
from callassist.store.interviews import interruption, interview, sitting
from callassist.store.people import participant

_HELD = (
    interview.c.study_id == bindparam("study_id"),
    interview.c.state == "complete",
    interview.c.practice.is_(False),
    case_.c.language.is_not(None),
    case_.c.language.not_like("en%"),
)
_SITTINGS = (
    select(
        sitting.c.interview_id,
        sitting.c.mode,
        sitting.c.how,
        sitting.c.language,
        sitting.c.started_at,
        sitting.c.ended_at,
        case_.c.language.label("spoken"),
        case_.c.plan,
        case_.c.wave,
        case_.c.site,
        case_.c.strand,
        participant.c.language.label("needs"),
    )
    .join(interview, interview.c.id == sitting.c.interview_id)
    .join(case_, case_.c.id == interview.c.case_id)
    .join(participant, participant.c.id == case_.c.participant_id)
    .where(*_HELD, sitting.c.ended_at.is_not(None))
    .order_by(sitting.c.interview_id, sitting.c.number)
)
_BREAKS = (
    select(interruption.c.interview_id, interruption.c.since, interruption.c.until)
    .join(interview, interview.c.id == interruption.c.interview_id)
    .join(case_, case_.c.id == interview.c.case_id)
    .where(*_HELD, interruption.c.until.is_not(None))
    .order_by(interruption.c.interview_id, interruption.c.since)
)


def sittings(c: Connection, study_id: str) -> Sequence[Any]:
    """The sittings of completed interviews, one interview's together: how, language, when, and her needs."""
    return c.execute(_SITTINGS, {"study_id": study_id}).all()


def breaks(c: Connection, study_id: str) -> dict[str, list[Any]]:
    """When nothing was asked in each of those interviews: rows of since and until."""
    found: dict[str, list[Any]] = {}
    for row in c.execute(_BREAKS, {"study_id": study_id}):
        found.setdefault(row.interview_id, []).append(row)
    return found

"""Finished interviews with their answers and the scores that were kept, to be worked out again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from callassist.store.interviews import folded, interview
from callassist.store.people import participant

CHUNK = 100
_SCORED = (
    select(
        interview.c.script,
        interview.c.edition,
        participant.c.number,
        folded.c.wave,
        folded.c.answers,
        folded.c.scores,
    )
    .join(folded, folded.c.interview_id == interview.c.id)
    .join(participant, participant.c.id == folded.c.participant_id)
    .where(folded.c.study_id == bindparam("study_id"))
    .order_by(participant.c.number, folded.c.at, interview.c.id)
)


def scored(c: Connection, study_id: str) -> Iterator[Sequence[Any]]:
    """Every folded interview: script, edition, number, wave, answers, scores; in chunks, by study number."""
    result = c.execute(_SCORED, {"study_id": study_id}, execution_options={"yield_per": CHUNK})
    yield from result.partitions()

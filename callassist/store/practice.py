"""Practice interviews, which are removed whole: nothing of them is counted or kept."""

from __future__ import annotations

from sqlalchemy import Connection, select

from callassist.store.interpretations import interpretation
from callassist.store.interviews import answer_event, interruption, interview, sitting, snapshot, unblinding


def forget(c: Connection, by: str, interview_id: str | None = None) -> int:
    """Remove practice interviews of one person, or one of them, with all that hangs on them; how many."""
    chosen = select(interview.c.id).where(interview.c.by == by, interview.c.practice)
    if interview_id is not None:
        chosen = chosen.where(interview.c.id == interview_id)
    ids = list(c.execute(chosen).scalars())
    if ids:
        for table in (answer_event, snapshot, sitting, interruption, interpretation, unblinding):
            c.execute(table.delete().where(table.c.interview_id.in_(ids)))
        c.execute(interview.delete().where(interview.c.id.in_(ids)))
    return len(ids)

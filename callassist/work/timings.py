"""What each question of a finished interview took, folded beside its answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from callassist.questionnaire.events import Happening
from callassist.questionnaire.session import Session
from callassist.questionnaire.timing import Kept, Took, sections, timed
from callassist.store import answers, sittings
from callassist.store.database import Connection
from callassist.store.interviews import Held
from callassist.work import at_hand

Timing = tuple[str, str, float, float, int]
PAPER = "paper"


def of_interview(c: Connection, held: Held, session: Session, now: datetime) -> list[Timing]:
    """Path, section's path, seconds, seconds paused, times answered; a paper sitting tells no time.

    What was corrected after the end took no time of hers. An answer that waited in a browser while the line
    was gone was given when it began to wait.
    """
    kept: dict[str, list[Kept]] = {}
    for event in answers.after(c, held.id, 0):
        said = event.value is not None or event.sealed_value is not None or event.missing is not None
        if event.kind == Happening.ANSWER and said:  # what was taken back is no asking
            waited = timedelta(seconds=(event.extra or {}).get("waited", 0))
            kept.setdefault(event.sitting_id, []).append(Kept(event.path, event.at - waited))
    pauses = [(one.since, one.until or now) for one in sittings.interruptions(c, held.id)]
    took: dict[str, Took] = {}
    for one in sittings.of_interview(c, held.id):
        if one.mode != PAPER:
            until = one.ended_at or now
            timed(one.started_at, [k for k in kept.get(one.id, ()) if k.at <= until], pauses, took)
    of = sections(session.form)
    return [
        (path, of.get(at_hand.plain(path), ""), round(one.seconds, 1), round(one.paused, 1), one.times)
        for path, one in took.items()
    ]

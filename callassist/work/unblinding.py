"""When a parent lets slip which group she is in: noted at the question, sealed, and the interview goes on."""

from __future__ import annotations

from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.store import alerts
from callassist.store.database import Connection
from callassist.work import at_hand
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.verb import Line


def told(house: House, interview_id: str, path: str | None, words: str, *, by: str, once: str) -> None:
    """Keep that she told it, at which question and when; her words are sealed. Practice keeps nothing."""
    now = house.now()
    with house.database.read() as c:
        held = at_hand.held(c, interview_id)
    if held.practice:
        return
    row_id = new_id()
    said = words.strip()[:2000]
    sealed = house.sealer.seal(held.under, said, place("unblinding", row_id)) if said else None

    def work(c: Connection) -> str:
        alerts.add_unblinding(
            c,
            id=row_id,
            study_id=held.study_id,
            interview_id=interview_id,
            case_id=held.case_id,
            by=by,
            path=path,
            words=sealed,
            at=now,
        )
        return row_id

    keep_once(house, Line(by, "note unblinding", now, held.study_id, interview_id), once, work)

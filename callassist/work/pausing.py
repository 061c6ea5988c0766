"""The neutral page: opened at once from anywhere, timed, and left only by asking again whether it is safe.

An interview also stands still while its interviewer's page is locked, or she has signed out.
"""

from __future__ import annotations

from datetime import datetime

from callassist.privacy.tokens import new_id
from callassist.store import interviews, sittings
from callassist.store.database import Connection
from callassist.work import answers, at_hand
from callassist.work.house import House


def pause(house: House, interview_id: str, path: str | None, *, by: str) -> None:
    """The neutral page was opened at a question. A second press while it stands changes nothing."""
    now = house.now()
    with house.database.read() as c:
        held = at_hand.held(c, interview_id)
        standing = sittings.interruption_open(c, interview_id)
    if standing is not None or held.state != "open" or held.sitting_id is None or held.sitting_by != by:
        return
    kept_at = path if path is not None and "/opening/" not in path else held.place

    def work(c: Connection) -> None:
        sittings.interrupt(
            c,
            id=new_id(),
            study_id=held.study_id,
            interview_id=interview_id,
            sitting_id=held.sitting_id,
            kind=sittings.NEUTRAL,
            path=path,
            since=now,
        )
        interviews.change(c, interview_id, held.version, place=kept_at)

    house.database.keep(work)


def go_on(house: House, interview_id: str, *, by: str) -> None:
    """Leave the neutral page: the pause ends, and the safety questions are asked again."""
    now = house.now()
    house.database.keep(lambda c: sittings.end_interruption(c, interview_id, now))
    answers.take_back(house, interview_id, by=by)


def stand_still(c: Connection, staff_id: str, now: datetime) -> None:
    """Her page was locked, or she signed out: what she holds open stands still until she is back."""
    for row in sittings.held_open_by(c, staff_id):
        sittings.interrupt(
            c,
            id=new_id(),
            study_id=row.study_id,
            interview_id=row.interview_id,
            sitting_id=row.id,
            kind=sittings.LOCK,
            path=None,
            since=now,
        )


def stand_up(c: Connection, staff_id: str, now: datetime) -> None:
    """She is back."""
    for row in sittings.held_open_by(c, staff_id):
        sittings.end_lock(c, row.interview_id, now)

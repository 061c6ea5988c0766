"""Holding texts back and letting them go: by hand, one or many, and only what somebody has looked at."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import datetime
from typing import Any

from callassist.errors import Refusal
from callassist.messages.status import MessageEvent, MessageState
from callassist.store import outbox, studies
from callassist.store.database import Connection
from callassist.store.lists import outgoing
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.verb import Line

BY_HAND = "held by hand"
MOST = 5000


def hold(house: House, *, by: str, study_id: str, message_id: str, token: str) -> str:
    """Hold one text that has not gone; "held", or "gone" when it went meanwhile."""

    def work(c: Connection) -> str:
        _of_study(c, study_id, [message_id])
        held = outbox.happens(c, message_id, MessageEvent.HELD, reason=BY_HAND, held_by=by)
        return "held" if held else "gone"

    return keep_once(house, Line(by, "hold text", house.now(), study_id, message_id), token, work)


def hold_all(
    house: House, *, by: str, study_id: str, until: datetime, token: str, sites: Set[str] | None = None
) -> str:
    """Hold every text of a study, or of some of its sites, due to be looked at before a moment; how many."""

    def work(c: Connection) -> str:
        rows = outgoing.ready(c, study_id, until, MOST)
        hers = [row for row in rows if sites is None or row.site in sites]
        held = [outbox.happens(c, row.id, MessageEvent.HELD, reason=BY_HAND, held_by=by) for row in hers]
        return str(sum(held))

    return keep_once(house, Line(by, "hold today", house.now(), study_id), token, work)


def release(house: House, *, by: str, study_id: str, message_ids: Sequence[str], token: str) -> str:
    """Let held texts go now; how many. Each is asked again in the minute it is sent.

    Raises Refusal while the study is paused as a whole: it would only be held again.
    """
    if not message_ids:
        raise Refusal("Texts", "none was chosen.", "Choose at least one.")
    now = house.now()

    def work(c: Connection) -> str:
        if any(row.scope in ("study", "line") for row in studies.pauses(c, study_id)):
            raise Refusal("Texts", "the study is paused.", "Resume it first, then release them.")
        held = [row.id for row in _of_study(c, study_id, message_ids) if row.state == MessageState.HELD]
        let_go = [
            outbox.happens(c, one, MessageEvent.RELEASED, reason=None, held_by=None, go_at=now)
            for one in held
        ]
        return str(sum(let_go))

    line = Line(by, "release texts", now, study_id, None, {"texts": list(message_ids[:200])})
    done = keep_once(house, line, token, work)
    house.wake("send")
    return done


def held_ids(house: House, study_id: str) -> tuple[str, ...]:
    """The ids of all texts of a study that wait for a person."""
    with house.database.read() as c:
        return tuple(row.id for row in outgoing.held(c, study_id, MOST))


def _of_study(c: Connection, study_id: str, ids: Sequence[str]) -> Sequence[Any]:
    rows = outbox.by_ids(c, list(ids))
    if len(rows) != len(set(ids)) or any(row.study_id != study_id for row in rows):
        raise Refusal("Texts", "one of them is not of this study.", "Load the page again.")
    return rows

"""What every new interview is made of: a session, a row, a first sitting and its first event."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from callassist.edition.outside import outside
from callassist.privacy.tokens import new_id
from callassist.questionnaire.events import Event
from callassist.questionnaire.script import Script
from callassist.questionnaire.session import Session
from callassist.store import answers, interviews, sittings
from callassist.store.database import Connection
from callassist.work import at_hand, fills
from callassist.work.booking_came import joined
from callassist.work.house import House, Running
from callassist.work.sittings import How, Manner

SEEDS = 2**31


def new_session(
    running: Running, script: Script, held_as: Manner, told: fills.Fills, now: datetime
) -> Session:
    """A session of a script from now on, in the language spoken if the script has it."""
    known = {one.tag for one in script.languages}
    return Session.start(
        script,
        now=now,
        language=held_as.language if held_as.language in known else script.default_language,
        instances={**outside(script, running.edition.files), **told.instances()},
        seed=secrets.randbelow(SEEDS),
        zone=ZoneInfo(running.edition.protocol.study.zone),
    )


def interview_row(
    running: Running,
    file: str,
    script: Script,
    session: Session,
    told: fills.Fills,
    interview_id: str,
    by: str,
    now: datetime,
) -> dict[str, Any]:
    """The interview's row: its script and edition are pinned to what they are now."""
    extra = session.started.extra if session.started is not None else {}
    return {
        "id": interview_id,
        "study_id": running.id,
        "script": file,
        "script_digest": script.digest,
        "edition": running.edition.digest,
        "seed": str(extra["seed"]),
        "state": "open",
        "started_at": now,
        "by": by,
        "place": None,
        "instances": dict(told.plain),
        "version": 0,
    }


def keep_start(
    c: Connection,
    house: House,
    row: dict[str, Any],
    session: Session,
    held_as: Manner,
    by: str,
    now: datetime,
) -> None:
    """Keep a new interview, its first sitting and its first event."""
    sitting_id, interview_id = new_id(), row["id"]
    interviews.add(c, **row)
    booked = (
        joined(c, row["case_id"], held_as.held_at or now)
        if row["case_id"] and held_as.how is How.BOOKED
        else None
    )
    add_sitting(c, row["study_id"], interview_id, sitting_id, 1, held_as, by, now, None, booked)
    started: Sequence[Event] = (session.started,) if session.started is not None else ()
    for number, event in enumerate(started, 1):
        answers.add(
            c,
            house.database.dialect,
            {
                "interview_id": interview_id,
                "sequence": number,
                "sitting_id": sitting_id,
                "kind": event.kind.value,
                "path": event.path,
                "value": event.value,
                "sealed_value": None,
                "missing": None,
                "extra": at_hand.with_now(event, now) or {},
                "at": now,
                "client_event": None,
            },
        )


def add_sitting(
    c: Connection,
    study_id: str,
    interview_id: str,
    sitting_id: str,
    number: int,
    held_as: Manner,
    by: str,
    now: datetime,
    from_item: str | None,
    booking_id: str | None = None,
) -> None:
    """Keep a sitting, from a question on, with the booking of who interprets, if there is one."""
    sittings.add(
        c,
        id=sitting_id,
        interview_id=interview_id,
        study_id=study_id,
        number=number,
        by=by,
        mode=held_as.mode,
        language=held_as.language,
        how=held_as.how.value,
        interpreter=held_as.interpreter or None,
        booking_id=booking_id,
        started_at=now,
        from_item=from_item,
        held_at=held_as.held_at,
    )

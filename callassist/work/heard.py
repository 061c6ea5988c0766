"""What follows at once from a text that a person must read: a task, an alert marked as a guess, a word."""

from __future__ import annotations

from datetime import datetime, timedelta

from callassist.messages.understand import Hint
from callassist.privacy.tokens import new_id
from callassist.schedule.hours import open_spans
from callassist.store import alerts, outbox
from callassist.store.database import Connection
from callassist.work.came import Came, answer, leave_task
from callassist.work.house import House

ABOUT = "words in a text: a guess that nobody has checked"
LEVEL, ACKNOWLEDGE, CLOSE = 2, timedelta(hours=1), timedelta(hours=72)
PICTURES, NOT_READ_NOW = "pictures", "not_read_now"
COURSE = "course_question"

_TASKS = {
    Hint.LATER: ("another_time", "A text may ask for another time. Read it, then agree one."),
    Hint.CALL_NOW: ("ring_her", "A text may ask to be rung now. Read it, then decide."),
    Hint.NEW_NUMBER: ("new_number", "A text may give a new number. Read it, ring, and ask before changing."),
    Hint.COURSE: (COURSE, "A text asks about the course. It is the site team's to answer: ring."),
}


def follow(c: Connection, house: House, came: Came, reply_id: str, now: datetime) -> None:
    """Leave tasks and alerts for a text that is to be read. Nothing is promised and nothing booked."""
    hint = came.said.hint
    if hint is Hint.DISTRESS:
        _alert(c, house, came, reply_id, now)
    if hint is Hint.WRONG_NUMBER:
        pause(c, came, now)
    if hint in _TASKS and came.people:
        kind, words = _TASKS[hint]
        ahead = came.appointments[0] if len(came.appointments) == 1 and hint is not Hint.COURSE else None
        due = now if hint is Hint.CALL_NOW else None
        leave_task(c, came, kind, reply_id, words, now, appointment=ahead, due_at=due)


def pause(c: Connection, came: Came, now: datetime) -> None:
    """Let texts to a number wait until a person has read what came from it. A STOP is not weakened."""
    if last_word(c, came) not in ("stopped", "doubtful"):
        say(c, came, "doubtful", now)


def last_word(c: Connection, came: Came) -> str | None:
    """The latest word of a number on texts: stopped, started, doubtful, or None."""
    return outbox.last_opt_outs(c, [came.index]).get((came.running.id, came.index))


def say(c: Connection, came: Came, state: str, now: datetime) -> None:
    """Write one line into the ledger of opt-outs."""
    outbox.add_opt_out(
        c,
        id=new_id(),
        study_id=came.running.id,
        number_index=came.index,
        channel="text",
        state=state,
        at=now,
        source="reply",
    )


def kind_word(c: Connection, house: House, came: Came, now: datetime, *, to_read: bool) -> None:
    """At most once a day: that pictures cannot be taken; else, outside reading hours, when texts are read.

    Only to numbers that we know: a stranger is told nothing.
    """
    if not came.people or last_word(c, came) in ("stopped", "doubtful"):
        return
    if not to_read:
        return
    if came.text.media:
        answer(c, house, came, PICTURES, now, once_a_day=True)
    elif not being_read(came, now):
        answer(c, house, came, NOT_READ_NOW, now, once_a_day=True)


def being_read(came: Came, now: datetime) -> bool:
    """Whether somebody reads texts at this hour; where the study names no hours, always."""
    protocol = came.running.edition.protocol
    hours = protocol.hours.reading
    if hours is None:
        return True
    spans = open_spans(now, hours, zone=protocol.study.zone, nation=protocol.study.nation)
    first = next(spans, None)
    return first is not None and first[0] <= now


def _alert(c: Connection, house: House, came: Came, reply_id: str, now: datetime) -> None:
    ahead = came.appointments[0] if came.one is not None and len(came.appointments) == 1 else None
    alerts.raise_(
        c,
        house.database.dialect,
        {
            "id": new_id(),
            "study_id": came.running.id,
            "case_id": ahead.case_id if ahead is not None else None,
            "participant_id": came.one.id if came.one is not None else None,
            "cause": f"text:{reply_id}",
            "source": "text",
            "level": LEVEL,
            "about": ABOUT,
            "raised_at": now,
            "acknowledge_by": now + ACKNOWLEDGE,
            "close_by": now + CLOSE,
            "checklist": {},
        },
    )

"""What waits for a person: tasks as they are left, the open ones, and how each was closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, select, update

from callassist.privacy.tokens import new_id
from callassist.store.calls import call
from callassist.store.cases import task
from callassist.store.people import participant
from callassist.store.schema import insert_new, row_of

RANG = "rang:"
"""What the cause of a task to ring back begins with; the id of the call that was missed follows."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """An open task. `number` is the study number it is about, if any; `words` hold no identity."""

    id: str
    study_id: str
    kind: str
    case_id: str | None
    participant_id: str | None
    appointment_id: str | None
    words: str
    raised_at: datetime
    due_at: datetime | None
    number: str | None
    site: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """A task to be left. `cause` is what made it needed, and what keeps it one; `words` hold no identity."""

    study_id: str
    kind: str
    cause: str
    words: str
    raised_at: datetime
    case_id: str | None = None
    participant_id: str | None = None
    appointment_id: str | None = None
    due_at: datetime | None = None
    more: Mapping[str, Any] | None = None


_OPEN = (
    select(
        task.c.id,
        task.c.study_id,
        task.c.kind,
        task.c.case_id,
        task.c.participant_id,
        task.c.appointment_id,
        task.c.words,
        task.c.raised_at,
        task.c.due_at,
        participant.c.number,
        participant.c.site,
    )
    .join(participant, participant.c.id == task.c.participant_id, isouter=True)
    .where(task.c.study_id.in_(bindparam("studies", expanding=True)), task.c.state == "open")
    .order_by(task.c.due_at.is_(None), task.c.due_at, task.c.raised_at)
    .limit(bindparam("most"))
)
_ONE = (
    select(task, participant.c.number, participant.c.site)
    .join(participant, participant.c.id == task.c.participant_id, isouter=True)
    .where(task.c.id == bindparam("task_id"))
)
_DONE = {
    "state": "done",
    "done_at": bindparam("now"),
    "done_by": bindparam("who"),
    "action": bindparam("did"),
}
_CLOSE = update(task).where(task.c.id == bindparam("task_id"), task.c.state == "open").values(_DONE)
_CLOSE_CAUSED = update(task).where(task.c.cause == bindparam("because"), task.c.state == "open").values(_DONE)
_WAITS = (
    select(task.c.id)
    .where(
        task.c.case_id == bindparam("of_case"),
        task.c.kind.in_(bindparam("kinds", expanding=True)),
        task.c.state == "open",
    )
    .limit(1)
)
_CLOSE_KIND = (
    update(task)
    .where(
        task.c.participant_id == bindparam("person"),
        task.c.kind == bindparam("of_kind"),
        task.c.state == "open",
    )
    .values(_DONE)
)
_CLOSE_RAISED = _CLOSE_KIND.where(task.c.raised_at <= bindparam("raised_by"))
_CLOSE_RANG = (
    update(task)
    .where(
        task.c.study_id == bindparam("of_study"),
        task.c.participant_id.is_(None),
        task.c.cause.startswith(RANG),
        task.c.state == "open",
        task.c.raised_at <= bindparam("raised_by"),
        exists().where(
            call.c.id == func.substr(task.c.cause, len(RANG) + 1),
            call.c.number_index == bindparam("rang_from"),
        ),
    )
    .values(_DONE)
)
_CLOSE_OF = (
    update(task)
    .where(task.c.participant_id.in_(bindparam("people", expanding=True)), task.c.state == "open")
    .values(_DONE)
)


def leave(c: Connection, new: NewTask) -> bool:
    """Leave a task for a person, unless its cause has one already; whether it is new."""
    said = {name: value for name, value in asdict(new).items() if value is not None}
    row = {"id": new_id(), "state": "open", **said}
    return c.execute(insert_new(task, c.dialect.name, ("cause",)), row).rowcount == 1


def opened(c: Connection, studies: Sequence[str], most: int) -> tuple[TaskRow, ...]:
    """Open tasks of these studies, soonest due first."""
    rows = c.execute(_OPEN, {"studies": list(studies), "most": most})
    return tuple(TaskRow(**row_of(row)) for row in rows)


def one(c: Connection, task_id: str) -> Any | None:
    """A task, open or done, with the study number it is about; or None."""
    return c.execute(_ONE, {"task_id": task_id}).first()


def waits(c: Connection, case_id: str, kinds: Sequence[str]) -> bool:
    """Whether a task of one of these kinds is open about a case."""
    return c.execute(_WAITS, {"of_case": case_id, "kinds": list(kinds)}).first() is not None


def close(c: Connection, task_id: str, by: str, action: str, now: datetime) -> bool:
    """Close a task; whether it was open."""
    values = {"task_id": task_id, "who": by, "did": action, "now": now}
    return c.execute(_CLOSE, values).rowcount == 1


def close_caused(c: Connection, cause: str, by: str, action: str, now: datetime) -> bool:
    """Close the task of a cause; whether one was open."""
    values = {"because": cause, "who": by, "did": action, "now": now}
    return c.execute(_CLOSE_CAUSED, values).rowcount == 1


def close_kind(c: Connection, participant_id: str, kind: str, by: str, action: str, now: datetime) -> int:
    """Close all tasks of one kind about somebody; how many."""
    values = {"person": participant_id, "of_kind": kind, "who": by, "did": action, "now": now}
    return c.execute(_CLOSE_KIND, values).rowcount


def close_raised(
    c: Connection, participant_id: str, kind: str, at: datetime, by: str, action: str, now: datetime
) -> int:
    """Close the tasks of one kind about somebody that were there at a moment; how many."""
    values = {
        "person": participant_id,
        "of_kind": kind,
        "raised_by": at,
        "who": by,
        "did": action,
        "now": now,
    }
    return c.execute(_CLOSE_RAISED, values).rowcount


def close_rang(
    c: Connection, study_id: str, number_index: bytes, at: datetime, by: str, action: str, now: datetime
) -> int:
    """Close the tasks that hang on nobody, for calls from a number, and were there at a moment; how many."""
    of = {"of_study": study_id, "rang_from": number_index, "raised_by": at}
    return c.execute(_CLOSE_RANG, {**of, "who": by, "did": action, "now": now}).rowcount


def close_of(c: Connection, participant_ids: Sequence[str], by: str, action: str, now: datetime) -> int:
    """Close all tasks about these people; how many."""
    values = {"people": list(participant_ids), "who": by, "did": action, "now": now}
    return c.execute(_CLOSE_OF, values).rowcount

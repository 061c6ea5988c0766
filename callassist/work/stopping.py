"""A death in a family: everything to it stops in one step, and somebody is asked who may write next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from callassist.errors import Refusal
from callassist.store import households, outbox, planning, tasks
from callassist.store.database import Connection
from callassist.work.house import House
from callassist.work.once import keep_once, known
from callassist.work.participation import end_cases, resume_cases
from callassist.work.verb import Line, again

FARTHEST = timedelta(days=730)
WHY = "everything is stopped for this family"


class Death(StrEnum):
    """Who died, as far as it matters for what stops."""

    CHILD = "child_died"
    PARTICIPANT = "participant_died"
    FAMILY = "bereaved"


@dataclass(frozen=True, slots=True)
class Loss:
    """What was told us. `child_id` for a child's death; `writes_next`, `not_before` if known yet."""

    death: str
    on: date | None = None
    child_id: str | None = None
    writes_next: str = ""
    not_before: date | None = None


@again
def stop_family(house: House, *, by: str, participant_id: str, loss: Loss, token: str) -> str:
    """Stop texts, calls, appointments and scripts for everybody of her household and unit; how many people.

    Cancelled appointments send no text. A child that died is named in no script from now on.
    """
    if loss.death not in set(Death):
        raise Refusal("What happened", "nothing was chosen.", "Choose one.")
    if loss.death == Death.CHILD and not loss.child_id:
        raise Refusal("Which child", "none was chosen.", "Choose the child.")
    now = house.now()
    with house.database.read() as c:
        row = planning.participant_row(c, participant_id)
        zone = _zone(house, row)
        people = [one.id for one in households.members(c, row)] if row is not None else []
        own = {child.id for child in households.children(c, row)} if row is not None else set()
    if row is None or (loss.child_id and loss.child_id not in own):
        raise Refusal("Family", "it is not there.", "Search by study number.")
    today = now.astimezone(zone).date()
    if loss.on is not None and loss.on > today:
        raise Refusal("On", f"{loss.on} is still to come.", "Write the day that we were told, or leave it.")
    if loss.not_before is not None and not today <= loss.not_before <= today + FARTHEST:
        raise Refusal("Not before", f"{loss.not_before} is not within the next two years.", "Check the year.")

    def work(c: Connection) -> str:
        households.stop(c, people, now, loss.death)
        if loss.child_id:
            households.child_died(c, loss.child_id, loss.on or today)
        end_cases(c, people, WHY, now)
        for one in people:
            outbox.withdraw_participant(c, one, WHY)
        tasks.close_of(c, people, by, WHY, now)
        _ask_who_writes(c, row, loss, now, zone)
        return str(len(people))

    line = Line(by, "stop family", now, row.study_id, participant_id, {"why": loss.death, "people": people})
    return keep_once(house, line, token, work)


def _zone(house: House, row: Any | None) -> ZoneInfo:
    return ZoneInfo(house.study(row.study_id).edition.protocol.study.zone if row is not None else "UTC")


def _ask_who_writes(c: Connection, row: Any, loss: Loss, now: datetime, zone: ZoneInfo) -> None:
    who = loss.writes_next.strip()[:80] or "nobody yet"
    tasks.leave(
        c,
        tasks.NewTask(
            study_id=row.study_id,
            kind="who_writes_next",
            participant_id=row.id,
            cause=f"stopped:{row.id}:{now:%Y%m%d%H%M%S}",
            words=f"A death in this family. Decide who may write to them, and when. Named so far: {who}.",
            raised_at=now,
            due_at=_noon(loss.not_before, now, zone),
            more={"not_before": loss.not_before.isoformat() if loss.not_before else None},
        ),
    )


def _noon(on: date | None, now: datetime, zone: ZoneInfo) -> datetime:
    """Midday of that day where the study is; in a week where no day was named."""
    if on is None:
        return now + timedelta(days=7)
    return datetime.combine(on, time(12), tzinfo=zone).astimezone(UTC)


@again
def take_back(house: House, *, by: str, people: Sequence[str], token: str) -> str:
    """Take back a stop that was a mistake: cases wait again; appointments stay cancelled."""
    now = house.now()
    with house.database.read() as c:
        stopped = any(row.stopped_at for row in (planning.participant_row(c, one) for one in people) if row)
    if not stopped and known(house, token) is None:
        raise Refusal("Family", "nothing is stopped for it.", "Load the page again.")

    def work(c: Connection) -> str:
        households.stop(c, people, None, None)
        resumed = resume_cases(c, people, now)
        for one in people:
            planning.look_at_participant(c, one, now)
        return str(resumed)

    done = keep_once(house, Line(by, "take stop back", now, None, people[0] if people else None), token, work)
    house.wake("plan")
    return done

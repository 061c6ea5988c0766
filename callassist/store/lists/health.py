"""What waits, and since when: the figures by which an operator sees that callassist is well."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, Connection, Select, bindparam, func, select

from callassist.store.cases import case_
from callassist.store.people import participant
from callassist.store.studies import pause, study
from callassist.store.texts import inbox, message


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of a kind wait, and the moment since when the oldest does (None: none waits)."""

    number: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Waits:
    """Texts due, being handed over and undecided; callbacks to work; cases and people to look at."""

    due: Waiting
    leased: Waiting
    undecided: Waiting
    callbacks: Waiting
    cases: Waiting
    people: Waiting


@dataclass(frozen=True, slots=True)
class Lately:
    """Texts due of late by what became of them: how the network does, as far as it has told us.

    `taken`: it took them, and has told no more; `undecided`: it did not say whether it did.
    """

    taken: int = 0
    delivered: int = 0
    undelivered: int = 0
    refused: int = 0
    undecided: int = 0


LATELY = timedelta(minutes=15)
_NOW: BindParameter[datetime] = bindparam("now")
_COUNT = func.count()
_DUE = select(_COUNT, func.min(message.c.go_at)).where(message.c.state == "ready", message.c.go_at <= _NOW)
_LEASED = select(_COUNT, func.min(message.c.sent_at)).where(message.c.state == "sending")
_UNDECIDED = select(_COUNT, func.min(message.c.sent_at)).where(message.c.state == "unknown")
_CALLBACKS = select(_COUNT, func.min(inbox.c.received_at)).where(inbox.c.worked_at.is_(None))
_CASES = select(_COUNT, func.min(case_.c.look_again_at)).where(case_.c.look_again_at <= _NOW)
_PEOPLE = select(_COUNT, func.min(participant.c.look_again_at)).where(participant.c.look_again_at <= _NOW)
_STOPPED = (
    select(study.c.slug, pause.c.scope)
    .join(study, study.c.id == pause.c.study_id)
    .where(pause.c.until.is_(None))
    .order_by(study.c.slug, pause.c.scope)
)
_LATELY = (
    select(message.c.state, message.c.receipt, _COUNT)
    .where(
        message.c.study_id.in_(select(study.c.id)),
        message.c.state.in_(("accepted", "refused", "unknown")),
        message.c.due_at >= bindparam("since"),
    )
    .group_by(message.c.state, message.c.receipt)
)
_BECAME = {"refused": "refused", "unknown": "undecided"}
_TOLD = {"delivered": "delivered", "read": "delivered", "undelivered": "undelivered", "failed": "undelivered"}


def waits(c: Connection, now: datetime) -> Waits:
    """What waits at `now`, by the trial's clock."""

    def of(query: Select[int, datetime | None]) -> Waiting:
        return Waiting(*c.execute(query, {"now": now}).one())

    return Waits(*(of(one) for one in (_DUE, _LEASED, _UNDECIDED, _CALLBACKS, _CASES, _PEOPLE)))


def lately(c: Connection, now: datetime) -> Lately:
    """What became of the texts that were due in the last quarter of an hour, by the trial's clock."""
    found: Counter[str] = Counter()
    for state, receipt, number in c.execute(_LATELY, {"since": now - LATELY}):
        found[_BECAME.get(state) or _TOLD.get(receipt, "taken")] += number
    return Lately(**found)


def stopped(c: Connection) -> list[tuple[str, str]]:
    """What is paused now: study and scope (study, site, template, line)."""
    return [(row.slug, row.scope) for row in c.execute(_STOPPED)]

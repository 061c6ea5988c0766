"""The queries of the outbox: planning, claiming with a lease, recording what became of a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select, update

from callassist.messages.status import MessageEvent, moved_by
from callassist.store.changes import change, change_each
from callassist.store.people import opt_out, participant, participation, phone
from callassist.store.schema import insert_new
from callassist.store.texts import message

WAITING = ("ready", "held")
AGAIN = ":again:"
NEVER_ARRIVED = ("undelivered", "failed")


@dataclass(frozen=True, slots=True)
class Planned:
    """A text of a case as planning sees it."""

    id: str
    cause: str
    state: str
    due_at: datetime
    worth_until: datetime


_BY_EVENT = {event: moved_by(event) for event in MessageEvent}
_MOVE = (
    update(message)
    .where(message.c.id == bindparam("message_id"), message.c.state.in_(("ready", "held", "withdrawn")))
    .values(due_at=bindparam("due"), go_at=bindparam("due"), worth_until=bindparam("worth"), reason=None)
)
_WITHDRAW_CASE = (
    update(message)
    .where(message.c.case_id == bindparam("of_case"), message.c.state.in_(WAITING))
    .values(state="withdrawn", reason=bindparam("why"))
)
_WITHDRAW_PARTICIPANT = (
    update(message)
    .where(message.c.participant_id == bindparam("of_participant"), message.c.state.in_(WAITING))
    .values(state="withdrawn", reason=bindparam("why"))
)
_DUE = (
    select(message)
    .where(message.c.state == "ready", message.c.go_at <= bindparam("now"))
    .order_by(message.c.go_at, message.c.id)
    .limit(bindparam("most"))
)
_ANSWERS = _DUE.where(message.c.rule.is_(None))
_READY = _DUE.where(message.c.rule.is_not(None))
_EXPIRED = select(message.c.id, message.c.handed_at).where(
    message.c.state == "sending", message.c.lease_until <= bindparam("machine_now")
)
_HANDING_OVER = (
    update(message)
    .where(
        message.c.id.in_(bindparam("ids", expanding=True)),
        message.c.lease == bindparam("holds"),
        message.c.state == "sending",
        message.c.handed_at.is_(None),
    )
    .values(handed_at=bindparam("now"))
    .returning(message.c.id)
)
_AWAITED = (
    select(message.c.id, message.c.lease)
    .where(
        message.c.id.in_(bindparam("ids", expanding=True)),
        message.c.state.in_(bindparam("origins", expanding=True)),
    )
    .with_for_update()
)
_BY_TOKEN = select(message).where(message.c.token == bindparam("token")).with_for_update()
_NEXT_GO = select(func.min(message.c.go_at)).where(message.c.state == "ready")
_UNKNOWN = select(message).where(message.c.state == "unknown").order_by(message.c.id).limit(bindparam("most"))


def by_case(c: Connection, case_ids: Sequence[str]) -> dict[str, dict[str, Planned]]:
    """The texts that rules made, by case and cause; not those that went once more for one of them."""
    query = select(
        message.c.case_id,
        message.c.id,
        message.c.cause,
        message.c.state,
        message.c.due_at,
        message.c.worth_until,
    ).where(
        message.c.case_id.in_(case_ids), message.c.rule.is_not(None), message.c.cause.not_like(f"%{AGAIN}%")
    )
    found: dict[str, dict[str, Planned]] = {}
    for case_id, *rest in c.execute(query):
        one = Planned(*rest)
        found.setdefault(case_id, {})[one.cause] = one
    return found


def add(c: Connection, dialect: str, row: Mapping[str, Any]) -> bool:
    """Add a text unless its cause is there already; whether it was added."""
    done = c.execute(insert_new(message, dialect, ("cause",)), dict(row))
    return done.rowcount == 1


def add_all(c: Connection, dialect: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add texts, each unless its cause is there already."""
    if rows:
        c.execute(insert_new(message, dialect, ("cause",)), rows)


def move(c: Connection, message_id: str, due_at: datetime, worth_until: datetime) -> None:
    """Give a waiting text another time."""
    c.execute(_MOVE, {"message_id": message_id, "due": due_at, "worth": worth_until})


def withdraw_case(c: Connection, case_id: str, why: str) -> int:
    """Withdraw all waiting texts of a case; how many."""
    return c.execute(_WITHDRAW_CASE, {"of_case": case_id, "why": why}).rowcount


def withdraw_participant(c: Connection, participant_id: str, why: str) -> int:
    """Withdraw all waiting texts to a participant; how many."""
    return c.execute(_WITHDRAW_PARTICIPANT, {"of_participant": participant_id, "why": why}).rowcount


def ready(c: Connection, now: datetime, most: int) -> Sequence[Any]:
    """Texts whose time has come: answers to parents' own texts before all reminders, then the earliest.

    Under a tight pace she who has just written STOP or NO waits for no queue of invitations.
    """
    answers = c.execute(_ANSWERS, {"now": now, "most": most}).all()
    return [*answers, *c.execute(_READY, {"now": now, "most": most - len(answers)}).all()]


def by_ids(c: Connection, ids: Sequence[str], *, lock: bool = False) -> Sequence[Any]:
    """Texts by id, in the order of their time; those another worker holds are left out when locking."""
    query = select(message).where(message.c.id.in_(ids)).order_by(message.c.go_at, message.c.id)
    return c.execute(query.with_for_update(skip_locked=True) if lock else query).all()


def happens(
    c: Connection, message_id: str, event: MessageEvent, *, claimed_by: str | None = None, **values: Any
) -> bool:
    """An event befalls a text: it moves by the table of states, or nothing changes; whether it moved.

    `claimed_by`: only if that lease was the last to claim it, for the answer to that very attempt.
    """
    for state, origins in _BY_EVENT[event].items():
        by = {"id": message_id} | ({} if claimed_by is None else {"lease": claimed_by})
        if change(c, message, by, {"state": state, **values}, states=tuple(sorted(origins))) == 1:
            return True
    return False


def claimed(c: Connection, leases: Sequence[tuple[str, Mapping[str, Any]]]) -> int:
    """Lease texts by id, each with the values of its lease; how many were ready."""
    ((leased, (was,)),) = _BY_EVENT[MessageEvent.CLAIMED].items()
    return change_each(
        c, message, [({"id": one, "state": was}, {"state": leased, **values}) for one, values in leases]
    )


def handing_over(c: Connection, lease: str, ids: Sequence[str], machine_now: datetime) -> frozenset[str]:
    """Say that texts are handed over now: those that this lease still holds, which alone may go."""
    asked = {"holds": lease, "ids": list(ids), "now": machine_now}
    return frozenset(c.execute(_HANDING_OVER, asked).scalars())


def accepted(c: Connection, taken: Mapping[str, tuple[str, Mapping[str, Any]]]) -> frozenset[str]:
    """The network took texts: by id the lease that asked and what is kept; the ids of those that moved."""
    if not taken:
        return frozenset()
    ((state, origins),) = _BY_EVENT[MessageEvent.ACCEPTED].items()
    asked = {"ids": list(taken), "origins": list(origins)}
    moved = [row.id for row in c.execute(_AWAITED, asked) if row.lease == taken[row.id][0]]
    change_each(c, message, [({"id": one}, {"state": state, **taken[one][1]}) for one in moved])
    return frozenset(moved)


def note(c: Connection, message_id: str, **values: Any) -> None:
    """Keep facts about a text that move it nowhere: a receipt, the network's id, when to look again."""
    change(c, message, {"id": message_id}, values)


def expired(c: Connection, machine_now: datetime) -> Sequence[Any]:
    """Texts whose lease ran out while they were being sent: rows of id and handed_at."""
    return c.execute(_EXPIRED, {"machine_now": machine_now}).all()


def by_token(c: Connection, token: str) -> Any | None:
    """The text that a callback address belongs to."""
    return c.execute(_BY_TOKEN, {"token": token}).one_or_none()


def unknown(c: Connection, most: int) -> Sequence[Any]:
    """Texts of which nobody knows whether they went."""
    return c.execute(_UNKNOWN, {"most": most}).all()


def next_go(c: Connection) -> datetime | None:
    """When the next ready text is looked at."""
    return c.execute(_NEXT_GO).scalar()


def participants(c: Connection, ids: Sequence[str]) -> dict[str, Any]:
    """What permit asks of participants, by id."""
    rows = c.execute(select(participant).where(participant.c.id.in_(ids)))
    return {row.id: row for row in rows}


def phones(c: Connection, participant_ids: Sequence[str]) -> dict[str, list[Any]]:
    """Phones in use by participant, in their order."""
    rows = c.execute(
        select(phone)
        .where(phone.c.participant_id.in_(participant_ids), phone.c.state == "in_use")
        .order_by(phone.c.participant_id, phone.c.place, phone.c.id)
    )
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.participant_id, []).append(row)
    return found


def last_opt_outs(
    c: Connection, indexes: Sequence[bytes], channel: str = "text"
) -> dict[tuple[str, bytes], str]:
    """The latest word on texts of each number by (study, index): stopped, started or doubtful."""
    rows = c.execute(
        select(opt_out.c.study_id, opt_out.c.number_index, opt_out.c.state)
        .where(opt_out.c.number_index.in_(indexes), opt_out.c.channel == channel)
        .order_by(opt_out.c.at, opt_out.c.id)
    )
    return {(row.study_id, bytes(row.number_index)): row.state for row in rows}


def add_opt_out(c: Connection, **row: Any) -> None:
    """One more line in the ledger of opt-outs."""
    c.execute(insert(opt_out), row)


def participation_of(c: Connection, participant_ids: Sequence[str]) -> dict[str, list[Any]]:
    """Participation changes by participant, oldest first."""
    rows = c.execute(
        select(participation)
        .where(participation.c.participant_id.in_(participant_ids))
        .order_by(participation.c.since, participation.c.recorded_at, participation.c.id)
    )
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.participant_id, []).append(row)
    return found


def sent_since(c: Connection, indexes: Sequence[bytes], since: datetime) -> dict[bytes, list[datetime]]:
    """When planned texts went to each number since a moment.

    Answers to her own texts do not count, nor does what came back: it troubled nobody.
    """
    rows = c.execute(
        select(message.c.number_index, message.c.sent_at)
        .where(
            message.c.number_index.in_(indexes),
            message.c.sent_at >= since,
            message.c.rule.is_not(None),
            or_(message.c.receipt.is_(None), message.c.receipt.not_in(NEVER_ARRIVED)),
            or_(
                message.c.state.in_(("sending", "accepted", "unknown")),
                and_(message.c.state == "refused", message.c.provider_id.is_not(None)),
            ),
        )
        .order_by(message.c.sent_at)
    )
    found: dict[bytes, list[datetime]] = {}
    for row in rows:
        found.setdefault(bytes(row.number_index), []).append(row.sent_at)
    return found


def provider_ids(c: Connection, but: Sequence[str]) -> frozenset[str]:
    """The network's ids that belong to recent texts of ours, other than these."""
    query = (
        select(message.c.provider_id)
        .where(message.c.provider_id.is_not(None), message.c.id.not_in(but))
        .order_by(message.c.id.desc())
        .limit(5000)
    )
    return frozenset(c.execute(query).scalars())

"""Asking for an interpreter: a provider for a case's time, and the next best when one cannot come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from callassist.errors import Refusal, Stale
from callassist.interpreters.booking import BookingState
from callassist.interpreters.matching import Offer
from callassist.interpreters.register import Gender
from callassist.privacy.tokens import new_id
from callassist.schedule.offers import Party
from callassist.store import appointments, attempts, bookings, interpreters, planning, tasks
from callassist.store.database import Connection
from callassist.work.actor import Actor
from callassist.work.booking_offers import Asked, asked_of, found
from callassist.work.booking_texts import BOOKING_ASKED, tell
from callassist.work.booking_times import promise
from callassist.work.cases import case_of, may_arrange
from callassist.work.clashes import Needed, lock, taken
from callassist.work.house import SYSTEM, House, Running
from callassist.work.once import keep_once
from callassist.work.verb import Line, again, keep

WHERE = "Interpreter"
SAID_NO = "The interpreter who was booked cannot come after all. Another is being asked, or none is left."
NO_OTHER = "No interpreter is left for this time. Agree another time with her, or use the on-demand line."


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of whom: an offer's provider (id) at its time; `gender` is a wish, "any" for none."""

    provider: str
    starts_at: datetime
    gender: str = "any"


@again
def request(house: House, actor: Actor, case_id: str, wanted: Request, *, token: str) -> str:
    """Ask a provider for a time and return the booking's id. Somebody of ours is texted; an agency is rung.

    Raises Refusal when that provider cannot have it by then.
    """
    now = house.now()
    running, row = _case(house, actor, case_id)
    with house.database.read() as c:
        agreed = next((a for a in _standing(c, case_id) if a.starts_at == wanted.starts_at), None)
        asked = _asked(c, running, row, wanted, agreed is not None)
        offer = next((o for o in found(c, running, row, asked, now) if o.provider == wanted.provider), None)
    if offer is None:
        raise Refusal(WHERE, "nobody there can come at that time.", "Choose another time or another one.")
    new = _new(row, asked, offer, agreed.id if agreed else None, actor.id, now)

    def work(c: Connection) -> str:
        return _keep_request(c, house, running, new, now)

    line = Line(actor.id, "request interpreter", now, row.study_id, case_id, {"booking": new["id"]})
    kept = keep_once(house, line, token, work)
    house.wake("plan")
    house.wake("send")
    return kept


@again
def ask_next(
    house: House, booking_id: str, *, by: str = SYSTEM, starts_at: datetime | None = None
) -> str | None:
    """Ask the next best for the same time, or another; None when nobody is left, which leaves a task."""
    row, now = booking(house, booking_id), house.now()
    at = starts_at or row.starts_at
    running = house.study(row.study_id)
    with house.database.read() as c:
        case = attempts.case(c, row.case_id)
        asked = _asked(c, running, case, Request("", at, row.gender), row.appointment_id is not None)
        passed = bookings.declined_for(c, row.case_id, at)
        offers = found(c, running, case, asked, now, but=passed)
        others = [one for one in bookings.of_case(c, row.case_id) if one.state in bookings.LIVE]
    if case is None or case.state not in ("open", "waiting") or case.stopped_at is not None:
        return None
    if others or at <= now:
        return None
    if not offers:
        _task(house, row, "next", NO_OTHER, by, now)
        return None
    new = _new(case, asked, offers[0], row.appointment_id, by, now)

    def work(c: Connection) -> str:
        return _keep_request(c, house, running, new, now)

    more = {"booking": new["id"], "after": booking_id}
    try:
        kept = keep(house, Line(by, "request interpreter", now, row.study_id, row.case_id, more), work)
    except Refusal:
        _task(house, row, "next", NO_OTHER, by, now)
        return None
    house.wake("send")
    return kept


def leave_task(c: Connection, row: Any, cause: str, words: str, now: datetime) -> bool:
    """Inside a verb: leave a task about a booking, once for its cause; whether it is new."""
    return tasks.leave(
        c,
        tasks.NewTask(
            study_id=row.study_id,
            kind="interpreter",
            case_id=row.case_id,
            participant_id=row.participant_id,
            cause=f"booking:{row.id}:{cause}"[:80],
            words=words,
            raised_at=now,
            due_at=min(row.free_until, row.starts_at) if row.free_until > now else row.starts_at,
        ),
    )


def booking_of(house: House, actor: Actor, booking_id: str) -> Any:
    """A booking that she may arrange. Raises Refusal for one that is not hers, or not there."""
    row = booking(house, booking_id)
    if not may_arrange(actor, row):
        raise Refusal(WHERE, "this booking is not among yours.", "Go back to your day.")
    return row


def booking(house: House, booking_id: str) -> Any:
    with house.database.read() as c:
        row = bookings.one(c, booking_id)
    if row is None:
        raise Refusal(WHERE, "this booking is not there.", "Look at the list again.")
    return row


def _keep_request(c: Connection, house: House, running: Running, new: dict[str, Any], now: datetime) -> str:
    """Inside a verb: keep a request, unless the time of anybody who is needed was taken meanwhile.

    The appointment that it is for is held free as long as the booking is: one length everywhere.
    """
    agreed = appointments.row(c, new["appointment_id"]) if new["appointment_id"] is not None else None
    home = interpreters.household_of(c, new["participant_id"])
    rings = agreed.with_ if agreed is not None else None
    who = Needed(new["case_id"], new["participant_id"], home, rings, new["interpreter_id"])
    lock(c, who)
    if agreed is not None and agreed.starts_at != new["starts_at"]:
        raise Stale
    if (other := _asked_already(c, new, now)) is not None:
        what = f"{other.reference} is {other.state} for that time: both would have to be paid."
        raise Refusal(WHERE, what, "Cancel that one first, or choose another time.")
    clash = taken(c, who, new["starts_at"], new["minutes"], anew=True)
    if clash is not None and clash.whose is Party.INTERVIEWER:
        what = f"with an interpreter it takes {new['minutes']} minutes, and {clash.by} is agreed in them."
        raise Refusal(WHERE, what, "Move one of the two times first.")
    if clash is not None:
        raise Stale
    if who.interpreter is not None and interpreters.known_to(c, who.interpreter, who.participant_id):
        raise Stale
    row = {**new, "reference": bookings.next_reference(c, running.id)}
    bookings.add(c, row)
    if agreed is not None:
        appointments.lengthen(c, agreed.id, new["minutes"])
    kept = bookings.one(c, new["id"])
    tell(c, house, running, kept, BOOKING_ASKED, "asked", now)
    promise(c, new["case_id"], new["starts_at"], now)
    return str(new["id"])


def _asked_already(c: Connection, new: dict[str, Any], now: datetime) -> Any | None:
    """Who is asked or booked for the same call already and may still come: the other's booking, or None."""
    begins, ends = new["starts_at"], new["starts_at"] + timedelta(minutes=new["minutes"])
    return next(
        (
            one
            for one in bookings.of_case(c, new["case_id"])
            if one.state in bookings.LIVE
            and one.starts_at > now
            and one.starts_at < ends
            and begins < one.starts_at + timedelta(minutes=one.minutes)
        ),
        None,
    )


def _new(
    row: Any, asked: Asked, offer: Offer, appointment_id: str | None, by: str, now: datetime
) -> dict[str, Any]:
    needs = row.needs or {}
    return {
        "id": new_id(),
        "study_id": row.study_id,
        "case_id": row.id,
        "participant_id": row.participant_id,
        "appointment_id": appointment_id,
        "agency_id": offer.provider if offer.agency else None,
        "interpreter_id": None if offer.agency else offer.provider,
        "state": BookingState.REQUESTED,
        "language": str(needs.get("spoken") or ""),
        "dialect": (str(needs.get("dialect") or "")[:40]) or None,
        "gender": asked.gender or "any",
        "same_as": asked.same_as,
        "starts_at": offer.starts_at,
        "minutes": asked.minutes,
        "pence": offer.pence,
        "free_until": offer.free_until,
        "charge": offer.charge,
        "asked_by": by,
        "asked_at": now,
        "changed_at": now,
    }


def _asked(c: Connection, running: Running, row: Any, wanted: Request, agreed: bool) -> Asked:
    own = asked_of(c, running, row)
    gender = Gender(wanted.gender) if wanted.gender in (Gender.FEMALE, Gender.MALE) else None
    return Asked(gender, own.minutes, wanted.starts_at, own.same_as, agreed)


def _standing(c: Connection, case_id: str) -> list[Any]:
    return [one for one in planning.appointments_of(c, case_id) if one.state in appointments.STANDING]


def _task(house: House, row: Any, cause: str, words: str, by: str, now: datetime) -> None:
    keep(
        house,
        Line(by, "leave task", now, row.study_id, row.case_id),
        lambda c: leave_task(c, row, cause, words, now),
    )


def _case(house: House, actor: Actor, case_id: str) -> tuple[Running, Any]:
    row = case_of(house, actor, case_id, may_arrange)
    if row.state not in ("open", "waiting") or row.stopped_at is not None:
        raise Refusal("Case", "nobody is to ring this family now.", "Only an open case takes an interpreter.")
    return house.study(row.study_id), row

"""Placing a call: the interviewer presses once, her own phone rings first, and only then the parent's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from callassist.errors import Refusal
from callassist.people.numbers import read_number, spoken
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id, new_token
from callassist.store import calls, handsets, holds
from callassist.store.database import Connection
from callassist.voice.instructions import Part
from callassist.voice.legs import Course, LegState, is_over
from callassist.voice.sayings import ENGLISH
from callassist.work.actor import Actor
from callassist.work.call_permits import Ringing, ringing
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.permits import number_of
from callassist.work.verb import Line, keep

GOOD_FOR = timedelta(minutes=3)
"""How long after a press phones are still rung for it: nobody is rung later for a press long forgotten."""

STAFF = "staff"
AGAIN = "Open the case again, then its note."


def set_handset(house: House, actor: Actor, written: str) -> str:
    """Keep the phone on which somebody takes her calls; "" forgets it. The number as it is said.

    Raises Refusal for what is no number.
    """
    number = read_number(written, where="Your phone").e164 if written.strip() else ""
    sealed = house.sealer.seal(STAFF, number, place("handset", actor.id)) if number else None
    line = Line(actor.id, "set_handset", house.now(), subject=actor.id, more={"kept": bool(number)})
    keep(house, line, lambda c: handsets.set_handset(c, actor.id, sealed))
    return spoken(number) if number else ""


def handset(house: House, staff_id: str) -> str:
    """The number (E.164) of the phone that she takes calls on, or ""."""
    with house.database.read() as c:
        sealed = handsets.handset(c, staff_id)
    return house.sealer.open(STAFF, sealed, place("handset", staff_id)) if sealed else ""


def place_call(house: House, actor: Actor, case_id: str, phone_id: str, *, token: str) -> str:
    """Place a call for a case that she has open, its note read: her phone is to ring; the call's id.

    The same form sent twice places one call. Raises Refusal while the case or its note is not open at hers,
    while a call of hers or of the case is under way, without a phone of her own, and when nobody may ring.
    """
    own = handset(house, actor.id)
    if not own:
        raise Refusal("Your phone", "there is no number to ring you on.", "Set it on the Keys page first.")
    now, call_id, cause = house.now(), new_id(), f"hand:{token}"
    with house.database.read() as c:
        found = _may(c, house, actor, case_id, phone_id, now)
    row = {
        "id": call_id,
        "study_id": found.case.study_id,
        "case_id": case_id,
        "participant_id": found.participant.id,
        "phone_id": found.phone.id if found.phone is not None else None,
        "by": actor.id,
        "direction": "out",
        "interpreter_first": not _shares_language(actor, found.participant),
        "cause": cause,
        "token": new_token(),
        "started_at": now,
        "good_until": datetime.now(UTC) + GOOD_FOR,
    }
    leg = new_leg(
        house, call_id, row["study_id"], Part.INTERVIEWER, f"{cause}:{Part.INTERVIEWER}", own, STAFF
    )

    def work(c: Connection) -> str:
        holds.lock_household(c, case_id)
        _may(c, house, actor, case_id, phone_id, now)
        if calls.up(c, case_id) is not None or calls.busy(c, actor.id, lock=True):
            raise _under_way(c, actor, case_id, now)
        calls.add_call(c, house.database.dialect, row)
        calls.add_leg(c, house.database.dialect, leg)
        return call_id

    line = Line(actor.id, "place_call", now, row["study_id"], case_id, {"call": call_id})
    kept = keep_once(house, line, token, work)
    house.wake("calls")
    return kept


def _under_way(c: Connection, actor: Actor, case_id: str, now: datetime) -> Refusal:
    """Why another call stands in the way of this one, and what helps."""
    for call_id in calls.under_way(c, case_id, actor.id):
        lines = [one for one in calls.legs(c, call_id) if not down(one)]
        if any(one.end_at is None or one.end_at > now for one in lines):
            return Refusal("Call", "a call is under way.", "End it first.")
    return Refusal(
        "Call",
        "the network has not said that the last call is over.",
        "Hang up your own phone, and dial by hand until it does.",
    )


def redial(house: House, actor: Actor, call_id: str, *, token: str) -> None:
    """Ring the parent, or once more, in a call whose interviewer is there: a press of its own.

    Raises Refusal while her phone may still ring, as long as nobody knows of it as well.
    """
    now = house.now()
    with house.database.read() as c:
        row = _hers(c, actor, call_id)
        if row.tracing_id is not None:
            raise Refusal("Call", "somebody she named rang us, not she.", "Ring back from the numbers.")
        found = _may(c, house, actor, row.case_id, row.phone_id, now)
    leg = parent_leg(house, row, found, f"hand:{token}:{Part.PARENT}")

    def work(c: Connection) -> str:
        _hers(c, actor, call_id, lock=True)
        legs = calls.legs(c, call_id)
        if not any(one.part == Part.INTERVIEWER and in_room(one) for one in legs):
            raise Refusal("Call", "you are not in the call.", "Press Call.")
        if any(one.part == Part.PARENT and not down(one) for one in legs):
            raise Refusal(
                "Call", "that phone may still be ringing.", "Wait until it is known, or end the call."
            )
        _may(c, house, actor, row.case_id, row.phone_id, now)
        good = datetime.now(UTC) + GOOD_FOR
        calls.note_call(c, call_id, good_until=good)
        calls.add_leg(c, house.database.dialect, leg)
        return str(leg["id"])

    keep_once(house, Line(actor.id, "redial", now, row.study_id, row.case_id, {"call": call_id}), token, work)
    house.wake("calls")


def add_interpreter(
    house: House, actor: Actor, call_id: str, number: str, *, digits: str = "", token: str
) -> None:
    """Ring an interpreter's line (E.164) into a call; `digits` are sent to it once it answers.

    Raises Refusal when one is there already, or nobody is in the call.
    """
    now = house.now()
    with house.database.read() as c:
        row = _hers(c, actor, call_id)
    part = Part.INTERPRETER
    leg = new_leg(house, call_id, row.study_id, part, f"hand:{token}:{part}", number, row.study_id)
    if digits:
        leg["digits"] = house.sealer.seal(row.study_id, digits, place("leg.digits", leg["id"]))

    def work(c: Connection) -> str:
        _hers(c, actor, call_id, lock=True)
        legs = calls.legs(c, call_id)
        if not any(one.part == Part.INTERVIEWER and in_room(one) for one in legs):
            raise Refusal("Interpreter", "you are not in the call.", "Press Call first.")
        if any(one.part == part and not down(one) for one in legs):
            raise Refusal("Interpreter", "one is in the call, or being rung.", "Drop that line first.")
        calls.note_call(c, call_id, good_until=datetime.now(UTC) + GOOD_FOR)
        calls.add_leg(c, house.database.dialect, leg)
        return str(leg["id"])

    more = {"call": call_id, "leg": leg["id"]}
    keep_once(house, Line(actor.id, "add_interpreter", now, row.study_id, row.case_id, more), token, work)
    house.wake("calls")


def new_leg(
    house: House, call_id: str, study_id: str, part: Part, cause: str, number: str, under: str | bytes
) -> dict[str, Any]:
    """A leg that waits to be asked for, its number sealed."""
    leg_id = new_id()
    return {
        "id": leg_id,
        "call_id": call_id,
        "study_id": study_id,
        "part": part,
        "cause": cause,
        "token": new_token(),
        "number": house.sealer.seal(under, number, place("leg.number", leg_id)),
        "state": LegState.READY,
        "made_at": house.now(),
    }


def parent_leg(house: House, row: Any, found: Ringing, cause: str) -> dict[str, Any]:
    """The leg of a parent, to be asked for once the interviewer is there."""
    under = bytes(found.participant.wrapped_key)
    number = number_of(house, found.participant, found.phone)
    return new_leg(house, row.id, row.study_id, Part.PARENT, cause, number, under)


def down(leg: Any) -> bool:
    """Whether a line is over, or was never up and will not be."""
    course = Course(leg.course) if leg.course else None
    return is_over(course) or leg.state in (LegState.REFUSED, LegState.WITHDRAWN)


def in_room(leg: Any) -> bool:
    """Whether a line is in the call's room now."""
    return leg.joined_at is not None and leg.left_at is None and not down(leg)


def _may(
    c: Connection, house: House, actor: Actor, case_id: str, phone_id: str | None, now: datetime
) -> Ringing:
    held = next((one for one in holds.around(c, case_id, now) if one.case_id == case_id), None)
    if held is None or held.by != actor.id:
        raise Refusal("Case", "it is not open at yours.", AGAIN)
    if held.note_at is None:
        raise Refusal("Case", "its contact note was not read.", "Open the note first.")
    found = ringing(c, house, case_id, phone_id or None, now)
    if found is None:
        raise Refusal("Case", "there is none at this address.", AGAIN)
    if found.why_not is not None:
        raise Refusal("Call", f"{found.why_not}", "Dial by hand if it is right all the same, and log it.")
    return found


def _shares_language(actor: Actor, participant: Any) -> bool:
    """Whether she speaks a language that the parent speaks; else an interpreter joins before the parent."""
    spoken_there = participant.language or {}
    own = (spoken_there.get("spoken") or ENGLISH, *(spoken_there.get("also") or ()))
    return any(actor.speaks(str(tag)) for tag in own)


def _hers(c: Connection, actor: Actor, call_id: str, *, lock: bool = False) -> Any:
    row = calls.one(c, call_id, lock=lock)
    if row is None or row.by != actor.id:
        raise Refusal("Call", "it is not yours.", "Go back to your day.")
    if row.ended_at is not None:
        raise Refusal("Call", "it is over.", "Press Call for another.")
    return row

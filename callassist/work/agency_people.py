"""Whom an agency sends: registered once it names her, so that next time she can be asked for, or left out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from callassist.errors import Refusal
from callassist.interpreters.asking import Ask
from callassist.interpreters.booking import LIVE
from callassist.interpreters.register import Gender, Kind
from callassist.people.languages import name as language
from callassist.people.numbers import read_number, spoken
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.store import bookings, interpreters
from callassist.store.database import Connection
from callassist.work.actor import Actor
from callassist.work.booking_requests import WHERE, booking_of
from callassist.work.house import House, Running
from callassist.work.interpreters import registration, whose
from callassist.work.once import keep_once
from callassist.work.verb import Line, again

FIELD = "Their interpreter"
LONGEST = 80
DAY = timedelta(days=1)


@again
def name_interpreter(
    house: House, actor: Actor, booking_id: str, said: str, *, token: str, gender: str = ""
) -> str:
    """Keep whom an agency sends for a booking, by the name or number that it told; the interpreter's id.

    Raises Refusal for one who knows the family, or whom the agency has promised to another call of ours.
    """
    row, now = booking_of(house, actor, booking_id), house.now()
    running = house.study(row.study_id)

    def work(c: Connection) -> str:
        who = _named(c, house, running, row, said, gender, now)
        bookings.move(c, booking_id, row.state, interpreter_id=who, changed_at=now)
        return who

    line = Line(actor.id, "name interpreter", now, row.study_id, booking_id)
    return keep_once(house, line, token, work)


def _named(
    c: Connection, house: House, running: Running, row: Any, said: str, gender: str, now: datetime
) -> str:
    """Inside a verb: the id of the interpreter whom a booking's agency calls so; she is registered if new."""
    said = " ".join(said.split())
    if row.agency_id is None:
        raise Refusal(FIELD, "no agency was asked.", "Who comes is known.")
    if not said or len(said) > LONGEST:
        raise Refusal(FIELD, f"it is empty or longer than {LONGEST}.", "Write the name or the number.")
    known = _known(c, house, running, row.agency_id, said)
    if known is None:
        return _register(c, house, running, row, said, gender or row.gender_said or "", now)
    interpreters.lock(c, known)
    if interpreters.known_to(c, known, row.participant_id):
        raise Refusal(FIELD, "that one and this family know each other.", "Ask the agency for another.")
    if _elsewhere(c, row, known):
        raise Refusal(
            FIELD, "that one is promised to another call of ours then.", "Ask the agency who really comes."
        )
    return known


def _known(c: Connection, house: House, running: Running, agency_id: str, said: str) -> str | None:
    theirs = [one for one in interpreters.everybody(c, running.id) if one.agency_id == agency_id]
    names = whose(house, theirs)
    return next(
        (
            str(one.id)
            for one in theirs
            if said.casefold() in (names[one.id].name.casefold(), registration(house, one).casefold())
        ),
        None,
    )


def _elsewhere(c: Connection, row: Any, interpreter_id: str) -> bool:
    begins, ends = row.starts_at, row.starts_at + timedelta(minutes=row.minutes)
    near = bookings.near(
        c, begins - DAY, ends, participant_id="", household_id=None, interpreter_id=interpreter_id
    )
    return any(
        one.case_id != row.case_id and begins < one.starts_at + timedelta(minutes=one.minutes) for one in near
    )


def _register(
    c: Connection, house: House, running: Running, row: Any, said: str, gender: str, now: datetime
) -> str:
    """A row of the register with what is known: the agency's terms and hours, and the language asked for."""
    agency, new = interpreters.one_agency(c, row.agency_id), new_id()
    if agency is None:
        raise Refusal(FIELD, "its agency is not in the register.", "Look at the register.")
    interpreters.add(
        c,
        {
            "id": new,
            "study_id": running.id,
            "code": f"I-{interpreters.count(c, interpreters.interpreter, running.id) + 1:02d}",
            "kind": Kind.AGENCY,
            "agency_id": agency.id,
            "name": house.sealer.seal(running.id, said, place("interpreter.name", new)),
            "tongues": {row.language: [row.dialect] if row.dialect else []},
            "gender": gender if gender in set(Gender) else Gender.NOT_SAID,
            "hours": agency.hours,
            "pence_an_hour": agency.pence_an_hour,
            "least_minutes": agency.least_minutes,
            "free_hours": agency.free_hours,
            "charge_percent": agency.charge_percent,
            "made_at": now,
            "changed_at": now,
        },
    )
    return new


def asking(house: House, running: Running, row: Any) -> Ask:
    """What its agency is sent for a booking that still waits, or stands. No name and no number of hers."""
    if row.agency_id is None or row.state not in LIVE:
        raise Refusal(WHERE, "there is no agency to ask for it now.", "Look at the list again.")
    study = running.edition.protocol.study
    with house.database.read() as c:
        same, others = bookings.with_agency(c, row.agency_id, row.participant_id)
    return Ask(
        reference=row.reference,
        asks=study.sender_name,
        language=language(row.language),
        dialect=row.dialect or "",
        gender=row.gender,
        starts_at=row.starts_at.astimezone(ZoneInfo(study.zone)),
        zone=study.zone.rpartition("/")[2].replace("_", " "),
        minutes=row.minutes,
        answer_to=spoken(read_number(study.sender).e164),
        same_as=same,
        not_as=others,
    )

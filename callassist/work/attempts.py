"""Logging what happened when somebody was tried, on any channel, and correcting what was logged wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from callassist.cases.disposition import derive
from callassist.cases.outcomes import OUTCOMES, By, Extent, Kind, Outcome
from callassist.cases.states import APPOINTMENTS, STANDING, AppointmentEvent, AppointmentState, CaseState
from callassist.errors import Refusal, Stale
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.schedule.permit import AWAITS_DECISION
from callassist.schedule.slots import slot
from callassist.store import attempts, holds, households, outbox, planning, tasks
from callassist.store.database import Connection
from callassist.work import call_back, call_log
from callassist.work.actor import Actor, Role
from callassist.work.aided import aided
from callassist.work.booking_came import absent
from callassist.work.cases import case_of
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.points import reach
from callassist.work.raising import raise_task
from callassist.work.verb import Line, again

CHANNELS = {
    "call": "Phone",
    "relay": "Relay UK",
    "text": "Text",
    "letter": "Letter",
    "email": "E-mail",
    "visit": "Visit",
    "rang_us": "Rang us",
}
LONGEST_NOTE = 2000
BACK_TO = timedelta(days=14)
NEAR = timedelta(hours=2)
EARLY = timedelta(minutes=15)  # a talk earlier than this is another one: the time agreed still stands
KEEPS_HOLD = (Kind.APPOINTMENT, Kind.INTERVIEW)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What happened: `channel` and `outcome` are codes, `at` when; `note` is for the next interviewer.

    `phone_id`: the number that was tried; `extent`: what exactly is refused, a code of `Extent`.
    """

    channel: str
    outcome: str
    at: datetime
    note: str = ""
    seconds: int | None = None
    interview_id: str | None = None
    phone_id: str | None = None
    extent: str | None = None


@again
def log_attempt(house: House, actor: Actor, case_id: str, made: Attempt, *, token: str) -> str:
    """Log an attempt and return the id of its line in the ledger.

    Raises Refusal for an unknown outcome or channel, a time that cannot be, a missing note that the outcome
    asks for, and while a colleague has the case open.
    """
    now, row = house.now(), case_of(house, actor, case_id)
    outcome = _outcome(made.outcome)
    _check(made, outcome, now)
    _check_who(outcome)
    phones = _phones(house, row)
    if made.phone_id is None and len(phones) == 1:
        made = replace(made, phone_id=phones[0])
    if made.phone_id is not None and made.phone_id not in phones:
        raise Refusal("Number", "it is none of theirs.", "Choose one from the list.")
    contact_id = new_id()
    line = Line(actor.id, "log_attempt", now, row.study_id, case_id, {"outcome": outcome.code})

    def work(c: Connection) -> str:
        mine = _not_a_colleagues(c, actor, case_id, now)
        keep_attempt(c, house, row, made, by=actor, contact_id=contact_id)
        if mine and outcome.kind not in KEEPS_HOLD:
            holds.release(c, case_id, actor.id, now)
        return contact_id

    kept = keep_once(house, line, token, work)
    house.wake("plan")
    return kept


def keep_attempt(
    c: Connection, house: House, row: Any, made: Attempt, *, by: Actor, contact_id: str, corrects: str = ""
) -> None:
    """Keep an attempt inside another verb's transaction: ledger, its call, disposition, appointment, tasks.

    `row` is what store.attempts.case gave. Raises Stale when the case has changed since it was read.
    """
    outcome, now = _outcome(made.outcome), house.now()
    rang_us = made.channel == "rang_us"
    if made.interview_id is not None and call_log.came_in(c, by, row.id, now):
        rang_us = True
    note = house.sealer.seal(row.wrapped_key, made.note, place("contact.note", contact_id))
    attempts.add(
        c,
        {
            "id": contact_id,
            "study_id": row.study_id,
            "case_id": row.id,
            "participant_id": row.participant_id,
            "channel": "call" if rang_us else made.channel,
            "direction": "in" if rang_us else "out",
            "at": made.at,
            "outcome": outcome.code,
            "attempt": outcome.counts and not rang_us,
            "slot": slot(made.at.astimezone(ZoneInfo(_zone(house, row)))),
            "language": _language_of(by, row, aided=aided(c, row.id, made.at, made.interview_id)),
            "by": by.id,
            "interview_id": made.interview_id,
            "phone_id": made.phone_id,
            "extent": made.extent if outcome.asks_extent else None,
            "seconds": made.seconds,
            "note": note if made.note else None,
            "corrects": corrects or None,
            "recorded_at": now,
        },
    )
    reach("attempt kept")
    if not corrects:
        call_log.logged(c, by, row.id, contact_id, made.channel, now)
        if made.channel in call_log.BY_PHONE:
            call_back.rung_back(c, row.participant_id, made.phone_id, made.at, by=by.id, now=now)
    told = attempts.outcomes(c, row.id)
    _settle(c, row, told, now)
    _appointment(c, row, outcome, made, now)
    if outcome.code == "interpreter_absent":
        absent(c, row.id, made.at)
    raise_task(c, house, row, outcome, contact_id=contact_id, extent=made.extent, told=told, now=now)


@again
def correct_attempt(
    house: House, actor: Actor, contact_id: str, *, outcome: str, reason: str, token: str
) -> str:
    """Put a right outcome in the place of a wrong one: a new line with the reason; the old one stays.

    The queue, the case's disposition and its tasks follow the new outcome.
    """
    now, right = house.now(), _outcome(outcome)
    if not reason.strip():
        raise Refusal("Why", "it is empty.", "Say in a few words what was wrong.")
    with house.database.read() as c:
        old = attempts.contact_row(c, contact_id)
        row = attempts.case(c, old.case_id) if old is not None and old.case_id else None
    if old is None or row is None or not may_correct(actor, row, old):
        raise Refusal("Attempt", "it is not yours to correct.", "Ask a supervisor.")
    _check_who(right)
    if OUTCOMES[old.outcome].by is By.SYSTEM:
        raise Refusal("Attempt", "an interview was held then.", "Correct its answers, not that it was.")
    if old.outcome == right.code:
        raise Refusal("What happened", f"it says “{right.words}” already.", "Choose what it should be.")
    new = new_id()
    note = house.sealer.open(row.wrapped_key, old.note, place("contact.note", old.id)) if old.note else ""
    channel = "rang_us" if (old.channel, old.direction) == ("call", "in") else old.channel
    made = Attempt(channel, right.code, old.at, note, old.seconds, old.interview_id, old.phone_id, old.extent)
    why = house.sealer.seal(row.wrapped_key, reason.strip()[:LONGEST_NOTE], place("contact.reason", new))
    more = {"was": old.outcome, "is": right.code, "contact": new}

    def work(c: Connection) -> str:
        if not attempts.mark_corrected(c, contact_id, new):
            raise Refusal("Attempt", "it was corrected already.", "Correct the newer line.")
        tasks.close_caused(c, f"attempt:{contact_id}", actor.id, "the outcome was corrected", now)
        keep_attempt(c, house, row, made, by=actor, contact_id=new, corrects=contact_id)
        for waited in AWAITS_DECISION:
            households.release_held_for(c, [row.participant_id], waited, now)
        attempts.say_why(c, new, why)
        return new

    line = Line(actor.id, "correct_attempt", now, row.study_id, row.id, more)
    kept = keep_once(house, line, token, work)
    house.wake("plan")
    return kept


def _outcome(code: str) -> Outcome:
    if code not in OUTCOMES:
        raise Refusal("What happened", "no outcome was chosen.", "Choose one from the list.")
    return OUTCOMES[code]


def _check(made: Attempt, outcome: Outcome, now: datetime) -> None:
    if made.channel not in CHANNELS:
        raise Refusal("How", "no channel was chosen.", "Choose one from the list.")
    if made.at > now + timedelta(minutes=2):
        raise Refusal("When", "that lies in the future.", "Type when it happened, for example Today 16:14.")
    if made.at < now - BACK_TO:
        raise Refusal("When", "that is more than two weeks ago.", "Ask a supervisor to have it entered.")
    if made.extent is not None and made.extent not in set(Extent):
        raise Refusal("What exactly", "nothing was chosen.", "Choose what is refused.")
    if len(made.note) > LONGEST_NOTE:
        raise Refusal("Note", f"it has more than {LONGEST_NOTE} characters.", "Make it shorter.")
    if outcome.note and not made.note.strip():
        raise Refusal("Note", f"“{outcome.words}” needs a note.", "Say in a few words what was said.")


def _check_who(outcome: Outcome) -> None:
    """Some outcomes are signed by a supervisor in their own way, and some are only the software's."""
    if outcome.by is By.SYSTEM:
        raise Refusal("What happened", "an interview is logged when it ends.", "Start it from its case.")
    if outcome.by is By.SUPERVISOR:
        cure = "A supervisor signs it on the case, once another language was asked for."
        raise Refusal("What happened", f"“{outcome.words}” is not logged like this.", cure)


def _phones(house: House, row: Any) -> list[str]:
    """The ids of the numbers that may be rung, in her order."""
    with house.database.read() as c:
        rows = outbox.phones(c, [row.participant_id]).get(row.participant_id, ())
    return [one.id for one in rows if one.safe]


def may_correct(actor: Actor, row: Any, old: Any) -> bool:
    """Whether a line of the ledger is hers to correct: her own, or anybody's for a supervisor."""
    own = old.by == actor.id and actor.may(Role.INTERVIEWER, row.study_id, row.site, row.strand)
    return old.by is not None and (own or actor.may(Role.SUPERVISOR, row.study_id, row.site, row.strand))


def _not_a_colleagues(c: Connection, actor: Actor, case_id: str, now: datetime) -> bool:
    """Whether the case is open at hers; a colleague's is refused by name."""
    around = holds.around(c, case_id, now)
    for one in around:
        if one.by != actor.id:
            who = one.name or "A colleague"
            cure = "Nothing was logged. Ask for it, then log again."
            raise Refusal("Case", f"{who} has this family open.", cure)
    return any(one.case_id == case_id for one in around)


def _zone(house: House, row: Any) -> str:
    return house.study(row.study_id).edition.protocol.study.zone


def _language_of(actor: Actor, row: Any, *, aided: bool) -> str | None:
    """The language she was tried in: her own or another that she accepts, else the caller's first.

    `aided`: with an interpreter on the line, who speaks hers.
    """
    needs = row.needs or {}
    hers = [tag for tag in (needs.get("spoken"), *(needs.get("also") or ())) if tag]
    shared = next((str(tag) for tag in hers if actor.speaks(str(tag))), None)
    if shared is not None or (aided and hers):
        return shared or str(hers[0])
    return actor.languages[0] if actor.languages else None


def _settle(c: Connection, row: Any, contacts: Sequence[Any], now: datetime) -> None:
    told = [one.outcome for one in contacts]
    disposition = derive(CaseState(row.state), told, stopped_why=row.stopped_why)
    if not planning.change_case(c, row.id, row.version, disposition=disposition, look_again_at=now):
        raise Stale


def _appointment(c: Connection, row: Any, outcome: Outcome, made: Attempt, now: datetime) -> None:
    """An appointment that was due then is kept if she was spoken to, or missed if that was said."""
    if outcome.code == "missed_appointment":
        event = AppointmentEvent.PASSED
    elif outcome.spoke and outcome.kind is not Kind.NOTE:
        event = AppointmentEvent.KEPT
    else:
        return
    for one in planning.appointments_of(c, row.id):
        state = AppointmentState(one.state)
        if state in STANDING and -EARLY <= made.at - one.starts_at <= NEAR:
            following = APPOINTMENTS[state][event]
            planning.change_appointment(c, one.id, (state,), state=following, changed_at=now)

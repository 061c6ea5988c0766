"""Begins an interview, takes it up again on another day, switches how it is held; and practises one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from callassist.cases.states import CaseState
from callassist.edition.read import Edition
from callassist.errors import Refusal, Stale
from callassist.people.participation import Change, Dimension, standing
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.questionnaire.events import Event
from callassist.questionnaire.script import Script
from callassist.questionnaire.session import Session
from callassist.store import answers, holds, interviews, outbox, planning, practice, sittings
from callassist.store.database import Connection
from callassist.store.interviews import Held
from callassist.study.protocol import Wave
from callassist.work import at_hand, fills, opening
from callassist.work.booking_came import joined, went
from callassist.work.cases import HOLD
from callassist.work.cover import must_be_covered
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.sittings import How, Manner, asked_at
from callassist.work.starting import add_sitting, interview_row, keep_start, new_session
from callassist.work.verb import Line, again, keep

HELD_STATES = (CaseState.OPEN, CaseState.MISSED)


@again
def start(house: House, case_id: str, held_as: Manner, *, by: str, once: str) -> str:
    """Begin the interview of a case and return its id; the same form sent twice begins it once.

    Raises Refusal when the case is not open, she wants no calls, a colleague has the case, or one was begun.
    """
    now = house.now()
    with house.database.read() as c:
        case, participant = _case(c, case_id, now)
        running = house.study(case.study_id)
        wave, script = _script(running.edition, case)
        if held_as.held_at is None:
            must_be_covered(c, running, case.plan, case.wave, now)
        told = fills.of_family(c, house, participant, wave, by)
    session = new_session(running, script, held_as, told, asked_at(held_as, now, case.opens_at))
    interview_id = new_id()
    sealed_under = bytes(participant.wrapped_key)
    row = interview_row(running, wave.script, script, session, told, interview_id, by, now) | {
        "case_id": case_id,
        "participant_id": participant.id,
        "practice": False,
        "identity_instances": house.sealer.seal(
            sealed_under, told.sealed_text(), place("interview", interview_id)
        ),
    }
    line = Line(
        by, "start interview", now, case.study_id, interview_id, {"case": case_id, "how": held_as.how}
    )

    def work(c: Connection) -> str:
        if interviews.of_case(c, case_id):
            raise Refusal("interview", "one was begun for this case.", "Resume that one.")
        _hold(c, case_id, case.study_id, by, now)
        if not planning.change_case(c, case_id, case.version):
            raise Stale
        keep_start(c, house, row, session, held_as, by, now)
        return interview_id

    kept = keep_once(house, line, once, work)
    if kept == interview_id:
        at_hand.put(house, interview_id, session)
    return kept


def practise(house: House, study: str, wave_code: str, held_as: Manner, *, by: str) -> str:
    """Begin a practice interview with an invented family; whatever she practised before is removed."""
    now, running = house.now(), house.study(study)
    wave = next((w for plan in running.edition.protocol.plan for w in plan.wave if w.code == wave_code), None)
    if wave is None:
        raise Refusal("practice", f"the study has no wave {wave_code}.", "Choose one of its waves.")
    script = running.edition.scripts[wave.script]
    with house.database.read() as c:
        told = fills.invented(c, wave, by)
    session = new_session(running, script, held_as, told, now)
    interview_id = new_id()
    row = interview_row(running, wave.script, script, session, told, interview_id, by, now) | {
        "case_id": None,
        "participant_id": None,
        "practice": True,
        "identity_instances": house.sealer.seal(
            running.id, told.sealed_text(), place("interview", interview_id)
        ),
    }

    def work(c: Connection) -> None:
        practice.forget(c, by)
        keep_start(c, house, row, session, held_as, by, now)

    house.database.keep(work)
    at_hand.put(house, interview_id, session)
    return interview_id


def end_practice(house: House, interview_id: str, *, by: str) -> None:
    """Remove a practice interview: nothing of it is kept."""
    house.database.keep(lambda c: practice.forget(c, by, interview_id))
    at_hand.drop(house, interview_id)


@again
def resume(house: House, interview_id: str, held_as: Manner, *, by: str) -> str:
    """Take an interview up again, or switch how it is held: a new sitting, beginning with the opening.

    Names are read anew, so that a child who has died since is named no more. Returns the interview's id.
    """
    return _new_sitting(house, interview_id, held_as, by=by, person=True)


@again
def switch(house: House, interview_id: str, held_as: Manner, *, by: str, at: str | None) -> str:
    """Go on in another language or through another person: a new sitting from the question at hand."""
    return _new_sitting(house, interview_id, held_as, by=by, person=False, at=at)


def _new_sitting(
    house: House, interview_id: str, held_as: Manner, *, by: str, person: bool, at: str | None = None
) -> str:
    now = house.now()
    with at_hand.alone(house, interview_id), house.database.read() as c:
        held = at_hand.held(c, interview_id)
        _may_be_taken_up(c, held, by, now)
        if person and held_as.held_at is None:
            _covered(c, house, held, now)
        told = _told_now(c, house, held, by)
        before = len(sittings.of_interview(c, interview_id))
        at_hand.drop(house, interview_id)
        session = at_hand.take(c, house, held)
        at_hand.drop(house, interview_id)
        place_of = _place(session, at if at is not None else held.place)
        asked = asked_at(held_as, now, _opened(c, held))
        events = _begin_sitting(session, held_as, person=person, now=asked)
        sitting_id = new_id()
        rows = at_hand.event_rows(house, held, sitting_id, session, events, None, kept=now)
        sealed = house.sealer.seal(held.under, told.sealed_text(), place("interview", interview_id))
    line = Line(
        by, "sitting", now, held.study_id, interview_id, {"how": held_as.how, "language": held_as.language}
    )

    def work(c: Connection) -> str:
        changed = interviews.change(
            c,
            interview_id,
            held.version,
            state="open",
            place=place_of,
            identity_instances=sealed,
            finished_at=None,
        )
        if not changed or not all(answers.add(c, house.database.dialect, row) for row in rows):
            raise Stale
        sittings.end_interruption(c, interview_id, now)
        gone = sittings.last_said(c, interview_id) if person else None  # nobody ended it: a page was lost
        went(c, interview_id, gone or now)
        sittings.end(c, interview_id, gone or now, place_of)
        if held.case_id is not None:
            _hold(c, held.case_id, held.study_id, by, now)
        booked = (
            joined(c, held.case_id, held_as.held_at or now)
            if held.case_id and held_as.how is How.BOOKED
            else None
        )
        add_sitting(
            c, held.study_id, interview_id, sitting_id, before + 1, held_as, by, now, place_of, booked
        )
        return interview_id

    return house.database.keep(work) if held.practice else keep(house, line, work)


def _covered(c: Connection, house: House, held: Held, now: datetime) -> None:
    case = planning.case_row(c, held.case_id) if held.case_id is not None else None
    if case is not None:
        must_be_covered(c, house.study(held.study_id), case.plan, case.wave, now)


def _opened(c: Connection, held: Held) -> datetime | None:
    case = planning.case_row(c, held.case_id) if held.case_id is not None else None
    return case.opens_at if case is not None else None


def _begin_sitting(session: Session, held_as: Manner, *, person: bool, now: datetime) -> list[Event]:
    events: list[Event] = []
    if held_as.language != session.language and held_as.language in {
        one.tag for one in session.script.languages
    }:
        events.extend(session.set_language(held_as.language, now=now))
    for path in list(opening.to_ask_again(session, person=person)):
        events.extend(session.answer(path, None, now=now).events)
    return events


def _place(session: Session, path: str | None) -> str | None:
    """The question to come back to: the one that was open, never one of the opening itself."""
    if path is None:
        screen = session.first_open()
        path = screen.path if screen is not None else None
    if path is None or opening.short(session, path) in opening.OPENING:
        return None
    return path


def _may_be_taken_up(c: Connection, held: Held, by: str, now: datetime) -> None:
    if held.practice and held.by != by:
        raise Refusal("interview", "it is somebody else's practice.", "Begin one of your own.")
    if held.case_id is not None:
        case, _ = _case(c, held.case_id, now)
        if held.state not in interviews.UNFINISHED and case.state != CaseState.OPEN:
            raise Refusal("interview", "it is finished.", "A supervisor can open its case again.")


def _told_now(c: Connection, house: House, held: Held, by: str) -> fills.Fills:
    protocol = at_hand.protocol_at_start(house, held)
    wave = next((w for plan in protocol.plan for w in plan.wave if w.code == held.wave), None)
    if held.participant_id is None:
        return fills.invented(c, wave, by)
    participant = planning.participant_row(c, held.participant_id)
    if participant is None:
        raise Refusal("interview", "her record is gone.", "Ask a manager.")
    told = fills.of_family(c, house, participant, wave, by)
    return fills.as_begun(told, at_hand.instances(c, house, held))


def _case(c: Connection, case_id: str, now: datetime) -> tuple[Any, Any]:
    case = planning.case_row(c, case_id)
    if case is None:
        raise Refusal("case", "there is none at this address.", "Go to your day.")
    if CaseState(case.state) not in HELD_STATES:
        raise Refusal(
            "case", f"it is {case.state.replace('_', ' ')}.", "A supervisor can reopen it with a reason."
        )
    participant = planning.participant_row(c, case.participant_id)
    if participant is None or participant.wrapped_key is None:
        raise Refusal("case", "her record is gone.", "Ask a manager.")
    if participant.stopped_at is not None:
        raise Refusal("case", "everything for this family stopped.", "Ask a manager before anybody rings.")
    changes = outbox.participation_of(c, [participant.id]).get(participant.id, ())
    where = standing((Change(Dimension(one.dimension), one.allowed, one.since) for one in changes), now)
    if not where.calls:
        raise Refusal("case", "no more calls are wanted.", "Ask a manager.")
    return case, participant


def _hold(c: Connection, case_id: str, study_id: str, by: str, now: datetime) -> None:
    """Take the case, unless it or another of the household is open at a colleague's."""
    holds.lock_household(c, case_id)
    around = holds.around(c, case_id, now)
    for one in around:
        if one.by != by:
            who = one.name or "A colleague"
            raise Refusal("case", f"{who} has this family open.", "Two people must not ring one family.")
    if not any(one.case_id == case_id for one in around):
        holds.take(c, case_id=case_id, study_id=study_id, by=by, now=now, until=now + HOLD)


def _script(edition: Edition, case: Any) -> tuple[Wave, Script]:
    plan = edition.protocol.plan_named(case.plan)
    wave = next((w for w in plan.wave if w.code == case.wave), None) if plan is not None else None
    if wave is None:
        raise Refusal("case", f"the study asks no wave {case.wave} any more.", "Ask a manager.")
    return wave, edition.scripts[wave.script]

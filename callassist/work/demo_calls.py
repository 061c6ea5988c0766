"""Calls of the story: tries, times agreed, interviews answered to the end or broken off, by the verbs."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from callassist.questionnaire.session import Session
from callassist.store import tasks
from callassist.work import (
    alert_clocks,
    alerts,
    answers,
    appointments,
    at_hand,
    attempts,
    cases,
    decisions,
    finishing,
    giving,
    interviews,
    leaving,
    unblinding,
)
from callassist.work.appointments import Wanted
from callassist.work.attempts import Attempt
from callassist.work.demo_answers import answers as made_up
from callassist.work.demo_stage import Script, Stage, Talk, mark
from callassist.work.sittings import How, Manner

PARTS, MANY = 2, 500
PARTIAL = 0.68
NOTES = {
    "other_language": "Somebody answered and asked for her own language.",
    "refused_all": "Said it calmly.",
    "unwell": "In bed this week.",
}
HARD_CALL = timedelta(minutes=20)


def tell_wave(script: Script, number: str, wave: str, told: Mapping[str, Any]) -> None:
    """All that happened in one wave of one family, as acts."""
    for one in told.get("attempts", ()):
        if one["outcome"] != "broke_off":
            script.add(one["at"], "try", _tried(number, wave, one))
        if "decided" in one:
            script.add(one["decided_at"], "decide", _decided(number, wave, one["decided"]))
    if "open_at" in told:
        script.add(told["open_at"]["at"], "open", _opened(number, wave, told["open_at"]))
    if "given" in told:
        script.add(told["given"]["at"], "give", _given(number, wave, told["given"]))
    for one in told.get("appointments", ()):
        script.add(one["made_at"], "book", _booked(number, wave, one))
    if "interview" in told:
        _tell_interview(script, number, wave, told["interview"], ends="finish")
    if "broke_off" in told:
        words = next(one.get("words", "") for one in told["attempts"] if one["outcome"] == "broke_off")
        _tell_interview(script, number, wave, {**told["broke_off"], "words": words}, ends="break off")


def _tell_interview(script: Script, number: str, wave: str, one: Mapping[str, Any], *, ends: str) -> None:
    begins: datetime = one["at"]
    script.add(begins, "interview", _begun(number, wave, one))
    for part in range(1, PARTS + 1):
        at = begins + timedelta(minutes=one["minutes"] * part / PARTS)
        script.add(at, "answers", _answered(number, wave, one, part))
    if "told" in one:
        script.add(begins + timedelta(minutes=one["minutes"] / PARTS), "told", _let_slip(number, wave, one))
    end = _finished if ends == "finish" else _broken_off
    script.add(begins + timedelta(minutes=one["minutes"]), ends, end(number, wave, one))


def _tried(number: str, wave: str, one: Mapping[str, Any]) -> Any:
    def do(stage: Stage) -> None:
        actor, case = stage.people[one["by"]], stage.case(number, wave)
        cases.open_case(stage.house, actor, case.id)
        cases.open_contact_note(stage.house, actor, case.id)
        channel = "relay" if one["outcome"] == "relay_failed" else "call"
        note = one.get("words") or NOTES.get(one["outcome"], "")
        at, minutes = _moment(stage, one["at"]), one.get("minutes")
        seconds = minutes * 60 if minutes else None
        made = Attempt(channel, one["outcome"], at, note, seconds, extent=one.get("extent"))
        attempts.log_attempt(stage.house, actor, case.id, made, token=mark("try", number, wave, at))
        if one["outcome"] == "appointment":
            cases.give_back(stage.house, actor, case.id)

    return do


def _opened(number: str, wave: str, one: Mapping[str, Any]) -> Any:
    return lambda stage: cases.open_case(stage.house, stage.people[one["by"]], stage.case(number, wave).id)


def _decided(number: str, wave: str, decision: str) -> Any:
    def do(stage: Stage) -> None:
        case_id = stage.case(number, wave).id
        with stage.house.database.read() as c:
            waiting = [one.id for one in tasks.opened(c, [stage.study.id], MANY) if one.case_id == case_id]
        token = mark("decide", number, wave)
        decisions.decide(stage.house, stage.people["priya"], waiting[0], decision, token=token)

    return do


def _given(number: str, wave: str, one: Mapping[str, Any]) -> Any:
    def do(stage: Stage) -> None:
        giving.give(
            stage.house,
            by=stage.people[one["by"]].id,
            study_id=stage.study.id,
            case_id=stage.case(number, wave).id,
            to=stage.people[one["to"]].id,
            token=mark("give", number, wave),
        )

    return do


def _let_slip(number: str, wave: str, one: Mapping[str, Any]) -> Any:
    def do(stage: Stage) -> None:
        talk, by = stage.talks[number, wave], stage.people[one["by"]].id
        once = mark("told", number, wave)
        unblinding.told(stage.house, talk.interview_id, None, one["told"], by=by, once=once)

    return do


def _booked(number: str, wave: str, one: Mapping[str, Any]) -> Any:
    def do(stage: Stage) -> None:
        actor, case = stage.people[one["made_by"]], stage.case(number, wave)
        with_whom = stage.people[one["with"]].id if one["with"] else None
        wanted = Wanted(one["at"], with_whom, named_by_her=one.get("named", False))
        appointments.book(stage.house, actor, case.id, wanted, token=mark("book", number, one["at"]))

    return do


def _begun(number: str, wave: str, one: Mapping[str, Any]) -> Any:
    def do(stage: Stage) -> None:
        house, actor, case = stage.house, stage.people[one["by"]], stage.case(number, wave)
        reference = f"LB-{number.removeprefix('T-')}" if one["how"] == "booked" else ""
        held_as = Manner(one["language"], How(one["how"]), reference)
        interview_id = interviews.start(
            house, case.id, held_as, by=actor.id, once=mark("interview", number, wave)
        )
        given = _draw(stage, interview_id, random.Random(f"{number} {wave}"))
        if one.get("result") == "partial":
            given = given[: int(len(given) * PARTIAL)]
        cases.open_contact_note(house, actor, case.id)
        stage.talks[number, wave] = Talk(interview_id, given[: one.get("after_questions")], 1)

    return do


def _draw(stage: Stage, interview_id: str, dice: random.Random) -> list[answers.Given]:
    """What she will answer, found by going through a copy of the interview."""
    house = stage.house
    with at_hand.alone(house, interview_id), house.database.read() as c:
        held = at_hand.held(c, interview_id)
        session, brought = at_hand.take(c, house, held), at_hand.instances(c, house, held)
    zone = ZoneInfo(stage.study.edition.protocol.study.zone)
    copy = Session.restore(session.script, session.snapshot(), instances=brought, zone=zone)
    return list(made_up(copy, dice, house.now()))


def _answered(number: str, wave: str, one: Mapping[str, Any], part: int) -> Any:
    def do(stage: Stage) -> None:
        talk, actor = stage.talks[number, wave], stage.people[one["by"]]
        many = -(-len(talk.given) // (PARTS - part + 1))
        now, talk.given = talk.given[:many], talk.given[many:]
        kept = answers.answer_all(
            stage.house,
            talk.interview_id,
            now,
            client_event=mark("answers", number, wave, part),
            expected=talk.sequence,
            by=actor.id,
        )
        talk.sequence = kept.sequence

    return do


def _finished(number: str, wave: str, one: Mapping[str, Any]) -> Any:
    def do(stage: Stage) -> None:
        talk = stage.talks.pop((number, wave))
        actor = stage.people[one["by"]]
        finishing.finish(stage.house, talk.interview_id, by=actor, once=mark("finish", number, wave))

    return do


def _broken_off(number: str, wave: str, one: Mapping[str, Any]) -> Any:
    def do(stage: Stage) -> None:
        talk = stage.talks.pop((number, wave))
        actor = stage.people[one["by"]]
        once = mark("break off", number, wave)
        leaving.break_off(
            stage.house, talk.interview_id, "broke_off", None, by=actor, once=once, note=one["words"]
        )

    return do


def tell_hard_call(
    script: Script, number: str, wave: str, one: Mapping[str, Any], *, level: int, closed: bool
) -> None:
    """An interview in which she was upset: an alert that the lead acknowledged, closed or still open."""
    at: datetime = one["at"] + HARD_CALL / 2

    def heard(stage: Stage, first: int) -> None:
        talk, by = stage.talks[number, wave], stage.people[one["by"]].id
        stage.alerts[number] = alerts.set_level(stage.house, talk.interview_id, first, by=by)
        alerts.note_rung(stage.house, talk.interview_id, by=by)

    def acknowledge(stage: Stage) -> None:
        ruth, alert_id = stage.people["ruth"], stage.alerts[number]
        alert_clocks.acknowledge(stage.house, ruth, alert_id=alert_id, token=mark("acknowledge", number))

    def close(stage: Stage) -> None:
        words = "Rang her back, she is with her sister. Helplines given, nothing more is needed."
        ruth, alert_id = stage.people["ruth"], stage.alerts[number]
        alert_clocks.close(stage.house, ruth, alert_id=alert_id, action=words, token=mark("close", number))

    script.add(at, "alert", partial(heard, first=alerts.UPSET))
    if level > alerts.UPSET:
        script.add(at + timedelta(minutes=2), "alert graver", partial(heard, first=level))
    script.add(at + timedelta(minutes=7), "acknowledge", acknowledge)
    if closed:
        script.add(at + timedelta(hours=20), "close alert", close)


def _moment(stage: Stage, wall: datetime) -> datetime:
    return wall.replace(tzinfo=ZoneInfo(stage.study.edition.protocol.study.zone))

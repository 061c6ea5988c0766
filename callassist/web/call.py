"""The call: placing it, its strip of state and buttons, and what the interviewer does in it, by keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, abort, g, jsonify, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from callassist.errors import Refusal
from callassist.privacy.tokens import new_token
from callassist.store import attempts, calls
from callassist.store.database import Connection
from callassist.voice.instructions import Part
from callassist.voice.legs import Course, LegState
from callassist.voice.prefilled import Prefilled, Story, Suggested, prefilled
from callassist.voice.sayings import ENGLISH
from callassist.voice.shown import CallShown, LineShown, shown
from callassist.web import forms, spoken
from callassist.web.frame import now
from callassist.web.guard import actor, house, needs, next_page, reading
from callassist.work import booking_line, call_acts, call_place, call_settle
from callassist.work.actor import Role
from callassist.work.call_notices import together
from callassist.work.house import House

pages = Blueprint("call", __name__)
WORKERS = (Role.INTERVIEWER, Role.SUPERVISOR)
REFUSED = "call refused"
RINGS_HER = ("ring", "redial")  # not offered where somebody she named rang us: they would ring her
SHOWN_FOR = timedelta(hours=2)
LABELS = {
    "hold": "Hold",
    "back": "Back from hold",
    "mute": "Mute me",
    "unmute": "Unmute me",
    "add": "Add interpreter",
    "drop": "Drop interpreter",
    "ring": "Ring the other phone",
    "redial": "Ring again",
    "end": "End the call",
}
KEYS = {
    "hold": "H",
    "back": "H",
    "mute": "M",
    "unmute": "M",
    "add": "I",
    "drop": "I",
    "ring": "R",
    "redial": "R",
    "end": "E",
}
"""The letter that does it once F2 has led to the strip: no page's own keys are asked then."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A call as the pages show it: its state, the interpreter to add, and whether a parent rang us."""

    id: str
    shown: CallShown
    silent: bool
    third: str = ""
    came_in: bool = False
    case_id: str = ""


@dataclass(frozen=True, slots=True)
class Voicemail:
    """Whether a message may be left, in words; if so what is said, (words, language), and in English."""

    words: str
    said: tuple[str, str] | None = None
    english: str = ""


@pages.post("/case/<case_id>/call")
@needs(*WORKERS)
def place(case_id: str) -> Response:
    """Place a call: her own phone rings first."""
    sent, once = request.form, request.form.get("once", "")
    try:
        call_settle.settle_before(house(), actor(), case_id, token=once)
        call_place.place_call(house(), actor(), case_id, sent.get("phone", ""), token=once)
    except Refusal as refusal:
        session[REFUSED] = f"{refusal.what[:1].upper()}{refusal.what[1:]} {refusal.cure}".strip()
    return redirect(url_for("case.show", case_id=case_id, _anchor="ring"), 303)


@pages.get("/call/<call_id>/state")
@needs(*WORKERS)
def state(call_id: str) -> Response:
    """Where a call stands, for the page that shows it."""
    return jsonify(_told(call_id))


@pages.post("/call/<call_id>/<act>")
@needs(*WORKERS)
def do(call_id: str, act: str) -> Response:
    """Do one thing in a call; what was refused is said beside its state."""
    refused = ""
    try:
        _act(call_id, act)
    except Refusal as refusal:
        refused = f"{refusal.what} {refusal.cure}".strip()
    if request.headers.get("Accept", "").startswith("application/json"):
        return jsonify({**_told(call_id), "refused": refused})
    with house().database.read() as c:
        row = _hers(c, call_id)
    if refused:
        session[REFUSED] = refused
    if request.referrer:  # in an interview she stays on her question
        return redirect(next_page(), 303)
    back = url_for("case.show", case_id=row.case_id, _anchor="ring") if row.case_id else url_for("day.show")
    return redirect(back, 303)


def _act(call_id: str, act: str) -> None:
    who, here, once = actor(), house(), request.form.get("once", "")
    match act:
        case "hold" | "back":
            call_acts.hold(here, who, call_id, on=act == "hold")
        case "mute" | "unmute":
            call_acts.mute(here, who, call_id, on=act == "mute")
        case "drop":
            call_acts.drop(here, who, call_id, Part.INTERPRETER)
        case "ring" | "redial":
            call_place.redial(here, who, call_id, token=once)
        case "add":
            number, digits = _interpreters_line(call_id)
            call_place.add_interpreter(here, who, call_id, number, digits=digits, token=once)
        case "end":
            call_acts.end(here, who, call_id)
        case _:
            abort(404)


def _interpreters_line(call_id: str) -> tuple[str, str]:
    """Whom to ring: who is booked for now, else the study's on-demand line. Raises Refusal for neither."""
    with house().database.read() as c:
        row = _hers(c, call_id)
    booked = booking_line.line_for(house(), row.case_id, now()) if row.case_id else None
    if booked is not None:
        return booking_line.number_for(house(), booked.booking_id, by=actor().id), booked.digits
    line = house().study(row.study_id).edition.protocol.interpreting.on_demand_line
    if not line:
        raise Refusal(
            "Interpreter", "nobody is booked now, and the study has no line on demand.", "Book one."
        )
    return line, ""


def _hers(c: Connection, call_id: str) -> Any:
    row = calls.one(c, call_id)
    if row is None or row.by != actor().id:
        abort(404)
    return row


def _shown(c: Connection, row: Any) -> CallShown:
    stand = lines(calls.legs(c, row.id))
    found = shown(stand, over=row.ended_at is not None, now=now(), interpreter_first=row.interpreter_first)
    if row.tracing_id is None:
        return found
    return replace(found, acts=tuple(one for one in found.acts if one not in RINGS_HER))


def _told(call_id: str) -> dict[str, Any]:
    with house().database.read() as c:
        row = _hers(c, call_id)
        found = _shown(c, row)
    return {
        "words": found.words,
        "mood": found.mood,
        "since": found.since.isoformat() if found.since else None,
        "now": now().isoformat(),
        "over": found.over,
        "acts": [{"act": act, "label": LABELS[act], "key": KEYS[act]} for act in found.acts],
        "once": new_token(),
    }


@pages.app_template_global()
def call_strip(case_id: str | None) -> Strip | None:
    """The call that a page about a case shows: under way and hers, or just over and not logged; or None."""
    if not case_id:
        return None
    with reading() as c:
        row = calls.latest(c, case_id, actor().id, now() - SHOWN_FOR)
        if row is None or row.by != actor().id:
            return None
        found = _shown(c, row)
    third = _third(case_id) if row.interpreter_first or "add" in found.acts else ""
    return Strip(row.id, found, bool(row.silent), third, row.direction == "in", case_id)


def _third(case_id: str) -> str:
    """Who is added to a call of a case, by which reference, and the code to say; never a person's name."""
    booked = booking_line.line_for(house(), case_id, now())
    if booked is None:
        return "the line on demand"
    code = f". Code to say: {' '.join(booked.code)}" if booked.code else ""
    return f"{booked.who}, {booked.reference}{code}"


@pages.app_template_global()
def call_elsewhere(case_id: str = "") -> tuple[str, Strip | None]:
    """Her call that is still under way about another case: its study number and strip; or "" and None."""
    row = her_call()
    if row is None or row.case_id is None or row.case_id == case_id:
        return "", None
    return str(row.number), call_strip(row.case_id)


def her_call() -> Any | None:
    """The call of hers that is under way, read once for a page."""
    if "her_call" not in g:
        with house().database.read() as c:
            g.her_call = calls.hers_up(c, actor().id)
    return g.her_call


@pages.app_template_global()
def call_refused() -> str:
    """Why the last press rang nobody, said once."""
    return str(session.pop(REFUSED, ""))


@pages.app_template_global()
def call_suggestion(case_id: str) -> str:
    """The outcome that stands ready in the form after her call of a case; "" where only she knows."""
    found = suggested(house(), case_id, actor().id, now())
    return str(found) if found is not None else ""


@pages.app_template_global()
def voicemail_on(may: bool, case: Any) -> Voicemail:
    """Whether a message may be left on a phone, how many the protocol still allows, and what is said."""
    if not may:
        return Voicemail("Leave no voicemail.")
    most = house().study(case.study_id).edition.protocol.contact.voicemails
    with house().database.read() as c:
        left = sum(1 for one in attempts.outcomes(c, case.id) if one.outcome == "voicemail_left")
    if left >= most:
        return Voicemail(f"Leave no voicemail: {left} of {most} were left.")
    hers = spoken.VOICEMAIL.said(str((case.needs or {}).get("spoken") or ENGLISH))
    words = f"A neutral message may be left: {left} of {most} so far."
    return Voicemail(words, hers, spoken.VOICEMAIL.english)


@pages.post("/keys/phone")
@needs(*WORKERS)
def handset() -> Response | tuple[str, int]:
    """Keep the phone that rings first when she presses Call."""
    try:
        call_place.set_handset(house(), actor(), request.form.get("phone", ""))
    except Refusal as refusal:
        return render_template("door/keys.html", form=forms.refused(refusal, {"Your phone": "phone"})), 422
    return redirect(url_for("door.keys", _anchor="handset"), 303)


@pages.app_template_global()
def call_label(act: str) -> str:
    """What stands on a button of the strip."""
    return LABELS[act]


@pages.app_template_global()
def call_key(act: str) -> str:
    """The letter of a button of the strip."""
    return KEYS[act]


@pages.app_template_global()
def own_phone() -> str:
    """The number on which she is rung first, or ""."""
    return call_place.handset(house(), actor().id)


def lines(legs: Sequence[Any]) -> dict[Part, list[LineShown]]:
    """The lines of a call as the strip knows them, oldest first."""
    found: dict[Part, list[LineShown]] = {}
    for one in legs:
        line = LineShown(
            LegState(one.state),
            Course(one.course) if one.course else None,
            one.joined_at,
            one.left_at,
            one.held,
            one.muted,
            (one.reason or "").rstrip("."),
            one.end_at,
        )
        found.setdefault(Part(one.part), []).append(line)
    return found


def suggested(here: House, case_id: str, staff_id: str, at: datetime) -> Suggested | None:
    """The outcome that stands ready after her call of a case that is over and not logged."""
    with here.database.read() as c:
        row = calls.latest(c, case_id, staff_id, at - SHOWN_FOR)
        if row is None or row.by != staff_id or row.ended_at is None or row.tracing_id is not None:
            return None
        return ready(calls.legs(c, row.id)).outcome


def ready(legs: Sequence[Any]) -> Prefilled:
    """What stands ready for a call, from what the network told of its lines."""
    ours = next((one for one in reversed(legs) if one.part == Part.INTERVIEWER), None)
    hers = next((one for one in reversed(legs) if one.part == Part.PARENT and one.course), None)
    if hers is None:
        return Prefilled(None)
    until = hers.answered_at or hers.over_at or hers.rang_at
    story = Story(
        hers=Course(hers.course),
        ours=Course(ours.course) if ours is not None and ours.course else None,
        rang=until - hers.rang_at if hers.rang_at and until else timedelta(),
        together=together(hers, legs) or _a_moment(hers, ours),
        ours_first=_ours_first(ours, hers),
    )
    return prefilled(story)


def _a_moment(hers: Any, ours: Any | None) -> timedelta:
    """They met, and for less than the second in which the network counts."""
    met = hers.joined_at and hers.alone_at is None and ours is not None and ours.joined_at
    gone = ours is not None and ours.left_at and hers.joined_at and ours.left_at < hers.joined_at
    return timedelta(seconds=1) if met and not gone else timedelta()


def _ours_first(ours: Any | None, hers: Any) -> bool:
    """Whether the interviewer's line was lost first: not when she ended the call herself."""
    if ours is None or ours.over_at is None or hers.over_at is None or ours.end_at is not None:
        return False
    return bool(ours.over_at <= hers.over_at)

"""The interpreter of one case, for who rings it: booking, code, ladder, booking again, the pack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from callassist.errors import Refusal
from callassist.interpreters.booking import BookingState
from callassist.interpreters.ladder import Step, ladder
from callassist.interpreters.matching import Offer, spread
from callassist.interpreters.register import Fit
from callassist.people.languages import name as language
from callassist.people.numbers import spoken
from callassist.store import attempts, bookings, interpreters, shifts
from callassist.store.database import Connection
from callassist.study.length import of_wave
from callassist.voice import sayings
from callassist.web import forms
from callassist.web.bookings import GENDERS, Shown, shown
from callassist.web.frame import now
from callassist.web.guard import actor, house, needs
from callassist.web.spoken import Sentence
from callassist.web.words import pounds
from callassist.work import booking_came
from callassist.work.actor import Role, speaks
from callassist.work.booking_came import GRACE, of_now
from callassist.work.booking_line import Booked, as_booked, number_for
from callassist.work.booking_offers import asked_of, found
from callassist.work.booking_requests import Request
from callassist.work.booking_requests import request as ask_for
from callassist.work.cases import may_arrange, may_open
from callassist.work.house import Running

pages = Blueprint("interpreting", __name__)
WHO = (Role.INTERVIEWER, Role.SUPERVISOR, Role.MANAGER)
"""Who rings the family, and the manager, who confirms what was asked for and asks in their place."""
Page = str | tuple[str, int] | Response
MOST_TIMES, EVENING = 8, time(17, 30)
WAIT = Sentence(sayings.HOLD_ON)


@dataclass(frozen=True, slots=True)
class Choice:
    """One time that can be asked for, in words. `value` is what its button sends."""

    value: str
    starts_at: datetime
    whom: str
    wishes: str
    costs: str
    free_until: datetime | None


@dataclass(frozen=True, slots=True)
class Look:
    """What the page of one case's interpreter is made from."""

    case: Any
    running: Running
    booked: Shown | None
    booked_as: Booked | None
    not_come: bool
    steps: tuple[Step, ...]
    choices: tuple[Choice, ...]
    wish: str
    number: str = ""


@pages.get("/case/<case_id>/interpreter")
@needs(*WHO)
def show(case_id: str) -> str:
    """The booking of a case, what to do when nobody comes, and booking again."""
    return _page(case_id, forms.EMPTY)


@pages.post("/case/<case_id>/interpreter/number")
@needs(*WHO)
def number(case_id: str) -> Page:
    """The same with the number to ring; opening it is recorded."""
    try:
        return _page(case_id, forms.EMPTY, number=_number(case_id))
    except Refusal as refusal:
        return _page(case_id, forms.refused(refusal, {})), 422


def _number(case_id: str) -> str:
    with house().database.read() as c:
        row = _current(_case(c, case_id)[1], now())
    if row is None:
        raise Refusal("Interpreter", "no booking stands.", "Use the on-demand line, or book one.")
    return spoken(number_for(house(), row.id, by=actor().id))


@pages.post("/case/<case_id>/interpreter/request")
@needs(*WHO)
def ask(case_id: str) -> Page:
    """Ask a provider for a time."""
    at, _, provider = request.form.get("offer", "").partition(" ")
    try:
        try:
            wanted = Request(provider, datetime.fromisoformat(at), request.form.get("gender", "any"))
        except ValueError:
            raise Refusal("When", "no time was chosen.", "Choose one of those offered.") from None
        ask_for(house(), actor(), case_id, wanted, token=request.form.get("once", ""))
    except Refusal as refusal:
        return _page(case_id, forms.refused(refusal, {"When": "offer", "Interpreter": "offer"})), 422
    return redirect(url_for("interpreting.show", case_id=case_id), 303)


@pages.post("/case/<case_id>/interpreter/know")
@needs(*WHO)
def know(case_id: str) -> Page:
    """They know each other: she goes, and is never offered to this family again."""
    try:
        booking_came.know_each_other(
            house(), actor(), request.form.get("booking", ""), token=request.form.get("once", "")
        )
    except Refusal as refusal:
        return _page(case_id, forms.refused(refusal, {})), 422
    return redirect(url_for("interpreting.show", case_id=case_id, _anchor="again"), 303)


@pages.get("/case/<case_id>/interpreter/pack")
@needs(*WHO)
def pack(case_id: str) -> str:
    """What an interpreter is read or sent before the call: briefing and wording, nobody's name."""
    with house().database.read() as c:
        case, rows = _case(c, case_id)
    running = house().study(case.study_id)
    tag = str((case.needs or {}).get("spoken") or "")
    wave = next(
        (
            one
            for plan in running.edition.protocol.plan
            if plan.id == case.plan
            for one in plan.wave
            if one.code == case.wave
        ),
        None,
    )
    script = running.edition.scripts.get(wave.script) if wave else None
    known = {one.tag for one in script.languages} if script else set()
    row = _current(rows, now())
    return render_template(
        "interpreters/pack.html",
        case=case,
        slug=running.row.slug,
        language=language(tag) if tag else "",
        booked=shown(row, now()) if row is not None else None,
        minutes=of_wave(running.edition.protocol, case.plan, case.wave, case.needs, interpreted=True).minutes,
        script=wave.script if wave else "",
        worded=tag if tag in known else "",
        first=script.default_language if script else "",
    )


def panel(case: Any, *, needed: bool) -> Shown | None:
    """The booking that the page of a case tells of, or None."""
    if not needed:
        return None
    with house().database.read() as c:
        row = _current(bookings.of_case(c, case.id), now())
    return shown(row, now()) if row is not None else None


def _page(case_id: str, form: forms.Form, *, number: str = "") -> str:
    with house().database.read() as c:
        case, rows = _case(c, case_id)
        look = _look(c, case, rows, number)
    theirs = str((case.needs or {}).get("spoken") or "")
    g.rehearsal = look.running.row.mode == "rehearsal"
    return render_template(
        "interpreters/case.html",
        look=look,
        case=case,
        rings=may_open(actor(), case),
        form=form,
        language=language(theirs),
        dialect=(case.needs or {}).get("dialect") or "",
        wait=WAIT.said(_written(theirs)),
        wait_english=WAIT.english,
        history=[shown(one, now()) for one in rows if look.booked is None or one.id != look.booked.id],
        genders=(("any", "Either"), ("female", "A woman"), ("male", "A man")),
    )


def _written(tag: str) -> str:
    """The language whose letters stand for one that is only spoken: Bengali's for Sylheti, read aloud."""
    return {"syl": "bn", "ctg": "bn", "phr": "ur", "pnb": "ur"}.get(tag, tag)


def _case(c: Connection, case_id: str) -> tuple[Any, list[Any]]:
    case = attempts.case(c, case_id)
    if case is None:
        abort(404)
    if not may_arrange(actor(), case):
        abort(403)
    return case, list(bookings.of_case(c, case_id))


def _current(rows: Any, at: datetime) -> Any | None:
    """The booking that matters now: who is to be on the line, else the soonest that lies ahead."""
    ahead = [one for one in rows if one.state in bookings.LIVE and one.starts_at > at - timedelta(hours=3)]
    return of_now(rows, at) or min(ahead, key=lambda one: one.starts_at, default=None)


def _look(c: Connection, case: Any, rows: list[Any], number: str) -> Look:
    at, running = now(), house().study(case.study_id)
    row = _current(rows, at)
    late = row is not None and row.state == BookingState.CONFIRMED and row.starts_at <= at
    gone = row is not None and row.state == BookingState.NOT_COME
    asked = asked_of(c, running, case)
    offers = found(c, running, case, asked, at) if case.state in ("open", "waiting") else ()
    wish = GENDERS.get(asked.gender or "", "")
    zone = running.edition.protocol.study.zone
    like = row.starts_at.astimezone(ZoneInfo(zone)).time() if row is not None else EVENING
    choices = tuple(_choice(c, one, wish) for one in spread(offers, zone, like, MOST_TIMES))
    return Look(
        case=case,
        running=running,
        booked=shown(row, at) if row is not None else None,
        booked_as=as_booked(house(), row) if row is not None else None,
        not_come=gone or (late and row is not None and at >= row.starts_at + GRACE),
        steps=_steps(c, running, case, row, offers, wish, number) if late or gone else (),
        choices=choices,
        wish=asked.gender or "any",
        number=number,
    )


def _steps(
    c: Connection,
    running: Running,
    case: Any,
    row: Any,
    offers: tuple[Offer, ...],
    wish: str,
    number: str,
) -> tuple[Step, ...]:
    at, spoken_in = now(), str((case.needs or {}).get("spoken") or "")
    booked = as_booked(house(), row)
    on_shift = shifts.between(c, [running.id], at, at + timedelta(minutes=1))
    soon = [one.provider for one in offers if one.starts_at <= at + timedelta(minutes=15) and not one.agency]
    others = [one.code for one in interpreters.everybody(c, running.id) if one.id in soon]
    line = running.edition.protocol.interpreting.on_demand_line
    first = offers[0] if offers else None
    return ladder(
        language(spoken_in),
        booked=f"{booked.who}{', ' + number if number else ''}, reference {booked.reference}",
        colleagues=[
            one.name
            for one in on_shift
            if one.staff_id != actor().id and speaks(one.languages or (), spoken_in)
        ],
        others=others,
        line=line,
        gender=wish,
        rebook=f"Costs {pounds(first.pence)}." if first is not None else "",
    )


def _choice(c: Connection, offer: Offer, wish: str) -> Choice:
    if offer.agency:
        row = interpreters.one_agency(c, offer.provider)
        whom = f"{row.name}, with {row.lead_days} working days of notice" if row is not None else ""
    else:
        row = interpreters.one(c, offer.provider)
        whom = f"interpreter {row.code}" if row is not None else ""
    return Choice(
        value=f"{offer.starts_at.isoformat()} {offer.provider}",
        starts_at=offer.starts_at,
        whom=whom,
        wishes=_wishes(offer, wish),
        costs=_costs(offer),
        free_until=offer.free_until if offer.free_until > now() else None,
    )


def _wishes(offer: Offer, wish: str) -> str:
    told = {Fit.YES: "", Fit.ASK: "to be asked for", Fit.NO: "not met"}
    parts = [f"{wish}: {told[offer.gender]}" if wish and told[offer.gender] else ""]
    parts.append("the dialect: to be asked for" if offer.dialect is Fit.ASK else "")
    same = {Fit.YES: "", Fit.ASK: "the same as last time: to be asked for", Fit.NO: "another than last time"}
    parts.append(same[offer.same])
    return ", ".join(part for part in parts if part)


def _costs(offer: Offer) -> str:
    return f"{pounds(offer.pence)}; cancelled too late {pounds(offer.charge)}"

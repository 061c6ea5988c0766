"""One case: opening it, its note, logging what happened, agreeing on a time, giving it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from callassist.cases.outcomes import EXTENTS, OUTCOMES, By, Kind
from callassist.errors import Refusal
from callassist.schedule.order import Because
from callassist.store.lists import case as cases_list
from callassist.web import forms
from callassist.web.frame import now, zone
from callassist.web.guard import actor, house, needs
from callassist.web.interpreting import panel
from callassist.web.moments import CURE, read_moment, read_wall
from callassist.web.sheet import Sheet, sheet
from callassist.work import appointments, attempts, cases, decisions
from callassist.work.actor import Role
from callassist.work.attempts import CHANNELS, Attempt

pages = Blueprint("case", __name__)
Page = str | tuple[str, int] | Response
SIGNED = "language_final"  # kept by its own form, with a reason
WORKERS = (Role.INTERVIEWER, Role.SUPERVISOR)
LOG = {
    "How": "how",
    "Number": "number",
    "When": "when",
    "What happened": "what",
    "What exactly": "extent",
    "Note": "note",
}
BOOK = {"Time": "slot", "When": "other"}


@pages.get("/case/<case_id>")
@needs(*WORKERS)
def show(case_id: str) -> str:
    """One case as far as it may be seen."""
    return _page(case_id, forms.EMPTY)


@pages.get("/case/<case_id>/contacts")
@needs(*WORKERS)
def contacts(case_id: str) -> str:
    """The whole ledger of one case's participant."""
    return render_template("case/contacts.html", sheet=_sheet(case_id, whole=True))


@pages.post("/case/<case_id>/open")
@needs(*WORKERS)
def open_it(case_id: str) -> Response:
    """Take the case; a colleague who has it is named on the page."""
    cases.open_case(house(), actor(), case_id)
    return _back(case_id)


@pages.post("/case/<case_id>/keep")
@needs(*WORKERS)
def keep(case_id: str) -> tuple[str, int]:
    """The browser says that she is still at work on it."""
    return "", 204 if cases.keep_open(house(), actor(), case_id) else 409


@pages.post("/case/<case_id>/give-back")
@needs(*WORKERS)
def give_back(case_id: str) -> Response:
    """Give the case back to the line."""
    cases.give_back(house(), actor(), case_id)
    return redirect(url_for("door.start"), 303)


@pages.post("/case/<case_id>/note")
@needs(*WORKERS)
def note(case_id: str) -> Page:
    """Open the contact note: its rules and the number show from now on."""
    try:
        cases.open_contact_note(house(), actor(), case_id)
    except Refusal as refusal:
        return _page(case_id, forms.refused(refusal, {})), 422
    return _back(case_id)


@pages.post("/case/<case_id>/attempt")
@needs(*WORKERS)
def log(case_id: str) -> Page:
    """Log what happened; an appointment that was agreed leads on to its form."""
    sent = request.form
    try:
        at = read_moment(sent.get("when", ""), now(), zone(), where="When")
        made = Attempt(
            sent.get("how", ""),
            sent.get("what", ""),
            at,
            sent.get("note", "").strip(),
            phone_id=sent.get("number") or None,
            extent=sent.get("extent") or None,
        )
        attempts.log_attempt(house(), actor(), case_id, made, token=sent.get("once", ""))
    except Refusal as refusal:
        return _page(case_id, forms.refused(refusal, LOG, name="log")), 422
    agreed = OUTCOMES[made.outcome].kind is Kind.APPOINTMENT
    return _back(case_id, do="book") if agreed else _back(case_id)


@pages.post("/case/<case_id>/appointment")
@needs(*WORKERS)
def agree(case_id: str) -> Page:
    """Book a time, or move the one that stands."""
    sent = request.form
    try:
        named, told = sent.get("named") == "yes", "told" in sent
        wanted = appointments.Wanted(_wall(), actor().id, named_by_her=named, told=told)
        if sent.get("appointment"):
            appointments.move(house(), actor(), sent["appointment"], wanted, token=sent.get("once", ""))
        else:
            appointments.book(house(), actor(), case_id, wanted, token=sent.get("once", ""))
    except Refusal as refusal:
        where = "other" if sent.get("slot", "other") == "other" else "slot"
        return _page(case_id, forms.refused(refusal, {**BOOK, "Time": where}, name="book")), 422
    if sent.get("then") == "free":
        cases.give_back(house(), actor(), case_id)
    return _back(case_id)


@pages.post("/case/<case_id>/appointment/cancel")
@needs(*WORKERS)
def cancel(case_id: str) -> Page:
    """Take the appointment back."""
    try:
        sent = request.form
        appointments.cancel(
            house(), actor(), sent.get("appointment", ""), token=sent.get("once", ""), told="told" in sent
        )
    except Refusal as refusal:
        return _page(case_id, forms.refused(refusal, {}, name="book")), 422
    return _back(case_id)


@pages.post("/case/<case_id>/reopen")
@needs(Role.SUPERVISOR)
def reopen(case_id: str) -> Page:
    """Open a finished case again, with a reason."""
    sent = request.form
    try:
        cases.reopen_case(house(), actor(), case_id, reason=sent.get("why", ""), token=sent.get("once", ""))
    except Refusal as refusal:
        return _page(case_id, forms.refused(refusal, {"Why": "why"}, name="reopen")), 422
    return _back(case_id)


@pages.post("/case/<case_id>/decide")
@needs(Role.SUPERVISOR)
def decide(case_id: str) -> Page:
    """Decide what an outcome left open."""
    sent = request.form
    try:
        decisions.decide(
            house(), actor(), sent.get("task", ""), sent.get("decision", ""), token=sent.get("once", "")
        )
    except Refusal as refusal:
        return _page(case_id, forms.refused(refusal, {}, name="decide")), 422
    return _back(case_id)


@pages.post("/case/<case_id>/language")
@needs(Role.SUPERVISOR)
def sign_language(case_id: str) -> Page:
    """Sign that there will be no interview in the participant's language."""
    sent = request.form
    try:
        decisions.sign_language(
            house(), actor(), case_id, reason=sent.get("reason", ""), token=sent.get("once", "")
        )
    except Refusal as refusal:
        return _page(case_id, forms.refused(refusal, {"Reason": "reason"}, name="language")), 422
    return _back(case_id)


def _wall() -> datetime:
    slot = request.form.get("slot", "")
    if slot and slot != "other":
        return read_wall(slot, now(), zone(), where="Time")
    day, at = request.form.get("other_day", ""), request.form.get("other_time", "")
    if not day or not at:
        raise Refusal("When", "the day or the time is missing.", "Choose one above, or type both.")
    try:
        return datetime.fromisoformat(f"{day}T{at}")
    except ValueError:
        raise Refusal("When", f"“{day} {at}” is no day and time.", CURE) from None


def _back(case_id: str, do: str | None = None) -> Response:
    return redirect(url_for("case.show", case_id=case_id, do=do, _anchor=do), 303)


def _sheet(case_id: str, *, whole: bool = False) -> Sheet:
    with house().database.read() as c:
        page = cases_list.read(c, case_id, actor().id, now())
    if page is None:
        abort(404)
    if not cases.may_open(actor(), page.case):
        abort(403)
    return sheet(house(), page, house().study(page.case.study_id), actor(), now(), whole=whole)


def _page(case_id: str, form: forms.Form) -> str:
    sheet = _sheet(case_id)
    return render_template(
        "case/show.html",
        sheet=sheet,
        interpreting=panel(sheet.case, needed=sheet.interpreter.startswith("Needed")),
        because=_because(request.args.get("why", "")),
        extents=[(one.value, words) for one, words in EXTENTS.items()],
        form=form,
        empty=forms.EMPTY,
        doing=form.name or request.args.get("do", ""),
        channels=CHANNELS.items(),
        outcomes=_outcomes(supervises=sheet.supervises),
    )


def _because(why: str) -> list[str]:
    """Why the list gave her this one, in words; nothing where she picked it herself."""
    known = {one.name.lower(): one.value for one in Because}
    return [known[code] for code in why.split("-") if code in known]


def _outcomes(*, supervises: bool) -> list[tuple[str, list[Any]]]:
    """The outcomes in three groups, so that the list is read at a glance."""
    hers = (By.INTERVIEWER, By.SUPERVISOR) if supervises else (By.INTERVIEWER,)
    rows = [one for one in OUTCOMES.values() if one.by in hers and one.code != SIGNED]
    return [
        ("Nobody spoke with her", [one for one in rows if not one.spoke and one.kind is not Kind.NOTE]),
        ("Somebody spoke with her", [one for one in rows if one.spoke and one.kind is not Kind.NOTE]),
        ("Not an attempt", [one for one in rows if one.kind is Kind.NOTE]),
    ]

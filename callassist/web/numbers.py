"""The numbers of one case's participant: add, change, put in order, and whom else to ask how to reach her."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from callassist.errors import Refusal
from callassist.people.tracing import Says
from callassist.store import phones, tracing
from callassist.store.lists import case as cases_list
from callassist.web import forms
from callassist.web.frame import now
from callassist.web.guard import actor, house, needs
from callassist.web.reached import Reached, owners, reached, states, ways
from callassist.work import cases, numbers
from callassist.work import tracing as asking
from callassist.work.actor import Role
from callassist.work.numbers import Said

pages = Blueprint("numbers", __name__)
Page = str | tuple[str, int] | Response
WORKERS = (Role.INTERVIEWER, Role.SUPERVISOR)
RINGS = "rings-"
"""Before the id of somebody she named, in the address: this person is ringing us."""

NUMBER = {
    "Number": "typed",
    "Whose": "whose",
    "What became of it": "state",
    "Safe": "safe",
    "Reason": "reason",
}
NAMED = {
    "Their name": "their_name",
    "Their number": "their_number",
    "Their languages": "languages",
    "How it was said": "how",
    "Who said it": "says",
    "What came of it": "outcome",
    "Note": "note",
}


@pages.get("/case/<case_id>/numbers")
@needs(*WORKERS)
def show(case_id: str) -> str:
    """The numbers, once the case and its note are open."""
    return _page(case_id, forms.EMPTY)


@pages.post("/case/<case_id>/numbers/open")
@needs(*WORKERS)
def open_them(case_id: str) -> Page:
    """Take the case and open its safe-contact note: the numbers show from now on."""
    cases.open_case(house(), actor(), case_id)
    try:
        cases.open_contact_note(house(), actor(), case_id)
    except Refusal as refusal:
        return _page(case_id, forms.refused(refusal, {})), 422
    return _back(case_id, do=request.args.get("do"), anchor="rings" if request.args.get("do") else None)


@pages.post("/case/<case_id>/numbers")
@needs(*WORKERS)
def add(case_id: str) -> Page:
    """Keep one more number."""
    sent = request.form
    try:
        numbers.add_number(
            house(),
            actor(),
            case_id,
            sent.get("typed", ""),
            _said(),
            reason=sent.get("reason", ""),
            token=sent.get("once", ""),
        )
    except Refusal as refusal:
        return _page(case_id, forms.refused(refusal, NUMBER, name="add")), 422
    return _back(case_id)


@pages.post("/case/<case_id>/numbers/<phone_id>")
@needs(*WORKERS)
def change(case_id: str, phone_id: str) -> Page:
    """Say something else of a number."""
    sent = request.form
    try:
        numbers.change_number(
            house(),
            actor(),
            case_id,
            phone_id,
            _said(),
            reason=sent.get("reason", ""),
            token=sent.get("once", ""),
        )
    except Refusal as refusal:
        return _page(case_id, forms.refused(refusal, NUMBER, name=phone_id)), 422
    return _back(case_id)


@pages.post("/case/<case_id>/named")
@needs(*WORKERS)
def name_somebody(case_id: str) -> Page:
    """Keep somebody she named."""
    sent = request.form
    told = asking.Named(
        sent.get("their_name", ""),
        sent.get("their_number", ""),
        sent.get("relation", ""),
        sent.get("languages", ""),
        sent.get("how", ""),
        sent.get("agreed", ""),
    )
    try:
        asking.add(house(), actor(), case_id, told, token=sent.get("once", ""))
    except Refusal as refusal:
        return _page(case_id, forms.refused(refusal, NAMED, name="named")), 422
    return _back(case_id, anchor="named")


@pages.post("/case/<case_id>/named/<tracing_id>/word")
@needs(*WORKERS)
def word(case_id: str, tracing_id: str) -> Page:
    """Keep that one of the two agrees, or no more."""
    sent = request.form
    says, _space, allowed = sent.get("says", "").partition(" ")
    try:
        asking.say(
            house(),
            actor(),
            case_id,
            tracing_id,
            says=says,
            allowed=allowed == "yes",
            how=sent.get("how", ""),
            token=sent.get("once", ""),
        )
    except Refusal as refusal:
        return _page(case_id, forms.refused(refusal, NAMED, name=tracing_id)), 422
    return _back(case_id, anchor="named")


@pages.post("/case/<case_id>/named/<tracing_id>/open")
@needs(*WORKERS)
def open_named(case_id: str, tracing_id: str) -> Page:
    """Show whom to ask and on which number, once, or who it is that rings us; the audit says so."""
    try:
        opened = asking.show(house(), actor(), case_id, tracing_id, rings_us="rings" in request.form)
    except Refusal as refusal:
        return _page(case_id, forms.refused(refusal, {}, name=tracing_id)), 422
    return _page(case_id, forms.EMPTY, opened=opened)


@pages.post("/case/<case_id>/named/<tracing_id>/log")
@needs(*WORKERS)
def log_named(case_id: str, tracing_id: str) -> Page:
    """Log what came of asking, or of their ringing us."""
    sent = request.form
    rings = "rings" in sent
    try:
        asking.log(
            house(),
            actor(),
            case_id,
            tracing_id,
            outcome=sent.get("outcome", ""),
            note=sent.get("note", ""),
            token=sent.get("once", ""),
            rang_us=rings,
        )
    except Refusal as refusal:
        form = forms.refused(refusal, NAMED, name=f"{RINGS}{tracing_id}" if rings else "asked")
        return _page(case_id, form, opened=_again(case_id, tracing_id, rings_us=rings)), 422
    gave = sent.get("outcome") == "tracing_number"
    return _back(case_id, do="add") if gave else _back(case_id, anchor="named")


def _again(case_id: str, tracing_id: str, *, rings_us: bool) -> asking.Opened | None:
    """Whom she was asking, shown again for a form that was not kept; None where nobody may be asked now."""
    try:
        return asking.show(house(), actor(), case_id, tracing_id, rings_us=rings_us)
    except Refusal:
        return None


def _said() -> Said:
    sent = request.form
    placed = sent.get("place", "")
    return Said(
        whose=sent.get("whose", ""),
        safe="safe" in sent,
        texts_ok="texts_ok" in sent,
        voicemail_ok="voicemail_ok" in sent,
        withhold="withhold" in sent,
        place=int(placed) if placed.isdecimal() and len(placed) < 4 else 0,
        state=sent.get("state", "in_use"),
        with_others="with_others" in sent,
    )


def _back(case_id: str, *, do: str | None = None, anchor: str | None = None) -> Response:
    return redirect(url_for("numbers.show", case_id=case_id, do=do, _anchor=anchor or do), 303)


def _look(case_id: str) -> Reached:
    with house().database.read() as c:
        page = cases_list.reaching(c, case_id, now())
        if page is None:
            abort(404)
        if not cases.may_open(actor(), page.case):
            abort(403)
        person = page.case.participant_id
        found: dict[str, Any] = {
            "changes": phones.changes(c, person),
            "named": tracing.of_person(c, person),
            "said": tracing.words(c, person),
            "rang": tracing.rang(c, person),
        }
    return reached(house(), page, house().study(page.case.study_id), actor(), now(), **found)


def _page(case_id: str, form: forms.Form, *, opened: asking.Opened | None = None) -> str:
    look = _look(case_id)
    doing = form.name or request.args.get("do", "")
    changing = next((one for one in look.numbers if one.row.id == doing), None)
    rings = next((one for one in look.named if f"{RINGS}{one.row.id}" == doing and not one.ended), None)
    return render_template(
        "case/numbers.html",
        look=look,
        form=form,
        doing=doing,
        changing=changing,
        opened=opened,
        rings=rings,
        owners=owners(look.who),
        states=states(look.who, supervises=look.supervises, now_is=changing.row.state) if changing else [],
        her_ways=ways(Says.PARTICIPANT),
        their_ways=ways(Says.CONTACT),
        sender=house().study(look.case.study_id).edition.protocol.study.sender,
        outcomes=[(one.code, one.words) for one in asking.OUTCOMES_OF],
        outcomes_in=[(one.code, one.words) for one in asking.OUTCOMES_IN],
    )

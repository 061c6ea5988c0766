"""Bookings of interpreters: who has not answered, what to cancel by when for how much, who came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, render_template, request
from werkzeug.wrappers import Response as Answer

from callassist.errors import Refusal
from callassist.interpreters.asking import WANTED, Ask, as_text
from callassist.interpreters.asking import told as asking_lines
from callassist.interpreters.booking import ASKED, WORDS, BookingEvent, BookingState
from callassist.interpreters.following import Fate
from callassist.people.languages import name as language
from callassist.people.numbers import spoken
from callassist.store import bookings, interpreters
from callassist.web import forms, which
from callassist.web.frame import now
from callassist.web.guard import actor, house, needs
from callassist.work import agency_people, booking_follow
from callassist.work import bookings as verbs
from callassist.work.actor import Role
from callassist.work.bookings import Confirmation
from callassist.work.house import Running
from callassist.work.interpreters import agency_number

pages = Blueprint("bookings", __name__, url_prefix="/interpreters")
WHO = (Role.MANAGER, Role.SUPERVISOR)
BACK_TO = timedelta(days=60)
Page = str | tuple[str, int] | Answer
GENDERS = {"female": "a woman", "male": "a man"}
FIELDS = {
    "Their reference": "theirs",
    "Code to say": "code",
    "Digits to send": "digits",
    agency_people.FIELD: "who",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One booking as pages show it. `whom` is an agency's name or a code, never a person's."""

    row: Any
    state: str
    asked: str
    whom: str
    ends_at: datetime
    price: int
    out_of_step: str

    @property
    def id(self) -> str:
        """The booking's id."""
        return str(self.row.id)


def shown(row: Any, at: datetime) -> Shown:
    """A booking's row in words."""
    became = booking_follow.became(row, at)
    words = {Fate.MOVED: "the appointment has moved", Fate.GONE: "the appointment no longer stands"}
    live = row.state in bookings.LIVE
    return Shown(
        row=row,
        state=WORDS[BookingState(row.state)],
        asked=asked_words(row),
        whom=_whom(row),
        ends_at=row.starts_at + timedelta(minutes=row.minutes),
        price=verbs.price_now(row, at),
        out_of_step=words.get(became, "") if live else "",
    )


def _whom(row: Any) -> str:
    if row.agency is None:
        return f"{row.interpreter_code}, {row.interpreter_kind}"
    return f"{row.agency}: {row.interpreter_code}" if row.interpreter_code else str(row.agency)


def asked_words(row: Any) -> str:
    """What was asked for: Sylheti, a woman, 45 minutes."""
    dialect = f" ({row.dialect})" if row.dialect else ""
    parts = [language(row.language) + dialect, GENDERS.get(row.gender, ""), f"{row.minutes} minutes"]
    return ", ".join(part for part in parts if part)


@pages.get("")
@needs(*WHO)
def show() -> str:
    """All bookings that lie ahead, and those of the last weeks."""
    return _page(which.study(*WHO), forms.EMPTY)


def _page(running: Running, form: forms.Form) -> str:
    at = now()
    with house().database.read() as c:
        rows = which.of(bookings.of_study(c, running.id, at - BACK_TO), which.sites(running, *WHO))
        numbers = {
            one.id: spoken(agency_number(house(), one)) for one in interpreters.agencies(c, running.id)
        }
    every = [shown(row, at) for row in rows]
    confirmed = [one for one in every if one.row.state == BookingState.CONFIRMED]
    return render_template(
        "interpreters/bookings.html",
        study=running,
        others=which.others(running, *WHO),
        form=form,
        waiting=[one for one in every if one.row.state in ASKED],
        ahead=[one for one in confirmed if one.row.starts_at > at],
        begun=[one for one in confirmed if one.row.starts_at <= at],
        over=[one for one in reversed(every) if one.row.state not in bookings.LIVE],
        numbers=numbers,
        may_register=actor().may(Role.MANAGER, running.id),
    )


@pages.post("/<booking_id>/confirm")
@needs(*WHO)
def confirm(booking_id: str) -> Page:
    """Keep that a provider has confirmed. Whom an agency sends comes first: one who knows her is refused."""
    sent = request.form
    told = Confirmation(
        sent.get("theirs", ""), sent.get("code", ""), sent.get("digits", ""), sent.get("gender", "")
    )

    def both(token: str) -> None:
        if sent.get("who", "").strip():
            _name(booking_id, f"{token}-who"[:80], told.gender)
        verbs.confirm(house(), actor(), booking_id, told, token=token)

    return _done(booking_id, both, "Confirmed. The parent may be promised it now.")


@pages.post("/<booking_id>/who")
@needs(*WHO)
def who(booking_id: str) -> Page:
    """Keep whom an agency sends, once it has told."""
    return _done(
        booking_id, lambda token: _name(booking_id, token), "Kept. A code stands for whom they send."
    )


def _name(booking_id: str, token: str, gender: str = "") -> None:
    said = request.form.get("who", "")
    agency_people.name_interpreter(house(), actor(), booking_id, said, token=token, gender=gender)


@pages.get("/<booking_id>/sheet")
@needs(*WHO)
def sheet(booking_id: str) -> str:
    """What an agency is sent, to be printed or put into an e-mail."""
    running, ask = _asking(booking_id)
    said = as_text(ask)
    about = f"Interpreter asked for, {ask.reference}"
    return render_template(
        "interpreters/sheet.html",
        study=running,
        booking_id=booking_id,
        ask=ask,
        lines=asking_lines(ask),
        wanted=WANTED,
        text=said,
        mail=f"mailto:?subject={quote(about)}&body={quote(said)}",
    )


@pages.get("/<booking_id>/sheet.txt")
@needs(*WHO)
def sheet_file(booking_id: str) -> Response:
    """The same as a file."""
    _running, ask = _asking(booking_id)
    headers = {"Content-Disposition": f'attachment; filename="{ask.reference}.txt"'}
    return Response(as_text(ask), mimetype="text/plain; charset=utf-8", headers=headers)


def _asking(booking_id: str) -> tuple[Running, Ask]:
    with house().database.read() as c:
        row = bookings.one(c, booking_id)
    if row is None:
        abort(404)
    if not actor().may_any(WHO, row.study_id, row.site):
        abort(403)
    running = house().study(row.study_id)
    try:
        return running, agency_people.asking(house(), running, row)
    except Refusal:
        abort(404)


@pages.post("/<booking_id>/offer")
@needs(*WHO)
def offer(booking_id: str) -> Page:
    """Keep that a provider can give somebody, which waits for our yes."""
    gender = request.form.get("gender", "")
    return _done(
        booking_id,
        lambda token: verbs.note_offer(house(), actor(), booking_id, gender, token=token),
        "Kept as offered. Confirm it, or decline it.",
    )


@pages.post("/<booking_id>/decline")
@needs(*WHO)
def decline(booking_id: str) -> Page:
    """Keep that a provider cannot come; the next is asked."""
    return _done(
        booking_id,
        lambda token: verbs.decline(house(), actor(), booking_id, token=token),
        "Declined. The next best was asked; where nobody is left, a task says so.",
    )


@pages.post("/<booking_id>/cancel")
@needs(*WHO)
def cancel(booking_id: str) -> Page:
    """Take a booking back; inside the charge it says the price and asks once more."""
    said = request.form.get("agreed", "0")
    agreed = int(said) if said.isascii() and said.isdigit() and len(said) < 8 else 0
    return _done(
        booking_id,
        lambda token: verbs.cancel(house(), actor(), booking_id, agreed=agreed, token=token),
        "Cancelled.",
    )


@pages.post("/<booking_id>/came")
@needs(*WHO)
def came(booking_id: str) -> Page:
    """Keep who came, came late or did not come."""
    said = request.form.get("event", "")
    if said not in (BookingEvent.CAME, BookingEvent.CAME_LATE, BookingEvent.NOT_COME):
        raise Refusal("Interpreter", "nothing was chosen.", "Choose whether she came.")
    return _done(
        booking_id,
        lambda token: verbs.mark(house(), actor(), booking_id, BookingEvent(said), token=token),
        "Kept.",
    )


def _done(booking_id: str, verb: Callable[[str], Any], said: str) -> Page:
    running = which.study(*WHO)
    try:
        verb(which.token())
    except Refusal as refusal:
        fields = {label: f"{name}-{booking_id}" for label, name in FIELDS.items()}
        fields["Cancelling"] = f"cancel-{booking_id}"
        return _page(running, forms.refused(refusal, fields, name=booking_id)), 422
    return which.back("bookings.show", said)

"""The network's pages: phones, one phone, journal, faults; they know numbers and words, no names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from callassist.errors import Refusal
from callassist.rehearsal import call_cards, cards, exchange, numbers, said, steps, words
from callassist.rehearsal.api import hands
from callassist.rehearsal.behaviour import Answers
from callassist.rehearsal.control import turn
from callassist.rehearsal.faults import FaultKind
from callassist.rehearsal.journal import Entry, Kind
from callassist.rehearsal.known import Phone
from callassist.rehearsal.pages_calls import back, pages_calls
from callassist.rehearsal.script import script

pages = Blueprint("pages", __name__)
pages.register_blueprint(pages_calls)
_CARDS, _BUBBLES, _LINES = 24, 6, 200
_WAYS = {
    Answers.BY_HAND: "it waits for a hand on this page",
    Answers.PERSON: "somebody answers by themselves",
    Answers.MACHINE: "an answering machine answers",
    Answers.NOBODY: "nobody answers",
    Answers.BUSY: "it is engaged",
    Answers.UNREACHABLE: "it cannot be reached",
}
_COLUMNS = ("id", "trial", "machine", "kind", "number", "sid", "says", "body")


@pages.app_context_processor
def frame() -> dict[str, Any]:
    """What every page's frame shows: the clock, what rings, whether every number is a drama number."""
    time = hands().clock
    return {
        "clock": said.clock(time.now()),
        "clock_iso": time.now().isoformat(timespec="seconds"),
        "moving": time.moving,
        "ringing": [numbers.written(leg.phone) for leg in hands().known.calls.ringing()],
        "calls_up": bool(hands().known.calls.numbers_up()),
        "next_due": time.next_due,
        "heard": hands().known.heard,
        "all_drama": all(numbers.drama(number) for number in list(hands().known.phones)),
        "sender": hands().terms.answering_sender,
        "sender_written": numbers.written(hands().terms.answering_sender or ""),
    }


@pages.get("/")
def phones(problem: str = "") -> str:
    """The phones latest heard of, or those that match what is sought."""
    sought, everything = request.args.get("find", ""), "all" in request.args
    with hands().lock:
        known = list(hands().known.phones.values())
        ring = {leg.phone for leg in hands().known.calls.ringing()}
        talk = hands().known.calls.numbers_up()
        found = cards.found(known, sought)
        found.sort(key=lambda one: (one.number not in ring, one.number not in talk))
        shown = found if everything else found[:_CARDS]
        drawn = [_card(phone, latest=_BUBBLES) for phone in shown]
    typed = numbers.read(sought) if not found else None
    return render_template(
        "phones.html",
        cards=drawn,
        of=len(known),
        found=len(found),
        find=sought,
        new_number=typed,
        new_written=numbers.written(typed or ""),
        problem=problem or request.args.get("problem", ""),
        read_aloud=hands().terms.landlines.value == "read-aloud",
    )


@pages.get("/favicon.ico")
def no_picture() -> tuple[str, int]:
    """Browsers ask for one; there is none."""
    return "", 204


@pages.get("/phones/<number>")
def phone(number: str) -> tuple[str, int]:
    """One phone with its whole thread."""
    one = _phone(number)
    status = 200 if one.number in hands().known.phones else 404
    with hands().lock:
        drawn = _card(one)
        calls = call_cards.past(hands(), one.number)
    return render_template(
        "phone.html",
        card=drawn,
        calls=calls,
        does=one.behaviour,
        ways=_WAYS,
        read_aloud=hands().terms.landlines.value == "read-aloud",
    ), status


@pages.post("/phones")
def make_known() -> AnyResponse:
    """Make known a phone that somebody looked for in vain."""
    number = _phone(request.form.get("number", "")).number
    hands().note(Kind.PHONE, number=number, note="")
    return redirect(url_for("pages.phones", find=numbers.written(number)), 303)


@pages.post("/phones/<number>/text")
def write(number: str) -> AnyResponse:
    """Send what was typed from that phone; an empty field sends nothing."""
    one, body = _phone(number), request.form.get("body", "")
    if body:
        exchange.write(hands(), one.number, body)
    return back(one.number)


@pages.post("/phones/<number>/switch")
def switch(number: str) -> AnyResponse:
    one = _phone(number)
    turn(one.number, on=request.form.get("on") == "yes")
    return back(one.number)


@pages.post("/clock")
def step() -> AnyResponse:
    """Ask callassist to move the clock one step."""
    asked = request.form.get("step", "")
    if asked not in list(steps.Step):
        raise Refusal("step", f"{asked!r} is no step of the clock.", "Press one of its buttons.")
    problem = steps.move(hands(), steps.Step(asked))
    return redirect(url_for("pages.phones", problem=problem or None), 303)


@pages.get("/journal")
def journal() -> str:
    """The latest lines of the journal, newest first; `before` goes further back."""
    before = request.args.get("before", type=int)
    entries = hands().journal.latest(_LINES, before=before)
    earlier = entries[-1].id if len(entries) == _LINES else None
    lines = [
        (
            one,
            said.stamp(one.trial),
            said.stamp(one.machine),
            words.entry(one),
            script(one.facts.get("body", "")),
        )
        for one in entries
    ]
    return render_template("journal.html", lines=lines, written=numbers.written, earlier=earlier)


@pages.get("/journal.csv")
def journal_file() -> Response:
    """The whole journal as CSV, oldest first."""
    entries = hands().journal.read()
    headers = {"Content-Disposition": "attachment; filename=journal.csv"}
    return Response(_rows(entries), mimetype="text/csv", headers=headers)


@pages.get("/faults")
def faults(problem: Refusal | None = None) -> str:
    """The faults now laid, and the form to lay another."""
    return render_template(
        "faults.html",
        laid=hands().faults.laid(),
        say=words.fault,
        groups=words.FAULTS,
        strikes=words.STRIKES,
        written=numbers.written,
        problem=problem,
        form=request.form,
    )


@pages.post("/faults")
def lay() -> AnyResponse | tuple[str, int]:
    """Lay the fault that the form describes."""
    try:
        hands().faults.lay_all([_wish()])
    except Refusal as refusal:
        return faults(refusal), 400
    return redirect(url_for("pages.faults"), 303)


@pages.post("/faults/clear")
def clear() -> AnyResponse:
    """Take one fault away, or all."""
    hands().faults.clear(request.form.get("id", type=int))
    return redirect(url_for("pages.faults"), 303)


@pages.errorhandler(Refusal)
def refuse(refusal: Refusal) -> tuple[str, int]:
    return phones(problem=f"{refusal.what} {refusal.cure}"), 400


def _phone(text: str) -> Phone:
    """The phone with this number, known or not. Raises Refusal for what is no number."""
    number = numbers.read(text)
    if number is None:
        raise Refusal("number", f"{text!r} is no telephone number.", "Write 07700 900214.")
    return hands().known.phones.get(number) or Phone(number)


def _card(one: Phone, *, latest: int | None = None) -> cards.Card:
    call = call_cards.on(hands(), one.number)
    return cards.card(one, now=hands().clock.now(), latest=latest, call=call)


def _wish() -> dict[str, Any]:
    """The fault that the form describes; empty fields are left to their usual values."""
    form = request.form
    wish: dict[str, Any] = {"kind": form.get("kind", "")}
    wish |= {
        key: form[key]
        for key in ("strikes", "count", "code", "hours", "seconds", "retry_after")
        if form.get(key, "").strip()
    }
    if form.get("seconds", "").strip() and form.get("kind") == FaultKind.SLOW:
        wish["ms"] = 1000 * _seconds(wish.pop("seconds"))
    if form.get("number", "").strip():
        wish["number"] = _phone(form["number"]).number
    return wish


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError as wrong:
        raise Refusal("seconds", f"{text!r} is no number of seconds.", "Write 2.5.") from wrong


def _rows(entries: Iterator[Entry]) -> Iterator[str]:
    """The journal's lines as CSV; a body that a spreadsheet would take for a formula gets an apostrophe."""
    yield ",".join(_COLUMNS) + "\r\n"
    for entry in entries:
        body = str(entry.facts.get("body", ""))
        safe = f"'{body}" if body.startswith(("=", "+", "-", "@", "\t", "\r")) else body
        about = (entry.kind.value, entry.number, entry.sid, words.entry(entry), safe)
        line = io.StringIO()
        csv.writer(line).writerow((entry.id, entry.trial.isoformat(), entry.machine.isoformat(), *about))
        yield line.getvalue()

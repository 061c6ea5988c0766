"""Somebody rings our line: whom the number may belong to, no name said, and the identity check first."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from callassist.errors import Refusal
from callassist.people.contact_points import may_be_rung
from callassist.store import calls
from callassist.voice.shown import shown
from callassist.web import forms, words
from callassist.web.call import Strip, her_call, lines
from callassist.web.frame import language_name, now
from callassist.web.guard import actor, asked_by_itself, house, needs
from callassist.web.numbers import RINGS
from callassist.work import call_in, call_prompts
from callassist.work.actor import Role
from callassist.work.house import Running

pages = Blueprint("call_in", __name__)
WORKERS = (Role.INTERVIEWER, Role.SUPERVISOR)
NAMED_BY = "somebody whom {} named"


@pages.get("/call/in")
@needs(*WORKERS)
def show() -> str:
    """The call that rings on her phone, or that none does."""
    return _page(forms.EMPTY)


@pages.post("/call/in/<call_id>")
@needs(*WORKERS)
def take_up(call_id: str) -> Response | tuple[str, int]:
    """She knows who it is: open that case; the call goes with it."""
    case_id, named = request.form.get("case", ""), request.form.get("named", "")
    try:
        call_in.take_up(house(), actor(), call_id, case_id, named)
    except Refusal as refusal:
        return _page(forms.refused(refusal, {})), 422
    if named:
        rings = f"{RINGS}{named}"
        return redirect(url_for("numbers.show", case_id=case_id, do=rings, _anchor="rings"), 303)
    return redirect(url_for("case.show", case_id=case_id), 303)


@pages.get("/call/rings")
@needs(*WORKERS)
@asked_by_itself
def rings() -> Response:
    """Whether somebody rings who is hers to take: asked by her page every few seconds."""
    return jsonify({"words": rings_now()})


@pages.app_template_global()
def rings_now() -> str:
    """That somebody rings who is hers to take, by study number and no name; "" when nobody does."""
    row = her_call()
    if row is None or row.direction != "in" or row.case_id is not None:
        return ""
    told = [one.number for one in call_in.may_be(house(), actor(), row.id)]
    told += [NAMED_BY.format(case.number) for _one, case in call_in.named_may_be(house(), actor(), row.id)]
    numbers = list(dict.fromkeys(told))
    return f"Somebody is ringing: {' or '.join(numbers)}?" if numbers else "Somebody is ringing."


@pages.app_template_global()
def signs(case: Any) -> bool:
    """Whether nobody rings about a case, because she is met by video or in person."""
    return not may_be_rung(case.access, (case.needs or {}).get("spoken"))


@pages.app_template_global()
def heard_in_english(running: Running) -> list[tuple[str, tuple[str, ...]]]:
    """The languages in which prompts of a study are heard in English, with the files that would mend it."""
    found = call_prompts.heard_in_english(house(), running)
    return [(language_name(tag), names) for tag, names in found.items()]


def _page(form: forms.Form) -> str:
    with house().database.read() as c:
        row = calls.rings_her(c, actor().id)
        strip = None
        if row is not None:
            strip = Strip(row.id, shown(lines(calls.legs(c, row.id)), over=False, now=now()), silent=False)
    try:
        found = call_in.may_be(house(), actor(), row.id) if row is not None else ()
        named = call_in.named_may_be(house(), actor(), row.id) if row is not None else ()
    except Refusal:
        abort(404)
    who = [
        {
            "case_id": one.id,
            "who": one.number,
            "initials": one.initials,
            "language": language_name((one.language or {}).get("spoken")),
            "named": "",
        }
        for one in found
    ]
    who += [
        {
            "case_id": case.id,
            "who": NAMED_BY.format(case.number),
            "initials": "",
            "language": words.listed([language_name(tag) for tag in one.languages or ()]),
            "named": one.id,
        }
        for one, case in named
    ]
    return render_template("call/in.html", form=form, call=strip, who=who)

"""When she is upset, or somebody is not safe: what to say, how serious it is, whom to ring, what next."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from callassist.errors import Refusal
from callassist.store import alerts as stored
from callassist.study.safety import RANG
from callassist.web import asking, forms
from callassist.web.frame import now
from callassist.web.guard import actor, house, needs
from callassist.web.question import came_from
from callassist.web.sitting import At, Top, held_here, taken, top
from callassist.web.spoken import DISTRESS
from callassist.work import alerts, duty
from callassist.work.actor import Role
from callassist.work.house import Running
from callassist.work.sittings import How

pages = Blueprint("distress", __name__, url_prefix="/interview")
Page = str | tuple[str, int] | Response
THIRD = (How.BOOKED, How.ON_DEMAND)  # ways of talking with an interpreter on the line


@pages.get("/<interview_id>/distress")
@needs(Role.INTERVIEWER)
def show(interview_id: str) -> str:
    """The page, at the level that was chosen or raised."""
    return _page(interview_id, forms.EMPTY)


@pages.post("/<interview_id>/distress")
@needs(Role.INTERVIEWER)
def choose(interview_id: str) -> Page:
    """Say how serious it is, tick the checklist, note that the lead was rung, or ask for a call."""
    held = held_here(interview_id)
    who, what = actor().id, request.form.get("do", "level")
    try:
        match what:
            case "level":
                level = request.form.get("level", type=int, default=0)
                alerts.set_level(
                    house(), interview_id, level, by=who, passed_on="wanted" in request.form or level > 1
                )
                if level == alerts.DANGER and not held.practice:
                    return _page(
                        interview_id, forms.EMPTY, *alerts.show_address(house(), interview_id, by=who)
                    )
            case "tick":
                alerts.tick(house(), interview_id, request.form.getlist("done"), by=who)
            case "rang":
                alerts.note_rung(house(), interview_id, by=who)
            case "call_me" | "call_interpreter":
                third = what == "call_interpreter"
                alerts.ask_for_a_call(house(), interview_id, by=who, interpreter=third)
            case "address":
                address, shown_at = alerts.show_address(house(), interview_id, by=who)
                return _page(interview_id, forms.EMPTY, address, shown_at)
            case _:
                pass
        asked = {"call_me": "me", "call_interpreter": "interpreter"}.get(what, "")
        if "shown" in request.form and what != "level":  # the address stays in sight while she acts on it
            address, shown_at = alerts.show_address(house(), interview_id, by=who)
            return _page(interview_id, forms.EMPTY, address, shown_at, asked=asked)
    except Refusal as refusal:
        return _page(interview_id, forms.refused(refusal, {})), 422
    at = request.form.get("at") or None
    practised = request.form.get("level", type=int) if held.practice else None
    return redirect(
        url_for("distress.show", interview_id=interview_id, at=at, asked=asked or None, practised=practised),
        303,
    )


def _page(
    interview_id: str,
    form: forms.Form,
    address: str | None = None,
    shown_at: datetime | None = None,
    *,
    asked: str = "",
) -> str:
    with taken(interview_id) as at:
        line, tag = top(at), asking.tongue(at.session, at.spoken, at.how).theirs
        standing = next(iter(stored.open_of(at.connection, interview_id)), None)
        running = house().study(at.held.study_id)
        spoken = at.spoken
        lead = duty.lead(at.connection, running, now())
        question = _question(at)
    safety = running.edition.protocol.safety
    return render_template(
        "interview/distress.html",
        form=form,
        top=line,
        at=request.values.get("at", ""),
        question=question,
        alert=standing,
        level=standing.level if standing is not None else _practised(line),
        levels=levels(running),
        checklist={one.code: one.text for one in safety.checklist},
        ticked=_times(standing.checklist if standing is not None else None),
        rang=RANG,
        lead=lead,
        say=[(one.said(tag), one.english) for one in DISTRESS],
        helplines=[
            (
                one.number,
                one.text.get(tag) or one.text.get("en-GB", ""),
                tag if tag in one.text else "en-GB",
                one.text.get("en-GB", ""),
            )
            for one in safety.signpost
        ],
        tag=tag,
        spoken=spoken,
        address=address,
        shown_at=shown_at,
        asked=asked or request.args.get("asked", ""),
        third=at.how in THIRD,
        back=came_from(interview_id),
    )


def levels(running: Running) -> list[tuple[int, str, str]]:
    """The levels of a study as its pages and sheets show them: number, name, what is done."""
    return [(one.level, one.name, one.text) for one in running.edition.protocol.safety.level]


def _practised(line: Top) -> int:
    """The level that was chosen in practice, which raises nothing: known from the page's address alone."""
    return request.args.get("practised", type=int, default=0) if line.practice else 0


def _question(at: At) -> str:
    item = request.values.get("at", "")
    if not item:
        return "The question"
    try:
        screen = at.session.screen(f"/{at.session.form.root.name}/{item}")
    except Refusal:
        return "The question"
    number = next((one.number for one in screen.questions if one.number is not None), None)
    return f"Question {number}" if number is not None else "The question"


def _times(checklist: dict[str, str] | None) -> dict[str, datetime]:
    return {name: datetime.fromisoformat(at) for name, at in (checklist or {}).items()}

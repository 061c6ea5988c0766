"""Beginning an interview, taking it up again, switching how it is held, and practising."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from callassist.errors import Refusal
from callassist.people.languages import language
from callassist.store import attempts, sittings, staff
from callassist.store import interviews as stored
from callassist.store.interviews import Held
from callassist.study import length
from callassist.study.protocol import Protocol
from callassist.web import forms
from callassist.web.call import call_strip
from callassist.web.frame import my_studies, now
from callassist.web.guard import actor, house, may_here, needs
from callassist.web.question import came_from
from callassist.web.sitting import held_here, taken, top
from callassist.work import at_hand, booking_line, interviews, opening
from callassist.work.actor import Role
from callassist.work.house import Running
from callassist.work.sittings import HELD, HOW_WORDS, How, Manner, manner, ways

pages = Blueprint("interview", __name__, url_prefix="/interview")
Page = str | tuple[str, int] | Response
FIELDS = {
    "Language": "language",
    "How we talk": "how",
    "Reference": "interpreter",
    "What to practise": "wave",
    HELD: "held_day",
}


@pages.get("/begin/<case_id>")
@needs(Role.INTERVIEWER)
def begin(case_id: str) -> Page:
    """How the interview of a case is held, asked before its first question."""
    running, case = _case(case_id)
    with house().database.read() as c:
        before = stored.of_case(c, case_id)
    return _there(before[-1]) if before else _begin_page(running, case, forms.EMPTY)


@pages.post("/begin/<case_id>")
@needs(Role.INTERVIEWER)
def began(case_id: str) -> Page:
    """Begin it and go to its first question; one that was begun before is taken up where it stands."""
    running, case = _case(case_id)
    with house().database.read() as c:
        before = stored.of_case(c, case_id)
        ended = bool(before) and sittings.of_interview(c, before[-1].id)[-1].ended_at is not None
    if before:
        return resumed(before[-1].id) if ended and before[-1].state == "broken_off" else _there(before[-1])
    try:
        held_as = _chosen(running.edition.protocol)
        interview_id = interviews.start(
            house(), case_id, held_as, by=actor().id, once=request.form.get("once", "")
        )
    except Refusal as refusal:
        return _begin_page(running, case, forms.refused(refusal, FIELDS)), 422
    return redirect(url_for("question.show", interview_id=interview_id), 303)


def _there(begun: Held) -> Response:
    """The way to an interview that was begun before: to its question, or to how it is held this time."""
    address = "question.show" if begun.state == "open" else "interview.resume"
    return redirect(url_for(address, interview_id=begun.id), 303)


@pages.app_template_global()
def held_alone(case: object) -> str:
    """The language an interview begins in without a word asked, as she speaks it herself; "" for none.

    Somebody may be on the line already: what to say to her is not to wait behind a form.
    """
    spoken = (getattr(case, "needs", None) or {}).get("spoken", "")
    return spoken if _likely(spoken) else ""


def _begin_page(running: Running, case: object, form: forms.Form) -> str:
    her_needs = getattr(case, "needs", None) or {}
    spoken = her_needs.get("spoken", "")
    plan, wave = getattr(case, "plan", ""), getattr(case, "wave", "")
    with_one = length.of_wave(running.edition.protocol, plan, wave, her_needs, interpreted=True)
    booked = booking_line.line_for(house(), getattr(case, "id", ""), now())
    call = call_strip(getattr(case, "id", ""))
    return render_template(
        "interview/how.html",
        form=form,
        call=call if call and not call.shown.over else None,
        what="begin",
        number=getattr(case, "number", ""),
        action=url_for("interview.began", case_id=getattr(case, "id", "")),
        back=url_for("case.show", case_id=getattr(case, "id", "")) if _has("case.show") else "/",
        chosen_language=spoken,
        chosen_how=_likely(spoken) or (How.BOOKED if booked is not None else ""),
        chosen_reference=booked.reference if booked is not None else "",
        with_one=with_one,
        aided=length.said(with_one, interpreted=True),
        **_choices(running.edition.protocol, running.edition.protocol.study.languages, spoken),
    )


@pages.get("/<interview_id>/resume")
@needs(Role.INTERVIEWER)
def resume(interview_id: str) -> Page:
    """How it is held this time, before the opening is asked again."""
    return _sitting_page(interview_id, "resume", forms.EMPTY)


@pages.post("/<interview_id>/resume")
@needs(Role.INTERVIEWER)
def resumed(interview_id: str) -> Page:
    """A new sitting, from the question where it broke off."""
    held = held_here(interview_id)
    try:
        held_as = _chosen(at_hand.protocol_at_start(house(), held))
        interviews.resume(house(), interview_id, held_as, by=actor().id)
    except Refusal as refusal:
        return _sitting_page(interview_id, "resume", forms.refused(refusal, FIELDS)), 422
    return redirect(url_for("question.show", interview_id=interview_id), 303)


@pages.get("/<interview_id>/how")
@needs(Role.INTERVIEWER)
def how(interview_id: str) -> Page:
    """How we talk: language, interpreter, who listens."""
    return _sitting_page(interview_id, "switch", forms.EMPTY)


@pages.post("/<interview_id>/how")
@needs(Role.INTERVIEWER)
def switched(interview_id: str) -> Page:
    """A new sitting in the same call, from the question at hand; whether it is safe is asked again."""
    held = held_here(interview_id)
    item = request.form.get("at", "")
    try:
        held_as = _chosen(at_hand.protocol_at_start(house(), held))
        with taken(interview_id) as at:
            path = opening.whole(at.session, item) if item else None
        interviews.switch(house(), interview_id, held_as, by=actor().id, at=path)
    except Refusal as refusal:
        return _sitting_page(interview_id, "switch", forms.refused(refusal, FIELDS)), 422
    return redirect(url_for("question.show", interview_id=interview_id), 303)


def _sitting_page(interview_id: str, what: str, form: forms.Form) -> str:
    with taken(interview_id) as at:
        protocol = at_hand.protocol_at_start(house(), at.held)
        tags = tuple(one.tag for one in at.session.script.languages)
        last = sittings.of_interview(at.connection, interview_id)[-1]
        line = top(at)
        away = last.ended_at is None and last.by != actor().id
        whose = (staff.names(at.connection).get(last.by) or "a colleague") if away else ""
    address = {"resume": "interview.resumed", "switch": "interview.switched"}[what]
    back = came_from(interview_id) if what == "switch" else url_for("door.start")
    return render_template(
        "interview/how.html",
        form=form,
        what=what,
        top=line,
        number=line.number,
        action=url_for(address, interview_id=interview_id),
        at=request.values.get("at", ""),
        back=back,
        waits_with=whose,
        chosen_language=last.language,
        chosen_mode=last.mode,
        chosen_day=_wall(last.held_at, protocol, "%Y-%m-%d"),
        chosen_time=_wall(last.held_at, protocol, "%H:%M"),
        chosen_how=last.how if what == "switch" or last.by == actor().id else _likely(last.language),
        **_choices(protocol, tags, last.language),
    )


@pages.get("/practice")
@needs(Role.INTERVIEWER)
def practice() -> str:
    """What to practise, in which language: an invented family, nothing kept."""
    return _practice_page(forms.EMPTY)


@pages.post("/practice")
@needs(Role.INTERVIEWER)
def practised() -> Page:
    """Begin a practice interview."""
    study_id, _, wave = request.form.get("wave", "").partition("/")
    try:
        running = next((one for one in my_studies(Role.INTERVIEWER) if one.id == study_id), None)
        if running is None:
            raise Refusal("What to practise", "nothing is chosen.", "Choose an interview.")
        interview_id = interviews.practise(
            house(), study_id, wave, _chosen(running.edition.protocol), by=actor().id
        )
    except Refusal as refusal:
        return _practice_page(forms.refused(refusal, FIELDS)), 422
    return redirect(url_for("question.show", interview_id=interview_id), 303)


def _practice_page(form: forms.Form) -> str:
    studies = my_studies(Role.INTERVIEWER)
    tags = dict.fromkeys(tag for one in studies for tag in one.edition.protocol.study.languages)
    waves = [
        (
            f"{one.id}/{wave.code}",
            f"{one.edition.protocol.study.title}: interview {wave.number} of {len(plan.wave)}",
        )
        for one in studies
        for plan in one.edition.protocol.plan
        if plan.amendment is None and actor().may(Role.INTERVIEWER, one.id, None, plan.strand)
        for wave in plan.wave
    ]
    return render_template(
        "interview/practice.html",
        form=form,
        waves=waves,
        languages=[(tag, language(tag).name) for tag in tags],
        chosen_language=next((tag for tag in tags if actor().speaks(tag) and tag != "en-GB"), "en-GB"),
    )


def _chosen(protocol: Protocol) -> Manner:
    form = request.form
    return manner(
        form.get("language", ""),
        form.get("how", "self" if "wave" in form else ""),
        form.get("interpreter", ""),
        protocol,
        mode=form.get("mode", "phone"),
        held=(form.get("held_day", ""), form.get("held_time", "")),
    )


def _likely(spoken: str) -> str:
    return "self" if spoken and actor().speaks(spoken) else ""


def _choices(protocol: Protocol, tags: tuple[str, ...], spoken: str) -> dict[str, object]:
    languages = dict.fromkeys((*([spoken] if spoken else []), *tags))
    return {
        "languages": [(tag, language(tag).name, tag in tags) for tag in languages],
        "ways": [(one.value, HOW_WORDS[one]) for one in ways(protocol)],
        "line": protocol.interpreting.on_demand_line,
    }


def _wall(at: datetime | None, protocol: Protocol, form: str) -> str:
    """A moment on the wall of the study's zone; "" for none."""
    return at.astimezone(ZoneInfo(protocol.study.zone)).strftime(form) if at is not None else ""


def _has(endpoint: str) -> bool:
    return endpoint in current_app.view_functions


def _case(case_id: str) -> tuple[Running, object]:
    with house().database.read() as c:
        case = attempts.case(c, case_id)
    if case is None:
        raise Refusal("case", "there is none at this address.", "Go to your day.")
    may_here(Role.INTERVIEWER, study_id=case.study_id, site=case.site)
    return house().study(case.study_id), case

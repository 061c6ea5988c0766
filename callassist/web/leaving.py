"""Leaving an interview: the goodbye to say, what happened, and the end with what the protocol calls it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from callassist.cases.outcomes import OUTCOMES
from callassist.errors import Refusal
from callassist.web import asking, forms
from callassist.web.guard import actor, house, needs
from callassist.web.question import came_from
from callassist.web.sitting import At, after, held_here, taken, top
from callassist.web.spoken import GOODBYE, GOODBYES, Sentence
from callassist.work import at_hand, cases, finishing, leaving, opening, unblinding
from callassist.work.actor import Role

pages = Blueprint("leaving", __name__, url_prefix="/interview")
Page = str | tuple[str, int] | Response
FIELDS = {"What happened": "outcome", "Note": "note"}
BOOKS = ("broke_off", "call_back", "shorter")  # after which a time is agreed while she is still there
KEEPS = "The interview keeps its place: it goes on at the same question, another day, by you or a colleague."
AGREE = "The interview keeps its place. Once this is logged, you agree on a time."
HEADS = {
    "broke_off": ("Break off here", AGREE),
    "call_back": ("Another day or time", AGREE),
    "shorter": ("Break off here", AGREE),
    "refused_wave": ("Say goodbye", "Nobody rings about this interview until a supervisor has decided."),
    "refused_all": ("Say goodbye", "Nobody rings or texts until a supervisor has decided."),
    "distress": (
        "Leave the interview here",
        "It keeps its place. Nobody rings until a supervisor has looked at it.",
    ),
}
QUIETLY = ("Say goodbye", "Leave no message. Say nothing of why you rang.")
PRACTISED = ("End the practice", "Nothing is kept.")


@pages.get("/<interview_id>/leave")
@needs(Role.INTERVIEWER)
def leave(interview_id: str) -> str:
    """What to say, and what happened."""
    return _leave_page(interview_id, forms.EMPTY)


@pages.post("/<interview_id>/leave")
@needs(Role.INTERVIEWER)
def left(interview_id: str) -> Page:
    """Log it and go back to the case; the interview keeps its place."""
    held, item = held_here(interview_id), request.form.get("at", "")
    with taken(interview_id) as at:
        path = opening.whole(at.session, item) if item else None
    try:
        leaving.break_off(
            house(),
            interview_id,
            request.form.get("outcome", ""),
            path,
            by=actor(),
            once=request.form.get("once", ""),
            note=request.form.get("note", ""),
        )
    except Refusal as refusal:
        return _leave_page(interview_id, forms.refused(refusal, FIELDS)), 422
    if held.case_id is not None and request.form.get("outcome") in BOOKS:
        cases.open_case(house(), actor(), held.case_id)
        return redirect(url_for("case.show", case_id=held.case_id, do="book", _anchor="book"), 303)
    return redirect(after(held), 303)


def _leave_page(interview_id: str, form: forms.Form) -> str:
    with taken(interview_id) as at:
        line, tag = top(at), asking.tongue(at.session, at.spoken, at.how).theirs
        shorter = _most_important(at)
    chosen = request.values.get("outcome", "broke_off")
    quiet = chosen in leaving.QUIET[:5]
    return render_template(
        "interview/leave.html",
        form=form,
        top=line,
        chosen=chosen,
        quiet=quiet,
        head=_head(chosen, quiet=quiet, practice=line.practice),
        goodbye=[(one.said(tag), one.english) for one in _goodbye(chosen)],
        noted=chosen in OUTCOMES and OUTCOMES[chosen].note and not line.practice,
        outcomes=[OUTCOMES[code] for code in (leaving.QUIET if quiet else leaving.LEFT)],
        at=request.values.get("at", ""),
        back=came_from(interview_id),
        shorter=shorter if chosen == "broke_off" else 0,
        go_on=opening.GO_ON,
    )


def _head(chosen: str, *, quiet: bool, practice: bool) -> tuple[str, str]:
    """The heading of the page for leaving, and what follows from it."""
    if quiet:
        return QUIETLY
    return PRACTISED if practice else HEADS.get(chosen, ("Break off here", KEEPS))


def _goodbye(chosen: str) -> tuple[Sentence, ...]:
    """What to say: where a time is to be agreed, that is asked first."""
    own = GOODBYES.get(chosen, GOODBYE)
    return (GOODBYES["call_back"], GOODBYE) if chosen in BOOKS else (own,)


def _most_important(at: At) -> int:
    """How many of the minimum set are open, while all questions are being asked."""
    if not opening.asks_all(at.session):
        return 0
    items = (at_hand.item_of(at.session, path) for path in at.session.unanswered())
    return sum(item.salvage for item in items)


@pages.get("/<interview_id>/end")
@needs(Role.INTERVIEWER)
def end(interview_id: str) -> Page:
    """After the last question: how far it came, and finishing it. After a no of the opening: how to leave."""
    with taken(interview_id) as at:
        away = opening.leads_away(at.session)
    if away is not None:
        item, outcome = away
        return redirect(url_for("leaving.leave", interview_id=interview_id, outcome=outcome, at=item), 303)
    return _end_page(interview_id, forms.EMPTY)


@pages.post("/<interview_id>/end")
@needs(Role.INTERVIEWER)
def ended(interview_id: str) -> Page:
    """Finish it."""
    held = held_here(interview_id)
    try:
        finishing.finish(house(), interview_id, by=actor(), once=request.form.get("once", ""))
    except Refusal as refusal:
        return _end_page(interview_id, forms.refused(refusal, {})), 422
    if unblinding.asks_guess(house(), interview_id, actor()):
        return redirect(url_for("guessing.show", interview_id=interview_id), 303)
    return redirect(after(held), 303)


def _end_page(interview_id: str, form: forms.Form) -> str:
    with taken(interview_id) as at:
        line = top(at)
        screen = at.session.first_open()
        unanswered = [_worded(at, path) for path in at.session.unanswered()]
        broken = [_worded(at, path) for path in at.session.violations()]
        item = opening.short(at.session, screen.path) if screen is not None else ""
    return render_template(
        "interview/end.html",
        form=form,
        top=line,
        reach=finishing.reach(house(), interview_id),
        unanswered=unanswered,
        broken=broken,
        item=item,
    )


def _worded(at: At, path: str) -> tuple[str, str]:
    """A question's place in the script, and its number and words in the interviewer's own language."""
    item, session = opening.short(at.session, path), at.session
    question = next((one for one in session.screen(path).questions if one.path == path), None)
    if question is None:
        return item, item.rpartition("/")[2].replace("_", " ")
    number = f"{question.number}: " if question.number is not None else ""
    return item, f"{number}{question.label(session.script.default_language).text}"


@pages.get("/<interview_id>/told")
@needs(Role.INTERVIEWER)
def told(interview_id: str) -> str:
    """She told which group she is in: noted, her words sealed."""
    with taken(interview_id) as at:
        line = top(at)
    return render_template(
        "interview/told.html",
        form=forms.EMPTY,
        top=line,
        at=request.args.get("at", ""),
        back=came_from(interview_id),
    )


@pages.post("/<interview_id>/told")
@needs(Role.INTERVIEWER)
def noted(interview_id: str) -> Page:
    """Keep it and go back to the question."""
    held_here(interview_id)
    item = request.form.get("at", "")
    with taken(interview_id) as at:
        path = opening.whole(at.session, item) if item else None
    unblinding.told(
        house(),
        interview_id,
        path,
        request.form.get("words", ""),
        by=actor().id,
        once=request.form.get("once", ""),
    )
    if not item:
        return redirect(url_for("question.show", interview_id=interview_id), 303)
    return redirect(url_for("question.ask", interview_id=interview_id, item=item), 303)

"""Whether there is one more: asked at the end of a list that has no fixed length."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from callassist.errors import Refusal
from callassist.questionnaire.session import Session
from callassist.web import across, asking, forms
from callassist.web.guard import actor, house, needs
from callassist.web.sitting import At, taken, top
from callassist.work import opening, rows
from callassist.work.actor import Role
from callassist.work.answers import Behind

pages = Blueprint("one_more", __name__, url_prefix="/interview")
Page = str | tuple[str, int] | Response


def after(
    interview_id: str, session: Session, path: str, then: str | None, *, at: str = "", again: bool = False
) -> str | None:
    """Where it is asked of the list that ends between two screens; None for none.

    `at` is the one that was asked of last: the next is meant, or itself `again`.
    """
    lists = session.lists_ending(path, then)
    if at in lists:
        lists = lists[lists.index(at) + (0 if again else 1) :]
    if not lists:
        return None
    return url_for(
        "one_more.show",
        interview_id=interview_id,
        list=opening.short(session, lists[0]),
        after=opening.short(session, path),
    )


@pages.get("/<interview_id>/more")
@needs(Role.INTERVIEWER)
def show(interview_id: str) -> Page:
    """Is there one more?"""
    return _page(interview_id, forms.EMPTY)


@pages.post("/<interview_id>/more")
@needs(Role.INTERVIEWER)
def chosen(interview_id: str) -> Page:
    """One more, one less, or on with the interview."""
    with taken(interview_id) as at:
        repeat, before = _asked(at)
    what = request.form.get("do", "")
    if what in ("more", "less"):
        count = request.form.get("rows", type=int, default=-1)
        try:
            rows.change(house(), interview_id, repeat, rows=count, more=what == "more", by=actor().id)
        except Behind:
            return redirect(url_for("question.show", interview_id=interview_id, behind=1), 303)
        except Refusal as refusal:
            return _page(interview_id, forms.refused(refusal, {})), 422
    return redirect(_onward(interview_id, repeat, before, what), 303)


def _onward(interview_id: str, repeat: str, before: str, what: str) -> str:
    """After one more its first question; after one less the same again; else the next list, or the script."""
    with taken(interview_id) as at:
        then, other = at.session.path_after(before), None
        if what != "more":
            other = after(interview_id, at.session, before, then, at=repeat, again=what == "less")
    if what != "more" and other is None:
        other = across.after_section(interview_id, before, then)
    return other or _question(at, then)


def _question(at: At, path: str | None) -> str:
    if path is None:
        return url_for("leaving.end", interview_id=at.held.id)
    return url_for("question.ask", interview_id=at.held.id, item=opening.short(at.session, path))


def _asked(at: At) -> tuple[str, str]:
    """The list that is asked of, and the screen before its end. Raises Refusal for what is none."""
    repeat = opening.whole(at.session, request.values.get("list", ""))
    before = opening.whole(at.session, request.values.get("after", ""))
    if repeat not in at.session.lists_ending(before, at.session.path_after(before)):
        raise Refusal("List", "there is none here that can grow.", "Go back to the question.")
    return repeat, before


def _page(interview_id: str, form: forms.Form) -> str:
    with taken(interview_id) as at:
        repeat, _before = _asked(at)
        line, tongues = top(at), asking.tongue(at.session, at.spoken, at.how)
        label, count = at.session.title_of(repeat), at.session.count_rows(repeat)
        theirs, ours = label(tongues.theirs), label(tongues.ours)
    return render_template(
        "interview/more.html",
        form=form,
        top=line,
        list=request.values.get("list", ""),
        at=request.values.get("after", ""),
        rows=count,
        theirs=theirs,
        ours="" if tongues.one else ours.text,
        name=ours.text or repeat.rpartition("/")[2].replace("_", " "),
    )

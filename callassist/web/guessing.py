"""After all else: which group does she think the family is in. Kept apart, never shown again."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from callassist.errors import Refusal
from callassist.web import forms
from callassist.web.guard import actor, house, needs
from callassist.web.sitting import after, held_here
from callassist.work import unblinding
from callassist.work.actor import Role

pages = Blueprint("guessing", __name__, url_prefix="/interview")
Page = str | tuple[str, int] | Response


@pages.get("/<interview_id>/guess")
@needs(Role.INTERVIEWER)
def show(interview_id: str) -> Page:
    """The question, once; who was asked already goes on."""
    held = held_here(interview_id)
    if not unblinding.asks_guess(house(), interview_id, actor()):
        return redirect(after(held), 303)
    return _page(interview_id, forms.EMPTY)


@pages.post("/<interview_id>/guess")
@needs(Role.INTERVIEWER)
def say(interview_id: str) -> Page:
    """Keep what she thinks and go on."""
    held = held_here(interview_id)
    try:
        unblinding.guess(
            house(),
            actor(),
            interview_id,
            request.form.get("guess", ""),
            once=request.form.get("once", ""),
        )
    except Refusal as refusal:
        if unblinding.asks_guess(house(), interview_id, actor()):
            return _page(interview_id, forms.refused(refusal, {"Which group": "guess"})), 422
    return redirect(after(held), 303)


def _page(interview_id: str, form: forms.Form) -> str:
    held = held_here(interview_id)
    arms = house().study(held.study_id).edition.protocol.arms
    names = sorted(arms.names) if arms is not None else []
    return render_template(
        "interview/guess.html",
        form=form,
        number=held.number,
        action=request.path,
        choices=[(one, one.replace("_", " ").capitalize()) for one in names],
        cannot_tell=unblinding.CANNOT_TELL,
    )

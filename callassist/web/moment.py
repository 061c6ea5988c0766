"""The neutral page: nothing of the study, of her or of a question stands in it, its title or its address."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from callassist.store import sittings
from callassist.web import asking
from callassist.web.frame import now
from callassist.web.guard import actor, house, needs
from callassist.web.sitting import held_here, taken
from callassist.web.spoken import small_talk
from callassist.work import hanging_up, opening, pausing
from callassist.work.actor import Role

pages = Blueprint("moment", __name__, url_prefix="/moment")


@pages.get("/<interview_id>")
@needs(Role.INTERVIEWER)
def show(interview_id: str) -> str:
    """Small talk to say, in her language, until it is safe again."""
    with taken(interview_id) as at:
        tag = asking.tongue(at.session, at.spoken, at.how).theirs
        standing = sittings.interruption_open(at.connection, interview_id)
    return render_template(
        "interview/moment.html",
        interview_id=interview_id,
        talk=small_talk(tag),
        since=standing.since if standing is not None else now(),
    )


@pages.post("/<interview_id>")
@needs(Role.INTERVIEWER)
def pause(interview_id: str) -> Response:
    """Open it: the interview is paused at its question."""
    held_here(interview_id)
    item = request.form.get("at", "")
    with taken(interview_id) as at:
        path = opening.whole(at.session, item) if item else None
    pausing.pause(house(), interview_id, path, by=actor().id)
    return redirect(url_for("moment.show", interview_id=interview_id), 303)


@pages.post("/<interview_id>/go-on")
@needs(Role.INTERVIEWER)
def go_on(interview_id: str) -> Response:
    """Go on: first it is asked again whether she can talk."""
    held_here(interview_id)
    pausing.go_on(house(), interview_id, by=actor().id)
    return redirect(url_for("question.show", interview_id=interview_id), 303)


@pages.post("/<interview_id>/hang-up")
@needs(Role.INTERVIEWER)
def hang_up(interview_id: str) -> Response:
    """End the call at once; what happened is logged on the page that follows."""
    held = held_here(interview_id)
    hanging_up.hang_up(house(), actor(), held.case_id or "")
    return redirect(url_for("leaving.leave", interview_id=interview_id, outcome="not_safe"), 303)

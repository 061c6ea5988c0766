"""The interviewer's day, and the next case."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from callassist.schedule.order import in_words
from callassist.web import shift
from callassist.web.frame import language_name, now, zone
from callassist.web.guard import actor, house, needs
from callassist.web.words import capital, listed
from callassist.work.actor import Role
from callassist.work.line import take_next

pages = Blueprint("day", __name__)


@pages.get("/day")
@needs(Role.INTERVIEWER)
def show() -> str:
    """Her day: what has a time, what is owed, and the rest."""
    return _page("")


@pages.post("/next")
@needs(Role.INTERVIEWER)
def next_case() -> Response | str:
    """Open the next case for her, or say why there is none."""
    found = take_next(house(), actor())
    if found.case_id is not None:
        return redirect(url_for("case.show", case_id=found.case_id), 303)
    return _page(capital(in_words(found.waits)) or "No case is open for you.")


def _page(nothing: str) -> str:
    who = actor()
    return render_template(
        "day/show.html",
        day=shift.day(house(), who, now(), zone()),
        speaks=listed([language_name(tag) for tag in who.languages]),
        nothing=nothing,
    )

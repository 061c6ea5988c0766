"""The interviewer's day, and the next case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from callassist.schedule.order import in_words
from callassist.store import shifts
from callassist.web import shift, words
from callassist.web.frame import language_name, now, zone
from callassist.web.guard import actor, house, needs
from callassist.web.words import capital, listed
from callassist.work.actor import Role
from callassist.work.line import take_next

pages = Blueprint("day", __name__)
AHEAD = timedelta(days=14)


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
        why = "-".join(one.name.lower() for one in found.why)
        return redirect(url_for("case.show", case_id=found.case_id, why=why or None), 303)
    if found.wraps_up_until is not None:
        until = words.clock(found.wraps_up_until, zone())
        return _page(
            f"Until {until} you have time to write up the last interview. What is agreed stands below."
        )
    return _page(capital(in_words(found.waits)) or "No case is open for you.")


def _page(nothing: str) -> str:
    who = actor()
    return render_template(
        "day/show.html",
        day=shift.day(house(), who, now(), zone()),
        speaks=listed([language_name(tag) for tag in who.languages]),
        nothing=nothing,
        my_shifts=_my_shifts(),
    )


def _my_shifts() -> list[Any]:
    """Her shifts from this morning on for a fortnight."""
    midnight = words.local(now(), zone()).replace(hour=0, minute=0, second=0, microsecond=0)
    with house().database.read() as c:
        return list(shifts.hers(c, actor().id, midnight, now() + AHEAD))

"""The page to clear to when somebody comes in: small talk, and nothing that could betray why we rang."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from callassist.voice.sayings import ENGLISH
from callassist.web.call import her_call
from callassist.web.guard import actor, house, needs, safe_next
from callassist.web.spoken import small_talk
from callassist.work import hanging_up
from callassist.work.actor import Role

pages = Blueprint("neutral", __name__)


@pages.get("/neutral")
@needs(Role.INTERVIEWER, Role.SUPERVISOR)
def show() -> str:
    """Small talk in a language, beside English; the way back is where she came from."""
    tag = request.args.get("in", "")
    back = safe_next(urlsplit(request.referrer or "").path)
    talk = small_talk(tag)
    hers = tag != ENGLISH and all(spoken == tag for (_words, spoken), _english in talk)
    return render_template(
        "neutral/show.html",
        tag=tag if hers else "",
        sayings=[(words, english) for (words, _), english in talk],
        back=back,
        case_id=_case(back),
        up=her_call() is not None,
    )


@pages.post("/neutral/hang-up")
@needs(Role.INTERVIEWER, Role.SUPERVISOR)
def hang_up() -> Response:
    """End the call that she has up, whichever page she came from, and go to its case to log what happened."""
    case_id = hanging_up.hang_up(house(), actor(), request.form.get("case", ""))
    back = url_for("case.show", case_id=case_id, do="log") if case_id else url_for("door.start")
    return redirect(back, 303)


def _case(back: str) -> str:
    """The case whose page it was, or that of the page before its interview; or ""."""
    match back.strip("/").split("/"):
        case ["case", case_id, *_] | ["interview", "begin", case_id]:
            return case_id
        case _:
            return ""

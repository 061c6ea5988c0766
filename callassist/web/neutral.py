"""The page to clear to when somebody comes in: small talk, and nothing that could betray why we rang."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, render_template, request

from callassist.voice.sayings import ENGLISH
from callassist.web.guard import needs, safe_next
from callassist.web.spoken import small_talk
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
    )

"""Very many texts from one number, page by page, for a reader who interviews nobody."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from callassist.web import which
from callassist.web.guard import actor, house, needs
from callassist.work import floods
from callassist.work.actor import Role

pages = Blueprint("many", __name__)


@pages.post("/replies/many/<first_id>")
@needs(Role.INBOX)
def show(first_id: str) -> str:
    """One page of them with their words: opening is recorded, so it is no address that one follows."""
    running = which.study(Role.INBOX)
    page = max(0, int(asked)) if (asked := request.form.get("page", "0")).isdecimal() else 0
    texts = floods.open_page(house(), actor(), running.id, first_id, page)
    count = next(
        (one.count for one in floods.of_study(house(), actor(), running.id) if one.first_id == first_id), 0
    )
    return render_template(
        "inbox/many.html",
        study=running,
        first_id=first_id,
        texts=texts,
        page=page,
        pages=-(-count // floods.PAGE),
        count=count,
        first=page * floods.PAGE + 1,
    )


@pages.post("/replies/many/<first_id>/read")
@needs(Role.INBOX)
def read(first_id: str) -> Response:
    """All of them, up to the last one shown, have been read."""
    running = which.study(Role.INBOX)
    last = request.form.get("last", "")
    said = floods.all_read(house(), actor(), running.id, first_id, last, token=which.token())
    return which.back("inbox.show", f"Kept: {said}.")

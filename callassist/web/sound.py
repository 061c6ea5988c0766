"""A question played to a parent who does not read, in her language, from the study's own folder."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from callassist.edition.columns import SOUNDS
from callassist.errors import Refusal
from callassist.web.guard import house, needs
from callassist.web.sitting import taken
from callassist.work import opening
from callassist.work.actor import Role

pages = Blueprint("sound", __name__, url_prefix="/interview")


@pages.get("/<interview_id>/sound/<path:item>")
@needs(Role.INTERVIEWER)
def play(interview_id: str, item: str) -> Response:
    """The recording of a question in the language that is spoken."""
    with taken(interview_id) as at:
        try:
            path = opening.whole(at.session, item)
            asked = next(one for one in at.session.screen(path).questions if one.path == path)
        except (Refusal, StopIteration):
            abort(404)
        name = asked.text("audio", at.spoken).text
        files = house().shelf.get(at.held.study_id, at.held.edition).files
    kind = SOUNDS.get(name.rpartition(".")[2].lower())
    if name not in files or kind is None:
        abort(404)
    return Response(files[name], mimetype=kind)

"""For when the line is gone: the copy of the script, the key that seals what waits, and taking it in."""

from __future__ import annotations

from flask import Blueprint, abort, jsonify, render_template, request, url_for
from werkzeug.wrappers import Response

from callassist.errors import Refusal
from callassist.privacy.tokens import new_token
from callassist.questionnaire.screens import Question
from callassist.web import asking, copy, given, paper, words
from callassist.web.distress import levels
from callassist.web.frame import zone
from callassist.web.guard import actor, house, needs
from callassist.web.question import INTERPRETER, MISSING, onward
from callassist.web.sitting import At, held_here, taken, top
from callassist.web.spoken import DISTRESS, GOODBYE, GOODBYES
from callassist.work import at_hand, opening
from callassist.work.actor import Role
from callassist.work.answers import Answered, Behind
from callassist.work.waited import NotYet, Unfit, Waited, keep_waited, key_of

pages = Blueprint("waited", __name__, url_prefix="/interview")


@pages.get("/<interview_id>/copy")
@needs(Role.INTERVIEWER)
def sheet(interview_id: str) -> str:
    """The script from here on as one sheet with boxes: a part of a page, sealed by the browser at once."""
    with taken(interview_id) as at:
        if at.held.sitting_by != actor().id:
            abort(404)
        running = house().study(at.held.study_id)
        tongues = asking.tongue(at.session, at.spoken, at.how)
        return render_template(
            "interview/copy.html",
            top=top(at),
            pieces=copy.pieces(at, house()),
            tongues=tongues,
            missing=(*MISSING, INTERPRETER) if tongues.interpreted else MISSING,
            distress=[paper.spoken_in(one, tongues.theirs) for one in DISTRESS],
            goodbyes=[
                paper.spoken_in(one, tongues.theirs, when)
                for one, when in ((GOODBYE, "At any time"), (GOODBYES["not_safe"], "When it is not safe"))
            ],
            levels=levels(running),
            helplines=paper.helplines(running, tongues.theirs),
        )


@pages.get("/<interview_id>/sealed/<sitting_id>")
@needs(Role.INTERVIEWER)
def key(interview_id: str, sitting_id: str) -> Response:
    """The key of an earlier sitting of hers, so that what waits from it can be opened and sent."""
    held_here(interview_id)
    found = key_of(house(), interview_id, sitting_id, by=actor().id)
    if found is None:
        abort(404)
    return jsonify({"key": found})


@pages.post("/<interview_id>/waited/<path:item>")
@needs(Role.INTERVIEWER)
def take(interview_id: str, item: str) -> Response:
    """Take in one answer that waited: saved, not yet, or why it does not fit any more."""
    with at_hand.alone(house(), interview_id):
        with taken(interview_id) as at:
            question = _question(at, item)
        try:
            kept = keep_waited(house(), at.held, at.session, _waited(at, item, question), by=actor().id)
        except Behind:
            return _told(409, "The interview moved on meanwhile.", again=True)
        except NotYet as wait:
            return _told(409, wait.cure)
        except Unfit as unfit:
            return _told(422, f"It {unfit.what} {unfit.cure}")
        except Refusal as refusal:
            return _told(409, f"Not sent: {refusal.what} {refusal.cure}", stopped=True)
        root, tag = at.session.form.root.name, at.session.script.default_language
        if kept.refused:
            return _told(
                422, *[said.get(tag) or next(iter(said.values()), "") for said in kept.refused.values()]
            )
    return _saved(interview_id, root, opening.whole(at.session, item), kept)


def _question(at: At, item: str) -> Question | None:
    path = opening.whole(at.session, item)
    try:
        screen = at.session.screen(path)
    except Refusal:
        return None
    return next((one for one in screen.questions if one.path == path), None)


def _waited(at: At, item: str, question: Question | None) -> Waited:
    form = request.form
    return Waited(
        path=opening.whole(at.session, item),
        value=given.read(form, [question], None)[0].value if question is not None else None,
        mark=form.get("mark", "")[:80] or new_token(),
        expected=form.get("expected", type=int, default=-1),
        seconds=form.get("waited", type=int, default=0),
        asked=question is not None,
    )


def _told(status: int, *said: str, **more: bool) -> Response:
    answer = jsonify({"words": " ".join(said), **more})
    answer.status_code = status
    return answer


def _saved(interview_id: str, root: str, path: str, kept: Answered) -> Response:
    saved = words.exact(kept.at, zone()) if kept.at is not None else ""
    urgent = kept.alert_id is not None or kept.way_out is not None
    go = (
        onward(interview_id, root, path, kept)
        if urgent
        else url_for("question.show", interview_id=interview_id)
    )
    return jsonify({"saved": saved, "sequence": kept.sequence, "go": go, "urgent": urgent})

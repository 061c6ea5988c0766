"""The interview's pages: the question at hand, its answer kept before the next one shows, the keys."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from callassist.errors import Refusal
from callassist.privacy.tokens import new_token
from callassist.questionnaire.screens import Screen
from callassist.questionnaire.session import Session
from callassist.store import interviews
from callassist.store.interviews import Held
from callassist.voice.sayings import ENGLISH
from callassist.web import across, asking, given, one_more, words
from callassist.web.frame import zone
from callassist.web.guard import actor, house, needs
from callassist.web.sitting import At, after, held_here, taken, top, wants_json
from callassist.web.spoken import small_talk
from callassist.work import at_hand, opening
from callassist.work.actor import Role
from callassist.work.answers import Answered, Behind, answer_held
from callassist.work.participation import standing_of
from callassist.work.sittings import How

pages = Blueprint("question", __name__, url_prefix="/interview")
Page = str | tuple[str, int] | Response
MISSING = (
    ("R", "refused", "Refused"),
    ("D", "dont_know", "Does not know"),
    ("N", "not_applicable", "Does not apply"),
)
INTERPRETER = ("I", "interpreter_problem", "The interpreter could not put it")


@pages.app_template_filter("lasted")
def lasted(now: datetime, since: datetime) -> str:
    """12:41, how long something has lasted; with hours when there are any."""
    seconds = max(int((now - since).total_seconds()), 0)
    hours = f"{seconds // 3600}:" if seconds >= 3600 else ""
    return f"{hours}{seconds // 60 % 60:02d}:{seconds % 60:02d}"


@pages.get("/<interview_id>")
@needs(Role.INTERVIEWER)
def show(interview_id: str) -> Page:
    """Go to the question that is open, or to how it can be taken up again."""
    with taken(interview_id) as at:
        if at.held.state not in interviews.UNFINISHED:
            return redirect(after(at.held), 303)
        if not _held_by_me(at.held):
            return redirect(url_for("interview.resume", interview_id=interview_id), 303)
        return redirect(_address(at, _open_path(at)), 303)


@pages.get("/<interview_id>/at/<path:item>")
@needs(Role.INTERVIEWER)
def ask(interview_id: str, item: str) -> Page:
    """One question, or a set of them on one scale."""
    with taken(interview_id) as at:
        if not _held_by_me(at.held):
            return redirect(url_for("question.show", interview_id=interview_id), 303)
        screen = _screen(at, item)
        if screen is None:
            return redirect(url_for("question.show", interview_id=interview_id), 303)
        return _render(at, screen)


@pages.post("/<interview_id>/at/<path:item>")
@needs(Role.INTERVIEWER)
def keep(interview_id: str, item: str) -> Page:
    """Keep what was answered, then go to the next question; or the same page with what is to be mended."""
    with at_hand.alone(house(), interview_id):
        with taken(interview_id) as at:
            screen = _screen(at, item)
        if screen is None:
            return _go(url_for("question.show", interview_id=interview_id, gone=1))
        line = given.one_line(request.form, screen.questions)
        try:
            kept = answer_held(
                house(),
                at.held,
                at.session,
                given.read(request.form, screen.questions, line),
                client_event=request.form.get("event", "") or new_token(),
                expected=request.form.get("expected", type=int, default=-1),
                by=actor().id,
            )
        except Behind:
            return _go(url_for("question.show", interview_id=interview_id, behind=1))
        if kept.refused:
            return _refused(interview_id, screen.path, kept)
        if line is not None and kept.alert_id is None and kept.way_out is None:
            return _line_kept(at.session, interview_id, screen, kept, line)
        between = _between(at, screen, kept)
    if between is not None:
        return _go(_telling(between, kept), kept)
    return _go(onward(interview_id, at.session.form.root.name, screen.path, kept), kept)


def _between(at: At, screen: Screen, kept: Answered) -> str | None:
    """A page between two questions: whether there is one more, or how a section came across."""
    across.told_with(at.held.id, screen.path)
    if kept.alert_id is not None or kept.way_out is not None:
        return None
    found = one_more.after(at.held.id, at.session, screen.path, kept.next_path)
    if found is None and across.may_cross(at):
        found = across.after_section(at.held.id, screen.path, kept.next_path)
    return found


@pages.get("/<interview_id>/back")
@needs(Role.INTERVIEWER)
def back_from_end(interview_id: str) -> Response:
    """From the end back to the last question."""
    with taken(interview_id) as at:
        last, path = None, at.session.path_after(None)
        while path is not None:
            last, path = path, at.session.path_after(path)
        return redirect(_address(at, last), 303)


@pages.get("/<interview_id>/keys")
@needs(Role.INTERVIEWER)
def keys(interview_id: str) -> Page:
    """All keys of the interview."""
    with taken(interview_id) as at:
        line = top(at)
        interpreted = at.how != How.SELF
        by_item = interpreted and across.by_item(at)
    back = _came_from(interview_id)
    return render_template(
        "interview/keys.html", top=line, back=back, interpreted=interpreted, by_item=by_item
    )


def _held_by_me(held: Held) -> bool:
    return held.state == "open" and held.sitting_by == actor().id


def _open_path(at: At) -> str | None:
    """Where to go on: once the opening is done, where it broke off; else the first open question."""
    if at.held.place is not None and not opening.is_open(at.session):
        try:
            return at.session.screen(at.held.place).path
        except Refusal:
            pass
    screen = at.session.first_open()
    return screen.path if screen is not None else None


def _address(at: At, path: str | None) -> str:
    behind, gone = request.args.get("behind"), request.args.get("gone")
    if path is None:
        return url_for("leaving.end", interview_id=at.held.id)
    item = opening.short(at.session, path)
    return url_for("question.ask", interview_id=at.held.id, item=item, behind=behind, gone=gone)


def _screen(at: At, item: str) -> Screen | None:
    try:
        return at.session.screen(opening.whole(at.session, item))
    except Refusal:
        return None


def _render(at: At, screen: Screen, refused: Answered | None = None) -> str:
    stands, tongues = across.tongues(at, screen)
    saved = at_hand.answered_at(at.connection, at.held, at.session) if screen.grouped else {}
    shown = asking.page(at.session, screen, tongues, saved, request.args.get("line", type=int), stands)
    item = opening.short(at.session, screen.path)
    return render_template(
        "interview/question.html",
        top=top(at),
        page=shown,
        tongues=tongues,
        item=item,
        sequence=at.held.sequence,
        event=new_token(),
        missing=(*MISSING, INTERPRETER) if tongues.interpreted else MISSING,
        asks_again=opening.short(at.session, screen.path) in opening.SAFETY and at.held.place is not None,
        refused=_refusals(at, refused, tongues.ours) if refused else {},
        typed=request.form if refused else {},
        shorter_only=_shorter_only(at, screen),
        across=across.asked(at, screen, tongues),
        behind="behind" in request.args,
        gone="gone" in request.args,
        talk=small_talk(tongues.theirs),
        exit_phrase=_exit_phrase(at, item, tongues.theirs),
        asks_both=tongues.interpreted and item == opening.SAFETY[0],
    )


def _exit_phrase(at: At, item: str, tag: str) -> tuple[str, str, str] | None:
    """The words that end the call, to be told where safety is asked: hers, their language, in English."""
    if item not in opening.SAFETY:
        return None
    said = house().study(at.held.study_id).edition.protocol.safety.exit_phrase
    english = said.get(ENGLISH, "")
    hers = tag if tag in said else ENGLISH
    return (said[hers], hers, english) if hers in said else None


def _shorter_only(at: At, screen: Screen) -> bool:
    """Whether she has asked for the shorter interview, looked up where that is decided."""
    who = at.held.participant_id
    if who is None or opening.short(at.session, screen.path) != opening.GO_ON:
        return False
    return standing_of(house(), who).shorter_only


def _refusals(at: At, refused: Answered, tag: str) -> dict[str, str]:
    return {
        opening.short(at.session, path): said.get(tag) or next(iter(said.values()), "It cannot be kept.")
        for path, said in refused.refused.items()
    }


def _refused(interview_id: str, path: str, kept: Answered) -> Page:
    if wants_json():
        answer = jsonify({"refused": True})
        answer.status_code = 422
        return answer
    with taken(interview_id) as at:
        return _render(at, at.session.screen(path), kept), 422


def _line_kept(session: Session, interview_id: str, screen: Screen, kept: Answered, line: int) -> Page:
    """A line of a set was saved: told to the page's module, or shown with the next line marked."""
    following = min(line + 1, len(screen.questions) - 1)
    same = session.screen(screen.path).paths == screen.paths
    item = opening.short(session, screen.path)
    address = url_for("question.ask", interview_id=interview_id, item=item, line=following)
    return _go(_telling(address, kept), kept, stay=same and not (kept.hidden or kept.cleared))


def onward(interview_id: str, root: str, path: str, kept: Answered) -> str:
    """The address to go on to after an answer: help, the way out, the end, or the next question."""
    if kept.alert_id is not None:
        return url_for("distress.show", interview_id=interview_id, at=_short(root, path))
    if kept.way_out is not None:
        where, out = _short(root, path), kept.way_out
        return url_for("leaving.leave", interview_id=interview_id, outcome=out, at=where)
    if kept.next_path is None:
        return _telling(url_for("leaving.end", interview_id=interview_id), kept)
    item = _short(root, kept.next_path)
    return _telling(url_for("question.ask", interview_id=interview_id, item=item), kept)


def _telling(address: str, kept: Answered) -> str:
    """An address with how many answers a change hid or took out, for its page to say so."""
    told = urlencode({name: n for name, n in (("hidden", kept.hidden), ("cleared", kept.cleared)) if n})
    return f"{address}{'&' if '?' in address else '?'}{told}" if told else address


def _short(root: str, path: str) -> str:
    return path.removeprefix(f"/{root}/")


def _go(address: str, kept: Answered | None = None, *, stay: bool = False) -> Response:
    if not wants_json():
        return redirect(address, 303)
    told: dict[str, Any] = {"go": address, "stay": stay}
    if kept is not None and kept.at is not None:
        told |= {"sequence": kept.sequence, "saved": words.exact(kept.at, zone()), "at": kept.at.isoformat()}
    return jsonify(told)


def _came_from(interview_id: str) -> str:
    """The question that a page beside the interview was opened from."""
    item = request.values.get("at", "")
    if item:
        return url_for("question.ask", interview_id=interview_id, item=item)
    return url_for("question.show", interview_id=interview_id)


def came_from(interview_id: str) -> str:
    """The same, for the pages beside the interview."""
    held_here(interview_id)
    return _came_from(interview_id)

"""How the words of a section came across in another language: one key at its end."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from callassist.edition.standing import Standing
from callassist.errors import Refusal
from callassist.interpreters.record import Grain, Put, Spoke, usual_speaker
from callassist.questionnaire.screens import Screen
from callassist.web import forms
from callassist.web.asking import Tongue, tongue
from callassist.web.guard import actor, house, needs
from callassist.web.sitting import At, held_here, taken, top
from callassist.work import aloud, interpretation, opening
from callassist.work.actor import Role
from callassist.work.at_hand import plain

pages = Blueprint("across", __name__, url_prefix="/interview")
Page = str | tuple[str, int] | Response
PUT_WORDS = {
    Put.AS_WRITTEN: ("Word for word", "as it stands on the page"),
    Put.RENDERED: ("In other words", "rendered on the spot, the meaning kept"),
    Put.CLARIFIED: ("With explanations", "something had to be explained"),
    Put.COULD_NOT: ("Not all of it", "something could not be put at all"),
}
PUT_KEYS = {Put.AS_WRITTEN: "W", Put.RENDERED: "P", Put.CLARIFIED: "C", Put.COULD_NOT: "O"}
SPOKE_WORDS = {Spoke.INTERVIEWER: "You", Spoke.INTERPRETER: "The interpreter", Spoke.RELATIVE: "A relative"}
FIELDS = {"How it was put": "put"}


@dataclass(frozen=True, slots=True)
class Across:
    """What a question's page offers: the section to say it of, or, question by question, what stands."""

    section: str
    put: Put | None
    ways: tuple[tuple[str, Put, str], ...] = ()


def tongues(at: At, screen: Screen) -> tuple[Standing, Tongue]:
    """How the words of a screen stand in the language that is spoken, and what stands in which column."""
    asked = [(plain(screen.path), ""), *((plain(one.path), one.item.kind) for one in screen.questions)]
    stands = aloud.standing_of(at.connection, house(), at.held, at.spoken, asked)
    closed = at.held.mode == "live" and stands is not Standing.APPROVED
    return stands, tongue(at.session, at.spoken, at.how, closed=closed)


def asked(at: At, screen: Screen, tongues: Tongue) -> Across | None:
    """What a page offers; None in an interview that is held in one language."""
    if not tongues.across or opening.short(at.session, screen.path) in opening.OPENING:
        return None
    known = interpretation.recorded(at.connection, at.held)
    if interpretation.grain(house(), at.held) is Grain.SECTION:
        return Across(opening.short(at.session, screen.section_path), None)
    usual = Put.RENDERED if tongues.rendered else Put.AS_WRITTEN
    put = known[screen.path][0] if screen.path in known else usual
    return Across("", put, tuple((PUT_KEYS[one], one, words[0]) for one, words in PUT_WORDS.items()))


def by_item(at: At) -> bool:
    """Whether it is said of each question, on its own page."""
    return interpretation.grain(house(), at.held) is Grain.ITEM


def told_with(interview_id: str, path: str) -> None:
    """Keep how a question was put, where the study wants it of each and the page has said it."""
    put = request.form.get("put", "")
    if not put or interpretation.grain(house(), held_here(interview_id)) is not Grain.ITEM:
        return
    interpretation.record(house(), interview_id, path, put, what=Grain.ITEM, by=actor().id)


def after_section(interview_id: str, path: str, then: str | None) -> str | None:
    """Where it is said how a section came across that ends between two screens; None where nothing is."""
    with taken(interview_id) as at:
        try:
            screen = at.session.screen(path)
        except Refusal:
            return None
        if not tongues(at, screen)[1].across:
            return None
        ended = interpretation.ended(at.connection, house(), at.held, at.session, path, then)
        if not ended:
            return None
        section, item = opening.short(at.session, ended), opening.short(at.session, then) if then else ""
    return url_for("across.show", interview_id=interview_id, section=section, then=item)


def may_cross(at: At) -> bool:
    """Whether two languages may be spoken in a sitting: what costs nothing to know."""
    return at.held.mode == "live" or tongue(at.session, at.spoken, at.how).across


@pages.get("/<interview_id>/across")
@needs(Role.INTERVIEWER)
def show(interview_id: str) -> Page:
    """How the section that has just ended, or is being asked, came across."""
    if held_here(interview_id).sitting_id is None:
        return redirect(url_for("question.show", interview_id=interview_id), 303)
    return _page(interview_id, forms.EMPTY)


@pages.post("/<interview_id>/across")
@needs(Role.INTERVIEWER)
def keep(interview_id: str) -> Page:
    """Keep it and go on."""
    section, then = request.form.get("section", ""), request.form.get("then", "")
    put, spoke = request.form.get("put", ""), request.form.get("spoke", "")
    try:
        with taken(interview_id) as at:
            path = _known(at, section)
        interpretation.record(house(), interview_id, path, put, spoke, what=Grain.SECTION, by=actor().id)
    except Refusal as refusal:
        return _page(interview_id, forms.refused(refusal, FIELDS)), 422
    return redirect(onward(interview_id, then), 303)


def onward(interview_id: str, then: str) -> str:
    """The question to go on with, or the end."""
    if then:
        return url_for("question.ask", interview_id=interview_id, item=then)
    return url_for("leaving.end", interview_id=interview_id)


def _page(interview_id: str, form: forms.Form) -> str:
    section, then = request.values.get("section", ""), request.values.get("then", "")
    with taken(interview_id) as at:
        path, line = _known(at, section), top(at)
        before = interpretation.recorded(at.connection, at.held).get(path)
        name = _name(at, path)
        usual = usual_speaker(at.how)
    return render_template(
        "interview/across.html",
        form=form,
        top=line,
        section=section,
        then=then,
        onward=onward(interview_id, then),
        name=name,
        put=[(number, one, *words) for number, (one, words) in enumerate(PUT_WORDS.items(), 1)],
        chosen=before[0] if before is not None else None,
        spoke=SPOKE_WORDS,
        speaker=before[1] if before is not None else usual,
    )


def _known(at: At, section: str) -> str:
    """The path of a section of this script. Raises Refusal for what is none."""
    path = opening.whole(at.session, section)
    if path not in at.session.form.by_path or at.session.form.by_path[path].control is not None:
        raise Refusal("Section", "there is none of that name in this interview.", "Go back to the question.")
    return path


def _name(at: At, path: str) -> str:
    title = at.session.title_of(path)(at.session.script.default_language).text
    return title or path.rpartition("/")[2].replace("_", " ")

"""Entering a paper interview a second time: the first entry is not shown, only where the two differ."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from callassist.errors import Refusal
from callassist.questionnaire.entries import Missing
from callassist.questionnaire.screens import Question
from callassist.questionnaire.session import Answer
from callassist.store.lists import paper_entries
from callassist.web import forms, given, which
from callassist.web.guard import actor, house, needs
from callassist.work import mending, second_entry
from callassist.work.actor import Role
from callassist.work.cases import may_open

pages = Blueprint("second_entry", __name__)
ENTERS = (Role.INTERVIEWER, Role.SUPERVISOR)
Page = str | tuple[str, int] | Response
MOST = 200
NO_ANSWER = "no answer"
MISSING_WORDS = {
    Missing.REFUSED: "refused",
    Missing.DONT_KNOW: "does not know",
    Missing.NOT_APPLICABLE: "does not apply",
    Missing.INTERPRETER: "the interpreter could not put it",
    Missing.BREAK_OFF: "broke off before it",
}


@pages.get("/paper-interviews")
@needs(*ENTERS)
def show() -> str:
    """The interviews that were taken on paper, and which of them wait for a second entry."""
    running = which.study(*ENTERS)
    with house().database.read() as c:
        rows = paper_entries.entered(c, running.id, second_entry.VERB, MOST)
    return render_template(
        "second_entry/list.html",
        study=running,
        others=which.others(running, *ENTERS),
        rows=[row for row in rows if may_open(actor(), row)],
        titles={wave.code: wave.title for plan in running.edition.protocol.plan for wave in plan.wave},
        me=actor().id,
    )


@pages.get("/paper-interviews/<interview_id>")
@needs(*ENTERS)
def sheet(interview_id: str) -> Page:
    """Every question that was asked, empty."""
    try:
        number, asked = second_entry.questions(house(), actor(), interview_id)
    except Refusal as refusal:
        return _refused(refusal)
    return render_template(
        "second_entry/sheet.html", id=interview_id, number=number, asked=asked, missing=MISSING_WORDS
    )


@pages.post("/paper-interviews/<interview_id>")
@needs(*ENTERS)
def enter(interview_id: str) -> Page:
    """The second entry held against the first."""
    try:
        number, asked = second_entry.questions(house(), actor(), interview_id)
        entered = given.read(request.form, asked, None)
        found = second_entry.compare(house(), actor(), interview_id, entered)
    except Refusal as refusal:
        return _refused(refusal)
    lines = [
        (one, _said(one.question, one.first), _said(one.question, one.second), _sent(one.second))
        for one in found
    ]
    return render_template(
        "second_entry/differences.html", id=interview_id, number=number, lines=lines, asked=len(asked)
    )


@pages.post("/paper-interviews/<interview_id>/settle")
@needs(*ENTERS)
def settle(interview_id: str) -> Page:
    """The paper says what the second entry says: the answer is corrected, with that as the reason."""
    told = request.form.get("value", "")
    value: Answer = (
        Missing(told.removeprefix(given.MISSING)) if told.startswith(given.MISSING) else told or None
    )
    try:
        second_entry.questions(house(), actor(), interview_id)
        reason = "Second entry from paper: the first entry differed."
        mending.correct(house(), interview_id, request.form.get("path", ""), value, reason, by=actor().id)
    except Refusal as refusal:
        return _refused(refusal)
    flash("Corrected as the paper says. Enter it once more to see what still differs.")
    return redirect(url_for("second_entry.sheet", interview_id=interview_id), 303)


def _said(question: Question, answer: Answer) -> str:
    """An answer in words; what identifies somebody is not shown again."""
    if answer is None:
        return NO_ANSWER
    if isinstance(answer, Missing):
        return MISSING_WORDS[answer]
    if question.item.identity:
        return "written otherwise"
    labels = {one.value: one.label("en-GB").text for one in question.choices}
    return ", ".join(labels.get(one, one) for one in answer.split()) if labels else answer


def _sent(answer: Answer) -> str:
    return f"{given.MISSING}{answer.value}" if isinstance(answer, Missing) else answer or ""


def _refused(refusal: Refusal) -> tuple[str, int]:
    return render_template("second_entry/refused.html", form=forms.refused(refusal, {})), 422

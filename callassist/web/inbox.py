"""The inbox: parents' texts that are no clear answer, for readers who interview nobody."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from callassist.errors import Refusal, Stale
from callassist.store import outbox, replies, studies
from callassist.web import forms, which
from callassist.web.frame import now
from callassist.web.guard import actor, house, needs
from callassist.work import answering, floods, inbox
from callassist.work.actor import Role
from callassist.work.house import Running

pages = Blueprint("inbox", __name__)
Page = str | tuple[str, int] | Response
LATELY, MOST, A_PAGE = timedelta(days=7), 20, 25
FIELDS = {"What it was": "meaning", "Which appointment": "meaning", "Your note": "words"}


@pages.get("/replies")
@needs(Role.INBOX)
def show() -> str:
    """The texts that wait, oldest first, and those of the last week with what was done."""
    return _page(which.study(Role.INBOX), forms.EMPTY)


def _page(running: Running, form: forms.Form) -> str:
    if not inbox.may_read(actor(), running.id):
        abort(403)
    texts = inbox.waiting(house(), actor(), [running.id], which.opened_at())
    page = _asked_page(len(texts))
    with house().database.read() as c:
        count, _oldest = replies.waiting(c, [running.id])
        approved = studies.approved_words(c, running.id)
        lately = replies.read_lately(c, [running.id], now() - LATELY, MOST)
        known = outbox.participants(c, sorted({who for one in lately for who in one.may_be or ()}))
    return render_template(
        "inbox/show.html",
        study=running,
        others=which.others(running, Role.INBOX),
        form=form,
        texts=texts[page * A_PAGE : (page + 1) * A_PAGE],
        all_texts=len(texts),
        count=count,
        page=page,
        a_page=A_PAGE,
        floods=floods.of_study(house(), actor(), running.id),
        unopened=any(one.words is None for one in texts),
        lately=[(one, [known[who].number for who in one.may_be or () if who in known]) for one in lately],
        readers=answering.readers(house(), running.id),
        answers={
            language: answering.snippets(running, language, approved)
            for language in {_language(one) for one in texts}
        },
        language_of=_language,
    )


def _asked_page(texts: int) -> int:
    """The page of texts that was asked for, from 0; the last one where there are no more."""
    asked = request.args.get("page", "1")
    last = max(0, (texts - 1) // A_PAGE)
    return min(max(int(asked) - 1, 0), last) if asked.isdecimal() and len(asked) < 6 else 0


def _language(text: inbox.Text) -> str | None:
    return text.people[0].language if text.people else None


@pages.post("/replies/<reply_id>/reader")
@needs(Role.INBOX)
def give(reply_id: str) -> Page:
    """Take a text on, or give it to another reader."""
    running = which.study(Role.INBOX)
    to = request.form.get("to", "")
    try:
        name = answering.give(house(), actor(), reply_id=reply_id, to=to, token=which.token())
    except Refusal as refusal:
        return _page(running, forms.refused(refusal, {"Who reads it": f"to-{reply_id}"}, name=reply_id)), 422
    return which.back("inbox.show", f"The text is with {name}.", anchor=f"r-{reply_id}")


@pages.post("/replies/<reply_id>/answer")
@needs(Role.INBOX)
def answer(reply_id: str) -> Page:
    """Send an approved answer in her language."""
    running = which.study(Role.INBOX)
    template = request.form.get("template", "")
    try:
        answering.answer_with(house(), actor(), reply_id=reply_id, template=template, token=which.token())
    except Refusal as refusal:
        fields = {"Your answer": f"answer-{reply_id}"}
        return _page(running, forms.refused(refusal, fields, name=reply_id)), 422
    return which.back("inbox.show", "The answer goes out; the text is read.")


@pages.post("/replies/<reply_id>")
@needs(Role.INBOX)
def decide(reply_id: str) -> Page:
    """Say what a text was; what follows is done at once."""
    running = which.study(Role.INBOX)
    meaning, _, appointment_id = request.form.get("meaning", "").partition(":")
    try:
        did = inbox.decide(
            house(),
            actor(),
            reply_id=reply_id,
            meaning=meaning,
            appointment_id=appointment_id,
            token=which.token(),
        )
    except Refusal as refusal:
        return _page(running, forms.refused(refusal, FIELDS, name=reply_id)), 422
    except Stale as stale:
        return _page(running, forms.stale(stale, name=reply_id)), 409
    return which.back("inbox.show", f"Kept: {did}.")


@pages.post("/replies/<reply_id>/note")
@needs(Role.INBOX)
def pass_on(reply_id: str) -> Page:
    """Leave the interviewer a note in the reader's own words."""
    running = which.study(Role.INBOX)
    try:
        inbox.pass_on(
            house(),
            actor(),
            reply_id=reply_id,
            words=request.form.get("words", ""),
            person_id=request.form.get("about", ""),
            token=which.token(),
        )
    except Refusal as refusal:
        fields = {"Your note": f"note-{reply_id}", "About whom": f"about-{reply_id}"}
        return _page(running, forms.refused(refusal, fields, name=reply_id)), 422
    return which.back("inbox.show", "The note stands in her line; the parent’s words stay with you.")

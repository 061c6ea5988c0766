"""Correcting what was logged wrongly: the old outcome stays beside the new one, with a reason."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from callassist.cases.outcomes import OUTCOMES, By
from callassist.errors import Refusal
from callassist.store import attempts as ledger
from callassist.web import forms
from callassist.web.guard import actor, house, needs
from callassist.work import attempts
from callassist.work.actor import Role

pages = Blueprint("attempt", __name__)
FIELDS = {"What happened": "what", "Why": "why"}


@pages.get("/attempt/<contact_id>")
@needs(Role.INTERVIEWER, Role.SUPERVISOR)
def show(contact_id: str) -> str:
    """The wrong outcome and the form that corrects it."""
    return _page(contact_id, forms.EMPTY)


@pages.post("/attempt/<contact_id>")
@needs(Role.INTERVIEWER, Role.SUPERVISOR)
def correct(contact_id: str) -> Response | tuple[str, int]:
    """Correct it and go back to the case."""
    sent = request.form
    try:
        attempts.correct_attempt(
            house(),
            actor(),
            contact_id,
            outcome=sent.get("what", ""),
            reason=sent.get("why", ""),
            token=sent.get("once", ""),
        )
    except Refusal as refusal:
        return _page(contact_id, forms.refused(refusal, FIELDS)), 422
    return redirect(url_for("case.show", case_id=_row(contact_id).case_id), 303)


def _row(contact_id: str) -> Any:
    with house().database.read() as c:
        row = ledger.contact_row(c, contact_id)
    if row is None or row.case_id is None:
        abort(404)
    return row


def _page(contact_id: str, form: forms.Form) -> str:
    row = _row(contact_id)
    with house().database.read() as c:
        case = ledger.case(c, row.case_id)
    if case is None or not attempts.may_correct(actor(), case, row):
        abort(403)
    old = OUTCOMES[row.outcome].words if row.outcome in OUTCOMES else row.outcome
    choices = [
        (one.code, one.words)
        for one in OUTCOMES.values()
        if one.by is By.INTERVIEWER and one.code != row.outcome
    ]
    return render_template(
        "attempt/show.html",
        row=row,
        case=case,
        old=old,
        choices=choices,
        form=form,
        channels=attempts.CHANNELS,
    )

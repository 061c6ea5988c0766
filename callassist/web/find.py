"""Finding a case: by its study number, or by the number that a parent rings back from; no name is shown."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from callassist.errors import Refusal
from callassist.web import forms
from callassist.web.found import found_rows
from callassist.web.frame import now, zone
from callassist.web.guard import actor, house, needs
from callassist.web.numbers import RINGS
from callassist.work.actor import Role
from callassist.work.search import by_phone, by_study_number, named_by_phone

pages = Blueprint("find", __name__)
FIELDS = {"Study number": "study_number", "Telephone number": "telephone"}


@pages.get("/find")
@needs(Role.INTERVIEWER, Role.SUPERVISOR)
def show() -> str:
    """The two questions."""
    return render_template("find/show.html", form=forms.EMPTY, asked="", rows=())


@pages.post("/find")
@needs(Role.INTERVIEWER, Role.SUPERVISOR)
def find() -> str | tuple[str, int]:
    """Whom it may be. Looking a telephone number up is recorded."""
    number, telephone = request.form.get("study_number", ""), request.form.get("telephone", "")
    try:
        found = (
            by_phone(house(), actor(), telephone)
            if telephone.strip()
            else by_study_number(house(), actor(), number)
        )
        named = named_by_phone(house(), actor(), telephone) if telephone.strip() else []
    except Refusal as refusal:
        form = forms.refused(refusal, FIELDS)
        return render_template("find/show.html", form=form, asked="", rows=()), 422
    rows = found_rows(house(), actor(), found, now(), zone())
    asked = "phone" if telephone.strip() else number.strip()
    by_whom = [(row.case_id, row.number, f"{RINGS}{tracing_id}") for row, tracing_id in named]
    return render_template("find/show.html", form=forms.EMPTY, asked=asked, rows=rows, named=by_whom)

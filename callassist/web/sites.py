"""Sites and courses: the dates in use, and moving an end after having seen what would move."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from callassist.errors import Refusal, Stale
from callassist.privacy.sealing import place
from callassist.store import courses, staff, studies, tasks
from callassist.web import forms, which
from callassist.web.guard import actor, house, needs
from callassist.work import cohorts
from callassist.work import tasks as closing
from callassist.work.actor import Role
from callassist.work.heard import COURSE
from callassist.work.house import Running

pages = Blueprint("sites", __name__)
WHO = (Role.MANAGER, Role.SITE_TEAM)
Page = str | tuple[str, int] | Response
MOST = 200
FIELDS = {"New end": "ends", "Why": "why", "Course": "course"}


@pages.post("/sites/asked/<task_id>")
@needs(Role.SITE_TEAM)
def answered(task_id: str) -> Page:
    """Close a question about the course with what was done."""
    running = which.study(Role.SITE_TEAM)
    did = request.form.get("did", "")
    with house().database.read() as c:
        asked = tasks.one(c, task_id)
    if asked is None or asked.study_id != running.id or asked.kind != COURSE:
        abort(404)
    try:
        closing.close(
            house(), by=actor().id, study_id=running.id, task_id=task_id, action=did, token=which.token()
        )
    except Refusal as refusal:
        return _page(running, forms.refused(refusal, {"What was done": f"did-{task_id}"}, name=task_id)), 422
    return which.back("sites.show", "The question is closed.")


@pages.get("/sites")
@needs(*WHO)
def show() -> str:
    """Every course by site, and every move of an end with its reason."""
    return _page(which.study(*WHO), forms.EMPTY)


def _page(running: Running, form: forms.Form, shown: cohorts.Preview | None = None) -> str:
    reached = which.sites(running, *WHO)
    with house().database.read() as c:
        every = courses.sites(c, running.id)
        rows = studies.cohorts(c, running.id)
        people = courses.people_by_cohort(c, running.id)
        moves = courses.moves(c, running.id)
        names = staff.names(c)
        asked = which.of([t for t in tasks.opened(c, [running.id], MOST) if t.kind == COURSE], reached)
    sites = [one for one in every if reached is None or one.code in reached]
    return render_template(
        "sites/show.html",
        study=running,
        others=which.others(running, *WHO),
        form=form,
        sites=sites,
        site_names={one.code: one.name for one in every},
        places=which.places({one.code: one.name for one in every}, reached),
        courses=rows,
        people=people,
        preview=shown,
        moves=[(row, _reason(running, row), names.get(row.by, "")) for row in moves],
        course_names={one.id: one.name for one in rows},
        warnings={one.code: cohorts.overlaps(running.edition.protocol, one, one.ends) for one in rows},
        asked=asked if actor().may(Role.SITE_TEAM, running.id) else (),
        may_move=actor().may(Role.MANAGER, running.id),
    )


def _reason(running: Running, row: Any) -> str:
    return house().sealer.open(
        running.id,
        row.reason,
        place("cohort_move.reason", row.id),
    )


@pages.post("/sites/<code>/look")
@needs(Role.MANAGER)
def look(code: str) -> Page:
    """What would move if this course ended on another day. Keeps nothing."""
    running = which.study(Role.MANAGER)
    try:
        shown = cohorts.preview(house(), running, code, _day(request.form.get("ends", "")))
    except Refusal as refusal:
        return _page(running, forms.refused(refusal, FIELDS, name=code)), 422
    return _page(running, forms.EMPTY, shown)


@pages.post("/sites/<code>/move")
@needs(Role.MANAGER)
def move(code: str) -> Page:
    """Move the end that was looked at."""
    running = which.study(Role.MANAGER)
    try:
        was, ends = _day(request.form.get("was", "")), _day(request.form.get("ends", ""))
        cohorts.move_end(
            house(),
            running,
            by=actor().id,
            code=code,
            was=was,
            ends=ends,
            why=request.form.get("why", ""),
            token=which.token(),
        )
    except Refusal as refusal:
        shown = cohorts.preview(house(), running, code, ends) if refusal.where == "Why" else None
        return _page(running, forms.refused(refusal, FIELDS, name="move"), shown), 422
    except Stale as stale:
        return _page(running, forms.stale(stale)), 409
    said = "Moved. Windows follow within seconds; texts that fall due today wait for your release."
    return which.back("sites.show", said)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal("New end", f"“{text[:20]}” is no day.", "Write it as 2026-10-12.") from None

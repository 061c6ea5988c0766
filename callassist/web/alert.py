"""One alert whole: raised, told, taken on, in how many minutes, what was ticked and done, and its closing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, render_template
from werkzeug.wrappers import Response

from callassist.errors import Refusal
from callassist.store import staff
from callassist.store.lists import alert as lists
from callassist.study.safety import RANG
from callassist.web import clocks, forms, which
from callassist.web.alerts import at_action, move_on
from callassist.web.guard import actor, house, needs
from callassist.work import alert_clocks
from callassist.work.actor import Role
from callassist.work.house import Running

pages = Blueprint("alert", __name__)
WHO = (Role.SAFEGUARDING, Role.MANAGER, Role.SUPERVISOR)
Page = str | tuple[str, int] | Response


@pages.get("/alert/<alert_id>")
@needs(*WHO)
def show(alert_id: str) -> str:
    """The alert; what was done is sealed until somebody opens it."""
    return _page(which.study(*WHO), alert_id, forms.EMPTY)


@pages.post("/alert/<alert_id>")
@needs(*WHO)
def act(alert_id: str) -> Page:
    """Acknowledge it, or close it with what was done."""
    running = which.study(*WHO)
    _row(running, alert_id)
    try:
        return which.back("alert.show", move_on(alert_id), alert_id=alert_id)
    except Refusal as refusal:
        return _page(running, alert_id, forms.refused(refusal, at_action(alert_id), name=alert_id)), 422


@pages.post("/alert/<alert_id>/done")
@needs(*WHO)
def opened(alert_id: str) -> str:
    """Show once what was done, with an audit line."""
    running = which.study(*WHO)
    _row(running, alert_id)
    words = alert_clocks.open_action(house(), actor(), alert_id=alert_id)
    return _page(running, alert_id, forms.EMPTY, words=words)


def _page(running: Running, alert_id: str, form: forms.Form, words: str | None = None) -> str:
    row, safety = _row(running, alert_id), running.edition.protocol.safety
    with house().database.read() as c:
        names = staff.names(c)
        told = clocks.stories(c, [row], running.edition.protocol.study.zone, names)
    ticked = {code: datetime.fromisoformat(at) for code, at in (row.checklist or {}).items()}
    points = [(one.text, ticked.get(one.code)) for one in safety.checklist]
    return render_template(
        "alerts/one.html",
        study=running,
        form=form,
        alert=row,
        story=told[alert_id],
        names=names,
        points=points,
        rang=ticked.get(RANG),
        words=words,
        titles={w.code: w.title for plan in running.edition.protocol.plan for w in plan.wave},
        sees_family=actor().may_any((Role.MANAGER, Role.SUPERVISOR), running.id),
    )


def _row(running: Running, alert_id: str) -> Any:
    with house().database.read() as c:
        row = lists.one(c, running.id, alert_id)
    if row is None or not which.of([row], which.sites(running, *WHO)):
        abort(404)
    return row
